"""差错: whatever goes wrong between browser and server is said in Chinese on the spot, and what was typed stays."""

import drafting
import making
import pytest
from browser.desk import expect
from sqlalchemy import select

from respbook.actions.action import housekeeping
from respbook.actions.sign_in import digest
from respbook.models.base import db
from respbook.models.jobs import Job
from respbook.models.sessions import SignedIn
from respbook.models.units import Unit
from respbook.queries.sessions import viewer_named

LOST = "Failed to load resource: net::ERR_CONNECTION_REFUSED"
GIVEN_UP = "htmx:"
"""htmx says on the console what site.js has said on the page."""
BROKEN = "the server responded with a status of 500"


def named(office, name):
    """The units of that name."""
    with office.app.app_context():
        return list(db.session.scalars(select(Unit.id).where(Unit.name == name)))


@housekeeping
def end_sessions(login):
    """Whoever signed in under that name is signed out, but for the window that ``desk`` opens itself."""
    mine = (SignedIn.user_id == viewer_named(login).user_id) & (SignedIn.sid_sha256 != digest(making.sid_of(login)))
    for row in db.session.scalars(select(SignedIn).where(mine)).all():
        db.session.delete(row)


@pytest.fixture
def half_filled(office, desk):
    """half_filled(name): a clerk before a form for a new unit that has been filled in."""

    def sit(name):
        clerk = desk()
        clerk.sign_in("clerk", making.PASSWORD)
        clerk.open("/units/new")
        clerk.page.get_by_label("名称", exact=True).fill(name)
        clerk.choose("类别", "镇属单位")
        clerk.page.get_by_label("标签").fill("沿河、" + "有养殖、" * 20)
        return clerk

    return sit


def kept(clerk, name):
    clerk.heading("登记单位")
    expect(clerk.page.get_by_label("名称", exact=True)).to_have_value(name)
    expect(clerk.page.get_by_role("button", name="登记", exact=True)).to_be_enabled()


def test_two_people_edit_one_unit(office, desk):
    """The second sees both texts, keeps what was typed, and decides (safety R53)."""
    first, second = desk("clerk"), desk("admin")
    for each in (first, second):
        each.open(f"/units/{office.town.villages[3].id}/edit")
    first.page.get_by_label("户数").fill("151")
    first.press("保存")
    first.said("已保存")
    second.page.get_by_label("户数").fill("152")
    second.press("保存")
    beside = second.page.locator(".note.warn").filter(has_text="别人刚刚改过")
    expect(beside).to_contain_text("您填写的：152")
    expect(beside).to_contain_text("现在的：151")
    expect(second.page.get_by_label("户数")).to_have_value("152")
    second.press("保存")
    second.said("已保存")
    second.reads("152户")


def test_session_ended_over_a_half_filled_form(office, half_filled):
    """The dialog signs in, the same form goes out again with the same key: one record (safety R50)."""
    clerk, name = half_filled("过期服务站"), "过期服务站"
    with office.app.app_context():
        end_sessions("clerk")
    clerk.page.get_by_label("标签").fill("沿河")
    clerk.press("登记")
    dialog = clerk.page.get_by_role("dialog", name="请再登录一次")
    expect(dialog).to_be_visible()
    kept_key = clerk.page.locator("main input[name=key]").first.input_value()
    clerk.fill(dialog, 用户名="clerk", 密码=making.PASSWORD)
    sent = []
    clerk.window.on(
        "request", lambda request: sent.append(request.post_data or "") if request.url.endswith("/units/new") else None
    )
    clerk.press("登录", dialog)
    clerk.heading(name)
    assert len(named(office, name)) == 1
    assert f"key={kept_key}" in sent[0]


def test_pressed_twice(office, desk):
    """A double click on 送签 makes one batch (safety R52)."""
    with office.app.app_context():
        made = drafting.drafts(office.town, count=2)
    clerk = desk("clerk")
    clerk.open(f"/programmes/{made.programme_id}/letters/preflight")
    clerk.page.get_by_role("button", name="送签", exact=True).dblclick()
    clerk.heading("签发批次")
    with office.app.app_context():
        assert len(list(db.session.scalars(select(Job.id).where(Job.programme_id == made.programme_id)))) == 1


def test_server_gone_and_back(office, half_filled):
    clerk, name = half_filled("断网服务站"), "断网服务站"
    clerk.page.get_by_label("标签").fill("沿河")
    office.close()
    try:
        clerk.press("登记")
        clerk.trouble("没有连上服务器。填写的内容还在")
        kept(clerk, name)
    finally:
        office.open()
    clerk.forgive(LOST)
    clerk.forgive(GIVEN_UP)
    clerk.press("登记")
    clerk.heading(name)
    assert len(named(office, name)) == 1


def test_the_computer_offline(office, half_filled):
    clerk, name = half_filled("离线服务站"), "离线服务站"
    clerk.window.set_offline(True)
    clerk.press("登记")
    clerk.trouble("现在没有网络。填写的内容还在")
    kept(clerk, name)
    clerk.forgive("ERR_INTERNET_DISCONNECTED")
    clerk.forgive(GIVEN_UP)


def test_the_server_breaks(office, half_filled, monkeypatch):
    """A fault of ours is said with its number, which the log knows too (safety R42, R51)."""
    clerk, name = half_filled("出错服务站"), "出错服务站"
    view = office.app.view_functions["units.new"]

    def broken(*_, **__):
        raise RuntimeError("broken on purpose")

    broken.needs, broken.fresh = view.needs, view.fresh
    monkeypatch.setitem(office.app.view_functions, "units.new", broken)
    clerk.press("登记")
    clerk.trouble("系统出了问题")
    expect(clerk.page.locator("#trouble")).to_contain_text("编号")
    kept(clerk, name)
    clerk.forgive(BROKEN)
    clerk.forgive("Error Code 500 from")


def test_no_answer(office, half_filled, monkeypatch):
    """A server that says nothing is given up within fifteen seconds (safety R51)."""
    clerk, name = half_filled("久等服务站"), "久等服务站"
    clerk.page.evaluate("htmx.config.timeout = 400")
    clerk.page.route("**/units/new", lambda route: None)
    clerk.press("登记")
    clerk.trouble("等了太久没有收到答复")
    kept(clerk, name)
    clerk.forgive(GIVEN_UP)
