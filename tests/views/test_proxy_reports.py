"""代报: the clerk files from the group's chat and on the table of the day; nothing is filed unseen, nothing typed is lost."""

import datetime as d

import making
import pytest
import reporting
from importing import applied
from making import make
from reading import Page
from sqlalchemy import func, select
from standing import stands

from respbook.actions import audit, report_openings, report_reviews
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.reports import ChatPaste, Report, ReportEntry, ReportEvidence
from respbook.models.tasks import Task, TaskPeriod
from respbook.models.units import Unit
from respbook.queries.scope import unit_in_sight
from respbook.rules.cadence import Cadence
from respbook.rules.permissions import Permission, system_viewer
from respbook.rules.reports import Origin, Said
from respbook.rules.units import UnitKind

DAY = d.date(2026, 3, 2)
CHAT = """#接龙
3月2日巡查
1. 王家庄村 无异常
2. 李家沟 无异常，垃圾清运3吨
3. 赵铁柱 无异常
4. 收到"""


year = stands(reporting.running)


@pytest.fixture
def clerk(client_as, year):
    return client_as("clerk")


def read(clerk, text, on=DAY, status=200):
    answer = clerk.post("/proxy-reports/chat", data={"on": on.isoformat(), "text": text})
    return Page(answer, status)


def file(clerk, page, status=303, **more):
    values = page.form("/proxy-reports/chat/filing")
    return clerk.post("/proxy-reports/chat/filing", data={**values, **more})


def reports():
    rows = db.session.scalars(select(Report).order_by(Report.unit_id, Report.id))
    return [(row.unit_id, row.task_id, row.said, row.given) for row in rows]


def test_a_chat_is_read_filed_and_kept(clerk, town, year):
    page = read(clerk, CHAT)
    assert "现在什么都还没有报" in page.text and reports() == []
    assert "张河湾村" in page.text and "“赵铁柱”不在名单中" in page.text
    answer = file(clerk, page)
    assert answer.status_code == 303, Page(answer, answer.status_code).text
    first, second = town.villages[:2]
    said = {(unit, task): what for unit, task, what, _ in reports()}
    assert said == {
        (first.id, year.of(first, "每日巡查").id): Said.NOTHING,
        (first.id, year.of(first, "禁烧巡查").id): Said.NOTHING,
        (second.id, year.of(second, "每日巡查").id): Said.NOTHING,
        (second.id, year.of(second, "禁烧巡查").id): Said.NOTHING,
        (second.id, year.of(second, "垃圾清运").id): Said.FIGURE,
    }
    entries = db.session.scalars(select(ReportEntry).order_by(ReportEntry.id)).all()
    assert {(row.origin, row.for_unit) for row in entries} == {(Origin.CHAT, True)}
    assert {row.quoted for row in entries} == {"1. 王家庄村 无异常", "2. 李家沟 无异常，垃圾清运3吨"}
    paste = db.session.scalars(select(ChatPaste)).one()
    assert paste.text == CHAT and {row.chat_id for row in entries} == {paste.id}
    kept = Page(clerk.get(answer.headers["Location"]))
    assert "已代报3条" in kept.text and "李家沟村 垃圾清运：3吨" in kept.text
    assert "张河湾村" in kept.first("//textarea[@id='urging']") and "王家庄村" not in kept.first(
        "//textarea[@id='urging']"
    )


def test_what_stands_is_shown_and_not_overwritten_unasked(clerk, town, year):
    first = town.villages[0]
    reporting.nothing(year.of(first, "每日巡查"), DAY, town.viewer("reporter"))
    reporting.figure(year.of(first, "垃圾清运"), d.date(2026, 3, 1), "3", town.viewer("reporter"), town.now)
    page = read(clerk, "王家庄村 无异常，垃圾清运5吨")
    assert "已报：无异常（王小燕" in page.text and "再加5吨（合计8吨）" in page.text
    answer = file(clerk, page)
    assert answer.status_code == 303
    assert "内容相同，不必再报" in page.text
    assert [(said, given) for _, _, said, given in reports()] == [
        (Said.NOTHING, None),
        (Said.FIGURE, 3),
        (Said.NOTHING, None),
    ]
    page = read(clerk, "王家庄村垃圾清运5吨")
    tokens = page.root.xpath("//input[@name='change']/@value")
    assert len(tokens) == 2
    both = file(clerk, page, change=tokens)
    assert "选了两次" in Page(both, 422).text
    answer = file(clerk, page, change=tokens[1], key="0" * 32)
    assert answer.status_code == 303
    assert {(said, given) for _, _, said, given in reports() if said is Said.FIGURE} == {(Said.FIGURE, 8)}


