"""阅读网页: an answer as a person or a screen reader meets it; refuses what no page of ours may have."""

import io
import re

from lxml import html
from pypdf import PdfReader

_UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
_INLINE = re.compile(r"^on[a-z]+$|^style$|^hx-on")


class Page:
    """网页: parsed and checked. ``whole=False`` for a piece or a page not ours to judge as a whole."""

    def __init__(self, response, status=200):
        assert response.status_code == status, f"{response.status_code}: {response.text[:600]}"
        self.source = response.text
        self.whole = "<html" in self.source
        parsed = html.document_fromstring(self.source) if self.whole else html.fragment_fromstring(self.source, "div")
        self.root = parsed
        self.check()

    def check(self):
        faults = [*self._ids(), *self._inputs(), *self._forms(), *self._attributes(), *self._words(), *self._title()]
        assert not faults, "\n".join(faults)

    def _ids(self):
        seen = set()
        for identity in self.root.xpath("//@id"):
            if identity in seen:
                yield f"id twice: {identity}"
            seen.add(identity)

    def _inputs(self):
        labelled = set(self.root.xpath("//label/@for"))
        for field in self.root.xpath("//input|//select|//textarea"):
            if field.get("type", "text") in _UNLABELLED and field.tag == "input":
                continue
            named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
            if not named and not field.xpath("ancestor::label"):
                yield f"field without label: {field.get('name')}"

    def _forms(self):
        for form in self.root.xpath("//form"):
            if form.get("method") == "dialog":
                continue
            if form.get("action") is None:
                yield f"form without action: {html.tostring(form)[:120]!r}"
            if form.get("method", "get").lower() == "post" and not form.xpath(".//input[@name='csrf_token']/@value"):
                yield f"form without CSRF token: {form.get('action')}"

    def _attributes(self):
        for element in self.root.iter(html.etree.Element):
            for name, value in element.attrib.items():
                if _INLINE.match(name) or value.strip().lower().startswith(("javascript:", "js:")):
                    yield f"inline {name} on <{element.tag}>"
        for script in self.root.xpath("//script[not(@src)]|//style"):
            yield f"inline <{script.tag}>"

    def _words(self):
        if re.search(r"(?<![A-Za-z])None(?![A-Za-z])", self.text):
            yield "the page says None"
        if "undefined" in self.text.lower():
            yield "the page says undefined"

    def _title(self):
        if not self.whole:
            return
        title, heading = self.first("//title"), self.root.xpath("//h1")
        if len(heading) != 1:
            yield f"{len(heading)} headings of the first order"
        elif not title.startswith(_squeezed(heading[0].text_content())):
            yield f"title “{title}” is unlike the heading “{_squeezed(heading[0].text_content())}”"

    @property
    def text(self):
        """What is to be read, blanks squeezed."""
        body = self.root.find("body") if self.whole else self.root
        return _squeezed((self.root if body is None else body).text_content())

    @property
    def heading(self):
        return self.first("//h1")

    def first(self, path):
        found = self.root.xpath(path)
        assert found, f"nothing at {path}"
        return _squeezed(found[0] if isinstance(found[0], str) else found[0].text_content())

    def all(self, path):
        return [_squeezed(each if isinstance(each, str) else each.text_content()) for each in self.root.xpath(path)]

    def links(self, within=""):
        """The addresses of the links, in order."""
        return self.root.xpath(f"{within}//a/@href")

    def has_link(self, address):
        return address in self.links()

    def form(self, action=None):
        """The values of a form as a browser would send them: {name: value or [values]}, and its action."""
        forms = [f for f in self.root.xpath("//form") if action is None or f.get("action") == action]
        if action is None:
            forms = [f for f in self.root.xpath("//main//form")] or forms
        assert forms, f"no form to {action}: {[f.get('action') for f in self.root.xpath('//form')]}"
        values = {}
        for name, value in forms[0].form_values():
            values.setdefault(name, []).append(value)
        return {name: each if len(each) > 1 else each[0] for name, each in values.items()}

    def fields_wrong(self):
        """{field id: sentence} of a refused form."""
        return {
            p.get("id").removesuffix("-wrong"): _squeezed(p.text_content())
            for p in self.root.xpath("//p[@class='wrong']")
        }


def _squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


def pdf_text(answer):
    """(pages, words without blanks) of an answer that is a PDF."""
    assert answer.status_code == 200 and answer.mimetype == "application/pdf", answer.text[:300]
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return len(pages), "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
