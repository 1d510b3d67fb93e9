"""上级报表 pages: register a blank, click a cell, say what goes there, take it away filled; a changed blank is not guessed."""

import datetime as d
import io

import county_sheets
import openpyxl
import pytest
from drafting import drafts, issue
from making import make
from reading import Page
from sqlalchemy import select
from standing import stands

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.county_forms import CountyForm
from respbook.queries.county_figures import Month, figures_of
from respbook.queries.scope import county_form_in_sight
from respbook.rules.county_sources import SOURCES
from respbook.rules.units import SIGNING_KINDS


def sent(page, address, content, **more):
    return {**page.form(address), **more, "file": (io.BytesIO(content), "月报表.xlsx")}


def registered(client, content, name="落实情况月报"):
    page = Page(client.get("/county-forms/new"))
    answer = client.post(
        "/county-forms/new",
        data=sent(page, "/county-forms/new", content, name=name),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1].split("?")[0])


def set_cell(client, form_id, cell, source, **more):
    page = Page(client.get(f"/county-forms/{form_id}?cell={cell}"))
    address = f"/county-forms/{form_id}/cells"
    data = page.form(address) | {"source": source} | more
    return client.post(address, data={name: value for name, value in data.items() if value is not None})


def filled(client, form_id, month="2026-03"):
    answer = client.get(f"/county-forms/{form_id}/filled.xlsx?month={month}")
    assert answer.status_code == 200, answer.text[:500]
    return openpyxl.load_workbook(io.BytesIO(answer.data)).active


@stands
def year(app, town):
    made = drafts(town)
    issue(town, app, made)
    return made


@pytest.fixture
def clerk(client_as):
    return client_as("clerk")


BY_VILLAGE = (
    ("2-1", "form.place", {}),
    ("5-1", "each.place", {}),
    ("5-2", "each.name", {}),
    ("5-3", "each.head", {}),
    ("5-4", "each.households", {}),
    ("5-5", "each.number", {}),
    ("5-6", "each.issued_on", {}),
    ("5-7", "each.share", {"target": "生活垃圾清运"}),
)


def test_a_two_level_table_of_villages(clerk, town, year):
    form_id = registered(clerk, county_sheets.by_village())
    for cell, source, more in BY_VILLAGE:
        assert set_cell(clerk, form_id, cell, source, **more).status_code == 303
    page = filled(clerk, form_id)
    assert page["A2"].value == town.unit.name
    first = [cell.value for cell in page[5]]
    assert first[:6] == [1, town.villages[0].name, "王1喆", 100, "青环责〔2026〕1号", d.datetime(2026, 3, 2)]
    assert sum(page.cell(row, 7).value or 0 for row in range(5, 17)) == 400
    assert [page.cell(row, 2).value for row in (13, 15, 16)] == ["青山镇卫生院", "青山供电所", None]
    assert page["D17"].value == sum(village.households for village in town.villages)
    assert page["G17"].value == "=SUM(G5:G16)" and page["A18"].value == "填报人："
    assert page["F5"].number_format == "yyyy年m月d日" and page.print_title_rows == "$3:$4"


def test_a_single_column_summary(clerk, town, year):
    form_id = registered(clerk, county_sheets.one_column())
    for cell, source, more in (
        ("2-2", "form.place", {}), ("3-2", "form.period", {}), ("4-2", "form.day", {}),
        ("5-2", "town.units", {"unit_kind": "village"}), ("6-2", "town.population", {}),
        ("7-2", "town.issued", {}), ("8-2", "town.overdue", {}), ("9-2", "target.total", {"target": "生活垃圾清运"}),
    ):  # fmt: skip
        assert set_cell(clerk, form_id, cell, source, **more).status_code == 303
    page = filled(clerk, form_id)
    people = sum(village.population for village in town.villages)
    assert [page.cell(row, 2).value for row in range(2, 11)] == [
        town.unit.name, "2026年3月", d.datetime(2026, 3, 2), 8, people, 3, 0, 400, "=IF(B9=0,0,1)",
    ]  # fmt: skip
    assert filled(clerk, form_id, "2026-02")["B7"].value == 0


