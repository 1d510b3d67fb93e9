"""往年文书表单: files to take in; what the register says of a letter; the filters of the list."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField
from wtforms.validators import Length

from respbook.forms.base import EditForm, Form, filled, year_in
from respbook.forms.fields import choice, line, on, whole
from respbook.queries.archive import ArchiveFilter
from respbook.rules.register import EARLIEST, MOST_COPIES, Line

MOST_FILES = 100


class Files(MultipleFileField):
    """文件, several in one field."""

    multiple = True


class TakeInForm(Form):
    """收存往年文书."""

    files = Files("扫描件", render_kw={"accept": ".pdf,.jpg,.jpeg,.png,.zip", "multiple": True})
    batch = HiddenField(validators=[Length(max=64)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.batch.data:
            self.batch.data = secrets.token_hex(16)

    def sent(self) -> list[Any]:
        """The files that were chosen."""
        return [file for file in self.files.data or () if file and file.filename]


class LineForm(EditForm):
    """登记、归位往年文书: a line of the register."""

    number = line("文号", 60, must=False)
    unit_id = choice("单位", must=False)
    title = line("标题", 200, must=False)
    issued_on = on("签发日期", must=False)
    issued_by = line("签发人", 30, must=False)
    copies = whole("份数", 1, MOST_COPIES)
    year = whole("年度", EARLIEST, 2099)
    note = line("备注", 200, must=False)

    @classmethod
    def of(cls, paper: Any, offered: Mapping[str, Any] | None = None, **rest: Any) -> "LineForm":
        """The form as it stands in the book, or as it is offered to be."""
        same = ("year", "title", "issued_on", "issued_by", "copies", "note")
        stands = {name: getattr(paper, name) for name in same}
        stands |= {"unit_id": str(paper.unit_id or ""), "number": paper.number_text}
        return cls(data={**stands, **(offered or {}), "version": paper.version}, **rest)

    @property
    def told(self) -> Line:
        """What was typed."""
        return Line(
            filled(self.number),
            int(self.unit_id.data) if self.unit_id.data else None,
            self.year.data,
            filled(self.title),
            self.issued_on.data,
            filled(self.issued_by),
            self.copies.data,
            filled(self.note),
        )


def placing_offered(sent: Mapping[str, str]) -> dict[str, Any]:
    """归位的建议 of an address: the unit, the year and the number that the form opens with."""
    offered = {
        "unit_id": sent.get("unit_id", ""),
        "year": year_in(sent.get("year", "")),
        "number": sent.get("number", "").strip()[:60],
    }
    return {name: value for name, value in offered.items() if value}


def archive_filter(sent: Mapping[str, str]) -> ArchiveFilter:
    """筛选 of an address; what cannot be read is left out."""
    return ArchiveFilter(
        sent.get("q", "").strip()[:60],
        year_in(sent.get("year", "")),
        sent.get("unplaced", "") == "1",
        sent.get("unscanned", "") == "1",
    )
