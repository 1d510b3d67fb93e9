"""约谈表单: the summons, what was said and asked at the talk, what the unit writes, what a check says."""

from datetime import date

from respbook.forms.base import EditForm, filled
from respbook.forms.fields import choice, line, lines, on
from respbook.rules.talks import LONGEST_LINE, LONGEST_PEOPLE, LONGEST_TEXT, Held, Summons


class SummonsForm(EditForm):
    """约谈通知."""

    meet_on = on("约谈日期")
    meet_at = line("时间", 20)
    place = line("地点", LONGEST_LINE)
    host = line("约谈人", LONGEST_LINE)
    persons = line("约谈对象", LONGEST_PEOPLE)
    explain_until = on("情况说明报送期限")
    cause = lines("约谈事由", LONGEST_TEXT, render_kw={"rows": 3})
    problems = lines("指出的问题", LONGEST_TEXT, render_kw={"rows": 5})

    def summons(self) -> Summons:
        """约谈安排 as it was typed."""
        assert self.meet_on.data is not None and self.explain_until.data is not None
        return Summons(
            self.meet_on.data,
            filled(self.meet_at),
            filled(self.place),
            filled(self.host),
            filled(self.persons),
            filled(self.cause),
            filled(self.problems),
            self.explain_until.data,
        )


class HeldForm(EditForm):
    """登记约谈."""

    held_on = on("约谈日期")
    present = line("到场人员", LONGEST_PEOPLE)
    demands = lines("整改要求", LONGEST_TEXT, render_kw={"rows": 5})
    demands_until = on("整改期限")
    promise = lines("表态", LONGEST_TEXT, render_kw={"rows": 3})

    def held(self) -> Held:
        """约谈记录 as it was typed."""
        assert self.held_on.data is not None and self.demands_until.data is not None
        return Held(
            self.held_on.data,
            filled(self.present),
            filled(self.demands),
            self.demands_until.data,
            filled(self.promise),
        )


class MinutesForm(EditForm):
    """印发纪要: when the report is due, if not thirty days after the talk."""

    report_until = on("落实报告期限", must=False)

    def until(self) -> date | None:
        """期限; None: thirty days."""
        found: date | None = self.report_until.data
        return found


class WordsForm(EditForm):
    """情况说明, 落实情况, 取消的原因: one text."""

    words = lines("内容", LONGEST_TEXT, render_kw={"rows": 8})


class CheckForm(EditForm):
    """核查意见 and what comes of it."""

    outcome = choice("核查结论", [("pass", "落实到位，办结"), ("fail", "未落实到位，退回")])
    words = lines("核查意见", LONGEST_TEXT, render_kw={"rows": 3})
