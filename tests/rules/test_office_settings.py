"""办公设置: defaults hold, bad values get a sentence, lists are read as people write them."""

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.office_settings import SETTINGS, Town, checked, effect_of, standing, words_in

TOWN = Town("青山镇人民政府", "青山镇")


def test_every_default_is_a_value_that_could_be_typed():
    for name, value in standing(TOWN, {}).items():
        assert checked(name, value, 2026) == value
        assert effect_of(name, value, 2026)


def test_what_the_office_set_holds():
    assert standing(TOWN, {"copies": "3"})["copies"] == "3"
    assert effect_of("number_pattern", standing(TOWN, {})["number_pattern"], 2026).endswith("青环责〔2026〕1号")


def test_lists_are_read_line_by_line_or_with_marks():
    assert words_in(" 沿河、有养殖\n沿河；  有企业 ") == ("沿河", "有养殖", "有企业")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("issuer", "  ", "请填写"),
        ("issuer", "青" * 61, "60个字"),
        ("copies", "0", "1到9"),
        ("copies", "两", "1到9"),
        ("number_pattern", "青环责[{年}]{号}号", "六角括号"),
        ("number_pattern", "青环责〔{年}〕", "{号}"),
        ("categories", "、、", "至少写一个"),
        ("categories", "类" * 21, "20个字"),
        ("tags", "\n".join(f"标签{n}" for n in range(41)), "最多40个"),
    ],
)
def test_bad_values_are_refused_at_the_field(name, text, words):
    with pytest.raises(RuleBroken) as refusal:
        checked(name, text, 2026)
    assert words in refusal.value.sentence and refusal.value.field == "value"


def test_settings_are_named_once():
    assert len({setting.label for setting in SETTINGS.values()}) == len(SETTINGS)
