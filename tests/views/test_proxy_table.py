"""代报表: the table of the day; good cells are filed, refused ones keep what was typed."""

import pytest
import reporting
from making import make
from proxying import DAY, cells, reports, save, sheet
from reading import Page
from sqlalchemy import func, select
from standing import stands

from respbook.models.base import db
from respbook.models.reports import Report, ReportEntry, ReportEvidence
from respbook.rules.reports import Origin, Said

year = stands(reporting.running)


@pytest.fixture
def clerk(client_as, year):
    return client_as("clerk")


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
