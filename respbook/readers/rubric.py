"""读细则文件: the workbook that was sent out and came back changed, or the JSON of the same (features A1, M2)."""

from respbook.readers.packages import PackageKind, inspect
from respbook.readers.workbook import LARGEST_FILE, read_workbook
from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.reading import decode_rubric
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.sheet_form import read_sheets


def rubric_in(content: bytes, name: str) -> Rubric:
    """细则 of a file. Raises RuleBroken with a sentence for each place that cannot be read."""
    if len(content) > LARGEST_FILE:
        raise RuleBroken("文件超过10兆，不是细则文件；请核对。")
    if name.lower().endswith(".json") or content.lstrip()[:1] == b"{":
        try:
            return decode_rubric(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise RuleBroken("json文件不是UTF-8编码，读不出来；请用本系统下载的文件。") from None
    inspect(content, PackageKind.WORKBOOK, "file")
    return read_sheets(read_workbook(content, "file", lines=True))
