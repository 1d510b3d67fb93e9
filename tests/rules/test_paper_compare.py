"""核对扫描件的规则: who compares, which copy counts, when a paper may be recorded, what binds its pages."""

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.paper_compare import (
    PaperPage,
    Verdict,
    best_copy,
    check_comparer,
    check_paper,
    pages_digest,
)

A, B, C = "a" * 64, "b" * 64, "c" * 64


def page(number, sha256=A, verdict=Verdict.AGREES):
    return PaperPage(number, sha256, verdict)


def test_another_person_compares_unless_one_person_does_all():
    assert check_comparer(3, (1, None), alone=False) is False
    with pytest.raises(RuleBroken, match="不能是同一个人"):
        check_comparer(1, (1, None), alone=False)
    with pytest.raises(RuleBroken, match="不能是同一个人"):
        check_comparer(2, (1, 2), alone=False)
    assert check_comparer(1, (1, None), alone=True) is True
    assert check_comparer(3, (1, None), alone=True) is False


@pytest.mark.parametrize(
    ("copies", "chosen"),
    [
        ({}, None),
        ({2: [1, 2, 3]}, 2),
        ({1: [1, 2], 2: [1, 2, 3]}, 2),
        ({1: [1, 2, 3], 2: [1, 2, 3]}, 1),
        ({1: [1, 2], 2: [3]}, 2),
        ({1: [3], 2: [2, 3]}, 2),
    ],
)
def test_a_whole_copy_counts_then_the_one_with_the_signatures(copies, chosen):
    assert best_copy(3, copies) == chosen


def test_a_paper_is_recorded_when_all_its_pages_agree():
    assert check_paper("王家庄村", 2, [page(1), page(2)], "") == ()


@pytest.mark.parametrize(
    ("there", "reason", "words"),
    [
        ([page(1, verdict=None), page(2)], "", "王家庄村第1页还没有核对"),
        ([page(1, verdict=Verdict.DIFFERS), page(2, verdict=None)], "丢了", "第1页核对不符"),
        ([page(1)], "丢了", "缺签字页（第2页）"),
        ([], "丢了", "缺签字页"),
        ([page(2)], "  ", "缺第1页。请补扫"),
    ],
)
def test_a_paper_that_is_not_recorded_says_why(there, reason, words):
    with pytest.raises(RuleBroken, match=words):
        check_paper("王家庄村", 2, there, reason)


def test_missing_pages_with_a_reason_are_told():
    assert check_paper("王家庄村", 3, [page(3)], "水浸") == (1, 2)


def test_the_digest_binds_every_page_and_its_place():
    both = pages_digest([page(1, A), page(2, B)])
    assert both == pages_digest([page(2, B), page(1, A, None)]), "order of asking and verdicts do not matter"
    others = [[page(1, B), page(2, A)], [page(1, A)], [page(1, A), page(3, B)], [page(1, A), page(2, B), page(3, C)]]
    assert len({both, *map(pages_digest, others)}) == 5
