"""屏幕签字的三条路: a phone held any way, from the PC to the phone, three people at one tablet."""

import json
from itertools import pairwise

import pytest
from glass import letters, slots
from making import PASSWORD, make
from playwright.sync_api import expect

from respbook.models.base import db

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}


@pytest.fixture(scope="module")
def signing(office):
    """Issued letters of six villages: [(letter id, its 乙方 slot)]."""
    with office.app.app_context():
        rows = letters(office.app, office.town, 6)
        found = [(row.id, slots(row)[1], row.programme_id) for row in rows]
        db.session.rollback()
    return found


class Finger:
    """手指 on a touch screen."""

    def __init__(self, desk):
        self.page = desk.page
        self.line = desk.window.new_cdp_session(desk.page)

    def _touch(self, kind, *points):
        told = [{"x": x, "y": y} for x, y in points]
        self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    def down(self, x, y):
        self._touch("touchStart", (x, y))

    def move(self, *points):
        for point in points:
            self._touch("touchMove", point)

    def up(self):
        self._touch("touchEnd")

    def stroke(self, *points):
        self.down(*points[0])
        for (ax, ay), (bx, by) in pairwise(points):
            self.move(*[(ax + (bx - ax) * n / 6, ay + (by - ay) * n / 6) for n in range(1, 7)])
        self.up()


def read_all(page):
    """Scroll from the first page to the last, until all have been seen."""
    sheets = page.locator("[data-page]")
    expect(sheets.first).to_be_visible()
    for place in range(sheets.count()):
        sheets.nth(place).scroll_into_view_if_needed()
        expect(sheets.nth(place).locator("img").first).to_be_visible()
    expect(page.locator("[data-ink-open]")).to_be_enabled()


def strokes(page):
    text = page.locator("input[name=strokes]").input_value()
    return json.loads(text)["strokes"] if text else []


def test_the_phone_is_turned_in_the_middle_of_a_stroke_and_no_line_is_lost(office, desk, signing):
    letter, slot, _ = signing[0]
    phone = desk("signer", **PHONE)
    page, finger = phone.page, Finger(phone)
    phone.open(f"/letters/{letter}")
    phone.follow("签名")
    expect(page.locator("[data-ink-open]")).to_be_disabled()
    read_all(page)
    phone.press("签名")
    phone.press("写好了")
    expect(page.locator("[data-ink-said]")).to_have_text("还没有签名。")
    finger.stroke((200, 120), (120, 300))
    finger.stroke((260, 320), (120, 420))
    first = strokes(page)
    assert len(first) == 2 and first[0][0][0] < first[0][-1][0], "down an upright screen is along the line"
    finger.down(250, 450)
    finger.move((230, 470), (210, 490), (190, 510))
    page.set_viewport_size({"width": 740, "height": 360})
    expect(page.locator("[data-pad]")).to_have_js_property("clientWidth", 740)
    page.wait_for_timeout(200)
    finger.up()
    turned = strokes(page)
    assert turned[:2] == first and len(turned) == 3 and len(turned[2]) >= 2
    finger.stroke((500, 60), (600, 200))
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("[data-pad]")).to_have_js_property("clientHeight", 740)
    page.wait_for_timeout(200)
    assert strokes(page)[:3] == turned and len(strokes(page)) == 4
    phone.press("撤销一笔")
    assert strokes(page) == turned
    phone.press("写好了")
    expect(page.locator("[data-shown]")).to_be_visible()
    page.reload()
    read_all(page)
    assert strokes(page) == turned, "a reload keeps the strokes"
    phone.fill(登录密码=PASSWORD)
    phone.window.route(f"**/slots/{slot}/sign", lambda route: route.abort())
    phone.press("签字")
    phone.trouble("没有连上服务器")
    assert strokes(page) == turned
    phone.forgive("ERR_FAILED")
    phone.forgive("htmx:sendError")
    phone.window.unroute(f"**/slots/{slot}/sign")
    phone.press("签字")
    phone.said("签订成功")
    assert page.evaluate("() => Object.keys(sessionStorage).filter((key) => key.startsWith('ink:'))") == []


def test_an_answer_that_is_lost_signs_once(office, desk, signing):
    """The server has signed, the answer never came: pressing again leads to the same signature."""
    with office.app.app_context():
        programme = make.programme(office.town, "断网的方案")
        make.target(office.town, programme)
        rows = make.drafts(office.town, make.template(office.town, programme), [office.town.villages[0].id])
        make.issued(office.app, office.town, rows)
        slot, letter = slots(rows[0])[1], rows[0].id
        db.session.rollback()
    phone = desk("signer", **PHONE)
    page, finger = phone.page, Finger(phone)
    phone.open(f"/slots/{slot}/sign")
    read_all(page)
    phone.press("签名")
    finger.stroke((200, 120), (120, 300), (250, 500))
    phone.press("写好了")
    phone.fill(登录密码=PASSWORD)

    def lost(route):
        route.fetch(max_redirects=0)
        route.abort()

    phone.window.route(f"**/slots/{slot}/sign", lost)
    phone.press("签字")
    phone.trouble("没有连上服务器")
    phone.forgive("ERR_FAILED")
    phone.forgive("htmx:sendError")
    phone.window.unroute(f"**/slots/{slot}/sign")
    phone.press("签字")
    phone.said("没有重复办理")
    phone.open(f"/letters/{letter}")
    expect(page.locator("#signing")).to_contain_text("1/2")


