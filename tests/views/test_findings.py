"""督查整改 in the browser: entered on the spot, answered on the phone, checked by another, closed by name."""

import datetime as d
import io

import inspecting
import openpyxl
import pytest
import reporting
from inspecting import at
from making import make
from reading import Page
from sqlalchemy import select, update

from respbook.actions import rectification, reports, visits
from respbook.actions.action import housekeeping
from respbook.actions.finding_steps import Told
from respbook.models.base import db
from respbook.models.findings import Finding, FindingExtension
from respbook.models.registers import RegisterRow
from respbook.models.reports import ReportEntry
from respbook.queries import finding_lists
from respbook.queries.finding_lists import FindingFilter
from respbook.queries.scope_findings import steps_of
from respbook.queries.workdays import calendar_of
from respbook.rules.findings import FindingSource, Pace, Term
from respbook.rules.inspections import VisitOutcome
from respbook.rules.lifecycles import FindingState
from respbook.rules.lights import Light, Standing, light_of
from respbook.rules.reports import Content, Said


@pytest.fixture
def village(town):
    return town.villages[0]


@pytest.fixture(autouse=True)
def morning(clock, town):
    reporting.it_is(clock, at(3, 5))


def rows():
    return list(db.session.scalars(select(Finding).order_by(Finding.id).execution_options(populate_existing=True)))


def send(client, path, status=303, action=None, **fields):
    form = Page(client.get(path)).form(action or path)
    answer = client.post(action or path, data=form | fields)
    assert answer.status_code == status, answer.text[:1500]
    return answer


def entry(village, **more):
    return {"category": "秸秆焚烧", "unit_id": str(village.id), "term": "w3", "text": "河边冒烟"} | more


def test_an_inspector_records_and_hands_out_in_one_form(client_as, village):
    send(client_as("assessor"), "/findings/new", **entry(village))
    (row,) = rows()
    assert (row.state, row.unit_id, row.at_unit_id) == (FindingState.ASSIGNED, village.id, village.id)
    assert (row.source, row.found_by, row.due_on) == (FindingSource.TOWN, "孙敏", d.date(2026, 3, 10))
    page = Page(client_as("reporter").get("/findings/"))
    assert "2026-0001" in page.text and "待签收" in page.text


def test_nothing_typed_is_lost_when_the_form_is_refused(client_as, village):
    clerk = client_as("clerk")
    answer = send(clerk, "/findings/new", 422, **entry(village, text="", place="村口"))
    page = Page(answer, 422)
    assert "请写一句看到了什么，或者拍一张照片" in page.text
    assert page.form("/findings/new")["place"] == "村口"
    without = {name: text for name, text in entry(village).items() if name != "category"}
    assert Page(send(clerk, "/findings/new", 422, **without), 422).fields_wrong()["category"].startswith("请选一个类别")
    answer = send(clerk, "/findings/new", 422, **entry(village, term="on"))
    assert "选了“指定日期”" in answer.text and "河边冒烟" in answer.text and not rows()


def test_the_day_of_a_step_says_which_day_it_is(client_as, town, village):
    row = inspecting.assigned(town, village)
    page = Page(client_as("reporter").get(f"/findings/{row.id}/done"))
    assert "完成日期" in page.text and "整改时限" not in page.text


def test_the_same_twice_within_the_hour_asks_and_then_lets_pass(client_as, village):
    clerk = client_as("clerk")
    send(clerk, "/findings/new", **entry(village))
    answer = send(clerk, "/findings/new", 422, **entry(village))
    assert "一小时内已登记过同样的问题" in answer.text and f"/findings/{rows()[0].id}" in answer.text
    page = Page(answer, 422)
    assert clerk.post("/findings/new", data=page.form("/findings/new") | {"anyway": "y"}).status_code == 303
    assert len(rows()) == 2


def test_two_taps_of_one_form_record_one_problem(client_as, village):
    clerk = client_as("clerk")
    form = Page(clerk.get("/findings/new")).form("/findings/new") | entry(village)
    for _ in range(2):
        assert clerk.post("/findings/new", data=form).status_code == 303
    assert len(rows()) == 1


def test_a_photo_travels_with_the_form_where_there_are_no_scripts(app, client_as, village):
    clerk = client_as("clerk")
    form = Page(clerk.get("/findings/new")).form("/findings/new") | entry(village, text="")
    form["photos"] = (io.BytesIO(make.photo_bytes(3)), "IMG_1.jpg")
    assert clerk.post("/findings/new", data=form, content_type="multipart/form-data").status_code == 303
    (row,) = rows()
    (proof,) = steps_of(row)[0].proofs
    reporter = client_as("reporter")
    assert reporter.get(f"/findings/{row.id}/small-photos/{proof.evidence_id}.jpg").mimetype == "image/jpeg"
    assert client_as("neighbour").get(f"/findings/{row.id}/small-photos/{proof.evidence_id}.jpg").status_code == 404


