"""佐证材料表单: one file; what it speaks of; and the photos that travel with another form."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import Optional

from respbook.forms.base import EditForm, Form
from respbook.forms.fields import line, on
from respbook.rules.evidence import ACCEPT_ALL
from respbook.rules.typed import whole_in


class KeepForm(Form):
    """上传佐证. ``piece``: sent by the page's script, which wants a line and no page."""

    file = FileField("照片或文件", validators=[FileRequired("请选择照片或文件。")], render_kw={"accept": ACCEPT_ALL})
    shown_on = on("佐证日期", must=False)
    purpose = line("用途", 60, must=False)
    unit_id = HiddenField(validators=[Optional()])
    piece = HiddenField(validators=[Optional()])

    @property
    def unit(self) -> int | None:
        """For which unit, where it is not the sender's own."""
        return whole_in(self.unit_id.data or "", 9)


class DescribeForm(EditForm):
    """注明佐证日期和用途."""

    shown_on = on("佐证日期", must=False)
    purpose = line("用途", 60, must=False)


def evidence_ids(sent: "MultiDict[str, Any]", field: str = "evidence") -> list[int]:
    """已收下的佐证 that a form names, each once, in order; what is no number is left out."""
    found = (whole_in(text, 9) for text in sent.getlist(field)[:200])
    return list(dict.fromkeys(each for each in found if each))
