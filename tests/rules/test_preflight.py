"""签发前体检: a sound batch passes; each single fault is found, once, where it is mended."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from respbook.rules.issue_facts import (
    ClauseFacts,
    HolderFacts,
    IssueFacts,
    LetterFacts,
    ProgrammeFacts,
    TargetFacts,
    UnitFacts,
)
from respbook.rules.preflight import examine, unsettled
from respbook.rules.preflight_flaws import Flaw

D = Decimal
PROGRAMME = ProgrammeFacts(
    1,
    2026,
    date(2026, 1, 1),
    date(2026, 12, 31),
    "青环责〔{年}〕{号}号",
    "青山镇人民政府",
    (HolderFacts("镇长", "李明"),),
    date(2026, 3, 8),
)
UNITS = (
    UnitFacts(11, "王家庄村", "village", "王建国", (HolderFacts("村党支部书记", "王建国"),), 120),
    UnitFacts(12, "李家湾村", "village", "李秀英", (), 300),
)
TARGETS = (
    TargetFacts(21, "散煤治理", "户", True, D(420), (D(120), D(300)), 2),
    TargetFacts(22, "秸秆禁烧", units=2, due_on=date(2026, 10, 30)),
)
TITLE = ClauseFacts(31, "", "{{年度}}年环境保护目标责任书", kind="letter_template")
CLAUSES = (
    TITLE,
    ClauseFacts(41, "一、", "{{单位名称}}完成散煤治理{{指标:散煤治理}}。"),
    ClauseFacts(42, "", "{{目标任务表}}"),
    ClauseFacts(43, "二、", "河道每月清理一次。", tag="沿河村"),
)
VALUES = {"年度": "2026", "单位名称": "王家庄村", "指标:散煤治理": "不少于120户"}
LETTERS = (
    LetterFacts(51, 11, "王家庄村", 31, "村级模板", CLAUSES, VALUES, 2),
    LetterFacts(52, 12, "李家湾村", 31, "村级模板", CLAUSES[:3], {**VALUES, "单位名称": "李家湾村"}, 2),
)
SOUND = IssueFacts(PROGRAMME, UNITS, TARGETS, CLAUSES, LETTERS)


def with_clause(text: str, **also: str) -> IssueFacts:
    clause = ClauseFacts(44, "三、", text, **also)
    letters = tuple(replace(letter, clauses=(*letter.clauses, clause)) for letter in LETTERS)
    return replace(SOUND, clauses=(*CLAUSES, clause), letters=letters)


def with_target(**changes: object) -> IssueFacts:
    return replace(SOUND, targets=(replace(TARGETS[0], **changes), TARGETS[1]))  # type: ignore[arg-type]


def with_programme(**changes: object) -> IssueFacts:
    return replace(SOUND, programme=replace(PROGRAMME, **changes))  # type: ignore[arg-type]


def with_unit(**changes: object) -> IssueFacts:
    return replace(SOUND, units=(replace(UNITS[0], **changes), UNITS[1]))  # type: ignore[arg-type]


def with_letter(**changes: object) -> IssueFacts:
    return replace(SOUND, letters=(replace(LETTERS[0], **changes), LETTERS[1]))  # type: ignore[arg-type]


def test_a_sound_batch_has_no_findings() -> None:
    assert examine(SOUND) == []


FAULTS = {
    "no head": (with_unit(head=" ", holders=()), "stop", ("unit", 11), "head", "没有负责人"),
    "no issuer's signer": (with_programme(signers=()), "stop", ("programme", 1), "signers", "没有签字人"),
    "bad number": (
        with_programme(number_pattern="责〔{年}〕第{号}号"),
        "stop",
        ("programme", 1),
        "number_pattern",
        "第",
    ),
    "number without year": (
        with_programme(number_pattern="责{号}号"),
        "warn",
        ("programme", 1),
        "number_pattern",
        "同号",
    ),
    "term reversed": (
        with_programme(term_from=date(2026, 12, 31), term_to=date(2026, 1, 1)),
        "stop",
        ("programme", 1),
        "term_to",
        "早于",
    ),
    "year outside the term": (with_programme(year=2027), "stop", ("programme", 1), "year", "不在责任期限"),
    "issued too late": (
        with_programme(issue_on=date(2027, 1, 2)),
        "stop",
        ("programme", 1),
        "issue_on",
        "晚于责任期限止期",
    ),
    "lines of the carry-over open": (
        with_programme(unchecked=52),
        "warn",
        ("programme", 1),
        "carry_over",
        "还有52条没有核对",
    ),
    "no figure of the base year": (
        with_target(baseless=2025),
        "warn",
        ("target", 21),
        "base_amount",
        "以2025年为基准，基准年数值没有填写",
    ),
    "short": (with_target(parts=(D(80), D(300))), "stop", ("target", 21), "allocations", "差40户"),
    "over": (with_target(parts=(D(130), D(300))), "stop", ("target", 21), "allocations", "超出10户"),
    "no total": (with_target(total=None), "stop", ("target", 21), "amount", "总量"),
    "no unit": (with_target(units=0, parts=()), "stop", ("target", 21), "units", "没有承担单位"),
    "no unit, undivided": (
        with_target(units=0, parts=(), divided=False),
        "warn",
        ("target", 21),
        "units",
        "没有承担单位",
    ),
    "due outside": (with_target(due_on=date(2027, 1, 1)), "stop", ("target", 21), "due_on", "不在责任期限"),
    "unknown field": (with_clause("由{{书计}}负责。"), "stop", ("clause", 44), "text", "第1行第2字"),
    "no words": (with_clause(" 。", tag="沿河村"), "stop", ("clause", 44), "text", "空条"),
    "stray year": (with_clause("签订于2023年。"), "warn", ("clause", 44), "text", "“2023年”"),
    "stray year in characters": (with_clause("二O二三年三月。"), "warn", ("clause", 44), "text", "“二O二三年”"),
    "rare in a name": (
        replace(with_unit(head="王㛃"), undrawable=frozenset("㛃")),
        "stop",
        ("unit", 11),
        "head",
        "“㛃”（U+36C3）",
    ),
    "rare in a clause": (
        replace(with_clause("龘字。"), undrawable=frozenset("龘")),
        "stop",
        ("clause", 44),
        "text",
        "字库中没有",
    ),
    "rare in a value": (
        replace(with_letter(values={**VALUES, "包村干部": "赵𬭼"}), undrawable=frozenset("𬭼")),
        "stop",
        ("unit", 11),
        "包村干部",
        "包村干部“赵𬭼”",
    ),
    "no targets for a unit": (with_letter(targets=0), "stop", ("unit", 11), "targets", "没有承担任何目标"),
    "too long": (
        with_letter(clauses=(*CLAUSES, ClauseFacts(45, "", "字" * 5000))),
        "warn",
        ("letter", 51),
        "text",
        "5,000字",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_alone(fault: str) -> None:
    facts, level, about, field, word = FAULTS[fault]
    findings = [finding for finding in examine(facts) if finding.about == about and finding.field == field]
    assert [finding.level for finding in findings] == [level]
    assert word in findings[0].sentence
    assert {finding.about for finding in examine(facts)} <= {about, ("target", 22)}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_sentence_says_what_to_do_and_is_short(fault: str) -> None:
    for finding in examine(FAULTS[fault][0]):
        assert finding.sentence.endswith("。")
        assert "；" in finding.sentence
        assert len(finding.sentence) <= 140


def test_a_reason_settles_a_difference() -> None:
    assert examine(with_target(parts=(D(80), D(300)), shortfall_reason="镇直单位承担40户")) == []


def test_an_empty_cell_is_named() -> None:
    findings = examine(with_target(parts=(D(420), None)))
    assert [finding.field for finding in findings] == ["allocations"]
    assert "1个承担单位未填数" in findings[0].sentence


def test_names_that_occur_twice_are_found_on_each() -> None:
    twice = examine(with_unit(name="李家湾村"))
    assert [finding.about for finding in twice if finding.field == "name"] == [("unit", 11), ("unit", 12)]
    targets = examine(replace(SOUND, targets=(TARGETS[0], replace(TARGETS[1], name="散煤治理"))))
    assert [finding.about for finding in targets] == [("target", 21), ("target", 22)]


def test_no_targets_at_all() -> None:
    findings = examine(replace(SOUND, targets=(), clauses=(), letters=()))
    assert [(finding.about, finding.field) for finding in findings] == [(("programme", 1), "targets")]


def test_a_template_without_table_is_found_once_for_all_letters() -> None:
    plain = (TITLE, ClauseFacts(46, "", "好好干。"))
    letters = tuple(replace(letter, clauses=plain) for letter in LETTERS)
    findings = examine(replace(SOUND, clauses=plain, letters=letters))
    assert [finding.about for finding in findings] == [("letter_template", 31)]
    assert "{{目标任务表}}" in findings[0].sentence


def test_missing_values_name_the_unit_and_the_field() -> None:
    findings = examine(with_letter(values={"年度": "2026", "单位名称": ""}))
    assert {(finding.about, finding.field) for finding in findings} == {
        (("unit", 11), "单位名称"),
        (("unit", 11), "指标:散煤治理"),
    }


def test_an_optional_clause_without_any_unit_is_a_warning() -> None:
    findings = examine(with_letter(clauses=CLAUSES[:3]))
    assert [(finding.level, finding.about, finding.field) for finding in findings] == [("warn", ("clause", 43), "tag")]


@pytest.mark.parametrize(
    "text",
    [
        "较2025年下降3%。",
        "依据《2023年行动方案》执行。",
        "按国发〔2023〕24号办理。",
        "《条例》（2018年修正）。",
        "到2026年底。",
        "12023年",
    ],
)
def test_years_that_belong_there_are_left_alone(text: str) -> None:
    assert examine(with_clause(text)) == []


def test_a_term_across_new_year_allows_both_years() -> None:
    facts = replace(
        with_clause("2026年10月1日至2027年5月31日。"),
        programme=replace(
            PROGRAMME, term_from=date(2026, 10, 1), term_to=date(2027, 5, 31), issue_on=date(2026, 9, 20)
        ),
    )
    assert examine(facts) == []


def test_stops_come_first_and_only_warnings_can_be_waived() -> None:
    facts = replace(with_clause("签订于2023年。"), units=(replace(UNITS[0], head="", holders=()), UNITS[1]))
    stop, warning = examine(facts)
    assert (stop.level, warning.level) == ("stop", "warn")
    assert unsettled([stop, warning]) == [stop, warning]
    assert unsettled([stop, warning], {stop.key, warning.key}) == [stop]
    assert unsettled([warning], {warning.key}) == []
    changed = replace(warning, ground="另一段文字")
    assert unsettled([changed], {warning.key}) == [changed]


def test_a_finding_is_a_value() -> None:
    assert len({Flaw("stop", "甲。", ("unit", 1)), Flaw("stop", "甲。", ("unit", 1))}) == 1
