"""报送情况、应报清单、周报月报用语、任务页的报送: figures, the lists behind them, and what neighbours may not see."""

import datetime as d
import io
from decimal import Decimal

import making
import pytest
import reporting
from docx import Document
from making import make
from reading import Page
from reporting import at
from sqlalchemy import select

from respbook.actions import units
from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.models.units import Unit
from respbook.queries.obligations import Span, obligations, open_tasks
from respbook.queries.reporting_rates import rate_grid
from respbook.queries.scope import under
from respbook.rules.cadence import Cadence
from respbook.rules.obligations import Punctuality
from respbook.rules.reporting_rates import days_of, month_end, months_of
from respbook.rules.targets import TargetKind
from respbook.rules.units import PostRole

MARCH, APRIL = d.date(2026, 3, 1), d.date(2026, 4, 1)
TODAY = d.date(2026, 3, 10)


@pytest.fixture
def year(stand, town, clock):
    """Three villages with two daily patrols since 2 March; the first reported: 5th in time, 6th late."""
    made = stand(reporting.running)
    reporter = town.viewer("reporter")
    task = made.of(town.villages[0], "每日巡查")
    reporting.nothing(task, d.date(2026, 3, 5), reporter)
    reporting.nothing(task, d.date(2026, 3, 6), reporter, at(3, 8))
    reporting.nothing(task, TODAY, reporter, at(3, 10, 8))
    reporting.later(clock, at(3, 10, 9))
    return made


def told_by_hand(viewer, first, last, today):
    """(asked, on time, late, missing, open) counted one by one from the list."""
    found = [each.punctuality(today) for each in obligations(viewer, Span(first, last))]
    kinds = (Punctuality.ON_TIME, Punctuality.LATE, Punctuality.MISSING, Punctuality.OPEN)
    return (len(found), *(found.count(each) for each in kinds))


def told_by_grid(grid):
    total = grid.total
    return total.asked, total.on_time, total.late, total.missing, total.open


@pytest.mark.parametrize("login", ["clerk", "reporter", "neighbour"])
@pytest.mark.parametrize("month", [MARCH, APRIL])
def test_the_grid_and_the_lists_behind_it_agree(town, year, login, month):
    viewer = town.viewer(login)
    days = days_of(month, month_end(month))
    grid = rate_grid(viewer, days, TODAY)
    assert told_by_grid(grid) == told_by_hand(viewer, month, month_end(month), TODAY)
    for place, each in enumerate(days):
        foot = grid.feet[place]
        by_hand = told_by_hand(viewer, each.from_on, each.to_on, TODAY)
        assert (foot.asked, foot.on_time, foot.late, foot.missing, foot.open) == by_hand


def test_the_year_is_the_sum_of_its_months(town, year):
    viewer = town.viewer("clerk")
    grid = rate_grid(viewer, months_of(2026), TODAY)
    assert told_by_grid(grid) == told_by_hand(viewer, d.date(2026, 1, 1), d.date(2026, 12, 31), TODAY)
    assert grid.feet[2].late == 1 and grid.feet[3].told == 0
    assert [called for _, called in grid.units] == ["王家庄村", "李家沟村", "张河湾村"]


def test_a_retired_unit_owes_no_period_that_began_later(town, year):
    village, clerk = town.villages[0], town.viewer("clerk")
    units.retire(village.id, village.version, by=clerk, now=at(4, 9), on=d.date(2026, 4, 10))
    today = d.date(2026, 7, 5)
    grid = rate_grid(clerk, months_of(2026), today)
    for place, month in enumerate(grid.columns):
        found = [each.asked for each in obligations(clerk, Span(month.from_on, month.to_on), [village.id])]
        assert grid.cells[village.id][place].asked == len(found), month.label
    assert grid.cells[village.id][4].asked == 0 < grid.cells[village.id][3].asked


