"""责任人: by post with dates, through a change of hands, a vacancy, and by name."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.responsible import Span, check_person, in_charge, spans_words
from respbook.rules.units import PostRole

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@dataclass(frozen=True)
class Held:
    name: str
    from_on: date
    to_on: date | None = None
    role: PostRole = PostRole.FIRST
    post: str = "党支部书记"
    unit_id: int = 1


def told(*records, role=None, person=None, days=MARCH):
    return spans_words(in_charge(records, role, person, *days))


def test_one_holder_is_one_name():
    assert told(Held("王建国", date(2025, 1, 1))) == "王建国"


def test_a_change_of_hands_in_the_month_shows_both_with_their_days():
    old = Held("王建国", date(2025, 1, 1), date(2026, 3, 16))
    new = Held("李志强", date(2026, 3, 16))
    assert told(old, new) == told(new, old) == "王建国（3月1日至3月15日）、李志强（3月16日至3月31日）"
    assert told(old, new, days=(date(2026, 4, 1), date(2026, 4, 30))) == "李志强"
    assert told(old, new, days=(date(2026, 2, 1), date(2026, 3, 15))) == "王建国"
    assert "2025年12月1日" in told(old, new, days=(date(2025, 12, 1), date(2026, 3, 20)))


def test_a_vacancy_is_told():
    old = Held("王建国", date(2025, 1, 1), date(2026, 3, 10))
    new = Held("李志强", date(2026, 3, 12))
    assert told(old, new) == "王建国（3月1日至3月9日）、无人任职（3月10日至3月11日）、李志强（3月12日至3月31日）"
    assert told() == "无人任职"


def test_another_post_or_a_person_by_name():
    records = (
        Held("王建国", date(2025, 1, 1)),
        Held("李明", date(2025, 1, 1), role=PostRole.STATIONED, post="包村干部"),
    )
    assert told(*records, role=PostRole.STATIONED) == "李明"
    assert told(*records, person="赵网格") == "赵网格"


def test_records_that_follow_each_other_are_one():
    first = Held("王建国", date(2025, 1, 1), date(2026, 3, 10))
    assert in_charge([first, Held("王建国", date(2026, 3, 10))], None, None, *MARCH) == [
        Span("王建国", "党支部书记", *MARCH)
    ]


@pytest.mark.parametrize(("role", "person"), [(PostRole.STATIONED, "赵网格"), (None, "名" * 31)])
def test_one_way_only(role, person):
    with pytest.raises(RuleBroken) as problem:
        check_person(role, person)
    assert problem.value.field == "person"


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=4), DAYS, DAYS)
def test_every_day_is_somebodys_or_told_as_nobodys(held, first, last):
    first, last = sorted((first, last))
    records = [
        Held(f"某{place}", begins, ends) for place, (begins, ends) in enumerate(held) if ends is None or ends >= begins
    ]
    spans = in_charge(records, None, None, first, last)
    for on in (first, last, first + (last - first) / 2):
        names = {span.name for span in spans if span.from_on <= on <= span.to_on}
        holding = {each.name for each in records if each.from_on <= on and (each.to_on is None or on < each.to_on)}
        assert names == (holding or {""})
