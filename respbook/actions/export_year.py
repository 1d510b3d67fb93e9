"""年度归档: one ZIP of a town's year that is read, searched and verified without this system (features D5).

Volume by volume: a unit's papers are gathered, written and let go of, so that five hundred units need no more memory than one.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from respbook.actions.export_assessment import assessment_files
from respbook.actions.exports import Order, Tell
from respbook.actions.workshop import Workshop, let_go
from respbook.papers.blocks import Paper
from respbook.papers.unit_file import catalogue, volume_list
from respbook.press import archive_verifier
from respbook.press.archive_index import Listed, index_page, originals_page
from respbook.press.packing import Pack, plain_name
from respbook.press.pictures import page_count
from respbook.press.workbook import xlsx
from respbook.queries.audit_export import chain_lines
from respbook.queries.audit_head import head
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_assessments import scores_in_sight
from respbook.queries.year_pieces import Original, Piece, Volume
from respbook.queries.year_volumes import (
    anything_in,
    assessments_of_year,
    town_volume,
    unit_volume,
    units_of_year,
)
from respbook.rules.checkpoints import checkpoint
from respbook.rules.chinese import china_day, day
from respbook.rules.codes import code_of
from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.errors import RuleBroken
from respbook.rules.outgoing import Imprint, Outgoing, Value
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.year_file import CATALOGUE, HEADS, PART_LABELS, Entry, short_title, volume_name

_PART_FOLDERS = {part: f"{place}{label}" for place, (part, label) in enumerate(PART_LABELS.items(), 1)}
LOG = "操作日志"


def make_year(order: Order, path: Path, by: Viewer, tell: Tell, shop: Workshop) -> None:
    """生成年度归档. Raises NotInSight, RuleBroken where the town has no programme of that year."""
    town = unit_in_sight(by, order.town_id)
    if not anything_in(by, town, order.year):
        raise RuleBroken(f"{town.called}没有{order.year}年的年度方案，没有可以归档的内容。请核对年度。")
    units = [unit.id for unit in units_of_year(by, town)]
    total = len(units) + 3
    let_go()
    with Pack(path, order.at, order.title) as pack:
        year = _Year(order, by, shop, pack)
        tell(0, total, "综合卷")
        year.volume(town_volume(by, unit_in_sight(by, order.town_id), order.year))
        for done, unit_id in enumerate(units, 1):
            unit = unit_in_sight(by, unit_id)
            tell(done, total, unit.called)
            year.volume(unit_volume(by, unit_in_sight(by, unit_id), order.year))
        tell(total - 2, total, "考核材料")
        year.assessments()
        tell(total - 1, total, LOG)
        year.book()
        year.close(town_name=order.title)
        tell(total, total, "")


class _Year:
    """An archive in the making."""

    def __init__(self, order: Order, by: Viewer, shop: Workshop, pack: Pack) -> None:
        self._order, self._by, self._shop, self._pack = order, by, shop, pack
        self._listed: list[Listed] = []
        self._faults: list[str] = []
        self._others: list[str] = []
        self._seq, self._hash = 0, ""

    def volume(self, volume: Volume) -> None:
        """立一卷: its pieces, its list, its originals. An empty one is left out."""
        let_go()
        pieces = [piece for piece in volume.sorted() if piece.archived]
        if not pieces and not volume.originals:
            return
        listed = Listed(volume_name(len(self._listed) + 1, volume.called), originals=len(volume.originals))
        folder = plain_name(listed.name)
        for place, piece in enumerate(pieces, 1):
            self._piece(listed, f"{folder}/{_PART_FOLDERS[piece.part]}/{place:03}", piece)
        if listed.rows:
            entries = [entry for entry, _ in listed.rows]
            content = self._shop.pressed(catalogue(f"案卷：{listed.name}", entries))
            listed.catalogue = self._pack.add(f"{folder}/{CATALOGUE}.pdf", content)
        if volume.originals:
            self._originals(listed, folder, volume.originals)
        self._listed.append(listed)

    def _piece(self, listed: Listed, start: str, piece: Piece) -> None:
        words = plain_name(f"{piece.number} {piece.title}".strip())[:60]
        note, pages, name = piece.note, 0, ""
        try:
            if piece.pictures:
                for number, sha256 in enumerate(piece.pictures, 1):
                    put = self._pack.add(f"{start} {words}-{number:02}.jpg", self._shop.store.get(sha256))
                    name = name or put
                pages = len(piece.pictures)
            else:
                content = self._shop.content(piece)
                name = self._pack.add(f"{start} {words}.{piece.ending}", content)
                pages = _pages(content, piece.ending)
        except RuleBroken as wrong:
            note = f"缺原件：{wrong.sentence}"
            self._faults.append(f"{listed.name} {piece.title}：{wrong.sentence}")
        first = listed.pages + 1 if pages else 0
        listed.pages += pages
        title = short_title(piece.title)
        entry = Entry(piece.part, piece.number, piece.author, title, piece.on, first, pages, note)
        listed.rows.append((entry, name))

    def _originals(self, listed: Listed, folder: str, originals: Sequence[Original]) -> None:
        rows: list[tuple[str, ...]] = []
        for each in originals:
            stem = plain_name(f"{each.on:%Y%m%d} {each.id} {each.purpose or '佐证'}")[:50]
            try:
                name = self._pack.add(f"{folder}/佐证原件/{stem}.{each.ending}", self._shop.store.get(each.sha256))
            except RuleBroken as wrong:
                self._faults.append(f"{listed.name} 佐证第{each.id}号：{wrong.sentence}")
                continue
            below = name.removeprefix(f"{folder}/")
            rows.append((below, each.name, day(each.on), each.purpose, each.by, each.received))
        page = originals_page(f"{listed.name}佐证原件", "../index.html", rows)
        listed.page = self._pack.pour(f"{folder}/佐证原件.html", page)

    def assessments(self) -> None:
        """考核材料: what each was reckoned from and what came of it, as ``respbook score`` reads it."""
        if not self._by.may(Permission.SCORE_READ):
            return
        town = unit_in_sight(self._by, self._order.town_id)
        for assessment_id in assessments_of_year(self._by, town, self._order.year):
            row = scores_in_sight(self._by, assessment_id)
            folder = f"考核/{plain_name(row.name)}"
            files = list(assessment_files(row, self._by, self._shop))
            let_go()
            self._others += [self._pack.add(f"{folder}/{name}", content) for name, content in files]

    def book(self) -> None:
        """操作日志: every entry to the head, and the head itself as a checkpoint that others can keep."""
        self._seq, self._hash = head()
        let_go()
        lines = (line.encode() for line in chain_lines(self._by, self._seq))
        self._others.append(self._pack.pour(f"{LOG}/entries.jsonl", lines))
        told = {"seq": self._seq, "hash": self._hash, "at": self._order.at.isoformat()}
        self._others.append(self._pack.add(f"{LOG}/head.json", json.dumps(told).encode()))
        text = checkpoint("archive", self._seq, self._hash, self._order.at)
        self._others.append(self._pack.add(f"{LOG}/检查点.txt", text.encode()))

    def close(self, town_name: str) -> None:
        """编总目录, write the page to read it by, the way to verify it, and the list of digests."""
        on = china_day(self._order.at)
        table = xlsx(Outgoing(f"{town_name}{CATALOGUE}", _COLUMNS), self._rows(), Imprint(self._by.name, on))
        with table.file as file:
            self._others.append(self._pack.pour(f"{CATALOGUE}.xlsx", iter(lambda: file.read(1 << 20), b"")))
        self._others.append(self._pack.add(f"案卷{CATALOGUE[-2:]}.pdf", self._shop.pressed(self._volumes())))
        verifier = Path(archive_verifier.__file__).read_bytes()
        self._others.append(self._pack.add("verify.py", verifier))
        self._others.append(self._pack.add("说明.txt", self._notes().encode()))
        facts = (
            ("编制", f"{self._by.name}，{day(on)}"),
            ("案卷", f"{len(self._listed)}卷，{sum(len(each.rows) for each in self._listed)}件"),
            ("日志校验码", f"第{self._seq}条 {code_of(self._hash)}"),
        )
        self._pack.pour("index.html", index_page(town_name, facts, self._listed, self._others))
        self._pack.close_list()

    def _rows(self) -> Iterator[tuple[Value, ...]]:
        for volume in self._listed:
            for place, (entry, name) in enumerate(volume.rows, 1):
                yield (volume.name, place, *entry.cells(place)[1:], PART_LABELS[entry.part], name)

    def _volumes(self) -> Paper:
        return volume_list(self._order.title, [(each.name, len(each.rows), each.pages) for each in self._listed])

    def _notes(self) -> str:
        own = "" if self._by.may(Permission.AUDIT_WHOLE) else "编制人只能看本人经手的日志，其余各条只有散列。"
        faults = "".join(f"- {each}\n" for each in self._faults)
        return _NOTES.format(
            title=self._order.title,
            on=day(china_day(self._order.at)),
            by=self._by.name,
            seq=self._seq,
            hash=self._hash,
            code=code_of(self._hash),
            own=own,
            faults=f"\n编制时缺少的原件：\n{faults}" if faults else "",
        )


def _pages(content: bytes, ending: str) -> int:
    if ending == "pdf":
        try:
            return page_count(content)
        except Exception:  # a scan of an unknown make: it is kept all the same
            return 1
    return 1 if ending in ("jpg", "png", "webp") else 0


_COLUMNS = (
    Column("volume", "案卷", width=10),
    Column("place", HEADS[0], CellKind.WHOLE),
    Column("number", HEADS[1], width=12),
    Column("author", HEADS[2], width=10),
    Column("title", HEADS[3], width=24),
    Column("on", HEADS[4]),
    Column("page", HEADS[5]),
    Column("note", HEADS[6], width=10),
    Column("part", "类别"),
    Column("file", "文件", width=24),
)
_NOTES = """{title}
{by}编制，{on}

一、怎么看
打开 index.html，任何浏览器都行，不用联网，不用原来的系统。每卷的卷内目录另有PDF，全部目录在卷内目录.xlsx。
责任书、督办文书、通报、纪要等PDF是签发时的原样，一个字节也没有改；签字扫描件、佐证原件是收到时的原样。
佐证原件可能带有拍摄位置，操作日志和签署记录有姓名，属个人信息，请按规定保管、查阅。

二、怎么核对
1. 文件：在本文件夹里运行 sha256sum -c SHA256SUMS；或运行 python verify.py，连同操作日志一起核对。
2. 日志：操作日志/entries.jsonl 一行一条，hash = SHA-256（“respbook-audit-v1”、seq、prev_hash、body，用零字节隔开）。
   末条第{seq}条，散列 {hash}，校验码 {code}。
   这个校验码应与当年责任书、回执上印的存证以及别人保管的检查点前后相接。{own}
3. 考核：用系统的 respbook score 考核/…/细则.json 考核/…/事实.json 可以重新算出全部得分。
{faults}"""
