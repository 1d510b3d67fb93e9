"""分解总表 by keyboard: typed, pasted with a preview, taken back also after saving, pinned, divided; two clerks at once."""

import datetime as d
import re
from decimal import Decimal

import making
import pytest
from browser.desk import GridSheet, expect
from written import DAYS, NO_DAYS, NO_NUMBERS, NUMBERS, SHORT_DAYS

from respbook.actions import shares, tasks
from respbook.models.base import db
from respbook.queries.scope import target_in_sight
from respbook.rules.cadence import Cadence
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.grid_cells import read_due, read_share
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import UnitKind

NAMES = ("王家庄村", "李家沟村", "张河湾村", "柳树店村")
DIVIDED = {"kind": TargetKind.AT_LEAST, "unit_word": "亩", "divided": True, "basis": Basis.HOUSEHOLDS}


@pytest.fixture
def sheet(office, request):
    """(address of a fresh sheet of two columns, its targets): each test has a programme of its own."""
    with office.app.app_context():
        programme = making.programme(office.town, f"方案{request.node.name}"[:60])
        film = making.target(office.town, programme, "废膜回收", amount=Decimal(420), **DIVIDED)
        river = making.target(office.town, programme, "沿河清理", amount=Decimal(30), tag="沿河", **DIVIDED)
        made = f"/programmes/{programme.id}/targets/grid", film.id, river.id
        db.session.remove()
        return made


def stored(office, target_id):
    """{unit: (figure, pinned, applies, note)} as the book has it."""
    with office.app.app_context():
        cells = target_in_sight(office.town.viewer("clerk"), target_id).allocations
        names = {unit.id: unit.called for unit in office.town.villages}
        return {names[c.unit_id]: (figure(c.amount), c.pinned, c.applies, c.note) for c in cells}


def at(desk, address):
    clerk = desk("clerk")
    clerk.open(address)
    clerk.heading("分解总表")
    return GridSheet(clerk)


def test_typing_moves_and_adds_up_as_in_a_spreadsheet(office, desk, sheet):
    grid = at(desk, sheet[0])
    grid.cell(NAMES[0]).click()
    grid.type("380")
    grid.keys("Enter")
    expect(grid.balances.first).to_have_text("已分解380/420亩，差40亩")
    grid.type("９9")
    grid.keys("Escape")
    grid.type("395")
    grid.keys("Enter", "Shift+Enter", "F2", "End", "Backspace", "Tab")
    assert grid.text(NAMES[1]) == "39"
    expect(grid.said).to_have_text("已改2格，尚未保存")
    grid.keys("ArrowLeft")
    grid.type("41")
    grid.keys("Enter")
    expect(grid.balances.first).to_have_text("已分解421/420亩，超出1亩")
    grid.keys("Control+s")
    grid.desk.trouble("多1亩，没有保存")
    grid.keys("Control+z")
    grid.save("已保存2格")
    expect(grid.said).to_have_text("没有改动")
    assert stored(office, sheet[1]) == {NAMES[0]: ("380", False, True, ""), NAMES[1]: ("39", False, True, "")}


def test_a_block_is_shown_before_it_is_taken_and_taken_back_as_one(office, desk, sheet):
    grid = at(desk, sheet[0])
    grid.cell(NAMES[0]).click()
    grid.paste('1,0０0\t7\r\n20\r\nabc\t—\n"4\n"\t\t9')
    expect(grid.preview).to_contain_text(
        "3格将改，1格看不懂，原因写在格内，1格不变，2格不能填，略过，1格超出表外，略过"
    )
    assert grid.text(NAMES[0]) == "", "nothing is taken over yet"
    grid.keys("Escape")
    expect(grid.preview).to_be_hidden()
    grid.paste("100\t\n20\t5\nabc\t\n4\t不适用")
    grid.desk.press("应用")
    assert [grid.text(name) for name in NAMES] == ["100", "20", "abc", "4"]
    grid.keys("Control+s")
    grid.desk.trouble("有1格看不懂")
    assert grid.cell(NAMES[2]).get_attribute("data-why").startswith("应填数字")
    grid.cell(NAMES[2]).click()
    grid.keys("Delete")
    grid.save("已保存5格")
    assert stored(office, sheet[1])[NAMES[0]][0] == "100" and not stored(office, sheet[2])[NAMES[3]][2]
    grid.keys("Control+z")
    expect(grid.said).to_have_text("没有改动")
    assert [grid.text(name) for name in NAMES] == [""] * 4
    assert {cell[0] for cell in stored(office, sheet[1]).values()} == {""}


