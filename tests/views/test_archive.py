"""往年文书页: a folder taken in, matched by name, placed by hand, found again; others see their own (features M5)."""

import io
from urllib.parse import unquote

import pytest
from reading import Page
from scans import scan, send
from sqlalchemy import func, select

from respbook.models.archive import ArchivedPaper
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.queries.verify import verify_state


@pytest.fixture
def kept(client_as):
    """Two of the first village, one of the second, one that says nothing: the clerk's browser."""
    clerk = client_as("clerk")
    page = Page(send(clerk, "2024年王家庄村责任书.png", "2023/王家庄村/1.png", "2023年李家沟村.png", "扫描0001.png"))
    assert page.text.count("已收存") == 4 and "补认" in page.text
    return clerk


def downloaded_as(answer):
    """The name that a browser gives the file."""
    return unquote(answer.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])


def rows():
    return db.session.execute(
        select(ArchivedPaper.id, ArchivedPaper.year, ArchivedPaper.unit_id, ArchivedPaper.version).order_by(
            ArchivedPaper.id
        )
    ).all()


def test_names_decide_what_they_can(kept, town):
    found = rows()
    first, second = town.villages[0].id, town.villages[1].id
    assert [(row.year, row.unit_id) for row in found] == [(2024, first), (2023, first), (2023, second), (None, None)]
    assert db.session.scalar(select(func.count()).where(AuditEntry.verb == "archive.take_in")) == 4
    assert verify_state() == []


def test_the_same_bytes_are_not_kept_twice(kept):
    page = Page(send(kept, "换个名字.png"))
    assert "已经收过" in page.text and "原来收的是“2024年王家庄村责任书.png”，2024年，归在王家庄村" in page.text
    assert page.root.xpath(f"//li/a[@href='/archive/{rows()[0].id}/placing']")
    assert len(rows()) == 4


def test_a_second_name_says_whose_the_kept_file_is(kept, town):
    """扫描0001 is nobody's; the same bytes under a name that tells are offered as its place."""
    paper, unit = rows()[-1], town.villages[2]
    page = Page(send(kept, "2022年张河湾村责任书.png", start=3))
    assert "原来收的是“扫描0001.png”，还没有归位" in page.text
    (offer,) = page.root.xpath("//li/a[.='归到张河湾村']/@href")
    assert offer == f"/archive/{paper.id}/placing?unit_id={unit.id}&year=2022"
    sent = Page(kept.get(offer)).form(f"/archive/{paper.id}/placing")
    assert (sent["unit_id"], sent["year"]) == (str(unit.id), "2022")
    assert kept.post(f"/archive/{paper.id}/placing", data=sent).status_code == 303
    assert (rows()[-1].unit_id, rows()[-1].year) == (unit.id, 2022)
    nameless = Page(send(kept, "又一次.png", "2022年张河湾村责任书.png", start=4))
    assert nameless.text.count("已收存") == 2


@pytest.mark.parametrize("wild", ["unit_id=x&year=二〇二二", "unit_id=999999&year=99999", "year=0000"])
def test_an_odd_offer_preselects_nothing(kept, wild):
    sent = Page(kept.get(f"/archive/{rows()[-1].id}/placing?{wild}")).form(f"/archive/{rows()[-1].id}/placing")
    assert sent["unit_id"] == "" and sent["year"] in ("", "0")


def test_a_kept_file_that_nobody_knows_leads_to_its_placing(kept):
    page = Page(send(kept, "看不出.png", start=3))
    assert page.root.xpath(f"//li/a[@href='/archive/{rows()[-1].id}/placing' and .='去补认']")


def test_the_year_is_told_as_one(kept):
    assert "2023年" in Page(kept.get("/archive/")).all("//td[@data-label='年度']")