def test_questions_are_answered_by_hand(clerk, town, year):
    page = read(clerk, "赵铁柱 无异常\n今天村东冒烟了\n王家庄村有无异常？")
    assert page.text.count("报什么") == 0 and len(page.root.xpath("//fieldset[@class='asked']")) == 2
    second, third = town.villages[1:3]
    answers = {"unit-0": second.id, "item-0": "patrol", "value-0": "1", "unit-1": third.id, "item-1": "patrol"}
    refused = Page(file(clerk, page, **answers, **{"value-1": "2"}), 422)
    assert "无异常填1" in refused.text and reports() == []
    assert refused.form("/proxy-reports/chat/filing")["unit-1"] == str(third.id)
    assert refused.form("/proxy-reports/chat/filing")["value-0"] == "1"
    refused.root.xpath("//input[@name='value-1']")[0].set("value", "村东秸秆冒烟，已扑灭")
    answer = file(clerk, refused)
    assert answer.status_code == 303, Page(answer, answer.status_code).text
    said = {(unit, task): what for unit, task, what, _ in reports()}
    assert said[third.id, year.of(third, "禁烧巡查").id] is Said.FOUND
    assert said[third.id, year.of(third, "每日巡查").id] is Said.NOTHING
    assert {row.quoted for row in db.session.scalars(select(ReportEntry))} == {"赵铁柱 无异常", "今天村东冒烟了"}


def test_somebody_was_first_nothing_is_filed_and_the_choices_stay(clerk, town, year):
    page = read(clerk, CHAT)
    reporting.nothing(year.of(town.villages[0], "每日巡查"), DAY, town.viewer("reporter"))
    refused = Page(file(clerk, page), 409)
    assert "已有人报过" in refused.text and len(reports()) == 1
    ticked = refused.root.xpath("//input[@type='checkbox'][@checked]")
    assert len(ticked) == 3 and "已报：无异常（王小燕" in refused.text
    assert file(clerk, refused).status_code == 303
    assert len(reports()) == 5 and db.session.scalar(select(func.count(ChatPaste.id))) == 1


