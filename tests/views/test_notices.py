"""通知: from the clerk's page to the village's phone and back, in every case that goes wrong."""

import datetime as d
import io
import time

import openpyxl
import pytest
from making import NOW, make, many_villages
from reading import Page
from reporting import later
from sqlalchemy import select

from respbook.actions import device_links, notices, units
from respbook.actions.action import action
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.notices import Notice, NoticeReading, NoticeReply, NoticeUnit
from respbook.queries.notices import places
from respbook.queries.scope import NotInSight
from respbook.rules.errors import RuleBroken
from respbook.rules.notices import NoticeFacts, Way
from respbook.rules.permissions import NotAllowed, Permission, Viewer, system_viewer

TITLE, PURPOSE = "关于夜间禁烧巡查的通知", "本周重污染天气，请连夜部署"


def facts(town, *which, **more):
    chosen = tuple(town.villages[place].id for place in which or range(3))
    return NoticeFacts(TITLE, PURPOSE, "请各村安排夜间巡查。\n每晚三次。", chosen, **more)


@pytest.fixture
def sent(town):
    """A notice to the first three villages that wants a receipt and a reply."""
    told = facts(town, wants_receipt=True, reply_by=d.date(2026, 3, 6))
    return notices.send(told, by=town.viewer("clerk"), now=town.now).id


def receipt_of(notice_id, unit):
    db.session.rollback()
    return db.session.get(NoticeUnit, (notice_id, unit.id))


def press(client, notice_id, what="receipt", **more):
    form = Page(client.get(f"/notices/{notice_id}")).form(f"/notices/{notice_id}/{what}")
    return client.post(f"/notices/{notice_id}/{what}", data=form | more)


def test_the_clerk_reads_the_names_before_it_is_sent(client_as, town):
    clerk = client_as("clerk")
    form = Page(clerk.get("/notices/new")).form("/notices/new")
    typed = form | {"title": TITLE, "purpose": PURPOSE, "text": "第一行\r\n第二行🔥", "wants_receipt": "y"}
    typed |= {"tags": "沿河", "unit_ids": [str(town.villages[0].id), str(town.villages[1].id)]}
    preview = Page(clerk.post("/notices/new", data=typed))
    assert "发给5个单位" in preview.text and "王家庄村" in preview.text and "石桥村" not in preview.text
    assert db.session.scalar(select(Notice.id)) is None
    confirmed = preview.form("/notices/new")
    back = Page(clerk.post("/notices/new", data=confirmed | {"edit": "1"})).form("/notices/new")
    assert (back["title"], back["purpose"], back["tags"]) == (TITLE, PURPOSE, "沿河") and back["wants_receipt"] == "y"
    answer = clerk.post("/notices/new", data=confirmed)
    notice = db.session.scalars(select(Notice)).one()
    assert answer.headers["Location"] == f"/notices/{notice.id}" and notice.text == "第一行\n第二行🔥"
    again = clerk.post("/notices/new", data=confirmed)
    assert again.headers["Location"] == f"/notices/{notice.id}"
    assert len(db.session.scalars(select(NoticeUnit)).all()) == 5
    assert Page(clerk.get("/notices/")).first("//tbody/tr/td[3]").startswith("0/5")


def test_files_travel_with_it_to_whoever_received_it(app, client_as, town):
    clerk, photo = client_as("clerk"), make.photo_bytes(1)
    form = Page(clerk.get("/notices/new")).form("/notices/new")
    typed = form | {"title": TITLE, "purpose": PURPOSE, "text": "文", "unit_ids": str(town.villages[0].id)}
    bad = Page(clerk.post("/notices/new", data=typed | {"files": (io.BytesIO(b"MZ"), "a.exe")}), 422)
    assert "a.exe" in bad.fields_wrong()["files"] and bad.form("/notices/new")["title"] == TITLE
    preview = Page(clerk.post("/notices/new", data=typed | {"files": (io.BytesIO(photo), "河段图.jpg"), "key": "b"}))
    assert "附件：河段图.jpg" in preview.text
    assert clerk.post("/notices/new", data=preview.form("/notices/new")).status_code == 303
    notice_id = db.session.scalar(select(Notice.id))
    page = Page(client_as("reporter").get(f"/notices/{notice_id}"))
    (address,) = [each for each in page.links("//main") if "/files/" in each]
    assert client_as("reporter").get(address).mimetype == "image/jpeg"
    assert client_as("neighbour").get(address).status_code == 404
    own = make.evidence(app, town, town.villages[1], make.photo_bytes(2), "neighbour").id
    assert client_as("clerk").get(f"/notices/{notice_id}/files/{own}").status_code == 404, "not attached"