def test_every_figure_of_the_page_opens_its_list(client_as, year, town):
    client = client_as("clerk")
    page = Page(client.get("/reporting-rate/?month=2026-03"))
    village = town.villages[0].id
    cells = page.root.xpath("//table[contains(@class,'heat')]/tbody/tr[1]/td")
    assert [cell.text_content().strip() for cell in cells[:11]] == [
        "", "缺2", "缺2", "缺2", "缺1", "缺1", "缺2", "缺2", "缺2", "待", "待",
    ]  # fmt: skip
    for link in page.root.xpath("//main//a[starts-with(@href,'list?')]/@href")[::17]:
        assert client.get(f"/reporting-rate/{link}").status_code == 200
    one = Page(client.get(f"/reporting-rate/list?u={village}&first=2026-03-06"))
    assert "补报" in one.text and "未报" in one.text and "共2期" in one.text
    late = Page(client.get("/reporting-rate/list?first=2026-03-01&last=2026-03-31&show=late"))
    assert "共1期" in late.text and late.heading == "补报清单"


def test_the_year_shows_counts_of_months(client_as, year):
    page = Page(client_as("leader").get("/reporting-rate/?year=2026"))
    assert "3/" in page.first("//table/tbody/tr[1]/td[3]") and page.first("//table/thead/tr/th[2]") == "1月"


@pytest.mark.parametrize("query", ["month=2026-13", "month=x", "year=0", "year=99999", "month=9999-12", "year=9998"])
def test_odd_addresses_are_no_fault(client_as, year, query):
    Page(client_as("clerk").get(f"/reporting-rate/?{query}"))
    Page(client_as("clerk").get("/reporting-rate/list?first=9999-12-31&last=9999-12-31&show=x&page=999"))


def test_closed_periods_offer_to_be_opened(client_as, year, clock):
    reporting.later(clock, at(4, 10, 9))
    page = Page(client_as("clerk").get("/reporting-rate/list?first=2026-03-07"))
    (link, *_) = [link for link in page.links("//main") if "/opening" in link]
    assert link.endswith("on=2026-03-07") and client_as("clerk").get(link).status_code == 200
    assert "/opening" not in Page(client_as("leader").get("/reporting-rate/list?first=2026-03-07")).source


def test_unit_people_see_their_own(client_as, year, town):
    page = Page(client_as("neighbour").get("/reporting-rate/?month=2026-03"))
    assert "李家沟村" in page.text and "王家庄村" not in page.text
    neighbour = client_as("neighbour")
    assert neighbour.get(f"/reporting-rate/list?u={town.villages[0].id}&first=2026-03-05").status_code == 404
    assert "王家庄村" not in Page(neighbour.get("/reporting-rate/urging?first=2026-03-02&last=2026-03-10")).text


def test_ready_sentences_with_links(client_as, year, town):
    client = client_as("clerk")
    page = Page(client.get("/reports/words?from=2026-03-05&to=2026-03-06"))
    assert "3月5日至6日，全镇3个责任单位应报送12期，已报送2期，报送率16.7%（2/12）" in page.text
    assert "其中按时1期、补报1期，到期未报10期" in page.first("//textarea")
    for link in page.links("//section"):
        assert client.get(link).status_code == 200
    assert "王家庄村" not in Page(client_as("neighbour").get("/reports/words?from=2026-03-05&to=2026-03-06")).text
    Page(client.get("/reports/words"))
    answer = client.get("/reports/words.docx?from=2026-03-05&to=2026-03-06")
    document = Document(io.BytesIO(answer.data))
    shown = [each.text for each in document.paragraphs]
    sentences = page.root.xpath("//textarea")[0].text.strip().split("\n")
    assert shown == ["环境保护目标责任书任务报送情况", "（3月5日至6日）", *sentences, "青山镇人民政府", "2026年3月10日"]
    styles = [each.style.name for each in document.paragraphs]
    assert styles[:3] == ["Title", "Title", "公文正文"] and document.sections[0].header.paragraphs[0].text == ""
    Page(client.get("/reports/words?from=x&to=2026-03-06"))


