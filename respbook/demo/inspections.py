"""示例督查: one inspection that is over, with problems that were put right and looked at again; one that is under way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from respbook.actions import findings, inspection_draws, inspections, rectification, revisits, visits
from respbook.actions.finding_steps import Told
from respbook.actions.inspection_draws import Asked
from respbook.models.findings import Finding
from respbook.models.inspections import Inspection
from respbook.queries.inspection_places import places
from respbook.queries.inspections import draws_of
from respbook.queries.revisits import waiting
from respbook.queries.scope_findings import finding_in_sight
from respbook.queries.scope_inspections import inspection_in_sight
from respbook.rules.chinese import CHINA
from respbook.rules.findings import FindingKind, FindingSource, Seen, Term
from respbook.rules.inspections import Planned, VisitOutcome
from respbook.rules.permissions import Viewer
from respbook.rules.revisits import AFTER_DAYS

EARLIER = 75
"""Days before the last day on which the earlier inspection began: all it found can have been closed for a month."""
_SEEN = (
    ("秸秆焚烧", "村东头河边", "河边地头有新烧的黑斑，约半亩。", "已翻耕清理，安排专人值守。"),
    ("畜禽粪便", "养殖小区门口", "粪污外溢到路边沟里。", "围挡加高，粪污已清运还田。"),
    ("垃圾乱丢", "河堤下", "河堤下倒了一车建筑垃圾。", "已清运，立了警示牌。"),
)


@dataclass(frozen=True)
class Hands:
    """办理人员: the clerk who plans, two who go, the leader who closes, whoever answers for a village."""

    reporter_of: Callable[[int], Viewer | None]
    clerk: Viewer
    first: Viewer
    second: Viewer
    leader: Viewer


def lived(last: date, hands: Hands) -> str:
    """过日子: the earlier inspection, the second look at what it found, and the one under way. Says what there is."""
    _earlier(last - timedelta(days=EARLIER), hands)
    drawn = _looked_again(last - timedelta(days=9), hands)
    plan = _under_way(last, hands)
    return f"“{plan.name}”随机抽中{len(plan.stops)}个村，已到3个；回头看抽了{drawn}件，已回访1件"


def _at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), CHINA)


def _members(hands: Hands) -> tuple[str, ...]:
    return (hands.first.name, hands.second.name)


def _earlier(on: date, hands: Hands) -> None:
    """One problem in each of three villages: put right, checked by the other inspector, closed by the leader."""
    villages = [each.id for each in places(hands.clerk) if each.is_village][: len(_SEEN)]
    plan = Planned(f"{on.month}月环境卫生督查", on, on + timedelta(days=1), members=_members(hands))
    made = inspections.plan(plan, [inspections.Stop(each) for each in villages], by=hands.clerk, now=_at(on, 8))
    for place, (unit_id, (category, spot, text, mended)) in enumerate(zip(villages, _SEEN, strict=False)):
        now = _at(on, 9 + place, 20)
        entry = visits.Entry(unit_id, VisitOutcome.PROBLEM, made.id, place=spot)
        visit = visits.record(entry, by=hands.first, now=now)
        row = _found(visit.id, unit_id, (category, spot, text), hands.first, now)
        _put_right(row, unit_id, mended, on, hands)
    version = inspection_in_sight(hands.leader, made.id).version
    words = "各村总体较好，查出的问题当日交办。"
    inspections.close(made.id, words, version, by=hands.clerk, now=_at(on + timedelta(days=1), 17))


def _found(visit_id: int, unit_id: int, what: Sequence[str], by: Viewer, now: datetime) -> Finding:
    category, spot, text = what
    seen = Seen(FindingKind.PROBLEM, FindingSource.TOWN, category, spot, text, now.date(), by.name)
    entry = findings.Entry(seen, unit_id, findings.Handing(unit_id, Term(3)), visit_id=visit_id)
    return findings.record(entry, by=by, now=now)


def _put_right(row: Finding, unit_id: int, mended: str, on: date, hands: Hands) -> None:
    village = hands.reporter_of(unit_id) or hands.clerk
    days = [_at(on + timedelta(days=n), 15) for n in (1, 2, 3)]
    rectification.tell_done(row.id, Told(mended), row.version, by=village, now=days[0])
    version = finding_in_sight(hands.leader, row.id).version
    rectification.check(row.id, True, Told("现场已改到位。"), version, by=hands.second, now=days[1])
    version = finding_in_sight(hands.leader, row.id).version
    rectification.close_all({row.id: version}, by=hands.leader, now=days[2])


def _looked_again(on: date, hands: Hands) -> int:
    """Two of the closed ones are drawn; one has held, the other still waits."""
    made = revisits.draw_closed(AFTER_DAYS[0], Asked(2, "秋高气爽"), by=hands.clerk, now=_at(on, 9))
    first = waiting(hands.clerk)[0]
    look = revisits.Look("现场干净，没有反弹。", on + timedelta(days=1))
    revisits.hold(first.id, look, first.version, by=hands.first, now=_at(on + timedelta(days=1), 10))
    return len(made.drawn.splitlines())


def _under_way(last: date, hands: Hands) -> Inspection:
    """Five villages and two pairs of inspectors by chance; three of the villages are done, in one something was found."""
    start = last - timedelta(days=2)
    planned = Planned("秸秆禁烧随机督查", start, last + timedelta(days=3), categories=("秸秆焚烧", "垃圾乱丢"))
    plan = inspections.plan(planned, [], by=hands.clerk, now=_at(start, 8))
    candidates = [each.id for each in places(hands.clerk) if each.is_village]
    wanted = Asked(min(5, len(candidates)), "谷雨")
    inspection_draws.draw_villages(plan.id, candidates, wanted, plan.version, by=hands.clerk, now=_at(start, 8, 5))
    version = inspection_in_sight(hands.clerk, plan.id).version
    names = "、".join((*_members(hands), hands.clerk.name, hands.leader.name))
    inspection_draws.draw_members(plan.id, names, True, Asked(4, "谷雨"), version, by=hands.clerk, now=_at(start, 8, 8))
    plan = inspection_in_sight(hands.clerk, plan.id)
    outcomes = (VisitOutcome.NOTHING, VisitOutcome.PROBLEM, VisitOutcome.GOOD)
    for place, (stop, outcome) in enumerate(zip(plan.stops, outcomes, strict=False)):
        now = _at(start, 10 + place, 10)
        visit = visits.record(visits.Entry(stop.unit_id, outcome, plan.id), by=hands.first, now=now)
        if outcome is VisitOutcome.PROBLEM:
            _found(visit.id, stop.unit_id, _SEEN[0][:3], hands.first, now)
        elif outcome is VisitOutcome.GOOD:
            text = "每天广播两次，田边有值守登记。"
            seen = Seen(FindingKind.GOOD, FindingSource.TOWN, "秸秆焚烧", "", text, now.date(), hands.first.name)
            findings.record(findings.Entry(seen, stop.unit_id, visit_id=visit.id), by=hands.first, now=now)
    assert len(draws_of(plan.id)) == 2
    return inspection_in_sight(hands.clerk, plan.id)
