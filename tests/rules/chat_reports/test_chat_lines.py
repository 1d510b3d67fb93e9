"""拆行: every kind of copy is cut into the same messages."""

from datetime import date, datetime

import pytest

from respbook.rules.chat_reports.folding import fold
from respbook.rules.chat_reports.lines import LONGEST_PASTE, MOST_LINES, Message, cut
from respbook.rules.errors import RuleBroken

TODAY = date(2026, 3, 5)


def said(text: str) -> list[Message]:
    return [message for message in cut(text, TODAY).messages if message.body]


@pytest.mark.parametrize(
    "head",
    [
        "张建国 18:03", "张建国  2026/3/5 18:03", "张建国 2026-03-05 18:03:22", "张建国 2026年3月5日 18:03", "张建国 3月5日 下午6:03",
        "2026-03-05 18:03:22 张建国", "张建国 今天 18:03", "张建国 星期四 18:03", "张建国 6:03 PM", "张建国　１８：０３",
    ],
)  # fmt: skip
def test_sender_and_time(head: str) -> None:
    (message,) = said(f"{head}\n无异常")
    assert (message.sender, message.at, message.other_day) == ("张建国", datetime(2026, 3, 5, 18, 3), None)
    assert [line.source for line in message.body] == ["无异常"]


@pytest.mark.parametrize(
    "head", ["张建国 昨天 18:03", "张建国 3月4日 18:03", "张建国 星期三 18:03", "—— 2026-03-04 ——\n张建国 18:03"]
)
def test_another_day(head: str) -> None:
    (message,) = said(f"{head}\n无异常")
    assert message.other_day == date(2026, 3, 4)


@pytest.mark.parametrize("line", ["清水村无异常 18:03", "巡查时间 18:03", "清水村发现火点 18:03"])
def test_a_report_that_ends_in_a_time_is_no_sender(line: str) -> None:
    (message,) = said(line)
    assert [each.source for each in message.body] == [line]


@pytest.mark.parametrize(
    ("line", "ordinal", "rest"),
    [
        ("1. 清水村", 1, "清水村"), ("12、清水村", 12, "清水村"), ("（3）清水村", 3, "清水村"), ("４．清水村", 4, "清水村"),
        ("⑤清水村", 5, "清水村"), ("6️⃣清水村", 6, "清水村"), ("7 清水村", 7, "清水村"), ("第8、清水村", 8, "清水村"),
        ("9）清水村", 9, "清水村"),
    ],
)  # fmt: skip
def test_the_number_of_an_entry(line: str, ordinal: int, rest: str) -> None:
    (message,) = said(line)
    (body,) = message.body
    assert (body.ordinal, body.folded.text[body.start :]) == (ordinal, rest)


@pytest.mark.parametrize("line", ["3 车清水村", "18:30清水村", "3月5日清水村", "3车清水村"])
def test_amounts_times_and_days_are_no_numbers_of_entries(line: str) -> None:
    (message,) = said(line)
    assert message.body[0].ordinal is None


def test_a_number_that_touches_a_figure_is_marked() -> None:
    assert said("2.5车")[0].body[0].glued
    assert not said("2. 5车")[0].body[0].glued


def test_a_quotation_is_not_told_again() -> None:
    made = cut("「张三：\n清水村无异常」\n- - - - - -\n收到\n「没有完的引用", TODAY)
    assert sorted(made.asides) == [1, 2]
    assert made.markings == {3: "分隔线"}


def test_folding_keeps_the_places() -> None:
    line = fold("清\u200b水村：３．５吨👍")
    assert line.text == "清水村:3.5吨 "
    assert line.original(4, 8) == "３．５吨"
    assert fold("①焚烧②").text == ";焚烧;"


def test_too_much_is_refused_in_a_sentence() -> None:
    with pytest.raises(RuleBroken, match="分几次") as refusal:
        cut("\n" * (MOST_LINES + 2), TODAY)
    assert refusal.value.field == "text"
    with pytest.raises(RuleBroken, match="分几次"):
        cut("字" * (LONGEST_PASTE + 1), TODAY)
