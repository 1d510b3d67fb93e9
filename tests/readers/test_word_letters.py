"""上年的Word责任书: whole documents, one for each way of numbering and each error of field.md 3.3, from file to clauses.

Each is (how the document is made, what its clauses become: level, number kept beside the computed one, text).
"""

import datetime as d

import pytest
from word_letters import Letter, level

from respbook.readers.word import read_word
from respbook.rules.clauses import numbers
from respbook.rules.old_fields import Register
from respbook.rules.old_letters import counts_of, recognise
from respbook.rules.old_parts import Use

REGISTER = Register(2026, "青山镇人民政府", d.date(2026, 1, 1), d.date(2026, 12, 31))
PREAMBLE = "为落实党政同责、一岗双责，镇政府与各村签订本责任书。"


def typed(text):
    return lambda letter: letter.lines(text)


def counted(levels, rows):
    """A letter whose numbers Word counts: rows are (level, text)."""

    def make(letter):
        letter.list(50, levels)
        for place, text in rows:
            letter.line(text, None if place is None else (50, place))

    return make


def three_levels(letter):
    letter.line(PREAMBLE)
    counted(
        [
            level(0, "chineseCountingThousand", "%1、"),
            level(1, "chineseCounting", "（%2）"),
            level(2, "decimal", "%3．"),
        ],
        [
            (0, "责任目标"),
            (1, "散煤管控"),
            (2, "劝离流动售煤。"),
            (2, "登记散煤点。"),
            (1, "秸秆禁烧"),
            (2, "定人定时巡查。"),
            (0, "责任期限"),
        ],
    )(letter)


def restarted(letter):
    """Two lists on one, the second started anew by hand, as Word does on 重新开始编号."""
    letter.list(50, [level(0, "decimal", "%1、")])
    letter.again(51, 50, start=1)
    for key, text in (
        (50, "清运垃圾。"),
        (50, "清理河道。"),
        (51, "每日巡查。"),
        (51, "每日报告。"),
        (51, "立行立改。"),
    ):
        letter.line(text, (key, 0))


def typed_after_counted(letter):
    counted([level(0, "decimal", "%1、")], [(0, "清运垃圾。"), (0, "清理河道。")])(letter)
    letter.line("2、回收农膜。")
    letter.line("3、圈养家禽。")


def bold_headings(letter):
    letter.line("责任目标", bold=True)
    letter.line("清运车辆进不去的社，由村里转运。")
    letter.line("考核问责", bold=True)
    letter.line("不作为、慢作为的，逐级约谈。")


def everything_beside(letter):
    letter.document.sections[0].header.paragraphs[0].text = "青山镇环保办"
    letter.document.sections[0].footer.paragraphs[0].text = "— 1 —"
    letter.line("环境保护目标责任书", centred=True)
    letter.line(PREAMBLE)
    letter.table([["序号", "目标任务", "指标"], ["1", "农膜回收", "20亩"]])
    letter.table([["甲方（盖章）：青山镇人民政府", "乙方（盖章）："], ["2025年 月 日", "2025年 月 日"]])


