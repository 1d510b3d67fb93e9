"""问题清单: many problems at once from the county's list; our own 台账 comes back and changes nothing."""

import datetime as d

import importing
import inspecting
import pytest
import reporting
from importing import applied, bench, tsv
from inspecting import at
from reading import Page
from sqlalchemy import select

from respbook.models.base import db
from respbook.models.findings import Finding, FindingStep
from respbook.queries.verify import verify_state
from respbook.rules.findings import FindingSource
from respbook.rules.lifecycles import FindingState

HEAD = ("序号", "问题来源", "检查日期", "村名", "具体位置", "问题类型", "存在问题", "整改责任单位", "完成时限")


@pytest.fixture(autouse=True)
def morning(clock, town):
    reporting.it_is(clock, at(3, 5))


@pytest.fixture
def clerk(client_as):
    return client_as("clerk")


def rows():
    return list(db.session.scalars(select(Finding).order_by(Finding.id).execution_options(populate_existing=True)))


def line(number, text, village="王家庄村", unit="王家庄村", due="2026-03-20", source="县级"):
    return (str(number), source, "2026-03-03", village, "村口", "垃圾乱丢", text, unit, due)


def test_the_countys_list_goes_in_as_problems_that_are_handed_out(clerk, town):
    sheet = tsv(HEAD, line(1, "垃圾三车"), line(2, "责任待查", unit="", due=""), line(3, "未覆盖", village="李家沟村"))
    address, page = bench(clerk, "findings", sheet)
    assert applied(clerk, address, page).status_code == 303
    first, second, third = rows()
    assert (first.serial, first.state, first.source) == (1, FindingState.ASSIGNED, FindingSource.COUNTY)
    assert (first.due_on, first.unit_id, second.state) == (
        d.date(2026, 3, 20),
        town.villages[0].id,
        FindingState.RECORDED,
    )
    assert (third.at_unit_id, third.unit_id) == (town.villages[1].id, town.villages[0].id)
    steps = db.session.execute(select(FindingStep.finding_id, FindingStep.deed).order_by(FindingStep.id)).all()
    assert [deed.removeprefix("finding.") for _, deed in steps] == ["record", "assign", "record", "record", "assign"]
    assert verify_state() == []


def test_what_is_wrong_is_told_in_its_cell_and_the_others_go_in(clerk):
    sheet = tsv(
        HEAD,
        line(1, "好的"),
        line(2, "没有时限", due=""),
        line(3, "时限颠倒", due="2026-03-01"),
        line(4, "没有这个村", village="天边村", unit=""),
        line(5, "来源不对", source="听说"),
    )
    address, page = bench(clerk, "findings", sheet)
    for words in ("请填整改时限", "早于发现日期2026年3月3日", "名册中没有“天边村”"):
        assert words in page.text
    assert applied(clerk, address, page).status_code == 303
    assert [row.text for row in rows()] == ["好的"]


def test_five_hundred_at_once_by_as_many_statements_as_fifty(clerk, counted):
    counts = []
    for many in (50, 500):
        sheet = tsv(HEAD, *(line(n, f"第{many}批第{n}处垃圾") for n in range(many)))
        address, page = bench(clerk, "findings", sheet)
        with counted() as sql:
            assert applied(clerk, address, page).status_code == 303
        counts.append(len([one for one in sql if "counters" not in one]))
    assert len(rows()) == 550 and [row.serial for row in rows()] == list(range(1, 551))
    assert counts[1] <= counts[0] + 12, "a few more for each few hundred rows, none for each row"


def test_an_import_is_undone_and_its_numbers_are_not_given_again(clerk, town):
    address, page = bench(clerk, "findings", tsv(HEAD, line(1, "垃圾三车"), line(2, "又三车")))
    applied(clerk, address, page)
    version = str(importing.applied_version(address))
    assert clerk.post(f"{address}/undoing", data={"version": version}).status_code == 303
    assert rows() == []
    assert inspecting.assigned(town, town.villages[0]).serial == 3


def test_our_own_ledger_comes_back_and_changes_nothing(clerk, town):
    inspecting.brought(town, town.villages[0], FindingState.CLOSED, now=at(3, 1))
    inspecting.recorded(town, "责任待查", at(3, 4))
    exported = clerk.get("/findings/export").data
    _, page = bench(clerk, "findings", file=exported)
    assert "不变2" in page.text.replace(" ", "") or "不变 2" in page.text
    changed = tsv(
        ("编号", "来源", "发现日期", "类别", "问题描述"), ("2026-0001", "镇督查", "2026-03-01", "秸秆焚烧", "改掉的话")
    )
    _, page = bench(clerk, "findings", changed)
    assert "请在问题页办理" in page.text


def test_the_list_leads_to_it(clerk):
    assert "/imports/new?kind=findings" in Page(clerk.get("/findings/")).source
