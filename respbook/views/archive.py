"""往年文书: letters from before this system, registered, and their scans taken in by the folder (features M1, M5)."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import archive as actions
from respbook.forms.archive import MOST_FILES, LineForm, TakeInForm, archive_filter, placing_offered
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.uploads import LARGEST
from respbook.queries import archive as queries
from respbook.queries.archive_drops import latest_drops
from respbook.queries.scope import NotInSight, archived_in_sight
from respbook.queries.units import places_ever
from respbook.readers import scans
from respbook.readers.zipped_scans import files_in, is_zip, left_out
from respbook.rules.archive import Named, read_name
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.web.files import attachment
from respbook.web.guard import needs
from respbook.web.htmx import go, wants_piece
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.press import store
from respbook.web.viewer import current, now, today

pages = Blueprint("archive", __name__, url_prefix="/archive")


@dataclass(frozen=True)
class Told:
    """一份文件的结果: kind is ok, warn or bad; ``address`` is where the next step is."""

    kind: str
    sentence: str
    step: str = ""
    address: str = ""


@pages.get("/")
@needs(Permission.ARCHIVE_READ)
def index() -> ResponseReturnValue:
    """往年文书列表."""
    return _index(TakeInForm(formdata=None), ())


def _index(form: TakeInForm, told: Sequence[Told]) -> ResponseReturnValue:
    wanted = archive_filter(request.args)
    return page(
        "archive/index.html",
        listing=queries.archive_list(current(), wanted, page_number()),
        wanted=wanted,
        years=queries.years_of(current()),
        drops=latest_drops(current()) if current().may(Permission.ARCHIVE_WRITE) else (),
        form=form,
        told=told,
    ), form.status


@pages.post("/")
@needs(Permission.ARCHIVE_WRITE)
def take_in() -> ResponseReturnValue:
    """收存: many files of one form, or one after the other from a folder; each is told by itself."""
    form = TakeInForm()
    files = form.sent()
    if not form.validate() or not files or len(files) > MOST_FILES:
        form.status = 422
        form.files.errors = [f"请选择扫描件，一次最多{MOST_FILES}份。"]
        return _index(form, ())
    told = _taken(files, filled(form.batch)[:64])
    if wants_piece():
        return page("archive/_told.html", told=told)
    return _index(TakeInForm(formdata=None), told)


def _opened(files: Sequence[Any], told: list[Told]) -> Iterator[tuple[str, IO[bytes]]]:
    """各件: files as they came, those in a ZIP one by one."""
    for file in files:
        head = file.stream.read(2)
        file.stream.seek(0)
        if not is_zip(file.filename, head):
            yield file.filename, file.stream
            continue
        try:
            packed = file.stream.read()
            for name, content in files_in(packed, LARGEST):
                yield name, io.BytesIO(content)
            if others := left_out(packed):
                listed = "、".join(others[:5]) + ("等" if len(others) > 5 else "")
                said = f"有{len(others)}个文件不是PDF、JPG、PNG，没有收下：{listed}。"
                told.append(Told("bad", f"“{file.filename[-200:]}”里{said}"))
        except RuleBroken as refusal:
            told.append(Told("bad", f"“{file.filename[-200:]}”：{refusal.sentence}"))


def _taken(files: Sequence[Any], batch: str) -> list[Told]:
    """What became of each file: those that can be read are taken in together."""
    units = queries.unit_names(current())
    told: list[Told] = []
    fine: list[tuple[actions.Kept, Named]] = []
    for called, stream in _opened(files, told):
        name = "".join(mark for mark in called if mark.isprintable())[-200:]
        try:
            fine.append((_kept(name, stream), read_name(name, units, today().year)))
        except RuleBroken as refusal:
            told.append(Told("bad", f"“{name}”：{refusal.sentence}"))
    taken = actions.take_in(fine, batch, by=current(), now=now()) if fine else []
    rows = queries.archived_rows(current(), {each.paper.id for each in taken if each.again})
    nameless = [each.paper for each in taken if not each.again and not each.paper.number_text]
    waiting = queries.lines_waiting(current().unit_id, [(paper.unit_id, paper.year) for paper in nameless])
    return told + [
        _again(kept.file_name, rows[each.paper.id], each.named)
        if each.again
        else _words(kept.file_name, each, waiting.get((each.paper.unit_id or 0, each.paper.year or 0), []))
        for (kept, _), each in zip(fine, taken, strict=True)
    ]


def _kept(name: str, stream: IO[bytes]) -> actions.Kept:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise RuleBroken("超过30兆，没有收下；请降低扫描精度或拆开后再传。", "file")
    scan = scans.inspect(content)
    return actions.Kept(name, store().put(content), len(content), scan)


def _words(name: str, taken: actions.Taken, waiting: Sequence[str]) -> Told:
    """收存的一份: joined to its line, offered to the one that may be its own, or a new entry of its own."""
    paper = taken.paper
    if taken.attached:
        return Told("ok", f"“{name}”已收存，配到登记簿中的“{paper.number_text}”。")
    if taken.against is not None:
        said = f"“{name}”已收存，另列一条：登记簿中“{paper.number_text}”的单位或年度与文件名不符，请核对。"
        return Told("warn", said, "去核对", url_for("archive.place", paper_id=paper.id))
    if not paper.number_text and len(waiting) == 1:
        said = f"“{name}”已收存。登记簿中同一单位同一年有“{waiting[0]}”还没有扫描件，是这一份的，请配上。"
        return Told("warn", said, "去配上", url_for("archive.place", paper_id=paper.id, number=waiting[0]))
    if paper.unit_id is None:
        return Told("warn", f"“{name}”已收存，文件名里认不出是哪个单位，请在下面补认。")
    return Told("ok", f"“{name}”已收存。")


def _again(name: str, kept: queries.ArchiveRow, named: Named) -> Told:
    """已经收过: which file it is and whose; when nobody knew and the new name says it, that is offered."""
    said = f"“{name}”已经收过，没有重复收存；原来收的是“{kept.file_name}”，"
    if kept.unit_id is not None:
        year = f"{kept.year}年，" if kept.year else ""
        return Told("warn", f"{said}{year}归在{kept.unit_name}。", "查看", url_for("archive.place", paper_id=kept.id))
    unit = dict(places_ever(current())).get(named.unit_id or 0)
    if unit is None:
        return Told("warn", f"{said}还没有归位。", "去补认", url_for("archive.place", paper_id=kept.id))
    offer = url_for("archive.place", paper_id=kept.id, unit_id=named.unit_id, year=named.year)
    return Told("warn", f"{said}还没有归位。", f"归到{unit}", offer)


@pages.get("/<int:paper_id>/file")
@needs(Permission.ARCHIVE_READ)
def download(paper_id: int) -> ResponseReturnValue:
    """下载; a line without a scan has nothing to be sent."""
    paper = archived_in_sight(current(), paper_id)
    if paper.sha256 is None:
        raise NotInSight
    return attachment(io.BytesIO(store().get(paper.sha256)), paper.file_name, paper.media)


def _choosing(form: LineForm) -> LineForm:
    form.unit_id.choices = [("", "（还不知道）"), *((str(unit_id), name) for unit_id, name in places_ever(current()))]
    return form


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.ARCHIVE_WRITE)
def register() -> ResponseReturnValue:
    """登记一条."""
    form = _choosing(LineForm())
    if form.validate_on_submit():
        with form.refusals():
            line = actions.register(form.told, by=current(), now=now())
            return go(url_for("archive.index"), f"“{line.number_text}”已登记。")
    return page("archive/new.html", form=form), form.status


@pages.route("/<int:paper_id>/placing", methods=["GET", "POST"])
@needs(Permission.ARCHIVE_WRITE)
def place(paper_id: int) -> ResponseReturnValue:
    """归位, and whatever else the register says of it."""
    paper = archived_in_sight(current(), paper_id)
    form = _choosing(LineForm.of(paper, placing_offered(request.args)))
    if form.validate_on_submit():
        with form.refusals():
            scanned = paper.sha256 is not None
            placed = actions.place(paper_id, form.told, form.version.data or 0, by=current(), now=now())
            return go(url_for("archive.index", unplaced=1 if scanned else None), _placed(placed, paper_id, scanned))
        paper = archived_in_sight(current(), paper_id)
        if form.status == 409:
            form.beside(_choosing(LineForm.of(paper, formdata=None)))
    confirm = ConfirmForm(formdata=None, data={"version": paper.version})
    twins = queries.likely_twins(paper)
    return page("archive/place.html", form=form, paper=paper, twins=twins, confirm=confirm), form.status


def _placed(placed: Any, paper_id: int, scanned: bool) -> str:
    if placed.id != paper_id or (not scanned and placed.sha256):
        return f"“{placed.file_name}”已配到登记簿中的“{placed.number_text}”。"
    return f"“{placed.called}”已{'归位' if scanned else '保存'}。"


@pages.post("/<int:paper_id>/removal")
@needs(Permission.ARCHIVE_WRITE)
def take_out(paper_id: int) -> ResponseReturnValue:
    """撤下."""
    actions.take_out(paper_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("archive.index"), "已从往年文书中撤下。")
