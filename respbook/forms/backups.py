"""备份的表单: which stick to copy to, where the nightly backups go, which backup to look through."""

from collections.abc import Sequence

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Length

from respbook.forms.base import EditForm, Form
from respbook.forms.fields import line

ELSEWHERE = "-"
_LONGEST = 250


class StickForm(Form):
    """拷到U盘: one of the disks that are plugged in, or a typed path."""

    disk = RadioField("拷到", validators=[InputRequired("请选择拷到哪里。")])
    path = line("其他位置的完整路径", _LONGEST, must=False, render_kw={"autocomplete": "off", "spellcheck": "false"})

    def offering(self, disks: Sequence[str]) -> "StickForm":
        """The disks of this moment; the first is chosen."""
        self.disk.choices = [*((each, each) for each in disks), (ELSEWHERE, "其他位置（在下面填写）")]
        if not self.is_submitted():  # type: ignore[no-untyped-call]
            self.disk.data = disks[0] if disks else ELSEWHERE
        return self

    @property
    def place(self) -> tuple[str, str]:
        """(path, the field that it comes from)."""
        if self.disk.data and self.disk.data != ELSEWHERE:
            return self.disk.data, "disk"
        return self.path.data or "", "path"


class PlaceForm(EditForm):
    """设定备份位置."""

    path = line("备份位置", _LONGEST, render_kw={"autocomplete": "off", "spellcheck": "false"})


class CheckForm(Form):
    """核验一份备份."""

    name = HiddenField(validators=[InputRequired(), Length(max=100)])