def test_from_the_pc_to_the_phone(office, desk, signing):
    with office.app.app_context():
        programme = make.programme(office.town, "扫码的方案")
        make.target(office.town, programme)
        rows = make.drafts(office.town, make.template(office.town, programme), [office.town.villages[0].id])
        make.issued(office.app, office.town, rows)
        slot = slots(rows[0])[1]
        db.session.rollback()
    pc, phone = desk("signer"), desk(**PHONE)
    pc.open(f"/slots/{slot}/sign")
    pc.press("用手机签")
    link = pc.page.locator(".address").inner_text().rsplit("/", 1)[1]
    assert pc.looks() == []
    phone.open(f"/sign/{link}")
    read_all(phone.page)
    assert phone.looks() == []
    phone.press("签名")
    Finger(phone).stroke((200, 120), (120, 300), (250, 500))
    phone.press("写好了")
    phone.fill(登录密码=PASSWORD)
    phone.press("签字")
    phone.heading("已签字")
    expect(pc.page.locator("img.mark-shown")).to_be_visible(timeout=2500)
    phone.open(f"/sign/{link}")
    phone.reads("已经作废")


def test_three_people_at_one_tablet(office, desk, signing):
    host, tablet = desk("clerk"), desk(**TABLET)
    host.open(f"/programmes/{signing[0][2]}/signing-tables/new")
    host.fill(主持口令="2917")
    host.press("开会签台")
    link = host.page.locator(".address").inner_text().rsplit("/", 1)[1]
    assert host.looks() == []
    tablet.open(f"/table/enter/{link}")
    tablet.fill(主持口令="2917")
    tablet.press("进入会签台")
    tablet.heading("请点自己的名字")
    assert tablet.looks() == []
    page, finger = tablet.page, Finger(tablet)
    for done, (_, slot, _) in enumerate(signing[1:4], 1):
        page.locator(f"a[href='/table/slots/{slot}']").tap()
        tablet.fill(主持口令="2917")
        tablet.press("确认是本人")
        read_all(page)
        assert tablet.looks() == []
        tablet.press("签名")
        finger.stroke((200, 200), (500, 300), (800, 200))
        tablet.press("签上")
        tablet.heading("请交给下一位")
        expect(host.page.locator("img.mark-small")).to_have_count(done, timeout=2000)
        tablet.follow("下一位")
    host.reads("已签3人")
    assert host.looks() == []
    asked = []
    host.page.on("request", lambda request: asked.append(request.url))
    host.page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    host.page.wait_for_timeout(3500)
    assert [each for each in asked if "stamp=" in each] == [], "nobody looks, nothing is asked"
    host.page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    host.page.wait_for_timeout(1000)
    assert [each for each in asked if "stamp=" in each], "at once when somebody looks again"


def test_the_leader_signs_his_list_on_the_phone_from_the_bar_at_the_bottom(office, desk, signing):
    """The bar counts what is ticked and opens the canvas; the end is a page with a receipt for each."""
    phone = desk("leader", **PHONE)
    page = phone.page
    phone.open("/signing/")
    bar, boxes = page.locator(".picked"), page.locator("input[name=slot_ids]")
    expect(bar).to_be_in_viewport()
    expect(bar.get_by_role("button", name="签名")).to_be_hidden()
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(bar).to_contain_text("已选2份")
    expect(bar).to_be_in_viewport()
    assert phone.looks() == []
    phone.press("签名", bar)
    Finger(phone).stroke((200, 120), (120, 300), (250, 500))
    phone.press("写好了")
    phone.fill(登录密码=PASSWORD)
    phone.press("签所选责任书")
    phone.heading("已签订2份")
    assert page.get_by_role("link", name="回执", exact=True).count() == 2
    assert phone.looks() == []


def test_on_the_pc_a_strip_counts_the_pages_and_opens_the_canvas(office, desk, signing):
    with office.app.app_context():
        programme = make.programme(office.town, "电脑上签的方案")
        make.target(office.town, programme)
        rows = make.drafts(office.town, make.template(office.town, programme), [office.town.villages[0].id])
        make.issued(office.app, office.town, rows)
        slot, pages = slots(rows[0])[1], rows[0].pages
        db.session.rollback()
    pc = desk("signer")
    page = pc.page
    pc.open(f"/slots/{slot}/sign")
    strip = page.locator(".reading-count")
    expect(strip).to_be_in_viewport()
    read_all(page)
    expect(strip).to_contain_text(f"已看 {pages}/{pages} 页")
    page.locator("[data-page]").first.scroll_into_view_if_needed()
    expect(strip).to_be_in_viewport()
    pc.press("签名", strip)
    expect(page.locator("dialog.ink")).to_be_visible()


def test_on_the_phone_nothing_but_the_letter_can_be_pressed_while_signing(office, desk, signing):
    phone = desk("signer", **PHONE)
    with office.app.app_context():
        programme = make.programme(office.town, "不误按的方案")
        make.target(office.town, programme)
        rows = make.drafts(office.town, make.template(office.town, programme), [office.town.villages[0].id])
        make.issued(office.app, office.town, rows)
        slot, letter = slots(rows[0])[1], rows[0].id
        db.session.rollback()
    phone.open(f"/letters/{letter}")
    expect(phone.page.locator(".menu")).to_be_visible()
    facts, paper = (phone.page.locator(each).bounding_box()["y"] for each in ("#signing", "#paper"))
    assert facts < paper, "who has signed stands before the paper"
    phone.page.get_by_text("更多", exact=True).click()
    expect(phone.page.get_by_role("link", name="Word版")).to_be_in_viewport()
    assert phone.looks() == []
    phone.open(f"/slots/{slot}/sign")
    expect(phone.page.locator(".menu")).to_be_hidden()
    expect(phone.page.locator(".person")).to_be_hidden()
