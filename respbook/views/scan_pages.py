"""扫描页: one page large, placed or discarded by hand; its pictures."""

from typing import Any, NamedTuple

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import scans as actions
from respbook.forms.base import EditForm, filled
from respbook.forms.scans import DiscardForm, PlaceForm
from respbook.queries import letter_lists, scan_papers
from respbook.queries import scans as queries
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.scope_scans import filed_page_in_sight, scan_in_sight
from respbook.rules.lifecycles import LetterState
from respbook.rules.paper_compare import VERDICTS
from respbook.rules.permissions import Permission
from respbook.rules.scan_sorting import NEXT_STEPS, OUTCOMES, PLACEABLE, Outcome
from respbook.web.files import jpeg
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import store
from respbook.web.viewer import current, now

pages = Blueprint("scan_pages", __name__, url_prefix="/scan-pages")
OFFERED = 9
"""Gaps that are offered with a number key."""


class _Offered(NamedTuple):
    """可归的责任书, as a line of the list has it."""

    id: int
    unit_name: str
    number_text: str


@pages.get("/<int:scan_page_id>/picture.jpg")
@needs(Permission.LETTER_READ)
def picture(scan_page_id: int) -> ResponseReturnValue:
    """扫描页图片."""
    return jpeg(store().get(filed_page_in_sight(current(), scan_page_id).picture_sha256))


@pages.get("/<int:scan_page_id>/thumbnail.jpg")
@needs(Permission.LETTER_READ)
def thumbnail(scan_page_id: int) -> ResponseReturnValue:
    """扫描页小图."""
    return jpeg(store().get(filed_page_in_sight(current(), scan_page_id).thumbnail_sha256))


@pages.get("/<int:scan_page_id>")
@needs(Permission.LETTER_READ)
def show(scan_page_id: int) -> ResponseReturnValue:
    """一页: large, beside it where it may belong; the likely places stand first, each with a number key."""
    return _page(scan_page_id, PlaceForm(formdata=None), DiscardForm(formdata=None))


def _page(page_id: int, form: PlaceForm, discard_form: DiscardForm) -> ResponseReturnValue:
    row = filed_page_in_sight(current(), page_id)
    scan = scan_in_sight(current(), row.scan_id) if _may_work(row) else None
    letters = _letters(row, scan) if scan else []
    form.letter_id.choices = [
        ("", "请选择"),
        *((str(each.id), f"{each.unit_name} {each.number_text}") for each in letters),
    ]
    if request.method == "GET":
        form.letter_id.data = str(letters[0].id) if len(letters) == 1 else ""
        form.copy.data = 1
    form.version.data = discard_form.version.data = row.version
    status = max(form.status, discard_form.status)
    return page(
        "scan_pages/show.html",
        row=row,
        may_work=scan is not None,
        may_place=row.outcome in PLACEABLE,
        offers=_offers(row) if scan and row.outcome in PLACEABLE else [],
        form=form,
        discard_form=discard_form,
        keys=EditForm,
        next_id=queries.next_to_place(row.scan_id, row.id) if scan else None,
        words=OUTCOMES,
        next_step=NEXT_STEPS[row.outcome],
        verdicts=VERDICTS,
    ), status


def _may_work(row: Any) -> bool:
    """Whether the batch is in sight, and not only the letter that the page is filed with."""
    try:
        scan_in_sight(current(), row.scan_id)
    except NotInSight:
        return False
    return current().may(Permission.SCAN_RECORD)


def _letters(row: Any, scan: Any) -> list[Any]:
    """可归的责任书: those that the words find; for a batch of one letter, that one."""
    wanted = letter_lists.LetterFilter(state=LetterState.ISSUED, words=request.args.get("q", "").strip()[:60])
    if scan.letter_id or row.outcome is Outcome.DUPLICATE:
        letter = letter_in_sight(current(), scan.letter_id or row.letter_id)
        return [_Offered(letter.id, letter.unit.called, letter.number_text)]
    return [row for row in letter_lists.letter_list(current(), wanted).rows if row.replaced_by_id is None]


def _offers(row: Any) -> list[tuple[int, str, int, int]]:
    """可能的归处: the gaps of the letters of this batch: (letter, words, copy, page)."""
    if row.outcome is Outcome.DUPLICATE:
        return [(row.letter_id, f"{row.letter.unit.called}第{row.copy}份第{row.page}页", row.copy, row.page)]
    papers = scan_papers.papers_in(current(), row.scan_id)
    found = [
        (paper.letter_id, f"{paper.unit_name}第{gap.copy}份第{number}页", gap.copy, number)
        for paper in papers
        for gap in paper.gaps
        for number in gap.missing
    ]
    return found[:OFFERED]


@pages.post("/<int:scan_page_id>/place")
@needs(Permission.SCAN_RECORD)
def place(scan_page_id: int) -> ResponseReturnValue:
    """认领."""
    row = filed_page_in_sight(current(), scan_page_id)
    form = PlaceForm()
    form.letter_id.validate_choice = False
    if form.validate_on_submit() and form.letter_id.data.isdecimal():
        with form.refusals():
            assert form.copy.data is not None and form.page.data is not None
            at = actions.Place(int(form.letter_id.data), form.copy.data, form.page.data)
            actions.place(scan_page_id, at, form.version.data or 0, by=current(), now=now())
            return _onward(row, "已归档。")
    return _page(scan_page_id, form, DiscardForm(formdata=None))


def _onward(row: Any, said: str) -> ResponseReturnValue:
    """下一张 that waits for a hand, or back to the batch."""
    waiting = queries.next_to_place(row.scan_id, row.id)
    to = url_for("scan_pages.show", scan_page_id=waiting) if waiting else url_for("scans.show", scan_id=row.scan_id)
    return go(to, said, undo=url_for("scan_pages.undo", scan_page_id=row.id))


@pages.post("/<int:scan_page_id>/discarding")
@needs(Permission.SCAN_RECORD)
def discard(scan_page_id: int) -> ResponseReturnValue:
    """弃用."""
    row = filed_page_in_sight(current(), scan_page_id)
    form = DiscardForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.discard(scan_page_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return _onward(row, "已弃用这一页，图片仍留存。")
    return _page(scan_page_id, PlaceForm(formdata=None), form)


@pages.post("/<int:scan_page_id>/undoing")
@needs(Permission.SCAN_RECORD)
def undo(scan_page_id: int) -> ResponseReturnValue:
    """撤销认领或弃用."""
    row = actions.undo(scan_page_id, by=current(), now=now())
    return go(url_for("scan_pages.show", scan_page_id=row.id), "已撤销，这一页恢复原样。")
