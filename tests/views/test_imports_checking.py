"""核对: what a sheet says against the book, wrong cells put right in place, rows left out, the list of sheets."""

import io
from functools import cached_property

import pytest
from importing import (
    UNITS,
    WRONG,
    applied,
    bench,
    divided,
    form_of,
    handed,
    tsv,
    unit_named,
)
from making import make
from reading import Page
from sheets import rows_in, workbook
from sqlalchemy import select

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.rolls import base
from respbook.rules.grids import Grid


def test_faults_stand_at_their_cells_and_are_put_right_in_place(client_as):
    client = client_as("clerk")
    address, page = bench(client, "units", WRONG)
    assert "错误 5" in page.text and "公式出错" in page.text and "没有“乡”这一项" in page.text
    assert "与第4行是同一条" in page.text and "第2行还有错" in page.text
    told = form_of(page) | {"cell-2-2": "１２0", "cell-3-1": "村", "cell-5-0": "戊村"}
    answer = client.post(f"{address}/cells", data=told)
    page = Page(client.get(answer.headers["Location"]))
    assert "新增 6" in page.text and "错误 0" in page.text
    applied(client, address, page)
    assert unit_named("甲村").households == 120 and unit_named("丁社").path.startswith(unit_named("甲村").path)


def test_the_failing_rows_come_back_as_they_were_given(client_as):
    """错误原因 is no column of ours: it is passed over, and what was corrected goes in."""
    client = client_as("clerk")
    address, _ = bench(client, "units", WRONG)
    ((name, rows),) = rows_in(client.get(f"{address}/failing.xlsx").data).items()
    rows[1][2], rows[2][1], rows[3][0] = "7", "村", "己村"
    _, page = bench(client, "units", file=workbook(**{name: rows}))
    assert "新增 5" in page.text and "错误 0" in page.text


def test_a_file_name_that_no_worksheet_may_have(client_as):
    client = client_as("clerk")
    file = (io.BytesIO("单位名称,单位类别\n甲村,公社\n".encode()), "单位[1].csv")
    told = {"file": file, "pasted": "", "programme": ""}
    address = client.post("/imports/new?kind=units", data=told).headers["Location"]
    for name in ("failing", "marked"):
        answer = client.get(f"{address}/{name}.xlsx")
        assert answer.status_code == 200
        ((title, rows),) = rows_in(answer.data).items()
        assert (title, rows[1][0]) == ("单位1.csv", "甲村")


def test_corrected_cells_are_never_passed_over(client_as):
    """Whoever types into a red cell and presses 导入 instead of 重新核对 loses nothing."""
    client = client_as("clerk")
    address, page = bench(client, "units", WRONG)
    answer = applied(client, address, page, **{"cell-3-1": "村"})
    assert answer.headers["Location"] == address
    page = Page(client.get(address))
    assert "请看过再导入" in page.text and "错误 4" in page.text


def test_a_sheet_under_check_is_its_owners_alone(client_as, town):
    address, _ = bench(client_as("clerk"), "units", UNITS)
    for login, code in (("admin", 404), ("leader", 403), ("reporter", 403)):
        assert client_as(login).get(address).status_code == code, login
        assert client_as(login).post(f"{address}/application", data={}).status_code == code, login
        assert client_as(login).get(f"{address}/failing.xlsx").status_code == code, login


def test_given_up(client_as):
    client = client_as("clerk")
    address, page = bench(client, "units", UNITS)
    assert client.post(f"{address}/removal", data=form_of(page)).status_code == 303
    assert client.get(address).status_code == 404


def test_a_workbook_with_several_sheets_and_heads_below_a_title(client_as):
    rows = [
        ["青山镇单位名册"],
        ["制表日期：2026年3月"],
        ["村 名", "类型", "备注", "户（户）"],
        ["新河村", "村", "略", 88],
    ]
    content = workbook(封面=[["说明"]], 名册=rows)
    client = client_as("clerk")
    address, page = bench(client, "units", file=content)
    assert "新增 1" in page.text and page.first("//select[@id='sheet']/option[@selected]") == "名册（4行）"
    assert page.first("//details/summary") == "有1列没有读取，可以指定各是什么"
    assert (
        page.first(
            "//select[@name='column-2']/option[@selected]|//select[@name='column-2'][not(option[@selected])]/option[1]"
        )
        == "不读取"
    )
    told = form_of(page) | {"column-2": "short_name"}
    client.post(f"{address}/cells", data=told)
    page = Page(client.get(address))
    assert page.first("//select[@name='column-2']/option[@selected]") == "单位简称"
    applied(client, address, page)
    assert unit_named("新河村").short_name == "略"
    assert unit_named("新河村").households == 88


def test_a_column_that_was_taken_for_another_is_told_by_hand_and_looked_at_first(client_as):
    client = client_as("clerk")
    address, page = bench(client, "units", tsv(("单位名称", "类别", "户", "人数"), ("新河村", "村", "88", "300")))
    answer = applied(client, address, page, **{"column-2": "population", "column-3": "households"})
    assert answer.headers["Location"] == address and "请看过再导入" in Page(client.get(address)).text
    applied(client, address, Page(client.get(address)))
    unit = unit_named("新河村")
    assert (unit.households, unit.population) == (300, 88)


def test_shares_never_exceed_the_total(client_as, town):
    year, _ = divided(town)
    text = tsv(("目标", "单位", "承担数"), ("秸秆综合利用", "王家庄村", "400"), ("秸秆综合利用", "李家沟村", "30"))
    client = client_as("clerk")
    _, page = bench(client, "allocations", text, programme=year.id)
    assert "错误 2" in page.text and "多10亩" in page.text
    _, page = bench(client, "allocations", text.replace("30", "20.5"), programme=year.id)
    assert "最小单位1的整数倍" in page.text and "修改 1" in page.text


