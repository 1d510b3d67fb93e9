"""安全日志: read by administrator and auditor; browsers send what our CSP made them refuse (safety R47, R84)."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from respbook.actions.sign_in import TooManyTries
from respbook.forms.lists import security_filter
from respbook.queries.security_log import security_page
from respbook.rules.permissions import Permission
from respbook.rules.security_log import SECURITY_LABELS, SecurityKind, split_place
from respbook.web import security_log
from respbook.web.browser_reports import LARGEST, read_report
from respbook.web.guard import needs, public
from respbook.web.htmx import show as page
from respbook.web.patience import Patience
from respbook.web.security import csrf
from respbook.web.viewer import current, now, today

pages = Blueprint("security_log", __name__)
patience = Patience("报告太多。")


@pages.get("/security-log/")
@needs(Permission.SECURITY_READ)
def index() -> ResponseReturnValue:
    """安全日志."""
    wanted = security_filter(request.args)
    return page(
        "security_log/index.html",
        log=security_page(current(), wanted),
        wanted=wanted,
        kinds=SECURITY_LABELS,
        split_place=split_place,
        days=security_log.days_kept(),
    )


@pages.post("/csp")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def browser_report() -> ResponseReturnValue:
    """浏览器安全报告: a browser sends it by itself, without a token; nothing of it is believed or shown to others."""
    try:
        patience.count(request.remote_addr or "", now())
    except TooManyTries:
        return "", 204
    body = request.stream.read(LARGEST + 1)
    found = read_report(body, today()) if len(body) <= LARGEST else None
    if found is not None:
        sentence, fold = found
        security_log.write(SecurityKind.BROWSER, sentence, fold)
    return "", 204
