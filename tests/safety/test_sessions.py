"""会话的防线: cookies as they are sent, spans by setting, ends that stay ended, notices (safety R13, R16–R22)."""

import dataclasses
import datetime as d
import threading

import making
import pytest
from reading import Page
from sqlalchemy import delete, select
from visiting import Clock

from respbook import settings
from respbook.actions import own_passwords, people, sign_in
from respbook.actions.action import housekeeping
from respbook.app import create_app
from respbook.models.base import db
from respbook.models.sessions import SignedIn
from respbook.rules.sessions import Span

TLS = "https://zrs.qingshan.local"


@pytest.fixture(scope="module")
def behind_tls(lasting_app):
    """The same house as people reach it over TLS."""
    app = lasting_app()
    told = dataclasses.replace(app.extensions["settings"], public_url=TLS)
    return create_app(told, clock=Clock())


def walk(app, base):
    """Every cookie of a day: sign-in refused and passed, proof, pages, sign-out; (name, attributes) and the last answer."""
    client, lines = app.test_client(), []

    def ask(path, **data):
        sent = {"base_url": base, "headers": {"Referer": f"{base}/"}}
        if data:
            page = client.get("/sign-in" if path == "/sign-in" else "/step-up", **sent)
            lines.extend(page.headers.getlist("Set-Cookie"))
            token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
            answer = client.post(path, data=data | {"csrf_token": token}, **sent)
        else:
            answer = client.get(path, **sent)
        lines.extend(answer.headers.getlist("Set-Cookie"))
        return answer

    assert ask("/sign-in", login="clerk", password="不是这句话不是这句话").status_code == 422
    assert ask("/sign-in", login="clerk", password=making.PASSWORD).status_code == 303
    assert ask("/").status_code == 200
    assert ask("/step-up", password=making.PASSWORD).status_code == 303
    last = ask("/sign-out", x="1")
    assert last.status_code == 303
    return [line.split("; ") for line in lines], last


def test_cookies_over_tls_and_without(behind_tls, real_app):
    """The exact attributes on each cookie that is set; over TLS bound to the host by the prefix (R19, R18)."""
    secured, last = walk(behind_tls, TLS)
    assert {parts[0].split("=")[0] for parts in secured} == {"__Host-session", "__Host-device"}
    for parts in secured:
        flags = {part for part in parts[1:] if not part.startswith(("Expires=", "Max-Age="))}
        assert flags == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}, parts
    assert last.headers["Clear-Site-Data"] == '"cache", "storage"'
    plain, last = walk(real_app(), "http://127.0.0.1:8000")
    assert {parts[0].split("=")[0] for parts in plain} == {"session", "device"}
    for parts in plain:
        flags = {part for part in parts[1:] if not part.startswith(("Expires=", "Max-Age="))}
        assert flags == {"HttpOnly", "Path=/", "SameSite=Lax"}, parts
    assert "Clear-Site-Data" not in last.headers


def test_http_on_the_network_says_so_on_every_page(app, client_as, monkeypatch):
    told = dataclasses.replace(app.extensions["settings"], allow_http=True)
    assert "明文访问" not in client_as("clerk").get("/").text
    monkeypatch.setitem(app.extensions, "settings", told)
    assert all(
        "当前为明文访问" in client_as(login).get(path).text for login, path in ((None, "/sign-in"), ("clerk", "/"))
    )


def test_spans_come_from_the_settings(app, client_as, clock, monkeypatch, tmp_path):
    told = settings.read({"RESPBOOK_OFFICE_SESSION": "10/60", "RESPBOOK_VILLAGE_SESSION": "45/90"}, tmp_path)
    assert told.office_session == Span(d.timedelta(minutes=10), d.timedelta(hours=1))
    for wrong in ("10", "0/60", "a/b", "10/99999", "-5/60"):
        with pytest.raises(settings.SettingsError, match="闲置分钟/总分钟"):
            settings.read({"RESPBOOK_OFFICE_SESSION": wrong}, tmp_path)
    with pytest.raises(settings.SettingsError, match="dengbao"):
        settings.read({"RESPBOOK_PROFILE": "strict"}, tmp_path)
    monkeypatch.setitem(app.extensions, "settings", dataclasses.replace(
        app.extensions["settings"], office_session=told.office_session, village_session=told.village_session
    ))  # fmt: skip
    clerk, reporter = client_as("clerk"), client_as("reporter")
    clock.forward(minutes=9)
    assert clerk.get("/").status_code == 200
    clock.forward(minutes=11)
    assert clerk.get("/").status_code == 303 and reporter.get("/").status_code == 200
    clock.forward(minutes=44)
    assert reporter.get("/").status_code == 200
    clock.forward(minutes=30)
    assert reporter.get("/").status_code == 303, "90 minutes in all"


