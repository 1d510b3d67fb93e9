"""两稿对照: nothing is lost or made up, clauses are followed through moves, what did not change is folded (L5)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.redline import (
    Change,
    ClauseText,
    Fate,
    Fold,
    compare_clauses,
    compared,
    folded,
    sentences,
    summary,
)

TEXTS = st.text("环保责任书村社年月日一二三。；！？\n，a {}40.", max_size=60)


def told(stretches):
    return [(each.fate.value, each.text) for each in stretches]


def clause(key, text, **more):
    return ClauseText(**({"id": key, "level": 0, "label": "", "tag": "", "text": text} | more))


@given(TEXTS)
def test_sentences_joined_are_the_text(text):
    assert "".join(sentences(text)) == text


@given(TEXTS, TEXTS)
def test_kept_and_new_is_the_new_text_kept_and_gone_the_old(old, new):
    found = compared(old, new)
    assert "".join(each.text for each in found if each.fate is not Fate.GONE) == new
    assert "".join(each.text for each in found if each.fate is not Fate.NEW) == old
    assert all(each.text for each in found)


@given(TEXTS)
def test_the_same_text_has_no_change(text):
    assert all(each.fate is Fate.SAME for each in compared(text, text))


def test_only_the_words_of_a_changed_sentence_are_marked():
    old = "各村每月排查河道。垃圾日产日清。"
    new = "各村每周排查河道。垃圾日产日清。秸秆不得焚烧。"
    assert told(compared(old, new)) == [
        ("same", "各村每"), ("gone", "月"), ("new", "周"), ("same", "排查河道。垃圾日产日清。"), ("new", "秸秆不得焚烧。"),
    ]  # fmt: skip


def test_figures_and_merge_fields_are_not_taken_apart():
    assert told(compared("全年清运400次。", "全年清运420次。"))[1:3] == [("gone", "400"), ("new", "420")]
    assert told(compared("{{书记}}负责。", "{{书记}}{{主任}}负责。"))[1] == ("new", "{{主任}}")


def test_an_unlike_sentence_is_replaced_as_a_whole():
    assert told(compared("春季植树。", "严禁焚烧秸秆。")) == [("gone", "春季植树。"), ("new", "严禁焚烧秸秆。")]


def test_clauses_are_followed_by_id_through_moves_and_changes():
    old = [clause(1, "甲乙丙丁。"), clause(2, "排查河道。"), clause(3, "清运垃圾。"), clause(4, "附则。")]
    new = [clause(3, "清运垃圾。"), clause(1, "甲乙丙丁。"), clause(2, "排查河道和沟渠。"), clause(9, "另有规定。")]
    pairs = compare_clauses(old, new)
    assert [(pair.change.value, (pair.new or pair.old).id) for pair in pairs] == [
        ("moved", 3), ("same", 1), ("changed", 2), ("new", 9), ("gone", 4),
    ]  # fmt: skip
    assert summary(pairs) == "改1条，增1条，删1条，移1条"


def test_a_clause_whose_id_was_lost_is_found_by_its_words():
    pairs = compare_clauses([clause(1, "清运垃圾。")], [clause(8, "清运垃圾。")])
    assert [pair.change for pair in pairs] == [Change.SAME]
    near = compare_clauses([clause(1, "全年清运生活垃圾400次。")], [clause(8, "全年清运生活垃圾420次。")])
    assert [pair.change for pair in near] == [Change.CHANGED]


def test_the_likest_clause_is_taken():
    old = [clause(1, "全年清运生活垃圾400次。"), clause(2, "全年清运建筑垃圾40次。")]
    pairs = compare_clauses(old, [clause(8, "全年清运建筑垃圾60次。"), clause(9, "全年清运生活垃圾400次以上。")])
    assert [(pair.old.id, pair.new.id) for pair in pairs] == [(2, 8), (1, 9)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("环" * 30_000, "境" * 29_999),
        ("环保。" * 15_000, "保环。" * 15_000),
        ("".join(f"第{n}句。" for n in range(9_000)), "".join(f"另有{n}句。" for n in range(9_000))),
        ("环境" * 15_000, "境环" * 15_000 + "。"),
    ],
)
def test_the_longest_texts_take_no_more_than_a_moment(old, new):
    began = time.process_time()
    found = compared(old, new)
    assert "".join(each.text for each in found if each.fate is not Fate.GONE) == new
    assert time.process_time() - began < 30


def test_every_clause_of_the_largest_template_meets_every_other_in_a_moment():
    old = [clause(n, f"{n}村每月排查河道，清运生活垃圾{n * 7}次，不得焚烧秸秆，发现问题当日报告。") for n in range(400)]
    new = [
        clause(n, f"{n % 7}社每季巡查{n}处林缘，签订承诺书{n * 3}份，逐户走访，记入台账备查。") for n in range(500, 900)
    ]
    began = time.process_time()
    assert len(compare_clauses(old, new)) >= 400
    assert time.process_time() - began < 60


@given(st.lists(st.integers(1, 12), unique=True), st.lists(st.integers(1, 12), unique=True))
def test_every_clause_stands_in_the_comparison_once(before, after):
    old, new = ([clause(key, f"第{key}条。") for key in keys] for keys in (before, after))
    pairs = compare_clauses(old, new)
    assert [pair.new for pair in pairs if pair.new] == new
    assert sorted(pair.old.id for pair in pairs if pair.old) == sorted(before)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tag": "沿河"}, "适用范围由“全部单位”改为“沿河”"),
        ({"level": 1}, "级别有改动"),
        ({"level": 1, "label": "附"}, "级别、自定序号有改动"),
    ],
)
def test_a_change_of_setting_is_a_change(change, said):
    (pair,) = compare_clauses([clause(1, "同样的话。")], [clause(1, "同样的话。", **change)])
    assert (pair.change, pair.setting) == (Change.CHANGED, said)


def test_runs_without_change_are_folded_but_for_the_neighbours():
    old = [clause(n, f"第{n}条。") for n in range(10)]
    new = [*old[:5], clause(5, "第五条改了。"), *old[6:]]
    shown = folded(compare_clauses(old, new))
    assert [len(each.pairs) if isinstance(each, Fold) else each.new.id for each in shown] == [4, 4, 5, 6, 3]
    assert [len(each.pairs) for each in folded(compare_clauses(old, old))] == [10]
    assert summary(compare_clauses(old, old)) == ""
