"""签订台账和签订仪式: figures, filters, who is missing, sheets, notices, ticks; and what neighbours may not see."""

import datetime as d
import io
from dataclasses import replace

import openpyxl
import pytest
import reporting
from making import NOW, make
from reading import Page
from standing import stands

from respbook.actions import objections, signing
from respbook.actions.ceremonies import CeremonyFacts, Mark, arrange, note
from respbook.models.base import db
from respbook.queries import ledger as queries
from respbook.queries import signing as slots
from respbook.queries.ceremonies import units_called
from respbook.queries.ledger import LedgerFilter
from respbook.queries.verify import verify_state
from respbook.rules import many
from respbook.rules.errors import RuleBroken
from respbook.rules.signing import SignatureMethod

LATER = NOW + d.timedelta(days=1)


@stands
def year(app, town):
    """Three letters issued: the first signed on paper, the second by the town alone, the third objected to by nobody."""
    programme = make.programme(town)
    make.target(town, programme)
    rows = make.drafts(town, make.template(town, programme), [village.id for village in town.villages[:3]])
    make.issued(app, town, rows)
    clerk = town.viewer("clerk")
    mark = signing.PaperMark("a" * 64, "王小燕", "陈静", "3柜2盒", d.date(2026, 3, 2))
    first, second = ([each.id for each in slots.slot_rows(row.id)] for row in rows[:2])
    signing.record_paper(first, mark, by=clerk, now=LATER)
    signing.record_paper(second[:1], mark, by=clerk, now=LATER)
    db.session.rollback()
    return programme


def path(year, more=""):
    return f"/programmes/{year.id}/signing/{more}"


def test_figures_open_their_lists(client_as, year):
    page = Page(client_as("clerk").get(path(year)))
    assert "1/3" in page.text and "其中1份已签一方" in page.text
    assert "王家庄村" in page.text and "3柜2盒" in page.text and "未签" in page.text
    waiting = Page(client_as("clerk").get(path(year, "?state=open")))
    assert "李家沟村" in waiting.text and "王家庄村" not in waiting.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["王家庄村", "李家沟村", "张河湾村"]),
        ({"state": "signed"}, ["王家庄村"]),
        ({"state": "partly"}, ["李家沟村"]),
        ({"state": "replaced"}, []),
        ({"method": SignatureMethod.PAPER}, ["王家庄村", "李家沟村"]),
        ({"method": SignatureMethod.HAND}, []),
        ({"missing": "甲方"}, ["张河湾村"]),
        ({"missing": "乙方"}, ["李家沟村", "张河湾村"]),
        ({"words": "wjz"}, ["王家庄村"]),
        ({"words": "3号"}, ["张河湾村"]),
        ({"sort": "-number"}, ["张河湾村", "李家沟村", "王家庄村"]),
        ({"sort": "signed"}, ["王家庄村", "李家沟村", "张河湾村"]),
    ],
)
def test_filters_and_orders(town, year, asked, found):
    rows = queries.ledger_rows(town.viewer("clerk"), LedgerFilter(year.id, **asked))
    assert [row.unit_name for row in rows] == found
    paged = queries.ledger_page(town.viewer("clerk"), LedgerFilter(year.id, **asked))
    assert [row.unit_name for row in paged.rows] == found and paged.total == len(found)


def test_flat_statements(client_as, town, year, counted, app):
    client = client_as("clerk")
    client.get(path(year))
    with counted() as few:
        client.get(path(year, "?state=signed"))
    with counted() as many:
        client.get(path(year))
    assert len(many) <= len(few) and len(many) <= 12, "\n".join(many)


def test_unit_people_see_their_own(client_as, year):
    page = Page(client_as("signer").get(path(year)))
    assert "王家庄村" in page.text and "李家沟村" not in page.text and "1/1" in page.text
    assert "都已签订" in Page(client_as("signer").get(path(year, "urging"))).text


def test_urging_names_only_who_is_missing(client_as, town, year):
    page = Page(client_as("clerk").get(path(year, "urging")))
    assert "李家沟村（王2喆）" in page.text and "张河湾村（王3喆）" in page.text and "王家庄村（" not in page.text