def test_the_village_signs_for_it_and_answers_one_question_a_page(app, town, client_as, village):
    row = inspecting.assigned(town, village)
    reporter = client_as("reporter")
    page = Page(reporter.get(f"/findings/{row.id}"))
    assert "签收" in page.all("//button")
    assert (
        reporter.post(f"/findings/{row.id}/receipt", data=page.form(f"/findings/{row.id}/receipt")).status_code == 303
    )
    send(reporter, f"/findings/{row.id}/plan", text="一、清运；二、设岗")
    send(reporter, f"/findings/{row.id}/progress", text="挖机坏了", pace="behind")
    send(reporter, f"/findings/{row.id}/stop-gap", text="先用水浇湿")
    send(reporter, f"/findings/{row.id}/extension", text="等挖机", until="2026-03-20")
    page = Page(reporter.get(f"/findings/{row.id}"))
    assert "黄·滞后" in page.text and "等批复" in page.text and "一、清运" in page.text
    send(reporter, f"/findings/{row.id}/done", text="已清运")
    (found,) = rows()
    assert (found.state, found.done_on, found.pace) == (FindingState.DONE, d.date(2026, 3, 5), Pace.BEHIND)
    assert "核查通过" not in Page(reporter.get(f"/findings/{row.id}")).all("//a")


def test_a_late_word_keeps_what_was_typed(app, town, client_as, village):
    row = inspecting.assigned(town, village)
    reporter = client_as("reporter")
    form = Page(reporter.get(path := f"/findings/{row.id}/done")).form(path)
    rectification.receive(row.id, row.version, by=town.viewer("clerk"), now=at(3, 5))
    answer = reporter.post(path, data=form | {"text": "已经清运干净"})
    assert answer.status_code == 409 and "已经清运干净" in answer.text
    again = Page(answer, 409).form(path)
    assert reporter.post(path, data=again).status_code == 303


def test_another_checks_and_several_are_closed_by_name(app, town, client_as, village):
    made = [inspecting.brought(town, village, FindingState.DONE, text=f"第{n}处冒烟", now=at(3, 1)) for n in (1, 2)]
    inspector, leader = client_as("assessor"), client_as("leader")
    for row in made:
        send(inspector, f"/findings/{row.id}/pass", text="现场已清理干净")
    page = Page(leader.get("/findings/?stage=checked"))
    chosen = [f"{row.id}:{row.version}" for row in rows()]
    form = page.form("/findings/closing?stage=checked") | {"chosen": chosen}
    answer = leader.post("/findings/closing", data=form)
    assert answer.status_code == 200 and "第1处冒烟" in answer.text and "全部销号" in answer.text
    again = Page(answer).form("/findings/closing") | {"chosen": chosen}
    assert leader.post("/findings/closing", data=again).status_code == 303
    assert {row.state for row in rows()} == {FindingState.CLOSED}


def test_who_said_done_is_told_why_he_may_not_check(app, town, client_as, village):
    row = inspecting.assigned(town, village)
    rectification.tell_done(row.id, Told("代村里报"), row.version, by=town.viewer("clerk"), now=at(3, 5))
    page = Page(client_as("clerk").get(f"/findings/{row.id}"))
    assert "是您报的完成" in page.text and "核查通过" not in page.all("//a")


def test_an_extension_is_granted_on_its_page(app, town, client_as, village):
    row = inspecting.assigned(town, village)
    rectification.ask_extension(
        row.id, d.date(2026, 3, 20), "等挖机", row.version, by=town.viewer("reporter"), now=at(3, 5)
    )
    asked = db.session.scalars(select(FindingExtension)).one()
    leader, path = client_as("leader"), f"/findings/extensions/{asked.id}"
    assert "请写明理由" in send(leader, path, 422, grant="0").text
    send(leader, path, grant="1")
    assert rows()[0].due_on == d.date(2026, 3, 20)
    assert "同意延期" in Page(leader.get(path)).text


def test_what_a_report_found_becomes_a_problem_with_its_source(app, town, client_as, village):
    year = reporting.running(app, town)
    task = year.of(village, "每日巡查")
    filing = reports.Filing(task.id, d.date(2026, 3, 5), Content(Said.FOUND, text="垃圾池满了", category="垃圾乱丢"))
    reports.submit(filing, by=town.viewer("reporter"), now=at(3, 5))
    entry_id = db.session.scalar(select(ReportEntry.id))
    clerk = client_as("clerk")
    page = Page(clerk.get(f"/findings/new?entry={entry_id}"))
    form = page.form("/findings/new")
    assert (form["text"].strip(), form["category"], form["unit_id"], form["source"]) == (
        "垃圾池满了",
        "垃圾乱丢",
        str(village.id),
        "self",
    )
    assert clerk.post("/findings/new", data=form).status_code == 303
    assert rows()[0].report_entry_id == entry_id
    again = clerk.post("/findings/new", data=Page(clerk.get(f"/findings/new?entry={entry_id}")).form("/findings/new"))
    assert again.status_code == 422 and "已经转为问题" in again.text
    shown = Page(clerk.get(f"/reports/{db.session.scalar(select(ReportEntry.report_id))}"))
    assert shown.has_link(f"/findings/{rows()[0].id}") and "已转为问题2026-0001" in shown.text
    assert not shown.has_link(f"/findings/new?entry={entry_id}")


