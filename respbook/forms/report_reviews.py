"""审核报送的表单: passing chosen ones, returning with a reason, opening a closed period again."""

from datetime import date

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import lines, on
from respbook.rules.errors import RuleBroken
from respbook.rules.reports import LONGEST_REASON
from respbook.rules.typed import whole_in

READY = (
    "请补一张能看清地点的照片",
    "请写清是什么情况、怎样处理的",
    "数字与此前各期相差较大，请核对后再报",
    "计量单位或小数点可能有误，请核对",
    "累计数与当期数请分清后再报",
)
"""常用的退回原因: chosen with one press, and more can be written behind it."""
MOST = 500


class Chosen(SelectMultipleField):
    """选中的报送: whatever was ticked; which of it is in sight is asked by the deed."""

    multiple = True


class PassForm(Form):
    """批量通过: which reports, each with the version that was read (``12:3``), and whether the list was confirmed."""

    chosen = Chosen("选中的报送", choices=[], validate_choice=False)
    confirmed = HiddenField()
    back = HiddenField()

    def versions(self) -> dict[int, int]:
        """The versions by report. Raises RuleBroken."""
        found = {}
        for word in self.chosen.data or ():
            report, _, version = word.partition(":")
            number, read = whole_in(report), whole_in(version)
            if number is None or read is None:
                raise RuleBroken("选中的报送没有读出来，请刷新页面后重新选。")
            found[number] = read
        if not found:
            raise RuleBroken("请先选中要通过的报送。")
        if len(found) > MOST:
            raise RuleBroken(f"一次最多通过{MOST}条，现在选了{len(found)}条；请分几次办。")
        return found


class ReturnForm(EditForm):
    """退回补正: a ready reason, words of one's own, or both."""

    ready = SelectField(
        "常用原因", choices=[("", "（自己写）"), *((each, each) for each in READY)], validators=[Optional()]
    )
    reason = lines("原因", LONGEST_REASON, must=False)

    @property
    def words(self) -> str:
        """The reason as the village reads it."""
        return "；".join(word for word in (filled(self.ready), filled(self.reason)) if word)


class UnlockForm(EditForm):
    """解锁: the reason."""

    reason = lines("解锁原因", LONGEST_REASON, must=False)


class OpenForm(Form):
    """解锁补报 of one closed period."""

    starts_on = HiddenField()
    open_until = on("补报截止")
    reason = lines("解锁原因", LONGEST_REASON, must=False)

    def until(self) -> date:
        """The last day. Only after validation."""
        assert self.open_until.data is not None
        return self.open_until.data
