"""工作表的XML: looked at before it is unfolded: how far its cells reach, what is hidden, which formulas failed (R41, R63).

The fast reader lays a sheet out as one rectangle; a single cell in the last corner of the sheet would fill the memory.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from respbook.rules.errors import RuleBroken
from respbook.rules.grids import MOST_CELLS, MOST_COLUMNS, MOST_ROWS

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_PLACED = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"']([A-Z]{1,3})(\d{1,7})[\"'](?:[^>]*[^>/])?>")
_FAULT = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\st=[\"']e[\"'])[^>]*?r=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>(?:(?!</(?:\w+:)?c>).)*?"
    rb"<(?:\w+:)?v>([^<]{1,20})<",
    re.DOTALL,
)
_HIDDEN = rb"\shidden=[\"'](?:1|true)[\"']"
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?" + _HIDDEN)
_HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^>]*?" + _HIDDEN + rb"[^>]*>")
_SPAN = re.compile(rb"\s(min|max)=[\"'](\d{1,5})[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, ValueError, ParseError,
    DefusedXmlException, UnicodeDecodeError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True)
class SheetLook:
    """一张工作表的样子; ``faults`` are failed formulas by (row, place), counted from 0."""

    rows: int
    columns: int
    hidden_rows: int
    hidden_columns: int
    formulas: int
    faults: dict[tuple[int, int], str]

    @property
    def readable(self) -> bool:
        """不超限."""
        return self.rows <= MOST_ROWS + 50 and self.columns <= MOST_COLUMNS and self.rows * self.columns <= MOST_CELLS


def look(content: bytes, field: str = "file") -> dict[str, SheetLook]:
    """看一遍 every worksheet of an inspected package, by name. Raises RuleBroken on ``field``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    _refuse_entities(package, name, field)
            return {name: _look(package.read(path), field) for name, path in _paths(package).items()}
    except _BROKEN:
        raise RuleBroken("Excel表格的内部结构不正常，没有读取；请重新另存为.xlsx后再传。", field) from None


def _refuse_entities(package: zipfile.ZipFile, name: str, field: str) -> None:
    """No document of an office program declares a type or an entity, and all are UTF-8 (safety R41)."""
    with package.open(name) as file:
        start = file.read(4096)
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start or start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in start:
        raise RuleBroken("Excel表格中夹带了不该有的声明，没有读取；请在Office或WPS中重新另存为.xlsx后再传。", field)


def _paths(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → member of the package."""
    relations = {each.get("Id"): each.get("Target", "") for each in _parsed(package.read("xl/_rels/workbook.xml.rels"))}
    found = {}
    for sheet in _parsed(package.read("xl/workbook.xml")).iter():
        if sheet.tag.rsplit("}", 1)[-1] == "sheet":
            target = relations.get(sheet.get(_RELATION)) or ""
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if "worksheets/" in path:
                found[sheet.get("name", "")] = path
    return found


def _parsed(content: bytes) -> Element:
    root: Element = fromstring(content, forbid_dtd=True)
    return root


def _look(xml: bytes, field: str) -> SheetLook:
    placed = _PLACED.findall(xml)
    if len(_CELL.findall(xml)) > len(placed) and any(b"r=" not in told for told in _CELL.findall(xml)):
        raise RuleBroken("Excel表格的单元格没有编号，没有读取；请在Office或WPS中重新另存为.xlsx后再传。", field)
    columns = {letters for letters, _ in placed}
    hidden = 0
    for told in _HIDDEN_COLUMNS.findall(xml):
        span = {name: int(number) for name, number in _SPAN.findall(told)}
        hidden += min(span.get(b"max", 0), MOST_COLUMNS) - span.get(b"min", 1) + 1
    return SheetLook(
        rows=max((int(number) for _, number in placed), default=0),
        columns=max(map(_place, columns), default=-1) + 1,
        hidden_rows=len(_HIDDEN_ROW.findall(xml)),
        hidden_columns=max(hidden, 0),
        formulas=len(_FORMULA.findall(xml)),
        faults={
            (int(number) - 1, _place(letters)): words.decode("utf-8", "replace")
            for letters, number, words in (_FAULT.findall(xml) if b'"e"' in xml or b"'e'" in xml else ())
        },
    )


def _place(letters: bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
