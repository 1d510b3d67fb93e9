"""往年文书: take scans in, register letters that have none yet, bring the two together, take one out of the list."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.archive_drops import drop_of
from respbook.models.archive import ArchivedPaper, ArchiveDrop
from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.archive import issued_here, of_number, stands_already
from respbook.queries.scope import archived_in_sight, unit_in_sight
from respbook.readers.scans import Scan
from respbook.rules.archive import Named
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.register import Line, faults_of, merged, plain_number, year_of


@dataclass(frozen=True)
class Kept:
    """已存文件: its name as given, its digest in the store, what it is."""

    file_name: str
    sha256: str
    size: int
    scan: Scan


@dataclass(frozen=True)
class Taken:
    """收存的结果: the paper of a file.

    ``again`` where the same bytes were kept before, perhaps under another name; ``attached`` where a line of the
    register has waited for it; ``against`` is such a line of the same 文号 that belongs to another unit or year.
    """

    paper: ArchivedPaper
    named: Named
    again: bool = False
    attached: bool = False
    against: ArchivedPaper | None = None


@action(Permission.ARCHIVE_WRITE)
def take_in(files: Sequence[tuple[Kept, Named]], batch: str = "", *, by: Viewer, now: datetime) -> list[Taken]:
    """收存 files that lie in the store already; those of one ``batch`` can be taken back together."""
    drop = drop_of(batch, by, now) if batch else None
    taken = [_taken(kept, named, drop, by, now) for kept, named in files]
    if taken and all(each.again for each in taken):
        audit.note_words("archive.take_in", ArchivedPaper.__tablename__, 0, "", after={"结果": "都已收过"})
    return taken


def _taken(kept: Kept, named: Named, drop: ArchiveDrop | None, by: Viewer, now: datetime) -> Taken:
    standing = stands_already(by.unit_id, kept.sha256)
    if standing is not None:
        return Taken(standing, named, again=True)
    line = next((each for each in of_number(by.unit_id, named.number) if each.sha256 is None), None)
    if line is not None and not _speaks_against(named, line):
        before = _words(line)
        if drop is not None:
            line.drop_id, line.drop_version = drop.id, line.version + 1
            line.drop_before = json.dumps([line.unit_id, line.year])
        line.unit_id, line.year = line.unit_id or named.unit_id, line.year or named.year
        _put_scan(line, kept)
        audit.note_change("archive.attach", line, line.called, before, _words(line))
        return Taken(line, named, attached=True)
    paper = ArchivedPaper(
        town_id=by.unit_id,
        unit_id=named.unit_id,
        year=named.year,
        number_text=named.number,
        added_at=now,
        added_by=by.name,
        drop_id=drop.id if drop else None,
        drop_version=1 if drop else None,
    )
    _put_scan(paper, kept)
    db.session.add(paper)
    audit.note("archive.take_in", paper, paper.file_name, after=_said(paper))
    return Taken(paper, named, against=line)


def _speaks_against(named: Named, line: ArchivedPaper) -> bool:
    """Whether the name of the file says another unit or year than the line: then nobody but the clerk joins them."""
    return (named.unit_id or line.unit_id) != (line.unit_id or named.unit_id) or (
        named.year is not None and line.year is not None and named.year != line.year
    )


def _put_scan(paper: ArchivedPaper, kept: Kept) -> None:
    paper.file_name, paper.sha256, paper.size = kept.file_name[-200:], kept.sha256, kept.size
    paper.media, paper.pages = kept.scan.media, kept.scan.pages


@action(Permission.ARCHIVE_WRITE, undo=True)
def register(told: Line, *, by: Viewer, now: datetime) -> ArchivedPaper:
    """登记一条 without its scan. Raises RuleBroken on the field, NotInSight."""
    told = _checked(told, by, now)
    paper = ArchivedPaper(town_id=by.unit_id, file_name="", size=0, media="", pages=0, added_at=now, added_by=by.name)
    _need_number(paper, told, by)
    if same := of_number(by.unit_id, told.number):
        scanned = "，已有扫描件" if same[0].sha256 else ""
        raise RuleBroken(f"文号“{told.number}”已登记过{scanned}；请在列表中找到它，补填或改正。", "number")
    _write(paper, told)
    db.session.add(paper)
    audit.note("archive.register", paper, told.number, after=_said(paper))
    return paper


@action(Permission.ARCHIVE_WRITE, undo=True)
def place(paper_id: int, told: Line, version: int, *, by: Viewer, now: datetime) -> ArchivedPaper:
    """归位、补填: whose it is, of which year, under which number, and what else the register says of it.

    A scan and a line without one that turn out to bear the same 文号 become one; the line is the one that stays.
    Raises RuleBroken, StaleVersion, NotInSight.
    """
    paper = archived_in_sight(by, paper_id)
    expect_version(paper, version)
    told = _checked(told, by, now)
    if paper.sha256 is None:
        _need_number(paper, told, by)
    twin = _twin(paper, told.number)
    if twin is not None:
        whole = merged(told, _line_of(twin))
        return _joined(twin, paper, whole) if twin.sha256 is None else _joined(paper, twin, whole)
    before = _words(paper)
    _write(paper, told)
    verb = "archive.place" if paper.sha256 else "archive.correct"
    audit.note_change(verb, paper, paper.called, before, _words(paper))
    return paper


def _checked(told: Line, by: Viewer, now: datetime) -> Line:
    if told.unit_id is not None:
        unit_in_sight(by, told.unit_id)
    told = replace(
        told,
        number=plain_number(told.number),
        title=_plain(told.title),
        issued_by=_plain(told.issued_by),
        note=_plain(told.note),
    )
    for field, sentence in faults_of(told, china_day(now)).items():
        raise RuleBroken(sentence, field)
    return replace(told, year=year_of(told))


def _plain(text: str) -> str:
    """As a sheet's cell is read, so that a line comes back from Excel without a change."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _need_number(paper: ArchivedPaper, told: Line, by: Viewer) -> None:
    """文号 of a line: nothing else tells it from others, and what this system issued has its own register."""
    if not told.number:
        raise RuleBroken("还没有扫描件的，要有文号才能登记；请填写。", "number")
    if told.number != paper.number_text and issued_here(by, told.number):
        raise RuleBroken(f"“{told.number}”是本系统签发的责任书，已在文号登记簿中，不用再登记。", "number")


