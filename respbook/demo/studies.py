"""示例研究: the two quarters before the last day were studied, with minutes and tasks, as they are recorded on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from respbook.actions import studies
from respbook.actions.issuing import Tools
from respbook.demo import town
from respbook.queries.studies import duties, duty_on, programme_for
from respbook.rules.chinese import CHINA
from respbook.rules.permissions import Viewer
from respbook.rules.studies import Line, Meeting, quarter_from


@dataclass(frozen=True)
class Hands:
    """经手人: the clerk who keeps the minutes."""

    clerk: Viewer
    tools: Tools


DECIDED = (
    (
        ("河道沿线垃圾清理", "对河堤和公路两侧积存垃圾集中清理一次，建立每周巡查记录。", 0, 30),
        ("养殖粪污还田", "逐户签订还田协议，没有贮存池的限期建成。", 2, 60),
        ("督查力量", "环保办每周到村督查不少于两次，结果在群里通报。", None, 0),
    ),
    (
        ("秸秆禁烧值守", "禁烧期内村村设岗，早晚各巡查一次，有火情十分钟内到场。", 1, 40),
        ("废旧农膜回收", "秋收后开展一次集中回收，回收数当月报镇。", 8, 45),
        ("散煤治理", "市场监管所会同派出所每月检查一次流动售煤。", None, 0),
    ),
)


def held(last: date, villages: Sequence[int], hands: Hands) -> int:
    """过日子: the two quarters before that of the last day, on their last tenth day but one. Returns how many."""
    end = quarter_from(last)
    days = [quarter_from(end - timedelta(days=100)) + timedelta(days=70), end - timedelta(days=20)]
    return sum(_held(on, decided, villages, hands) for on, decided in zip(days, DECIDED, strict=True))


def _held(on: date, decided: Sequence[tuple[str, str, int | None, int]], villages: Sequence[int], hands: Hands) -> int:
    clerk = hands.clerk
    if programme_for(clerk.unit_id, on) is None:
        return 0
    lines = [
        Line(matter, words)
        if place is None
        else Line(matter, words, villages[place % len(villages)], due_on=on + timedelta(days=days))
        for matter, words, place, days in decided
    ]
    meeting = Meeting(
        on,
        "上午9时",
        "镇政府三楼会议室",
        f"党委书记{town.TOWN.secretary}",
        f"{town.TOWN.secretary}、{town.TOWN.mayor}，党政班子成员，环保办、综合执法队负责人",
        "听取本季度环境保护工作情况，研究突出问题和下一步措施",
        "",
        tuple(lines),
    )
    open_duties = (duty_on(clerk, task, on) for task in duties(clerk).values())
    counts = next((duty.task.id for duty in open_duties if duty.asked and not duty.shut), None)
    now = datetime.combine(on, time(16, 30), CHINA)
    studies.hold(meeting, counts, hands.tools.binder, hands.tools.store, by=clerk, now=now)
    return 1
