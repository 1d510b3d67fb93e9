"""表头: found below titles, matched by name, synonym or hand."""

from dataclasses import replace

from respbook.rules.columns import SHEETS, SheetKind
from respbook.rules.grids import Grid, corrected, only, packed, unpacked
from respbook.rules.heads import IGNORED, find_heads, match_heads, plain_head

UNITS, TARGETS = SHEETS[SheetKind.UNITS], SHEETS[SheetKind.TARGETS]


def test_heads_below_a_title():
    rows = [["青山镇单位名册", ""], ["单位：亩", ""], ["村　名", "耕地（亩）", "手机号"], ["甲", "1", "2"]]
    heads = find_heads(rows, UNITS)
    assert heads.row == 2 and heads.places == {"name": 0, "farmland": 1, "phone": 2} and heads.open == ()


def test_every_title_and_synonym_is_known():
    for sheet in SHEETS.values():
        for column in sheet.columns:
            heads = match_heads(0, [column.title], sheet, {})
            assert heads.places == {column.name: 0}, column.title


def test_a_title_wins_over_a_synonym_wherever_it_stands():
    heads = match_heads(0, ["名称", "单位名称"], UNITS, {})
    assert heads.places == {"name": 1} and heads.repeated == (0,)
    assert match_heads(0, ["单位", "名称"], TARGETS, {}).places == {"unit_word": 0, "name": 1}


def test_by_hand():
    header = ["村名", "电话", "手机", "备注"]
    assert match_heads(0, header, UNITS, {}).open == (2, 3)
    told = match_heads(0, header, UNITS, {2: "phone", 1: IGNORED, 3: "short_name"})
    assert told.places == {"name": 0, "phone": 2, "short_name": 3} and told.open == ()


def test_notes_in_brackets_and_marks_are_no_part_of_a_head():
    assert plain_head("耕地面积（亩）：") == plain_head("耕地 面积") == "耕地面积"
    assert plain_head("（一）") == "(一)"


def test_a_grid_keeps_its_line_numbers():
    grid = Grid.of("表", [["题"], ["村名"], ["甲"], [], ["乙", "x"]])
    rest = only(grid, {5}, 1)
    assert list(rest.lines) == [1, 2, 5] and rest.rows[-1] == ["乙", "x"]
    mended = corrected(rest, {(5, 2): " 新 \x00值 ", (3, 0): "没有这一行", (5, 9999): "没有这一列"})
    assert mended.rows[-1] == ["乙", "x", "新 值"] and list(mended.lines) == [1, 2, 5]


def test_a_grid_survives_being_put_away():
    grids = [Grid("甲", [["一", "二"], []], [3, 7], ("隐藏",)), Grid.of("乙", [["\ud83d\ude00"]])]
    kept = unpacked(packed(grids[:1]))
    assert kept == [replace(grids[0], lines=[3, 7])]
