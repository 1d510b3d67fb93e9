"""respbook score: the example of the README, what is refused, and what a program reads."""

import json
from pathlib import Path

import pytest

from respbook import commands

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
RUBRIC, FACTS, ANSWER = (
    block.split("\n", 1)[1]
    for block in README.split("### Rubric and facts as files\n")[1].split("\n### ")[0].split("```")[1::2]
)


@pytest.fixture
def told(capsys, tmp_path):
    def tell(*words, rubric=RUBRIC, facts=FACTS):
        (tmp_path / "r.json").write_bytes(rubric if isinstance(rubric, bytes) else rubric.encode())
        (tmp_path / "f.json").write_text(facts, "utf-8")
        code = commands.main(["score", str(tmp_path / "r.json"), str(tmp_path / "f.json"), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return tell


def test_the_example_of_the_readme(told):
    assert told("--explain") == (0, ANSWER, "")


def test_without_words_only_the_table(told):
    code, out, _ = told()
    assert (code, out) == (0, ANSWER.split("\n\n")[0] + "\n")


def test_one_object_for_programs(told):
    _, out, _ = told("--json")
    said = json.loads(out)
    assert [(unit["name"], unit["rank"], unit["total"], unit["band"]) for unit in said["units"]] == [
        ("石桥村", 1, "94.38", "优秀"),
        ("柳树村", 2, "86.15", "合格"),
    ]
    assert said["flaws"] == []
    assert said["units"][0]["steps"] == []
    assert json.loads(told("--json", "--explain")[1])["units"][0]["steps"]


def test_what_is_not_confirmed_counts_only_when_asked(told):
    facts = FACTS.replace('"count": 2', '"count": 2, "final": false')
    assert "95.38" in told(facts=facts)[1]
    assert "94.38" in told("--proposed", facts=facts)[1]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rubric": RUBRIC.replace('"value": "0.5"', '"value": "1e999"')}, "第1行规则1：每处扣分“1e999”不是数\n"),
        ({"rubric": RUBRIC.replace('"points": 60', '"points": NaN')}, "第2行：分值“NaN”不是数\n"),
        ({"rubric": "{"}, "文件不是完整的JSON（第1行第2个字附近），请检查括号、引号和逗号。\n"),
        ({"facts": FACTS.replace('"2": {"rules"', '"9": {"rules"')}, None),
        ({"facts": RUBRIC}, '这不是考核事实文件：开头应写明 "form": "respbook.facts/1"。\n'),
        ({"rubric": b"\xff\xfe"}, None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(told, change, sentence):
    code, out, err = told(**change)
    assert (code, out) == (2, "")
    assert err == sentence or (sentence is None and err)


def test_a_file_that_is_not_there(capsys):
    assert commands.main(["score", "/nowhere/r.json", "/nowhere/f.json"]) == 2
    assert capsys.readouterr().err == "读不到文件 /nowhere/r.json。\n"


def test_a_rubric_that_contradicts_itself_is_told_beside_the_figures(told):
    contradicting = RUBRIC.replace('"points": 40', '"points": 38').replace("环境卫生", "环境卫生（40分）")
    code, out, err = told(rubric=contradicting)
    assert code == 0 and "石桥村" in out
    assert "细则必须改正：指标：各项分值合计98分，满分是100分，少2分" in err
    assert "名称写的是40分，分值是38分" in err
