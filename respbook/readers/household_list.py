"""户名单原文: what a village pastes, parted by tabs, commas, 、 or blanks, or sends as xlsx or CSV, as rows of cells."""

import re

from respbook.readers.delimited import LONGEST_TEXT, checked_size, read_delimited
from respbook.readers.workbook import read_file
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid

_APART = re.compile(r"[、；;\s]+")
_COMMA = re.compile(r"[,，]")


def read_text(text: str) -> Grid:
    """读粘贴的名单; lines count from 1. Raises RuleBroken on ``text``."""
    if "\t" in text or '"' in text:
        return read_delimited(text, "text", "名单")
    if len(text) > LONGEST_TEXT or "\x00" in text:
        raise RuleBroken("粘贴的内容太长或不是文字；请从表格中复制名单后粘贴。", "text")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    commas = any(_COMMA.search(line) for line in lines[:10])  # between commas an empty place means something
    rows = [_parted(line, commas) for line in lines]
    return checked_size("名单", rows, "text")


def _parted(line: str, commas: bool) -> list[str]:
    if commas:
        return [" ".join(cell.split()) for cell in _COMMA.split(line)]
    return [cell for cell in _APART.split(line) if cell]


def text_of_file(content: bytes, name: str) -> str:
    """名单文件 as text to be looked at and put right before anything is made of it. Raises RuleBroken on ``file``."""
    grid = read_file(content, name)[0]
    return "\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in grid.rows)
