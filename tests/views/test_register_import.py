"""往年文书登记表, as the clerk keeps it in Excel: in as rows, wrong cells told, what we issued untouched, taken back whole."""

import datetime as d
from dataclasses import replace

import pytest
from importing import applied, applied_version, bench, form_of, handed, tsv
from making import NOW, make
from reading import Page
from scans import send
from sheets import rows_in, workbook
from sqlalchemy import select

from respbook.actions import archive, units
from respbook.models.archive import ArchivedPaper
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.scope import unit_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.permissions import system_viewer
from respbook.rules.register import Line
from respbook.rules.units import UnitKind

HEADS = ("发文字号", "签订单位", "标题", "签订日期", "签发人", "份数", "年度", "备注")
BOOK = tsv(
    HEADS,
    ("青环责[2024]01号", "王家庄村", "2024年度责任书", "2024.3.5", "李建国", "2", "", "原件在档案柜"),
    ("青环责（２０２４）2号", "李家沟村村民委员会", "2024年度责任书", "2024年3月5日", "李建国", "2", "2024", ""),
    ("青环责〔2024〕3号", "", "2025年度责任书", "2024-12-30", "", "", "2025", ""),
)


def lines():
    """Every line in its order, as the table holds it."""
    db.session.expire_all()
    return db.session.scalars(select(ArchivedPaper).order_by(ArchivedPaper.id)).all()


def faults(page):
    return page.all("//p[@class='wrong']")


def wrong(client, *row, heads=HEADS, **more):
    """The sentences at the cells of one row."""
    return faults(bench(client, "register", tsv(heads, row), **more)[1])


def imported(client, text=BOOK):
    address, page = bench(client, "register", text)
    assert applied(client, address, page).headers["Location"] == address
    return address


def test_a_register_comes_in_as_rows(client_as, town):
    client = client_as("clerk")
    address, page = bench(client, "register", BOOK)
    assert "新增 3 修改 0 不变 0 错误 0" in page.text
    assert "将按2025年度登记" in page.text and "可以再补认" not in page.text  # one hint a row
    applied(client, address, page)
    first, second, third = lines()
    assert (first.number_text, first.unit_id, first.year) == ("青环责〔2024〕1号", town.villages[0].id, 2024)
    assert (first.title, first.issued_on, first.issued_by) == ("2024年度责任书", d.date(2024, 3, 5), "李建国")
    assert (first.copies, first.note, first.sha256, first.file_name) == (2, "原件在档案柜", None, "")
    assert (second.unit_id, second.year, second.added_by) == (town.villages[1].id, 2024, "陈静")
    assert (third.unit_id, third.year, third.issued_by) == (None, 2025, None)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "import.apply")).one()
    assert "青环责〔2024〕3号" in entry.body and verify_state() == []
    listed = Page(client.get("/archive/"))
    assert listed.text.count("没有扫描件") >= 3 and "没有归位" in listed.text
    assert Page(client.get(address)).has_link("/archive/")


def test_what_comes_again_is_compared(client_as, town):
    client = client_as("clerk")
    imported(client)
    assert "新增 0 修改 0 不变 3 错误 0" in bench(client, "register", BOOK)[1].text
    address, page = bench(
        client, "register", BOOK.replace("原件在档案柜", "清空").replace("李家沟村村民委员会", "石桥村")
    )
    assert "新增 0 修改 2 不变 1 错误 0" in page.text
    assert page.all("//td[@class='changes']/del") == ["原件在档案柜", "李家沟村村民委员会"]
    applied(client, address, page)
    first, second, _ = lines()
    assert first.note is None and second.unit_id == town.villages[4].id and first.version == second.version == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", "王家庄村", "", "2024-03-05"), "文号未填写；请补上。"),
        (("17", "王家庄村"), "只是序号，不是文号"),
        (("青环责〔2024〕4号", "王家庄"), "名册中没有“王家庄”，相近的有“王家庄村”"),
        (("青环责〔2024〕4号", "", "", "2026-03-03"), "签发日期2026年3月3日还没有到"),
        (("青环责〔2024〕4号", "", "", "2024-02-30"), "没有“2024-02-30”这一天"),
        (
            ("青环责〔2024〕4号", "", "", "2023-12-30"),
            "签发日期在2023年，文号是2024年的；请改正其中一处，或者写明年度。",
        ),
        (("青环责〔2024〕4号", "", "", "", "", "", "2021"), "年度填的是2021年，文号是2024年的"),
        (("青环责〔2024〕4号", "", "", "2024-03-05", "", "", "2030"), "年度应在1980和2026之间"),
        (("青环责〔2024〕4号", "", "", "", "", "0"), "份数应在1和999之间"),
        (("青环责〔2024〕4号", "", "", "", "", "两份"), "“两份”不是整数"),
        (("青环责〔2024〕4号", "", "长" * 201), "标题有201字，最多200字"),
        (("青环责〔2024〕4号", "", "", "", "签" * 31), "签发人有31字，最多30字"),
    ],
)
def test_every_wrong_cell_says_why(client_as, row, said):
    (sentence,) = wrong(client_as("clerk"), *row)
    assert said in sentence and sentence.endswith("。")