def test_a_cross_table_of_kinds_and_indicators(clerk, town, year):
    form_id = registered(clerk, county_sheets.crossed())
    for row, kind in ((4, "village"), (5, "community"), (6, "affiliated")):
        for column, source, more in (
            (3, "town.units", {}), (4, "town.households", {}), (5, "town.tasks", {}),
            (6, "target.placed", {"target": "生活垃圾清运"}),
        ):  # fmt: skip
            assert set_cell(clerk, form_id, f"{row}-{column}", source, unit_kind=kind, **more).status_code == 303
    page = filled(clerk, form_id)
    assert [cell.value for cell in page[4]][2:] == [8, sum(v.households for v in town.villages), 3, 400]
    assert [cell.value for cell in page[6]][2:] == [3, 0, 0, 0] and page["C7"].value == "=SUM(C4:C6)"


def test_the_page_shows_the_form_as_it_looks(clerk, client_as, town):
    form_id = registered(clerk, county_sheets.by_village())
    page = Page(clerk.get(f"/county-forms/{form_id}?cell=5-2"))
    assert page.all("//table//td[@colspan='7']")[0] == "环境保护目标责任书落实情况统计表"
    assert page.all("//table//td[@rowspan='2']")[3] == "户数" and "公式" in page.text
    assert page.heading == "落实情况月报" and "B5格填什么" in page.text and "现有11个单位" in page.text
    form = page.form(f"/county-forms/{form_id}/cells")
    assert (form["rows"], form["totalled"], form["sheet"]) == ("12", "y", "分村表")
    assert Page(clerk.piece(f"/county-forms/{form_id}?cell=5-2", "county-forms-desk")).first("//h2") == "B5格填什么"
    reader = Page(client_as("auditor").get(f"/county-forms/{form_id}?cell=5-2"))
    assert not reader.root.xpath("//table//button") and "B5格填什么" not in reader.text


def test_what_cannot_go_there_is_said_at_the_field(clerk, town):
    form_id = registered(clerk, county_sheets.by_village())
    answer = set_cell(clerk, form_id, "5-2", "each.name", rows="13")
    assert "合并单元格" in Page(answer, 422).fields_wrong()["rows"]
    assert "请选择目标" in Page(set_cell(clerk, form_id, "5-7", "each.share"), 422).fields_wrong()["target"]
    assert "请选择" in Page(set_cell(clerk, form_id, "5-7", ""), 422).fields_wrong()["source"]
    formula = Page(clerk.get(f"/county-forms/{form_id}?cell=17-7"))
    address = f"/county-forms/{form_id}/cells"
    refused = clerk.post(address, data=formula.form(address) | {"source": "town.units", "target": "", "unit_kind": ""})
    assert "G17是公式" in Page(refused, 422).text


def test_more_units_than_rows_are_refused(clerk, town):
    form_id = registered(clerk, county_sheets.by_village(5))
    assert set_cell(clerk, form_id, "5-2", "each.name").status_code == 303
    answer = clerk.get(f"/county-forms/{form_id}/filled.xlsx")
    assert "只留了5行，现有11个单位" in Page(answer, 409).text
    assert set_cell(clerk, form_id, "5-2", "each.name", unit_kind="affiliated").status_code == 303
    assert filled(clerk, form_id)["B5"].value == "青山镇卫生院"


def renewed(client, form_id, content):
    address = f"/county-forms/{form_id}/renewal"
    page = Page(client.get(address))
    return client.post(address, data=sent(page, address, content), content_type="multipart/form-data")


