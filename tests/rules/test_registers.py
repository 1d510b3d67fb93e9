"""台账: what a column may be, how a cell is read, by what a row is told; what a sheet's heads are taken for."""

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.heads import find_heads
from respbook.rules.ready_registers import READY
from respbook.rules.register_guess import guessed, head_row
from respbook.rules.registers import (
    FieldFacts,
    FieldKind,
    RegisterFacts,
    cell_pattern,
    check_field,
    check_register,
    entry_in,
    entry_words,
    key_of,
    read_row,
    row_and_faults,
    sheet_of,
    telling,
)

FIELDS = {
    1: FieldFacts("负责人", must=True),
    2: FieldFacts("存栏", FieldKind.NUMBER, "头"),
    3: FieldFacts("畜种", FieldKind.CHOICE, choices=("猪", "羊")),
    4: FieldFacts("日期", FieldKind.DATE, tells=True),
    5: FieldFacts("在禁养区", FieldKind.YES_NO),
}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (FieldFacts("村名"), "title"),
        (FieldFacts("系统登记号"), "title"),
        (FieldFacts("存煤量（吨）"), "title"),
        (FieldFacts("网点名称"), "title"),
        (FieldFacts("状态", FieldKind.CHOICE, choices=("停业",)), "choices"),
        (FieldFacts("状态", FieldKind.CHOICE, choices=("停业", "很" * 21)), "choices"),
        (FieldFacts("状态", FieldKind.CHOICE, choices=tuple(f"项{n}" for n in range(31))), "choices"),
    ],
)
def test_what_no_column_may_be(facts, field):
    with pytest.raises(RuleBroken) as refused:
        check_field(facts, "网点名称", ["存煤量"])
    assert refused.value.field == field


def test_a_column_keeps_only_what_its_kind_has_a_use_for():
    kept = check_field(FieldFacts("备注", FieldKind.TEXT, "吨", ("甲", "乙")), "名称", [])
    assert (kept.unit_word, kept.choices) == ("", ())


def test_the_ready_ones_are_right_and_read_their_own_heads():
    for ready in READY:
        check_register(ready.register, [])
        titles = []
        for facts in ready.fields:
            assert check_field(facts, ready.register.name_title, titles) == facts
            titles.append(facts.title)
        sheet = sheet_of(ready.register, dict(enumerate(ready.fields)))
        heads = find_heads([[column.title for column in sheet.columns]], sheet)
        assert set(heads.places) == {column.name for column in sheet.columns} and not heads.open
    assert {each.register.name for each in READY} == {
        "散煤网点台账", "燃煤锅炉台账", "畜禽养殖场台账", "垃圾池清运台账", "宣传台账",
    }  # fmt: skip


def test_cells_are_read_as_people_type_them():
    told = {"name": " 河东　养殖场 ", "f1": "马三🐑", "f2": "１，２００.50", "f3": "羊", "f4": "2026.3.5", "f5": "√"}
    row = read_row("名称", FIELDS, told, {})
    assert row.name == "河东 养殖场"
    assert row.cells == {"1": "马三🐑", "2": "1200.5", "3": "羊", "4": "2026-03-05", "5": "是"}


def test_every_fault_stands_at_its_field_and_untold_cells_stay():
    told = {"name": "", "f1": "", "f2": "三百", "f3": "牛", "f4": "2026-02-30", "f5": "也许"}
    assert set(row_and_faults("名称", FIELDS, told, {})[1]) == {"name", "f1", "f2", "f3", "f4", "f5"}
    kept = read_row("名称", FIELDS, {"name": "甲", "f1": "马三", "f2": ""}, {"2": "9", "3": "鸵鸟", "8": "停用栏的话"})
    assert kept.cells == {"1": "马三", "3": "鸵鸟", "8": "停用栏的话"}
    assert read_row("名称", FIELDS, {"name": "甲", "f3": "鸵鸟"}, {"3": "鸵鸟"}).cells == {"3": "鸵鸟"}


def test_a_row_is_told_by_name_and_what_the_town_says():
    same = telling("１号 点", {"4": "2026-03-05", "1": "甲"}, FIELDS)
    assert same == telling("1号点", {"4": "2026-03-05", "1": "乙"}, FIELDS)
    assert same != telling("1号点", {"4": "2026-03-06"}, FIELDS)


@pytest.mark.parametrize("text", ["12", "W12", "TT1", "T", "", "T1.5"])
def test_the_offices_own_numbers_are_no_entry(text):
    assert entry_in(text) is None
    assert entry_in(f"　{entry_words(12).lower()} ") == entry_in("Ｔ１２") == 12


def test_a_cell_is_found_by_its_column_whatever_others_say():
    kept = '{"1":"说\\"2\\":\\"是\\"","12":"是"}'
    assert cell_pattern(12, "是") in kept
    assert cell_pattern(2, "是") not in kept and cell_pattern(1, "是") not in kept


GRID = [
    ["青山镇散乱污企业排查表", "", "", "", "", "", "", ""],
    ["序号", "所在村", "企业名称", "年产量（吨）", "状态", "检查日期", "有无手续", "联系电话"],
    *[
        [
            str(n),
            "王家庄村",
            f"{n}号厂",
            f"{n}.5" if n != 3 else "三吨",
            "停产" if n % 2 else "在产",
            "2026年3月1日",
            "有",
            f"1380000{n:04}",
        ]
        for n in range(1, 9)
    ],
]


def test_heads_become_columns_of_the_kind_that_all_cells_agree_with():
    found = guessed(Grid.of("表", GRID))
    assert (found.name_title, found.unit_found) == ("企业名称", True)
    assert {facts.title: (facts.kind, facts.unit_word, set(facts.choices)) for facts in found.fields} == {
        "年产量": (FieldKind.NUMBER, "吨", set()),
        "状态": (FieldKind.CHOICE, "", {"停产", "在产"}),
        "检查日期": (FieldKind.DATE, "", set()),
        "有无手续": (FieldKind.YES_NO, "", set()),
        "联系电话": (FieldKind.TEXT, "", set()),
    }
    sheet = sheet_of(RegisterFacts("甲", found.name_title), dict(enumerate(found.fields)))
    heads = find_heads(GRID, sheet)
    assert {heads.titles[place] for place in heads.open} == {"序号"} and key_of(0) in heads.places


@pytest.mark.parametrize("rows", [[], [[""]], [["只有一格"]], [["", "序号"], ["", "1"]]])
def test_a_sheet_that_tells_nothing_gives_no_column(rows):
    assert guessed(Grid.of("表", rows)).fields == () and head_row(rows) == 0