LETTERS = {
    "一、（一）1. counted by Word": (
        three_levels,
        [(0, "", PREAMBLE), (1, "", "责任目标"), (2, "", "散煤管控"), (3, "", "劝离流动售煤。"), (3, "", "登记散煤点。"),
         (2, "", "秸秆禁烧"), (3, "", "定人定时巡查。"), (1, "", "责任期限")],
    ),
    "一、（一）1、（1）① typed": (
        typed("一、责任目标\n（一）扬尘防控\n1、围挡覆盖。\n（1）裸露地面覆盖。\n①逐处登记。\n②逐处整治。"),
        [(1, "", "责任目标"), (2, "", "扬尘防控"), (3, "", "围挡覆盖。"), (4, "", "裸露地面覆盖。"), (4, "①", "逐处登记。"),
         (4, "②", "逐处整治。")],
    ),
    "一、1、": (
        typed("一、责任目标\n1、清运垃圾。\n2、清理河道。\n二、考核\n1、半年检查。"),
        [(1, "", "责任目标"), (3, "", "清运垃圾。"), (3, "", "清理河道。"), (1, "", "考核"), (3, "", "半年检查。")],
    ),
    "1. only": (typed("1.清运垃圾。\n2.清理河道。"), [(3, "", "清运垃圾。"), (3, "", "清理河道。")]),
    "第X条 counted by Word": (
        counted([level(0, "chineseCounting", "第%1条 ")], [(0, "乙方每日巡查。"), (0, "甲方当日通报。")]),
        [(1, "第一条", "乙方每日巡查。"), (1, "第二条", "甲方当日通报。")],
    ),
    "① counted by Word": (
        counted([level(0, "decimalEnclosedCircle", "%1")], [(0, "劝阻。"), (0, "报告。")]),
        [(4, "①", "劝阻。"), (4, "②", "报告。")],
    ),
    "digits of ideographs, full width": (
        counted(
            [level(0, "ideographDigital", "%1、"), level(1, "decimalFullWidth", "%2．")],
            [(0, "责任目标"), (1, "清运垃圾。"), (1, "清理河道。")],
        ),
        [(1, "", "责任目标"), (3, "", "清运垃圾。"), (3, "", "清理河道。")],
    ),
    "1.1 with legal figures": (
        counted(
            [level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", extra="<w:isLgl/>")],
            [(0, "责任目标"), (1, "清运垃圾。"), (1, "清理河道。")],
        ),
        [(1, "", "责任目标"), (3, "1.1", "清运垃圾。"), (3, "1.2", "清理河道。")],
    ),
    "letters and roman figures": (
        counted([level(0, "upperRoman", "%1、"), level(1, "lowerLetter", "%2)")], [(0, "责任目标"), (1, "清运垃圾。")]),
        [(1, "I、", "责任目标"), (4, "a)", "清运垃圾。")],
    ),
    "brackets of both widths": (
        typed("(一)扬尘防控\n（二)散煤管控\n(三）秸秆禁烧"),
        [(2, "", "扬尘防控"), (2, "", "散煤管控"), (2, "", "秸秆禁烧")],
    ),
    "a blank in the number": (typed("1 .包干到户。\n2 ．包干到地块。"), [(3, "", "包干到户。"), (3, "", "包干到地块。")]),
    "restart inside a section": (
        restarted,
        [(3, "", "清运垃圾。"), (3, "", "清理河道。"), (3, "1、", "每日巡查。"), (3, "2、", "每日报告。"), (3, "3、", "立行立改。")],
    ),
    "repeat: typed after counted": (
        typed_after_counted,
        [(3, "", "清运垃圾。"), (3, "", "清理河道。"), (3, "2、", "回收农膜。"), (3, "3、", "圈养家禽。")],
    ),
    "lost numerals": (
        typed("一、责任目标\n1、清运垃圾。\n、清理河道。\n3、回收农膜。"),
        [(1, "", "责任目标"), (3, "", "清运垃圾。"), (3, "", "清理河道。"), (3, "", "回收农膜。")],
    ),
    "bold headings without numbers": (
        bold_headings,
        [(1, "", "责任目标"), (0, "", "清运车辆进不去的社，由村里转运。"), (1, "", "考核问责"), (0, "", "不作为、慢作为的，逐级约谈。")],
    ),
    "a decimal with 、 and a Chinese date": (
        typed("1、残膜量每亩不超过下数：\n2、5公斤以上的返工。\n二O二五年十月三十日前清运完毕。"),
        [(3, "", "残膜量每亩不超过下数："), (0, "", "2、5公斤以上的返工。"), (0, "", "二O二五年十月三十日前清运完毕。")],
    ),
    "tables, header, footer, signature block": (
        everything_beside,
        [(0, "", PREAMBLE), (0, "", "{{目标任务表}}"), (0, "", "{{签字栏}}")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LETTERS)
def test_from_the_file_to_the_clauses(name):
    make, expected = LETTERS[name]
    letter = Letter()
    make(letter)
    source = read_word(letter.content())
    found = recognise(source.lines, REGISTER)
    clauses = [(each.level, each.label, each.text) for each in found if each.use is Use.CLAUSE]
    assert clauses == expected
    assert sum(counts_of(found)) == len(source.lines)
    assert all(each.reason for each in found if each.use is Use.NONE)


def test_what_is_printed_again_bears_the_old_numbers():
    """Kept labels and computed numbers together give what stood on the paper, but for the way of writing it."""
    for make, _ in LETTERS.values():
        letter = Letter()
        make(letter)
        found = [each for each in recognise(read_word(letter.content()).lines, REGISTER) if each.use is Use.CLAUSE]
        printed = numbers((each.level, each.label) for each in found)
        for each, number in zip(found, printed, strict=True):
            if each.printed and not each.doubts:
                assert alike(number) == alike(each.printed)


def alike(label):
    marks = label.translate(str.maketrans("０１２３４５６７８９（）．、", "0123456789()..")).replace(" ", "")
    return marks.replace("〇", "零").strip(".")
