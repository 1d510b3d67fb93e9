"""会签平板: a seat is read and signed on the device on which it was opened; who has left opens nothing any more."""

import hashlib

import pytest
from at_table import PIN, enter, open_table, sign, sit
from glass import filled, letters, slots
from reading import Page
from sqlalchemy import func, select, update
from standing import stands

from respbook.models.base import db
from respbook.models.glass import SigningSeat, SigningTablet
from respbook.models.signing import Signature

ELSEWHERE = "该席位正在另一台设备上签字"


@stands
def three(app, town):
    return letters(app, town, 3)


@pytest.fixture
def two(three, client_as, client):
    """(the host, its page, the tablet on which somebody sits, another that has entered the same table)."""
    host, at_host, link = open_table(client_as, three[0])
    other = client_as(None)
    for each in (client, other):
        assert enter(each, link).location == "/table/"
    assert sit(client, slots(three[0])[1]).location == "/table/letter"
    return host, at_host, client, other


def token_of(browser):
    return Page(browser.get("/table/leave")).form("/table/leave")["csrf_token"]


def count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def seats():
    db.session.rollback()
    return db.session.scalars(select(SigningSeat).order_by(SigningSeat.id)).all()


def session_of(browser):
    return browser.get_cookie("session").value


def with_session(client_as, value):
    browser = client_as(None)
    browser.set_cookie("session", value)
    return browser


def everything(browser, letter, sent):
    """The answers of every route of an occupied seat."""
    token = {"csrf_token": token_of(browser)}
    slot = slots(letter)[1]
    return {
        "letter": browser.get("/table/letter"),
        "page picture": browser.get("/table/letter/pages/1.png"),
        "sign": browser.post("/table/letter", data=sent | token),
        "sign by piece": browser.post("/table/letter", data=sent | token, headers={"HX-Request": "true"}),
        "rest": browser.post("/table/rest", data=token),
        "seat": browser.get(f"/table/slots/{slot}"),
        "take the seat": browser.post(f"/table/slots/{slot}", data={"pin": PIN, "name": "王喆"} | token),
    }


def test_a_second_device_is_refused_at_every_route(town, three, two):
    _, _, tablet, other = two
    sent = filled(tablet, Page(tablet.get("/table/letter")), "/table/letter")
    for what, answer in everything(other, three[0], sent).items():
        assert answer.status_code == 409 and ELSEWHERE in answer.text, what
        assert answer.mimetype == "text/html" and "X-Page-Seen" not in answer.headers, what
        told = answer.text
        assert three[0].number_text not in told and town.villages[0].short_name not in told, what
    assert sit_refused(other, slots(three[1])[1]), "nor does another name throw out whoever is signing"
    assert count(Signature) == 0 and [each.ended_at for each in seats()] == [None]
    page = Page(other.get("/table/letter"), 409)
    assert page.first("//a[@href='/table/']") is not None and page.first("//a[@href='/table/leave']") is not None
    assert "另一台设备上正在签字" in Page(other.get("/table/")).text
    assert "另一台设备" not in Page(tablet.get("/table/")).text
    assert tablet.post("/table/letter", data=sent).location == "/table/next", "the tablet itself signs on"
    assert sit(other, slots(three[1])[1]).location == "/table/letter", "then the other one has its turn"
    assert ELSEWHERE in Page(tablet.get("/table/letter"), 409).text


def sit_refused(browser, slot):
    """The PIN is not even asked for; sent all the same, it opens nothing."""
    address = f"/table/slots/{slot}"
    answers = (browser.get(address), browser.post(address, data={"pin": PIN, "csrf_token": token_of(browser)}))
    return all(answer.status_code == 409 and ELSEWHERE in answer.text for answer in answers)


def test_the_book_knows_digests_alone_and_only_while_somebody_sits(app, two):
    _, _, tablet, _ = two
    with tablet.session_transaction() as session:
        entry, secret = session["table"], session["seat"]
    (seat,) = seats()
    assert seat.device_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    known = db.session.scalars(select(SigningTablet.entry_sha256)).all()
    assert hashlib.sha256(entry.encode()).hexdigest() in known
    assert sign(tablet).location == "/table/next"
    (seat,) = seats()
    assert seat.device_sha256 is None and seat.signature_id
    with tablet.session_transaction() as session:
        assert set(session) & {"seat", "next_seat"} == set() and session["table"] == entry


def test_an_answer_that_is_lost_leaves_the_seat_with_its_device(three, client_as, client):
    _, _, link = open_table(client_as, three[0])
    enter(client, link)
    address = f"/table/slots/{slots(three[0])[1]}"
    sent = Page(client.get(address)).form(address) | {"pin": PIN}
    before = session_of(client)
    assert client.post(address, data=sent).location == "/table/letter"
    client.set_cookie("session", before)  # the cookie of the answer never came
    assert client.get("/table/letter").status_code == 200
    assert client.post(address, data=sent).location == "/table/letter", "pressed again: the same seat"
    assert len(seats()) == 1 and sign(client).location == "/table/next"