def test_nothing_chosen_and_no_purpose_lose_nothing(client_as, town):
    clerk = client_as("clerk")
    form = Page(clerk.get("/notices/new")).form("/notices/new")
    typed = form | {"title": TITLE, "purpose": " ", "text": "字" * 10_001, "kinds": "village"}
    page = Page(clerk.post("/notices/new", data=typed), 422)
    assert page.fields_wrong() == {"purpose": "请填写事由。", "text": "正文不能超过10000个字。"}
    kept = page.form("/notices/new")
    assert (kept["title"], kept["kinds"], len(kept["text"].strip())) == (TITLE, "village", 10_001)
    typed |= {"purpose": PURPOSE, "text": "字" * 10_000, "kinds": [], "reply_by": "2026-03-01"}
    assert "reply_by" in Page(clerk.post("/notices/new", data=typed), 422).fields_wrong()
    page = Page(clerk.post("/notices/new", data=typed | {"reply_by": ""}), 422)
    assert "还没有选定发给哪些单位" in page.fields_wrong()["unit_ids"]


def test_a_unit_that_went_since_the_preview_sends_nothing(client_as, town):
    clerk = client_as("clerk")
    form = Page(clerk.get("/notices/new")).form("/notices/new")
    typed = form | {"title": TITLE, "purpose": PURPOSE, "text": "文", "kinds": "village"}
    confirmed = Page(clerk.post("/notices/new", data=typed)).form("/notices/new")
    _retire(town.villages[7])
    page = Page(clerk.post("/notices/new", data=confirmed), 422)
    assert "有1个已经停用" in page.text and page.form("/notices/new")["title"] == TITLE
    assert db.session.scalar(select(Notice.id)) is None


def _retire(unit):
    units.retire(unit.id, unit.version, by=system_viewer(), now=NOW, on=NOW.date())


def test_a_village_sees_it_on_today_and_takes_it_with_one_press(client_as, town, sent):
    reporter, signer = client_as("reporter"), client_as("signer")
    today = Page(reporter.get("/"))
    row = today.first("//a[starts-with(@class, 'big')]")
    assert row.startswith(f"新通知：{TITLE}") and PURPOSE in row and "去签收" in row
    page = Page(reporter.get(f"/notices/{sent}"))
    assert page.heading == TITLE and PURPOSE in page.text and "李家沟村" not in page.text
    assert receipt_of(sent, town.villages[0]).taken_at is None, "reading writes nothing"
    assert press(reporter, sent).status_code == 303
    row = receipt_of(sent, town.villages[0])
    assert (row.taken_by, row.way) == ("王小燕", Way.ACCOUNT)
    assert "王小燕2026年3月2日 09:00签收" in Page(signer.get(f"/notices/{sent}")).text
    assert press(signer, sent).status_code == 303
    assert receipt_of(sent, town.villages[0]).taken_by == "王小燕"
    assert [each.name for each in db.session.scalars(select(NoticeReading))] == ["王小燕", "王喆"]
    assert "通知待回复" in Page(reporter.get("/")).text
    assert press(reporter, sent, "replies", text="已安排两组巡查。").status_code == 303
    assert "回复已收到" in Page(reporter.get(f"/notices/{sent}")).text
    assert TITLE not in Page(reporter.get("/")).text
    office = Page(client_as("clerk").get(f"/notices/{sent}"))
    assert office.all("//tbody/tr/th") == ["李家沟村", "张河湾村", "王家庄村"], "unread first"
    assert "1/3" in office.text and "已安排两组巡查" in office.text and "王喆 2026年3月2日" in office.text


