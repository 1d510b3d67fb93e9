"""存证链: every kind of tampering is found; a second reading of the format, written apart, agrees (safety R74, R78, R79)."""

import datetime as d
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from independent_verifier import verifier
from tampering import (
    ANCHORS,
    BOOK,
    LENGTH,
    WITH_ANCHORS,
    WITHOUT_ANCHORS,
    cut_the_tail,
    delete,
    edit,
    edit_and_rehash,
    restored,
    wipe,
)

from respbook.rules.anchors import Anchor, read_anchors
from respbook.rules.chain import GENESIS, Reading, canonical, check_chain, entry_hash, row_digest
from respbook.rules.codes import code_of
from respbook.rules.units import UnitKind

TRIALS = 30


def places(seed):
    return [random.Random(f"{seed}{trial}").randrange(LENGTH - 1) for trial in range(TRIALS)]


def test_an_untouched_book_is_whole():
    assert check_chain(BOOK) == Reading(LENGTH, BOOK[-1].hash)
    assert check_chain(BOOK, ANCHORS).broken == () and check_chain(BOOK, ANCHORS).agreed == tuple(ANCHORS)
    assert check_chain([]) == Reading(0, GENESIS)


@pytest.mark.parametrize("attack", WITHOUT_ANCHORS, ids=lambda attack: attack.__name__)
def test_found_by_the_chain_alone(attack):
    for place in places(attack.__name__):
        assert check_chain(attack(BOOK, place)).broken, place


@pytest.mark.parametrize("attack", WITH_ANCHORS, ids=lambda attack: attack.__name__)
def test_found_with_anchors_held_outside(attack):
    for place in places(attack.__name__):
        broken = check_chain(attack(BOOK, place), ANCHORS).broken
        assert broken and all(fault.sentence.endswith("。") for fault in broken), place


@pytest.mark.parametrize("attack", [edit_and_rehash, cut_the_tail, wipe], ids=lambda attack: attack.__name__)
def test_what_the_chain_alone_cannot_see(attack):
    """Said openly: without anchors these pass. Whoever makes them visible may delete this test."""
    assert check_chain(attack(BOOK, 30)).broken == ()


def test_the_fault_is_named_at_its_place():
    assert [fault.seq for fault in check_chain(edit(BOOK, 20)).broken] == [21]
    assert check_chain(delete(BOOK, 20)).broken[0].sentence == "日志缺第21条，后面接的是第22条。"


def test_a_printed_code_is_an_anchor_too():
    code = code_of(BOOK[29].hash)
    assert len(code.replace("-", "")) == 20
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        code.replace("O", "0").replace("I", "1"),
        f"{code} 2026-3-2",
    ):
        assert [each.seq for each in check_chain(BOOK, read_anchors(f"存证 30 {typed}")).agreed] == [30]
    assert check_chain(BOOK, read_anchors(f"30 {code_of(BOOK[28].hash)}")).broken


# A restore is an entry of the book; what it threw away is a named gap, and nothing else is (safety R83).

BEFORE, RESTORED, AFTER = (d.datetime(2026, 5, day, 9, tzinfo=d.UTC) for day in (1, 2, 3))


def test_older_anchors_show_a_named_gap_after_a_restore():
    links = restored(30, RESTORED)
    old = [Anchor(20, BOOK[19].hash), Anchor(45, BOOK[44].hash, "审计U盘", BEFORE)]
    new = Anchor(45, links[44].hash, "", AFTER)
    found = check_chain(links, [*old, new])
    assert found.broken == () and [each.seq for each in found.restores] == [31]
    assert found.agreed == (old[0], new)
    (gap,) = found.gaps
    assert (gap.seq, gap.restore) == (45, 31)
    assert "审计U盘" in gap.sentence and "2026年5月2日的一次恢复" in gap.sentence and "第30条" in gap.sentence


def test_a_restore_explains_nothing_that_it_did_not_do():
    links = restored(30, RESTORED)
    assert check_chain(links, [Anchor(20, BOOK[20].hash)]).broken, "older than the backup"
    assert check_chain(links, [Anchor(45, BOOK[44].hash, "", AFTER)]).broken, "taken after the restore"
    assert check_chain(links, [Anchor(90, BOOK[44].hash, "", AFTER)]).broken, "the tail was cut after it"
    (gap,) = check_chain(links, [Anchor(45, BOOK[44].hash)]).gaps
    assert "没有日期" in gap.sentence
    lied = check_chain(restored(30, RESTORED, named=BOOK[28].hash))
    assert "备份时的日志头不在日志中" in lied.broken[0].sentence


# A second reading of the format, by the program that is offered for download; it shares no code.


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"), max_size=20).map(
    lambda text: __import__("unicodedata").normalize("NFC", text)
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(TEXT, VALUES, max_size=6), st.integers(1, 10**6))
def test_a_second_reading_agrees(record, seq):
    body = canonical(record)
    assert body == verifier.canonical(record)
    assert entry_hash(seq, GENESIS, body) == verifier.entry_hash(seq, GENESIS, body)


def test_one_form_for_one_meaning():
    east = d.datetime(2026, 3, 2, 9, tzinfo=d.timezone(d.timedelta(hours=8)))
    assert canonical(east) == canonical(east.astimezone(d.UTC))
    assert canonical(Decimal("2.50")) == canonical(Decimal("2.5")) == '"2.5"'
    assert canonical(Decimal("0E+2")) == '"0"' and canonical(Decimal(-0)) == '"0"'
    assert canonical("e\u0301") == canonical("é")
    assert canonical(UnitKind.VILLAGE) == '"village"' and canonical(d.date(2026, 3, 2)) == '"2026-03-02"'


def test_floats_have_no_form():
    with pytest.raises(TypeError):
        canonical({"points": 2.5})


def test_a_row_is_told_by_every_filled_column():
    row = {"id": 1, "name": "王家庄", "points": Decimal("2.5"), "retired_on": None}
    digest = row_digest("units", row)
    assert digest == row_digest("units", {k: v for k, v in row.items() if v is not None})
    others = [
        row | change for change in ({"id": 2}, {"name": "李家沟"}, {"points": Decimal("2.6")}, {"retired_on": "x"})
    ]
    assert len({digest, row_digest("tasks", row), *(row_digest("units", other) for other in others)}) == 6