def test_selecting_copying_filling_pinning_and_dividing(office, desk, sheet):
    grid = at(desk, sheet[0])
    grid.cell(NAMES[0]).click()
    grid.type("12")
    grid.keys("Enter", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    assert [grid.text(name) for name in NAMES] == ["12", "12", "12", ""]
    assert grid.copy() == "12\n12\n12"
    grid.cell(NAMES[1]).click()
    grid.keys("F4")
    expect(grid.cell(NAMES[1])).to_have_class(re.compile(r"\bp\b"))
    grid.cell(NAMES[2]).click()
    grid.keys("F8")
    grid.desk.fill(备注="整村搬迁")
    grid.keys("Tab")
    grid.desk.press("废膜回收重新分解")
    grid.desk.press("均分")
    grid.desk.said("恰好分完")
    expect(grid.balances.first).to_have_text("已分解420/420亩，恰好分完")
    cells = stored(office, sheet[1])
    assert cells[NAMES[1]] == ("12", True, True, "") and cells[NAMES[2]] == ("", False, False, "整村搬迁")
    assert grid.text(NAMES[0]) == cells[NAMES[0]][0] == "68"
    grid.keys("Control+z")
    expect(grid.said).to_have_text("没有改动")
    assert stored(office, sheet[1])[NAMES[0]][0] == "12"
    closed = grid.cell(NAMES[0], 1)
    expect(closed).to_have_class("n")
    closed.click()
    grid.type("5")
    grid.keys("Enter")
    assert grid.text(NAMES[0], 1) == ""


def test_the_difference_to_last_year_follows_what_is_typed(office, desk, sheet):
    with office.app.app_context():
        clerk, term = office.town.viewer("clerk"), {"term_from": d.date(2025, 1, 1), "term_to": d.date(2025, 12, 31)}
        before = making.programme(office.town, "上年方案", year=2025, **term)
        old = making.target(office.town, before, "废膜回收", amount=Decimal(400), **DIVIDED)
        shares.divide(old.id, Basis.EQUAL, old.version, by=clerk, now=making.NOW)
    grid = at(desk, f"{sheet[0]}?compare=1")
    past, foot = grid.cell(NAMES[0]).locator("small"), grid.page.locator("tfoot td").first
    expect(past).to_have_text("上年50")
    grid.cell(NAMES[0]).click()
    grid.type("62")
    grid.keys("Enter")
    expect(past).to_have_text("上年50，增12")
    expect(foot).to_have_text("62上年400，减338")


def test_two_clerks_see_each_other_before_anything_is_overwritten(office, desk, sheet):
    mine, theirs = at(desk, sheet[0]), at(desk, sheet[0])
    theirs.cell(NAMES[0]).click()
    theirs.type("9\n8\n")
    theirs.save("已保存2格")
    mine.cell(NAMES[0]).click()
    mine.type("7")
    mine.keys("Enter", "ArrowDown")
    mine.type("5")
    mine.keys("Enter", "Control+s")
    mine.desk.trouble("别人刚刚改过“废膜回收”")
    expect(mine.cell(NAMES[0])).to_have_attribute("data-now", "现为9")
    assert [mine.text(name) for name in NAMES[:3]] == ["7", "8", "5"]
    expect(mine.balances.first).to_have_text("已分解20/420亩，差400亩")
    assert stored(office, sheet[1])[NAMES[0]][0] == "9"
    mine.desk.press("改用对方的数")
    assert mine.text(NAMES[0]) == "9"
    mine.save("已保存1格")
    assert [stored(office, sheet[1])[name][0] for name in NAMES[:3]] == ["9", "8", "5"]


def test_due_dates_of_own_duties(office, desk, sheet):
    with office.app.app_context():
        clerk = office.town.viewer("clerk")
        programme = target_in_sight(clerk, sheet[1]).programme
        facts = {"unit_kinds": (UnitKind.TOWN,), "cadence": Cadence.ONCE}
        for name in ("编制预案", "开展培训"):
            making.target(office.town, programme, name, **facts)
        tasks.open_own(programme.id, by=clerk, now=making.NOW)
        address = f"/programmes/{programme.id}/tasks/grid"
    clerk = desk("clerk")
    clerk.open(address)
    clerk.heading("任务时限总表")
    grid = GridSheet(clerk)
    grid.cell("青山镇").click()
    grid.paste("3.31\t2026-06-30")
    expect(grid.preview).to_contain_text("2格将改")
    grid.keys("Enter")
    grid.save("已调整2条任务的时限")
    assert [grid.text("青山镇", place) for place in (0, 1)] == ["3月31日", "6月30日"]


TYPED = [*NUMBERS, *NO_NUMBERS, "", "　", "1.25", "不适用", "—", "－", "−", "×", "／"]
DATES = [*DAYS, *SHORT_DAYS, *NO_DAYS, "2.30", "2027年1月5日"]


def test_the_browser_reads_cells_as_the_server_does(office, desk, sheet):
    grid = at(desk, sheet[0])

    def server(read, text, *rest):
        try:
            return read(text, *rest), False
        except RuleBroken:
            return None, True

    for text in TYPED:
        cell = grid.page.evaluate(
            "(text) => { const c = window.figures.share(text, '0.1'); return [c.text, c.wrong]; }", text
        )
        typed, wrong = server(read_share, text, Decimal("0.1"))
        assert bool(cell[1]) == wrong, text
        assert wrong or cell[0] == ("不适用" if not typed.applies else figure(typed.amount)), text
    for text in DATES:
        cell = grid.page.evaluate(
            "(text) => { const c = window.figures.due(text, '2026'); return [c.text, c.wrong]; }", text
        )
        typed, wrong = server(read_due, text, 2026)
        assert bool(cell[1]) == wrong and (wrong or read_due(cell[0], 2026) == typed), text
