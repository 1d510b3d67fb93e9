"""留存的得分: one unit's reckoning as text, every step with it, and back (``respbook.result/1``; features A11).

Read back by hand rather than by ``reading``: what was written here is believed, its digest is kept, and lists read hundreds.
"""

import json
from decimal import Decimal
from typing import Any

from respbook.rules.canonical import canonical_text
from respbook.rules.scoring.facts import Link
from respbook.rules.scoring.results import PartResult, PeriodResult, Phase, RowResult, Step, UnitResult
from respbook.rules.scoring.writing import plain

FORM = "respbook.result/1"
_POINTS = {"points", "score", "proposed", "deducted", "bonus", "full", "weight", "base", "total", "figure", "change"}
_PHASES = {str(each): each for each in Phase}


def encode_result(result: UnitResult) -> str:
    """留存文本, canonical, so that its digest is that of its content."""
    return canonical_text({"form": FORM, **plain(result)})


def decode_result(text: str) -> UnitResult:
    """得分 as it was kept. Raises ValueError, TypeError where it was not written by ``encode_result``."""
    held = json.loads(text)
    if held.pop("form", None) != FORM:
        raise ValueError("not a kept result")
    parts = tuple(_part(each) for each in held.pop("parts", ()))
    return UnitResult(parts=parts, **_told(held))


def _part(held: dict[str, Any]) -> PartResult:
    periods = tuple(_period(each) for each in held.pop("periods", ()))
    return PartResult(periods=periods, **_told(held))


def _period(held: dict[str, Any]) -> PeriodResult:
    rows = tuple(RowResult(**_told(each)) for each in held.pop("rows", ()))
    return PeriodResult(rows=rows, **_told(held))


def _told(held: dict[str, Any]) -> dict[str, Any]:
    """The rest of an object: figures as decimals, its steps as steps."""
    for name in _POINTS & held.keys():
        if held[name] is not None:
            held[name] = Decimal(held[name])
    if "steps" in held:
        held["steps"] = tuple(_step(each) for each in held["steps"])
    return held


def _step(held: dict[str, Any]) -> Step:
    links = tuple(Link(**each) for each in held.pop("links", ()))
    phase = _PHASES[held.pop("phase")]
    return Step(phase=phase, links=links, **_told(held))
