"""工作日历表单: one day, and the notice of a year."""

from respbook.forms.base import EditForm, Form
from respbook.forms.fields import choice, line, lines
from respbook.rules.day_marks import LONGEST_NAME, LONGEST_REASON
from respbook.rules.workdays import DAY_KIND_LABELS, DayKind

NATIONAL = "national"
_KINDS = [*((kind.value, words) for kind, words in DAY_KIND_LABELS.items()), (NATIONAL, "按全国安排")]


class DayForm(EditForm):
    """改一天; the version is the change that was last read."""

    kind = choice("安排", _KINDS)
    name = line("名称", LONGEST_NAME, must=False)
    reason = line("缘由", LONGEST_REASON)

    @property
    def chosen(self) -> DayKind | None:
        """休息、上班; None for 按全国安排."""
        return None if self.kind.data == NATIONAL else DayKind(self.kind.data)


class NoticeForm(Form):
    """读入放假通知."""

    notice = lines("通知原文", 4000)
