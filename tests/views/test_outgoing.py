"""导出: each list as a sheet: its rows, its order, its filters, its reader's columns (features M4; safety R29, R66, R98)."""

import csv
import datetime as d
import io
from decimal import Decimal

import openpyxl
import pytest
from drafting import drafts, issue
from drafting import target as add_target
from making import make
from reading import Page
from sqlalchemy import select
from standing import stands

from respbook.actions import audit, people, units
from respbook.actions.action import action
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.models.people import User, UserRole
from respbook.models.tasks import Task
from respbook.rules.cadence import Cadence
from respbook.rules.columns import SHEETS, SheetKind
from respbook.rules.outgoing import FORMULA_STARTS
from respbook.rules.permissions import Permission, Role, system_viewer
from respbook.rules.units import PostRole

PHONES = ("13812341234", "13987654321")


@stands
def year(app, town):
    """Three letters issued, with their tasks; one more village drafted and held back."""
    made = drafts(town)
    make.register(town)
    issue(town, app, made)
    return made


def page_of(answer):
    assert answer.status_code == 200, answer.text[:300]
    return openpyxl.load_workbook(io.BytesIO(answer.data)).active


def table(answer, head=1):
    """Titles and rows of an xlsx."""
    rows = [[cell.value for cell in row] for row in page_of(answer).iter_rows(min_row=head)]
    return rows[0], rows[1:]


