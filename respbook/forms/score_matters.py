"""计分事项与一票否决表单: what happened under which rule, the unit's words, the decision."""

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import Length

from respbook.actions.score_matters import Entry
from respbook.actions.vetoes import Decision
from respbook.actions.vetoes import Entry as VetoEntry
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import amount, choice, line, lines, on, unit_choice, whole
from respbook.rules.assessments import ANSWER_WORKDAYS, LONGEST_REASON, LONGEST_WORDS
from respbook.rules.findings import SOURCE_LABELS
from respbook.rules.score_matters import MOST_WORKDAYS, Ground, Told, source_words
from respbook.rules.scoring.rule_kinds import BySource, ZeroRow
from respbook.rules.typed import whole_in


class _Told:
    """事项的几项, shared by recording and changing."""

    on: Any
    words: Any
    count: Any
    source: Any
    late: Any
    again: Any
    again_reason: Any

    def told(self) -> Told:
        """事项内容."""
        return Told(
            self.on.data or date.min,
            filled(self.words),
            Decimal(1) if self.count is None or self.count.data is None else self.count.data,
            (self.source.data or "") if self.source is not None else "",
            bool(self.late is not None and self.late.data),
            bool(self.again.data),
            filled(self.again_reason),
        )

    def ask_for(self, ground: Ground) -> None:
        """按规则设项: levels where the rule prices by them; no count for 单项清零."""
        parameters = ground.rule.parameters
        if isinstance(parameters, BySource) or not ground.levels:
            self.source.label.text = "由谁发现"
            self.source.choices = [("", "不区分"), *((str(key), words) for key, words in SOURCE_LABELS.items())]
        else:
            self.source.label.text = "级别"
            self.source.choices = [("", "请选择"), *((key, source_words(key)) for key in ground.levels)]
        if isinstance(parameters, ZeroRow):
            self.count.data = Decimal(1)
        late = ground.rule.escalation is not None and ground.rule.escalation.late_factor is not None
        if not late:
            del self.late


class MatterForm(_Told, Form):
    """登记计分事项."""

    unit_id = unit_choice("单位")
    on = on("发生日期")
    words = lines("事项", LONGEST_WORDS, render_kw={"rows": 4})
    source = choice("由谁发现", must=False)
    count = amount("数量", must=True)
    late = BooleanField("逾期整改")
    again = BooleanField("同一事件另行计分")
    again_reason = line("另行计分的依据", LONGEST_REASON, must=False)
    programme = HiddenField(validators=[Length(max=9)])
    rule = HiddenField(validators=[Length(max=60)])
    origin = HiddenField(validators=[Length(max=40)])
    same = HiddenField(validators=[Length(max=9)])

    @property
    def keys(self) -> tuple[str, str]:
        """指标和规则的编号."""
        row, _, rule = (self.rule.data or "").partition("/")
        return row, rule

    @property
    def record(self) -> tuple[str, int | None]:
        """由哪一条记录列入, its table and number; nothing for an entry by hand."""
        table, _, number = (self.origin.data or "").partition("-")
        which = whole_in(number, 9)
        return (table, which) if which else ("", None)

    def entry(self, evidence: tuple[int, ...]) -> Entry:
        """要登记的事项."""
        table, which = self.record
        return Entry(
            whole_in(self.programme.data or "", 9) or 0,
            whole_in(self.unit_id.data or "", 9) or 0,
            *self.keys,
            self.told(),
            evidence,
            table,
            which,
            whole_in(self.same.data or "", 9) or None,
        )


class ChangeForm(_Told, EditForm):
    """修改计分事项, while nobody was told of it."""

    on = on("发生日期")
    words = lines("事项", LONGEST_WORDS, render_kw={"rows": 4})
    source = choice("由谁发现", must=False)
    count = amount("数量", must=True)
    late = BooleanField("逾期整改")
    again = BooleanField("同一事件另行计分")
    again_reason = line("另行计分的依据", LONGEST_REASON, must=False)


class StatementForm(EditForm):
    """陈述意见."""

    words = lines("意见", LONGEST_WORDS, render_kw={"rows": 5})


class DecideForm(EditForm):
    """确认, with a word where one is wanted."""

    words = line("确认意见", LONGEST_REASON, must=False)


class ReasonForm(EditForm):
    """说明理由."""

    reason = line("理由", LONGEST_REASON)


class TellForm(Form):
    """告知: the window to answer; which matters are ticks of the page."""

    workdays = whole("陈述期限（工作日）", 1, MOST_WORKDAYS, must=True)
    confirmed = HiddenField(validators=[Length(max=1)])

    @classmethod
    def empty(cls) -> "TellForm":
        """As it is first shown."""
        return cls(formdata=None, data={"workdays": ANSWER_WORKDAYS})


class ConfirmAllForm(Form):
    """一并确认; which matters are ticks of the page."""


class GatherForm(Form):
    """归集; which events are ticks of the page."""

    programme = HiddenField(validators=[Length(max=9)])


class VetoForm(Form):
    """提出一票否决."""

    veto_key = choice("否决事项")
    unit_id = unit_choice("单位")
    on = on("发生日期")
    words = lines("事件", LONGEST_WORDS, render_kw={"rows": 5})
    finding = HiddenField(validators=[Length(max=9)])
    matter = HiddenField(validators=[Length(max=9)])

    def entry(self, evidence: tuple[int, ...]) -> VetoEntry:
        """要提出的一票否决; the programme stands before the item's key."""
        programme, _, key = (self.veto_key.data or "").partition("/")
        return VetoEntry(
            whole_in(programme, 9) or 0,
            whole_in(self.unit_id.data or "", 9) or 0,
            key,
            filled(self.words),
            self.on.data or date.min,
            evidence,
            whole_in(self.finding.data or "", 9) or None,
            whole_in(self.matter.data or "", 9) or None,
        )


class TellVetoForm(EditForm):
    """告知拟一票否决."""

    workdays = whole("陈述期限（工作日）", 1, MOST_WORKDAYS, must=True)


class UpholdForm(EditForm):
    """决定否决."""

    decision = lines("决定", LONGEST_WORDS, render_kw={"rows": 4})
    decided_on = on("决定日期")
    number = line("文号", 40, must=False)

    def made(self) -> Decision:
        """决定."""
        return Decision(filled(self.decision), self.decided_on.data or date.min, filled(self.number))


class VetoReasonForm(EditForm):
    """不予否决、撤销否决的理由."""

    reason = lines("理由", LONGEST_REASON, render_kw={"rows": 3})
