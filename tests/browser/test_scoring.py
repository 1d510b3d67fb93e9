"""评分台: thirty rows by keyboard alone (journey 8), nothing lost on a dead line or in a killed tab, two windows on one cell."""

import datetime as d
import re
import time

import desk_rounds
import pytest
from browser.desk import expect
from desk_rounds import D

from respbook.models.base import db
from respbook.rules.scoring.kinds import Check, FactSource
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.rule_kinds import Discretion

ROWS = 30


def thirty():
    headings = ("秸秆禁烧", "农村面源污染", "基础工作")
    judged = (Rule("a", Discretion(), "由考核组酌情评分。", source=FactSource.JUDGED),)
    for number in range(ROWS):
        more = {"rules": judged} if number % 10 == 9 else {}
        yield desk_rounds.row(
            f"r{number}", title=f"{headings[number // 10]}第{number % 10 + 1}项", heading=headings[number // 10],
            standard="查看现场和台账，按标准计分。", check=Check.FIELD, sample="每村抽查3处", **more,
        )  # fmt: skip


@pytest.fixture(scope="module")
def made(office):
    with office.app.app_context():
        made = desk_rounds.round_of(office.app, office.town, list(thirty()), self_until=d.date(2026, 3, 31))
        db.session.remove()
        return made


def given(office, sheet):
    with office.app.app_context():
        found = {key: row for (key, _), row in desk_rounds.marks(sheet).items()}
        db.session.remove()
        return found


def box(window, number, what="得分"):
    headings = ("秸秆禁烧", "农村面源污染", "基础工作")
    return window.page.get_by_label(f"{headings[number // 10]}第{number % 10 + 1}项{what}", exact=True)


def test_thirty_rows_without_a_mouse(desk, office, made):
    sheet, after = made.of(office.town.villages[0]), made.of(office.town.villages[1])
    window = desk("assessor")
    window.open(f"/score-sheets/{sheet.id}")
    window.heading("王家庄村")
    assert window.looks() == []
    keys, started = window.page.keyboard, time.monotonic()
    expect(box(window, 0)).to_be_focused()
    window.reads("满分10分")
    keys.press("Enter")  # the system's figure
    expect(box(window, 1)).to_be_focused()
    keys.press("=")
    expect(box(window, 2)).to_be_focused()
    keys.press("m")
    keys.type("９")  # 全角, and another figure than the system's: the reason is asked for
    keys.press("Enter")
    expect(box(window, 3, "理由")).to_be_focused()
    window.reads("与系统算分10不同，写明理由")
    keys.type("台账缺一页")
    keys.press("Enter")
    expect(box(window, 4)).to_be_focused()
    keys.press("n")
    keys.type("没有此类场所")
    keys.press("Enter")
    keys.press("/")
    expect(box(window, 5, "理由")).to_be_focused()
    keys.press("Escape")
    window.page.mouse.wheel(0, 200)  # alters no figure
    for _ in range(4):
        keys.press("Enter")
    expect(box(window, 9)).to_be_focused()
    keys.press("Enter")
    window.reads("系统没有算出分，请填得分")
    keys.type("8.5")
    keys.press("Enter")
    keys.type("宣传不到位")
    keys.press("Enter")
    for number in range(10, ROWS):
        expect(box(window, number)).to_be_focused()
        keys.press("m" if number % 10 == 9 else "Enter")
    expect(window.page.get_by_role("button", name="提交复核")).to_be_focused()
    assert time.monotonic() - started < 90
    expect(window.page.locator("[data-progress]")).to_have_text("30/30")
    expect(window.page.locator("[data-told]").filter(has_text=re.compile("^已保存"))).to_have_count(ROWS)
    kept = given(office, sheet)
    assert len(kept) == ROWS and kept["r3"].points == 9 and kept["r3"].reason == "台账缺一页"
    assert kept["r4"].not_applicable == "没有此类场所" and kept["r9"].points == D("8.5")
    assert {row.points for key, row in kept.items() if key not in ("r3", "r4", "r9")} == {10}
    keys.press("Enter")
    window.said("已提交复核。")
    assert window.looks() == []
    window.open(f"/score-sheets/{after.id}")
    expect(box(window, 0)).to_be_focused()
    keys.press("Shift+ArrowRight")
    window.heading("张河湾村")
    keys.press("Shift+ArrowLeft")
    window.heading("李家沟村")
    keys.press("?")
    expect(window.page.locator("#mark-keys")).to_have_class(re.compile("more"))


def test_a_dead_line_and_a_killed_tab_lose_nothing(desk, office, made):
    sheet = made.of(office.town.villages[2])
    window = desk("assessor")
    window.open(f"/score-sheets/{sheet.id}")
    keys = window.page.keyboard
    office.close()
    keys.press("Enter")
    window.reads("没有存上（网络不通）")
    expect(box(window, 1)).to_be_focused()
    keys.type("7")
    keys.press("Enter")
    keys.type("少三处")  # typed, not yet sent: the tab is killed
    window.page.close()
    office.open()
    window.page = window.window.new_page()
    window.open(f"/score-sheets/{sheet.id}")
    expect(window.page.locator("#row-1 [data-told]")).to_have_text(re.compile("^已保存"))
    expect(box(window, 1)).to_have_value("7")
    expect(box(window, 1, "理由")).to_have_value("少三处")
    # Killed as it was typed, or sent at the last moment: either way it is here, and said so.
    expect(window.page.locator("#row-2 [data-told]")).to_have_text(re.compile("^(已保存|已恢复没有存上的内容)"))
    box(window, 1).press("Enter")
    expect(window.page.locator("#row-2 [data-told]")).to_have_text(re.compile("^已保存"))
    assert given(office, sheet)["r1"].points == 7
    window.forgive("Failed to load resource: net::ERR")


def test_two_windows_on_one_cell(desk, office, made):
    sheet = made.of(office.town.villages[3])
    first, second = desk("assessor"), desk("assessor")
    first.open(f"/score-sheets/{sheet.id}")
    second.open(f"/score-sheets/{sheet.id}")
    first.page.keyboard.press("Enter")
    expect(first.page.locator("#row-1 [data-told]")).to_have_text(re.compile("^已保存"))
    second.page.keyboard.type("8")
    second.page.keyboard.press("Enter")
    second.page.keyboard.type("少两处")
    second.page.keyboard.press("Enter")
    second.reads("已在别处保存为10分，请核对后再存。您填的是8；再按回车，以您填的为准。")
    assert given(office, sheet)["r0"].points == 10
    box(second, 0).press("Enter")
    expect(second.page.locator("#row-1 [data-told]")).to_have_text(re.compile("^已保存"))
    assert given(office, sheet)["r0"].points == 8


def test_a_row_across_units_and_the_phone(desk, office, made):
    window = desk("assessor")
    window.open(f"/assessments/{made.assessment.id}/rows/2")
    window.heading("秸秆禁烧第2项")
    assert window.looks() == []
    expect(window.page.locator("[data-progress]")).to_have_text(re.compile(r"/11$"))
    window.page.keyboard.press("Shift+ArrowRight")
    window.heading("秸秆禁烧第3项")
    phone = desk("assessor", viewport={"width": 360, "height": 740})
    sheet = made.of(office.town.villages[5])
    for path in (f"/score-sheets/{sheet.id}", f"/score-sheets/{sheet.id}/rows/1", "/score-sheets/", f"/score-sheets/{sheet.id}/acceptance"):  # fmt: skip
        phone.open(path)
        assert phone.looks() == []


def test_a_unit_scores_itself_on_the_phone(desk, office, made):
    """Journey 7: each row carries the system's figure; two sentences are added, then it is sent."""
    sheet = made.of(office.town.villages[1])
    phone = desk("neighbour", viewport={"width": 360, "height": 740})
    phone.open(f"/self-scores/{sheet.id}")
    phone.heading("李家沟村自评")
    assert phone.looks() == []
    phone.follow("逐项看")
    phone.heading("秸秆禁烧第1项")
    assert phone.looks() == []
    phone.press("同意，看下一项")
    phone.heading("秸秆禁烧第2项")
    phone.fill(**{"情况说明 （可不填）": "全年没有一处焚烧，照片在卷"})
    phone.page.reload()  # the tab was lost: the sentence is still there
    phone.reads("已恢复未报送的内容。")
    phone.press("记下，看下一项")
    phone.heading("秸秆禁烧第3项")
    phone.follow("看全部")
    phone.heading("李家沟村自评")
    phone.fill(**{"总的说明 （可不填）": "各项按记录"})
    phone.press("报送自评")
    phone.said("自评已报送")
    assert phone.looks() == []
    window = desk("assessor")
    window.open(f"/score-sheets/{sheet.id}")
    window.reads("各项按记录")