def test_every_unit_beside_the_same_days_of_last_month_and_last_year(client_as, year, town, clock):
    client, own = client_as("clerk"), year.of(town.villages[1], "每日巡查")
    for day in range(1, 10):
        reporting.nothing(own, d.date(2026, 4, day), town.viewer("neighbour"))
    db.session.rollback()
    reporting.later(clock, at(4, 10, 9))
    page = Page(client.get("/reporting-rate/comparison"))
    lines = page.all("//tbody/tr")
    assert lines[0].startswith("王家庄村") and "0%（0/18）" in lines[0] and "11.1%（2/18）" in lines[0]
    assert "下降11.1个百分点" in lines[0]
    assert "50%（9/18）" in lines[1] and "0%（0/18）" in lines[1] and "上升50个百分点" in lines[1]
    assert "没有要报的" in lines[0] and "2026年3月1日至10日、2025年4月1日至10日" in page.text
    for link in page.links("//table"):
        assert client.get(link).status_code == 200, link
    reporting.later(clock, at(3, 9, 9, 2027))
    page = Page(client.get("/reporting-rate/comparison"))
    assert "去年同期" in page.text and "（1/16）" in page.all("//tbody/tr")[0]
    assert "上月同期" not in Page(client.get("/reporting-rate/comparison?year=2027")).text
    assert len(Page(client_as("reporter").get("/reporting-rate/comparison")).all("//tbody/tr")) == 1


def test_the_task_page_tells_its_month_and_its_sums(client_as, year, town):
    client, village = client_as("clerk"), town.villages[0]
    page = Page(client.get(f"/tasks/{year.of(village, '每日巡查').id}?month=2026-03"))
    cells = page.all("//table[contains(@class,'one-month')]//td")
    assert [cells[place] for place in (6, 7, 10, 11, 12, 15, 16)] == [
        "1", "2未报", "5无异常", "6无异常（补）", "7未报", "10无异常", "11未到期",
    ]  # fmt: skip
    assert "2026年3月报送" in page.text and "从2026年3月2日" in page.text
    tons = year.of(village, "垃圾清运")
    reporting.figure(tons, MARCH, "12", town.viewer("reporter"), at(3, 10))
    db.session.rollback()
    page = Page(client.get(f"/tasks/{tons.id}"))
    assert "自报12吨" in page.text and "已审0吨" in page.text and "每月20吨 × 已到0期" in page.text
    assert page.text.count("不要求报") == 2, "January and February were over before the letter was issued"


def test_a_ceiling_is_no_sum_to_be_reached(app, client_as, town, clock):
    programme = make.programme(town)
    facts = {"kind": TargetKind.AT_MOST, "unit_word": "处", "amount": Decimal(2), "cadence": Cadence.MONTHLY}
    make.target(town, programme, "乱泼乱倒", **facts)
    make.issued(app, town, make.drafts(town, make.template(town, programme), [town.villages[0].id]))
    task = next(iter(open_tasks(under(town.viewer("clerk"))).values()))
    reporting.figure(task, MARCH, "5", town.viewer("reporter"), at(3, 10))
    db.session.rollback()
    text = Page(client_as("clerk").get(f"/tasks/{task.id}")).text
    assert "自报5处" in text and "完成率" not in text and "应完成" not in text


def test_statements_do_not_grow_with_the_units(client_as, town, year, counted, app):
    client = client_as("clerk")
    addresses = (
        "/reporting-rate/?month=2026-03",
        "/reporting-rate/?year=2026",
        "/reporting-rate/list?first=2026-03-05",
        "/reporting-rate/urging",
        "/reports/words?from=2026-03-05&to=2026-03-06",
        "/reporting-rate/comparison",
        f"/tasks/{year.of(town.villages[0], '每日巡查').id}",
    )
    before = counts(client, counted, addresses)
    making.many_villages(town, 27)
    more(app, town, year)
    db.session.rollback()
    after = counts(client, counted, addresses)
    assert after == before and max(after.values()) <= 20, after


def counts(client, counted, addresses):
    found = {}
    for address in addresses:
        client.get(address)
        with counted() as sql:
            assert client.get(address).status_code == 200
        found[address] = len(sql)
    return found


def more(app, town, year):
    """Letters for twenty-seven villages more."""
    ids = list(db.session.scalars(select(Unit.id).where(Unit.name.like("第%村"))))
    head = units.HolderFacts(PostRole.FIRST, "党支部书记", "王喆", "13812341234", d.date(2025, 3, 1))
    for unit_id in ids:
        units.appoint(unit_id, head, by=town.viewer("clerk"), now=making.NOW)
    template = db.session.get(LetterTemplate, year.letters[0].template_id)
    make.issued(app, town, make.drafts(town, template, ids))
