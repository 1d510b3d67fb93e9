"""问责表单: a proposal taken up or turned down, one of a person's own, the decision, how it is delivered and finished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wtforms import HiddenField
from wtforms.validators import Length, Optional

from respbook.actions.measures import Wanted
from respbook.forms.base import EditForm, Form, filled, year_in
from respbook.forms.fields import choice, line, lines, on, unit_choice
from respbook.queries.measure_lists import MeasureFilter
from respbook.queries.measures import Ladder
from respbook.rules.lifecycles import MeasureState
from respbook.rules.measures import LONGEST_CLAUSE, LONGEST_FACTS, LONGEST_WORDS, SIDES, kind_words
from respbook.rules.notices import LONGEST_TEXT
from respbook.rules.orders import ordered_ids
from respbook.rules.scoring.ladder import MEASURE_LABELS, TRIGGER_LABELS, MeasureKind
from respbook.rules.typed import whole_in


@dataclass(frozen=True)
class Picked:
    """选中的建议: programme, unit and step."""

    programme_id: int
    unit_id: int
    step_key: str


class SuggestionForm(Form):
    """采纳 of one proposal; with reason and day where it is turned down."""

    pick = HiddenField(validators=[Optional(), Length(max=60)])

    def picked(self) -> Picked:
        """选中的建议; zeros, which are nobody's, where the address was typed by hand."""
        parts = filled(self.pick).split("-", 2)
        numbers = [whole_in(part, 9) or 0 for part in parts[:2]]
        return Picked(numbers[0], numbers[1], parts[2]) if len(parts) == 3 else Picked(0, 0, "")


class TurnDownForm(SuggestionForm):
    """不采取, with the reason and from when it may be proposed again."""

    reason = lines("不采取的理由", LONGEST_WORDS, render_kw={"rows": 2})
    again_on = on("再提日期")


class MeasureForm(Form):
    """提出问责."""

    unit = unit_choice("单位")
    programme = choice("年度方案")
    step = choice("按阶梯哪一级", must=False)
    kind = choice("问责方式", [(kind, words) for kind, words in MEASURE_LABELS.items()], must=False)
    happened_on = on("事实日期")
    facts = lines("事实", LONGEST_FACTS, render_kw={"rows": 4})
    clause = lines("依据", LONGEST_CLAUSE, render_kw={"rows": 2})
    findings = HiddenField(validators=[Optional(), Length(max=300)])

    def offer(
        self, units: Sequence[tuple[str, str]], programmes: Sequence[tuple[str, str]], steps: Sequence[Ladder]
    ) -> None:
        """可选的单位、方案和阶梯."""
        self.unit.choices = [("", "请选择"), *units]
        self.programme.choices = list(programmes)
        several = len(steps) > 1
        self.step.choices = [
            ("", "不按阶梯，另选方式"),
            *(
                (
                    f"{ladder.programme.id}-{step.key}",
                    f"{ladder.programme.name + '：' if several else ''}第{place}级 {kind_words(step.kind)}"
                    f"（{TRIGGER_LABELS[step.trigger]}{step.word or step.threshold}）",
                )
                for ladder in steps
                for place, step in enumerate(ladder.steps, 1)
            ),
        ]

    def wanted(self) -> Wanted:
        """提出的问责: a step of the ladder says its programme and its kind itself."""
        programme, _, step = filled(self.step).partition("-")
        assert self.happened_on.data is not None
        return Wanted(
            int(programme or self.programme.data),
            int(self.unit.data),
            step,
            MeasureKind(self.kind.data or MeasureKind.REMIND),
            self.happened_on.data,
            filled(self.facts),
            filled(self.clause),
            tuple(ordered_ids(filled(self.findings))),
        )


class DecideForm(EditForm):
    """决定采取."""

    due_on = on("办理期限")
    words = lines("决定意见", LONGEST_WORDS, must=False, render_kw={"rows": 2})


class RefuseForm(EditForm):
    """决定不采取."""

    reason = lines("不采取的理由", LONGEST_WORDS, render_kw={"rows": 2})
    again_on = on("再提日期")


class DeliverForm(EditForm):
    """以通知送达."""

    text = lines("通知正文", LONGEST_TEXT, render_kw={"rows": 6})


class CirculateForm(EditForm):
    """登记通报."""

    circular = choice("通报")


class FinishForm(EditForm):
    """办结."""

    result = line("办理结果", LONGEST_WORDS)


def measure_filter(asked: Mapping[str, str]) -> MeasureFilter:
    """问责筛选."""
    state, kind, side = asked.get("state", ""), asked.get("kind", ""), asked.get("side", "")
    return MeasureFilter(
        asked.get("q", "")[:40],
        year_in(asked.get("year", "")),
        MeasureState(state) if state in set(MeasureState) else None,
        MeasureKind(kind) if kind in set(MeasureKind) else None,
        {"reminding": True, "handling": False}.get(side),
    )


SIDE_NAMES = {"reminding": SIDES[True], "handling": SIDES[False]}
