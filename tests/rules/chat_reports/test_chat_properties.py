"""不丢一行、不造一数: what holds for every paste, whatever it is."""

import random
import time
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock
from decimal import Decimal

import pytest
from chat_samples import BOTH, CALLED, CHECK, COUNT, MANY, PEOPLE, SAMPLES, TODAY, UNITS
from hypothesis import given, settings
from hypothesis import strategies as st

from respbook.rules.chat_reports import (
    ChatItem,
    ChatReading,
    ChatUnit,
    CheckState,
    ClockLimits,
    ItemKind,
    LineUse,
    read_chat,
)
from respbook.rules.chat_reports.figures import AmountFinder
from respbook.rules.chat_reports.folding import fold

_WORDS = (
    *CALLED.values(), "清水", "柳树", "大清水村", "李家庄村", "张建国", "李秀兰", "赵某", "王志远", "无异常", "均无异常", "正常", "未发现焚烧",
    "发现焚烧1处", "3车", "5车", "约3车", "两车半", "2-3车", "共", "累计", "清运", "秸秆", "散煤", "更正", "应为", "不是", "刚才报错了", "收到",
    "好的", "？", "，", "。", "、", "：", " ", "\n", "\n\n", "1. ", "2、", "①", "18:03", "3月4日", "昨天", "[图片]", "@所有人 ", "#接龙\n",
    "👍", "\u200b", "\u202e", "「", "」", "基本", "下午补", "和", "13812345678", "0", "qsc", "张建国 18:03\n", "石桥村:\n", "\t", "请上报", "其中",
)  # fmt: skip
PASTES = st.one_of(
    st.lists(st.sampled_from(_WORDS), max_size=30).map("".join),
    st.text(max_size=200),
    st.lists(st.sampled_from([sample.paste for sample in SAMPLES]), max_size=3).map("\n".join),
)
DAYS = st.sampled_from([CHECK, COUNT, BOTH, MANY])


def read(paste: str, items: tuple[ChatItem, ...] = BOTH, units: tuple[ChatUnit, ...] = UNITS) -> ChatReading:
    return read_chat(paste, units=units, people=PEOPLE, items=items, today=TODAY)


@settings(max_examples=300, deadline=None)
@given(PASTES, DAYS)
def test_every_line_has_exactly_one_use(paste: str, items: tuple[ChatItem, ...]) -> None:
    reading = read(paste, items)
    assert [line.number for line in reading.lines] == list(range(1, len(reading.lines) + 1))
    if "\r" not in paste and not set(paste) & set("\x0b\x0c\x85\u2028\u2029"):
        assert "\n".join(line.text for line in reading.lines) == (paste[:-1] if paste.endswith("\n") else paste)
    of = {use: {line.number for line in reading.lines if line.use is use} for use in LineUse}
    assert of[LineUse.FILED] == {row.lines[-1] for row in reading.filed}
    assert of[LineUse.ASKED] == {row.lines[-1] for row in reading.asked}
    assert of[LineUse.SET_ASIDE] == {line.line for line in reading.set_aside}
    assert all(line.words for line in reading.lines)


@settings(max_examples=300, deadline=None)
@given(PASTES, DAYS)
def test_no_figure_and_no_word_is_invented(paste: str, items: tuple[ChatItem, ...]) -> None:
    reading = read(paste, items)
    source = {line.number: line.text for line in reading.lines}
    for row in (*reading.filed, *(each for asked in reading.asked for each in asked.readings)):
        assert row.text == "\n".join(source[number] for number in row.lines)
        assert row.said in row.text
        if row.amount is not None:
            said = fold(row.said).text
            assert row.amount in {each.value for each in AmountFinder((row.unit_word,)).amounts(said, 0, len(said))}


@settings(max_examples=200, deadline=None)
@given(PASTES, DAYS)
def test_a_unit_is_filed_once_for_an_item_and_never_missing_too(paste: str, items: tuple[ChatItem, ...]) -> None:
    reading = read(paste, items)
    keys = [(row.unit_id, row.item_id) for row in reading.filed]
    assert len(keys) == len(set(keys))
    heard = {unit for unit, _ in keys} | {ident for row in reading.asked for ident in row.unit_ids}
    assert set(reading.missing) == set(CALLED) - heard
    assert all(each.later in reading.filed for each in reading.corrected)


@settings(max_examples=150, deadline=None)
@given(PASTES, DAYS, st.randoms())
def test_the_order_of_units_and_items_does_not_matter(
    paste: str, items: tuple[ChatItem, ...], chance: random.Random
) -> None:
    units, people, mixed = list(UNITS), list(PEOPLE), list(items)
    for each in (units, people, mixed):
        chance.shuffle(each)
    assert read_chat(paste, units=units, people=people, items=mixed, today=TODAY) == read(paste, items)


@settings(max_examples=200, deadline=None)
@given(
    st.text("赵钱孙李上下东西大小新老山河湾沟庄塬村社区", min_size=1, max_size=5),
    st.sampled_from(["无异常", "正常", "3车", "发现焚烧1处", "：无异常", " 5车", "今日无异常"]),
    st.sampled_from(["", "1. ", "今日", "报告领导：", "18:30 "]),
)
def test_a_name_that_is_not_in_the_list_is_never_filed(name: str, said: str, lead: str) -> None:
    known = {fold(word).text for unit in UNITS for word in (unit.name, unit.short_name, *unit.aliases)}
    stems = {word.removesuffix("村").removesuffix("社区") for word in known if word}
    if name not in known | stems:
        assert read(f"{lead}{name}{said}").filed == ()


