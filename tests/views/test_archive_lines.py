"""往年文书 without scans: registered by hand, found, sent out; a scan and its line brought together, never in silence."""

import datetime as d

import pytest
from making import make
from reading import Page
from scans import send
from sheets import rows_in
from sqlalchemy import select

from respbook.models.archive import ArchivedPaper
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.queries.health import stored_papers
from respbook.queries.verify import verify_state


@pytest.fixture
def clerk(client_as, town):
    """The clerk's browser; two lines wait for their scans."""
    make.register(town)
    return client_as("clerk")


def rows():
    db.session.expire_all()
    return db.session.scalars(select(ArchivedPaper).order_by(ArchivedPaper.id)).all()


def verbs():
    return set(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("archive.%"))))


def placed(clerk, paper, **told):
    """The answer to the form of a paper, some fields typed anew."""
    address = f"/archive/{paper.id}/placing"
    return clerk.post(address, data={**Page(clerk.get(address)).form(address), **told})


def test_one_is_registered_by_hand(clerk, town):
    assert Page(clerk.get("/archive/")).has_link("/archive/new")
    told = {
        "number": "青环责[2023]07号", "unit_id": str(town.villages[2].id), "title": "2023年度  责任书",
        "issued_on": "2023-03-06", "issued_by": "李建国", "copies": "２", "year": "", "note": "",
    }  # fmt: skip
    assert clerk.post("/archive/new", data=told).headers["Location"] == "/archive/"
    line = rows()[-1]
    assert (line.number_text, line.title, line.year, line.copies) == ("青环责〔2023〕7号", "2023年度 责任书", 2023, 2)
    assert (line.issued_on, line.sha256, line.unit_id) == (d.date(2023, 3, 6), None, town.villages[2].id)
    assert verify_state() == [] and stored_papers() == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"number": ""}, "要有文号才能登记"),
        ({"number": "青环责〔2024〕1号"}, "已登记过；请在列表中找到它"),
        ({"number": "12"}, "只是序号"),
        ({"number": "甲-1", "issued_on": "2026-03-03"}, "还没有到"),
        ({"number": "甲-1", "copies": "1000"}, "份数应在1和999之间"),
        ({"number": "甲-1", "unit_id": "999999"}, "选项已有变动"),
    ],
)
def test_what_cannot_be_registered_keeps_what_was_typed(clerk, told, said):
    answer = clerk.post("/archive/new", data={"title": "留住", **told})
    page = Page(answer, 422)
    assert said in page.text and page.form("/archive/new")["title"] == "留住"
    assert len(rows()) == 2


def test_what_this_system_issued_is_not_registered_again(stand, client_as, town, app):
    stand(make.year)
    answer = client_as("clerk").post("/archive/new", data={"number": "青环责〔2026〕1号"})
    assert "是本系统签发的责任书" in Page(answer, 422).text


def test_the_list_tells_what_has_no_scan(clerk):
    send(clerk, "2024年石桥村.png")
    page = Page(clerk.get("/archive/"))
    assert page.all("//td[@data-label='扫描件']").count("没有扫描件") == 2
    assert page.all("//td[@data-label='扫描件']").count("1页") == 1
    assert len(page.links("//tbody/tr/th")) == 1, "only what has a file leads to one"
    waiting = Page(clerk.get("/archive/?unscanned=1"))
    assert len(waiting.root.xpath("//tbody/tr")) == 2 and "2024年石桥村.png" not in waiting.text
    assert len(Page(clerk.get("/archive/?q=环境保护目标")).root.xpath("//tbody/tr")) == 1
    assert "没有符合条件" in Page(clerk.get("/archive/?unscanned=1&year=1999")).text
    assert clerk.get(f"/archive/{rows()[0].id}/file").status_code == 404
    assert verify_state() == [] and len(stored_papers()) == 1


def test_the_sheet_has_the_rows_of_the_page_in_their_order(clerk):
    send(clerk, "2025年石桥村.png", "看不出.png")
    for query in ("", "?unscanned=1", "?q=wjz", "?year=2025", "?unplaced=1"):
        ((_, sheet),) = rows_in(clerk.get(f"/archive/export{query}").data).items()
        page = Page(clerk.get(f"/archive/{query}"))
        numbers = ["" if number == "—" else number for number in page.all("//td[@data-label='文号']")]
        assert [row[0] for row in sheet[1:]] == numbers, query
        assert page.has_link(f"/archive/export{query}")
    ((_, sheet),) = rows_in(clerk.get("/archive/export?unscanned=1").data).items()
    assert sheet[0][-3:] == ["系统登记号", "扫描件", "页数"]
    assert sheet[1][:7] == [
        "青环责〔2024〕1号", "王家庄村村民委员会", "2024年度环境保护目标责任书", "2024-03-05", "李建国", "2.0", "2024.0",
    ]  # fmt: skip


def test_a_unit_sees_its_own_lines(clerk, client_as):
    reporter = client_as("reporter")
    text = Page(reporter.get("/archive/")).text
    assert "青环责〔2024〕1号" in text and "青环责〔2024〕2号" not in text and "登记一条" not in text
    given = reporter.get("/archive/export?format=csv").text
    assert "青环责〔2024〕1号" in given and "青环责〔2024〕2号" not in given


