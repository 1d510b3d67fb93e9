"""示例问责: a talk that has gone through all its steps, one that waits for its report, a reminder, and one that was refused.

They stand beside the ladder; what the ladder proposes is in ``ladder.py``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from respbook.actions import measure_delivery, measures, talk_papers, talks
from respbook.actions.issuing import Tools
from respbook.models.measures import Measure, Talk
from respbook.queries.scope_measures import measure_in_sight, talk_in_sight
from respbook.rules.chinese import CHINA
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.ladder import MeasureKind
from respbook.rules.talks import Held, Summons

_CLAUSE = "《青山镇环境保护工作责任追究办法》：整改不力、问题反弹的，予以约谈。"
_FACTS = "村东沟渠垃圾三次清理后反弹，被镇督查通报点名两次。"


@dataclass(frozen=True)
class Hands:
    """经手人: who proposes and carries out, who decides and checks, who answers for a village."""

    clerk: Viewer
    leader: Viewer
    reporter_of: Callable[[int], Viewer | None]
    tools: Tools


def accounted(programme_id: int, units: Sequence[int], last: date, hands: Hands) -> str:
    """问责 of the last three months at four villages; tells in a sentence what was done."""
    first, second, third, fourth = units[:4]
    closed = _talked(programme_id, first, morning(last, 80), hands)
    _closed(closed, morning(last, 45), hands)
    _talked(programme_id, second, morning(last, 25), hands)
    _reminded(programme_id, third, morning(last, 6), hands)
    _refused(programme_id, fourth, morning(last, 12), hands)
    return "约谈2次，1次已核查办结，1次等落实报告；提醒1件，决定不采取1件"


def morning(last: date, days: int) -> datetime:
    """A working morning about so many days ago."""
    on = last - timedelta(days=days)
    return datetime.combine(on - timedelta(days=max(0, on.weekday() - 4)), time(9, 30), CHINA)


def _proposed(
    programme_id: int, unit_id: int, kind: MeasureKind, facts: str, clause: str, now: datetime, hands: Hands
) -> Measure:
    wanted = measures.Wanted(programme_id, unit_id, "", kind, now.date(), facts, clause)
    return measures.propose(wanted, by=hands.clerk, now=now)


def decided(row: Measure, days: int, now: datetime, hands: Hands) -> Measure:
    """领导同意, to be carried out within so many days."""
    due_on = now.date() + timedelta(days=days)
    return measures.decide(row.id, "同意。", due_on, row.version, by=hands.leader, now=now)


def _talked(programme_id: int, unit_id: int, now: datetime, hands: Hands) -> Talk:
    """约谈 from the proposal to its minutes, in a week."""
    row = decided(_proposed(programme_id, unit_id, MeasureKind.TALK, _FACTS, _CLAUSE, now, hands), 14, now, hands)
    meeting = now + timedelta(days=7)
    summons = Summons(
        meeting.date(),
        "上午9时30分",
        "镇政府二楼会议室",
        f"镇长{hands.leader.name}",
        f"{row.holder_post}{row.holder_name}",
        _FACTS,
        "村东沟渠垃圾清理后三次反弹\n保洁员没有按要求每天巡查",
        meeting.date() - timedelta(days=2),
    )
    talk = measure_in_sight(hands.clerk, row.id).talk
    assert talk is not None
    talk = talk_papers.notify(talk.id, summons, talk.version, hands.tools, by=hands.clerk, now=now + timedelta(hours=2))
    words = "沟渠离收运点远，清理后无人看管。已增设收运箱一处，安排两名保洁员轮流值守。"
    by = hands.reporter_of(unit_id) or hands.clerk
    talks.explain(talk.id, words, (), _now(talk, hands).version, by=by, now=now + timedelta(days=4))
    held = Held(
        meeting.date(),
        f"镇长{hands.leader.name}、{row.holder_post}{row.holder_name}，经办人记录",
        "三日内清完村东沟渠垃圾，不留死角\n保洁员每天巡查两次，有记录",
        meeting.date() + timedelta(days=10),
        "诚恳接受批评，回去就办，保证不再反弹。",
    )
    talks.hold(talk.id, held, _now(talk, hands).version, by=hands.clerk, now=meeting + timedelta(hours=2))
    done = meeting + timedelta(hours=6)
    return talk_papers.minute(talk.id, None, _now(talk, hands).version, hands.tools, by=hands.clerk, now=done)


def _closed(talk: Talk, now: datetime, hands: Hands) -> None:
    """落实报告 and 核查."""
    row = _now(talk, hands)
    by = hands.reporter_of(row.measure.unit_id) or hands.clerk
    talks.report(talk.id, "沟渠垃圾已清完；保洁员每天巡查两次，记录齐全。", (), row.version, by=by, now=now)
    checked = "到现场看了两次，沟渠干净，巡查记录属实。"
    version = _now(talk, hands).version
    talks.close(talk.id, checked, version, by=hands.leader, now=now + timedelta(days=3))


def _reminded(programme_id: int, unit_id: int, now: datetime, hands: Hands) -> None:
    """提醒, delivered and not answered yet."""
    facts, clause = "两期报送逾期，问题整改滞后一件。", "《青山镇环境保护工作责任追究办法》：初次滞后的，予以提醒。"
    row = decided(_proposed(programme_id, unit_id, MeasureKind.REMIND, facts, clause, now, hands), 14, now, hands)
    text = f"{facts}\n依据：{clause}\n请抓紧整改，并回复办理情况。"
    measure_delivery.deliver(row.id, text, row.version, by=hands.clerk, now=now + timedelta(hours=1))


def _refused(programme_id: int, unit_id: int, now: datetime, hands: Hands) -> None:
    """决定不采取, with its reason."""
    facts, clause = "督办单到期后三天才回复。", "《青山镇环境保护工作责任追究办法》：督办逾期的，责令书面检查。"
    row = _proposed(programme_id, unit_id, MeasureKind.WRITTEN_CHECK, facts, clause, now, hands)
    reason, again_on = "期间遇大雨停电，已补报，整改到位。", now.date() + timedelta(days=60)
    measures.refuse(row.id, reason, again_on, row.version, by=hands.leader, now=now + timedelta(days=1))


def _now(talk: Talk, hands: Hands) -> Talk:
    return talk_in_sight(hands.clerk, talk.id)
