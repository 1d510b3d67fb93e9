"""扫描件: signed papers from the copier or the phone, taken in, read and filed; what a letter has of it (features S4)."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import scans as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.fields import file_name
from respbook.forms.scans import ScansForm, outcome_asked
from respbook.press.scans import pages_pdf
from respbook.queries import scan_papers
from respbook.queries import scans as queries
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.scope_scans import scan_in_sight
from respbook.readers import scans as readers
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import SCAN, ScanState
from respbook.rules.paper_compare import VERDICTS
from respbook.rules.permissions import Permission
from respbook.rules.scan_sorting import NEXT_STEPS, OUTCOMES, PLACEABLE, TO_PLACE, Outcome
from respbook.rules.works import Kind
from respbook.web.files import attachment
from respbook.web.guard import needs
from respbook.web.htmx import go, wants_piece
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.press import store
from respbook.web.viewer import current, now

pages = Blueprint("scans", __name__)


@dataclass(frozen=True)
class Told:
    """一份文件的结果: kind is ok, warn or bad; ``scan_id`` where it lies already."""

    kind: str
    sentence: str
    scan_id: int = 0


@pages.get("/scans/")
@needs(Permission.LETTER_READ)
def index() -> ResponseReturnValue:
    """批量扫描: the place to drop them, and the batches so far."""
    return _index(ScansForm(formdata=None), ())


def _index(form: ScansForm, told: Sequence[Told]) -> ResponseReturnValue:
    listing = queries.batch_list(current(), page_number())
    return page("scans/index.html", listing=listing, form=form, told=told, labels=SCAN.labels), form.status


@pages.post("/scans/")
@needs(Permission.SCAN_RECORD)
def take_in() -> ResponseReturnValue:
    """收件: one PDF or many photos; with scripts one after the other, so that a lost line costs one file."""
    form = ScansForm()
    told, scan_id = _taken(form, None)
    if wants_piece():
        return page("scans/_told.html", told=told, scan_id=scan_id)
    if scan_id is None:
        form.status = 422
        return _index(form, told)
    return _gone_on(told, scan_id)


@pages.get("/letters/<int:letter_id>/paper-scans")
@needs(Permission.LETTER_READ)
def of_letter(letter_id: int) -> ResponseReturnValue:
    """一份责任书的签字纸质件: its pages, who compared them, where the original lies; and the short way to add some."""
    return _of_letter(letter_id, ScansForm(formdata=None), ())


def _of_letter(letter_id: int, form: ScansForm, told: Sequence[Told]) -> ResponseReturnValue:
    letter = letter_in_sight(current(), letter_id)
    return page(
        "scans/of_letter.html",
        letter=letter,
        paper=scan_papers.paper_of(current(), letter_id),
        box=scan_papers.box_of(letter_id),
        last=queries.last_for(current(), letter_id),
        form=form,
        told=told,
        verdicts=VERDICTS,
    ), form.status


@pages.post("/letters/<int:letter_id>/paper-scans")
@needs(Permission.SCAN_RECORD)
def take_in_for(letter_id: int) -> ResponseReturnValue:
    """登记纸质签订 of one letter: its own pages only."""
    letter_in_sight(current(), letter_id)
    form = ScansForm()
    told, scan_id = _taken(form, letter_id)
    if wants_piece() and request.form.get("hold"):
        return page("scans/_told.html", told=told, scan_id=scan_id)
    if scan_id is None:
        form.status = 422
        return _of_letter(letter_id, form, told)
    return _gone_on(told, scan_id)


def _taken(form: ScansForm, letter_id: int | None) -> tuple[list[Told], int | None]:
    """What became of each file, and the batch that they are in."""
    files = form.sent()
    if not form.validate() or not files:
        return [Told("bad", "请选择扫描件：一份PDF，或若干张照片。")], None
    told: list[Told] = []
    fine: list[actions.Sent] = []
    for file in files:
        name = file_name(file.filename, 200)
        try:
            digest, size, scan = store().take(file.stream, lambda path: readers.inspect(path, readers.BATCH))
            fine.append(actions.Sent(name, digest, size, scan))
        except RuleBroken as refusal:
            told.append(Told("bad", f"“{name}”：{refusal.sentence}"))
    if not fine:
        return told, form.batch
    taken = actions.take_in(form.batch, letter_id, fine, not form.hold.data, by=current(), now=now())
    again = {name for name, _ in taken.again}
    told += [Told("warn", _again(name, scan_id), scan_id) for name, scan_id in taken.again]
    told += [Told("ok", f"“{each.name}”已收下，{each.scan.pages}页。") for each in fine if each.name not in again]
    return told, taken.scan.id if taken.scan else None


def _again(name: str, scan_id: int) -> str:
    where = f"在第{scan_id}批" if scan_id else "在同一批里"
    return f"“{name}”已经上传过（{where}），没有重复收下。"


def _gone_on(told: Sequence[Told], scan_id: int) -> ResponseReturnValue:
    scan = scan_in_sight(current(), scan_id)
    if scan.state is ScanState.WAITING:
        current_app.extensions["queue"].start(Kind.SCAN, scan_id)
    rest = "".join(each.sentence for each in told if each.kind != "ok")
    count = sum(1 for each in told if each.kind == "ok")
    return go(url_for("scans.show", scan_id=scan_id), f"收下{count}个文件。{rest}", "warn" if rest else "ok")


@pages.get("/scans/<int:scan_id>")
@needs(Permission.LETTER_READ)
def show(scan_id: int) -> ResponseReturnValue:
    """归档结果: the tally, the letters with what they lack, the pages; while it is read it asks for itself."""
    scan = scan_in_sight(current(), scan_id)
    tally = queries.tally_of(scan_id)
    asked = outcome_asked(request.args.get("outcome", ""))
    if "outcome" not in request.args:
        asked = next((outcome for outcome in tally if outcome in TO_PLACE), None)
    papers = scan_papers.papers_in(current(), scan_id)
    return page(
        "scans/show.html",
        scan=scan,
        tally=tally,
        asked=asked,
        papers=papers,
        to_compare=sum(1 for each in papers if not each.recorded and each.chosen),
        listing=queries.page_list(current(), scan_id, asked, page_number()),
        total=sum(each.pages for each in scan.files),
        done=sum(each.done for each in scan.files),
        reading_now=next((each.name for each in scan.files if each.done < each.pages), ""),
        polled=wants_piece(),
        moving=scan.state in (ScanState.WAITING, ScanState.READING),
        to_place=sum(count for outcome, count in tally.items() if outcome in TO_PLACE),
        words=OUTCOMES,
        next_steps=NEXT_STEPS,
        placeable=PLACEABLE,
        verdicts=VERDICTS,
        labels=SCAN.labels,
        chips=CHIPS,
        confirm=ConfirmForm(formdata=None),
    )


CHIPS: dict[Any, str] = {
    Outcome.FILED: "done",
    Outcome.BLANK: "neutral",
    Outcome.DISCARDED: "neutral",
    Outcome.OLD_VERSION: "late",
    Outcome.VOID: "late",
    Outcome.UNKNOWN_LETTER: "late",
    Outcome.BEYOND: "late",
}
"""归档结果's mark; the others are to be looked at."""


@pages.post("/scans/<int:scan_id>/reading")
@needs(Permission.SCAN_RECORD)
def read(scan_id: int) -> ResponseReturnValue:
    """开始识别 what was collected, or go on with what was interrupted."""
    scan = scan_in_sight(current(), scan_id)
    if scan.state is ScanState.FAILED:
        actions.resume(scan_id, by=current(), now=now())
    else:
        actions.hand_over(scan_id, by=current(), now=now())
    current_app.extensions["queue"].start(Kind.SCAN, scan_id)
    return go(url_for("scans.show", scan_id=scan_id), "正在识别。")


@pages.get("/letters/<int:letter_id>/paper-scans.pdf")
@needs(Permission.LETTER_READ)
def pdf(letter_id: int) -> ResponseReturnValue:
    """下载签字纸质件: the pages of the copy that counts, as one PDF."""
    letter = letter_in_sight(current(), letter_id)
    paper = scan_papers.paper_of(current(), letter_id)
    if paper is None or not paper.chosen:
        raise NotInSight
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer is sent
    pages_pdf((store().get(row.picture_sha256) for row in paper.chosen), out)
    out.seek(0)
    return attachment(out, f"{letter.number_text}_{letter.unit.called}_签字纸质件.pdf", "application/pdf")