def test_a_second_press_says_so_and_a_reply_alone_is_a_receipt(client_as, town, sent):
    reporter = client_as("reporter")
    form = Page(reporter.get(f"/notices/{sent}")).form(f"/notices/{sent}/receipt")
    assert reporter.post(f"/notices/{sent}/receipt", data=form).status_code == 303
    assert reporter.post(f"/notices/{sent}/receipt", data=form).status_code == 303, "a double tap leads to the page"
    page = Page(reporter.post(f"/notices/{sent}/receipt", data=form | {"key": "another"}), 422)
    assert "您已经签收过了" in page.text
    neighbour = client_as("neighbour")
    assert press(neighbour, sent, "replies", text=" ").status_code == 422
    assert receipt_of(sent, town.villages[1]).taken_at is None
    assert press(neighbour, sent, "replies", text="收到").status_code == 303
    assert receipt_of(sent, town.villages[1]).taken_by == "李小兰"
    again = Page(press(neighbour, sent, "replies", text="收到"), 422)
    assert "同样的话已经回复过" in again.text
    assert len(db.session.scalars(select(NoticeReply)).all()) == 1


def test_a_notice_of_another_unit_is_missing(client_as, town):
    other = notices.send(facts(town, 1), by=town.viewer("clerk"), now=town.now).id
    reporter = client_as("reporter")
    for address in (f"/notices/{other}", f"/notices/{other}/export"):
        assert reporter.get(address).status_code == 404
    for what in ("receipt", "replies"):
        assert reporter.post(f"/notices/{other}/{what}", data={"key": what, "text": "x"}).status_code == 404
    assert TITLE not in reporter.get("/notices/").text and TITLE not in reporter.get("/").text
    assert client_as("auditor").get(f"/notices/{other}").status_code == 200
    with pytest.raises(NotInSight):
        notices.take(other, by=town.viewer("reporter"), now=town.now)


def test_the_own_units_sheet_is_for_the_office(client_as, sent):
    assert client_as("reporter").get(f"/notices/{sent}/export").status_code == 404
    answer = client_as("assessor").get(f"/notices/{sent}/export")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.values)
    assert rows[0][:2] == ("单位名称", "签收情况") and [row[1] for row in rows[1:]] == ["未签收"] * 3


def test_withdrawn_it_stays_readable_and_a_stale_page_is_told(client_as, town, sent):
    clerk, reporter = client_as("clerk"), client_as("reporter")
    stale = Page(reporter.get(f"/notices/{sent}")).form(f"/notices/{sent}/receipt")
    address = f"/notices/{sent}/withdrawal"
    form = Page(clerk.get(address)).form(address)
    assert "请写明为什么撤回" in Page(clerk.post(address, data=form | {"reason": " "}), 422).text
    assert clerk.post(address, data=form | {"reason": "时间有误", "key": "b"}).status_code == 303
    refused = Page(reporter.post(f"/notices/{sent}/receipt", data=stale), 422)
    assert "已于2026年3月2日撤回（时间有误）" in refused.text and "请各村安排夜间巡查" in refused.text
    page = Page(reporter.get(f"/notices/{sent}"))
    assert "已撤回" in page.text and "原因：时间有误" in page.text and not page.root.xpath("//button[text()='签收']")
    assert TITLE not in Page(reporter.get("/")).text
    assert "不能撤回" in Page(clerk.post(address, data=form | {"reason": "再来", "key": "c"}), 422).text
    for what in (f"/notices/{sent}/urging", f"/notices/{sent}/units/{town.villages[0].id}/receipt"):
        data = {"key": what[-9:], "way": "called", "taker": "王喆"}
        assert "撤回" in Page(clerk.post(what, data=data), 422).text


def test_the_clerk_takes_it_for_a_village_that_telephones(client_as, town, sent):
    clerk, village = client_as("clerk"), town.villages[2]
    address = f"/notices/{sent}/units/{village.id}/receipt"
    form = Page(clerk.get(address)).form(address)
    assert set(Page(clerk.post(address, data=form), 422).fields_wrong()) == {"way", "taker"}
    assert clerk.post(address, data=form | {"way": "called", "taker": "文书张敏", "key": "b"}).status_code == 303
    row = receipt_of(sent, village)
    assert (row.taken_by, row.way, row.noted_by) == ("文书张敏", Way.CALLED, "陈静")
    assert "不用代签" in Page(clerk.post(address, data=form | {"way": "called", "taker": "x", "key": "c"}), 422).text
    replies = f"/notices/{sent}/units/{village.id}/replies"
    form = Page(clerk.get(address)).form(replies)
    assert clerk.post(replies, data=form | {"text": "电话答复：已安排。"}).status_code == 303
    assert "陈静代回复" in Page(clerk.get(f"/notices/{sent}")).text
    assert clerk.get(f"/notices/{sent}/units/{town.villages[5].id}/receipt").status_code == 404, "not sent to it"
    with pytest.raises(NotAllowed):
        notices.take_for(sent, village.id, Way.CALLED, "x", by=town.viewer("reporter"), now=town.now)


