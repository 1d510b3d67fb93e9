"""问题的取数: what was found of each unit, each relapse as an event of its own; what was closed in time (FINDINGS, RECTIFICATION)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from respbook.models.base import db
from respbook.models.findings import Finding, FindingStep
from respbook.queries.score_scope import ScoreScope
from respbook.rules.findings import FindingKind, FindingSource, number_words
from respbook.rules.lifecycles import FindingState
from respbook.rules.scoring.facts import Event, Link, RuleFacts
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.sources import MOST_LINKS, NEVER_COUNTED, by_rate, fits

_TOLD_DONE = frozenset({FindingState.DONE, FindingState.CHECKED, FindingState.CLOSED})
_NOT_PASSED = frozenset({"finding.fail_check", "finding.send_back"})
LONGEST = 40
"""Characters of what was seen, in the line of an event."""


@dataclass(frozen=True)
class Occurred:
    """一次问题: a problem, or the n-th time that it came back (``times``), with what became of it that time."""

    finding_id: int
    number: str
    unit_id: int
    category: str
    source: FindingSource
    text: str
    on: date
    state: FindingState
    due_on: date | None
    done_on: date | None
    times: int = 0

    @property
    def incident(self) -> str:
        """同一事件的编号: the problem; every relapse is an incident of its own."""
        return f"finding:{self.finding_id}/{self.times}" if self.times else f"finding:{self.finding_id}"

    def late(self, today: date) -> bool:
        """逾期: told done after its limit, or not told yet and the limit is over."""
        return self.due_on is not None and (self.done_on or today) > self.due_on

    @property
    def own_in_time(self) -> bool:
        """自查并按期整改: found by the unit itself and told done in time; a failed check takes that back."""
        if self.source is not FindingSource.SELF or self.done_on is None or self.due_on is None:
            return False
        return self.state in _TOLD_DONE and self.done_on <= self.due_on

    def mendable(self, today: date) -> bool:
        """还来得及: an own find whose time is not over."""
        own = self.source is FindingSource.SELF and self.done_on is None
        return own and self.due_on is not None and self.due_on >= today

    @property
    def link(self) -> Link:
        """出处."""
        return Link("findings", self.finding_id, self.number)


def occurred_in(scope: ScoreScope) -> list[Occurred]:
    """各次问题 found, due or come back in the span, by unit and day: two statements."""
    found_or_due = or_(
        Finding.found_on.between(scope.first_on, scope.last_on),
        Finding.due_on.between(scope.first_on, scope.last_on),
        and_(Finding.relapses > 0, Finding.found_on <= scope.last_on),
    )
    rows = db.session.execute(
        select(
            Finding.id,
            Finding.year,
            Finding.serial,
            Finding.unit_id,
            Finding.category,
            Finding.source,
            Finding.place,
            Finding.text,
            Finding.found_on,
            Finding.state,
            Finding.due_on,
            Finding.done_on,
            Finding.relapses,
        )
        .where(
            Finding.town_id == scope.town_id,
            scope.of(Finding.unit_id),
            Finding.kind == FindingKind.PROBLEM,
            Finding.state.not_in(NEVER_COUNTED),
            found_or_due,
        )
        .order_by(Finding.found_on, Finding.id)
    ).all()
    steps = _steps([row.id for row in rows if row.relapses])
    return [each for row in rows for each in _times(row, steps.get(row.id, ()))]


def _steps(finding_ids: Sequence[int]) -> dict[int, list[Any]]:
    if not finding_ids:
        return {}
    found: dict[int, list[Any]] = {}
    rows = db.session.execute(
        select(FindingStep.finding_id, FindingStep.deed, FindingStep.on_day, FindingStep.due_on)
        .where(FindingStep.finding_id.in_(finding_ids))
        .order_by(FindingStep.finding_id, FindingStep.number)
    )
    for row in rows:
        found.setdefault(row.finding_id, []).append(row)
    return found


def _times(row: Any, steps: Sequence[Any]) -> Iterable[Occurred]:
    """The problem, once for each time that it was handed out; the last time is what the problem itself says."""
    text = " ".join(each for each in (row.place, row.text) if each) or row.category
    told = (row.id, number_words(row.year, row.serial), row.unit_id, row.category)
    words = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    rounds: list[list[Any]] = [[]]
    for step in steps:
        if step.deed == "finding.reopen":
            rounds.append([])
        rounds[-1].append(step)
    for times, each in enumerate(rounds):
        on = each[0].on_day if times else row.found_on
        source = FindingSource.TOWN if times and row.source is FindingSource.SELF else row.source
        if times == len(rounds) - 1:
            yield Occurred(*told, source, words, on, row.state, row.due_on, row.done_on, times)
        else:
            due_on, done_on = _ended(each)
            yield Occurred(*told, source, words, on, FindingState.CLOSED, due_on, done_on, times)


def _ended(steps: Sequence[Any]) -> tuple[date | None, date | None]:
    """Limit and 自报完成 of a round that ended in 销号."""
    due_on = done_on = None
    for step in steps:
        due_on = step.due_on or due_on
        if step.deed == "finding.tell_done":
            done_on = step.on_day
        elif step.deed in _NOT_PASSED:
            done_on = None
    return due_on, done_on


def events_of(rule: Rule, occurred: Iterable[Occurred], scope: ScoreScope) -> Mapping[int, list[Event]]:
    """问题事项 of a rule by unit, by the day on which it was found; under 整改按期完成率, what missed its limit, by that day.

    What is 拟扣 and what is final is decided elsewhere.
    """
    found: dict[int, list[Event]] = {}
    by_limit = rule.source is FactSource.RECTIFICATION
    for each in occurred:
        late, on = each.late(scope.today), each.due_on if by_limit else each.on
        if on is None or not scope.holds(each.unit_id, on) or not _chosen(rule, each) or (by_limit and not late):
            continue
        if not fits(rule, "state", each.state) or not fits(rule, "late", "late" if late else "in_time"):
            continue
        event = Event(
            key=each.incident,
            on=on,
            source=str(each.source),
            incident=each.incident,
            words=f"{each.number}{f'（第{each.times}次反弹）' if each.times else ''} {each.text}",
            late=late,
            own_in_time=each.own_in_time,
            open=each.mendable(scope.today),
            links=(each.link,),
        )
        found.setdefault(each.unit_id, []).append(event)
    return found


def _chosen(rule: Rule, each: Occurred) -> bool:
    return fits(rule, "category", each.category) and fits(rule, "source", each.source)


def rectified(rule: Rule, occurred: Iterable[Occurred], scope: ScoreScope) -> Mapping[int, RuleFacts]:
    """整改按期完成率 by unit: closed, and told done in time, of what was due.

    What was told done in time and waits for somebody to look counts neither way: the delay is not the unit's.
    """
    in_time: dict[int, int] = {}
    due: dict[int, int] = {}
    waiting: dict[int, int] = {}
    missed: dict[int, list[Occurred]] = {}
    for each in occurred:
        if each.due_on is None or not scope.holds(each.unit_id, each.due_on) or not _chosen(rule, each):
            continue
        closed, late = each.state is FindingState.CLOSED, each.late(scope.today)
        if not closed and not late:
            if each.done_on is not None:
                waiting[each.unit_id] = waiting.get(each.unit_id, 0) + 1
            continue
        due[each.unit_id] = due.get(each.unit_id, 0) + 1
        if late:
            missed.setdefault(each.unit_id, []).append(each)
        else:
            in_time[each.unit_id] = in_time.get(each.unit_id, 0) + 1
    return {
        unit_id: _rate(
            rule, in_time.get(unit_id, 0), due.get(unit_id, 0), missed.get(unit_id, []), waiting.get(unit_id, 0)
        )
        for unit_id in scope.units
    }


def _rate(rule: Rule, in_time: int, due: int, missed: Sequence[Occurred], waiting: int) -> RuleFacts:
    told = [f"到期{due}件，按期整改销号{in_time}件"]
    if waiting:
        told.append(f"另有{waiting}件已按期报完成，等待核查销号，暂不计")
    links = tuple(each.link for each in missed)[:MOST_LINKS]
    return by_rate(rule, in_time, due, len(missed), "逾期整改", "；".join(told), links)