def test_a_changed_blank_keeps_what_fits_and_asks_for_the_rest(clerk, town):
    form_id = registered(clerk, county_sheets.by_village())
    for cell, source in (("5-2", "each.name"), ("5-4", "each.households")):
        set_cell(clerk, form_id, cell, source)
    assert renewed(clerk, form_id, county_sheets.by_village(household="常住户")).status_code == 303
    page = Page(clerk.get(f"/county-forms/{form_id}"))
    assert "1格须重新指定" in page.text and "现为上方“常住户”" in page.text and not page.has_link("filled.xlsx")
    assert page.all("//td[@class='misfit']") == ["户数 ↓"] and page.all("//td[@class='filled']") == ["单位名称 ↓"]
    refused = clerk.get(f"/county-forms/{form_id}/filled.xlsx")
    assert "还有1格对不上" in Page(refused, 409).text
    assert "须重新指定" in Page(clerk.get(f"/county-forms/{form_id}?cell=5-4")).text
    assert set_cell(clerk, form_id, "5-4", "each.households").status_code == 303
    assert filled(clerk, form_id)["D5"].value == 100


def test_an_unchanged_blank_needs_nothing(clerk, town):
    form_id = registered(clerk, county_sheets.one_column())
    set_cell(clerk, form_id, "6-2", "town.population")
    assert renewed(clerk, form_id, county_sheets.one_column()).status_code == 303
    assert "都还对得上" in Page(clerk.get(f"/county-forms/{form_id}")).text


def test_two_clerks_do_not_overwrite_each_other(clerk, town):
    form_id = registered(clerk, county_sheets.one_column())
    address = f"/county-forms/{form_id}/cells"
    old = Page(clerk.get(f"/county-forms/{form_id}?cell=6-2")).form(address) | {"source": "town.units"}
    assert set_cell(clerk, form_id, "5-2", "town.units").status_code == 303
    assert "刚刚改过" in Page(clerk.post(address, data=old), 409).text


def test_a_cell_is_cleared_and_a_form_removed(clerk, town):
    form_id = registered(clerk, county_sheets.one_column())
    set_cell(clerk, form_id, "5-2", "town.units")
    page = Page(clerk.get(f"/county-forms/{form_id}?cell=5-2"))
    address = f"/county-forms/{form_id}/cells/removal"
    assert clerk.post(address, data=page.form(address)).status_code == 303
    page = Page(clerk.get(f"/county-forms/{form_id}"))
    assert page.all("//td[@class='filled']") == []
    answer = clerk.get(f"/county-forms/{form_id}/filled.xlsx")
    assert "还没有设定" in Page(answer, 409).text
    removal = f"/county-forms/{form_id}/removal"
    assert clerk.post(removal, data=page.form(removal)).status_code == 303
    assert clerk.get(f"/county-forms/{form_id}").status_code == 404
    verbs = set(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.kind == "county_forms")))
    assert verbs == {"form.add", "form.set_cell", "form.clear_cell", "form.remove"}


def test_bad_files_and_names_are_refused_at_the_field(clerk, town):
    registered(clerk, county_sheets.one_column())
    page = Page(clerk.get("/county-forms/new"))
    for content, name, field, words in (
        (b"hello", "别的表", "file", "另存为"),
        (county_sheets.crossed(), "落实情况月报", "name", "已有名为"),
        (county_sheets.crossed(), "", "name", "请填写"),
    ):
        data = sent(page, "/county-forms/new", content, name=name) | {"key": ""}
        answer = clerk.post("/county-forms/new", data=data, content_type="multipart/form-data")
        assert words in Page(answer, 422).fields_wrong()[field]
    answer = clerk.post("/county-forms/new", data=page.form("/county-forms/new") | {"name": "无表"})
    assert "请选择" in Page(answer, 422).fields_wrong()["file"]


@pytest.mark.parametrize(("month", "words"), [("2026-13", "看不懂"), ("三月", "看不懂"), ("2026-04", "还没有到")])
def test_odd_months_are_refused(clerk, town, month, words):
    form_id = registered(clerk, county_sheets.one_column())
    set_cell(clerk, form_id, "5-2", "town.units")
    assert words in Page(clerk.get(f"/county-forms/{form_id}/filled.xlsx?month={month}"), 409).text


