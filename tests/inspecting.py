"""督查材料: problems in any state, made through the real deeds, for the tests about findings."""

import datetime as d

from respbook.actions import findings, rectification
from respbook.actions.finding_steps import Told
from respbook.actions.findings import Entry, Handing
from respbook.models.findings import Finding
from respbook.queries.scope_findings import finding_in_sight
from respbook.rules.findings import FindingKind, FindingSource, Seen, Term
from respbook.rules.lifecycles import FindingState

CHINA = d.timezone(d.timedelta(hours=8))


def at(month: int, day: int, hour: int = 10, year: int = 2026) -> d.datetime:
    """A moment in China."""
    return d.datetime(year, month, day, hour, tzinfo=CHINA)


FOUND = at(3, 5)
USUAL = Term(3)
WORDS = "河边有一堆秸秆正在冒烟"


def seen(text: str = WORDS, on: d.date = d.date(2026, 3, 5), **more) -> Seen:
    """What an inspector of the town saw."""
    facts = {
        "kind": FindingKind.PROBLEM,
        "source": FindingSource.TOWN,
        "category": "秸秆焚烧",
        "place": "村东头河边",
        "found_by": "赵伟",
    } | more
    return Seen(text=text, found_on=on, **facts)


def recorded(town, text: str = WORDS, now: d.datetime = FOUND, login: str = "clerk", **more) -> Finding:
    """登记, not handed out."""
    kept = {name: more.pop(name) for name in ("at_unit_id", "handing", "evidence", "anyway") if name in more}
    return findings.record(Entry(seen(text, now.date(), **more), **kept), by=town.viewer(login), now=now)


def assigned(town, unit, text: str = WORDS, now: d.datetime = FOUND, term: Term = USUAL, **more) -> Finding:
    """交办 to a unit."""
    handing = Handing(unit.id, term, helpers=more.pop("helpers", ()))
    return recorded(town, text, now, at_unit_id=unit.id, handing=handing, **more)


def brought(town, unit, state: FindingState, now: d.datetime = FOUND, text: str = WORDS, **more) -> Finding:
    """A problem of the unit as it stands in ``state``; a day passes between two steps."""
    row, day = assigned(town, unit, text, now, **more), d.timedelta(days=1)
    reporter, inspector, leader = town.viewer("reporter"), town.viewer("assessor"), town.viewer("leader")
    order = [FindingState.ASSIGNED, FindingState.RECEIVED, FindingState.UNDER_WAY, FindingState.DONE]
    order += [FindingState.CHECKED, FindingState.CLOSED]
    for reached in order[1 : order.index(state) + 1]:
        now += day
        version = finding_in_sight(leader, row.id).version
        if reached is FindingState.RECEIVED:
            rectification.receive(row.id, version, by=reporter, now=now)
        elif reached is FindingState.UNDER_WAY:
            rectification.plan(row.id, Told("清理火点，安排专人值守"), version, by=reporter, now=now)
        elif reached is FindingState.DONE:
            rectification.tell_done(row.id, Told("已扑灭并清运"), version, by=reporter, now=now)
        elif reached is FindingState.CHECKED:
            rectification.check(row.id, True, Told("现场已清理"), version, by=inspector, now=now)
        else:
            rectification.close_all({row.id: version}, by=leader, now=now)
    return finding_in_sight(leader, row.id)
