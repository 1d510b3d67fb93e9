"""填充项: found, checked, filled; nothing else in the text is ever run."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules import wording
from respbook.rules.errors import RuleBroken
from respbook.rules.wording import BLOCKS, FIELDS, Filled, Problem, block_of, check, fields_in, fill, missing

KNOWN = [*FIELDS, *BLOCKS]
TARGETS = ["散煤治理", "秸秆禁烧"]


def only(text: str) -> Problem:
    problems = check(text, KNOWN, TARGETS)
    assert len(problems) == 1, problems
    return problems[0]


def test_fields_are_found_once_in_order() -> None:
    assert fields_in("{{年度}}年，{{ 单位名称 }}与{{年度}}：{{指标：散煤治理}}") == (
        "年度",
        "单位名称",
        "指标:散煤治理",
    )


@pytest.mark.parametrize("name", [*FIELDS, *BLOCKS, "指标:散煤治理", "指标：秸秆禁烧"])
def test_every_field_of_the_list_passes(name: str) -> None:
    assert check(f"{{{{{name}}}}}", KNOWN, TARGETS) == []


@pytest.mark.parametrize(
    ("text", "word", "suggestion"),
    [
        ("{{单位名}}", "没有", "{{单位名称}}"),
        ("{{责任期限启}}", "没有", "{{责任期限起}}"),
        ("{{指标:散煤整治}}", "没有", "{{指标:散煤治理}}"),
        ("{{指标:噪声扰民投诉办理}}", "不在本方案中", ""),
        ("{{xyz}}", "右侧列表", ""),
        ("{{}}", "没有名称", ""),
        ("{{单位名称", "缺少“}}”", "{{单位名称}}"),
        ("{{单位名称\n}", "缺少", "{{单位名称}}"),
        ("{单位名称}", "不足两个", "{{单位名称}}"),
        ("{{单位名称}", "不足两个", "{{单位名称}}"),
        ("{{{单位名称}}}", "多于两个", "{{单位名称}}"),
        ("｛｛单位名称｝｝", "全角", "{{单位名称}}"),
        ("单位名称}}", "前面没有", ""),
        ("{% for x in y %}", "不足两个", ""),
        ("${7*7}", "不足两个", ""),
        ("{{7*7}}", "右侧列表", ""),
        ("{{config.__class__}}", "右侧列表", ""),
        ("本村{{目标任务表}}如下", "单独成段", ""),
        ("一\u202e二", "U+202E", ""),
        ("一\x00二", "U+0000", ""),
        ("单\u200b位", "U+200B", ""),
    ],
)
def test_each_mistake_has_its_sentence(text: str, word: str, suggestion: str) -> None:
    problem = check(text, KNOWN, TARGETS)[0]
    assert word in problem.sentence
    assert problem.suggestion == suggestion
    assert problem.sentence.startswith("第1行第")


def test_line_and_column_count_from_one() -> None:
    problem = only("第一条\r\n甲方与{{单位名}}签订")
    assert (problem.line, problem.column, problem.found) == (2, 4, "{{单位名}}")


def test_nested_fields_are_named_as_nested() -> None:
    assert "不能嵌套" in only("{{单位{{名称}}}}").sentence
    assert only("{{单位{{名称}}}}").suggestion == ""


def test_a_block_alone_in_its_paragraph_is_fine() -> None:
    assert check("前言\n  {{目标任务表}}\n{{签字栏}}", KNOWN, TARGETS) == []
    assert block_of(" {{目标任务表}} ") == "目标任务表"
    assert block_of("见{{目标任务表}}") is None
    assert block_of("{{年度}}") is None


def test_fill_marks_what_was_filled() -> None:
    assert fill("{{年度}}年{{单位简称}}", {"年度": "2026", "单位简称": "王家庄村"}) == (
        Filled("2026", "年度"),
        Filled("年", None),
        Filled("王家庄村", "单位简称"),
    )
    assert fill("{{签字栏}}", {}) == (Filled("", "签字栏"),)
    assert fill("", {}) == ()


@pytest.mark.parametrize("value", ["{{年度}}", "{{7*7}}", "<b>村</b>", "{% raw %}", "${x}", "&amp;", "<para>", "%s{0}"])
def test_a_value_stays_inert(value: str) -> None:
    assert fill("甲{{单位名称}}乙", {"单位名称": value, "年度": "2026"})[1] == Filled(value, "单位名称")


@pytest.mark.parametrize("value", ["", "  ", "\u3000"])
def test_an_empty_value_is_refused_by_name(value: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        fill("由{{书记}}负责", {"书记": value})
    assert refusal.value.field == "书记"
    assert "“书记”" in refusal.value.sentence


def test_a_missing_value_is_refused_by_name() -> None:
    with pytest.raises(RuleBroken, match="“指标:散煤治理”"):
        fill("完成{{指标：散煤治理}}", {})
    assert missing("{{书记}}{{年度}}{{签字栏}}", {"年度": "2026"}) == ("书记",)


@pytest.mark.parametrize("value", ["王\x07庄", "王\n庄", "王\u202e庄"])
def test_a_value_with_control_characters_is_refused(value: str) -> None:
    with pytest.raises(RuleBroken, match="控制字符"):
        fill("{{单位名称}}", {"单位名称": value})


@pytest.mark.parametrize("text", ["{{单位名称", "{年度}", "}}"])
def test_wrong_braces_are_never_filled(text: str) -> None:
    with pytest.raises(RuleBroken, match="第1行"):
        fill(text, {"单位名称": "村", "年度": "2026"})


def test_text_is_normalised_and_limited() -> None:
    assert wording.tidy("e\u0301") == "é"
    with pytest.raises(RuleBroken, match="60,000"):
        check("字" * 60_001, KNOWN, TARGETS)


@pytest.mark.parametrize(
    "part", ["{", "{{", "}", "{{a", "{{单位名", "{{单位名}}", "{{年度}}", "｛", "{\n", "\u200b", "{{}}"]
)
def test_sixty_thousand_characters_take_no_time(part: str) -> None:
    text = part * (60_000 // len(part))
    start = time.process_time()
    check(text, KNOWN, [f"目标任务之{number}" for number in range(120)])
    fields_in(text)
    assert time.process_time() - start < 5  # linear takes a tenth of a second, quadratic takes minutes


@given(
    st.lists(st.sampled_from(["{", "}", "｛", "甲", "\n", "{{年度}}"]), max_size=20).map("".join),
    st.text("{}甲<", min_size=1),
)
def test_what_passes_the_check_is_filled_and_keeps_every_character(text: str, value: str) -> None:
    if check(text, ["年度"], []):
        return
    runs = fill(text, {"年度": value})
    assert "".join("{{年度}}" if run.field else run.text for run in runs) == text
    assert {run.text for run in runs if run.field} <= {value}
