"""许多份一次办: what a list of letters rests on is read once; each letter costs its own writes and nothing more."""

import datetime as d

import pytest
from making import NOW, PASSWORD, make
from sqlalchemy import func, select, update
from standing import stands

from respbook.actions import ceremonies, glass, seals, signing, units
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.ceremonies import Attendance
from respbook.models.signing import SigningSlot
from respbook.queries.scope import letters_named
from respbook.queries.signing import slots_of_letters
from respbook.rules.errors import RuleBroken
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.signing import SigningState
from respbook.rules.units import PostRole, UnitKind

FEW, MANY = 3, 30
LATER = NOW + d.timedelta(days=1)
MARK = signing.HandMark("c" * 64, "d" * 64)
CAME = glass.Came("12345678", "10.0.0.8", "WeChat")


@stands
def letters(app, town):
    """Ids of the issued letters of three villages, and of thirty others."""
    clerk = town.viewer("clerk")
    programme = make.programme(town)
    make.target(town, programme)
    ids = [village.id for village in town.villages]
    for place in range(FEW + MANY - len(ids)):
        facts = units.UnitFacts(
            town.unit.id, UnitKind.VILLAGE, f"新{place}村村民委员会", f"新{place}村", position=40 + place
        )
        village = units.add(facts, by=clerk, now=NOW)
        holder = units.HolderFacts(PostRole.FIRST, "党支部书记", f"孙{place}田", "", d.date(2025, 3, 1))
        units.appoint(village.id, holder, by=clerk, now=NOW)
        ids.append(village.id)
    db.session.expire_all()
    rows = make.drafts(town, make.template(town, programme), ids)
    make.issued(app, town, rows)
    db.session.rollback()
    found = [row.id for row in rows]
    return found[:FEW], found[FEW:]


def a_letter(counted, few, many):
    """Statements that each letter more costs."""
    told = []
    for deed in (few, many):
        db.session.rollback()
        with counted() as sql:
            deed()
        told.append(len(sql))
    return (told[1] - told[0]) / (MANY - FEW)


def entries(verb):
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.verb == verb))


def test_the_leader_signs_a_list(town, letters, counted):
    leader = town.viewer("leader")

    def signed(ids):
        rows = {row.id: row for row in letters_named(leader, ids)}
        shown = [
            (slot.id, Shown(rows[letter_id].pdf_sha256, LATER, 0))
            for letter_id, slots in slots_of_letters(ids).items()
            for slot in slots
            if slot.unit_id == town.unit.id
        ]
        return lambda: glass.sign_many(shown, MARK, PASSWORD, CAME, by=leader, now=LATER)

    deeds = [signed(ids) for ids in letters]
    assert a_letter(counted, *deeds) <= 3  # the record, the slot, the letter
    states = {row.signing for ids in letters for row in letters_named(leader, ids)}
    assert states == {SigningState.PARTLY} and entries("letter.sign") == FEW + MANY


def test_two_slots_of_one_letter_are_signed_in_their_turn(town, letters):
    """What is read once is not what stood before: the first signature opens the turn of the second."""
    (letter_id, *_), _ = letters
    leader, slots = town.viewer("leader"), slots_of_letters([letter_id])[letter_id]
    for place, slot in enumerate(slots):
        own = {"unit_id": town.unit.id, "role": PostRole.FIRST, "step": 10 + place}
        db.session.execute(update(SigningSlot).where(SigningSlot.id == slot.id).values(**own))
    db.session.commit()
    (letter,) = letters_named(leader, [letter_id])
    shown = [(slot.id, Shown(letter.pdf_sha256, LATER, letter.pages)) for slot in slots]
    proof = Proof("password", LATER, "李建国")
    with pytest.raises(RuleBroken, match="还没有轮到"):
        signing.sign_each(shown[::-1], MARK, proof, by=leader, now=LATER)
    assert len(signing.sign_each(shown, MARK, proof, by=leader, now=LATER)) == 2
    (letter,) = letters_named(leader, [letter_id])
    assert letter.signing is SigningState.SIGNED


def test_the_town_seals_many(town, letters, counted):
    leader = town.viewer("leader")
    seal = seals.register(town.unit.id, "公章", "a" * 64, by=leader, now=NOW)
    order, proof = seals.SealOrder(seal.id, "李建国"), Proof("password", LATER, "李建国")
    deeds = [lambda ids=ids: seals.use(ids, order, proof, by=leader, now=LATER) for ids in letters]
    assert a_letter(counted, *deeds) <= 1  # the record
    assert entries("seal.use") == FEW + MANY


def test_who_came_is_noted_at_one_go(town, letters, counted):
    clerk = town.viewer("clerk")
    rows = [letters_named(clerk, ids) for ids in letters]
    programme_id = rows[0][0].programme_id
    facts = ceremonies.CeremonyFacts(d.date(2026, 3, 9), "上午9时", "三楼会议室", "李建国")
    ceremonies.arrange(programme_id, facts, 0, by=clerk, now=NOW)
    marks = [[ceremonies.Mark(row.unit_id, "王喆", "王喆", 2) for row in some] for some in rows]
    deeds = [lambda some=some: ceremonies.note(programme_id, some, by=clerk, now=LATER) for some in marks]
    assert a_letter(counted, *deeds) == 0
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == FEW + MANY
    again = [ceremonies.Mark(row.unit_id, "王新", "王喆", 2) for row in rows[1]]
    assert ceremonies.note(programme_id, again, by=clerk, now=LATER) == MANY
