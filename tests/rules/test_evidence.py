"""佐证规则: limits, refusals, badges, days, marks that are alike (R4, R9, R58–R65, R95)."""

import datetime as d
from random import Random

import pytest

from respbook.rules import evidence as rules
from respbook.rules.chinese import CHINA
from respbook.rules.errors import RuleBroken, TooLarge

NOON = d.datetime(2026, 3, 5, 12, 0, tzinfo=CHINA)
FULL = 2**64 - 1


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"\0\0\0\x18ftypheic", "兼容性最佳"),
        (b"\0\0\0\x18ftypmif1", "设置—相机—格式"),
        (b"\0\0\0\x18ftypavif", "AVIF"),
        (b"\0\0\0\x18ftypisom", "视频"),
        (b"GIF89a", "GIF动图"),
        (b"<svg", "矢量图"),
        (b"\xef\xbb\xbf <?xml", "矢量图"),
        (b"Rar!", "解压"),
        (b"\xd0\xcf\x11\xe0", "另存为xlsx或docx"),
        (b"MZ", "程序"),
        (b"", "认不出来"),
    ],
)
def test_what_is_not_taken_says_what_to_do_instead(head, words):
    said = rules.refusal_of(head)
    assert words in said and said.endswith("。")


def test_sizes():
    rules.check_size(rules.PHOTO_BYTES, True)
    rules.check_size(rules.FILE_BYTES, False)
    with pytest.raises(TooLarge, match="10兆"):
        rules.check_size(rules.PHOTO_BYTES + 1, True)
    with pytest.raises(TooLarge, match="30兆"):
        rules.check_size(rules.FILE_BYTES + 1, False)
    with pytest.raises(RuleBroken, match="空的"):
        rules.check_size(0, True)


@pytest.mark.parametrize(("wide", "high", "fine"), [
    (12_000, 4_000, True), (12_001, 10, False), (10, 12_001, False), (7072, 7072, False), (7071, 7071, True),
])  # fmt: skip
def test_sides(wide, high, fine):
    if fine:
        rules.check_sides(wide, high)
    else:
        with pytest.raises(RuleBroken, match="尺寸过大"):
            rules.check_sides(wide, high)


def test_what_is_decoded_whole_is_smaller():
    rules.check_sides(4000, 4000, jpeg=False)
    with pytest.raises(RuleBroken, match="另存为JPG"):
        rules.check_sides(4001, 4000, jpeg=False)


def test_twenty_a_report_and_200_megabytes_a_day():
    rules.check_count(20)
    with pytest.raises(RuleBroken, match="现有21件"):
        rules.check_count(21)
    rules.check_daily(150 * rules.MEGA, 50 * rules.MEGA)
    with pytest.raises(RuleBroken, match="今天"):
        rules.check_daily(150 * rules.MEGA, 50 * rules.MEGA + 1)


def test_the_reserve_is_a_gigabyte_or_a_twentieth():
    assert rules.reserve_of(10 * 10**9) == 10**9
    assert rules.reserve_of(500 * 10**9) == 25 * 10**9


def test_the_day_of_the_evidence_is_not_after_it_came_in():
    rules.check_shown_on(None, NOON.date())
    rules.check_shown_on(NOON.date(), NOON.date())
    rules.check_shown_on(d.date(2025, 12, 1), NOON.date())
    for wrong in (d.date(2026, 3, 6), d.date(1999, 12, 31)):
        with pytest.raises(RuleBroken, match="2026年3月5日") as refusal:
            rules.check_shown_on(wrong, NOON.date())
        assert refusal.value.field == "shown_on"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (d.timedelta(hours=24), ""),
        (d.timedelta(hours=24, seconds=1), "拍摄早于收到1天"),
        (d.timedelta(days=40), "拍摄早于收到40天"),
        (d.timedelta(hours=-24), ""),
        (d.timedelta(days=-3), "拍摄时间晚于收到3天"),
    ],
)
def test_a_gap_of_more_than_a_day_is_a_badge(before, words):
    assert rules.gap_words(NOON - before, NOON) == words
    assert [badge.words for badge in rules.badges(True, NOON - before, NOON, False)] == ([words] if words else [])


def test_what_is_missing_or_there_is_told():
    assert [each.words for each in rules.badges(True, None, NOON, True)] == ["没有拍摄时间", "带有位置"]
    assert rules.badges(False, None, NOON, False) == []


@pytest.mark.parametrize(
    ("text", "offset", "moment"),
    [
        ("2026:03:05 12:00:00", "", NOON),
        ("2026:03:05 12:00:00\0", "+08:00\0", NOON),
        ("2026:03:05 04:00:00", "+00:00", NOON),
        ("2026:03:05 12:00:00.123", "rubbish", NOON),
        ("0000:00:00 00:00:00", "", None),
        ("2026-03-05 12:00:00", "", None),
        ("1960:01:01 00:00:00", "", None),
        ("昨天", "", None),
        ("", "", None),
    ],
)
def test_the_cameras_time(text, offset, moment):
    assert rules.taken_moment(text, offset) == moment


def test_the_place_in_words():
    assert rules.place_words(30_123_456, 104_092_716) == "北纬30.123456°，东经104.092716°"
    assert rules.place_words(-1, -180_000_000) == "南纬0.000001°，西经180.000000°"


MARK = 0x0F0F_F0F0_1234_5678


def mark(bits):
    return f"{bits:016x}"


@pytest.mark.parametrize(("bits", "same"), [(0, True), (6, True), (7, False), (64, False)])
def test_marks_are_alike_up_to_six_bits(bits, same):
    assert rules.same_picture(mark(MARK), mark(MARK ^ (2**bits - 1))) is same


@pytest.mark.parametrize("blank", [0, FULL, 0b1111111])
def test_blank_pictures_are_like_nothing(blank):
    assert not rules.telling(blank) and not rules.same_picture(mark(blank), mark(blank))


def test_those_that_are_like_it():
    marks = [(1, mark(MARK)), (2, mark(0)), (3, mark(MARK ^ 3)), (4, mark(MARK ^ 255))]
    assert rules.like(mark(MARK), marks) == [1, 3] and rules.like(mark(0), [(1, mark(0))]) == []


def test_many_marks_are_compared_as_one_is():
    chance = Random(7)
    bases = [chance.getrandbits(64) for _ in range(40)]
    marks = [base ^ sum(1 << bit for bit in chance.sample(range(64), far)) for base in bases for far in (0, 3, 6, 7, 9)]
    drawn = [(place, f"{bits:016x}") for place, bits in enumerate([*marks, 0, 0, 2**64 - 1])]
    pairs = rules.pairs_alike(drawn[::3], drawn)
    for which, mark in drawn[::3]:
        assert sorted(pairs.get(which, ())) == rules.like(mark, drawn)
    assert any(len(found) > 2 for found in pairs.values())
