"""任职: who holds a post, who follows whom. Every page, paper and sheet asks here.

Two questions that are not the same: who stands in the register as the present one (``present``), which is what lists,
drafts and forms show; and who holds the post on a given day (``in_post``), which is what a signature asks.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.units import PostRole

LEAST_NAME = 2
"""Characters of a name below which it is no name to look for in a text."""

PostKey = tuple[int, PostRole, str]
"""岗位: unit, 任职类别, post. Whoever comes to one follows whoever stands there."""


class Record(Protocol):
    """任职记录, as a row of the table or of a statement."""

    @property
    def unit_id(self) -> int: ...
    @property
    def role(self) -> PostRole: ...
    @property
    def post(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...


R = TypeVar("R", bound=Record)


def present(record: Record) -> bool:
    """现任: the record has no end, from whatever day it runs."""
    return record.to_on is None


def in_post(record: Record, on: date) -> bool:
    """某日在任: 离任日期 is the first day without the post, so that on a day of handing-over one person holds it."""
    return record.from_on <= on and (record.to_on is None or on < record.to_on)


def present_in(records: Iterable[R], role: PostRole) -> list[R]:
    """现任的人 of one unit in a role, in the order of the records."""
    return [each for each in records if present(each) and each.role is role]


def first_present(records: Iterable[R], role: PostRole) -> R | None:
    """现任的第一位 of one unit in a role: whom a letter and a list name; None where nobody stands."""
    return next(iter(present_in(records, role)), None)


def post_of(record: Record) -> PostKey:
    """岗位 of a record."""
    return record.unit_id, record.role, record.post


def present_by_post(records: Iterable[R]) -> dict[PostKey, R]:
    """各岗位的现任; where a post has two, the later of the records."""
    return {post_of(each): each for each in records if present(each)}


def leaving(records: Iterable[R], role: PostRole, post: str, from_on: date) -> list[R]:
    """接任: the records of one unit that end the day somebody takes over the post (field.md 10.11). Raises RuleBroken."""
    found = [each for each in present_in(records, role) if each.post == post]
    for each in found:
        if words := too_early(each, from_on):
            raise RuleBroken(f"{words}。", "from_on")
    return found


def too_early(before: Record, from_on: date) -> str:
    """接任过早: why nobody can take over on this day, without the full stop; empty when one can."""
    if from_on >= before.from_on:
        return ""
    return f"{before.name}自{day(before.from_on)}起任{before.post}，新任日期不能早于它"


def departed(records: Iterable[R]) -> list[R]:
    """离任的人: the last record of everybody who holds no post now; names of one character are left out."""
    every = list(records)
    staying = {each.name for each in every if present(each)}
    last: dict[str, R] = {}
    for each in every:
        if each.to_on is None or each.name in staying or len(each.name) < LEAST_NAME:
            continue
        before = last.get(each.name)
        if before is None or before.to_on is None or before.to_on < each.to_on:
            last[each.name] = each
    return list(last.values())
