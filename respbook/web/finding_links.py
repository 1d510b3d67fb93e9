"""往问题页的链接: the one place where the rooms of 督查 know what the pages of 问题 are called; "" where there are none."""

from flask import current_app, url_for

from respbook.rules.findings import FindingKind

FORM, PAGE = "findings.new", "findings.show"


def form_for(visit_id: int, kind: FindingKind) -> str:
    """登记问题 that was found at a visit: ``/findings/new?visit=7``, with ``kind=good`` for what was done well."""
    if FORM not in current_app.view_functions:
        return ""
    if kind is FindingKind.GOOD:
        return url_for(FORM, visit=visit_id, kind=str(kind))
    return url_for(FORM, visit=visit_id)


def page_of(finding_id: int) -> str:
    """问题页."""
    return url_for(PAGE, finding_id=finding_id) if PAGE in current_app.view_functions else ""