def test_the_group_is_urged_by_name_and_the_log_says_copied(client_as, town, sent):
    notices.take(sent, by=town.viewer("reporter"), now=town.now)
    clerk = client_as("clerk")
    page = Page(clerk.get(f"/notices/{sent}"))
    text = page.first("//textarea[@id='urging-text']")
    assert "李家沟村、张河湾村" in text and "以下1个单位还没有回复：王家庄村" in text and f"/notices/{sent}" in text
    assert press(clerk, sent, "urging").status_code == 303
    assert "今天已复制1次" in Page(clerk.get(f"/notices/{sent}")).text
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert entry.verb == "notice.urge" and "李家沟村" in entry.body
    assert client_as("reporter").post(f"/notices/{sent}/urging", data={"key": "z"}).status_code == 403


def test_a_unit_retired_after_sending_is_asked_no_more(client_as, town, sent):
    _retire(town.villages[1])
    page = Page(client_as("clerk").get(f"/notices/{sent}"))
    assert "0/2" in page.text and "1个单位发出后停用" in page.text and "已停用" in page.text
    assert "李家沟村" not in page.first("//textarea[@id='urging-text']")
    assert Page(client_as("clerk").get("/notices/")).first("//tbody/tr/td[3]").startswith("0/2")


def test_a_linked_phone_reads_and_takes_and_the_list_says_so(app, client_as, town, sent):
    village = town.villages[0]
    token = device_links.make(town.viewer("reporter").user_id, by=town.viewer("signer"), now=town.now)
    phone = client_as(None)
    phone.post(f"/l/{token}")
    assert press(phone, sent).status_code == 303
    assert receipt_of(sent, village).way is Way.LINKED
    assert "手机专用链接" in Page(client_as("clerk").get(f"/notices/{sent}")).text


def test_the_office_is_told_on_today_when_the_date_has_come(client_as, town, clock, sent):
    assert TITLE not in Page(client_as("clerk").get("/")).text
    later(clock, town.now + d.timedelta(days=4))
    row = Page(client_as("clerk").get("/")).first(f"//tbody/tr[contains(., '{TITLE}')]")
    assert "3个单位未签收，3个单位未回复" in row


def test_another_room_sends_inside_its_own_deed(app, town):
    @action(Permission.TASK_WRITE)
    def elsewhere(*, by: Viewer, now: d.datetime, fails: bool) -> Notice:
        row = notices.send(facts(town, 0, subject_kind="tasks", subject_id=7), by=by, now=now)
        if fails:
            raise RuleBroken("不成")
        return row

    with pytest.raises(RuleBroken):
        elsewhere(by=town.viewer("clerk"), now=town.now, fails=True)
    assert db.session.scalar(select(Notice.id)) is None, "it goes with the deed that it belongs to"
    assert elsewhere(by=town.viewer("clerk"), now=town.now, fails=False).subject_id == 7
    with pytest.raises(RuleBroken, match="停用或不属本镇"):
        notices.send(NoticeFacts("题", "因", "文", (town.unit.id,)), by=town.viewer("clerk"), now=town.now)
    with pytest.raises(NotAllowed):
        notices.send(facts(town), by=town.viewer("assessor"), now=town.now)


def test_three_hundred_units_cost_no_more_statements(client_as, counted, town):
    few = notices.send(facts(town), by=town.viewer("clerk"), now=town.now).id
    many_villages(town, 300)
    everybody = tuple(each.id for each in places(town.viewer("clerk")))
    began = time.process_time()
    many = notices.send(NoticeFacts(TITLE, PURPOSE, "文", everybody), by=town.viewer("clerk"), now=town.now).id
    assert time.process_time() - began < 1
    clerk = client_as("clerk")
    clerk.get(f"/notices/{few}")
    with counted() as small:
        clerk.get(f"/notices/{few}")
    began = time.process_time()
    with counted() as large:
        page = Page(clerk.get(f"/notices/{many}"))
    assert time.process_time() - began < 1
    assert "0/311" in page.text and len(small) == len(large) <= 10, "\n".join(large)
    with counted() as listed:
        clerk.get("/notices/")
    assert len(listed) <= 6, "\n".join(listed)
