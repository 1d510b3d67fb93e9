"""临时交办表单."""

from wtforms import HiddenField

from respbook.forms.base import Form
from respbook.forms.fields import line, lines, on, unit_choice
from respbook.rules.typed import whole_in


class AssignForm(Form):
    """交办任务: to whom, what, until when."""

    unit_id = unit_choice("承担单位")
    title = line("任务", 100)
    demand = lines("要求", 300, must=False, render_kw={"rows": 3})
    due_on = on("完成时限")
    person = line("责任人", 30, must=False)
    row = HiddenField()

    @property
    def row_id(self) -> int | None:
        """台账的哪一条."""
        return whole_in(self.row.data or "", 9) or None