def test_rows_of_one_number_are_settled_by_the_clerk(client_as):
    client = client_as("clerk")
    rows = (HEADS, ("青环责〔2024〕1号", "王家庄村"), ("青环责[2024]1号", "石桥村"))
    found = faults(bench(client, "register", tsv(*rows))[1])
    assert len(found) == 2 and "与第2行是同一条" in found[1]


def test_a_retired_unit_keeps_its_letters(client_as, town):
    by, last = town.viewer("clerk"), town.villages[7]
    units.retire(last.id, unit_in_sight(by, last.id).version, by=by, now=NOW, on=town.today)
    client = client_as("clerk")
    imported(client, tsv(HEADS, ("青环责〔2024〕8号", last.short_name)))
    assert lines()[0].unit_id == last.id
    page = Page(client.get(f"/archive/{lines()[0].id}/placing"))
    assert page.form(f"/archive/{lines()[0].id}/placing")["unit_id"] == str(last.id)
    assert "（已停用）" in page.text


def test_a_sheet_without_numbers_is_not_read(client_as):
    client = client_as("clerk")
    _, page = bench(client, "register", tsv(("村名", "日期"), ("王家庄村", "2024-03-05")))
    assert "没有找到“文号”列" in page.text


def test_what_this_system_issued_is_compared_and_never_changed(stand, client_as, town, app):
    year = stand(make.year)
    client = client_as("clerk")
    before = len(lines())
    given = client.get(f"/programmes/{year.id}/letters/register/export")
    ((_, rows),) = rows_in(given.data).items()
    rows[3][2], rows[3][5], rows[4][1] = "另一个标题", "3", "石桥村"
    _, page = bench(client, "register", file=workbook(rows))
    assert "新增 0 修改 0 不变 0 错误 2" in page.text
    found = faults(page)
    assert len(found) == 3 and all("本系统签发的文书不能从表中改，现为" in each for each in found)
    head, own = ("文号", "单位", "年度", "备注"), "青环责〔2026〕1号"
    same = bench(client, "register", tsv(head, (own, "王家庄村", "2026", "")))[1]
    assert "不变 1 错误 0" in same.text
    assert "不能从表中改" in wrong(client, own, "", "", "加一句", heads=head)[0]
    _, page = bench(client, "register", tsv(("文号", "系统登记号"), (own, f"W{lines()[0].id}")))
    assert "是本系统签发的责任书的文号" in faults(page)[0]
    assert len(lines()) == before


def test_the_mark_of_the_system_tells_lines_that_have_no_number(client_as, town):
    client = client_as("clerk")
    send(client, "2024年王家庄村.png", "2024年李家沟村.png")
    first, second = lines()
    head = ("文号", "标题", "系统登记号")
    text = tsv(head, ("青环责〔2024〕1号", "甲", f"W{first.id}"), ("", "乙", f"w0{second.id}"))
    address, page = bench(client, "register", text)
    assert "修改 2" in page.text and "错误 0" in page.text
    applied(client, address, page)
    first, second = lines()
    assert (first.number_text, first.title, second.number_text, second.title) == ("青环责〔2024〕1号", "甲", "", "乙")
    assert first.sha256 and first.year == 2024
    for mark in ("12", "W99999"):
        assert f"没有系统登记号“{mark}”" in "".join(wrong(client, "青环责〔2024〕7号", "", mark, heads=head))
    taken = wrong(client, "青环责〔2024〕1号", "", f"W{second.id}", heads=head)
    assert "已登记在另一条" in taken[0]
    _, page = bench(client, "register", tsv(head, ("乙-2", "", f"W{second.id}"), ("乙-2", "", "")))
    assert "与第2行文号相同" in faults(page)[0]


def test_two_scans_of_one_number_are_told_apart_by_the_mark_alone(client_as):
    client = client_as("clerk")
    send(client, "青环责〔2023〕9号1.png", "青环责〔2023〕9号2.png")
    assert "有2条都是“青环责〔2023〕9号”" in wrong(client, "青环责〔2023〕9号", "王家庄村")[0]


def test_a_register_that_comes_after_its_scans_completes_them(client_as, town):
    client = client_as("clerk")
    send(client, "青环责〔2024〕1号王家庄村.png", "2024年李家沟村.png")
    address, page = bench(client, "register", BOOK)
    assert "新增 2 修改 1" in page.text and "已收存过没有文号的扫描件" in page.text
    applied(client, address, page)
    scanned = lines()[0]
    assert scanned.sha256 and scanned.title == "2024年度责任书" and len(lines()) == 4