def test_urging_tells_a_line_for_each_unit_and_the_leaders_apart(client_as, town, year):
    page = Page(client_as("clerk").get(path(year, "urging")))
    text = page.root.xpath("//textarea[@id='urging']")[0].text
    assert text.strip().split("\n")[1:3] == ["1. 李家沟村（王2喆） 今天签发", "2. 张河湾村（王3喆） 今天签发"]
    leaders = page.root.xpath("//textarea[@id='leaders-text']")[0].text
    (row,) = queries.missing_leaders(town.viewer("clerk"), year)
    assert (row.letters, row.issued_on) == (1, NOW.date()), "the town has signed two of three"
    assert f"{row.words}：1份待签" in leaders and row.name and row.name not in text
    assert "镇里还没有签的" not in Page(client_as("signer").get(path(year, "urging"))).text


def test_above_twenty_units_are_urged_to_sign_by_their_number(client_as, year, monkeypatch):
    monkeypatch.setattr(many, "ABOVE", 1)
    client, address = client_as("clerk"), path(year, "urging")
    form = Page(client.get(address)).form(address)
    refused = Page(client.post(address, data=form), 422)
    assert "这次办理2个单位，请核对名单后填总数" in refused.text and "今天已催的单位" not in refused.text
    assert client.post(address, data=refused.form(address) | {"how_many": "2"}).status_code == 303


def test_urging_to_sign_keeps_the_same_ceiling(client_as, town, year, clock):
    client, address = client_as("clerk"), path(year, "urging")
    for day in (2, 3, 4):
        reporting.later(clock, reporting.at(3, day, 9))
        form = Page(client.get(address)).form(address)
        assert client.post(address, data=form).status_code == 303
        assert "今天已经催过" in Page(client.post(address, data={"key": f"{day}" * 32}), 422).text
    assert "今天已催的单位（2）" in Page(client.get(address)).text
    reporting.later(clock, reporting.at(3, 5, 9))
    page = Page(client.get(address))
    assert "已催满3次的单位（2）" in page.text and "李家沟村（已催3次，最近3月4日）" in page.text
    assert not page.root.xpath("//textarea[@id='urging']")
    again = f"{address}?again={town.villages[1].id}&reason=换了书记"
    form = Page(client.get(again)).form(address)
    assert client.post(address, data=form).status_code == 303
    assert "李家沟村（第4次）" in Page(client.get(address)).text
    assert client_as("leader").post(address).status_code == 403 and verify_state() == []


def test_a_row_tells_method_and_day_once_and_leads_to_the_records(client_as, town, year):
    page = Page(client_as("clerk").get(path(year)))
    assert page.all("//thead/tr/th")[-2:] == ["比对人", "原件"]
    first = page.root.xpath("//tbody/tr[1]")[0]
    signatures = first.xpath(".//ul[@class='slots']//a/@href")
    assert len(signatures) == 2 and all(client_as("clerk").get(each).status_code == 200 for each in signatures)
    assert all(each.startswith("/signatures/") for each in signatures)
    assert first.xpath("string(.//td[@data-label='比对人'])").strip() == "陈静"
    row = queries.ledger_rows(town.viewer("clerk"), LedgerFilter(year.id, words="李家沟村"))[0]
    assert [(each.method, len(each.slots)) for each in row.strokes("甲方")] == [(SignatureMethod.PAPER, 1)]
    assert [(each.method, each.signed_on) for each in row.strokes("乙方")] == [(None, None)] and "未签" in page.text


def test_slots_signed_alike_stand_in_one_line(town, year):
    row = queries.ledger_rows(town.viewer("clerk"), LedgerFilter(year.id, words="王家庄村"))[0]
    one = row.of("甲方")[0]
    same, other = replace(one, id=90, signer="乙"), replace(one, id=91, signed_on=d.date(2026, 3, 3))
    waits = replace(one, id=92, signature_id=None, method=None, signed_on=None)
    strokes = replace(row, slots=(waits, one, same, other)).strokes("甲方")
    assert [[slot.id for slot in each.slots] for each in strokes] == [[one.id, 90], [91], [92]]


def test_signing_is_a_step_of_the_programme_and_leads_to_the_ledger(client_as, year):
    page = Page(client_as("clerk").get(f"/programmes/{year.id}"))
    step = page.root.xpath("//ol[@class='year']/li[last()]")[0]
    assert step.xpath(".//a/@href") == [path(year)] and "1/3份" in step.text_content()


