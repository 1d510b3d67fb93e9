"""核对扫描件: the issued page beside the scan, page by page by keyboard; then the papers are recorded as signed."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import scan_compare as actions
from respbook.forms.base import filled
from respbook.forms.scans import ConfirmPapersForm, VerdictForm
from respbook.queries import scan_papers
from respbook.queries.scope_scans import filed_page_in_sight, scan_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.many import check_count
from respbook.rules.paper_compare import VERDICTS, Verdict, check_comparer
from respbook.rules.permissions import Permission
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now, today

pages = Blueprint("scan_compare", __name__)


def _papers(scan_id: int) -> list[scan_papers.LetterPaper]:
    """The papers of a batch that are still to be recorded."""
    found = scan_papers.papers_in(current(), scan_id)
    return [each for each in found if each.chosen and not each.recorded and each.in_force]


@pages.get("/scans/<int:scan_id>/compare")
@needs(Permission.SCAN_COMPARE)
def show(scan_id: int) -> ResponseReturnValue:
    """核对: the page that the address names, else the first that nobody has looked at; when all are, the recording."""
    return _page(scan_id, ConfirmPapersForm(formdata=None), VerdictForm(formdata=None))


def _page(scan_id: int, form: ConfirmPapersForm, verdict_form: VerdictForm, at: str = "") -> ResponseReturnValue:
    scan = scan_in_sight(current(), scan_id)
    papers = _papers(scan_id)
    leaves = [(paper, row) for paper in papers for row in paper.chosen]
    asked = at or request.args.get("at", "")
    place = next((n for n, (_, row) in enumerate(leaves) if str(row.id) == asked), None)
    if place is None and asked != "record":
        place = next((n for n, (_, row) in enumerate(leaves) if row.verdict is None), None)
    if request.method == "GET":
        form.kept_at.data, form.signed_on.data = scan_papers.last_box(current()), today()
    if place is not None:
        verdict_form.version.data = leaves[place][1].version
    return page(
        "scan_compare/show.html",
        scan=scan,
        papers=papers,
        leaves=leaves,
        at=place,
        refusal=_refusal(*leaves[place]) if place is not None else "",
        same=place is not None and current().user_id in leaves[place][1].hands,
        seen=sum(1 for _, row in leaves if row.verdict),
        form=form,
        sent=request.form if request.method == "POST" else None,
        verdict_form=verdict_form,
        verdicts=VERDICTS,
    ), max(form.status, verdict_form.status)


def _refusal(paper: scan_papers.LetterPaper, row: scan_papers.PaperRow) -> str:
    """Why this viewer may not compare this page."""
    try:
        check_comparer(current().user_id, row.hands, paper.alone)
    except RuleBroken as problem:
        return problem.sentence
    return ""


@pages.post("/scan-pages/<int:scan_page_id>/verdict")
@needs(Permission.SCAN_COMPARE)
def compare(scan_page_id: int) -> ResponseReturnValue:
    """相符 or 不符; then the next page."""
    row = filed_page_in_sight(current(), scan_page_id)
    form = VerdictForm()
    if form.validate_on_submit() and form.verdict.data in set(Verdict):
        version, remark = form.version.data or 0, filled(form.remark)
        actions.compare(scan_page_id, Verdict(form.verdict.data), remark, version, by=current(), now=now())
        return go(url_for("scan_compare.show", scan_id=whole_in(request.form.get("scan_id", "")) or row.scan_id))
    raise RuleBroken("；".join(_faults(form)) or "没有写明核对结论。请按“相符”或“不符”。")


def _faults(form: Any) -> list[str]:
    return [*form.form_errors, *(sentence for field in form for sentence in field.errors)]


@pages.post("/scans/<int:scan_id>/confirmation")
@needs(Permission.SCAN_COMPARE)
def confirm(scan_id: int) -> ResponseReturnValue:
    """整批相符: the ticked papers are recorded as signed."""
    scan_in_sight(current(), scan_id)
    form = ConfirmPapersForm()
    if form.validate_on_submit():
        with form.refusals():
            facts = form.papers(request.form, _papers(scan_id))
            if len(facts) < len(set(request.form.getlist("letters"))):
                raise RuleBroken("有的责任书刚刚已经登记或作废。请核对名单，按最新情况办理。")
            check_count(form.how_many.data, len(facts), "份")
            done = actions.confirm(facts, filled(form.kept_at), by=current(), now=now())
            return go(url_for("scans.show", scan_id=scan_id), f"{done}份责任书已登记纸质签订。")
    return _page(scan_id, form, VerdictForm(formdata=None), at="record")
