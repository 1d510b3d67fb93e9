"""会签台: opened by the clerk, entered by PIN, one confirmed person at a time, nothing of anybody else's letter."""

import json

import pytest
from at_table import PIN, enter, open_table, sign, sit
from glass import filled, letters, slots
from making import make
from reading import Page
from sqlalchemy.orm import undefer
from standing import stands

from respbook.models.base import db
from respbook.models.signing import Signature
from respbook.queries.glass import standing
from respbook.queries.scope_signing import slot_in_sight


@stands
def three(app, town):
    return letters(app, town, 3)


def test_three_people_sign_one_after_another(town, three, client_as, client, clock):
    host, at_host, link = open_table(client_as, three[0])
    assert "主持口令不对" in enter(client, link, "0000").text
    assert enter(client, link).location == "/table/"
    names, numbers = [each.short_name for each in town.villages[:3]], [each.number_text for each in three]
    for done, letter in enumerate(three):
        listed = Page(client.get("/table/"))
        assert f"已签{done}人，待签{3 - done}" in listed.text and numbers[done] not in listed.text
        slot = slots(letter)[1]
        assert sit(client, slot).location == "/table/letter"
        clock.forward(minutes=1)
        page = Page(client.get("/table/letter"))
        assert names[done] in page.text and [each for each in numbers if each in page.text] == [numbers[done]]
        assert sign(client).location == "/table/next"
        handed = Page(client.get("/table/next"))
        assert names[done] not in handed.text and numbers[done] not in handed.text
        assert client.get("/table/letter").location == "/table/", "the letter is closed with its signature"
    assert "都签完了" in Page(client.get("/table/")).text
    told = Page(host.get(at_host))
    assert "已签3人，还有0栏待签" in told.text and "王喆" in told.text
    db.session.rollback()
    made = standing(slot_in_sight(town.viewer("clerk"), slots(three[0])[1]))
    row = db.session.get(Signature, made.id, options=[undefer(Signature.record)], populate_existing=True)
    facts = json.loads(row.record)
    assert (facts["proof"]["kind"], facts["proof"]["by"], facts["signer"]["name"]) == ("host", "陈静", "王喆")
    assert facts["shown"]["pages_seen"] == three[0].pages


def test_another_name_opens_by_the_pin_alone_and_closes_the_first(town, three, client_as, client):
    _, _, link = open_table(client_as, three[0])
    enter(client, link)
    sit(client, slots(three[0])[1])
    kept = filled(client, Page(client.get("/table/letter")), "/table/letter")
    assert "主持口令不对" in sit(client, slots(three[1])[1], "5555").text
    assert town.villages[0].short_name in Page(client.get("/table/letter")).text
    sit(client, slots(three[1])[1])
    page = Page(client.get("/table/letter"))
    assert town.villages[1].short_name in page.text and town.villages[0].short_name not in page.text
    refused = client.post("/table/letter", data=kept)
    assert refused.status_code == 422, "what was read in another seat does not count"
    assert (
        client.post("/table/rest", data=Page(client.get("/table/letter")).form("/table/rest")).location == "/table/next"
    )
    assert client.get("/table/letter").location == "/table/"


def test_the_tablet_keeps_to_its_list(three, client_as, client):
    _, _, link = open_table(client_as, three[0])
    tablet = client_as("clerk")
    enter(tablet, link)
    assert tablet.get("/letters/").status_code == 303, "nobody is signed in any more"
    for elsewhere in ("/sign-in", "/enter"):
        assert tablet.get(elsewhere).location == "/table/"
    leaving = Page(tablet.get("/table/leave")).form("/table/leave")
    assert "主持口令不对" in tablet.post("/table/leave", data=leaving | {"pin": "5555"}).text
    leaving = Page(tablet.get("/table/leave")).form("/table/leave")
    assert tablet.post("/table/leave", data=leaving | {"pin": PIN}).location == "/sign-in"
    assert tablet.get("/table/").status_code == 409


def test_slots_that_are_not_on_the_list(three, client_as, client):
    _, _, link = open_table(client_as, three[0], unit_ids=[str(three[0].unit_id)])
    enter(client, link)
    assert "待签1" in Page(client.get("/table/")).text
    for slot in (slots(three[1])[1], slots(three[0])[0], 987654):
        assert client.get(f"/table/slots/{slot}").location == "/table/"


