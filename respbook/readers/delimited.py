"""粘贴与CSV: a block pasted from Excel or WPS, or a CSV file as they save it, into rows of text."""

import csv
import io
import re

from respbook.rules.errors import RuleBroken
from respbook.rules.grids import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Grid
from respbook.rules.outgoing import unguarded

LONGEST_TEXT = 8_000_000


def decoded(content: bytes) -> str:
    """解码: UTF-8, UTF-16 with its mark, or GB 18030 as WPS and Excel save CSV here. Raises RuleBroken on ``file``."""
    marked = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (marked, "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleBroken("文件的编码读不出来；请在表格软件中另存为“CSV UTF-8”或.xlsx后重新上传。", "file")


def read_delimited(text: str, field: str = "pasted", name: str = "粘贴") -> Grid:
    """读粘贴和CSV: cells trimmed; the quote before what looks like a formula is our own. Raises RuleBroken on ``field``."""
    if len(text) > LONGEST_TEXT:
        raise RuleBroken("表格内容过大，超过八百万字；请删去无关的列，或分批导入。", field)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise RuleBroken("这不是文本表格；请从表格中复制后粘贴，或上传.xlsx文件。", field)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        rows = [[unguarded(" ".join(cell.split())) for cell in row] for row in reader]
    except csv.Error:
        raise RuleBroken("表格中的引号没有成对，无法分清单元格；请检查含引号的单元格后重新粘贴。", field) from None
    return checked_size(name, rows, field)


def checked_size(name: str, rows: list[list[str]], field: str, remarks: tuple[str, ...] = ()) -> Grid:
    """大小: empty rows at the end are dropped. Raises RuleBroken for what one import cannot take."""
    while rows and not any(rows[-1]):
        rows.pop()
    filled = sum(map(any, rows))
    if filled > MOST_ROWS + 1 and len(rows) > MOST_ROWS + 1:
        raise RuleBroken(f"表格有{filled - 1:,}行，一次最多导入{MOST_ROWS:,}行；请分批导入。", field)
    if (widest := max(map(len, rows), default=0)) > MOST_COLUMNS or widest * len(rows) > MOST_CELLS:
        raise RuleBroken(f"表格有{widest}列，一次最多读{MOST_COLUMNS}列；请只保留需要导入的列。", field)
    return Grid.of(name, rows, remarks)


def _delimiter(text: str) -> str:
    head = re.sub(r'"[^"]*"', "", text.lstrip("\n").split("\n", 1)[0])
    if "\t" in text[:20_000]:
        return "\t"
    return max(",;，；", key=head.count) if "," not in head else ","