@settings(max_examples=300, deadline=None)
@given(PASTES, DAYS)
def test_whose_row_it_is_stands_in_its_lines_or_in_the_sender(paste: str, items: tuple[ChatItem, ...]) -> None:
    called = {
        unit.id: {
            *(fold(word).text for word in (unit.name, unit.short_name, *unit.aliases) if word),
            unit.name.removesuffix("村").removesuffix("社区").removeprefix("青山镇"),
            *(person.name for person in PEOPLE if person.unit_id == unit.id),
        }
        for unit in UNITS
    }
    for row in read(paste, items).filed:
        text = fold(row.text).text
        spelt = "拼音" in row.reason
        assert "发送人" in row.reason or spelt or any(word in text for word in called[row.unit_id])


@given(st.sampled_from(SAMPLES), st.sampled_from("\u200b\u200e\u202e\u2066\ufeff\ufe0f"), st.integers(0, 400))
def test_marks_that_nobody_sees_change_nothing(sample, mark: str, place: int) -> None:  # type: ignore[no-untyped-def]
    place = place % (len(sample.paste) + 1)
    marked = sample.paste[:place] + mark + sample.paste[place:]
    before, after = (
        [(row.unit_id, row.item_id, row.state, row.amount) for row in read(text, sample.items).filed]
        for text in (sample.paste, marked)
    )
    assert before == after


def test_two_thousand_lines_in_a_second() -> None:
    said = (
        "{n}. {u}：今日巡查3次，未发现焚烧，清运垃圾{c}车",
        "{u}无异常",
        "{u} {c}车 电话13812345678",
        "收到",
        "无名村{n} 正常",
    )
    names = [*CALLED.values(), "李家庄村"]
    paste = "\n".join(said[n % 5].format(n=n, u=names[n % 9], c=n % 40) for n in range(2000))
    begin = time.process_time()
    assert len(read(paste).lines) == 2000
    assert time.process_time() - begin < 30, "not with the square of its length"


@pytest.mark.parametrize(
    "piece",
    [
        "清水村",
        "没有",
        "没有露天露天露天",
        "1,",
        "一二",
        " ",
        "清水村无异常，",
        "「",
        "[",
        "收到",
        "3车",
        "有无",
        "各位领导",
        "a ",
        "1",
        "@",
        "12:",
        "村",
    ],
)
def test_a_line_of_ten_thousand_characters(piece: str) -> None:
    begin = time.process_time()
    read(piece * (10_000 // len(piece)))
    assert time.process_time() - begin < 30, "not with the square of its length"


def test_what_was_told_too_early_is_asked_and_too_late_is_marked() -> None:
    limits = ClockLimits(opens=clock(6), closes=clock(18))
    paste = "张建国 05:30\n无异常\n李秀兰 18:01\n无异常\n贾文学 17:59\n无异常"
    reading = read_chat(paste, units=UNITS, people=PEOPLE, items=CHECK, today=TODAY, limits=limits)
    assert [(row.unit_id, row.late, row.at) for row in reading.filed] == [
        (2, True, datetime(2026, 3, 5, 18, 1)), (3, False, datetime(2026, 3, 5, 17, 59)),
    ]  # fmt: skip
    assert [(row.unit_ids, "早于" in row.question) for row in reading.asked] == [((1,), True)]


def test_a_correction_keeps_both() -> None:
    (each,) = read("清水村3车\n清水村更正：应为5车", COUNT).corrected
    assert (each.earlier.amount, each.later.amount, each.later.corrects) == (Decimal(3), Decimal(5), True)


def test_what_a_unit_still_lacks_is_told() -> None:
    reading = read("清水村无异常\n石桥村无异常，3车")
    assert reading.partial == ((1, (2,)),)


def test_a_cumulative_item_takes_the_cumulative_figure() -> None:
    items = (replace(COUNT[0], cumulative=True),)
    (row,) = read("清水村今日3车，累计35车", items).filed
    assert row.amount == 35
    assert "没有写明是否累计" in read("清水村3车", items).asked[0].question


def test_a_unit_word_of_ten_thousands() -> None:
    items = (ChatItem(1, "散煤压减", ItemKind.QUANTITY, "万吨"),)
    assert read("清水村2.5万吨", items).filed[0].amount == Decimal("2.5")
    assert read("清水村2.5吨", items).filed == ()


def test_trouble_keeps_the_sentence() -> None:
    (row,) = read("清水村：村东发现焚烧秸秆1处，已扑灭。", CHECK).filed
    assert (row.state, row.said) == (CheckState.TROUBLE, "村东发现焚烧秸秆1处，已扑灭")


def test_nothing_is_expected_and_nothing_said() -> None:
    reading = read_chat("", units=(), people=(), items=(), today=date(2026, 3, 5))
    assert (reading.filed, reading.asked, reading.missing) == ((), (), ())
    assert read_chat("清水村无异常3车", units=UNITS, people=(), items=(), today=TODAY).filed == ()
