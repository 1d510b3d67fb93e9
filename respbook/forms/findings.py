"""问题表单: on the spot, from paper, handed out, answered, checked. Lengths are told by the rules, which count them."""

from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import StopValidation

from respbook.actions.finding_steps import Told
from respbook.actions.findings import Handing
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, choice, line, on, unit_choice, visible, whole
from respbook.rules.findings import (
    KIND_LABELS,
    LONGEST_REASON,
    PACE_LABELS,
    SOURCE_LABELS,
    TERMS,
    USUAL_TERM,
    FindingKind,
    FindingSource,
    Pace,
    Seen,
    term_of,
)
from respbook.rules.typed import whole_in

_TERMS = [(term.code, term.label) for term in TERMS] + [("on", "指定日期")]


def _one_break(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n")


def _words(label: str, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, filters=[_one_break], validators=[visible], render_kw={"rows": rows})


class _Handed:
    """交办的几项, shared by the forms that hand a problem out."""

    unit_id: Any
    term: Any
    due_on: Any
    helpers: Any
    goal: Any
    person: Any

    def handing(self) -> Handing | None:
        """交办; None where no unit was chosen."""
        unit_id = whole_in(self.unit_id.data or "", 9)
        if not unit_id:
            return None
        due_on: date | None = self.due_on.data if self.term.data == "on" else None
        helpers = tuple(each for each in map(whole_in, self.helpers.data or ()) if each)
        return Handing(unit_id, term_of(self.term.data or ""), due_on, helpers, filled(self.goal), filled(self.person))

    def check_day(self) -> bool:
        """“指定日期”要有日期; what is wrong is said at the field."""
        if self.term.data == "on" and self.due_on.data is None and not self.due_on.errors:
            self.due_on.errors = ["选了“指定日期”，请填哪天以前改好。"]
            return False
        return True


class _Category(RadioField):
    """类别: where nothing was chosen it says what is asked for, not that a choice is gone."""

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation."""
        if not self.data:
            raise StopValidation("请选一个类别；都不合适的选“其他”。")
        super().pre_validate(form)


class FindingForm(_Handed, Form):
    """登记问题: what was seen, where, and to whom it goes at once."""

    category = _Category("类别")
    unit_id = choice("责任单位", must=False, render_kw={"data-picker": "units"})
    term = RadioField("整改期限", choices=_TERMS, default=USUAL_TERM.code)
    due_on = on("指定的日期", must=False)
    text = _words("情况", 4)
    place = line("点位", must=False)
    kind = RadioField("性质", choices=[(each.value, words) for each, words in KIND_LABELS.items()], default="problem")
    source = choice("来源", [(each.value, words) for each, words in SOURCE_LABELS.items()])
    reference = line("来源文号或编号", must=False)
    found_on = on("发现日期")
    found_by = line("发现人", 30, must=False)
    at_unit_id = choice("所在村或单位", must=False, render_kw={"data-picker": "units"})
    helpers = Choices("协办单位")
    goal = line("整改目标", LONGEST_REASON, must=False)
    person = line("责任人", 30, must=False)
    note = line("备注", LONGEST_REASON, must=False)
    anyway = BooleanField("确是另一个问题")
    entry = HiddenField()
    repeats = HiddenField()
    row = HiddenField()
    visit = HiddenField()

    def seen(self) -> Seen:
        """所见."""
        return Seen(
            FindingKind(self.kind.data or FindingKind.PROBLEM),
            FindingSource(self.source.data),
            self.category.data or "",
            filled(self.place),
            filled(self.text),
            self.found_on.data or date.min,
            filled(self.found_by),
        )

    @property
    def at(self) -> int | None:
        """所在村; the responsible unit where none is named."""
        return whole_in(self.at_unit_id.data or "", 9) or whole_in(self.unit_id.data or "", 9) or None

    @property
    def entry_id(self) -> int | None:
        """转自哪一条报送记录."""
        return whole_in(self.entry.data or "", 9) or None

    @property
    def row_id(self) -> int | None:
        """台账的哪一条."""
        return whole_in(self.row.data or "", 9) or None

    @property
    def visit_id(self) -> int | None:
        """哪一次到点."""
        return whole_in(self.visit.data or "", 9) or None

    @property
    def repeats_id(self) -> int | None:
        """屡查屡犯: of which earlier one."""
        return whole_in(self.repeats.data or "", 9) or None


class DescribeForm(EditForm):
    """修改登记内容."""

    category = SelectField("类别")
    text = _words("情况", 5)
    place = line("点位", must=False)
    kind = RadioField("性质", choices=[(each.value, words) for each, words in KIND_LABELS.items()])
    source = choice("来源", [(each.value, words) for each, words in SOURCE_LABELS.items()])
    reference = line("来源文号或编号", must=False)
    found_on = on("发现日期")
    found_by = line("发现人", 30, must=False)
    at_unit_id = choice("所在村或单位", must=False, render_kw={"data-picker": "units"})
    note = line("备注", LONGEST_REASON, must=False)

    def seen(self) -> Seen:
        """所见."""
        return Seen(
            FindingKind(self.kind.data),
            FindingSource(self.source.data),
            self.category.data or "",
            filled(self.place),
            filled(self.text),
            self.found_on.data or date.min,
            filled(self.found_by),
        )


class HandForm(_Handed, EditForm):
    """交办, 改派, 反弹重新交办; ``text`` is the reason, where one is asked for."""

    unit_id = unit_choice("责任单位")
    term = RadioField("整改期限", choices=_TERMS, default=USUAL_TERM.code)
    due_on = on("指定的日期", must=False)
    text = _words("原因", 3)
    helpers = Choices("协办单位")
    goal = line("整改目标", LONGEST_REASON, must=False)
    person = line("责任人", 30, must=False)


class StepForm(EditForm):
    """整改的一步: words, the day, the pace, until when; the fields that a step does not ask for are left out."""

    text = _words("说明", 5)
    on_day = on("日期", must=False)
    pace = RadioField(
        "进度", choices=[(each.value, words) for each, words in PACE_LABELS.items()], default="on_schedule"
    )
    until = on("延到哪天")

    @classmethod
    def asking(cls, label: str, day_label: str, *wanted: str, **rest: Any) -> "StepForm":
        """The form of one step."""
        form = cls(**rest)
        form.text.label.text, form.on_day.label.text = label, day_label
        for name in {"on_day", "pace", "until"} - set(wanted):
            delattr(form, name)
        return form

    def told(self, evidence: tuple[int, ...] = ()) -> Told:
        """所说."""
        pace = Pace(self.pace.data) if "pace" in self and self.pace.data else None
        return Told(filled(self.text), self.on_day.data if "on_day" in self else None, evidence, pace)


class MergeForm(EditForm):
    """并入另一件."""

    into = choice("并入")


class ReasonForm(EditForm):
    """一句理由."""

    text = _words("理由", 3)


class ChosenForm(Form):
    """勾选的几件; each as id:version."""

    workdays = whole("公示期", 1, 60)
    back = HiddenField()
