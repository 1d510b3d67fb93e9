"""respbook score: 考核 from two files, a rubric and the facts; needs no database, so that anybody can do it over (A1, A9)."""

import argparse
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from respbook.commands.house import say
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.checking import flaws
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.flaws import Flaw, FlawGrade
from respbook.rules.scoring.reading import decode_facts, decode_rubric
from respbook.rules.scoring.results import PartResult, PeriodResult, Results, RowResult, Step, UnitResult
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.words import number

LARGEST_FILE = 64 * 1024 * 1024
TITLES = ("组别", "名次", "单位", "基本得分", "加分", "总分", "等次", "备注")


def register(words: Any) -> None:
    """Add ``score`` to the command line."""
    parser = words.add_parser("score", help="按考核细则计分")
    parser.add_argument("rubric", metavar="细则.json")
    parser.add_argument("facts", metavar="事实.json")
    parser.add_argument("--explain", action="store_true", help="逐项列出计算过程")
    parser.add_argument("--proposed", action="store_true", help="拟扣、拟加的一并计算")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """计分: RUBRIC.json (respbook.rubric/1) and FACTS.json (respbook.facts/1) give totals, grades and ranks.

    Exit 0; 2 where a file cannot be read as what it should be, every fault with its place. What is wrong with the rubric
    itself is told beside the figures. JSON: {flaws: [{grade, code, sentence, row, rule}], units: [{unit, name, class_key,
    group, rank, total, base, bonus, band, band_by_points, barred, complete, applies, steps, parts: [{key, label, weight,
    score, applies, steps, periods: [{key, label, score, full, applies, steps, rows: [{key, points, score, proposed,
    deducted, bonus, applies, open_points, steps}]}]}]}]}; steps, [{phase, words, change, figure, rule}], with --explain.
    """
    try:
        rubric = decode_rubric(_read(asked.rubric))
        facts = decode_facts(_read(asked.facts), rubric)
    except RuleBroken as refused:
        print("\n".join(refused.sentences), file=sys.stderr)
        return 2
    results, found = score(rubric, facts, explain=asked.explain, with_proposed=asked.proposed), flaws(rubric)
    if asked.json:
        say({"flaws": [_flaw(flaw) for flaw in found], "units": [_unit(unit) for unit in results.units]})
        return 0
    _print(rubric, results, asked.explain)
    for flaw in found:
        if flaw.grade is FlawGrade.MUST:
            print(f"细则必须改正：{flaw.sentence}", file=sys.stderr)
    return 0


def _read(name: str) -> str:
    path = Path(name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise RuleBroken(f"文件 {path} 太大。")
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise RuleBroken(f"文件 {path} 不是UTF-8文字，不是本系统的考核文件。") from None
    except OSError:
        raise RuleBroken(f"读不到文件 {path}。") from None


def _print(rubric: Rubric, results: Results, explain: bool) -> None:
    labels = {group.key: group.label for group in rubric.groups}
    rows = [TITLES, *(_cells(unit, labels) for unit in results.units)]
    kept = [at for at in range(len(TITLES)) if any(row[at] for row in rows[1:])]
    widths = {at: max(_width(row[at]) for row in rows) for at in kept}
    for row in rows:
        print("  ".join(row[at] + " " * (widths[at] - _width(row[at])) for at in kept).rstrip())
    if explain:
        titles = {row.key: row.title for row in rubric.rows}
        for unit in results.units:
            _explain(unit, titles)


def _cells(unit: UnitResult, labels: dict[str, str]) -> tuple[str, ...]:
    notes = [] if unit.applies else ["全部指标不适用"]
    notes += ["取消评优评先资格"] if unit.barred else []
    notes += ["数据未齐"] if unit.applies and not unit.complete else []
    figures = (number(unit.base), number(unit.bonus), figure(unit.total)) if unit.applies else ("", "", "")
    rank = str(unit.rank) if unit.rank else ""
    return (labels.get(unit.group, unit.group), rank, unit.name, *figures, unit.band, "、".join(notes))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def _explain(unit: UnitResult, titles: dict[str, str]) -> None:
    print(f"\n{unit.name}")
    for part in unit.parts:
        for period in part.periods:
            print(f"  {' '.join(word for word in (part.label, period.label) if word) or '各项'}")
            for row in period.rows:
                shown = "未计分" if row.score is None else f"{number(row.score)}分"
                print(f"    {row.key} {titles[row.key]}（{number(row.points)}分）：{shown}")
                _lines(row.steps, 6)
            _lines(period.steps, 4)
        _lines(part.steps, 2)
    _lines(unit.steps, 2)


def _lines(steps: Sequence[Step], indent: int) -> None:
    for step in steps:
        print(f"{' ' * indent}{step.words}")


def _flaw(flaw: Flaw) -> dict[str, Any]:
    return {"grade": flaw.grade, "code": flaw.code, "sentence": flaw.sentence, "row": flaw.row, "rule": flaw.rule}


def _steps(steps: Sequence[Step]) -> list[dict[str, str]]:
    return [
        {
            "phase": step.phase,
            "words": step.words,
            "change": figure(step.change),
            "figure": figure(step.figure),
            "rule": step.rule,
        }
        for step in steps
    ]


def _unit(unit: UnitResult) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "name": unit.name,
        "class_key": unit.class_key,
        "group": unit.group,
        "rank": unit.rank,
        "total": figure(unit.total),
        "base": figure(unit.base),
        "bonus": figure(unit.bonus),
        "band": unit.band,
        "band_by_points": unit.band_by_points,
        "barred": unit.barred,
        "complete": unit.complete,
        "applies": unit.applies,
        "steps": _steps(unit.steps),
        "parts": [_part(part) for part in unit.parts],
    }


def _part(part: PartResult) -> dict[str, Any]:
    return {
        "key": part.key,
        "label": part.label,
        "weight": figure(part.weight),
        "score": figure(part.score),
        "applies": part.applies,
        "steps": _steps(part.steps),
        "periods": [_period(period) for period in part.periods],
    }


def _period(period: PeriodResult) -> dict[str, Any]:
    return {
        "key": period.key,
        "label": period.label,
        "score": figure(period.score),
        "full": figure(period.full),
        "applies": period.applies,
        "steps": _steps(period.steps),
        "rows": [_row(row) for row in period.rows],
    }


def _row(row: RowResult) -> dict[str, Any]:
    return {
        "key": row.key,
        "points": figure(row.points),
        "score": None if row.score is None else figure(row.score),
        "proposed": None if row.proposed is None else figure(row.proposed),
        "deducted": figure(row.deducted),
        "bonus": figure(row.bonus),
        "applies": row.applies,
        "open_points": row.open_points,
        "steps": _steps(row.steps),
    }
