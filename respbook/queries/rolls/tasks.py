"""任务清单的比对: what a letter brought is only compared; tasks without a letter are opened and changed here."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.tasks import Task
from respbook.queries.rolls.base import StandingRoll
from respbook.queries.scope import under
from respbook.rules.cadence import CADENCE_LABELS, Cadence
from respbook.rules.cells import Value
from respbook.rules.chinese import day
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import TaskState
from respbook.rules.permissions import Permission
from respbook.rules.planning import CALENDAR_WORDS
from respbook.rules.sheet_check import Found, Stand

_FROZEN = ("demand", "cadence", "due_on", "duty", "evidence")
_ONCE = CADENCE_LABELS[Cadence.ONCE]


class TaskRoll(StandingRoll):
    """任务清单 of one programme, told by unit and title."""

    kind = SheetKind.TASKS
    permission = Permission.TASK_WRITE
    of_programme = True
    takes_retired = True
    longest = {"title": 100, "demand": 300, "duty": 300, "evidence": 120}

    def load(self) -> None:
        """Open tasks of the programme: one statement."""
        self.several: set[tuple[int, str]] = set()
        for row in db.session.execute(
            select(
                Task.id, Task.unit_id, Task.title, Task.demand, Task.cadence, Task.due_on, Task.duty, Task.evidence,
                Task.letter_id, Task.version, Letter.number_text,
            )
            .join(Task.unit)
            .outerjoin(Task.letter)
            .where(under(self.viewer), Task.programme_id == self.programme.id, Task.state == TaskState.OPEN)
            .order_by(Task.id)
        ):  # fmt: skip
            key = (row.unit_id, row.title)
            if key in self.stands:
                self.several.add(key)
            self.stands[key] = Stand(_values(row), row)

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """Unit and title."""
        if not values.get("unit"):
            return None
        unit = self.unit(str(values["unit"]))
        if not values.get("title"):
            return None
        key = (unit.id, str(values["title"]))
        if key in self.several:
            raise RuleBroken(
                f"“{unit.name}”有几条都叫“{values['title']}”的任务，分不清是哪一条；请在任务页逐条办理。", "title"
            )
        return key

    def judge(self, found: Found) -> None:
        """One row."""
        found.values.pop("number", None)
        if found.stand is None:
            self.judge_living(found)
            self._judge_new(found)
        elif found.stand.row.letter_id is not None:
            self.frozen(found, _FROZEN, f"任务已随责任书{found.stand.row.number_text}定稿，不能改")
        else:
            self.frozen(found, ("demand", "cadence"), "已登记任务的指标要求和频次不能改")
            if found.stand.values["cadence"] != _ONCE:
                self.frozen(found, ("due_on",), "分期报送的任务，时限按期推算，不能改")
            self._judge_due(found)

    def _judge_new(self, found: Found) -> None:
        self._judge_due(found)
        due_on, cadence = found.values.get("due_on"), found.values.get("cadence")
        if isinstance(due_on, date) and cadence not in (None, _ONCE) and due_on < self.on:
            found.wrong("due_on", f"完成时限{day(due_on)}已过，没有可报送的期；请改正。")
        if cadence in CALENDAR_WORDS and not found.errors:
            found.hint = f"{cadence}的任务逐日办理，不另列报送期。"

    def _judge_due(self, found: Found) -> None:
        due_on, programme = found.values.get("due_on"), self.programme
        if "due_on" in found.values and due_on is None:
            found.wrong("due_on", "完成时限不能清空；请填日期。")
        if isinstance(due_on, date) and not programme.term_from <= due_on <= programme.term_to:
            span = f"{day(programme.term_from)}至{day(programme.term_to)}"
            stood = found.stand.values["due_on"] if found.stand else None
            if due_on != stood:
                found.wrong("due_on", f"完成时限{day(due_on)}不在责任期限（{span}）内；请改正。")


def _values(row: Any) -> dict[str, Value]:
    return {
        "demand": row.demand or None,
        "cadence": CADENCE_LABELS[row.cadence],
        "due_on": row.due_on,
        "duty": row.duty or None,
        "evidence": row.evidence or None,
    }
