"""示例问题: problems in every state — found, handed out, slow, late, told done, checked, closed, come back — as they are lived."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from respbook.actions import evidence, findings, rectification
from respbook.actions.evidence import Received
from respbook.actions.finding_steps import Told
from respbook.actions.findings import Entry, Handing
from respbook.demo.scenes import scene
from respbook.queries.scope_findings import finding_in_sight
from respbook.readers.evidence import inspect
from respbook.rules.chinese import CHINA
from respbook.rules.findings import FindingKind, FindingSource, Pace, Seen, Term
from respbook.rules.permissions import Viewer
from respbook.store import Store


@dataclass(frozen=True)
class Hands:
    """经手人: who reports for a unit, the clerk who types for the others, the inspector, the leader."""

    reporter_of: Callable[[int], Viewer | None]
    clerk: Viewer
    inspector: Viewer
    leader: Viewer
    store: Store


@dataclass(frozen=True)
class Story:
    """一件问题的经过: found so many days ago in the village of that place in the list, how far it got."""

    days: int
    place: int
    category: str
    point: str
    text: str
    far: str
    term: Term = field(default_factory=lambda: Term(3))
    source: FindingSource = FindingSource.TOWN
    told: str = ""
    seen: str = ""


STORIES = (
    Story(
        40,
        0,
        "扬尘防控",
        "村口搅拌站",
        "砂石料露天堆放，没有覆盖，进出车辆带泥上路。",
        "closed",
        Term(10),
        FindingSource.COUNTY,
        "建了料棚，进出口装了冲洗台。",
        "物料已入棚，厂区洒水频次符合要求，整改较好。",
    ),
    Story(
        36,
        1,
        "垃圾乱丢",
        "村东河堤",
        "河堤下堆放生活垃圾约三车。",
        "relapsed",
        Term(3),
        told="已全部清运，立了警示牌。",
        seen="河堤已清理干净。",
    ),
    Story(
        30,
        2,
        "废水排放",
        "养猪场北侧排水沟",
        "养殖废水未经处理排入沟渠，气味明显。",
        "closed",
        Term(10),
        FindingSource.PETITION,
        "加高集粪池围堰，废水拉运还田。",
        "沟渠已清淤，没有新的排放。",
    ),
    Story(
        21,
        3,
        "散煤销售",
        "街道北头煤场",
        "煤场没有密闭，超范围销售散煤。",
        "checked",
        Term(10),
        told="煤场已清空，经营户签了承诺书。",
        seen="现场已无存煤。",
    ),
    Story(
        15,
        4,
        "扬尘防控",
        "村委会南侧工地",
        "拆迁空地裸露，大风天起尘。",
        "failed",
        Term(5),
        told="已盖防尘网。",
        seen="只盖了一半，西侧仍裸露。",
    ),
    Story(
        14,
        5,
        "垃圾乱丢",
        "3社垃圾池",
        "垃圾池满溢，周边散落。",
        "done",
        Term(5),
        FindingSource.SELF,
        "垃圾池已清空，周边已打扫。",
    ),
    Story(
        12,
        6,
        "秸秆焚烧",
        "村西地块",
        "卫星监测火点一处，过火面积约两亩。",
        "done",
        Term(1),
        FindingSource.SATELLITE,
        "已扑灭翻耕，对当事人进行了教育。",
    ),
    Story(
        10,
        7,
        "畜禽粪便",
        "村北养殖小区",
        "粪便露天堆存，雨天外流。",
        "behind",
        Term(10),
        told="已联系挖机，因连续降雨推后。",
    ),
    Story(9, 0, "垃圾乱丢", "公路两侧", "路边建筑垃圾两处。", "late", Term(3)),
    Story(6, 8, "废膜回收", "东坡地", "废旧农膜没有回收，挂在树上。", "received", Term(5)),
    Story(4, 9, "扬尘防控", "砂场", "堆料覆盖不严。", "asked", Term(3), told="等篷布到货，先用洒水压尘。"),
    Story(
        3,
        10,
        "秸秆焚烧",
        "渠北地头",
        "有焚烧痕迹，灰堆未清理。",
        "under_way",
        Term(3),
        told="一、当天清理灰堆；二、安排专人早晚巡查。",
    ),
    Story(2, 11, "废水排放", "洗车点", "洗车废水直排路面。", "assigned", Term(5)),
    Story(1, 12, "散煤销售", "集镇西口", "流动车辆售卖散煤。", "assigned", Term(1)),
    Story(
        1, -1, "垃圾乱丢", "与邻镇交界处", "界沟内有倾倒的装修垃圾，责任待查。", "recorded", source=FindingSource.MEDIA
    ),
    Story(5, 13, "扬尘防控", "养护站料场", "物料全部入库，地面硬化，每天洒水两次。", "good"),
)


def lived(last: date, villages: Sequence[int], hands: Hands) -> int:
    """过日子: each story as far as it got. Returns how many."""
    for seed, story in enumerate(STORIES):
        unit_id = villages[story.place % len(villages)] if story.place >= 0 else None
        _told(story, seed, unit_id, last, hands)
    return len(STORIES)


def _told(story: Story, seed: int, unit_id: int | None, last: date, hands: Hands) -> None:
    moment = datetime.combine(last - timedelta(days=story.days), time(9, 10 + seed), CHINA)
    good = story.far == "good"
    owner = unit_id or hands.inspector.unit_id
    seen = Seen(
        FindingKind.GOOD if good else FindingKind.PROBLEM, story.source, story.category, story.point, story.text,
        moment.date(), hands.inspector.name,
    )  # fmt: skip
    handing = Handing(unit_id, story.term) if unit_id and not good else None
    before = () if story.source is FindingSource.MEDIA else (_photo(story, seed, owner, moment, hands, mended=good),)
    entry = Entry(seen, unit_id, handing, before, anyway=True)
    row = findings.record(entry, by=hands.inspector, now=moment)
    if handing is None or story.far == "assigned":
        return
    assert unit_id is not None
    _answered(story, seed, row.id, moment, hands.reporter_of(unit_id) or hands.clerk, hands)


_ANSWERED = frozenset({"closed", "relapsed", "checked", "failed", "done"})


def _answered(story: Story, seed: int, finding_id: int, moment: datetime, unit: Viewer, hands: Hands) -> None:
    """What the unit said to it, then what the office did: a few hours or a day between the steps."""
    moment += timedelta(hours=3)
    rectification.receive(finding_id, _version(finding_id, hands), by=unit, now=moment)
    if story.far == "under_way":
        rectification.plan(finding_id, Told(story.told), _version(finding_id, hands), by=unit, now=moment)
    if story.far == "behind":
        told = Told(story.told, pace=Pace.BEHIND)
        rectification.tell_progress(finding_id, told, _version(finding_id, hands), by=unit, now=moment)
    if story.far == "asked":
        rectification.tell_stop_gap(finding_id, Told(story.told), _version(finding_id, hands), by=unit, now=moment)
        until = moment.date() + timedelta(days=12)
        rectification.ask_extension(finding_id, until, story.told, _version(finding_id, hands), by=unit, now=moment)
    if story.far not in _ANSWERED:
        return
    moment += timedelta(days=1)
    row = finding_in_sight(hands.clerk, finding_id)
    after = (_photo(story, seed, row.unit_id or unit.unit_id, moment, hands, mended=True),)
    rectification.tell_done(finding_id, Told(story.told, None, after), row.version, by=unit, now=moment)
    if story.far != "done":
        _looked_at(story, seed, finding_id, moment + timedelta(days=1), hands)


def _looked_at(story: Story, seed: int, finding_id: int, moment: datetime, hands: Hands) -> None:
    passed = story.far != "failed"
    rectification.check(
        finding_id, passed, Told(story.seen), _version(finding_id, hands), by=hands.inspector, now=moment
    )
    if story.far in ("closed", "relapsed"):
        rectification.close_all({finding_id: _version(finding_id, hands)}, by=hands.leader, now=moment)
    if story.far == "relapsed":
        moment += timedelta(days=28)
        row = finding_in_sight(hands.clerk, finding_id)
        assert row.unit_id is not None
        again = (_photo(story, seed + 50, row.unit_id, moment, hands, mended=False),)
        told = Told("河堤下又倒了一车垃圾。", None, again)
        findings.reopen(finding_id, Handing(row.unit_id, Term(5)), told, row.version, by=hands.inspector, now=moment)


def _version(finding_id: int, hands: Hands) -> int:
    return finding_in_sight(hands.clerk, finding_id).version


def _photo(story: Story, seed: int, unit_id: int, moment: datetime, hands: Hands, *, mended: bool) -> int:
    content = scene(story.category, seed, mended=mended)
    digest, size, looked = hands.store.take(io.BytesIO(content), inspect)
    name = f"{story.category}{'整改后' if mended else '整改前'}.jpg"
    file = Received(name, digest, size, looked, purpose=name[:-4])
    return evidence.keep(unit_id, file, by=hands.inspector, now=moment).row.id