def comma(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def titles(kind):
    return [column.title for column in SHEETS[kind].columns]


def exports(made):
    """(title, address, row of the head, sheet) of everything that goes out as xlsx."""
    programme = f"/programmes/{made.programme_id}"
    return [
        ("单位名册", "/units/export", 1, SheetKind.UNITS),
        ("任职名册", "/units/holders/export", 1, SheetKind.HOLDERS),
        ("用户名册", "/people/export", 1, SheetKind.ACCOUNTS),
        ("目标任务表", f"{programme}/targets/export", 1, SheetKind.TARGETS),
        ("任务分解表", f"{programme}/targets/grid/export", 1, SheetKind.ALLOCATIONS),
        ("任务清单", "/tasks/export", 1, SheetKind.TASKS),
        ("往年文书登记表", "/archive/export", 1, SheetKind.REGISTER),
        ("签发登记表", f"{programme}/letters/register/export", 3, None),
        ("责任书列表", "/letters/export", 1, None),
        ("操作日志", "/audit/export", 1, None),
        ("体检问题清单", f"{programme}/letters/preflight/export", 1, None),
    ]


def test_titles_are_those_that_come_back_in(client_as, year):
    """R29 too: the columns are the same for whoever may export, none appear for some role."""
    for login in ("clerk", "auditor", "leader", "reporter", "admin"):
        for title, address, head, kind in exports(year):
            answer = client_as(login).get(address)
            if answer.status_code == 403:
                continue
            found, rows = table(answer, head)
            assert rows or title == "体检问题清单", title
            if kind is not None:
                assert found[: len(titles(kind))] == titles(kind), (login, title)


def test_csv_stands_beside_each(client_as, year):
    client = client_as("clerk")
    for title, address, head, _ in exports(year):
        answer = client.get(f"{address}?format=csv")
        assert answer.mimetype == "text/csv" and "filename*=UTF-8''" in answer.headers["Content-Disposition"]
        found, rows = table(client.get(address), head)
        assert comma(answer)[0] == found and abs(len(comma(answer)) - 1 - len(rows)) <= 1, title


def test_units_are_those_of_the_page_in_its_order(client_as, town):
    client = client_as("clerk")
    _, rows = table(client.get("/units/export"))
    page = Page(client.get("/units/"))
    shown = [name for name in page.all("//tbody/tr/th/a") if name != town.unit.name]
    assert [row[0] for row in rows] == shown
    assert page.first("//details[@class='export']/p") == "镇政府本身不在名册表内。"
    assert rows[0][:9] == [
        "王家庄村村民委员会", "王家庄村", "村", None, "王1喆", "党支部书记", "138****1234", None, 100,
    ]  # fmt: skip
    assert rows[0][11] == "有养殖、有散煤点"


@pytest.mark.parametrize("query", ["kind=affiliated", "q=wjz", "tag=沿河", "headless=1", "q=没有的村", "page=7"])
def test_filters_of_the_address_hold_for_the_sheet(client_as, town, query):
    client = client_as("clerk")
    _, rows = table(client.get(f"/units/export?{query}"))
    shown = [] if query == "page=7" else Page(client.get(f"/units/?{query}")).all("//tbody/tr/th/a")
    if query == "page=7":
        assert len(rows) == 11
    else:
        assert [row[0] for row in rows] == shown


def test_the_control_keeps_the_filters(client_as, town, year):
    client = client_as("clerk")
    for path, wanted in (
        ("/units/?q=wjz&page=1", "/units/export?q=wjz"),
        ("/people/?role=clerk", "/people/export?role=clerk"),
        ("/tasks/?state=open", "/tasks/export?state=open"),
        (f"/letters/?programme_id={year.programme_id}", f"/letters/export?programme_id={year.programme_id}"),
        (f"/programmes/{year.programme_id}/targets/grid?kind=village",
         f"/programmes/{year.programme_id}/targets/grid/table.xlsx?kind=village"),
        (f"/programmes/{year.programme_id}/letters/register", f"/programmes/{year.programme_id}/letters/register/export"),
        ("/audit/?deed=拟稿", "/audit/export?deed=%E6%8B%9F%E7%A8%BF"),
    ):  # fmt: skip
        page = Page(client.get(path))
        assert page.has_link(wanted), (path, page.links("//details[@class='export']"))
    piece = Page(client.piece("/units/?q=wjz", "units-table"))
    assert piece.has_link("/units/export?format=csv&q=wjz") or piece.has_link("/units/export?q=wjz&format=csv")


def test_unit_people_export_what_they_see(client_as, town, year):
    reporter = client_as("reporter")
    assert {row[0] for row in table(reporter.get("/units/export"))[1]} == {town.villages[0].name}
    assert {row[0] for row in table(reporter.get("/tasks/export"))[1]} == {town.villages[0].name}
    register = table(reporter.get(f"/programmes/{year.programme_id}/letters/register/export"), 3)[1]
    assert [row[1] for row in register] == [town.villages[0].name]
    assert reporter.get("/people/export").status_code == 403
    assert reporter.get("/tasks/export?programme=987654").status_code == 404


def test_full_numbers_need_the_permission_and_are_written_down(client_as, town, clock):
    for login in ("clerk", "leader", "auditor", "admin", "reporter", "signer", "assessor"):
        client = client_as(login)
        for path in ("/units/export", "/units/holders/export", "/people/export"):
            masked = client.get(f"{path}?format=csv")
            assert not any(phone in masked.text for phone in PHONES)
            full = client.get(f"{path}-phones?format=csv")
            may = Permission.PHONE_READ in town.viewer(login).permissions
            if not may:
                assert full.status_code == 403
            elif path.startswith("/units"):
                assert PHONES[0] in full.text
    clock.forward(minutes=6)
    asked = client_as("clerk").get("/units/export-phones")
    assert asked.status_code == 303 and "/step-up" in asked.location


def test_each_register_of_people_leaves_an_entry(client_as, town):
    client = client_as("clerk")
    client.get("/units/holders/export-phones?kind=village")
    client.get("/people/export")
    bodies = [row.body for row in db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "sheet.export").order_by(AuditEntry.seq)
    )]  # fmt: skip
    assert "任职名册" in bodies[0] and '"行数":"8"' in bodies[0] and "完整" in bodies[0]
    assert "用户名册" in bodies[1] and "部分隐去" in bodies[1]


