"""一键备查: one ordered PDF of a unit's year, numbered through, with bookmarks (features X20)."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from respbook.actions.exports import Order, Tell
from respbook.actions.workshop import Workshop, let_go
from respbook.papers.unit_file import catalogue, cover
from respbook.press.bound import Bound
from respbook.press.pictures import page_count
from respbook.queries.scope import unit_in_sight
from respbook.queries.year_pieces import Piece
from respbook.queries.year_volumes import unit_volume
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Viewer
from respbook.rules.year_file import CATALOGUE, PART_LABELS, Entry, Part, paged, short_title

log = logging.getLogger("respbook.exports")
_NOTE = "佐证中的Excel、Word文件和签署记录文件不便装订，原件见年度归档。"


def make_unit(order: Order, path: Path, by: Viewer, tell: Tell, shop: Workshop) -> None:
    """生成备查材料. Raises NotInSight, RuleBroken where the unit has nothing of that year."""
    unit, town = unit_in_sight(by, order.unit_id or 0), unit_in_sight(by, order.town_id)
    called, issuer = unit.name, town.name
    pieces = [piece for piece in unit_volume(by, unit, order.year).sorted() if piece.bound]
    let_go()
    if not pieces:
        raise RuleBroken(f"{called}没有{order.year}年的材料。请核对年度。")
    file = _File(shop)
    file.gather(pieces, tell)
    file.front(called, issuer, order, by.name)
    file.finish(path, order.title)


class _File:
    """A file in the making: the pieces are made and bound one by one, then the front that names their pages goes before them."""

    def __init__(self, shop: Workshop) -> None:
        self._shop, self._book = shop, Bound()
        self._entries: list[Entry] = []

    def gather(self, pieces: Sequence[Piece], tell: Tell) -> None:
        """各件: one that cannot be opened is named in the list and left out of the pages."""
        for place, piece in enumerate(pieces):
            tell(place, len(pieces), piece.title)
            note, pages = piece.note, 0
            try:
                pages = self._book.add(self._content(piece))
            except RuleBroken as wrong:
                log.warning("%s was left out of a unit's file: %s", piece.title, wrong.sentence)
                note = "原件打不开，未装订"
            title = short_title(piece.title)
            self._entries.append(Entry(piece.part, piece.number, piece.author, title, piece.on, 0, pages, note))
        tell(len(pieces), len(pieces), "正在编目、编页码")

    def _content(self, piece: Piece) -> bytes:
        if piece.sha256 and piece.ending in ("jpg", "png"):
            return self._shop.paged((piece.sha256,))
        return self._shop.content(piece)

    def front(self, called: str, issuer: str, order: Order, by: str) -> None:
        """封面和卷内目录: the list is set again until it takes the pages that it counts with."""
        on, length, listed = china_day(order.at), 0, b""
        for guess in range(1, 9):
            guess = max(guess, length)
            listed = self._shop.pressed(catalogue(f"{called}　{order.year}年", self._numbered(1 + guess), _NOTE))
            length = page_count(listed)
            if length == guess:
                break
        self._entries = self._numbered(1 + length)
        total = 1 + length + self._book.pages
        facts = (
            ("单位", called),
            ("年度", f"{order.year}年"),
            ("材料", f"{len(self._entries)}件，共{total}页"),
            ("编制", f"{by}，{day(on)}"),
        )
        self._book.add_front(listed)
        self._book.add_front(self._shop.pressed(cover(issuer, called, order.year, facts, on)))

    def _numbered(self, front: int) -> list[Entry]:
        starts = paged([entry.pages for entry in self._entries], front + 1)
        return [replace(entry, page=page) for entry, page in zip(self._entries, starts, strict=True)]

    def finish(self, path: Path, title: str) -> None:
        """书签, then the numbers on all pages."""
        self._book.mark("封面", 1)
        self._book.mark(CATALOGUE, 2)
        part: Part | None = None
        below: Any = None
        for entry in self._entries:
            if not entry.page:
                continue
            if entry.part is not part:
                part, below = entry.part, self._book.mark(PART_LABELS[entry.part], entry.page)
            self._book.mark(f"{entry.number} {entry.title}".strip(), entry.page, below)
        self._book.finish(path, title)
