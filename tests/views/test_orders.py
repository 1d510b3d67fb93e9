"""督办文书 on the pages: ticked, worded, sent out, signed for on a phone, listed, exported; and what should be pursued."""

import io
import re
import zipfile

import inspecting
import ordering
import pytest
from inspecting import at
from making import make
from ordering import RED
from reading import Page, pdf_text
from reporting import it_is
from sheets import rows_in
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.orders import Order, OrderRefusal
from respbook.queries.scope_findings import finding_in_sight
from respbook.rules.lifecycles import FindingState, OrderState


@pytest.fixture
def village(town):
    return town.villages[0]


def sheet_of(answer):
    """Rows of the workbook that an answer carries."""
    (rows,) = rows_in(answer.data).values()
    return rows


@pytest.fixture
def today(clock):
    """The clock stands on 5 March, in the forenoon, or wherever it is put."""

    def move(month=3, day=5):
        it_is(clock, at(month, day))

    move()
    return move


def two(town, village):
    return [inspecting.assigned(town, village, words) for words in ("河边一处冒烟", "桥下垃圾")]


def test_from_ticks_to_the_unit(app, town, village, client_as, today):
    photo = make.evidence(app, town, village, make.photo_bytes(1), "clerk").id
    rows = [
        inspecting.assigned(town, village, "河边一处冒烟", evidence=(photo,)),
        inspecting.assigned(town, village, "桥下垃圾"),
    ]
    clerk = client_as("clerk")
    assert "2个" in Page(clerk.get("/orders/new")).text
    page = Page(clerk.get(f"/orders/new?findings={rows[0].id}"))
    assert "河边一处冒烟" in page.text and "桥下垃圾" in page.text
    assert len(page.root.xpath("//input[@name='findings'][@checked]")) == 1
    none = clerk.post("/orders/new", data={"kind": "rectify", "unit": village.id})
    assert none.status_code == 422 and "请勾选要写进文书的问题" in none.text
    no_colour = {"kind": "supervise", "unit": village.id, "findings": [rows[0].id]}
    answer = clerk.post("/orders/new", data=no_colour)
    assert answer.status_code == 422 and "督办单请选颜色" in answer.text and "checked" in answer.text
    answer = clerk.post("/orders/new", data={"kind": "rectify", "unit": village.id, "findings": [r.id for r in rows]})
    address = answer.location
    pages, told = pdf_text(clerk.get(f"{address}/paper.pdf"))
    assert pages >= 2 and "草稿" in told and "王家庄村" in told and "桥下垃圾" in told
    assert client_as("reporter").get(address).status_code == 404
    pressed = {"version": db.session.scalars(select(Order)).one().version, "key": "k1"}
    sent, again = (clerk.post(f"{address}/issue", data=pressed) for _ in range(2))
    assert (sent.status_code, again.status_code) == (303, 303), again.text
    assert again.location == sent.location
    _, told = pdf_text(client_as("reporter").get(f"{address}/paper.pdf"))
    assert "青环改〔2026〕1号" in told and "草稿" not in told
    assert client_as("neighbour").get(address).status_code == 404
    assert client_as("neighbour").get(f"{address}/paper.pdf").status_code == 404
    assert client_as("neighbour").post(f"{address}/receipt", data={"version": 3}).status_code == 404
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{address}/paper.docx").data)) as package:
        assert sum(name.startswith("word/media/") for name in package.namelist()) == 1


