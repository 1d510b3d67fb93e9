"""上级报表: heads beside a cell, the room below it, what may be set, what goes where; nothing is guessed."""

from decimal import Decimal

import pytest

from respbook.rules.column_kinds import CellKind
from respbook.rules.county_forms import (
    CellFacts,
    Figures,
    Filling,
    FormCell,
    FormSheet,
    check_cell,
    fillings,
    misfit,
    place_words,
)
from respbook.rules.county_sources import SOURCES
from respbook.rules.errors import RuleBroken
from respbook.rules.units import UnitKind


def sheet(*lines, title="表"):
    """Rows of texts; "=" is a formula, (text, rows, columns) a merged cell."""
    made, taken = [], set()
    for row, texts in enumerate(lines, 1):
        cells, column = [], 1
        for text in texts:
            while (row, column) in taken:
                column += 1
            words, rows, columns = text if isinstance(text, tuple) else (text, 1, 1)
            taken |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
            cells.append(FormCell(row, column, "" if words == "=" else words, rows, columns, words == "="))
            column += columns
        made.append(tuple(cells))
    return FormSheet(title, tuple(made))


TWO_LEVELS = sheet(
    [("统计表", 1, 4)],
    [("单位", 2, 1), ("户数", 2, 1), ("责任书", 1, 2)],
    ["文号", "日期"],
    ["", "", "", ""],
    ["", "", "", ""],
    ["合 计", "", "", "="],
    ["填报人：", "", "", ""],
)


@pytest.mark.parametrize(("place", "words"), [((5, 2), "B5"), ((1, 26), "Z1"), ((12, 27), "AA12"), ((1, 703), "AAA1")])
def test_places_are_called_as_spreadsheets_call_them(place, words):
    assert place_words(*place) == words


def test_a_cell_is_known_by_the_heads_beside_it_but_not_by_the_title():
    assert TWO_LEVELS.label_of(4, 3, down=True) == "上方“责任书／文号”"
    assert TWO_LEVELS.label_of(4, 2, down=True) == "上方“户数”"
    assert TWO_LEVELS.label_of(6, 2, down=False) == "上方“户数”，左方“合计”"


def test_the_room_ends_at_the_foot_of_the_table():
    assert TWO_LEVELS.room_at(4, 1) == (2, True)
    assert TWO_LEVELS.room_at(5, 4) == (1, True)
    assert sheet(["名称"], [""], [""], ["注：单位为户"]).room_at(2, 1) == (2, False)
    assert sheet(["名称", "数"], ["", ""], ["甲", ""]).room_at(2, 1) == (1, False)


def each(source, row, column, rows, **more):
    return CellFacts("表", row, column, source, rows=rows, **more)


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        (CellFacts("表", 4, 1, "没有"), "source", "请选择"),
        (CellFacts("表", 4, 1, "target.total"), "target", "请选择目标"),
        (CellFacts("表", 4, 1, "town.units", target="甲"), "target", "不分目标"),
        (CellFacts("表", 4, 1, "form.year", unit_kind=UnitKind.VILLAGE), "unit_kind", "不分单位类别"),
        (CellFacts("表", 6, 4, "town.units"), "source", "D6是公式"),
        (CellFacts("表", 3, 1, "town.units"), "source", "合并单元格中间"),
        (CellFacts("表", 99, 1, "town.units"), "source", "不在表内"),
        (each("each.name", 4, 4, 3), "rows", "D6是公式"),
    ],
)  # fmt: skip
def test_what_cannot_go_there_is_refused(facts, field, words):
    with pytest.raises(RuleBroken, match=words) as refusal:
        check_cell(facts, TWO_LEVELS)
    assert refusal.value.field == field


def test_what_can_go_there_is_not():
    check_cell(each("each.name", 4, 1, 2), TWO_LEVELS)
    check_cell(CellFacts("表", 6, 2, "town.households", rows=9), TWO_LEVELS)


def test_a_changed_form_is_told_never_guessed():
    facts, label = each("each.households", 4, 2, 2), "上方“户数”"
    assert misfit(facts, label, TWO_LEVELS) == ""
    swapped = sheet([("统计表", 1, 2)], ["单位", "人口"], ["", ""], ["", ""], ["", ""])
    assert misfit(facts, label, swapped) == "旁边的字原为上方“户数”，现为上方“人口”"
    assert "没有“表”这张工作表" in misfit(facts, label, None)
    shorter = sheet([("统计表", 1, 2)], ["单位", "户数"], ["", ""], ["", ""])
    assert "不在表内" in misfit(facts, label, shorter)
    merged = sheet([("统", 1, 2)], ["单位", "户数"], ["", ""], [("", 1, 2)], ["", ""])
    assert "合并单元格" in misfit(facts, label, merged)


FIGURES = Figures(
    {("town.units", "", None): 3, ("target.total", "清运", None): Decimal(400)},
    [
        (UnitKind.VILLAGE, {("each.called", ""): "甲村", ("each.households", ""): 10}),
        (UnitKind.VILLAGE, {("each.called", ""): "乙村", ("each.households", ""): 5}),
        (UnitKind.AFFILIATED, {("each.called", ""): "卫生院", ("each.households", ""): 0}),
    ],
)


def test_single_figures_and_rows_go_to_their_places():
    cells = [CellFacts("表", 1, 1, "town.units"), each("each.called", 4, 1, 4), each("each.place", 4, 2, 3)]
    assert fillings(cells, FIGURES) == [
        Filling("表", 1, 1, 3),
        *(Filling("表", 4 + n, 1, words) for n, words in enumerate(("甲村", "乙村", "卫生院", None))),
        *(Filling("表", 4 + n, 2, n + 1) for n in range(3)),
    ]


def test_totals_count_what_is_listed():
    facts = each("each.households", 4, 2, 2, unit_kind=UnitKind.VILLAGE, totalled=True)
    assert fillings([facts], FIGURES)[-1] == Filling("表", 6, 2, Decimal(15))
    words = each("each.called", 4, 1, 3, totalled=True)
    assert [each.row for each in fillings([words], FIGURES)] == [4, 5, 6]


def test_too_few_rows_are_refused_before_anything_is_overwritten():
    with pytest.raises(RuleBroken, match="A4起只留了2行，现有3个单位"):
        fillings([each("each.called", 4, 1, 2)], FIGURES)


def test_a_target_that_is_gone_is_named():
    with pytest.raises(RuleBroken, match="没有目标“禁烧”，B2填不出来"):
        fillings([CellFacts("表", 2, 2, "target.total", "禁烧")], FIGURES)


def test_sources_say_what_they_are():
    assert len({(source.title, source.down) for source in SOURCES.values()}) == len(SOURCES)
    for name, source in SOURCES.items():
        assert name == source.name and len(name) <= 40 and name.startswith("each.") == source.down
        assert source.kind in (CellKind.TEXT, CellKind.WHOLE, CellKind.NUMBER, CellKind.DATE)
