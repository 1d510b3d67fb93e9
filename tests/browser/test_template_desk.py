"""模板桌: the outline by keys and mouse, the library, scopes and the preview that flips (features L1, L2, L4; I3)."""

import drafting
import pytest
from browser.desk import TemplateEditor, expect

from respbook.actions import letter_templates, library_clauses
from respbook.actions.library_clauses import LibraryFacts

CLAUSES = (
    (1, "责任对象", ""),
    (0, "{{单位名称}}签订本责任书。", ""),
    (1, "工作任务", ""),
    (2, "大气", ""),
    (0, "每日巡查。", ""),
    (2, "河道", ""),
    (0, "每月排查。", ""),
    (0, "{{签字栏}}", ""),
)


@pytest.fixture
def editor(office, desk):
    """The clerk at a template of eight clauses, with one clause in the library."""
    with office.app.app_context():
        clerk = office.town.viewer("clerk")
        if not getattr(office, "written", None):
            year = drafting.programme(office.town).id
            office.written = year
            kept = LibraryFacts("河道", "河岸排查", "沿河的{{单位简称}}每季排查河岸。", "沿河")
            library_clauses.keep(kept, by=clerk, now=office.town.now)
        office.count = getattr(office, "count", 0) + 1
        clauses = tuple(letter_templates.ClauseFacts(*row) for row in CLAUSES)
        made = drafting.template(office.town, office.written, name=f"模板{office.count}", clauses=clauses).id
    seat = desk("clerk")
    seat.open(f"/letter-templates/{made}/edit")
    found = TemplateEditor(seat)
    found.address = f"/letter-templates/{made}"
    return found


def says(editor, *words):
    """Waits until the lines begin so."""
    lines = editor.desk.page.locator("#letter-templates-clauses .clause-words")
    for place, each in enumerate(words):
        expect(lines.nth(place)).to_have_text(each)
    settled(editor.desk.page)


def settled(page):
    """Waits until htmx has put the focus where it belongs: faster than any hand, a key could come in between."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)
    page.wait_for_timeout(120)


def test_keys_move_rank_begin_and_take_out(editor):
    keyboard = editor.desk.page.keyboard
    editor.lines.nth(5).focus()
    keyboard.press("Alt+ArrowUp")
    says(
        editor,
        "一、责任对象",
        "{{单位名称}}签订本责任书。",
        "二、工作任务",
        "（一）河道",
        "每月排查。",
        "{{签字栏}}",
        "（二）大气",
    )
    expect(editor.lines.nth(3)).to_be_focused()
    keyboard.press("Alt+ArrowLeft")
    says(editor, "一、责任对象", "{{单位名称}}签订本责任书。", "二、工作任务", "三、河道")
    expect(editor.lines.nth(3)).to_be_focused()
    keyboard.press("Enter")
    text = editor.clauses.nth(3)
    expect(text).to_be_focused()
    text.press("Control+Enter")
    expect(editor.clauses).to_have_count(len(CLAUSES) + 1)
    expect(editor.clauses.nth(4)).to_be_focused()
    keyboard.type("新写的一条")
    keyboard.press("Alt+ArrowRight")
    says(editor, "一、责任对象", "{{单位名称}}签订本责任书。", "二、工作任务", "三、河道", "（一）新写的一条")
    editor.lines.nth(0).focus()
    keyboard.press("Delete")
    expect(editor.desk.page.locator(".clause.gone")).to_contain_text("已删去“责任对象”")
    editor.desk.press("恢复")
    expect(editor.desk.page.locator(".clause.gone")).to_have_count(0)
    editor.desk.press("保存模板")
    editor.desk.said("已保存")
    editor.desk.reads("（一）新写的一条")


def test_a_heading_is_dragged_with_what_stands_under_it(editor):
    editor.lines.nth(5).drag_to(editor.lines.nth(3), target_position={"x": 60, "y": 2})
    says(
        editor,
        "一、责任对象",
        "{{单位名称}}签订本责任书。",
        "二、工作任务",
        "（一）河道",
        "每月排查。",
        "{{签字栏}}",
        "（二）大气",
    )


def test_what_is_typed_while_a_press_travels_is_not_lost(editor):
    text = editor.open(4)
    text.press("End")
    editor.desk.page.keyboard.type("甲")
    for key in ("Alt+ArrowUp", "Alt+ArrowDown"):
        editor.desk.page.keyboard.press(key)
    editor.desk.page.keyboard.type("乙")
    expect(editor.desk.page.locator(".busy")).to_have_count(0)
    expect(editor.clauses.nth(4)).to_have_value("每日巡查。甲乙")


def test_a_library_clause_goes_below_the_clause_at_hand_and_its_scope_is_widened(editor):
    editor.open(6)
    library = editor.panel("条款库")
    editor.desk.press("写入", library)
    says(editor, "一、责任对象", "{{单位名称}}签订本责任书。", "二、工作任务")
    taken = editor.desk.page.locator("details.clause").nth(7)
    expect(taken.locator("summary")).to_contain_text("限沿河，4个单位")
    editor.desk.press("限沿河…", taken)
    reach = editor.desk.page.locator("#letter-templates-reach")
    expect(reach).to_contain_text("此条款适用4个单位")
    taken.get_by_label("有养殖（4）").check()
    expect(reach).to_contain_text("此条款适用8个单位")
    editor.desk.page.get_by_label("标签全有才适用").check()
    expect(reach).to_contain_text("没有单位符合“有养殖且沿河”")
    editor.desk.press("保存模板")
    editor.desk.said("已保存")
    editor.desk.reads("限有养殖且沿河")


def test_the_preview_follows_the_typing_and_flips(editor, office):
    first, second, last = (office.town.villages[place].name for place in (0, 1, -1))
    page = editor.desk.page
    preview = page.locator("#letter-templates-preview")
    expect(preview.locator("h3").first).to_have_text(first)
    text = editor.open(4)
    text.press("End")
    page.keyboard.type("刚刚写下的话。")
    expect(preview).to_contain_text("刚刚写下的话。")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(preview.locator("h3").first).to_have_text(second)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(preview.locator("h3").first).to_have_text(last)
    page.get_by_label("按名称或拼音找预览单位").press_sequentially("ljg")
    expect(preview.locator("h3").first).to_have_text(second)
    expect(editor.panel("填充项")).to_contain_text("李家沟村")
    preview.get_by_label("看版面").check()
    expect(preview.locator("image").first).to_be_visible()
    answer = editor.desk.window.request.get(preview.locator("image").first.get_attribute("href"))
    assert answer.ok and answer.headers["content-type"] == "image/png"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 740)])
def test_nothing_runs_out_of_its_place(editor, width, height):
    editor.desk.page.set_viewport_size({"width": width, "height": height})
    editor.open(4)
    editor.panel("条款库")
    assert editor.desk.looks() == []
