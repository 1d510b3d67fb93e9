"""示例通报: an inspection with its findings, what became of them, the circular that tells it, and the next one as a draft."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PIL import Image, ImageDraw

from respbook.actions import circular_issuing, circular_proposals, circulars, evidence, findings, rectification
from respbook.actions.finding_steps import Told
from respbook.actions.findings import Entry, Handing
from respbook.actions.issuing import Tools
from respbook.models.circulars import Circular
from respbook.queries.scope_circulars import circular_in_sight
from respbook.queries.scope_findings import finding_in_sight
from respbook.readers import photos
from respbook.readers.evidence import Looked
from respbook.rules.chinese import CHINA
from respbook.rules.circulars import Choice, CircularKind
from respbook.rules.findings import FindingKind, FindingSource, Pace, Seen
from respbook.rules.permissions import Viewer

BACK = 14
"""Days before the last one on which the inspection was."""


@dataclass(frozen=True)
class Hands:
    """办理人员: who types, who inspects and checks, who issues; the store and the binder."""

    clerk: Viewer
    inspector: Viewer
    leader: Viewer
    tools: Tools


@dataclass(frozen=True)
class _Case:
    place: str
    category: str
    found: str
    done: str = ""
    checked: str = ""
    passed: bool = True
    progress: str = ""


_CASES = (
    _Case("砂石料场", "扬尘防控", "料堆未覆盖，进出口未硬化", "料堆已盖", "料堆已全部覆盖，厂区洒水频率符合要求"),
    _Case("河堤下", "垃圾乱丢", "倾倒建筑垃圾约三车", "已清运", "建筑垃圾已清运，设了围挡和警示牌"),
    _Case("新建住房工地", "扬尘防控", "未安装防尘网", "已安装", "已安装防尘网，但不完善", False),
    _Case("养殖小区", "畜禽粪便", "粪污池外溢", progress="部分粪污已清运，围堰正在加高"),
    _Case("主干道两侧", "垃圾乱丢", "有零散垃圾和废弃农膜"),
    _Case("村东头空地", "扬尘防控", "大部分弃土露天堆放，未覆盖防尘网"),
)
"""The first inspection: two put right, two on the way, two not begun."""
_LATER = (
    _Case("打麦场", "秸秆焚烧", "有焚烧秸秆的痕迹"),
    _Case("排水沟", "废水排放", "生活污水直排沟渠", progress="已接通临时管道"),
)


def told(last: date, unit_ids: Sequence[int], issuer: str, hands: Hands) -> Circular:
    """通报两份: the first issued a few days ago, the second drafted on the last day. Gives the issued one."""
    began = last - timedelta(days=BACK)
    for place, case in enumerate(_CASES):
        _lived(case, unit_ids[place % len(unit_ids)], began, place, hands)
    on = last - timedelta(days=3)
    plan = circulars.Plan(
        CircularKind.INSPECTION, Choice(began, on), issuer, inspector="镇环保办", copies_to="县生态环境局"
    )
    row = circulars.draft(plan, by=hands.clerk, now=_at(on, 9))
    circular_proposals.propose(row.id, row.version, by=hands.clerk, now=_at(on, 9, 20))
    version = circular_in_sight(hands.leader, row.id).version
    store = hands.tools.store
    press = circular_issuing.Press(hands.tools.binder, store, lambda sha256: photos.copies(store.get(sha256))[0])
    issued = circular_issuing.issue(row.id, version, press, by=hands.leader, now=_at(on, 9, 40))
    _drafted_again(last, unit_ids, issuer, hands)
    return circular_in_sight(hands.clerk, issued.id)


def _drafted_again(last: date, unit_ids: Sequence[int], issuer: str, hands: Hands) -> None:
    """The draft of the last day; then one unit says that it has done it, so that one item is to be looked at."""
    began = last - timedelta(days=2)
    made = [
        _lived(case, unit_ids[(len(_CASES) + place) % len(unit_ids)], began, place, hands)
        for place, case in enumerate(_LATER)
    ]
    plan = circulars.Plan(CircularKind.SPECIAL, Choice(began, last), issuer, inspector="镇环保办")
    circulars.draft(plan, by=hands.clerk, now=_at(last, 9))
    version = finding_in_sight(hands.clerk, made[0]).version
    rectification.tell_done(made[0], Told("已清理，专人值守"), version, by=hands.clerk, now=_at(last, 10))


def _lived(case: _Case, unit_id: int, on: date, place: int, hands: Hands) -> int:
    """One finding: seen and handed out, answered by the clerk for the unit, checked by the inspector."""

    def version() -> int:
        return finding_in_sight(hands.clerk, row.id).version

    shots = bool(case.done and case.passed)
    before = (_photo(unit_id, place, False, on, hands),) if shots else ()
    seen = Seen(
        FindingKind.PROBLEM,
        FindingSource.TOWN,
        case.category,
        case.place,
        case.found,
        on,
        hands.inspector.name,
    )
    handing = Handing(unit_id, due_on=on + timedelta(days=5))
    row = findings.record(Entry(seen, unit_id, handing, before), by=hands.inspector, now=_at(on, 9, place))
    after = on + timedelta(days=2)
    if case.progress:
        told = Told(case.progress, pace=Pace.BEHIND)
        rectification.tell_progress(row.id, told, version(), by=hands.clerk, now=_at(after, 8, place))
    if case.done:
        later = (_photo(unit_id, place, True, after, hands),) if shots else ()
        done = Told(case.done, evidence=later)
        rectification.tell_done(row.id, done, version(), by=hands.clerk, now=_at(after, 8, place))
    if case.checked:
        checked_at = _at(on + timedelta(days=6), 9, place)
        rectification.check(row.id, case.passed, Told(case.checked), version(), by=hands.inspector, now=checked_at)
    return row.id


def _photo(unit_id: int, seed: int, after: bool, on: date, hands: Hands) -> int:
    """A drawn scene, kept as a photo: the heap, or the heap under its net."""
    content = _scene(seed, after)
    photo = photos.inspect(content)
    name = f"{'整改后' if after else '整改前'}.jpg"
    file = evidence.Received(name, hands.tools.store.put(content), len(content), Looked(photo.kind, photo), on)
    return evidence.keep(unit_id, file, by=hands.clerk, now=_at(on, 8, 30 + seed)).row.id


def _scene(seed: int, after: bool) -> bytes:
    picture = Image.new("RGB", (1024, 768), (176, 200, 216))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 470, 1024, 768), fill=(150, 136, 110))
    heap = [(120 + 40 * seed, 640), (360, 300 + 30 * seed), (560, 420), (720, 340), (920, 640)]
    pen.polygon(heap, fill=(70, 120, 70) if after else (120, 96, 66))
    if after:
        for x in range(0, 1024, 24):
            pen.line((x, 300, x - 160, 640), fill=(90, 150, 90), width=2)
        pen.rectangle((0, 0, 1024, 290), fill=(176, 200, 216))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), CHINA)
