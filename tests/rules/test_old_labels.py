"""印出的序号: every shape and error that real letters show (field.md 3.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.chinese import counting
from respbook.rules.old_labels import Shape, counted, label_of, levels_of, reads_as_decimal


@pytest.mark.parametrize(
    ("line", "shape", "ordinal", "rest"),
    [
        ("一、责任目标", Shape.COUNTING, 1, "责任目标"),
        ("十二、其他", Shape.COUNTING, 12, "其他"),
        ("一．责任目标", Shape.COUNTING, 1, "责任目标"),
        ("（一）大气", Shape.COUNTING_BRACKETS, 1, "大气"),
        ("(三)散煤管控", Shape.COUNTING_BRACKETS, 3, "散煤管控"),
        ("(二）半角配全角", Shape.COUNTING_BRACKETS, 2, "半角配全角"),
        ("二）只有右括号", Shape.COUNTING_BRACKETS, 2, "只有右括号"),
        ("㈠大气", Shape.COUNTING_BRACKETS, 1, "大气"),
        ("1、每月报告", Shape.FIGURE, 1, "每月报告"),
        ("1.每日巡查", Shape.FIGURE, 1, "每日巡查"),
        ("２．每周洒水", Shape.FIGURE, 2, "每周洒水"),
        ("1 .包干到户", Shape.FIGURE, 1, "包干到户"),
        ("⒊登记造册", Shape.FIGURE, 3, "登记造册"),
        ("（1）登记", Shape.FIGURE_BRACKETS, 1, "登记"),
        ("(2)、登记", Shape.FIGURE_BRACKETS, 2, "登记"),
        ("3）登记", Shape.FIGURE_BRACKETS, 3, "登记"),
        ("⑵登记", Shape.FIGURE_BRACKETS, 2, "登记"),
        ("①登记", Shape.CIRCLE, 1, "登记"),
        ("㉑登记", Shape.CIRCLE, 21, "登记"),
        ("第三条 乙方职责", Shape.ARTICLE, 3, "乙方职责"),
        ("第 12 条　乙方职责", Shape.ARTICLE, 12, "乙方职责"),
        ("第一章 总则", Shape.PART, 1, "总则"),
        ("1.2 巡查", Shape.POINTS, 2, "巡查"),
        ("1.2.3巡查", Shape.POINTS, 3, "巡查"),
        ("Ⅱ、巡查", Shape.ROMAN, 2, "巡查"),
        ("IV.巡查", Shape.ROMAN, 4, "巡查"),
        ("B.巡查", Shape.LETTER, 2, "巡查"),
        ("b)巡查", Shape.LETTER, 2, "巡查"),
        ("●巡查", Shape.BULLET, None, "巡查"),
        ("、序号丢了", Shape.FIGURE, None, "序号丢了"),
        ("（）序号丢了", Shape.COUNTING_BRACKETS, None, "序号丢了"),
        ("X.序号隐去", Shape.FIGURE, None, "序号隐去"),
        ("(X)序号隐去", Shape.FIGURE_BRACKETS, None, "序号隐去"),
        ("1、2026年底前完成", Shape.FIGURE, 1, "2026年底前完成"),
        ("2、5月底前完成", Shape.FIGURE, 2, "5月底前完成"),
        ("3、100%覆盖", Shape.FIGURE, 3, "100%覆盖"),
    ],
)
def test_shapes(line, shape, ordinal, rest):
    found = label_of(line)
    assert (found.shape, found.ordinal, found.rest) == (shape, ordinal, rest)
    assert line.startswith(found.printed)


@pytest.mark.parametrize(
    "line",
    [
        "2、5公斤以上的登记", "2.5公斤以上的登记", "3.5公里河道由乙方巡查。", "1.5倍", "2026年1月1日起施行。", "2026.12.31前完成",
        "10月30日前", "二0二0年", "一是加强领导", "一些问题需要整改。", "一、", "……", "（单位）负责", "××村", "乙方应当完成任务。",
        "12369是举报电话", "3.15前完成",
    ],
)  # fmt: skip
def test_what_is_no_label(line):
    assert label_of(line) is None


def test_a_decimal_is_told_from_an_item():
    assert reads_as_decimal("2、5公斤") and reads_as_decimal("２．５吨")
    assert not reads_as_decimal("2、五公斤") and not reads_as_decimal("2、5月")


@given(st.integers(1, 199))
def test_counting_is_read_back(number):
    assert counted(counting(number)) == number


@pytest.mark.parametrize(("written", "number"), [("二〇", 20), ("廿三", 23), ("拾贰", 12), ("", None), ("半", None)])
def test_other_ways_of_counting(written, number):
    assert counted(written) == number


@pytest.mark.parametrize(
    ("shapes", "levels"),
    [
        ([Shape.COUNTING, Shape.FIGURE], [1, 3]),
        ([Shape.COUNTING, Shape.COUNTING_BRACKETS, Shape.FIGURE, Shape.FIGURE_BRACKETS, Shape.CIRCLE], [1, 2, 3, 4, 4]),
        ([Shape.PART, Shape.ARTICLE, Shape.COUNTING_BRACKETS], [1, 2, 2]),
        ([Shape.ARTICLE, Shape.FIGURE], [1, 3]),
        ([Shape.BULLET], [0]),
    ],
)
def test_levels(shapes, levels):
    found = levels_of(frozenset((shape, 1) for shape in shapes))
    assert [found[shape, 1] for shape in shapes] == levels


def test_levels_of_figures_with_points():
    assert levels_of(frozenset({(Shape.POINTS, 2), (Shape.POINTS, 3)})) == {(Shape.POINTS, 2): 2, (Shape.POINTS, 3): 3}
    assert levels_of(frozenset({(Shape.COUNTING, 1), (Shape.POINTS, 2)}))[Shape.POINTS, 2] == 3
    assert levels_of(frozenset({(Shape.FIGURE, 1), (Shape.POINTS, 3)}))[Shape.POINTS, 3] == 4
