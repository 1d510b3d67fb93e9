"""列表状态: one way of writing it, nothing that the list does not know, and never a way out of the site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.list_states import LISTS, canonical, read_query, settings_of, sort_of


def test_defaults_pages_and_strangers_are_left_out() -> None:
    asked = {"q": " 王家 ", "state": "", "page": "3", "sort": "unit", "next": "//evil.example", "programme_id": "7"}
    assert canonical("letters", asked) == "programme_id=7&q=%E7%8E%8B%E5%AE%B6"
    assert canonical("letters", {"sort": "-issued"}) == "sort=-issued"
    assert canonical("tasks", {}) == ""


def test_an_unknown_sort_is_the_usual_one() -> None:
    assert sort_of("tasks", "password") == "due"
    assert sort_of("tasks", "-due") == "-due"


@pytest.mark.parametrize("listing", ["", "nothing", "home"])
def test_a_list_that_is_none_of_ours_is_refused(listing: str) -> None:
    with pytest.raises(RuleBroken, match="没有这个列表"):
        read_query(listing, "q=a")


def test_too_long_is_refused() -> None:
    with pytest.raises(RuleBroken, match="太长"):
        read_query("letters", "q=" + "a" * 700)


@given(st.sampled_from(sorted(LISTS)), st.dictionaries(st.sampled_from(["q", "state", "sort", "year", "x"]), st.text()))
def test_what_is_kept_is_read_back(listing: str, asked: dict[str, str]) -> None:
    kept = canonical(listing, asked)
    if len(kept) <= 600:
        assert read_query(listing, kept) == settings_of(listing, asked)
        assert canonical(listing, read_query(listing, kept)) == kept


@given(st.sampled_from(sorted(LISTS)), st.text(max_size=300))
def test_any_text_is_read_as_settings_of_the_list(listing: str, query: str) -> None:
    assert set(read_query(listing, query)) <= {*LISTS[listing].names, "sort"}