def test_guessing_the_pin_is_counted(three, client_as, client):
    _, _, link = open_table(client_as, three[0])
    for _ in range(5):
        enter(client, link, "5555")
    assert "主持口令不对" in enter(client, link).text


def test_it_closes_by_the_host_and_by_itself(three, client_as, client, clock):
    host, at_host, link = open_table(client_as, three[0])
    enter(client, link)
    sit(client, slots(three[0])[1])
    kept = filled(client, Page(client.get("/table/letter")), "/table/letter")
    closing = f"{at_host}/closure"
    assert host.post(closing, data=Page(host.get(at_host)).form(closing)).location == at_host
    refused = client.post("/table/letter", data=kept)
    assert refused.status_code == 409 and "已经关闭" in refused.text
    assert client.get("/sign-in").status_code == 200, "the device is free again"
    other = client_as(None)
    _, at_host, link = open_table(client_as, three[0])
    enter(other, link)
    clock.forward(hours=16)
    assert "已经关闭" in other.get("/table/").text


def test_a_new_code_is_made_by_the_pin_and_the_old_one_dies(town, three, client_as, client):
    _, at_host, link = open_table(client_as, three[0])
    enter(client, link)
    sit(client, slots(three[0])[1])
    assert sign(client).location == "/table/next"
    sit(client, slots(three[1])[1])
    other = client_as("clerk")
    page, address = Page(other.get(at_host)), f"{at_host}/code"
    assert "只在开台的浏览器里" in page.text and link not in page.text
    refused = Page(other.post(address, data=page.form(address) | {"pin": "5555"}), 422)
    assert "主持口令不对" in refused.text and client.get("/table/").status_code == 200
    assert other.post(address, data=page.form(address) | {"pin": PIN}).location == at_host
    shown = Page(other.get(at_host))
    fresh = "/table/enter/" + shown.first("//span[contains(@class,'address')]").rsplit("/", 1)[1]
    assert fresh != link and "已签1人，还有2栏待签" in shown.text
    gone = client.get("/table/")
    assert gone.status_code == 409 and "进入码已经换过" in gone.text
    assert client.get("/sign-in").status_code == 200, "the device is free again"
    assert client.get(link).status_code == 404
    assert enter(client, fresh).location == "/table/"
    assert "已签1人，待签2" in Page(client.get("/table/")).text
    assert client.get("/table/letter").location == "/table/", "whoever sat there has got up"


def test_a_second_table_is_warned_of_and_not_refused(three, client_as):
    host, at_host, _ = open_table(client_as, three[0])
    address = f"/programmes/{three[0].programme_id}/signing-tables/new"
    assert Page(host.get("/signing-tables/")).first(f"//a[@href='{address}']") is not None
    page = Page(host.get(address))
    assert "已有一个会签台开着" in page.text and page.first(f"//a[@href='{at_host}']") is not None
    _, second, _ = open_table(client_as, three[0])
    assert second != at_host
    for each in (at_host, second):
        host.post(f"{each}/closure", data=Page(host.get(each)).form(f"{each}/closure"))
    assert "已有一个会签台开着" not in Page(host.get(address)).text


@pytest.mark.parametrize("pin", ["1111", "1234", "12", "abcd", ""])
def test_a_pin_that_everybody_guesses(three, client_as, pin):
    address = f"/programmes/{three[0].programme_id}/signing-tables/new"
    host = client_as("clerk")
    Page(host.post(address, data=Page(host.get(address)).form(address) | {"pin": pin}), 422)


def test_lists_are_flat(stand, town, client_as, client, counted):
    rows = stand(letters, 8)
    counts = []
    for chosen in (rows[:2], rows):
        host, at_host, link = open_table(client_as, rows[0], unit_ids=[str(each.unit_id) for each in chosen])
        tablet = client_as(None)
        enter(tablet, link)
        for browser, address in ((host, at_host), (tablet, "/table/")):
            browser.get(address)
            with counted() as sql:
                browser.get(address)
            counts.append(len(sql))
    assert counts[:2] == counts[2:] and max(counts) <= 8


def test_nobody_to_sign(app, town, client_as):
    programme = make.programme(town)
    page = Page(client_as("clerk").get(f"/programmes/{programme.id}/signing-tables/new"))
    assert "没有轮到责任单位签" in page.text
    listed = Page(client_as("clerk").get("/signing-tables/")).text
    assert "还没有开过会签台" in listed and "开会签台”" not in listed and programme.name not in listed
