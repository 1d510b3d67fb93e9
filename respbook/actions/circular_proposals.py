"""通报送签: proposed as the records bear it out and nobody is named, recalled, sent back, dropped (features Q7)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.circulars import called, drafted, expected, touched
from respbook.models.circulars import Circular, CircularItem
from respbook.queries.circular_facts import households_in
from respbook.queries.circulars import changes_of
from respbook.rules.circulars import (
    GROUP_WORDS,
    LONGEST_SENTENCE,
    LONGEST_TEXT,
    LONGEST_WHY,
    CircularGroup,
    check_households,
    checked_words,
)
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import CIRCULAR
from respbook.rules.permissions import Permission, Viewer


@action(Permission.CIRCULAR_WRITE)
def propose(circular_id: int, version: int, *, by: Viewer, now: datetime) -> Circular:
    """送签 of what agrees with the records as they stand. Raises RuleBroken, StaleVersion, NotInSight."""
    row = drafted(circular_id, version, by)
    if not row.items:
        raise RuleBroken("通报里一条也没有了，不能送签；不用的请弃稿。")
    check_current(row, by)
    _check_public(row, by)
    row.state = CIRCULAR.fire(row.state, "propose", by)
    row.proposed_by, row.proposed_by_id, row.proposed_at, row.returned = by.name, by.user_id, now, ""
    audit.note("circular.propose", row, called(row), after=dict(_counts(row.items)))
    return touched(row, by, now)


def _check_public(row: Circular, by: Viewer) -> None:
    """The records' own words too: nobody's telephone, identity number or household goes out. One statement. Raises RuleBroken."""
    lines = [("开头和工作要求", row.opening + row.closing, 2 * LONGEST_TEXT)]
    lines += [(f"第{n}条", item.text.replace(item.duty, ""), LONGEST_SENTENCE) for n, item in enumerate(row.items, 1)]
    households = households_in(by, "\n".join(text for _, text, _ in lines))
    for label, text, longest in lines:
        checked_words(text, label, "", longest)
        check_households(text, households, label)


def _counts(items: Sequence[CircularItem]) -> Iterator[tuple[str, str]]:
    for group in CircularGroup:
        if count := sum(item.group is group for item in items):
            yield GROUP_WORDS[group], f"{count}件"


def check_current(row: Circular, by: Viewer) -> None:
    """与台账核对: every item against the records as they stand. Raises RuleBroken that names what changed."""
    changes = changes_of(by, row)
    if changes:
        numbers = {item.id: place for place, item in enumerate(row.items, 1)}
        told = "；".join(f"第{numbers[each.item_id]}条{each.words}" for each in changes[:5])
        raise RuleBroken(
            f"拟稿以后，台账有{len(changes)}条变化：{told}。请逐条认可或按现状重写后再办，已写的文字都在。"
        )


@action(Permission.CIRCULAR_WRITE)
def recall(circular_id: int, version: int, *, by: Viewer, now: datetime) -> Circular:
    """撤回修改 before it is issued. Raises RuleBroken, StaleVersion, NotInSight."""
    row = expected(circular_id, version, by)
    row.state = CIRCULAR.fire(row.state, "recall", by)
    audit.note("circular.recall", row, called(row))
    return touched(row, by, now)


@action(Permission.CIRCULAR_WRITE, undo=True)
def drop(circular_id: int, version: int, *, by: Viewer, now: datetime) -> Circular:
    """弃稿: it stays in the list of its year with all its words. Raises RuleBroken, StaleVersion, NotInSight."""
    row = expected(circular_id, version, by)
    row.state = CIRCULAR.fire(row.state, "drop", by)
    audit.note("circular.drop", row, called(row))
    return touched(row, by, now)


@action(Permission.CIRCULAR_ISSUE)
def send_back(circular_id: int, why: str, version: int, *, by: Viewer, now: datetime) -> Circular:
    """退回修改, with what is to be changed. Raises RuleBroken, StaleVersion, NotInSight."""
    row = expected(circular_id, version, by)
    if not why.strip():
        raise RuleBroken("请写明哪里要改。", "why")
    row.state = CIRCULAR.fire(row.state, "send_back", by)
    row.returned = why.strip()[:LONGEST_WHY]
    audit.note("circular.send_back", row, called(row), after={"退回意见": row.returned})
    return touched(row, by, now)