def test_a_whole_register_is_taken_back(client_as):
    client = client_as("clerk")
    send(client, "青环责〔2024〕1号王家庄村.png")
    before = [(row.id, row.title, row.issued_on, row.note, row.sha256) for row in lines()]
    address = imported(client)
    assert len(lines()) == 3
    assert client.post(f"{address}/undoing", data={}).status_code == 303
    assert [(row.id, row.title, row.issued_on, row.note, row.sha256) for row in lines()] == before
    assert verify_state() == []


def test_taking_back_is_refused_once_a_scan_hangs_on_it(client_as):
    client = client_as("clerk")
    address = imported(client)
    send(client, "青环责〔2024〕2号.png")
    answer = client.post(f"{address}/undoing", data={"version": str(applied_version(address))})
    assert "导入之后已给“青环责〔2024〕2号”配上了扫描件，不能整个撤销" in Page(answer, 409).text
    assert len(lines()) == 3


def test_taking_back_is_refused_once_a_line_was_changed(client_as, town):
    client = client_as("clerk")
    address = imported(client)
    line = lines()[0]
    archive.place(
        line.id, Line(line.number_text, line.unit_id, note="另记"), line.version, by=town.viewer("clerk"), now=NOW
    )
    answer = client.post(f"{address}/undoing", data={})
    assert "导入之后又改过往年文书“青环责〔2024〕1号”" in Page(answer, 409).text


def test_another_town_s_register_is_neither_seen_nor_in_the_way(client_as, town):
    """A town beside ours has a line of the same number; its mark is as unknown as one that never was."""
    by = system_viewer()
    other = units.add(units.UnitFacts(None, UnitKind.TOWN, "白河镇人民政府", "白河镇"), by=by, now=NOW)
    clerk = replace(town.viewer("clerk"), unit_id=other.id, unit_path=other.path)
    row = archive.register(Line("青环责〔2024〕1号", other.id, title="白河的"), by=clerk, now=NOW)
    client = client_as("clerk")
    assert "白河的" not in client.get("/archive/").text + client.get("/archive/export?format=csv").text
    for address in ("file", "placing"):
        assert client.get(f"/archive/{row.id}/{address}").status_code == 404
    _, page = bench(client, "register", BOOK)
    assert "新增 3 修改 0" in page.text
    _, page = bench(client, "register", tsv(("文号", "系统登记号"), ("", f"W{row.id}")))
    assert f"没有系统登记号“W{row.id}”" in "".join(faults(page))
    send(client, "青环责〔2024〕1号.png")
    assert [(line.town_id == other.id, line.sha256 is None) for line in lines()] == [(True, True), (False, False)]


def test_only_the_clerk_brings_a_register_in(client_as):
    assert handed(client_as("admin"), "register", BOOK).status_code == 403
    assert "往年文书登记表" not in client_as("admin").get("/imports/").text
    clerk = client_as("clerk")
    assert Page(clerk.get("/archive/")).has_link("/imports/new?kind=register")
    ((_, rows), *_) = rows_in(clerk.get("/imports/template.xlsx?kind=register").data).items()
    assert rows[0] == ["文号", "单位名称", "标题", "签发日期", "签发人", "份数", "年度", "备注", "系统登记号"]
    assert rows[1][0] == "（示例）青环责〔2024〕3号"


def test_a_row_costs_no_statement(stand, client_as, counted, town, app):
    stand(make.year)
    client = client_as("clerk")
    own = ("青环责〔2026〕1号", "王家庄村", "标题")
    small, _ = bench(client, "register", tsv(HEADS, own, ("甲-1号", "王家庄村")))
    large, _ = bench(
        client, "register", tsv(HEADS, own, *((f"甲-{n}号", town.villages[n % 8].name) for n in range(300)))
    )
    with counted() as few:
        client.get(small)
    with counted() as many:
        client.get(large)
    assert len(few) == len(many) <= 10
    page = Page(client.get(large))
    with counted() as sql:
        applied(client, large, page)
    assert len(lines()) == 302 and len(sql) < 40
    assert unit_count() == 12


def unit_count():
    return len(db.session.scalars(select(Unit.id)).all())


def test_the_form_is_sent_as_the_browser_sends_it(client_as):
    client = client_as("clerk")
    address, page = bench(client, "register", tsv(HEADS, ("17", "王家庄村")))
    told = form_of(page) | {"cell-2-0": "青环责〔2024〕17号"}
    page = Page(client.get(client.post(f"{address}/cells", data=told).headers["Location"]))
    assert "新增 1" in page.text and "错误 0" in page.text
