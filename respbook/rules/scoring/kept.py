"""留存的得分: one unit's reckoning as text, every step with it, and back (``respbook.result/1``; features A11)."""

from respbook.rules.canonical import canonical_text
from respbook.rules.scoring.json_values import Pairs, Reader, parsed
from respbook.rules.scoring.results import UnitResult
from respbook.rules.scoring.writing import plain

FORM = "respbook.result/1"


def encode_result(result: UnitResult) -> str:
    """留存文本, canonical, so that its digest is that of its content."""
    return canonical_text({"form": FORM, **plain(result)})


def decode_result(text: str) -> UnitResult:
    """得分 as it was kept. Raises ValueError where it is another form, Fault where it was not written by ``encode_result``."""
    held = parsed(text)
    if not isinstance(held, Pairs) or held.get("form") != FORM:
        raise ValueError("not a kept result")
    made: UnitResult = Reader().whole(
        UnitResult, Pairs((key, value) for key, value in held.items() if key != "form"), ""
    )
    return made
