"""示例通知: one that is nearly answered, one withdrawn, one that all have taken, one of this morning."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from respbook.actions import notices
from respbook.demo.reporting import Hands
from respbook.models.notices import Notice
from respbook.queries.notices import places
from respbook.rules.chinese import CHINA
from respbook.rules.notices import NoticeFacts, Place, Way
from respbook.rules.units import UnitKind

_STRAW = (
    "一、各村、社区自即日起安排专人值守，重点地块、重点时段不离人。\n"
    "二、夜间巡查每晚不少于两次，发现火情先扑灭、后报告。\n"
    "三、值班表写明日期、姓名和电话，在回复中报送；人员有变动的，随时再次回复。"
)
_RIVER = (
    "县生态环境局下周来镇检查河道，请沿河各村、各单位：\n"
    "一、清理河道两岸垃圾、漂浮物，不留死角；\n"
    "二、核查入河排口，有异常的立即报告；\n"
    "三、备好今年的巡查记录备查。"
)
_WIND = "今夜到明天白天有5到6级偏北风，请暂停一切野外用火，加密巡查；在建工地停止土方作业，做好覆盖。"
_MEETING = "定于本周五下午3时在镇政府二楼会议室召开环保工作例会，请各单位负责人参加，不得缺席。"


def told(last: date, hands: Hands) -> int:
    """发通知: up to the morning of ``last``. Returns how many."""
    everybody = places(hands.clerk)
    villages = [each for each in everybody if each.kind is not UnitKind.AFFILIATED]
    on = last - timedelta(days=12)
    straw = NoticeFacts(
        "关于落实秸秆禁烧值班的通知", "秋收开始，请三日内报值班表", _STRAW, _ids(villages), True, on + timedelta(days=3)
    )
    _answered(notices.send(straw, by=hands.clerk, now=_at(on, 10)), villages, on, hands)
    meeting = NoticeFacts("关于召开环保工作例会的通知", "请负责人按时参会", _MEETING, _ids(everybody))
    gone = notices.send(meeting, by=hands.clerk, now=_at(last - timedelta(days=6), 9))
    _taken(gone, everybody[::4], _at(last - timedelta(days=6), 10), hands)
    why = "与县里会议冲突，时间另行通知"
    notices.withdraw(gone.id, why, gone.version, by=hands.clerk, now=_at(last - timedelta(days=5), 9))
    river = [each for each in everybody if "沿河" in each.tags] or villages[:2]
    facts = NoticeFacts("关于做好河道检查准备的通知", "下周县里检查，河段在你处", _RIVER, _ids(river), True)
    _taken(notices.send(facts, by=hands.clerk, now=_at(last - timedelta(days=3), 15)), river,
           _at(last - timedelta(days=3), 17), hands)  # fmt: skip
    wind = NoticeFacts("关于应对大风天气的通知", "今夜大风，请停止野外用火", _WIND, _ids(everybody))
    _taken(notices.send(wind, by=hands.clerk, now=_at(last, 8)), everybody[::3], _at(last, 8, 20), hands)
    return 4


def _ids(units: Sequence[Place]) -> tuple[int, ...]:
    return tuple(each.id for each in units)


def _taken(notice: Notice, units: Sequence[Place], moment: datetime, hands: Hands) -> None:
    """By the unit's own reporter; where it has none the clerk telephones."""
    for place, unit in enumerate(units):
        by, now = hands.reporter_of(unit.id), moment + timedelta(minutes=place)
        if by is not None:
            notices.take(notice.id, by=by, now=now)
        else:
            notices.take_for(notice.id, unit.id, Way.CALLED, "值班人员", by=hands.clerk, now=now)


def _answered(notice: Notice, villages: Sequence[Place], on: date, hands: Hands) -> None:
    """Most reply by themselves, one by telephone, a few have only read it, the last ones have not even done that."""
    for place, unit in enumerate(villages[: max(1, len(villages) - 3)]):
        by, now = hands.reporter_of(unit.id), _at(on + timedelta(days=place % 3), 11, place % 60)
        if by is None or place % 7 == 4:
            notices.take_for(notice.id, unit.id, Way.CALLED, "值班人员", by=hands.clerk, now=now)
            said = "电话答复：值班人员已定，村干部轮流带班。"
            notices.reply_for(notice.id, unit.id, said, by=hands.clerk, now=now)
        elif place % 5 == 3:
            notices.take(notice.id, by=by, now=now)
        else:
            said = f"值班表已排到月底，每晚{2 + place % 3}人，村干部带班。"
            notices.reply(notice.id, said, by=by, now=now)


def _at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), CHINA)