def test_pressed_twice_is_filed_once(clerk, year):
    page = read(clerk, CHAT)
    values = page.form("/proxy-reports/chat/filing")
    first, second = (clerk.post("/proxy-reports/chat/filing", data=values) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert db.session.scalar(select(func.count(ChatPaste.id))) == 1 and len(reports()) == 5


def test_too_much_nothing_and_a_day_to_come_are_refused_with_a_sentence(clerk, year):
    assert "一次最多2000行" in read(clerk, "王家庄村 无异常\n" * 2000 + "完", status=422).text
    assert "超过20万字" in read(clerk, "王" * 200_001, status=422).text
    assert "粘贴到这里" in read(clerk, "  \n", status=422).text
    page = read(clerk, "王家庄村 无异常", d.date(2026, 3, 3), status=422)
    assert "日期还没有到" in page.text and "王家庄村 无异常" in page.first("//textarea[@name='text']")


def test_two_thousand_lines_are_read(clerk, year):
    page = read(clerk, "\n".join(f"{each}. 某某{each}村 无异常" for each in range(1, 2001)))
    assert "另有1800条没有列出" in page.text
    assert file(clerk, page).status_code == 422


def test_hostile_words_stay_words(clerk, year):
    text = "<script>alert(1)</script> 王家庄村 无异常\r\n王家庄村：'\"--; DROP\u2028李家沟村 无异常👍\u202e\t尾"
    page = read(clerk, text)
    assert not page.root.xpath("//main//script")
    assert "<script>alert(1)</script>" in page.text
    answer = file(clerk, page)
    if answer.status_code == 303:
        kept = Page(clerk.get(answer.headers["Location"]))
        assert "<script>alert(1)</script>" in kept.text and "👍" in kept.text
    torn = clerk.post(
        "/proxy-reports/chat/filing", data={**page.form("/proxy-reports/chat/filing"), "take": "1\t2", "key": "1" * 32}
    )
    assert torn.status_code == 409 and "没有送全" in torn.text


@pytest.mark.parametrize("login", ["reporter", "signer", "leader", "assessor", "auditor", "admin"])
def test_only_the_office_files_for_others(client_as, town, year, login):
    client = client_as(login)
    for address in ("/proxy-reports/", "/proxy-reports/chat"):
        assert client.get(address).status_code == 403
        assert client.post(address, data={"on": DAY.isoformat(), "text": "王家庄村 无异常"}).status_code == 403
    assert reports() == []


# -- the table of the day ------------------------------------------------


def cells(page):
    """{label: name} of the boxes."""
    return {box.get("aria-label"): box.get("name") for box in page.root.xpath("//form[@data-proxy]//td//input")}


def sheet(page):
    """The values of the table's form as a browser would send them."""
    return dict(page.root.xpath("//form[@data-proxy]")[0].form_values())


def save(clerk, page, status=303, **typed):
    names = cells(page)
    values = {**sheet(page), **{names[label]: text for label, text in typed.items()}}
    return clerk.post("/proxy-reports/", data=values)


def test_the_table_files_what_was_typed(clerk, town, year):
    page = Page(clerk.get("/proxy-reports/"))
    assert "取暖改造（户）" in page.text and "锅炉排查" not in page.first("//form[@data-proxy]")
    answer = save(
        clerk,
        page,
        王家庄村今日巡查="1",
        李家沟村今日巡查="村东秸秆冒烟",
        李家沟村垃圾清运="３.5吨",
        张河湾村取暖改造="+2",
    )
    assert answer.status_code == 303
    first, second, third = town.villages[:3]
    said = {(unit, task): (what, given) for unit, task, what, given in reports()}
    assert said == {
        (first.id, year.of(first, "每日巡查").id): (Said.NOTHING, None),
        (first.id, year.of(first, "禁烧巡查").id): (Said.NOTHING, None),
        (second.id, year.of(second, "每日巡查").id): (Said.NOTHING, None),
        (second.id, year.of(second, "禁烧巡查").id): (Said.FOUND, None),
        (second.id, year.of(second, "垃圾清运").id): (Said.FIGURE, 3.5),
        (third.id, year.of(third, "取暖改造").id): (Said.FIGURE, 2),
    }
    assert {row.origin for row in db.session.scalars(select(ReportEntry))} == {Origin.GRID}
    page = Page(clerk.get(answer.headers["Location"]))
    assert "无异常（陈静代报 09:00）" in page.text and "王家庄村今日巡查" not in cells(page)
    assert save(clerk, page, 更正李家沟村垃圾清运="4").status_code == 303
    assert (Said.FIGURE, 4) in {(what, given) for _, _, what, given in reports()}


def test_good_cells_are_filed_and_refused_ones_keep_what_was_typed(clerk, town, year):
    page = Page(clerk.get("/proxy-reports/"))
    reporting.nothing(year.of(town.villages[2], "每日巡查"), DAY, town.viewer("clerk"))
    answer = save(clerk, page, 王家庄村今日巡查="1", 李家沟村垃圾清运="很多", 张河湾村今日巡查="村西有火")
    refused = Page(answer, 422)
    assert "已代报3条；有2格没有报上" in refused.text
    names, values = cells(refused), sheet(refused)
    assert values[names["李家沟村垃圾清运"]] == "很多" and "应填数字" in refused.text
    assert "已有人报过" in refused.text and "村西有火" in values.values()
    assert (town.villages[0].id, Said.NOTHING) in {(unit, what) for unit, _, what, _ in reports()}


def test_nothing_could_be_filed(clerk, town, year):
    page = Page(clerk.get("/proxy-reports/"))
    refused = Page(save(clerk, page, 王家庄村今日巡查="3", 李家沟村垃圾清运="-1"), 422)
    assert "还没有代报；有2格" in refused.text and reports() == []
    assert "没有改动" in Page(clerk.get(save(clerk, page).headers["Location"])).text


def test_all_the_rest_without_scripts_is_filled_in_and_not_filed(clerk, town, year):
    page = Page(clerk.get("/proxy-reports/"))
    names = cells(page)
    values = {**sheet(page), names["王家庄村今日巡查"]: "村东有火", "fill": "1"}
    filled = Page(clerk.post("/proxy-reports/", data=values))
    typed = sheet(filled)
    assert reports() == []
    assert typed[names["王家庄村今日巡查"]] == "村东有火" and typed[names["张河湾村今日巡查"]] == "无异常"
    assert typed[names["张河湾村垃圾清运"]] == ""
    typed.pop("fill", None)
    assert clerk.post("/proxy-reports/", data=typed).status_code == 303
    assert len(reports()) == 6


def test_filters_and_other_days(clerk, town, year):
    figure = year.of(town.villages[0], "垃圾清运").id
    page = Page(clerk.get(f"/proxy-reports/?show={figure}&kind=village"))
    assert {label[-4:] for label in cells(page)} == {"垃圾清运"}
    assert "没有符合条件" in Page(clerk.get("/proxy-reports/?kind=affiliated")).text
    assert "没有要报" in Page(clerk.get("/proxy-reports/?on=2025-02-01")).text
    for odd in ("x", "2026-02-31", "9999-12-31"):
        assert Page(clerk.get(f"/proxy-reports/?on={odd}")).first("//input[@name='on']/@value") == "2026-03-02"


def test_a_village_is_known_by_its_alias(clerk, town, year):
    village = town.villages[0]
    page = Page(clerk.get(f"/units/{village.id}/edit"))
    values = page.form(f"/units/{village.id}/edit")
    refused = clerk.post(f"/units/{village.id}/edit", data={**values, "aliases": "老王庄、王"})
    assert Page(refused, 422).fields_wrong()["aliases"].startswith("别名“王”")
    saved = clerk.post(f"/units/{village.id}/edit", data={**values, "aliases": "老王庄，王家塬子", "key": "2" * 32})
    assert saved.status_code == 303
    assert "老王庄、王家塬子" in Page(clerk.get(saved.headers["Location"])).text
    assert file(clerk, read(clerk, "王家塬子 无异常")).status_code == 303
    assert {unit for unit, *_ in reports()} == {village.id}


@action(Permission.TASK_WRITE)
def handed_down(programme, unit_ids, *, by, now):
    """A daily patrol and a monthly figure for each unit, without letters."""
    for unit_id in unit_ids:
        facts = {"unit_id": unit_id, "programme_id": programme.id, "year": 2026, "due_on": d.date(2026, 12, 31)}
        figure = Task(**facts, title="垃圾清运", demand="每月3吨", unit_word="吨", amount=3, cadence=Cadence.MONTHLY)
        month = {"starts_on": d.date(2026, 3, 1), "ends_on": d.date(2026, 3, 31), "due_on": d.date(2026, 3, 31)}
        figure.periods = [TaskPeriod(**month, label="3月")]
        db.session.add_all([figure, Task(**facts, title="每日巡查", demand="每日1次", cadence=Cadence.DAILY)])
    db.session.flush()
    audit.note("task.open_own", programme, programme.name)


def test_statements_do_not_grow_with_the_villages(client_as, town, counted):
    """Three villages, then thirty: reading, both pages, filing a chat."""
    clerk, programme = client_as("clerk"), make.programme(town)
    handed_down(programme, [each.id for each in town.villages[:3]], by=town.viewer("clerk"), now=town.now)

    def statements(names):
        chat = "\n".join(f"{name} 无异常，清运垃圾3吨" for name in names)
        counts = []
        with counted() as grid:
            Page(clerk.get("/proxy-reports/"))
        with counted() as reading:
            page = read(clerk, chat)
        with counted() as kept:
            answer = file(clerk, page)
        assert answer.status_code == 303
        counts = [len(grid), len(reading)]
        with counted() as shown:
            Page(clerk.get(answer.headers["Location"]))
        return [*counts, len(shown)], len(kept)

    few, filing_few = statements([each.short_name for each in town.villages[:3]])
    making.many_villages(town, 27)
    more = db.session.scalars(select(Unit).where(Unit.name.like("第%村")).order_by(Unit.id)).all()
    names = [each.name for each in more]
    handed_down(programme, [each.id for each in more], by=town.viewer("clerk"), now=town.now)
    many, filing_many = statements(names)
    assert few == many and max(few) <= 21
    assert filing_many - filing_few <= 24 * 2 * 3  # a report is its row, its entry and its digest


def test_patrols_that_stand_alike_are_corrected_as_one(clerk, town, year):
    page = Page(clerk.get("/proxy-reports/"))
    page = Page(clerk.get(save(clerk, page, 王家庄村今日巡查="1").headers["Location"]))
    cell = page.root.xpath("//tr[starts-with(th, '王家庄村')]/td[@data-patrol]")[0]
    assert cell.text_content().count("无异常") == 1
    assert "没有改动" in Page(save(clerk, page, 更正王家庄村今日巡查="正常"), 422).text
    assert save(clerk, page, 更正王家庄村今日巡查="地里秸秆冒烟").status_code == 303
    first = town.villages[0]
    said = {task: what for _, task, what, _ in reports()}
    assert said == {year.of(first, "每日巡查").id: Said.NOTHING, year.of(first, "禁烧巡查").id: Said.FOUND}
    assert db.session.scalar(select(func.count(ReportEntry.id))) == 3, "无异常 that stands is not said again"
    found = db.session.scalars(select(Report).where(Report.said == Said.FOUND)).one()
    assert found.category == "秸秆焚烧"


def test_what_the_office_has_passed_is_shut(clerk, town, year):
    row = reporting.nothing(year.of(town.villages[0], "每日巡查"), DAY, town.viewer("reporter"), town.now)
    by = town.viewer("assessor")
    report_reviews.pass_all({row.id: row.version}, by=by, now=town.now)
    page = Page(clerk.get("/proxy-reports/"))
    assert "已审" in page.text and not [label for label in cells(page) if label.startswith("更正")]
    page = read(clerk, "王家庄村 每日巡查发现问题1处")
    assert "这一期已审，不能再改；确有错误的，由镇环保办解锁后更正。" in page.text
    assert not page.root.xpath("//input[@name='take' or @name='change']")


def test_closed_days_have_no_boxes_and_say_why(clerk, client_as, town, year, clock):
    """The table, the chat, the village's own pages and the deed say the same sentence."""
    reporting.it_is(clock, reporting.at(3, 30))
    why = "2026年3月17日已关账；确需补报的，由镇环保办解锁后再报。"
    page = Page(clerk.get("/proxy-reports/?on=2026-03-02&show=patrol"))
    assert why in page.text and not cells(page) and "已关账" in page.text
    task = year.of(town.villages[0], "禁烧巡查")
    assert f"/tasks/{task.id}/opening?on=2026-03-02" in page.links()
    read_page = read(clerk, "王家庄村 无异常\n李家沟村 垃圾清运3吨")
    assert why in read_page.text and len(read_page.root.xpath("//input[@name='take']")) == 1
    reporter = client_as("reporter")
    assert why in Page(reporter.get(reporter.get("/report/days/20260302/found").headers["Location"])).text
    for body in ({}, {"text": "村东头有人烧秸秆"}):
        path = "/report/days/20260302" + ("/found/text?category=秸秆焚烧" if body else "")
        answer = reporter.post(path, data={**body, "key": f"k{len(body)}" * 16})
        page = Page(answer, 422) if body else Page(reporter.get(answer.headers["Location"]))
        assert why in page.text and not reports()
    assert "村东头有人烧秸秆" in page.text, "what was typed stays"
    by = town.viewer("clerk")
    report_openings.open_again(task.id, DAY, d.date(2026, 4, 2), "当日停电", by=by, now=clock.now)
    page = Page(clerk.get("/proxy-reports/?on=2026-03-02&show=patrol"))
    assert "每日巡查：已关账" in page.text and len(cells(page)) == 1
    assert save(clerk, page, 王家庄村今日巡查="1").status_code == 303
    assert [(task_id, said) for _, task_id, said, _ in reports()] == [(task.id, Said.NOTHING)]


def test_a_village_s_form_with_photos_from_the_table(app, clerk, town, year):
    """The photos are the village's, the report is marked as 代报, and both ends lead back to the table of the day."""
    page = Page(clerk.get("/proxy-reports/"))
    (path,) = page.root.xpath("//a[@aria-label='李家沟村禁烧巡查附照片']/@href")
    form_page, table = Page(clerk.get(path)), "/proxy-reports/?on=2026-03-02"
    assert form_page.links("//main").count(table) == 2
    second = town.villages[1]
    photo = make.evidence(app, town, second, make.photo_bytes(2), "clerk")
    form = form_page.form(path) | {"said": "found", "category": "秸秆焚烧", "text": "", "evidence": photo.id}
    answer = clerk.post(path, data=form)
    assert answer.status_code == 303 and answer.headers["Location"] == table
    assert "已报李家沟村“禁烧巡查”" in Page(clerk.get(table)).text
    (row,) = db.session.scalars(select(Report))
    (entry,) = db.session.scalars(select(ReportEntry))
    assert (row.unit_id, row.task_id, entry.for_unit) == (second.id, year.of(second, "禁烧巡查").id, True)
    assert db.session.scalars(select(ReportEvidence.evidence_id)).all() == [photo.id]


def test_equal_lines_of_a_chat_keep_what_came_of_each(clerk, year):
    text = "王家庄村\n无异常\n李家沟村\n无异常"
    location = file(clerk, read(clerk, text)).headers["Location"]
    rows = Page(clerk.get(location)).root.xpath("//table[.//th[.='代报为']]/tbody/tr")
    came = [row.xpath("string(td[2])") for row in rows]
    assert ["王家庄村" in each for each in came] == [True, True, False, False]
    assert ["李家沟村" in each for each in came] == [False, False, True, True]


def test_a_paste_of_another_town_is_missing(clerk, town, year):
    location = file(clerk, read(clerk, CHAT)).headers["Location"]
    assert clerk.get(location).status_code == 200
    assert clerk.get("/proxy-reports/chats/987654").status_code == 404
    kept = db.session.scalars(select(ChatPaste)).one()
    _to_another_town(kept, by=system_viewer(), now=town.now)
    assert clerk.get(location).status_code == 404


@action(Permission.UNIT_WRITE)
def _to_another_town(paste, *, by, now):
    other = Unit(kind=UnitKind.TOWN, name="白水镇人民政府", path="/x/")
    db.session.add(other)
    db.session.flush()
    other.path = f"/{other.id}/"
    paste.unit_id = other.id
    audit.note("unit.add", other, other.name)


def test_tasks_of_another_unit_cannot_be_named(clerk, town, year):
    """A token made by hand names a task that is not there: nothing is filed."""
    page = read(clerk, CHAT)
    token = page.root.xpath("//input[@name='take']/@value")[0]
    forged = "987654\t" + token.split("\t", 1)[1].replace("0,0", "0")
    answer = file(clerk, page, take=forged)
    assert answer.status_code == 404 and reports() == []


def test_the_units_sheet_carries_the_aliases(clerk, town):
    import csv
    import io

    by, village = town.viewer("clerk"), town.villages[0]
    pasted = "单位名称\t别名\n王家庄村\t老王庄，王庄"
    answer = clerk.post("/imports/new?kind=units", data={"pasted": pasted, "programme": ""})
    page = Page(clerk.get(answer.headers["Location"]))
    assert "修改 1" in page.text
    assert applied(clerk, answer.headers["Location"], page).status_code == 303
    assert unit_in_sight(by, village.id).aliases == "老王庄、王庄"
    given = clerk.get("/units/export?format=csv")
    rows = list(csv.reader(io.StringIO(given.data.decode("utf-8-sig"))))
    assert any("老王庄、王庄" in row for row in rows)
    pasted = "\n".join("\t".join(row) for row in rows)
    answer = clerk.post("/imports/new?kind=units", data={"pasted": pasted, "programme": ""})
    assert "新增 0 修改 0" in Page(clerk.get(answer.headers["Location"])).text
    answer = clerk.post("/imports/new?kind=units", data={"pasted": "单位名称\t别名\n王家庄村\t王", "programme": ""})
    assert "应为2至20个字" in Page(clerk.get(answer.headers["Location"])).text
