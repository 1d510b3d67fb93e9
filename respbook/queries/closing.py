"""关账: what decides whether periods may still be reported, gathered for some tasks: two statements for any number."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.queries.obligations import Obligation, TaskFacts
from respbook.queries.scope_reports import openings_of
from respbook.rules.changeable import closed, why_shut
from respbook.rules.lifecycles import FilingState
from respbook.rules.obligations import CLOSES_AFTER, Asked
from respbook.rules.permissions import Viewer
from respbook.rules.reports import LONG


@dataclass(frozen=True)
class Closing:
    """关账的事实: 补报期限 by town, and until when periods were opened again; as of ``today``."""

    today: date
    after: Mapping[int, int]
    openings: Mapping[tuple[int, date], date]

    def why_shut(self, task: TaskFacts, asked: Asked, state: FilingState | None) -> str | None:
        """为什么不能报、不能改; None where it can be."""
        return why_shut(state, task.cadence in LONG, asked, self.today, *self._of(task, asked))

    def shut(self, each: Obligation) -> str | None:
        """The same of an obligation with what stands."""
        return self.why_shut(each.task, each.asked, each.report.state if each.report else None)

    def may_open(self, task: TaskFacts, due_on: date) -> bool:
        """可以解锁补报: only what is closed, whether or not it was opened once before."""
        return closed(due_on, self.today, self.after_of(task), None)

    def after_of(self, task: TaskFacts) -> int:
        """补报期限 of a task, in days."""
        return self.after.get(task.town_id, CLOSES_AFTER)

    def _of(self, task: TaskFacts, asked: Asked) -> tuple[int, date | None]:
        return self.after_of(task), self.openings.get((task.id, asked.starts_on))


def closing_of(tasks: Iterable[TaskFacts], today: date) -> Closing:
    """关账的事实 of tasks that are already in sight."""
    given = list(tasks)
    after = _closes_after({task.town_id for task in given})
    return Closing(today, after, openings_of({task.id for task in given}))


def closes_after(viewer: Viewer) -> int:
    """补报期限 in days that holds for the viewer's own unit, set by its office: one statement."""
    set_by = _closes_after(viewer.office_line)
    return next(iter(set_by.values()), CLOSES_AFTER)


def _closes_after(unit_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(OfficeSetting.unit_id, OfficeSetting.value).where(
            OfficeSetting.unit_id.in_(unit_ids), OfficeSetting.name == "closes_after"
        )
    )
    return {row.unit_id: int(row.value) for row in rows}
