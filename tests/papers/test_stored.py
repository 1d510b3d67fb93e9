"""留存: exact round trip, a fingerprint that sees every word and no mark, the 校验码."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from respbook.papers.blocks import (
    Cell,
    CheckMark,
    Column,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    SignatureBlock,
    SignatureSide,
    SignatureSlot,
    Table,
    Title,
)
from respbook.papers.stored import as_json, canonical, dumped, fingerprint, loaded

text = st.text('环境责任书“”\\"<&1.é\n', max_size=8)
runs = st.lists(st.builds(Run, text, st.none() | st.sampled_from(("unit.name", "bonus"))), max_size=3).map(tuple)
aligns = st.sampled_from(("left", "centre", "right"))
clauses = st.none() | st.integers(1, 99)
cells = st.none() | st.builds(Cell, runs, st.integers(1, 9), st.integers(1, 4))
columns = st.builds(Column, text, st.floats(1, 156), aligns)
sides = st.builds(
    SignatureSide, text, text, st.lists(st.builds(SignatureSlot, text, text), max_size=4).map(tuple), st.booleans()
)
blocks = st.one_of(
    st.builds(Title, st.lists(runs, max_size=2).map(tuple)),
    st.builds(Heading, st.integers(1, 4), runs, clauses),
    st.builds(Paragraph, runs, clauses, st.booleans(), aligns),
    st.builds(
        Table,
        text,
        st.lists(columns, max_size=3).map(tuple),
        st.lists(st.lists(cells, max_size=3).map(tuple), max_size=3).map(tuple),
    ),
    st.builds(SignatureBlock, st.lists(sides, max_size=2).map(tuple), text),
    st.builds(PageBreak),
)
marks = st.none() | st.builds(CheckMark, text, text, text)
papers = st.builds(Paper, text, text, text, st.lists(blocks, max_size=4).map(tuple), marks)

PAPER = Paper("责任书", "柳沟村", "青环责〔2026〕1号", (Paragraph((Run("不少于40户", "target.1"),)),))


@given(papers)
@settings(max_examples=200, deadline=None)
def test_a_paper_comes_back_exactly(paper):
    again = loaded(dumped(paper))
    assert again == paper
    assert fingerprint(again) == fingerprint(paper)


def test_the_fingerprint_is_fixed():
    assert fingerprint(PAPER) == "523f5396d0ce0653acb324fa79c3d13ed013b324853875e308dbd0e923b13e33"


def test_the_fingerprint_ignores_the_mark_made_from_it():
    assert fingerprint(replace(PAPER, mark=CheckMark("https://a/v/X", "X"))) == fingerprint(PAPER)


@pytest.mark.parametrize(
    "other",
    (
        replace(PAPER, number="青环责〔2026〕2号"),
        replace(PAPER, blocks=(Paragraph((Run("不少于41户", "target.1"),)),)),
        replace(PAPER, blocks=(Paragraph((Run("不少于40户", "target.2"),)),)),
        replace(PAPER, blocks=(*PAPER.blocks, PageBreak())),
    ),
)
def test_the_fingerprint_sees_everything_else(other):
    assert fingerprint(other) != fingerprint(PAPER)


def test_composed_and_decomposed_text_are_the_same_paper():
    def named(word):
        return replace(PAPER, subject=word)

    assert fingerprint(named("caf\u00e9")) == fingerprint(named("cafe\u0301"))


def test_lengths_are_written_as_text():
    table = Table("", (Column("甲", 30), Column("乙", 12.5)), ())
    stored = as_json(replace(PAPER, blocks=(table,)))
    assert [column["width"] for column in stored["blocks"][0]["columns"]] == ["30.0", "12.5"]
    whole = replace(PAPER, blocks=(Table("", (Column("甲", 30.0), Column("乙", 12.5)), ()),))
    assert canonical(whole) == canonical(replace(PAPER, blocks=(table,)))


@pytest.mark.parametrize("stored", ({}, {"kind": "x"}, {**as_json(PAPER), "blocks": [{"block": "script"}]}))
def test_what_is_not_a_paper_is_refused(stored):
    with pytest.raises(ValueError, match=r"paper|block"):
        loaded(json.dumps(stored))
