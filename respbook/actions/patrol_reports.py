"""巡查报送: a village's whole day with one tap, or what was found, filed upon the patrol it belongs to (features R1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions.action import action
from respbook.actions.reports import Filing, Known, Way, submit_all
from respbook.models.reports import Report
from respbook.queries.closing import Closing, closing_of
from respbook.queries.obligations import Obligation, Span, obligations
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FilingState
from respbook.rules.patrols import belonging
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reports import Ask, Content, Said

_FAULTLESS = Content(Said.NOTHING)


@dataclass(frozen=True)
class Finding:
    """情况: its category, a sentence, and the photos that were sent before it."""

    category: str
    text: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True)
class Patrolled:
    """所报的巡查: the title under which a finding was filed, and those filed as 无异常."""

    found: str
    nothing: Sequence[str]


@action(Permission.REPORT_WRITE)
def nothing_on(unit_id: int, on: date, *, by: Viewer, now: datetime) -> list[Report]:
    """巡查无异常: all patrols of the unit that are asked for on a day and have no report yet. Raises RuleBroken."""
    patrols = _patrols(unit_id, on, by)
    left = [each for each in patrols if each.report is None]
    if not left:
        raise RuleBroken(f"{day(on)}的巡查都已报过，没有重复报送。")
    filings = [Filing(each.task.id, on, _FAULTLESS) for each in left]
    return submit_all(filings, Way(), _known(patrols, now), by=by, now=now)


@action(Permission.REPORT_WRITE)
def found_on(
    unit_id: int, on: date, finding: Finding, categories: Collection[str], *, by: Viewer, now: datetime
) -> Patrolled:
    """巡查有情况: on the patrol that the category belongs to, 无异常 on the others; a second finding of the day is added
    to the first. Raises RuleBroken with the field ``text``."""
    patrols = _patrols(unit_id, on, by)
    known = _known(patrols, now)
    chosen = _chosen(patrols, known.closing, finding.category, categories)
    others = [
        each
        for each in patrols
        if each.report is None and each.task.id != chosen.task.id and not known.closing.shut(each)
    ]
    filings = [Filing(each.task.id, on, _FAULTLESS) for each in others]
    submit_all([_told(chosen, on, finding)], Way(), known, by=by, now=now)
    if filings:
        submit_all(filings, Way(), known, by=by, now=now)
    return Patrolled(chosen.task.title, [each.task.title for each in others])


def _patrols(unit_id: int, on: date, by: Viewer) -> list[Obligation]:
    asked = obligations(by, Span(on, on), [unit_id])
    found = [each for each in asked if each.task.ask is Ask.PATROL and each.asked.starts_on == on]
    if not found:
        raise RuleBroken(f"{day(on)}没有要报的巡查任务。")
    return found


def _known(patrols: Sequence[Obligation], now: datetime) -> Known:
    tasks = {each.task.id: each.task for each in patrols}
    return Known(tasks, closing_of(tasks.values(), china_day(now)))


def _chosen(patrols: Sequence[Obligation], closing: Closing, category: str, categories: Collection[str]) -> Obligation:
    """Of what may still be changed; what the office sent back is answered on its own page, if another one is open."""
    able = [each for each in patrols if not closing.shut(each)]
    fresh = [each for each in able if not (each.report and each.report.state is FilingState.RETURNED)]
    found = belonging([each.task for each in fresh or able], categories, category=category)
    if found is None:
        raise RuleBroken(f"{closing.shut(patrols[0])}有新情况请直接打电话告诉镇环保办。", "text")
    return next(each for each in patrols if each.task.id == found[0].id)


def _told(chosen: Obligation, on: date, finding: Finding) -> Filing:
    stands = chosen.report
    content = Content(Said.FOUND, text=finding.text, category=finding.category)
    return Filing(chosen.task.id, on, content, stands.version if stands else 0, evidence=finding.evidence, further=True)
