"""登录页: a mistyped password may be typed again; the last time is told."""

import making
from reading import Page


def attempt(client, page, login, password):
    return client.post("/sign-in", data=page.form("/sign-in") | {"login": login, "password": password}, csrf=False)


def test_mistyped_once_then_right_on_the_same_form(app, clock):
    client = app.test_client()
    page = Page(client.get("/sign-in"))
    refused = Page(attempt(client, page, "clerk", "不是这个密码不是"), 422)
    assert "用户名或密码不对" in refused.text
    assert attempt(client, refused, "clerk", making.PASSWORD).status_code == 303
    clock.forward(hours=1)
    other = app.test_client()
    page = Page(other.get("/sign-in"))
    for _ in range(3):
        attempt(other, page, "clerk", "不是这个密码不是")
    clock.forward(minutes=1)
    assert attempt(other, page, "clerk", making.PASSWORD).status_code == 303
    told = Page(other.get("/")).text
    assert "上次登录：2026年3月2日 09:00" in told and "登录失败3次" in told


def test_too_many_tries_from_one_address(app):
    client = app.test_client()
    page = Page(client.get("/sign-in"))
    statuses = [attempt(client, page, f"nobody{n}", "不是这个密码不是").status_code for n in range(31)]
    assert statuses[0] == 422 and statuses[-1] == 429


def test_next_stays_on_this_site(app):
    for bad in ("//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"):
        client = app.test_client()
        page = Page(client.get("/sign-in"))
        sent = page.form("/sign-in") | {"login": "clerk", "password": making.PASSWORD, "next": bad}
        assert client.post("/sign-in", data=sent, csrf=False).headers["Location"] == "/"


def test_signing_in_over_a_living_session_ends_it(app, client_as, client):
    old = client_as("clerk")
    assert old.get("/units/").status_code == 200
    with old.session_transaction() as cookie:
        kept = cookie["sid"]
    answer = old.post("/sign-in", data={"login": "leader", "password": making.PASSWORD})
    assert answer.status_code == 303
    with client.session_transaction() as cookie:
        cookie["sid"] = kept
    assert client.get("/units/").location.startswith("/sign-in")
