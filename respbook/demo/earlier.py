"""往年登记簿 of the demo town, as its clerk kept it in Excel, and scans for most of it."""

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime

from PIL import Image, ImageDraw

from respbook.actions import archive, imports
from respbook.demo import town
from respbook.queries.archive import unit_names
from respbook.queries.imports import bench_of, import_with_sheet
from respbook.readers.scans import inspect
from respbook.rules.archive import read_name
from respbook.rules.chinese import china_day
from respbook.rules.columns import SheetKind
from respbook.rules.grids import Grid
from respbook.rules.permissions import Viewer
from respbook.store import Store

HEADS = ("发文字号", "签订单位", "标题", "签订日期", "签发人", "份数", "备注")
_PAGE = (620, 877)
"""A4 at 75 dots an inch: as much as a page of the list needs."""
_WITHOUT_SCAN = 2
"""Lines whose paper nobody has found yet."""


def kept(places: list[str], store: Store, clerk: Viewer, now: datetime) -> int:
    """登记并收存: the register comes in from its sheet, then the scans find their lines; gives how many lines there are."""
    row = imports.keep(
        SheetKind.REGISTER, None, "责任书登记簿.xlsx", [Grid.of("登记簿", rows(places))], by=clerk, now=now
    )
    on = china_day(now)
    checked = bench_of(clerk, import_with_sheet(clerk, row.id), on).checked
    assert checked is not None
    row, _, _ = imports.apply(row.id, checked.digest, by=clerk, now=now, on=on)
    names = unit_names(clerk)
    files = []
    for name, content in scans(places).items():
        held = archive.Kept(name, store.put(content), len(content), inspect(content))
        files.append((held, read_name(name, names, on.year)))
    archive.take_in(files, by=clerk, now=now)
    return row.added


def rows(places: list[str]) -> list[tuple[str, ...]]:
    """登记簿的各行 of 2024 and 2025, for some villages: the heads first, brackets and dates as people type them."""
    told: list[tuple[str, ...]] = [HEADS]
    for year, signed in ((2024, "2024年3月8日"), (2025, "2025.3.6")):
        for number, place in enumerate(places, 1):
            written = f"{town.TOWN.document_word}[{year}]{number:02}号"
            title = f"{town.TOWN.party_a}{year}年度环境保护目标责任书"
            note = "原件存综合档案室" if number == 1 else ""
            told.append((written, place, title, signed, town.TOWN.mayor, "2", note))
    return told


def scans(places: list[str]) -> Mapping[str, bytes]:
    """扫描件 by file name, of all lines but the last two of 2025, named as the copier's folder has them."""
    named = [
        f"{year}年/{place}{town.TOWN.document_word}〔{year}〕{number}号.png"
        for year in (2024, 2025)
        for number, place in enumerate(places, 1)
    ]
    return {name: _page(name) for name in named[:-_WITHOUT_SCAN]}


def _page(name: str) -> bytes:
    """A page that looks like a scanned letter from afar, and is no letter: grey lines below a red rule, as the name has them."""
    width = _PAGE[0]
    page = Image.new("P", _PAGE, 0)
    page.putpalette([255, 255, 255, 150, 150, 150, 200, 30, 30])
    draw = ImageDraw.Draw(page)
    draw.rectangle((80, 120, width - 80, 124), fill=2)
    draw.rectangle((150, 80, width - 150, 100), fill=2)
    for place, mark in enumerate(hashlib.sha256(name.encode()).digest()[:22]):
        top = 160 + place * 28
        draw.rectangle((80, top, width - 80 - (mark if place % 4 == 3 else 0), top + 9), fill=1)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=False)
    return out.getvalue()
