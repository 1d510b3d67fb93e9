"""表单: every form that the pages show to somebody, filled in as it stands, once for each address that it leads to."""

from dataclasses import dataclass, field

from lxml import html
from samples import address_of, samples
from werkzeug.exceptions import HTTPException

DESKS = ("clerk", "leader", "assessor", "signer", "reporter", "admin", None)
"""Who is asked, in this order; the first one who sees a form sends it."""


@dataclass
class Filled:
    """一份表单: who sees it, where it leads, what stands in it, and which of its fields take words."""

    login: str | None
    action: str
    values: dict
    words: list = field(default_factory=list)


def forms_of(app, town, client_as):
    """Every form with method post of every page that is reached without a missing row."""
    known, adapter, seen = samples(town), app.url_map.bind("127.0.0.1"), set()
    for login in DESKS:
        client = client_as(login)
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint == "static":
                continue
            answer = client.get(address_of(rule, known))
            if answer.status_code != 200 or answer.mimetype != "text/html" or "<form" not in answer.text:
                continue
            for form in html.document_fromstring(answer.text).xpath("//form"):
                filled = _read(form, login)
                endpoint = filled and _endpoint(adapter, filled.action)
                if endpoint and endpoint not in seen:
                    seen.add(endpoint)
                    yield filled


def _read(form, login):
    action = (form.get("hx-post") or form.get("action") or "").split("#")[0]
    if form.get("method", "get").lower() != "post" or not action.startswith("/") or action == "/sign-out":
        return None
    filled = Filled(login, action, {})
    inside = form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]")
    apart = form.xpath("//*[@form=$id]", id=form.get("id")) if form.get("id") else []
    for each in (*inside, *apart):
        name, kind = each.get("name"), each.get("type", "text")
        if each.tag == "select":
            options = each.xpath(".//option[@selected]/@value") or each.xpath(".//option/@value")[-1:]
            filled.values[name] = options[0] if options else ""
        elif each.tag == "textarea" or kind not in ("hidden", "checkbox", "radio", "submit", "file", "button"):
            filled.values[name] = each.text or "" if each.tag == "textarea" else each.get("value", "")
            filled.words.append(name)
        elif kind == "hidden" or (kind in ("checkbox", "radio") and each.get("checked") is not None):
            filled.values.setdefault(name, each.get("value", ""))
    filled.values.pop("csrf_token", None)
    return filled


def _endpoint(adapter, action):
    try:
        return adapter.match(action.split("?")[0], method="POST")[0]
    except HTTPException:
        return None