@pytest.mark.parametrize("cell", ["0-0", "99-99", "1", "十", "4-1"])
def test_odd_cells_open_nothing(clerk, town, cell):
    form_id = registered(clerk, county_sheets.one_column())
    page = Page(clerk.get(f"/county-forms/{form_id}?cell={cell}&sheet=没有"))
    assert ("A4格填什么" in page.text) == (cell == "4-1")


@pytest.mark.parametrize("month", ["2026-02", "2026-2", "2026年2月", "2026.02"])
def test_a_month_is_read_as_people_write_it(clerk, town, month):
    form_id = registered(clerk, county_sheets.one_column())
    set_cell(clerk, form_id, "3-2", "form.period")
    assert filled(clerk, form_id, month)["B3"].value == "2026年2月"


def test_an_empty_list_says_what_comes(clerk, client_as):
    assert Page(clerk.get("/county-forms/")).has_link("/county-forms/new")
    assert not Page(client_as("leader").get("/county-forms/")).has_link("/county-forms/new")


def test_it_is_reached_from_the_targets(clerk, town):
    made = make.programme(town)
    assert Page(clerk.get(f"/programmes/{made.id}/targets")).has_link("/county-forms/")


def test_every_source_has_its_figure(clerk, town, year):
    found = figures_of(town.viewer("clerk"), town.unit, Month(2026, 3, town.today))
    for source in SOURCES.values():
        target = "生活垃圾清运" if source.of_target else ""
        if source.down:
            assert source.name == "each.place" or all((source.name, target) in row for _, row in found.units), source
        else:
            for kind in (None, *(SIGNING_KINDS if source.by_kind else ())):
                assert (source.name, target, kind) in found.single, source


def test_statements_stay_flat(clerk, town, year, counted):
    form_id = registered(clerk, county_sheets.by_village(40))

    def ask():
        told = []
        for path in ("/county-forms/", f"/county-forms/{form_id}", f"/county-forms/{form_id}/filled.xlsx"):
            with counted() as sql:
                assert clerk.get(path).status_code == 200
            told.append(len(sql))
        return told

    set_cell(clerk, form_id, "5-1", "each.place")
    before = ask()
    for cell, source, more in BY_VILLAGE[2:]:
        set_cell(clerk, form_id, cell, source, **more)
    for place in range(3):
        registered(clerk, county_sheets.crossed(), f"表{place}")
    assert ask() == before and max(before) <= 12, before


def test_another_town_does_not_see_it(clerk, client_as, town):
    form_id = registered(clerk, county_sheets.crossed())
    assert client_as("reporter").get(f"/county-forms/{form_id}").status_code == 403
    assert county_form_in_sight(town.viewer("leader"), form_id).name == "落实情况月报"
    assert db.session.scalar(select(CountyForm.unit_id)) == town.unit.id


def test_after_a_stale_press_the_next_one_saves(clerk):
    form_id = registered(clerk, county_sheets.one_column())
    page = Page(clerk.get(f"/county-forms/{form_id}?cell=5-2"))
    address = f"/county-forms/{form_id}/cells"
    data = {name: value for name, value in page.form(address).items() if value is not None} | {"source": "town.units"}
    stale = Page(clerk.post(address, data=data | {"version": "99"}), 409)
    again = {name: value for name, value in stale.form(address).items() if value is not None}
    assert clerk.post(address, data=again).status_code == 303


def test_a_place_beyond_the_sheet_is_refused_at_once(clerk):
    form_id = registered(clerk, county_sheets.one_column())
    page = Page(clerk.get(f"/county-forms/{form_id}?cell=5-2"))
    address = f"/county-forms/{form_id}/cells"
    data = {name: value for name, value in page.form(address).items() if value is not None}
    assert clerk.post(address, data=data | {"source": "town.units", "row": "-1", "column": "-5"}).status_code in (
        404,
        422,
    )