def test_the_wording_keeps_what_was_typed_when_it_is_refused(app, town, village, client_as, today):
    row = ordering.drafted(town, two(town, village), at(3, 5))
    address, clerk = f"/orders/{row.id}/wording", client_as("clerk")
    assert "问题2" in Page(clerk.get(address)).text
    first, second = (each.finding_id for each in row.items)
    sent = {"opening": "经查：", "basis": "", "demand": "立即清完", "reply": "请回复。", "due_on": "2026-03-10"}
    sent |= {
        "version": row.version,
        f"keep-{second}": "y",
        f"problem-{second}": "桥下两车垃圾",
        f"due-{second}": "三月",
    }
    refused = clerk.post(address, data=sent)
    assert (
        refused.status_code == 422 and "第1个问题的整改时限应为日期" in refused.text and "桥下两车垃圾" in refused.text
    )
    late = clerk.post(address, data=sent | {f"due-{second}": "2026-03-10", "due_on": "2026-03-01"})
    assert late.status_code == 422 and "已经过去" in late.text
    stale = clerk.post(address, data=sent | {f"due-{second}": "2026-03-10", "version": 0})
    assert stale.status_code == 409 and "桥下两车垃圾" in stale.text
    done = clerk.post(address, data=sent | {f"due-{second}": "2026-03-10"})
    assert done.status_code == 303
    page = Page(clerk.get(done.location))
    assert "桥下两车垃圾" in page.text and "河边一处冒烟" not in page.text and "经查：" in page.text
    db.session.expire_all()
    assert first not in [each.finding_id for each in ordering.again(town, row).items]


def test_a_village_signs_with_one_tap_on_its_own_page(app, town, village, client_as, today):
    row = ordering.issued(app, town, two(town, village), at(3, 5))
    phone = client_as("reporter")
    page = Page(phone.get("/report/"))
    assert "整改通知书" in page.text and "青环改〔2026〕1号" in page.text
    (form,) = page.root.xpath("//form[contains(@action, '/receipt')]")
    version = form.xpath(".//input[@name='version']/@value")[0]
    assert phone.post(form.get("action"), data={"version": version}).status_code == 303
    db.session.expire_all()
    assert (
        finding_in_sight(town.viewer("clerk"), ordering.again(town, row).items[0].finding_id).state
        is FindingState.RECEIVED
    )
    shown = Page(phone.get(f"/orders/{row.id}"))
    assert "王小燕" in shown.text and "当天签收" in shown.text and "代签收" not in shown.text
    assert not Page(phone.get("/report/")).root.xpath("//form[contains(@action, '/receipt')]")


def test_the_clerk_signs_for_a_village_with_a_photo_of_the_paper(app, town, village, client_as, today):
    row = ordering.issued(app, town, two(town, village), at(3, 5))
    today(3, 10)
    clerk, address = client_as("clerk"), f"/orders/{row.id}/proxy-receipt"
    listed = Page(clerk.get("/orders/?year=2026&kind=rectify"))
    assert "逾期未签收（已3个工作日）" in listed.text
    photo = make.evidence(app, town, village, make.photo_bytes(3), "clerk")
    sent = {"how": "paper", "name": "", "evidence": photo.id, "version": row.version}
    refused = clerk.post(address, data=sent)
    assert refused.status_code == 422 and f'value="{photo.id}"' in refused.text, "the photo is not lost"
    assert clerk.post(address, data=sent | {"name": "王建国"}).status_code == 303
    page = Page(client_as("reporter").get(f"/orders/{row.id}"))
    assert "王建国" in page.text and "陈静代签收" in page.text and "隔3个工作日签收（逾期）" in page.text
    assert client_as("reporter").get(page.root.xpath("//a[text()='看回执照片']/@href")[0]).status_code == 200
    assert client_as("reporter").get(address).status_code == 303, "a unit has no such page"


