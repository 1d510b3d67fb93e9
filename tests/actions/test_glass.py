"""屏幕签字, at once: two people at the last slot, one code on two phones; one signature comes out."""

import datetime as d
from threading import Barrier, Thread

import pytest
from glass import letters, slots
from making import NOW, PASSWORD
from sqlalchemy import func, select

from respbook.actions import glass as actions
from respbook.actions import signing, signing_tables, tablets
from respbook.models.base import db
from respbook.models.glass import SigningPass, SigningSeat
from respbook.models.signing import Signature
from respbook.queries.waiting import waiting_count, waiting_slots
from respbook.rules.errors import RuleBroken
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.signing_tables import SeatElsewhere

MARK = signing.HandMark("c" * 64, "d" * 64)
CAME = actions.Came("12345678", "10.0.0.8", "WeChat")


def at_once(app, *deeds):
    """What each deed came to, all begun in the same moment."""
    gate, came = Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        with app.app_context():
            gate.wait()
            try:
                deed()
                came[place] = "signed"
            except RuleBroken as problem:
                came[place] = problem.sentence

    threads = [Thread(target=run, args=each) for each in enumerate(deeds)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return came


def test_two_at_the_last_slot(real_app):
    app = real_app()
    with app.app_context():
        letter = letters(app, app.town)[0]
        slot, shown = slots(letter)[1], Shown(letter.pdf_sha256, NOW, letter.pages)
        db.session.rollback()
    phone = lambda: actions.sign_own(  # noqa: E731
        slot, MARK, shown, PASSWORD, CAME, by=app.town.viewer("signer"), now=NOW
    )
    proof = Proof("host", NOW, "陈静")
    table = lambda: signing.sign_at_table(  # noqa: E731
        slot, "王喆", MARK, shown, proof, by=app.town.viewer("clerk"), now=NOW
    )
    came = at_once(app, phone, table)
    assert came.count("signed") == 1 and any("不用再签" in each for each in came)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Signature)) == 1


def test_one_code_on_two_phones(real_app):
    app = real_app()
    with app.app_context():
        letter = letters(app, app.town)[0]
        slot, shown = slots(letter)[1], Shown(letter.pdf_sha256, NOW, letter.pages)
        actions.make_pass(slot, "a" * 64, by=app.town.viewer("signer"), now=NOW)
        db.session.rollback()
    deed = lambda: actions.sign_by_pass("a" * 64, MARK, shown, PASSWORD, CAME, now=NOW)  # noqa: E731
    came = at_once(app, deed, deed)
    assert came.count("signed") == 1 and any("已经用过" in each or "不用再签" in each for each in came)
    with app.app_context():
        assert db.session.scalars(select(SigningPass)).one().used_at == NOW


def test_what_waits_follows_the_rule(app, town):
    first = letters(app, town, 2)[0]
    leader, signer = town.viewer("leader"), town.viewer("signer")
    assert [row.id for row in waiting_slots(signer, NOW.date())] == [slots(first)[1]]
    assert waiting_count(leader, NOW.date()) == 2 and waiting_count(town.viewer("clerk"), NOW.date()) == 0
    assert waiting_count(signer, NOW.date() - d.timedelta(days=900)) == 0
    shown = Shown(first.pdf_sha256, NOW, first.pages)
    actions.sign_own(slots(first)[1], MARK, shown, PASSWORD, CAME, by=signer, now=NOW)
    assert waiting_slots(signer, NOW.date()) == []


def test_two_devices_take_the_seat_at_once(real_app):
    """One wins; the other is told so, and can neither sign in that seat nor end it."""
    app = real_app()
    devices = [tablets.Device(char * 64, (char * 64,)) for char in "ab"]
    with app.app_context():
        letter = letters(app, app.town)[0]
        slot, shown = slots(letter)[1], Shown(letter.pdf_sha256, NOW, letter.pages)
        facts = signing_tables.TableFacts(letter.programme_id, (letter.unit_id,), "2917")
        signing_tables.open_table(facts, "c" * 64, by=app.town.viewer("clerk"), now=NOW)
        for device in devices:
            tablets.enter("c" * 64, "2917", tablets.Device(""), device.entry_sha256, None, now=NOW)
        db.session.rollback()

    def taking(device):
        return lambda: tablets.seat(device, slot, "王喆", "2917", device.seats[0], now=NOW)

    came = at_once(app, *[taking(device) for device in devices])
    assert came.count("signed") == 1 and sum("另一台设备" in each for each in came) == 1
    won, lost = (devices[came.index("signed")], devices[1 - came.index("signed")])
    with app.app_context():
        seat = db.session.scalars(select(SigningSeat)).one()
        assert seat.device_sha256 == won.seats[0]
        for deed in (
            lambda: tablets.sign_seated(lost, seat.id, MARK, shown, CAME, now=NOW),
            lambda: tablets.rise(lost, now=NOW),
        ):
            with pytest.raises(SeatElsewhere):
                deed()
        tablets.sign_seated(won, seat.id, MARK, shown, CAME, now=NOW)
        assert db.session.scalar(select(func.count()).select_from(Signature)) == 1
