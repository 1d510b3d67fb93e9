"""研究环保工作表单: the meeting and its lines of decisions; every line has fields of its own, so that what is wrong is
said at the very box."""

from collections.abc import Mapping
from typing import Any, cast

from wtforms import RadioField

from respbook.forms.base import Form, filled
from respbook.forms.fields import line, lines, on
from respbook.rules.errors import RuleBroken
from respbook.rules.studies import (
    LONGEST_DECISION,
    LONGEST_MATTER,
    LONGEST_PEOPLE,
    LONGEST_REASON,
    MOST_DECISIONS,
    Line,
    Meeting,
)

SHOWN_AT_FIRST = 4
"""Lines that stand open; the others are folded until they are wanted."""


class StudyForm(Form):
    """登记研究: when, where, who, what about."""

    held_on = on("研究日期")
    held_at = line("时间", 20, must=False)
    place = line("地点", 60)
    chair = line("主持人", 30)
    attendees = lines("出席", LONGEST_PEOPLE, render_kw={"rows": 2})
    topics = lines("议题", LONGEST_PEOPLE, must=False, render_kw={"rows": 2})
    remarks = lines("其他", LONGEST_PEOPLE, must=False, render_kw={"rows": 2})

    def line_fields(self, number: int) -> dict[str, Any]:
        """第几项的各栏."""
        names = ("matter", "words", "unit", "person", "due")
        return {name: self._fields[f"{name}_{number}"] for name in names if f"{name}_{number}" in self._fields}

    def meeting(self, decided: tuple[Line, ...]) -> Meeting:
        """一次研究 as it was typed."""
        assert self.held_on.data is not None
        return Meeting(
            self.held_on.data,
            filled(self.held_at),
            filled(self.place),
            filled(self.chair),
            filled(self.attendees),
            filled(self.topics),
            filled(self.remarks),
            decided,
        )


class HoldForm(StudyForm):
    """登记研究, with lines that have owner and date."""

    counts_for = RadioField("计入本级任务", validators=[])
    numbers = range(1, MOST_DECISIONS + 1)

    def decided(self, names: Mapping[str, int]) -> tuple[Line, ...]:
        """议定事项; lines left empty are none, the last filled one ends the list. Raises RuleBroken at a unit unknown."""
        found = [self._line(number, names) for number in self.numbers]
        while found and found[-1] == Line("", ""):
            found.pop()
        if Line("", "") in found:
            number = found.index(Line("", "")) + 1
            raise RuleBroken(f"第{number}项空着，后面还有内容；请把后面的移上来。", f"matter_{number}")
        return tuple(found)

    def _line(self, number: int, names: Mapping[str, int]) -> Line:
        fields = self.line_fields(number)
        unit = filled(fields["unit"])
        if unit and unit not in names:
            raise RuleBroken(f"没有叫“{unit}”的单位，或者不止一个；请从列出的单位中选。", f"unit_{number}")
        return Line(
            filled(fields["matter"]),
            filled(fields["words"]),
            names[unit] if unit else None,
            unit,
            filled(fields["person"]),
            fields["due"].data,
        )

    @property
    def counted(self) -> int | None:
        """计入哪项本级任务."""
        return int(self.counts_for.data) if (self.counts_for.data or "").isdecimal() else None

    @property
    def unfolded(self) -> int:
        """How many lines stand open: all up to the last that holds something."""
        used = [
            number
            for number in self.numbers
            if any(each.data or each.errors for each in self.line_fields(number).values())
        ]
        return max([SHOWN_AT_FIRST, *used])


class CorrectionForm(StudyForm):
    """更正纪要: the words only, and why."""

    reason = lines("更正原因", LONGEST_REASON)

    def reworded(self, count: int) -> tuple[Line, ...]:
        """议定事项 as they shall read."""
        return tuple(
            Line(filled(fields["matter"]), filled(fields["words"]))
            for fields in (self.line_fields(number) for number in range(1, count + 1))
        )


def _worded(number: int) -> dict[str, Any]:
    return {
        f"matter_{number}": line(f"第{number}项事项", LONGEST_MATTER, must=False),
        f"words_{number}": lines(f"第{number}项决定", LONGEST_DECISION, must=False, render_kw={"rows": 2}),
    }


def _owned(number: int) -> dict[str, Any]:
    return {
        f"unit_{number}": line(
            f"第{number}项责任单位", 60, must=False, render_kw={"list": "units", "autocomplete": "off"}
        ),
        f"person_{number}": line(f"第{number}项责任人", 30, must=False),
        f"due_{number}": on(f"第{number}项完成时限", must=False),
    }


def hold_form() -> type[HoldForm]:
    """登记研究 with its lines."""
    return cast(type[HoldForm], type("HeldForm", (HoldForm,), _all(MOST_DECISIONS, owned=True)))


def correction_form(count: int) -> type[CorrectionForm]:
    """更正纪要 with as many lines as were decided."""
    return cast(type[CorrectionForm], type("CorrectedForm", (CorrectionForm,), _all(count, owned=False)))


def _all(count: int, *, owned: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for number in range(1, count + 1):
        fields |= _worded(number) | (_owned(number) if owned else {})
    return fields