def test_what_nobody_knows_is_placed_by_hand(kept, town):
    paper = rows()[-1]
    page = Page(kept.get("/archive/?unplaced=1"))
    assert "扫描0001.png" in page.text and "2024年王家庄村" not in page.text
    sent = {"unit_id": str(town.villages[2].id), "year": "2022", "number": "青环责〔2022〕3号"}
    answer = kept.post(f"/archive/{paper.id}/placing", data={**sent, "version": "1"})
    assert answer.status_code == 303
    assert "扫描0001.png" in Page(kept.get("/archive/?q=zhw")).text
    assert "扫描0001.png" in Page(kept.get("/archive/?q=〔2022〕3号")).text
    stale = kept.post(f"/archive/{paper.id}/placing", data={**sent, "version": "1"})
    assert "现在的" not in Page(stale, 409).text  # the same was typed: nothing differs
    other = kept.post(f"/archive/{paper.id}/placing", data={**sent, "year": "2021", "version": "1"})
    page = Page(other, 409)
    assert "您填写的：2021" in page.text and "现在的：2022" in page.text
    again = kept.post(f"/archive/{paper.id}/placing", data=page.form(f"/archive/{paper.id}/placing"))
    assert again.status_code == 303
    wrong = kept.post(f"/archive/{paper.id}/placing", data={**sent, "year": "2030", "version": "3"})
    assert "年度应在" in Page(wrong, 422).text
    assert verify_state() == []


def test_a_unit_sees_its_own_and_gets_the_bytes(kept, client_as):
    own, other, _, nobodys = rows()[1:] if len(rows()) > 4 else rows()
    reporter, neighbour = client_as("reporter"), client_as("neighbour")
    text = Page(reporter.get("/archive/")).text
    assert "王家庄村责任书" in text and "李家沟" not in text and "扫描0001" not in text
    answer = reporter.get(f"/archive/{own.id}/file")
    assert answer.status_code == 200 and answer.data.startswith(b"\x89PNG")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert neighbour.get(f"/archive/{own.id}/file").status_code == 404
    assert reporter.get(f"/archive/{nobodys.id}/file").status_code == 404
    assert send(reporter, "x.png", start=90).status_code == 403
    assert other.unit_id == own.unit_id


def test_the_name_it_came_under_cannot_disguise_the_download(client_as):
    clerk = client_as("clerk")
    send(clerk, "2024年王家庄村\u202egnp.exe:.png")
    (own,) = rows()
    assert downloaded_as(clerk.get(f"/archive/{own.id}/file")) == "2024年王家庄村gnp.exe_.png"


def test_bad_files_are_told_one_by_one_and_stop_nobody(client_as):
    clerk = client_as("clerk")
    files = [(io.BytesIO(b"MZ"), "程序.exe"), (scan(7), "2024年石桥村.png")]
    page = Page(clerk.post("/archive/", data={"files": files}, content_type="multipart/form-data"))
    assert "“程序.exe”：这不是PDF、JPG或PNG" in page.text and "“2024年石桥村.png”已收存" in page.text
    nothing = clerk.post("/archive/", data={}, content_type="multipart/form-data")
    assert "请选择扫描件" in Page(nothing, 422).text


def test_a_script_gets_the_lines_alone(client_as):
    clerk = client_as("clerk")
    answer = clerk.open(
        "/archive/",
        method="POST",
        data={"files": [(scan(3), "2024年石桥村.png")]},
        content_type="multipart/form-data",
        headers={"HX-Request": "true"},
    )
    assert answer.text.strip().startswith("<ul") and "已收存" in answer.text


def test_taken_out_of_the_list(kept):
    paper = rows()[0]
    assert kept.post(f"/archive/{paper.id}/removal", data={"version": "1"}).status_code == 303
    assert len(rows()) == 3 and verify_state() == []


def test_as_many_statements_for_many(client_as, counted):
    clerk = client_as("clerk")
    told = []
    for start, many in ((0, 3), (10, 27)):
        send(clerk, *(f"2024年王家庄村{start + n}.png" for n in range(many)), start=start)
        with counted() as sql:
            Page(clerk.get("/archive/"))
        told.append(len(sql))
    assert told[0] == told[1] <= 6
