"""细则检查 checking: what is wrong with a rubric, or worth a look, before it is published (A1, A8; field.md 10.10)."""

from respbook.rules.scoring.check_bands import bands
from respbook.rules.scoring.check_keys import keys
from respbook.rules.scoring.check_rows import rows
from respbook.rules.scoring.check_sums import sums
from respbook.rules.scoring.flaws import Flaw, FlawGrade
from respbook.rules.scoring.rubric import Rubric


def flaws(rubric: Rubric) -> tuple[Flaw, ...]:
    """细则的问题: what must be mended first, each list in the order of the rubric; empty where nothing is found."""
    found = dict.fromkeys((*sums(rubric), *rows(rubric), *bands(rubric), *keys(rubric)))
    return tuple(sorted(found, key=lambda flaw: flaw.grade is not FlawGrade.MUST))


def publishable(found: tuple[Flaw, ...]) -> bool:
    """可否发布: nothing is left that must be mended."""
    return all(flaw.grade is not FlawGrade.MUST for flaw in found)