def test_a_red_one_goes_to_the_leader_and_back_and_out(app, town, village, client_as, today):
    rows = two(town, village)
    today(3, 12)
    clerk, leader = client_as("clerk"), client_as("leader")
    page = Page(clerk.get("/orders/proposals"))
    assert "建议督办单（红·逾期）" in page.text and "暂不督办所选的" not in page.text
    answer = clerk.post("/orders/proposals", data={"findings": [rows[0].id]})
    address = answer.location
    assert "由镇领导签发" in Page(clerk.get(address)).text
    row = db.session.scalars(select(Order)).one()
    assert clerk.post(f"{address}/issue", data={"version": row.version}).status_code == 403
    clerk.post(f"{address}/submission", data={"version": row.version})
    db.session.expire_all()
    refused = leader.post(f"{address}/return", data={"version": row.version, "reason": ""})
    assert refused.status_code == 422
    leader.post(f"{address}/return", data={"version": row.version, "reason": "期限太短"})
    assert "领导退回修改：期限太短" in Page(clerk.get(address)).text
    db.session.expire_all()
    assert leader.post(f"{address}/issue", data={"version": row.version}).status_code == 303
    assert "红·逾期" in Page(client_as("reporter").get("/orders/")).text
    _, told = pdf_text(leader.get(f"{address}/paper.pdf"))
    assert "督办颜色：红（逾期）" in told
    words = leader.post("/orders/proposals/refusal", data={"findings": [rows[1].id], "reason": ""})
    assert words.status_code == 422 and "请填写理由" in words.text
    leader.post("/orders/proposals/refusal", data={"findings": [rows[1].id], "reason": "村里修路"})
    assert db.session.scalars(select(OrderRefusal.reason)).one() == "村里修路"
    assert "没有要督办的问题" in Page(leader.get("/orders/proposals")).text
    assert clerk.post(f"{address}/withdrawal", data={"version": 9, "reason": "误"}).status_code in (403, 409)


def test_taken_back_it_says_so_to_the_unit(app, town, village, client_as, today):
    row = ordering.issued(app, town, two(town, village), at(3, 5))
    clerk, address = client_as("clerk"), f"/orders/{row.id}"
    assert clerk.post(f"{address}/withdrawal", data={"version": row.version, "reason": ""}).status_code == 422
    clerk.post(f"{address}/withdrawal", data={"version": row.version, "reason": "写错了点位"})
    page = Page(client_as("reporter").get(address))
    assert "已撤回" in page.text and "写错了点位" in page.text
    assert not page.root.xpath("//form[contains(@action, '/receipt')]")


def test_the_registers_go_out_with_the_lists_filter(app, town, village, client_as, today):
    ordering.issued(app, town, two(town, village), at(3, 5))
    ordering.issued(app, town, [inspecting.assigned(town, town.villages[1], "邻村")], at(3, 5))
    today(3, 12)
    ordering.issued(app, town, [inspecting.assigned(town, village, "红的")], at(3, 12), RED, "leader")
    clerk = client_as("clerk")
    head, *rows = sheet_of(clerk.get("/orders/export?kind=rectify&sort=number"))
    assert head[:2] == ["序号", "文号"] and [row[1] for row in rows] == ["青环改〔2026〕1号", "青环改〔2026〕2号"]
    assert rows[0][5] == "1．村东头河边：河边一处冒烟；2．村东头河边：桥下垃圾" and "逾期未签收" in rows[0][12]
    answer = clerk.get("/orders/export?kind=supervise")
    assert "%E7%9D%A3%E5%8A%9E%E5%8F%B0%E8%B4%A6" in answer.headers["Content-Disposition"]
    assert [row[2] for row in sheet_of(answer)[1:]] == ["督办单（红·逾期）"]
    own = sheet_of(client_as("reporter").get("/orders/export?sort=number"))
    assert [row[4] for row in own[1:]] == [village.name] * 2, "a unit takes its own away"


def test_the_list_asks_no_more_for_more_rows(app, town, village, client_as, today, counted):
    for n in range(2):
        ordering.issued(app, town, [inspecting.assigned(town, village, f"第{n}处")], at(3, 5))
    clerk = client_as("clerk")
    clerk.get("/orders/")
    with counted() as few:
        clerk.get("/orders/")
    for n in range(2, 6):
        ordering.issued(app, town, [inspecting.assigned(town, village, f"第{n}处")], at(3, 5))
    with counted() as many:
        assert len(re.findall("待签收</span>", clerk.get("/orders/").text)) == 6
    assert len(many) == len(few)
    assert {row.state for row in db.session.scalars(select(Order))} == {OrderState.ISSUED}
