"""导入表单: a file or a pasted block; and, while it is put right, cells, columns and the sheet of the workbook."""

import re
from collections.abc import Mapping, Sequence

from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from respbook.forms.base import ConfirmForm, Form
from respbook.forms.fields import choice, file_name
from respbook.readers.delimited import read_delimited
from respbook.readers.workbook import LARGEST_FILE, read_file
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.typed import whole_in

_CELL = re.compile(r"cell-(\d{1,7})-(\d{1,3})")
_LINE = re.compile(r"(leave|take)-(\d{1,7})")
_COLUMN = re.compile(r"column-(\d{1,3})")


class ImportForm(Form):
    """从表格导入. ``programme`` is asked for where the sheet belongs to one."""

    programme = choice("年度方案", must=False)
    file = FileField("表格文件", render_kw={"accept": ".xlsx,.csv,.txt"})
    pasted = TextAreaField("或者粘贴表格", render_kw={"rows": "6", "spellcheck": "false", "wrap": "off"})

    def grids(self) -> list[Grid]:
        """The sheets that were handed in. Raises RuleBroken on its field."""
        upload = self.file.data
        if upload and upload.filename:
            return read_file(upload.stream.read(LARGEST_FILE + 1), upload.filename)
        raw: Sequence[str] = self.pasted.raw_data or ("",)
        if not raw[0].strip():
            raise RuleBroken("请选择文件，或粘贴表格。", "file")
        return [read_delimited(raw[0])]

    @property
    def source(self) -> str:
        """文件名, empty for a paste."""
        upload = self.file.data
        return file_name(str(upload.filename), 120) if upload and upload.filename else ""

    def chosen_programme(self) -> int | None:
        """所选方案."""
        return whole_in(self.programme.data or "") if "programme" in self else None


class ApplyForm(ConfirmForm):
    """导入: carries what the preview was of."""

    digest = HiddenField(validators=[Length(max=64)])


def cells_in(sent: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """改正的格: the fields ``cell-<line>-<place>``."""
    return {(int(found[1]), int(found[2])): text for name, text in sent.items() if (found := _CELL.fullmatch(name))}


def lines_in(sent: Mapping[str, str]) -> dict[int, bool]:
    """不导入此行: the ticked ``leave-<line>``, and the ``take-<line>`` that are to go in after all."""
    return {int(found[2]): found[1] == "leave" for name in sent if (found := _LINE.fullmatch(name))}


def columns_in(sent: Mapping[str, str]) -> dict[int, str]:
    """手工指定的列: the fields ``column-<place>``; an empty one is not settled yet."""
    return {int(found[1]): name for place, name in sent.items() if (found := _COLUMN.fullmatch(place))}


def sheet_in(sent: Mapping[str, str]) -> int | None:
    """所选的工作表."""
    return whole_in(sent.get("sheet", ""), 3)