def enter(login, number, now):
    return sign_in.sign_in(login, making.PASSWORD, where=sign_in.Where(f"10.4.0.{number}", "Firefox"), now=now)


def living(town, login):
    wanted = select(SignedIn.sid_sha256).where(SignedIn.user_id == town.viewer(login).user_id)
    return set(db.session.scalars(wanted))


def test_own_devices_are_listed_and_ended(app, town, client_as):
    """Three devices become one by a new password, by a button, and none by the administrator (R20)."""
    kept = sign_in.digest(making.sid_of("clerk"))
    for deed in ("password", "button"):
        for number in range(2):
            enter("clerk", number, town.now)
        page = Page(client_as("clerk").get("/people/me"))
        assert "正在登录的设备（3）" in page.text and "火狐浏览器" in page.text and "退出其他设备" in page.text
        if deed == "password":
            own_passwords.change_password(
                making.PASSWORD, "柳树店的井水又清又甜", kept, by=town.viewer("clerk"), now=town.now
            )
            own_passwords.change_password(
                "柳树店的井水又清又甜", making.PASSWORD, kept, by=town.viewer("clerk"), now=town.now
            )
        else:
            assert client_as("clerk").post("/people/me/devices").status_code == 303
        assert living(town, "clerk") == {kept}
    people.end_sessions(town.viewer("clerk").user_id, by=town.viewer("admin"), now=town.now)
    assert living(town, "clerk") == set()


def test_the_sixth_device_is_told_that_the_oldest_was_ended(app, town, client_as):
    for number in range(4):
        enter("clerk", number, town.now + d.timedelta(minutes=number + 1))
    browser = app.test_client().enter_as(None)
    assert browser.post("/sign-in", data={"login": "clerk", "password": making.PASSWORD}).status_code == 303
    assert "同时登录的设备已满5台，最早的一台已自动退出" in browser.get("/").text
    assert len(living(town, "clerk")) == 5 and client_as("clerk").get("/").status_code == 303


def test_what_is_over_is_no_device_and_no_notice(app, town, client_as, clock):
    """Five sign-ins of yesterday are not listed, and pushing them out is told to nobody."""
    for number in range(5):
        enter("clerk", number, town.now + d.timedelta(minutes=number))
    clock.forward(days=1)
    browser = app.test_client().enter_as(None)
    browser.post("/sign-in", data={"login": "clerk", "password": making.PASSWORD})
    assert "已满5台" not in browser.get("/").text
    assert "正在登录的设备（1）" in Page(browser.get("/people/me")).text


def test_weighty_deeds_ask_for_a_fresh_proof(app):
    """Signing asks for the password in its own form; these ask for a proof of the last five minutes (R13)."""
    fresh = {name for name, view in app.view_functions.items() if view.fresh}
    assert fresh >= {
        "people.new",
        "people.invite",
        "people.move",
        "people.read_phone",
        "people.confirm_identity",
        "people.reset_second_factor",
        "second_factor.begin",
        "second_factor.renew_codes",
        "second_factor.end",
        "outgoing.people_with_phones",
    }
    for noun in ("assessments", "letters", "seals", "certificates"):
        assert any(name.startswith(f"{noun}.") for name in fresh), noun


def test_a_session_that_is_ended_meanwhile_is_not_written_back(real_app):
    """Two threads at once, two hundred times: one ends the session, the other renews or prolongs it (R22)."""
    app = real_app()
    clerk, now, rounds = app.town.viewer("clerk"), making.NOW, 200
    with app.app_context():
        user_id, back = clerk.user_id, []
    meet = threading.Barrier(2)

    @housekeeping
    def open_anew(number):
        db.session.execute(delete(SignedIn).where(SignedIn.user_id == user_id))
        db.session.add(SignedIn(sid_sha256=f"{number:064}", user_id=user_id, made_at=now, seen_at=now))

    @housekeeping
    def end():
        db.session.execute(delete(SignedIn).where(SignedIn.user_id == user_id))

    def prolong():
        with app.app_context():
            for number in range(rounds):
                meet.wait()
                try:
                    if number % 4:
                        sign_in.seen(f"{number:064}", now + d.timedelta(minutes=2))
                    else:
                        sign_in.renew(f"{number:064}", "", by=clerk, now=now)
                except sign_in.SessionEnded:
                    pass
                meet.wait()

    other = threading.Thread(target=prolong)
    other.start()
    with app.app_context():
        for number in range(rounds):
            open_anew(number)
            meet.wait()
            end()
            meet.wait()
            back += db.session.scalars(select(SignedIn.sid_sha256).where(SignedIn.user_id == user_id)).all()
            db.session.rollback()
    other.join()
    assert back == []
