"""专用链接: a phone that reports without signing in, and does nothing else."""

import datetime as d
import re

import pytest
import reporting
from reading import Page
from reporting import at
from samples import address_of, samples
from sqlalchemy import select

from respbook.actions import device_links, people
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.device_links import DeviceLink
from respbook.models.reports import ReportEntry
from respbook.models.sessions import DoneKey
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import ON_A_LINKED_PHONE, Permission, system_viewer
from respbook.views import device_links as views

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"}


@pytest.fixture
def year(stand, town, clock):
    views.patience.clear()
    made = stand(reporting.running)
    reporting.it_is(clock, at(3, 5))
    return made


@pytest.fixture
def village(town):
    return town.villages[0]


def made_by(client, village, user_id):
    """The path of a fresh link, as its page shows it."""
    path = f"/units/{village.id}/links"
    form = Page(client.get(f"/units/{village.id}")).form(path)
    assert form["user_id"] == str(user_id)
    answer = client.post(path, data=form)
    return re.search(r"/l/[\w-]+", Page(answer).first("//p[@id='link-address']"))[0]


@pytest.fixture
def path(year, client_as, village, town):
    return made_by(client_as("clerk"), village, town.viewer("reporter").user_id)


@pytest.fixture
def phone(client, path):
    """A stranger's browser that has opened the link and pressed the button."""
    page = Page(client.get(path))
    assert page.heading == "在这台手机上报送" and "王小燕" in page.text
    assert client.post(path, data=page.form(path), headers=PHONE).headers["Location"] == "/report/"
    return client


def link():
    return db.session.scalars(select(DeviceLink).execution_options(populate_existing=True)).one()


def test_the_phone_reports_in_the_name_of_its_owner(phone, town):
    page = Page(phone.get("/report/"))
    assert "填报员（专用链接）" in page.text and "退出" not in page.all("//button")
    assert phone.post("/report/days/20260305", data=page.form("/report/days/20260305")).status_code == 303
    names = set(db.session.scalars(select(ReportEntry.by_name)))
    assert names == {"王小燕"} and "已报 18:00，王小燕" in Page(phone.get("/report/")).text
    assert link().agent == PHONE["User-Agent"]


def test_the_cookie_is_kept_long_and_out_of_reach_of_scripts(client, path):
    answer = client.post(path, data=Page(client.get(path)).form(path))
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("link=")]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and f"Max-Age={180 * 86400}" in cookie
    nonce = cookie.split(";")[0].removeprefix("link=")
    kept = link()
    assert nonce not in (kept.nonce_sha256, kept.token_sha256) and len(nonce) >= 40


def test_looking_binds_nothing(client, path):
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert link().bound_at is None and client.get("/report/").status_code == 303


def test_it_may_read_its_own_tasks_and_nothing_more(phone, year, village, town):
    own, other = year.of(village, "垃圾清运"), year.of(town.villages[1], "垃圾清运")
    assert phone.get("/").status_code == phone.get("/tasks/").status_code == 200
    assert phone.get(f"/tasks/{own.id}").status_code == 200
    assert phone.get(f"/tasks/{other.id}").status_code == phone.get(f"/report/{other.id}/20260301").status_code == 404
    assert Page(phone.get("/sign-in")).heading == "登录"


def test_whatever_else_there_is_asks_for_an_account(phone, app, town):
    """Above all signing: the permission is not there, whatever its owner's roles grant."""
    known = samples(town)
    for rule in app.url_map.iter_rules():
        needs = app.view_functions[rule.endpoint].needs
        if needs is None or needs in ON_A_LINKED_PHONE:
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = phone.open(address_of(rule, known), method=method)
            wanted = (303, "/sign-in") if method == "GET" else (401, "")
            assert (answer.status_code, answer.headers.get("Location", "")[:8]) == wanted, f"{method} {rule.rule}"
    assert Permission.LETTER_SIGN not in ON_A_LINKED_PHONE


def test_a_second_device_a_revoked_and_an_unknown_link_look_alike(app, phone, path, client_as):
    second = client_as(None)
    taken = second.get(path)
    unknown = second.get("/l/" + "x" * 22)
    page = Page(taken, 404)
    assert page.heading == "这个链接不能在这台设备上使用" and "用账号登录" in page.all("//main//a")
    device_links.revoke(link().id, by=system_viewer(), now=at(3, 5))
    revoked = second.get(path)
    plain = [re.sub(r'"[^"]{60,}"|[0-9a-f]{16,}|\{[^}]*\}', "", each.text) for each in (taken, unknown, revoked)]
    assert plain[0] == plain[1] == plain[2]
    assert {taken.status_code, unknown.status_code, revoked.status_code} == {404}
    assert second.post(path, data={"key": "k"}).status_code == 404
    assert phone.get("/report/").status_code == 303 and phone.get(path).status_code == 404


def test_its_own_phone_opens_it_again(phone, path):
    assert phone.get(path).headers["Location"] == "/report/"