def _twin(paper: ArchivedPaper, number: str) -> ArchivedPaper | None:
    """同一文号的另一半: the line without a scan for a scan, the one scan for a line. Raises RuleBroken."""
    same = [each for each in of_number(paper.town_id, number) if each.id != paper.id]
    waiting = next((each for each in same if each.sha256 is None), None)
    if paper.sha256:
        return waiting
    if waiting is not None:
        raise RuleBroken(f"文号“{number}”已登记过；请核对。", "number")
    if len(same) > 1:
        raise RuleBroken(f"有{len(same)}份扫描件都是“{number}”，分不清是哪一份；请先把它们的文号改正。", "number")
    return same[0] if same else None


def _joined(line: ArchivedPaper, scanned: ArchivedPaper, whole: Line) -> ArchivedPaper:
    """配上扫描件: the scan's own entry goes, its file is the line's from now on."""
    before, gone = _words(line), "，".join(f"{word}：{said}" for word, said in _said(scanned).items())
    scan = {name: getattr(scanned, name) for name in _SCAN}
    db.session.delete(scanned)
    db.session.flush()  # a town holds the same bytes once
    for name, value in scan.items():
        setattr(line, name, value)
    _write(line, whole)
    audit.note_change("archive.attach", line, line.called, before, _words(line) | {"并入的一条": gone})
    return line


_SCAN = ("file_name", "sha256", "size", "media", "pages")
"""What of an entry is its scan."""


def _line_of(paper: ArchivedPaper) -> Line:
    return Line(
        paper.number_text,
        paper.unit_id,
        paper.year,
        paper.title or "",
        paper.issued_on,
        paper.issued_by or "",
        paper.copies,
        paper.note or "",
    )


def _write(paper: ArchivedPaper, told: Line) -> None:
    paper.unit_id, paper.year, paper.number_text = told.unit_id, told.year, told.number
    paper.title, paper.issued_on, paper.issued_by = told.title or None, told.issued_on, told.issued_by or None
    paper.copies, paper.note = told.copies, told.note or None


@action(Permission.ARCHIVE_WRITE, undo=True)
def take_out(paper_id: int, version: int, *, by: Viewer, now: datetime) -> None:
    """撤下: the entry goes, its words stay in the book. Raises StaleVersion, NotInSight."""
    paper = archived_in_sight(by, paper_id)
    expect_version(paper, version)
    audit.note("archive.take_out", paper, paper.called, before=_said(paper))
    db.session.delete(paper)


def _words(paper: ArchivedPaper) -> dict[str, str]:
    """The facts in words, for the log."""
    unit = db.session.get(Unit, paper.unit_id) if paper.unit_id else None
    return {
        "单位": unit.called if unit else "",
        "年度": str(paper.year or ""),
        "文号": paper.number_text or "",
        "标题": paper.title or "",
        "签发日期": day(paper.issued_on) if paper.issued_on else "",
        "签发人": paper.issued_by or "",
        "份数": str(paper.copies or ""),
        "备注": paper.note or "",
        "扫描件": paper.file_name or "",
        "文件摘要": paper.sha256 or "",
    }


def _said(paper: ArchivedPaper) -> dict[str, str]:
    return {word: said for word, said in _words(paper).items() if said}
