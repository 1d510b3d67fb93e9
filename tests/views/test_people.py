"""用户页: list, slip, own account, phones."""

import re

import making
import pytest
from reading import Page
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.people import User

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


def form_of(client, address):
    page = Page(client.get(address))
    return page.form(address)


def user_id(login):
    found = db.session.scalar(select(User.id).where(User.login == login))
    db.session.rollback()
    return found


def new_person(client, town, **more):
    values = form_of(client, "/people/new") | {"name": "赵新", "unit_id": str(town.villages[0].id), "roles": "reporter"}
    return client.post("/people/new", data=values | {"phone": "13912345678"} | more)


def test_slip_is_shown_once(client_as, town):
    client = client_as("clerk")
    values = form_of(client, "/people/new") | {"name": "赵新", "unit_id": str(town.villages[0].id), "roles": "reporter"}
    page = Page(client.post("/people/new", data=values))
    assert CODE.search(page.text) and "zhaoxin" in page.text and "72小时" in page.text
    again = client.post("/people/new", data=values)
    assert again.status_code == 303 and f"/people/{user_id('zhaoxin')}" in again.headers["Location"]
    assert not CODE.search(client.get(f"/people/{user_id('zhaoxin')}").text)


def test_list_masks_phones_and_tells_states(client_as, town):
    client = client_as("clerk")
    new_person(client, town)
    page = Page(client.get("/people/?q=赵新"))
    assert "139****5678" in page.text and "13912345678" not in page.source
    assert "待开户" in page.text and "码有效至2026年3月5日 09:00" in page.text
    assert "赵新" not in Page(client.get("/people/?state=entered")).text
    assert "赵新" in Page(client.get("/people/?state=waiting&role=reporter")).text


def test_list_is_flat(client_as, town, counted):
    client = client_as("clerk")
    client.get("/people/")
    with counted() as few:
        client.get("/people/")
    for place in range(6):
        new_person(client, town, login=f"more{place}")
    with counted() as many:
        client.get("/people/")
    assert len(few) == len(many) <= 4, "\n".join(many)


def test_full_phone_by_button(client_as, town):
    client = client_as("clerk")
    new_person(client, town)
    where = f"/people/{user_id('zhaoxin')}"
    page = Page(client.get(where))
    assert "13912345678" not in page.source
    shown = Page(client.post(f"{where}/phone", data=page.form(f"{where}/phone")))
    assert "13912345678" in shown.text
    assert client_as("auditor").post(f"{where}/phone").status_code == 403


def test_full_phone_of_a_holder(client_as, town):
    client = client_as("clerk")
    where = f"/units/{town.villages[0].id}"
    page = Page(client.get(where))
    assert "13812341234" not in page.source
    action = next(a for a in page.root.xpath("//form/@action") if a.endswith("/phone"))
    assert "13812341234" in Page(client.post(action, data=page.form(action))).text
    assert client_as("reporter").post(action).status_code == 403


def test_old_proof_asks_again(client_as, clock, town):
    client = client_as("clerk")
    clock.forward(minutes=6)
    asked = client.get("/people/new")
    assert asked.status_code == 303 and "/step-up" in asked.headers["Location"]
    refused = client.post(f"/people/{user_id('reporter')}/invite", headers={"HX-Request": "true"})
    assert refused.status_code == 401 and refused.headers["X-Sign-In"] == "/step-up?piece=1"
    piece = client.get("/step-up?piece=1")
    assert "password" in piece.text and "<html" not in piece.text


def test_edit_keeps_the_phone(client_as, town):
    client = client_as("clerk")
    new_person(client, town)
    where = f"/people/{user_id('zhaoxin')}/edit"
    values = form_of(client, where)
    assert client.post(where, data=values | {"name": "赵欣"}).status_code == 303
    user = db.session.scalars(select(User).where(User.login == "zhaoxin")).one()
    assert user.name == "赵欣" and user.phone == "13912345678"


def test_stale_edit_shows_both(client_as, town):
    client = client_as("clerk")
    new_person(client, town)
    where = f"/people/{user_id('zhaoxin')}/edit"
    values, first = form_of(client, where), form_of(client, where)
    client.post(where, data=first | {"name": "赵欣"})
    page = Page(client.post(where, data=values | {"name": "赵馨"}), 409)
    assert "赵欣" in page.text and "赵馨" in page.text


def test_moving_by_hand(client_as, town):
    client = client_as("admin")
    where = f"/people/{user_id('signer')}/post"
    values = form_of(client, where)
    assert values["roles"] == "signer"
    assert client.post(where, data=values | {"roles": ["reporter", "signer"]}).status_code == 303
    assert client_as("signer").get("/").status_code == 303  # signed out


@pytest.mark.parametrize("login", ["reporter", "signer", "leader", "assessor"])
def test_list_is_for_those_who_need_it(client_as, login):
    assert client_as(login).get("/people/").status_code == 403


def test_own_account(client_as, town):
    client = client_as("signer")
    page = Page(client.get("/people/me"))
    assert "本机" in page.text and "标准" in page.text
    chosen = "清清河水向东流入大海"
    values = page.form("/people/me") | {"old": making.PASSWORD, "password": chosen, "again": chosen}
    assert client.post("/people/me", data=values).status_code == 303
    wrong = page.form("/people/me") | {"old": "不对", "password": "清清河水向东流入大海", "again": "不一样"}
    assert "两次输入" in Page(client.post("/people/me", data=wrong), 422).text


def test_step_leads_back(client_as):
    client = client_as("signer")
    answer = client.post("/people/step", data={"step": "3"}, headers={"Referer": "http://localhost/units/?q=王"})
    assert answer.status_code == 303
    assert 'data-step="3"' in client.get("/").text
    away = client.post("/people/step", data={"step": "2"}, headers={"Referer": "http://evil.example/x"})
    assert away.headers["Location"] == "/"


def test_other_devices_end(client_as, app, town):
    client = client_as("clerk")
    other = app.test_client()
    page = Page(other.get("/sign-in"))
    values = page.form("/sign-in") | {"login": "clerk", "password": making.PASSWORD}
    answer = other.post("/sign-in", data=values, csrf=False)
    assert answer.status_code == 303 and other.get("/people/me").status_code == 200
    me = Page(client.get("/people/me"))
    assert client.post("/people/me/devices", data=me.form("/people/me/devices")).status_code == 303
    assert other.get("/people/me").status_code == 303
    assert client.get("/people/me").status_code == 200