def test_holders_keep_those_who_left(client_as, town):
    unit, by = town.villages[0], town.viewer("clerk")
    gone = units.appoint(
        unit.id, units.HolderFacts(PostRole.CONTACT, "联络员", "王小二", "", d.date(2025, 5, 1)), by=by, now=town.now
    )
    units.end_post(gone.id, by=by, now=town.now, on=town.today)
    _, rows = table(client_as("clerk").get("/units/holders/export?q=wjz"))
    assert rows == [
        [unit.name, "第一责任人", "党支部书记", "王1喆", "138****1234", d.datetime(2025, 3, 1), None],
        [unit.name, "联络员", "联络员", "王小二", None, d.datetime(2025, 5, 1), d.datetime(2026, 3, 2)],
    ]


def test_targets_and_shares_stand_in_the_order_of_the_letter(client_as, town, year):
    client = client_as("clerk")
    _, rows = table(client.get(f"/programmes/{year.programme_id}/targets/export"))
    assert rows[0][:5] == ["垃圾乱丢", "生活垃圾清运", "不少于", 400, "次"]
    assert rows[0][13:19] == ["是", "按户数", 1, "村、社区", None, "每月"]
    _, shares = table(client.get(f"/programmes/{year.programme_id}/targets/grid/export?kind=village"))
    assert [row[1] for row in shares] == [unit.name for unit in town.villages]
    assert sum(row[2] for row in shares) == 400 and shares[0][3:5] == ["否", "是"]
    assert table(client.get(f"/programmes/{year.programme_id}/targets/grid/export?kind=affiliated"))[1] == []


def test_the_printed_table_has_heads_of_two_levels_and_totals(client_as, town, year):
    add_target(town, year.programme_id, name="暂存点清理", amount=Decimal(30), unit_word="处")
    page = page_of(client_as("leader").get(f"/programmes/{year.programme_id}/targets/grid/table.xlsx"))
    assert page["A1"].value == "2026年度方案任务分解表"
    assert "单位：青山镇人民政府" in page["A2"].value and "制表人：李建国" in page["A2"].value
    assert [page["B3"].value, page["B4"].value, page["C4"].value] == [
        "垃圾乱丢",
        "生活垃圾清运\n（次）",
        "暂存点清理\n（处）",
    ]
    assert "B3:C3" in {str(each) for each in page.merged_cells.ranges}
    last = [[cell.value for cell in row] for row in page.iter_rows(min_row=5)]
    assert [row[0] for row in last] == [*(unit.short_name for unit in town.villages), "各单位合计", "全镇总量", "差"]
    assert last[0][2] == "未填" and [row[1:] for row in last[-3:]] == [[400, 0], [400, 30], [0, 30]]


def test_a_programme_without_shares_has_nothing_to_print(client_as, town):
    made = make.programme(town)
    answer = client_as("clerk").get(f"/programmes/{made.id}/targets/grid/table.xlsx")
    assert answer.status_code == 409 and "没有需要分解的目标" in Page(answer, 409).text


def test_the_register_is_printed_with_its_makers(client_as, town, year):
    page = page_of(client_as("clerk").get(f"/programmes/{year.programme_id}/letters/register/export"))
    assert page["A1"].value == "签发登记表" and "制表人：陈静" in page["A2"].value
    first = [cell.value for cell in page[4]]
    assert first[0] == "青环责〔2026〕1号" and first[1] == town.villages[0].name
    assert first[2] == "青山镇人民政府2026年度环境保护目标责任书"
    assert first[3:7] == [d.datetime(2026, 3, 2), "李建国", 2, "已签发"] and len(first[7]) > 8
    assert page.print_title_rows == "$1:$3" and page.page_setup.orientation == "landscape"


def test_tasks_come_by_due_date_with_their_number(client_as, town, year):
    found, rows = table(client_as("clerk").get("/tasks/export?state=open"))
    assert found[8:] == ["状态", "最近一期", "责任人", "牵头单位", "配合单位"] and len(rows) == 3
    assert rows[0][0] == town.villages[0].name and rows[0][3] == "每月" and rows[0][7] == "青环责〔2026〕1号"
    assert rows[0][4] == d.datetime(2026, 12, 31) and rows[0][8] == "进行中"