@pytest.mark.parametrize(
    ("kind", "title"),
    [("units", "单位名册"), ("holders", "任职名册"), ("accounts", "用户名册"), ("tasks", "任务清单")],
)
def test_the_example_row_of_a_template_is_not_imported(client_as, town, kind, title):
    client = client_as("clerk")
    year = make.programme(town)
    content = client.get(f"/imports/template.xlsx?kind={kind}&programme={year.id}").data
    pages = rows_in(content)
    assert pages[title][1][0].startswith("（示例）") and "填表说明" in pages
    answer = handed(client, kind, file=content, programme=year.id)
    assert "没有可导入的行" in Page(client.get(answer.headers["Location"])).text


@pytest.mark.parametrize(
    ("text", "said"), [("", "请选择文件"), ('单位名称\t类别\n"甲\t村', "引号"), ("x\t" * 200, "只保留需要导入的列")]
)
def test_what_cannot_be_read_keeps_the_text(client_as, text, said):
    page = Page(handed(client_as("clerk"), "units", text), 422)
    assert said in page.text
    assert page.form("/imports/new?kind=units")["pasted"].strip() == text.strip()


def test_sixty_thousand_rows_are_refused(client_as):
    text = "单位名称\t类别\n" + "甲村\t村\n" * 60_000
    assert "60,000行，一次最多导入20,000行" in Page(handed(client_as("clerk"), "units", text), 422).text


def test_the_list_asks_the_same_number_of_statements(client_as, counted):
    client = client_as("clerk")
    for _ in range(2):
        bench(client, "units", UNITS)
    with counted() as few:
        client.get("/imports/")
    for _ in range(8):
        bench(client, "units", UNITS)
    with counted() as many:
        client.get("/imports/")
    assert len(few) == len(many) <= 6


def test_a_row_costs_no_statement(client_as, counted, town):
    client = client_as("clerk")
    small, _ = bench(client, "units", "单位名称\t类别\n甲村\t村")
    rows = "\n".join(f"{number}号村\t村" for number in range(300))
    large, _ = bench(client, "units", "单位名称\t类别\n" + rows)
    with counted() as few:
        client.get(small)
    with counted() as many:
        client.get(large)
    assert len(few) == len(many) <= 10


def test_only_the_first_unknown_names_are_compared_with_the_roll(client_as, monkeypatch):
    client, compared = client_as("clerk"), []
    monkeypatch.setattr(base, "get_close_matches", lambda name, *rest: compared.append(name) or [])
    rows = [(f"{number % 200}号无此村", "主要负责人", "张三", "2026-01-05") for number in range(400)]
    _, page = bench(client, "holders", tsv(("单位", "任职类别", "姓名", "任职日期"), *rows))
    assert "名册中没有“0号无此村”" in page.text
    assert compared and len(compared) == len(set(compared)) <= base.MOST_SUGGESTED


def test_cells_sent_back_do_not_search_the_sheet_again(client_as, monkeypatch):
    client, asked = client_as("clerk"), []
    address, page = bench(client, "units", WRONG)
    real = Grid.by_line.func
    looked = cached_property(lambda grid: asked.append(grid.name) or real(grid))
    looked.__set_name__(Grid, "by_line")
    monkeypatch.setattr(Grid, "by_line", looked)
    sent = form_of(page)
    assert sum(name.startswith("cell-") for name in sent) > 3
    client.post(f"{address}/application", data=sent)
    assert len(asked) == 1


def test_a_row_is_left_out_and_taken_back(client_as):
    """A double is settled by leaving one of the two out; the others keep their line numbers."""
    client = client_as("clerk")
    address, page = bench(client, "units", WRONG)
    assert page.root.xpath("//input[@name='leave-2' and @form='bench' and @type='checkbox']")
    told = form_of(page) | {"leave-2": "1", "leave-3": "1", "leave-5": "1", "leave-6": "1", "leave-99": "1"}
    page = Page(client.get(client.post(f"{address}/cells", data=told).headers["Location"]))
    assert "新增 2" in page.text and "错误 0" in page.text and "不导入 4" in page.text
    told = form_of(page) | {"take-5": "1", "take-6": "1"}
    page = Page(client.get(client.post(f"{address}/cells", data=told).headers["Location"]))
    assert "错误 3" in page.text and "不导入 2" in page.text and "与第4行是同一条" in page.text
    told = form_of(page) | {"leave-4": "1", "leave-6": "1"}
    page = Page(client.get(client.post(f"{address}/cells", data=told).headers["Location"]))
    assert applied(client, address, page).headers["Location"] == address
    assert unit_named("丙村").households == 31 and unit_named("庚村").households == 9
    assert db.session.scalar(select(Unit.id).where(Unit.name.in_(["甲村", "乙村", "丁社"]))) is None
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert '"不导入":"4"' in entry.body
    assert "4条，核对时勾选的" in Page(client.get(address)).text


def test_a_tick_is_never_passed_over_and_all_rows_may_stay_out(client_as):
    client = client_as("clerk")
    address, page = bench(client, "units", UNITS)
    everything = {f"leave-{line}": "1" for line in (2, 3, 4, 5)}
    answer = applied(client, address, page, **everything)
    assert answer.headers["Location"] == address
    page = Page(client.get(address))
    assert "请看过再导入" in page.text and "不导入 4" in page.text and "表中各行都选了不导入" in page.text
    assert applied(client, address, page).status_code == 409
    assert client.get(f"{address}/marked.xlsx").status_code == 200
