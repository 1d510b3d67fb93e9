"""签订本: frozen when the last one has signed on glass, built outside the gate, found by its digest."""

import pytest
from sealing import LATER, sealing
from standing import stands

from respbook.actions import issuing, signed_copies, signing
from respbook.actions.signed_copies import freeze_waiting
from respbook.models.base import db
from respbook.press import stamping
from respbook.press.seal_ink import whole_ink
from respbook.queries import signed_copies as queries
from respbook.queries import signing as slots
from respbook.queries.scope import letter_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer
from respbook.works import tools


@stands
def letter(app, town):
    return sealing.issued(app, town)[0]


def fresh(letter):
    return letter_in_sight(system_viewer(), letter.id)


def frozen(app, letter):
    return signed_copies.freeze(letter.id, tools(app), by=system_viewer("签订本"), now=LATER)


def copy(app, letter):
    found = queries.copy_of(fresh(letter))
    return queries.copy_bytes(found, tools(app).store, tools(app).binder), found


def test_nothing_signed_no_copy(app, letter):
    assert queries.copy_of(letter) is None and frozen(app, letter) is None
    assert freeze_waiting(None, tools(app), LATER) == 0


def test_half_signed_it_is_shown_and_not_frozen(app, town, letter):
    sealing.sign(app, town, letter, 2)
    pdf, found = copy(app, letter)
    assert pdf.startswith(tools(app).store.get(letter.pdf_sha256)) and len(pdf) > 0
    assert not found.frozen and not found.gathered.whole and found.gathered.on is None
    assert frozen(app, letter) is None


def test_the_last_signature_freezes_it_once(app, town, letter):
    sealing.sign(app, town, letter)
    assert freeze_waiting(None, tools(app), LATER) == 1
    assert freeze_waiting(None, tools(app), LATER) == 0 and frozen(app, letter) is None
    pdf, found = copy(app, letter)
    issued = tools(app).store.get(letter.pdf_sha256)
    assert pdf.startswith(issued) and len(pdf) > len(issued)
    assert tools(app).store.put(pdf) == found.frozen
    assert queries.built(found.gathered, tools(app).store, tools(app).binder) == pdf
    assert queries.newest_copy(letter.id).sha256 == found.frozen and queries.newest_copy(letter.id).digital == 0
    assert list(verify_state()) == []


def test_a_seal_that_comes_later_gives_a_younger_copy(app, town, letter):
    sealing.sign(app, town, letter)
    first = frozen(app, letter).sha256
    sealing.use(town, sealing.seal(app, town), letter)
    assert not copy(app, letter)[1].frozen
    assert freeze_waiting([letter.id], tools(app), LATER) == 1
    second = queries.newest_copy(letter.id).sha256
    assert first != second


def test_what_was_signed_meanwhile_is_not_left_out(app, town, letter, monkeypatch):
    """A seal is put while the copy is being built: the copy is built again."""
    sealing.sign(app, town, letter)
    seal, once = sealing.seal(app, town), []
    real = queries.built

    def slow(found, *rest):
        if not once:
            once.append(True)
            sealing.use(town, seal, letter)
        return real(found, *rest)

    monkeypatch.setattr(queries, "built", slow)
    row = frozen(app, letter)
    assert row.content_sha256 == queries.gathered(fresh(letter)).digest and '"seals":["' in row.marks


def test_on_paper_the_original_is_named_and_nothing_frozen(app, town, letter):
    ids = [slot.id for slot in slots.slot_rows(letter.id)]
    mark = signing.PaperMark("e" * 64, "陈静", "陈静", "档案柜3号", LATER.date())
    signing.record_paper(ids, mark, by=town.viewer("clerk"), now=LATER)
    _, found = copy(app, letter)
    assert found.gathered.on_paper and not found.gathered.whole
    assert frozen(app, letter) is None and freeze_waiting(None, tools(app), LATER) == 0


def test_a_void_letter_is_shown_with_its_banner(app, town, letter):
    sealing.sign(app, town, letter)
    frozen(app, letter)
    whole, _ = copy(app, letter)
    issuing.void(letter.id, "单位名称有误", fresh(letter).version, by=town.viewer("leader"), now=LATER)
    pdf, found = copy(app, letter)
    assert found.banner[0] == "已作废" and "单位名称有误" in found.banner[1]
    assert pdf.startswith(whole) and len(pdf) > len(whole)


def test_strokes_that_are_gone_stop_no_other_letter(stand, app, town):
    first, second = stand(sealing.issued, 2)
    mark = signing.HandMark("c" * 64, "d" * 64)
    from respbook.rules.signature_record import Proof, Shown

    for slot in slots.slot_rows(first.id):
        seen = Shown(first.pdf_sha256, LATER, first.pages)
        signing.sign_at_table(
            slot.id, slot.name, mark, seen, Proof("host", LATER, "陈静"), by=town.viewer("clerk"), now=LATER
        )
    sealing.sign(app, town, second)
    assert freeze_waiting(None, tools(app), LATER) == 1
    assert queries.newest_copy(first.id) is None and queries.newest_copy(second.id) is not None
    with pytest.raises(RuleBroken, match="文件库中没有"):
        copy(app, first)


def test_each_letter_is_counted_by_its_own_marks(stand, app, town):
    first, second = stand(sealing.issued, 2)
    sealing.sign(app, town, first)
    assert queries.unfrozen(9) == [first.id] and freeze_waiting(None, tools(app), LATER) == 1
    sealing.sign(app, town, second)
    assert queries.unfrozen(9) == [second.id] and freeze_waiting(None, tools(app), LATER) == 1
    assert queries.unfrozen(9) == []
    sealing.use(town, sealing.seal(app, town), second)
    assert queries.unfrozen(9) == [second.id]


def test_an_old_letter_without_places_is_set_again(app, town, letter):
    sealing.sign(app, town, letter)
    pdf, _ = copy(app, letter)
    from sqlalchemy import text

    db.session.rollback()
    db.session.execute(text("UPDATE letters SET places = '' WHERE id = :id"), {"id": letter.id})
    assert copy(app, letter)[0] == pdf


def test_the_seal_on_a_copy_carries_its_own_letters_number_and_token(stand, app, town):
    rows = stand(sealing.issued, 2)
    seal = sealing.seal(app, town)
    sealing.use(town, seal, *rows)
    drawn = []
    for row in rows:
        letter = fresh(row)
        ink = whole_ink(sealing.picture(app), (letter.number_text, letter.check_token), tools(app).binder.faces)
        assert ink.dots in copy(app, row)[0]
        drawn.append(ink.dots)
    assert drawn[0] != drawn[1] and drawn[0] not in copy(app, rows[1])[0]


def test_frozen_bytes_are_served_whatever_a_seal_looks_like_today(app, town, letter, monkeypatch):
    sealing.use(town, sealing.seal(app, town), letter)
    sealing.sign(app, town, letter)
    kept = frozen(app, letter).sha256
    monkeypatch.setattr(stamping, "whole_ink", lambda *_: pytest.fail("drawn again"))
    pdf, found = copy(app, letter)
    assert found.frozen == kept and tools(app).store.put(pdf) == kept and frozen(app, letter) is None