def test_whoever_has_left_shows_nothing_to_a_kept_cookie(town, three, two, client_as):
    _, _, tablet, other = two
    sent = filled(tablet, Page(tablet.get("/table/letter")), "/table/letter")
    kept = session_of(tablet)
    leaving = Page(tablet.get("/table/leave")).form("/table/leave") | {"pin": PIN}
    answer = tablet.post("/table/leave", data=leaving)
    assert answer.location == "/sign-in" and answer.headers["Clear-Site-Data"] == '"storage"'
    assert [each.ended_at is None for each in seats()] == [False], "whoever sat there has got up"
    slot = slots(three[0])[1]
    for address in ("/table/", "/table/letter", "/table/letter/pages/1.png", "/table/next", f"/table/slots/{slot}"):
        gone = tablet.get(address)
        assert gone.status_code == 409 and "还没有进入会签台" in gone.text, "the Back button"
        gone = with_session(client_as, kept).get(address)
        assert gone.status_code == 409 and "已经退出会签模式" in gone.text, address
        assert town.villages[0].short_name not in gone.text and three[0].number_text not in gone.text
    for address, data in (
        ("/table/letter", sent),
        ("/table/rest", sent),
        ("/table/leave", leaving),
        (f"/table/slots/{slot}", leaving | {"name": "王喆"}),
    ):
        gone = with_session(client_as, kept).post(address, data=data)
        assert gone.status_code == 409 and "已经退出会签模式" in gone.text, address
    assert count(Signature) == 0
    freed = with_session(client_as, kept)
    freed.get("/table/")
    assert freed.get("/sign-in").status_code == 200, "a device that is told so is free again"
    assert other.get("/table/").status_code == 200, "another tablet of the table stays"


def test_one_leaves_and_the_other_signs_on(two):
    _, _, tablet, other = two
    leaving = Page(other.get("/table/leave")).form("/table/leave") | {"pin": PIN}
    assert other.post("/table/leave", data=leaving).location == "/sign-in"
    assert sign(tablet).location == "/table/next"


def test_a_device_that_enters_again_has_one_entry(three, client_as, client):
    _, _, link = open_table(client_as, three[0])
    enter(client, link)
    sit(client, slots(three[0])[1])
    kept = session_of(client)
    assert enter(client, link).location == "/table/"
    assert with_session(client_as, kept).get("/table/letter").status_code == 409
    assert sit(client, slots(three[0])[1]).location == "/table/letter", "it did not lock itself out"
    assert [each.ended_at is None for each in seats()] == [False, True]


def test_the_host_frees_the_seat_of_a_tablet_that_died(town, three, two):
    host, at_host, tablet, other = two
    sent = filled(tablet, Page(tablet.get("/table/letter")), "/table/letter")
    page = Page(host.get(at_host))
    address = f"{at_host}/seats/{seats()[0].id}/freeing"
    assert "王喆" in page.text and "正在平板上签字" in page.text
    form = page.form(address)
    assert host.post(f"{at_host}/seats/987654/freeing", data=form | {"key": "b" * 32}).status_code == 409
    assert host.post(address, data=form).location == at_host
    told = Page(host.get(at_host))
    assert "席位已收回" in told.text and "正在平板上签字" not in told.text and "已签0人，还有3栏待签" in told.text
    again = host.post(address, data=form | {"key": "a" * 32})
    assert again.status_code == 409 and "已经空出来了" in again.text
    assert sit(other, slots(three[1])[1]).location == "/table/letter"
    refused = tablet.post("/table/letter", data=sent)
    assert refused.status_code == 409 and ELSEWHERE in refused.text, "back from the dead, it finds the seat taken"
    assert sign(other).location == "/table/next" and count(Signature) == 1
    back = tablet.get("/table/letter")
    assert back.location == "/table/" and "这个席位已经结束" in tablet.get("/table/").text


def test_only_a_host_frees_a_seat(two, client_as):
    _, at_host, _, _ = two
    address = f"{at_host}/seats/{seats()[0].id}/freeing"
    for login in ("leader", "signer", "auditor"):
        assert client_as(login).post(address).status_code in (400, 403), login
    assert seats()[0].ended_at is None


def test_a_seat_from_before_is_nobodys_and_the_pin_opens_a_new_one(three, two):
    _, _, tablet, other = two
    db.session.execute(update(SigningSeat).values(device_sha256=None))
    db.session.commit()
    for each in (tablet, other):
        assert ELSEWHERE in Page(each.get("/table/letter"), 409).text
    assert sit(other, slots(three[0])[1]).location == "/table/letter"
    assert sign(other).location == "/table/next"


def test_the_hosts_page_asks_for_itself(three, two, counted):
    host, at_host, tablet, _ = two
    asking = Page(host.get(at_host)).root.xpath("//*[@id='signing-tables-progress']")[0]
    piece = {"HX-Request": "true", "HX-Target": "signing-tables-progress"}
    assert asking.get("hx-trigger").startswith("every 1s") and asking.get("data-polls") is not None
    with counted() as sql:
        same = host.get(asking.get("hx-get"), headers=piece)
    assert (same.status_code, same.text) == (204, "") and len(sql) <= 8
    sign(tablet)
    answer = host.get(asking.get("hx-get"), headers=piece)
    changed = Page(answer)
    assert not changed.whole and "已签1人，还有2栏待签" in changed.text
    mark = changed.first(f"//img/@src[contains(.,'/slots/{slots(three[0])[1]}/')]")
    assert host.get(mark).mimetype == "image/png"
    fresh = changed.first("//@hx-get")
    assert fresh != asking.get("hx-get") and host.get(fresh, headers=piece).status_code == 204
    closing = f"{at_host}/closure"
    host.post(closing, data=Page(host.get(at_host)).form(closing))
    assert host.get(fresh, headers=piece).headers["HX-Refresh"] == "true", "the whole page says that it is closed"
    assert "hx-get" not in host.get(at_host).text.split('id="signing-tables-progress"')[1].split(">")[0]
