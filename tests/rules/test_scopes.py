"""适用范围: a unit is reached exactly when the sets say so; what is written is read back the same (features L2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.scopes import ClauseScope, check_scope, limits_words, scope_from, scope_of
from respbook.rules.units import SIGNING_KINDS, UnitKind

TAGS = st.sampled_from(["沿河", "有养殖", "有企业", "集镇", "PM2.5+重点", "town"])
MARKED = st.lists(TAGS, unique=True, max_size=4)
KINDS = st.lists(st.sampled_from(SIGNING_KINDS), unique=True, max_size=3)


@given(MARKED, st.booleans(), KINDS, st.sampled_from(SIGNING_KINDS), st.frozensets(TAGS))
def test_a_clause_applies_exactly_when_the_sets_say_so(tags, every, kinds, kind, carried):
    scope = scope_from(tags, every, kinds)
    by_kind = not kinds or kind in kinds
    by_tag = not tags or (set(tags) <= carried if every else bool(set(tags) & carried))
    assert scope.reaches(kind, carried) == (by_kind and by_tag)


@given(MARKED, st.booleans(), KINDS)
def test_what_is_written_is_read_back(tags, every, kinds):
    scope = scope_from(tags, every, kinds)
    assert scope_of(scope.written) == scope


@given(st.text(max_size=60))
def test_any_text_is_read_as_some_scope_and_settles(text):
    scope = scope_of(text)
    assert scope_of(scope.written) == scope


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", ""),
        ("沿河", "限沿河"),
        ("沿河、有养殖", "限沿河或有养殖"),
        ("沿河 有养殖", "限沿河且有养殖"),
        ("village；", "限村"),
        ("village、community；沿河 有养殖", "限沿河且有养殖的村、社区"),
        ("county；沿河", "限沿河"),
    ],
)
def test_a_scope_is_said_in_words(written, words):
    assert limits_words(written) == words


def test_an_old_single_tag_means_what_it_meant():
    assert scope_of("沿河") == ClauseScope(("沿河",))
    assert scope_of("沿河").reaches(UnitKind.VILLAGE, {"沿河", "集镇"})
    assert not scope_of("沿河").reaches(UnitKind.VILLAGE, {"集镇"})


def test_too_many_tags_are_refused():
    check_scope("沿" * 200)
    with pytest.raises(RuleBroken, match="标签太多"):
        check_scope("沿" * 201)