def test_the_line_leads_to_the_signed_sentence(app, town, client_as, village):
    year = reporting.running(app, town)
    row = inspecting.assigned(town, village, "田里焚烧")
    page = Page(client_as("clerk").get(f"/findings/{row.id}"))
    task = year.of(village, "禁烧巡查")
    assert row.task_id == task.id and "禁烧巡查" in page.text and "条款原文" in page.text
    assert f"/letters/{next(each.id for each in year.letters if each.unit_id == village.id)}" in page.source


LIT = [
    (FindingState.ASSIGNED, Term(0), {}),
    (FindingState.ASSIGNED, Term(3), {}),
    (FindingState.ASSIGNED, Term(5), {}),
    (FindingState.ASSIGNED, Term(10), {"pace": Pace.BEHIND}),
    (FindingState.ASSIGNED, Term(10), {"failed": 1}),
    (FindingState.DONE, Term(0), {}),
]


def test_lists_and_rule_light_the_same_lamps(app, town, village):
    """Over a month of days the SQL of the list and the rule agree on each problem."""
    made = [
        inspecting.brought(town, village, state, text=f"第{n}处", term=term) for n, (state, term, _) in enumerate(LIT)
    ]
    _spoil({row.id: more for row, (_, _, more) in zip(made, LIT, strict=True) if more})
    calendar, viewer, seen = calendar_of(town.unit.id), town.viewer("clerk"), set()
    for passed in range(30):
        today = d.date(2026, 3, 5) + d.timedelta(days=passed)
        for light in Light:
            listed = {row.id for row in finding_lists.finding_list(viewer, FindingFilter(light=light), today).rows}
            ruled = {
                row.id
                for row in rows()
                if (lit := light_of(Standing(row.state, row.due_on, row.pace, row.failed), calendar, today))
                and lit.light is light
            }
            assert listed == ruled, (today, light)
            seen |= {light} if ruled else set()
        told = finding_lists.figures(viewer, today)
        assert sum(told.of(light) for light in Light) == sum(
            len(finding_lists.finding_list(viewer, FindingFilter(light=light), today).rows) for light in Light
        )
    assert seen == set(Light)


@housekeeping
def _spoil(wrong):
    for finding_id, more in wrong.items():
        db.session.execute(update(Finding).where(Finding.id == finding_id).values(**more))


def test_three_figures_are_three(app, town, village):
    for n, state in enumerate([FindingState.ASSIGNED, FindingState.DONE, FindingState.CHECKED, FindingState.CLOSED]):
        inspecting.brought(town, village, state, text=f"第{n}处")
    told = finding_lists.figures(town.viewer("clerk"), d.date(2026, 3, 10))
    assert (told.total, told.told, told.checked, told.closed, told.to_check, told.to_close) == (4, 3, 2, 1, 1, 1)


def test_the_ledger_goes_out_with_text_as_text(app, town, client_as, village):
    inspecting.brought(town, village, FindingState.CLOSED, text="=1+1 一处冒烟")
    answer = client_as("clerk").get("/findings/export")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert any(cell.value == "=1+1 一处冒烟" and cell.data_type == "s" for cell in cells)
    titles = [cell.value for cell in cells]
    assert {"整改销号台账", "编号", "包村干部", "核查结论", "公示起止"} <= set(titles)


def test_statements_do_not_grow_with_the_list(app, town, client_as, village, counted):
    clerk, counts = client_as("clerk"), []
    for many in (3, 30):
        for n in range(many):
            inspecting.assigned(town, village, f"第{many}-{n}处")
        with counted() as statements:
            assert clerk.get("/findings/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_row_of_a_register_carries_its_problems(town, client_as):
    made = make.farms(town)
    row = db.session.scalars(select(RegisterRow).where(RegisterRow.register_id == made.id)).first()
    clerk = client_as("clerk")
    page = Page(clerk.get(f"/findings/new?row={row.id}"))
    form = page.form("/findings/new")
    assert (form["place"], form["unit_id"]) == (row.name, str(row.unit_id))
    assert clerk.post("/findings/new", data=form | {"category": "畜禽粪便", "text": "粪水外流"}).status_code == 303
    (found,) = rows()
    assert found.register_row_id == row.id
    assert Page(clerk.get(f"/register-rows/{row.id}")).has_link(f"/findings/{found.id}")
    assert Page(clerk.get(f"/findings/{found.id}")).has_link(f"/register-rows/{row.id}")


def test_what_a_visit_found_is_filled_in_from_it(town, client_as):
    told = visits.Entry(town.villages[0].id, VisitOutcome.PROBLEM, visited_on=d.date(2026, 3, 4), place="河边")
    visit = visits.record(told, by=town.viewer("assessor"), now=at(3, 5))
    form = Page(client_as("assessor").get(f"/findings/new?visit={visit.id}")).form("/findings/new")
    assert (form["unit_id"], form["place"], form["found_on"]) == (str(town.villages[0].id), "河边", "2026-03-04")