def test_an_objection_is_not_urged(town, year):
    letter = queries.ledger_rows(town.viewer("clerk"), LedgerFilter(year.id, words="王家庄村"))[0]
    with pytest.raises(RuleBroken):
        objections.object_to(letter.id, None, "全文", "不对。", by=town.viewer("signer"), now=LATER)
    assert [each.unit for each in queries.missing_units(town.viewer("clerk"), year.id)] == ["李家沟村", "张河湾村"]


def test_sheets_hold_texts_and_a_head_of_two_levels(client_as, year):
    client = client_as("clerk")
    book = openpyxl.load_workbook(io.BytesIO(client.get(path(year, "export")).data))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:4] == ("文号", "单位名称", "单位类别", "签订状态") and len(rows) == 7
    assert rows[1][0].startswith("青环责") and rows[1][10:14] == ("纸质原件扫描", rows[1][11], "陈静", "3柜2盒")
    csv = client.get(path(year, "export?format=csv&state=signed")).data.decode("utf-8-sig")
    assert csv.count("\n") == 3 and "王家庄村" in csv
    printed = openpyxl.load_workbook(io.BytesIO(client.get(path(year, "table.xlsx")).data)).active
    assert "审核人" in printed["A2"].value and printed.page_setup.orientation == "landscape"
    assert (
        printed["B3"].value == "责任书" and printed["E3"].value == "甲方" and "E3:G3" in map(str, printed.merged_cells)
    )


def test_the_programme_and_today_tell_the_progress(client_as, year):
    assert "签订进度" in Page(client_as("clerk").get(f"/programmes/{year.id}")).text
    assert "已签订 1/3，还差2份" in Page(client_as("leader").get("/")).text


def test_find_knows_the_ledger(client_as, year):
    assert "签订台账" in Page(client_as("clerk").get("/find/?q=qdtz")).text


FACTS = CeremonyFacts(d.date(2026, 3, 10), "上午9:00", "二楼会议室", "李建国", "请携带公章。")


def ceremony(year):
    return f"/programmes/{year.id}/ceremony/"


def test_a_ceremony_is_set_and_its_papers_are_there(client_as, town, year):
    client = client_as("clerk")
    assert "安排签订仪式" in Page(client.get(ceremony(year))).text
    assert client.get(ceremony(year) + "notice.pdf").status_code == 404
    sent = {"held_on": "2026-03-10", "held_at": "上午9:00", "place": "二楼会议室", "host": "李建国", "demands": ""}
    assert client.post(ceremony(year) + "edit", data=sent).status_code == 303
    page = Page(client.get(ceremony(year)))
    assert "【会议通知】" in page.text and "到会0/3，已领0/3" in page.text
    for name in ("notice.pdf", "sign-in.pdf"):
        answer = client.get(ceremony(year) + name)
        assert answer.status_code == 200 and answer.data.startswith(b"%PDF")


def test_who_came_and_who_took_a_copy(client_as, town, year):
    arrange(year.id, FACTS, 0, by=town.viewer("clerk"), now=NOW)
    one, two = town.villages[0].id, town.villages[1].id
    sent = {f"came-{one}": "y", f"name-{one}": "王1喆", f"taken-{one}": "y", f"copies-{one}": "2", f"came-{two}": "y"}
    assert client_as("clerk").post(ceremony(year) + "attendance", data=sent).status_code == 303
    rows = {row.unit_id: row for row in units_called(town.viewer("clerk"), year.id)}
    assert (rows[one].came_as, rows[one].taken_by, rows[one].copies) == ("王1喆", "王1喆", 2)
    assert (rows[two].came_as, rows[two].taken_at) == ("（未写姓名）", None)
    cleared = note(year.id, [Mark(one, "", "")], by=town.viewer("clerk"), now=LATER)
    rows = {row.unit_id: row for row in units_called(town.viewer("clerk"), year.id)}
    assert cleared == 1 and rows[one].came_at is None and rows[two].came_at is not None
    assert note(year.id, [Mark(987654, "谁", "谁")], by=town.viewer("clerk"), now=LATER) == 0


def test_unit_people_see_their_own_row_only(client_as, town, year):
    arrange(year.id, FACTS, 0, by=town.viewer("clerk"), now=NOW)
    page = Page(client_as("signer").get(ceremony(year)))
    assert "王家庄村" in page.text and "李家沟村" not in page.text


def test_nothing_issued_no_ceremony(app, town):
    programme = make.programme(town)
    with pytest.raises(RuleBroken, match="还没有签发过责任书"):
        arrange(programme.id, FACTS, 0, by=town.viewer("clerk"), now=NOW)
