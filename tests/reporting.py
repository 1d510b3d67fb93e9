"""报送材料: a village with signed tasks of every way of reporting, for the tests about reports."""

import datetime as d
from dataclasses import dataclass
from decimal import Decimal

import making
from sqlalchemy import select, update

from respbook.actions import reports
from respbook.actions.action import housekeeping
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.sessions import SignedIn
from respbook.queries.obligations import TaskFacts, open_tasks
from respbook.queries.scope import under
from respbook.rules.cadence import Cadence
from respbook.rules.permissions import Viewer
from respbook.rules.reports import Content, Reckoning, Said
from respbook.rules.targets import TargetKind

CHINA = making.CHINA


@dataclass(frozen=True)
class Reported:
    """A running year: its letters, and the tasks of the villages by (unit id, title)."""

    programme: Programme
    letters: list[Letter]
    tasks: dict[tuple[int, str], TaskFacts]

    def of(self, unit, title: str) -> TaskFacts:
        return self.tasks[unit.id, title]


def running(app, town, villages: int = 3) -> Reported:
    """Issued letters (2 March 2026) of a few villages: 每日巡查, 清运吨数 (monthly), 改造户数 (yearly), 排查上报 (quarterly)."""
    year = making.programme(town)
    many = {"kind": TargetKind.AT_LEAST}
    making.target(town, year, "每日巡查", cadence=Cadence.DAILY)
    making.target(town, year, "禁烧巡查", cadence=Cadence.DAILY, category="秸秆焚烧")
    making.target(town, year, "垃圾清运", unit_word="吨", amount=Decimal(20), cadence=Cadence.MONTHLY, **many)
    making.target(town, year, "取暖改造", unit_word="户", amount=Decimal(100), cadence=Cadence.YEARLY, **many)
    making.target(town, year, "锅炉排查", cadence=Cadence.QUARTERLY)
    rows = making.drafts(town, making.template(town, year), [village.id for village in town.villages[:villages]])
    making.issued(app, town, rows)
    facts = open_tasks(under(town.viewer("clerk")))
    return Reported(year, rows, {(each.unit_id, each.title): each for each in facts.values()})


def at(month: int, day: int, hour: int = 18, year: int = 2026) -> d.datetime:
    """A moment in China."""
    return d.datetime(year, month, day, hour, tzinfo=CHINA)


def it_is(clock, now: d.datetime) -> None:
    """The clock stands at ``now``, and whoever signed in did so just then."""
    clock.now = now
    _seen_just_now(now)


@housekeeping
def _seen_just_now(now: d.datetime) -> None:
    for row in db.session.scalars(select(SignedIn)):
        row.made_at = row.seen_at = row.step_up_at = now


def nothing(task: TaskFacts, on: d.date, by: Viewer, now: d.datetime | None = None):
    """无异常 of a day."""
    filing = reports.Filing(task.id, on, Content(Said.NOTHING))
    return reports.submit(filing, by=by, now=now or at(on.month, on.day))


def figure(
    task: TaskFacts, on: d.date, amount: str, by: Viewer, now: d.datetime, reckoning=Reckoning.CURRENT, version: int = 0
):
    """报数 of a period that begins on a day."""
    content = Content(Said.FIGURE, Decimal(amount), reckoning)
    return reports.submit(reports.Filing(task.id, on, content, version), by=by, now=now)


def later(clock, when: d.datetime) -> None:
    """The clock set to a later day, on which everybody has just signed in."""

    @housekeeping
    def enter() -> None:
        db.session.execute(update(SignedIn).values(made_at=when, seen_at=when, step_up_at=when))

    clock.now = when
    enter()
    db.session.rollback()
