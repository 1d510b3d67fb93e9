"""考核表单: opening, 公示, a reason, an appeal and its decision. Lengths and ranges are told by the rules."""

from decimal import Decimal

from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import amount, choice, line, lines, on, whole
from respbook.rules.assessments import (
    COMBINING_LABELS,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_WORDS,
    MOST_ASSESSORS,
    WIDE_GAP,
    Combining,
    Opening,
)


class OpeningForm(Form):
    """开始考核. ``part`` is a key of the rubric's parts with the words of its period, empty where it has none."""

    name = line("考核名称", LONGEST_NAME)
    kind = SelectField("考核时段", choices=[("final", "年终考核（汇总全年）")])
    period_label = line("这一期叫什么", LONGEST_NAME, must=False)
    first_on = on("从")
    last_on = on("到")
    self_until = on("自评截止", must=False)
    assessors = whole("每项由几人评分", 1, MOST_ASSESSORS, must=True)
    blind = BooleanField("两人以上评分时，评完之前互相看不到", validators=[Optional()])
    combining = choice("几人的评分怎样合成", [(str(each), words) for each, words in COMBINING_LABELS.items()])
    wide_gap = amount("相差几分须合议", Decimal("0.001"), must=True)

    def opening(self, own_part: str) -> Opening:
        """开始考核的内容; ``own_part``: the part whose rows the final assessment scores itself."""
        assert self.first_on.data is not None and self.last_on.data is not None
        final = self.kind.data == "final"
        label = filled(self.period_label)
        return Opening(
            name=filled(self.name),
            first_on=self.first_on.data,
            last_on=self.last_on.data,
            final=final,
            part_key=own_part if final else str(self.kind.data),
            period_key="" if final else f"{self.first_on.data:%Y-%m-%d}",
            period_label=label,
            self_until=self.self_until.data,
            assessors=self.assessors.data or 1,
            blind=bool(self.blind.data),
            combining=Combining(self.combining.data),
            wide_gap=self.wide_gap.data or WIDE_GAP,
        )


class AnnounceForm(EditForm):
    """公示."""

    workdays = whole("公示几个工作日", 1, 60, must=True)


class ReasonForm(EditForm):
    """写明原因的办理."""

    reason = lines("原因", LONGEST_REASON)


class AppealForm(Form):
    """提出申诉."""

    words = lines("对这一项得分的异议和依据", LONGEST_WORDS)
    wanted = line("认为应得几分", 20, must=False)


class AdviceForm(EditForm):
    """考核组意见."""

    words = lines("考核组说明（供复核的人参考）", LONGEST_REASON)


class AppealWithdrawalForm(EditForm):
    """撤回申诉; the reason is asked of the office only, by the deed."""

    reason = lines("撤回代提申诉的原因（申诉单位会看到）", LONGEST_REASON, must=False)


class DecisionForm(EditForm):
    """决定申诉: 改分 with points, or 维持原分 without."""

    points = line("改为几分", 20, must=False)
    words = lines("决定的理由（申诉单位会看到）", LONGEST_WORDS)