def test_a_scan_of_the_number_is_put_to_its_line(clerk, town):
    page = Page(send(clerk, "王家庄村青环责【2024】01号.png", "2023年李家沟村.png"))
    assert "已收存，配到登记簿中的“青环责〔2024〕1号”" in page.text
    line, _, other = rows()
    assert line.file_name == "王家庄村青环责【2024】01号.png" and line.pages == 1 and line.title and line.version == 2
    assert other.unit_id == town.villages[1].id and other.year == 2023
    assert clerk.get(f"/archive/{line.id}/file").data.startswith(b"\x89PNG")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "archive.attach")).one()
    assert line.sha256 in entry.body and verify_state() == []
    again = Page(send(clerk, "青环责〔2024〕1号背面.png", start=40))
    assert "已收存" in again.text and len(rows()) == 4, "the line has its scan: a second one is its own entry"


def test_a_scan_that_says_another_unit_is_left_to_the_clerk(clerk, town):
    page = Page(send(clerk, "石桥村青环责〔2024〕1号.png"))
    assert "单位或年度与文件名不符，请核对" in page.text
    scan = rows()[-1]
    assert page.has_link(f"/archive/{scan.id}/placing") and rows()[0].sha256 is None
    refused = Page(placed(clerk, scan), 422)
    assert "同一文号已另有一条，单位与这里填的不同" in refused.text and len(rows()) == 3
    assert placed(clerk, scan, unit_id=str(town.villages[0].id)).status_code == 303
    assert len(rows()) == 2 and rows()[0].sha256


def test_a_scan_of_the_same_unit_and_year_is_offered(clerk, town):
    page = Page(send(clerk, "2024年王家庄村.png"))
    assert "还没有扫描件，是这一份的，请配上" in page.text and rows()[0].sha256 is None
    scan = rows()[-1]
    (offer,) = page.root.xpath("//li/a[.='去配上']/@href")
    offered = Page(clerk.get(offer))
    assert offered.form(f"/archive/{scan.id}/placing")["number"] == "青环责〔2024〕1号"
    assert "还没有扫描件的如下" in offered.text
    answer = clerk.post(f"/archive/{scan.id}/placing", data=offered.form(f"/archive/{scan.id}/placing"))
    assert answer.status_code == 303
    line, _ = rows()
    assert line.file_name == "2024年王家庄村.png" and line.title and line.issued_on == d.date(2024, 3, 5)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "archive.attach")).one()
    assert "并入的一条" in entry.body and verify_state() == []


def test_of_two_lines_none_is_offered_first(clerk, town):
    clerk.post("/archive/new", data={"number": "青环责〔2024〕9号", "unit_id": str(town.villages[0].id)})
    page = Page(send(clerk, "2024年王家庄村.png"))
    assert "请配上" not in page.text
    page = Page(clerk.get(f"/archive/{rows()[-1].id}/placing"))
    assert (
        page.has_link(f"/archive/{rows()[-1].id}/placing?number=青环责〔2024〕1号") or "青环责〔2024〕9号" in page.text
    )


def test_the_line_s_page_leads_to_scans_that_may_be_its_own(clerk):
    send(clerk, "2024年王家庄村.png")
    line, scan = rows()[0], rows()[-1]
    page = Page(clerk.get(f"/archive/{line.id}/placing"))
    assert page.heading == "修改往年文书登记" and "还没有文号的如下" in page.text
    (offer,) = [link for link in page.links("//div[@class='note']") if f"/archive/{scan.id}/placing" in link]
    assert Page(clerk.get(offer)).form(f"/archive/{scan.id}/placing")["number"] == "青环责〔2024〕1号"


def test_a_line_whose_number_is_put_right_meets_its_scan(clerk):
    send(clerk, "李家沟村青环责〔2024〕6号.png")
    line = rows()[1]
    assert placed(clerk, line, number="青环责[2024]6号").status_code == 303
    assert "已配到登记簿中的“青环责〔2024〕6号”" in Page(clerk.get("/archive/")).text
    assert [row.id for row in rows()] == [rows()[0].id, line.id] and rows()[1].sha256
    assert verbs() == {"archive.register", "archive.take_in", "archive.attach", "archive.drop"} and verify_state() == []


def test_a_line_is_corrected_and_keeps_its_number(clerk):
    first, second = rows()
    assert placed(clerk, second, title="补上标题", issued_on="2024-03-06").status_code == 303
    assert rows()[1].title == "补上标题" and "archive.correct" in verbs()
    assert "要有文号才能登记" in Page(placed(clerk, second, number=""), 422).text
    assert f"文号“{first.number_text}”已登记过" in Page(placed(clerk, second, number=first.number_text), 422).text
    stale = Page(placed(clerk, rows()[1], title="旧", version="1"), 409)
    assert "现在的：补上标题" in stale.text


def test_two_scans_with_the_line_s_number_are_not_guessed(clerk):
    send(clerk, "青环责〔2024〕6号1.png", "青环责〔2024〕6号2.png")
    refused = Page(placed(clerk, rows()[0], number="青环责〔2024〕6号"), 422)
    assert "有2份扫描件都是“青环责〔2024〕6号”，分不清" in refused.text


def test_a_line_is_taken_out(clerk):
    line = rows()[0]
    page = Page(clerk.get(f"/archive/{line.id}/placing"))
    assert "打开原件" not in page.text
    assert clerk.post(f"/archive/{line.id}/removal", data={"version": "1"}).status_code == 303
    assert len(rows()) == 1 and verify_state() == []
