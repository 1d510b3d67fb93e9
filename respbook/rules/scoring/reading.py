"""读取文件 reading: rubric and facts from their JSON form, and whether the facts fit the rubric (A1, A8).

The form is written down in the README (考核文件). ``respbook.rubric/1`` holds the fields of ``Rubric``, ``respbook.facts/1``
those of ``Facts``; what is left out has the value of the field's own default.
"""

import json
from collections.abc import Iterable
from typing import Any

from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.facts import Facts, PeriodFacts, RowFacts, RuleFacts, UnitFacts
from respbook.rules.scoring.json_values import MOST_FAULTS, Fault, Pairs, Reader, parsed
from respbook.rules.scoring.rubric import Row, Rubric
from respbook.rules.scoring.rule_kinds import MissingEntries, Presence, Steps

RUBRIC_FORM = "respbook.rubric/1"
FACTS_FORM = "respbook.facts/1"
_FORMS = {RUBRIC_FORM: "考核细则", FACTS_FORM: "考核事实"}


def decode_rubric(text: str) -> Rubric:
    """读取考核细则. Raises RuleBroken with a sentence for each fault, its place named."""
    rubric: Rubric = _decoded(text, RUBRIC_FORM, Rubric)
    return rubric


def decode_facts(text: str, rubric: Rubric | None = None) -> Facts:
    """读取考核事实; with a rubric also whether every row, rule and entry is one of it. Raises RuleBroken as above."""
    facts: Facts = _decoded(text, FACTS_FORM, Facts)
    if rubric is not None:
        _refuse(list(strangers(rubric, facts)))
    return facts


def _refuse(faults: list[str]) -> None:
    if faults:
        shown = tuple(faults[:MOST_FAULTS])
        raise RuleBroken(faults[0], sentences=shown)


def _decoded(text: str, form: str, of: type) -> Any:
    try:
        plain = parsed(text.removeprefix("\ufeff"))
    except RecursionError:
        raise RuleBroken("文件套得太深，不是本系统的考核文件。") from None
    except json.JSONDecodeError as problem:
        where = f"第{problem.lineno}行第{problem.colno}个字附近"
        raise RuleBroken(f"文件不是完整的JSON（{where}），请检查括号、引号和逗号。") from None
    if not isinstance(plain, Pairs) or plain.get("form") != form:
        raise RuleBroken(f'这不是{_FORMS[form]}文件：开头应写明 "form": "{form}"。')
    rest = Pairs((key, value) for key, value in plain.items() if key != "form")
    rest.twice = plain.twice
    reader = Reader()
    try:
        made = reader.whole(of, rest, "")
    except Fault:
        _refuse(reader.faults)
        raise
    return made


def strangers(rubric: Rubric, facts: Facts) -> Iterable[str]:
    """对不上的事实: parts, rows, rules, entries, levels, classes and vetoes that the rubric does not know."""
    parts = {part.key for part in rubric.parts} or {""}
    classes = {one.key for one in rubric.classes} | {""} | {key for row in rubric.rows for key in row.variants}
    vetoes = {veto.key for veto in rubric.vetoes}
    rows = {row.key: row for row in rubric.rows}
    for unit in facts.units:
        place = unit.name or unit.unit
        if unit.class_key not in classes:
            yield f"{place}：细则中没有“{unit.class_key}”这一分类"
        for fact in unit.vetoes:
            if fact.veto not in vetoes:
                yield f"{place}：细则中没有编号为“{fact.veto}”的一票否决"
        yield from _of_parts(unit, place, parts, rows)


def _of_parts(unit: UnitFacts, place: str, parts: set[str], rows: dict[str, Row]) -> Iterable[str]:
    for key, periods in unit.parts.items():
        if key not in parts:
            yield f"{place}：细则中没有“{key}”这一考核时段"
            continue
        for period in periods:
            yield from _of_period(period, f"{place}{period.label or period.key}", rows, key)


def _of_period(period: PeriodFacts, place: str, rows: dict[str, Row], part: str) -> Iterable[str]:
    for key, facts in period.rows.items():
        row = rows.get(key)
        if row is None or row.part not in ("", part):
            yield f"{place}：细则{'本时段' if row else ''}中没有编号为“{key}”的指标"
        else:
            yield from _of_row(row, facts, f"{place}指标“{key}”")


def _of_row(row: Row, facts: RowFacts, place: str) -> Iterable[str]:
    rules = {rule.key: rule for rule in row.rules}
    for key, known in facts.rules.items():
        rule = rules.get(key)
        if rule is None:
            yield f"{place}：没有编号为“{key}”的规则"
        elif isinstance(rule.parameters, (Presence, MissingEntries)):
            yield from _of_entries({entry.key for entry in rule.parameters.entries}, known, f"{place}规则“{key}”")
        elif isinstance(rule.parameters, Steps):
            named = {"", *(stage.label for stage in rule.parameters.stages)}
            if known.level not in named:
                yield f"{place}规则“{key}”：没有“{known.level}”这一档"


def _of_entries(entries: set[str], known: RuleFacts, place: str) -> Iterable[str]:
    for entry in sorted((known.present or frozenset()) - entries):
        yield f"{place}：清单中没有“{entry}”这一项"
