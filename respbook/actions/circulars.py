"""通报: drafted from the records and worded by the clerk; see ``circular_items.py``, ``circular_proposals.py``, ``circular_issuing.py``."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm.attributes import flag_modified

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.circulars import Circular, CircularItem
from respbook.queries.circular_facts import checked_days, day_matters, letter_patterns, matters_of
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_circulars import circular_in_sight
from respbook.rules import circular_words as words
from respbook.rules.chinese import china_day, day, joined
from respbook.rules.circular_figures import check_fields
from respbook.rules.circulars import (
    CIRCULAR_LABELS,
    LONGEST_TEXT,
    MOST_ITEMS,
    Choice,
    CircularGroup,
    CircularKind,
    ItemNumbers,
    Matter,
    checked_choice,
    checked_words,
    day_groups,
    group_of,
    groups_of,
    short,
)
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import SOURCE_LABELS, check_due
from respbook.rules.lifecycles import BEFORE_DONE, CircularState
from respbook.rules.numbering import check_pattern
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class Plan:
    """拟稿要求: which findings, whose wishes it follows, who looked, who issues it, to whom it goes."""

    kind: CircularKind
    choice: Choice
    issuer: str
    addressees: str = "各村，镇属各单位"
    basis: str = ""
    inspector: str = ""
    consent: str = ""
    copies_to: str = ""
    topic: str = ""
    number_pattern: str = ""
    until: date | None = None
    photos: bool = True


@dataclass(frozen=True)
class Wording:
    """首尾文字 as the clerk has edited them; figures stay fields."""

    title: str
    addressees: str
    opening: str
    closing: str
    until: date
    copies_to: str
    number_pattern: str
    numbers: ItemNumbers
    photos: bool


@action(Permission.CIRCULAR_WRITE, undo=True)
def draft(plan: Plan, *, by: Viewer, now: datetime) -> Circular:
    """拟稿: the groups, sentences, opening and demands as the records give them. Raises RuleBroken, NotInSight."""
    today = china_day(now)
    choice = checked_choice(plan.choice, today)
    for unit_id in choice.unit_ids:
        unit_in_sight(by, unit_id)
    daily = plan.kind is CircularKind.DAILY
    matters = day_matters(by, choice.last) if daily else matters_of(by, choice)
    if not matters:
        raise RuleBroken(
            "当天没有发现、销号的问题，也没有尚未回应的，不用发日通报。"
            if daily
            else "所选范围内没有已交办的问题或好的做法，没有可通报的；请改时段或范围。"
        )
    if len(matters) > MOST_ITEMS:
        raise RuleBroken(f"所选范围内超过{MOST_ITEMS}件，一份通报写不下；请缩短时段，或按类别分开。")
    _check_number(plan.number_pattern, by)
    topic = plan.topic.strip() or words.topic_of(each.category for each in matters)
    consent = plan.consent.strip() or words.office_words(plan.issuer)
    frame = words.Frame(
        topic, plan.basis, plan.inspector.strip() or consent, consent, checked_days(matters, choice), choice.last
    )
    row = Circular(
        town_id=by.unit_id,
        kind=plan.kind,
        year=choice.last.year,
        number_pattern=plan.number_pattern.strip(),
        title=words.title_of(plan.kind, topic, choice.last)[:60],
        issuer=plan.issuer.strip(),
        addressees=plan.addressees.strip(),
        opening=words.opening_of(plan.kind, frame),
        closing=words.closing_of(plan.kind, frame, any(each.state in BEFORE_DONE for each in matters)),
        until=plan.until or (choice.last + timedelta(days=1) if daily else words.until_of(matters, today)),
        copies_to=plan.copies_to.strip(),
        photos=plan.photos and not daily,
        first_on=choice.first,
        last_on=choice.last,
        scope=scope_words(choice, daily)[:300],
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
        changed_by=by.name,
        changed_at=now,
    )
    found = [(group, each) for each in matters for group in _placed(plan.kind, each, choice.last)]
    order = groups_of(plan.kind)
    found.sort(key=lambda each: order.index(each[0]))  # stable: within a group as recorded
    row.items = [_item(place, group, each, choice.last) for place, (group, each) in enumerate(found, 1)]
    db.session.add(row)
    audit.note("circular.draft", row, called(row), after={"范围": row.scope, "条目": f"{len(row.items)}条"})
    return row


def _check_number(pattern: str, by: Viewer) -> None:
    """文号格式 of circulars is none of the letters': two papers must not have one number. Raises RuleBroken."""
    if not pattern:
        return
    check_pattern(pattern)
    if pattern in letter_patterns(by):
        raise RuleBroken(
            "这是责任书的文号格式，会出现重号；通报请另用一种，例如“青环通〔{年}〕{号}号”。", "number_pattern"
        )


def _placed(kind: CircularKind, matter: Matter, on: date) -> list[CircularGroup]:
    return day_groups(matter, on) if kind is CircularKind.DAILY else [group_of(matter)]


