"""报送表单: one period of one task, and what was found on a patrol. Lengths are told by the rule, which counts them."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.widgets import TextInput

from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Amount, visible
from respbook.rules.reports import ANSWERS, RECKONING_LABELS, SAID_LABELS, Ask, Content, Reckoning, Said

_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


def _one_break(value: str | None) -> str:
    """Browsers send a line break as two characters; people typed one."""
    return (value or "").replace("\r\n", "\n")


def _words(label: str, rows: int) -> TextAreaField:
    return TextAreaField(label, filters=[_one_break], validators=[visible], render_kw={"rows": rows})


class FindingForm(Form):
    """有情况: one sentence about one category."""

    category = HiddenField()
    text = _words("什么情况", 6)


class PeriodForm(EditForm):
    """一期报送; the fields that the task does not ask for are left out."""

    said = RadioField("情况")
    amount = Amount("数量", places=None, validators=[], widget=TextInput(), render_kw=_DECIMAL)
    reckoning = RadioField("口径")
    category = SelectField("类别")
    text = _words("说明", 4)

    @classmethod
    def asking(cls, ask: Ask, reckonings: list[Reckoning], categories: list[str], **rest: Any) -> "PeriodForm":
        """The form of one task."""
        form = cls(**rest)
        form.said.choices = [(each.value, SAID_LABELS[each]) for each in ANSWERS[ask]]
        form.reckoning.choices = [(each.value, RECKONING_LABELS[each]) for each in reckonings]
        form.category.choices = [("", "（不选）"), *((each, each) for each in categories)]
        if ask is not Ask.PATROL:
            del form.said, form.category
        if ask is not Ask.FIGURE:
            del form.amount
        if ask is not Ask.FIGURE or len(reckonings) < 2:
            del form.reckoning
        return form

    def content(self, ask: Ask) -> Content:
        """What was said."""
        if ask is Ask.FIGURE:
            how = Reckoning(self.reckoning.data) if "reckoning" in self else Reckoning.CURRENT
            return Content(Said.FIGURE, self.amount.data, how, filled(self.text))
        if ask is Ask.DONE:
            return Content(Said.DONE, text=filled(self.text))
        return Content(Said(self.said.data), text=filled(self.text), category=self.category.data or "")