def test_letters_and_findings(client_as, town, year):
    client = client_as("clerk")
    _, rows = table(client.get("/letters/export?state=issued"))
    assert rows[0][:3] == [town.villages[0].name, "待签", "青环责〔2026〕1号"] and len(rows) == 3
    assert table(client.get("/letters/export?state=draft"))[1] == []
    make.drafts(town, db.session.get(LetterTemplate, year.template_id), [town.villages[5].id])
    add_target(town, year.programme_id, name="还没有分")
    _, found = table(client.get(f"/programmes/{year.programme_id}/letters/preflight/export"))
    assert found and {row[0] for row in found} <= {"必须先改", "请留意"}
    assert any("还没有分" in row[1] for row in found)


@action(Permission.PERSON_WRITE)
def many_people(town, count, *, by, now):
    for place in range(count):
        user = User(login=f"u{place:03}", name=f"张{place}", unit_id=town.villages[place % 8].id, password_hash="x")
        user.roles = [UserRole(role=Role.REPORTER), UserRole(role=Role.SIGNER)]
        db.session.add(user)
    audit.note("user.add", user, user.name)


@action(Permission.TASK_WRITE)
def many_tasks(town, made, count, *, by, now):
    for place in range(count):
        task = Task(
            target_id=made.target_id, unit_id=town.villages[place % 8].id, programme_id=made.programme_id, year=2026,
            title=f"任务{place:03}", cadence=Cadence.ONCE, due_on=d.date(2026, 3, 1) + d.timedelta(days=place),
        )  # fmt: skip
        db.session.add(task)
    db.session.flush()
    audit.note("task.open_own", task, task.title)


def test_statements_stay_flat(client_as, town, year, counted):
    client = client_as("clerk")

    def ask():
        told = {}
        for title, address, _, _ in exports(year):
            with counted() as sql:
                assert client.get(address).status_code == 200
            told[title] = len(sql)
        return told

    ask()
    before = ask()
    many_people(town, 30, by=system_viewer(), now=town.now)
    many_tasks(town, year, 90, by=town.viewer("clerk"), now=town.now)
    for place in range(30):
        facts = make.unit_facts(town.unit.id, f"新村{place}", tags=("沿河",))
        units.add(facts, by=town.viewer("clerk"), now=town.now)
    for place in range(5):
        add_target(town, year.programme_id, name=f"目标{place}")
    after = ask()
    assert after == before and max(after.values()) <= 24, (before, after)
    assert len(table(client.get("/tasks/export"))[1]) == 93


def test_no_export_holds_a_formula(app, client_as, town, year):
    """R66: each mark at the start of names of units, holders, persons, targets, tasks; re-read in both formats."""
    by, now = town.viewer("clerk"), town.now
    for start in sorted(FORMULA_STARTS - {"\0"}):
        words = f"{start}1+1|计算"
        unit = units.add(make.unit_facts(town.unit.id, words, tags=(f"{start}标签",)), by=by, now=now)
        units.appoint(unit.id, units.HolderFacts(PostRole.FIRST, words, words, "", d.date(2025, 1, 1)), by=by, now=now)
        facts = people.PersonFacts("", words, unit.id, "", frozenset({Role.REPORTER}))
        people.add(facts, by=by, now=now)
        add_target(town, year.programme_id, name=words, category=words, unit_word=f"{start}次", duty=words)
    client = client_as("clerk")
    for title, address, _, _ in [
        *exports(year),
        ("打印", f"/programmes/{year.programme_id}/targets/grid/table.xlsx", 1, 0),
    ]:
        for row in page_of(client.get(address)).rows:
            for cell in row:
                assert cell.data_type != "f", (title, cell.value)
                if isinstance(cell.value, str) and cell.value[:1] in FORMULA_STARTS:
                    assert cell.quotePrefix, (title, cell.value)
        for row in comma(client.get(f"{address}?format=csv")) if "table" not in address else ():
            assert not any(text[:1] in FORMULA_STARTS for text in row if text), (title, row)
