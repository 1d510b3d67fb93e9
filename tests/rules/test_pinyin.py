"""拼音检索: what people type finds what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.pinyin import carried, check_reading, full, initials, keys, matches, reading_of, settled, typed


def found(query: str, name: str, reading: str = "") -> bool:
    return matches(query, name, full(name, reading), initials(name, reading))


def test_full_and_initials() -> None:
    assert (full("王家庄"), initials("王家庄")) == ("wangjiazhuang", "wjz")
    assert (full("吕家村"), initials("吕家村")) == ("lvjiacun", "ljc")
    assert (full("A3号点（东）"), initials("A3号点（东）")) == ("a3haodiandong", "a3hdd")


@pytest.mark.parametrize(
    "query",
    [
        "wjz",
        "WJZ",
        "wangjia",
        "王家",
        "家庄",
        "wang jia zhuang",
        "wangjz",
        "wjzhuang",
        "jz",
        "jiaz",
        "zhuang",
        "w",
        "ｗｊｚ",
        "",
    ],
)
def test_all_find_the_village(query: str) -> None:
    assert found(query, "王家庄")


@pytest.mark.parametrize("query", ["ang", "iazhuang", "uang", "wz", "zj", "李家", "wangjiazhuangx", "jwz"])
def test_letters_inside_a_syllable_find_nothing(query: str) -> None:
    assert not found(query, "王家庄")


def test_a_polyphone_follows_its_own_reading() -> None:
    assert full("单家村", "shan jia cun") == "shanjiacun"
    assert found("shanjia", "单家村", "shan jia cun")
    assert found("sjc", "单家村", "Shan Jia Cun")
    assert not found("dan", "单家村", "shan jia cun")


@pytest.mark.parametrize(
    ("reading", "word"), [("shan jia", "对不上"), ("shàn jia cun", "不是拼音"), ("shan-jia cun x", "不是拼音")]
)
def test_a_wrong_reading_is_refused(reading: str, word: str) -> None:
    with pytest.raises(RuleBroken, match=word) as refusal:
        check_reading("单家村", reading)
    assert refusal.value.field == "reading"


@given(st.text("王家庄李张西安下湾沟岭上坪寨吕二十一儿", min_size=1, max_size=8), st.data())
def test_every_run_of_characters_is_found_by_its_reading(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    syllables = [full(mark) for mark in name]
    reading = " ".join(syllables)
    assert found("".join(syllables[start:end]), name, reading)
    assert found("".join(syllable[0] for syllable in syllables[start:end]), name, reading)
    assert found(name[start:end], name, reading)


def listed(query: str, name: str, short: str = "", reading: str = "") -> bool:
    """As the lists ask in SQL: the readings by their beginnings, the initials anywhere, the characters anywhere."""
    sounds, letters = keys(name, short, reading)
    asked = typed(query)
    return asked in typed(name) or asked in typed(short) or f" {asked}" in f" {sounds}" or asked in letters


@pytest.mark.parametrize("query", ["wjz", "wangjia", "王家", "zhuang", "WangJia Zhuang", "jz", "qszwj", "wjzc"])
def test_lists_find_a_village_by_its_full_name_too(query: str) -> None:
    assert listed(query, "青山镇王家庄村村民委员会", "王家庄村")


@pytest.mark.parametrize("query", ["ang", "ia", "anjia", "李"])
def test_lists_do_not_look_inside_a_syllable(query: str) -> None:
    assert not listed(query, "王家庄")


@given(st.text("王家庄单重桥乐曾石", min_size=1, max_size=8), st.data())
def test_any_stretch_from_a_character_on_is_found(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    sounds = reading_of(name).split()[start:]
    assert listed("".join(sounds), name) and listed("".join(sound[0] for sound in sounds), name)


def test_the_offices_reading_is_what_is_found_and_moves_along() -> None:
    kept = settled("单家村", None, "单家村", "shan jia cun")
    assert kept == "shan jia cun"
    assert listed("sjc", "单家村", reading=kept) and not listed("djc", "单家村", reading=kept)
    assert settled("单家村", kept, "单家社区", kept) == "shan jia she qu"
    assert settled("单家村", kept, "大单家村", None) == "da shan jia cun"
    assert carried("单家庄村", "shan jia zhuang cun", "单家庄") == "shan jia zhuang"


def test_the_usual_reading_is_not_kept() -> None:
    assert settled("单家村", "shan jia cun", "单家村", "") is None
    assert settled("", None, "王家庄", None) is None
    assert settled("王家庄", None, "王家庄", reading_of("王家庄")) is None


def test_a_reading_that_does_not_fit_the_new_name_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        settled("单家村", None, "单家村", "shan jia")
    assert refused.value.field == "reading"