def _item(place: int, group: CircularGroup, matter: Matter, on: date) -> CircularItem:
    item = CircularItem(finding_id=matter.finding_id, position=place, group=group)
    put_as_recorded(item, group, matter, on)
    return item


def put_as_recorded(item: CircularItem, group: CircularGroup, matter: Matter, on: date) -> None:
    """按现状写 an item: its sentence, its unit, and what it rests on."""
    silent = group is CircularGroup.SILENT
    item.text = words.silent_sentence(matter, on) if silent else words.sentence_of(matter, group)
    item.group = item.proposed = group
    item.duty, item.drafted_on, item.moved_why = matter.duty, matter.state, ""


def scope_words(choice: Choice, daily: bool) -> str:
    """范围 in words."""
    if daily:
        return f"{day(choice.last)}发现、销号和尚未回应的问题"
    span = day(choice.first) if choice.first == choice.last else _span(choice)
    parts = [f"{span}{'有进展' if choice.by_steps else '发现'}的问题"]
    parts += [f"类别：{joined(choice.categories)}"] if choice.categories else []
    parts += [f"来源：{joined(SOURCE_LABELS[each] for each in choice.sources)}"] if choice.sources else []
    parts += [f"限{len(choice.unit_ids)}个单位"] if choice.unit_ids else []
    return "；".join(parts)


def _span(choice: Choice) -> str:
    last = short(choice.last) if choice.first.year == choice.last.year else day(choice.last)
    return f"{day(choice.first)}至{last}"


def called(row: Circular) -> str:
    """通报的称呼 in the book."""
    return f"{CIRCULAR_LABELS[row.kind]}{row.number_text or '稿'} {row.title}"


@action(Permission.CIRCULAR_WRITE, undo=True)
def describe(circular_id: int, wording: Wording, version: int, *, by: Viewer, now: datetime) -> Circular:
    """修改首尾文字. Raises RuleBroken, StaleVersion, NotInSight."""
    row = drafted(circular_id, version, by)
    before = _facts(row)
    texts = {}
    for field, label in (("opening", "开头"), ("closing", "工作要求")):
        texts[field] = checked_words(getattr(wording, field), label, field, LONGEST_TEXT)
        check_fields(texts[field], label, field)
    check_due(wording.until, min(wording.until, row.last_on))
    if wording.until < row.last_on:
        raise RuleBroken(f"整改期限{day(wording.until)}早于通报的时段，请改。", "until")
    _check_number(wording.number_pattern, by)
    row.title = checked_words(wording.title, "标题", "title", 60)
    row.addressees = checked_words(wording.addressees, "主送", "addressees", 200)
    row.opening, row.closing, row.until = texts["opening"], texts["closing"], wording.until
    row.copies_to, row.number_pattern = wording.copies_to.strip(), wording.number_pattern.strip()
    row.numbers, row.photos = wording.numbers, wording.photos
    if _facts(row) == before:
        raise RuleBroken("没有改动，不用保存。")
    audit.note_change("circular.describe", row, called(row), before, _facts(row))
    return touched(row, by, now)


def _facts(row: Circular) -> dict[str, str]:
    return {
        "标题": row.title,
        "主送": row.addressees,
        "开头": row.opening,
        "工作要求": row.closing,
        "整改期限": day(row.until),
        "抄送": row.copies_to,
        "文号格式": row.number_pattern,
        "编号方式": str(row.numbers),
        "附照片": "是" if row.photos else "否",
    }


@action(Permission.CIRCULAR_READ)
def copied(circular_id: int, *, by: Viewer, now: datetime) -> None:
    """记下复制 of an issued circular for a group: 已复制, never 已送达. Raises RuleBroken, NotInSight."""
    row = circular_in_sight(by, circular_id)
    if row.state is not CircularState.ISSUED:
        raise RuleBroken("还没有签发，文字不能发到群里。")
    audit.note_words("circular.copy", "circulars", row.id, called(row))


def drafted(circular_id: int, version: int, by: Viewer) -> Circular:
    """拟稿中的通报 as it was read. Raises RuleBroken, StaleVersion, NotInSight."""
    row = expected(circular_id, version, by)
    if row.state is not CircularState.DRAFT:
        raise RuleBroken(f"通报现为“{row.told}”，不能修改；待签发的请先撤回。")
    return row


def expected(circular_id: int, version: int, by: Viewer) -> Circular:
    """通报 as it was read. Raises StaleVersion, NotInSight."""
    row = circular_in_sight(by, circular_id)
    expect_version(row, version)
    return row


def touched(row: Circular, by: Viewer, now: datetime) -> Circular:
    """记修改人; a changed item counts as a change of its circular."""
    row.changed_by, row.changed_at = by.name, now
    flag_modified(row, "changed_at")  # so that its version moves on, also within one moment
    return row
