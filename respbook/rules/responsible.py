"""责任人: who answers for a task over a stretch of days, by the unit's 任职记录 or by name (features T5; field.md 10.11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from respbook.rules.chinese import joined
from respbook.rules.errors import RuleBroken
from respbook.rules.holders import Record
from respbook.rules.units import PostRole

USUAL_ROLE = PostRole.FIRST
"""责任岗位 where the clerk has set none."""
LONGEST_PERSON = 30
NOBODY = "无人任职"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """任职区间: who answers from which day to which, both with; ``name`` empty where nobody held the post."""

    name: str
    post: str
    from_on: date
    to_on: date

    @property
    def called(self) -> str:
        """称呼: 党支部书记王建国."""
        return f"{self.post}{self.name}" if self.name else NOBODY


def in_charge(
    records: Iterable[Record], role: PostRole | None, person: str | None, first: date, last: date
) -> list[Span]:
    """责任人 from ``first`` to ``last``: who held the post, each with their days, and the days when nobody did.

    A ``person`` set by the clerk answers for all of it. 离任日期 is the first day without the post.
    """
    if person:
        return [Span(person, "", first, last)]
    spans = []
    for each in records:
        from_on = max(each.from_on, first)
        to_on = last if each.to_on is None else min(each.to_on - _DAY, last)
        if each.role is (role or USUAL_ROLE) and from_on <= to_on:
            spans.append(Span(each.name, each.post, from_on, to_on))
    return sorted(_joined([*spans, *_gaps(spans, first, last)]), key=lambda each: each.from_on)


def _gaps(spans: Sequence[Span], first: date, last: date) -> list[Span]:
    """空缺: stretches that no span covers."""
    found, open_from = [], first
    for span in sorted(spans, key=lambda each: each.from_on):
        if span.from_on > open_from:
            found.append(Span("", "", open_from, span.from_on - _DAY))
        open_from = max(open_from, span.to_on + _DAY)
    return [*found, Span("", "", open_from, last)] if open_from <= last else found


def _joined(spans: Sequence[Span]) -> list[Span]:
    """One person whose records follow each other without a gap is told once."""
    told: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.from_on, each.to_on)):
        before = told[-1] if told else None
        if before and (before.name, before.post) == (span.name, span.post) and span.from_on <= before.to_on + _DAY:
            told[-1] = Span(span.name, span.post, before.from_on, max(before.to_on, span.to_on))
        else:
            told.append(span)
    return told


def spans_words(spans: Sequence[Span]) -> str:
    """责任人的话: one name, or each with their days: 王建国（3月1日至3月15日）、李志强（3月16日至3月31日）."""
    if len(spans) == 1:
        return spans[0].name or NOBODY
    across = len({span.from_on.year for span in spans} | {span.to_on.year for span in spans}) > 1
    return joined(f"{span.name or NOBODY}（{_until(span, across)}）" for span in spans)


def _until(span: Span, across: bool) -> str:
    first, last = (f"{f'{on.year}年' if across else ''}{on.month}月{on.day}日" for on in (span.from_on, span.to_on))
    return first if span.from_on == span.to_on else f"{first}至{last}"


def check_person(role: PostRole | None, person: str) -> None:
    """责任人检查. Raises RuleBroken with the field."""
    if len(person) > LONGEST_PERSON:
        raise RuleBroken(f"姓名不能超过{LONGEST_PERSON}个字。", "person")
    if role is not None and person:
        raise RuleBroken(
            "责任岗位和指定的人只能选一种：按岗位的，姓名留空；指定到人的，岗位选“按第一责任人”。", "person"
        )