def test_it_ends_after_its_time_and_is_not_opened_late(phone, client_as, path, clock, year, village, town):
    late = made_by(client_as("clerk"), village, town.viewer("reporter").user_id)
    clock.now = at(3, 8, 19)
    assert client_as(None).get(late).status_code == 404
    assert phone.get("/report/").status_code == 200
    clock.now = at(3, 5) + d.timedelta(days=179)
    assert phone.get("/report/").status_code == 200
    clock.now = at(3, 5) + d.timedelta(days=180, minutes=1)
    assert phone.get("/report/").status_code == 303


@pytest.mark.parametrize("deed", ["suspend", "end_sessions", "invite"])
def test_it_ends_with_the_sessions_of_its_owner(phone, town, deed):
    user = people.user_in_sight(system_viewer(), town.viewer("reporter").user_id)
    more = (user.version,) if deed == "suspend" else ()
    getattr(people, deed)(user.id, *more, by=system_viewer(), now=at(3, 5))
    assert phone.get("/report/").status_code == 303


def test_the_unit_s_page_lists_it_and_ends_it(phone, client_as, village, clock):
    clock.forward(minutes=11)
    phone.get("/report/")
    head = client_as("signer")
    page = Page(head.get(f"/units/{village.id}"))
    section = page.first("//section[@id='device-links-list']")
    assert "王小燕" in section and "安卓手机，微信" in section and "2026年3月5日 18:11" in section
    address = f"/device-links/{link().id}/revocation"
    assert client_as("neighbour").post(address, data={"key": "n"}).status_code == 403
    assert head.post(address, data=page.form(address)).status_code == 303
    assert "已停用" in Page(head.get(f"/units/{village.id}")).first("//section[@id='device-links-list']")
    assert phone.get("/report/").status_code == 303


def test_the_head_makes_one_and_nobody_for_another_unit(year, client_as, village, town):
    head = client_as("signer")
    assert made_by(head, village, town.viewer("reporter").user_id).startswith("/l/")
    other = town.viewer("neighbour").user_id
    assert head.post(f"/units/{town.villages[1].id}/links", data={"user_id": other, "key": "a"}).status_code == 404
    assert head.post(f"/units/{village.id}/links", data={"user_id": other, "key": "b"}).status_code == 404
    assert client_as("reporter").post(f"/units/{village.id}/links", data={"key": "c"}).status_code == 403
    with pytest.raises(RuleBroken, match="只办给填报员"):
        device_links.make(town.viewer("clerk").user_id, by=system_viewer(), now=at(3, 5))


def test_a_new_link_ends_one_that_nobody_has_opened(path, client, client_as, village, town):
    made_by(client_as("clerk"), village, town.viewer("reporter").user_id)
    assert client.get(path).status_code == 404


def test_a_living_phone_is_never_pushed_off_the_list_by_ended_links(phone, client_as, village, town):
    """More links than the page tells of when they are ended: the bound phone still has its button, and the book names it."""
    own, clerk = link().id, town.viewer("clerk")
    for minute in range(33):
        device_links.make(town.viewer("reporter").user_id, by=clerk, now=at(3, 6) + d.timedelta(minutes=minute))
    head = client_as("signer")
    page = Page(head.get(f"/units/{village.id}"))
    rows = page.root.xpath("//section[@id='device-links-list']//tbody/tr")
    assert len(rows) == 2 + 30 and "安卓手机，微信" in rows[1].text_content()
    address = f"/device-links/{own}/revocation"
    assert head.post(address, data=page.form(address)).status_code == 303
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "link.revoke")).all()[-1]
    assert "王家庄村" in entry.body and "安卓手机，微信" in entry.body


def test_the_book_tells_of_it_and_knows_no_token(phone, path):
    entries = list(db.session.scalars(select(AuditEntry).where(AuditEntry.verb.like("link.%"))))
    assert [each.verb for each in entries] == ["link.make", "link.bind"]
    token = path.removeprefix("/l/")
    bodies = [str(each.body) for each in db.session.scalars(select(AuditEntry))]
    bodies += [each.location for each in db.session.scalars(select(DoneKey))]
    assert not any(token in each for each in bodies)
    assert token not in repr(vars(link()))


def test_too_often_from_one_address(client, year):
    for _ in range(60):
        assert client.get("/l/" + "y" * 22).status_code == 404
    assert client.get("/l/" + "y" * 22).status_code == 429


def test_an_account_goes_before_the_link(phone, client_as, town, path):
    """Whoever signs in on the phone is himself there."""
    with phone.session_transaction() as cookie:
        cookie["sid"] = "test-session-of-signer"
    assert "王喆" in Page(phone.get("/")).text


def test_a_phone_that_becomes_the_table_s_tablet_is_nobody_s_phone(phone):
    """会签模式: strangers hold the device; what the link opens is shut until the table lets it go."""
    assert phone.get("/report/").status_code == 200
    with phone.session_transaction() as cookie:
        cookie["table"] = "entered"
    answer = phone.get("/report/")
    assert answer.status_code == 303 and "/report" not in answer.headers["Location"].split("?")[0]
    assert phone.post("/report/days/20260305").status_code in (303, 401)
    assert not db.session.scalars(select(ReportEntry)).all()
