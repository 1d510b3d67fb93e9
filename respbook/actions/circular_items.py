"""通报条目: worded in place, moved to another group with a reason, put in another order, left out; changes accepted or redrafted."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.circulars import called, put_as_recorded, touched
from respbook.models.circulars import Circular, CircularItem
from respbook.queries.circular_facts import households_in, matters_named
from respbook.queries.scope_circulars import item_in_sight
from respbook.rules.circular_words import sentence_of
from respbook.rules.circulars import (
    GROUP_WORDS,
    LONGEST_SENTENCE,
    LONGEST_WHY,
    THREE,
    CircularGroup,
    Matter,
    check_households,
    checked_words,
    group_of,
    groups_of,
)
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FINDING, CircularState
from respbook.rules.permissions import Permission, Viewer


@action(Permission.CIRCULAR_WRITE, undo=True)
def word(item_id: int, text: str, version: int, *, by: Viewer, now: datetime) -> CircularItem:
    """改写一句. Raises RuleBroken at ``text``, StaleVersion, NotInSight."""
    item = _drafted(item_id, version, by)
    fresh = checked_words(text, "这一句", "text", LONGEST_SENTENCE).rstrip("。；")
    check_households(fresh, households_in(by, fresh))
    if fresh == item.text:
        raise RuleBroken("没有改动，不用保存。", "text")
    audit.note_change("circular.word", item.circular, called(item.circular), {"条目": item.text}, {"条目": fresh})
    item.text = fresh
    touched(item.circular, by, now)
    return item


@action(Permission.CIRCULAR_WRITE, undo=True)
def move(item_id: int, group: CircularGroup, why: str, version: int, *, by: Viewer, now: datetime) -> CircularItem:
    """移到另一组, with the reason; back to where the records put it needs none. Raises RuleBroken, StaleVersion, NotInSight."""
    item = _drafted(item_id, version, by)
    if group not in groups_of(item.circular.kind):
        raise RuleBroken("这种通报没有这一组。", "group")
    if group is item.group:
        raise RuleBroken(f"这一条已经在“{GROUP_WORDS[group]}”里。", "group")
    words = why.strip()[:LONGEST_WHY]
    if group is not item.proposed and not words:
        raise RuleBroken(f"按台账应在“{GROUP_WORDS[item.proposed]}”；移到别的组请写明理由。", "why")
    before = GROUP_WORDS[item.group]
    _reworded(item, group, by)
    item.group, item.moved_why = group, "" if group is item.proposed else words
    item.position = max(each.position for each in item.circular.items) + 1
    after = {"分组": GROUP_WORDS[group], "条目": item.text, "理由": words}
    audit.note("circular.move", item.circular, called(item.circular), before={"分组": before}, after=after)
    touched(item.circular, by, now)
    return item


def _reworded(item: CircularItem, group: CircularGroup, by: Viewer) -> None:
    """A sentence that nobody has edited follows into the new group; one that was edited stays as it is."""
    matter = matters_named(by, [item.finding_id]).get(item.finding_id)
    if group in THREE and matter is not None and item.text == sentence_of(matter, item.group):
        item.text = sentence_of(matter, group)


@action(Permission.CIRCULAR_WRITE, undo=True)
def shift(item_id: int, up: bool, version: int, *, by: Viewer, now: datetime) -> CircularItem:
    """上移、下移 within its group. Raises RuleBroken, StaleVersion, NotInSight."""
    item = _drafted(item_id, version, by)
    group = [each for each in item.circular.items if each.group is item.group]
    place = group.index(item) + (-1 if up else 1)
    if not 0 <= place < len(group):
        raise RuleBroken("这一条已经在这一组的最" + ("前面。" if up else "后面。"))
    other = group[place]
    item.position, other.position = other.position, item.position
    words = {"条目": item.text, "移动": "上移" if up else "下移"}
    audit.note("circular.shift", item.circular, called(item.circular), after=words)
    touched(item.circular, by, now)
    return item


@action(Permission.CIRCULAR_WRITE, undo=True)
def leave_out(item_id: int, version: int, *, by: Viewer, now: datetime) -> Circular:
    """去掉一条; its words stay in the book. Raises RuleBroken, StaleVersion, NotInSight."""
    item = _drafted(item_id, version, by)
    row = item.circular
    audit.note("circular.leave_out", row, called(row), before=_words(item))
    row.items.remove(item)
    return touched(row, by, now)


@action(Permission.CIRCULAR_WRITE, undo=True)
def redraft(item_id: int, version: int, *, by: Viewer, now: datetime) -> CircularItem:
    """按现状重写: sentence, group and unit as the records have them now; the old words stay in the book.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    item = _drafted(item_id, version, by)
    matter = _matter(item, by)
    before = _words(item)
    group = group_of(matter) if item.proposed in THREE else item.group
    put_as_recorded(item, group, matter, item.circular.last_on)
    audit.note_change("circular.redraft", item.circular, called(item.circular), before, _words(item))
    touched(item.circular, by, now)
    return item


@action(Permission.CIRCULAR_WRITE, undo=True)
def accept(item_id: int, version: int, *, by: Viewer, now: datetime) -> CircularItem:
    """认可变化: the sentence stays as it is written, the item rests on the records of now. Raises RuleBroken, StaleVersion,
    NotInSight."""
    item = _drafted(item_id, version, by)
    matter = _matter(item, by)
    before = {"状态": FINDING.labels[item.drafted_on], "责任单位": item.duty}
    item.drafted_on, item.duty = matter.state, matter.duty
    if item.proposed in THREE:
        item.proposed = group_of(matter)
    if item.group is item.proposed:
        item.moved_why = ""
    elif not item.moved_why:
        item.moved_why = "拟稿后有变化，核对后仍列此组"
    after = {"状态": FINDING.labels[item.drafted_on], "责任单位": item.duty}
    audit.note_change("circular.accept", item.circular, called(item.circular), before, after)
    touched(item.circular, by, now)
    return item


def _matter(item: CircularItem, by: Viewer) -> Matter:
    found = matters_named(by, [item.finding_id]).get(item.finding_id)
    if found is None:
        raise RuleBroken("这件问题已并入另一件或已撤销，不再单列；请去掉这一条。")
    return found


def _words(item: CircularItem) -> dict[str, str]:
    return {
        "条目": item.text,
        "分组": GROUP_WORDS[item.group],
        "责任单位": item.duty,
        "状态": FINDING.labels[item.drafted_on],
    }


def _drafted(item_id: int, version: int, by: Viewer) -> CircularItem:
    item = item_in_sight(by, item_id)
    expect_version(item.circular, version)
    if item.circular.state is not CircularState.DRAFT:
        raise RuleBroken(f"通报现为“{item.circular.told}”，不能修改；待签发的请先撤回。")
    return item
