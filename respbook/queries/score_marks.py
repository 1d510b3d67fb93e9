"""评分的取数: what assessors gave each row and what was settled, as facts that stand instead of the system's figure (A5–A7, A12)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from respbook.models.assessments import ScoreMark, ScoreSettlement
from respbook.models.base import db
from respbook.rules.assessments import COMBINING_LABELS, SETTLED_BY_LABELS, Combining, combined
from respbook.rules.scoring.facts import Given, RowFacts


@dataclass(frozen=True)
class RowsOfSheet:
    """一张评分表上的评分 by row."""

    given: Mapping[str, Given] = field(default_factory=dict)
    not_applicable: Mapping[str, str] = field(default_factory=dict)

    def onto(self, row_key: str, facts: RowFacts) -> RowFacts:
        """一行的事实 with what was said of it."""
        given, reason = self.given.get(row_key), self.not_applicable.get(row_key, "")
        return replace(facts, given=given, not_applicable=reason) if given or reason else facts


@dataclass(frozen=True)
class Terms:
    """评分的约定 of an assessment: how marks are combined, and how many of a row are wanted."""

    combining: Combining
    wanted: int = 1


def marked(terms: Mapping[int, Terms]) -> dict[int, RowsOfSheet]:
    """评分 of some sheets, ``terms`` by their keys: two statements. A settlement stands before any mark.

    A row whose marks are not all in has none yet: it stands at the system's figure, and nothing of a blind mark is told (A6).
    """
    if not terms:
        return {}
    marks: dict[tuple[int, str], list[ScoreMark]] = {}
    rows = select(ScoreMark).where(ScoreMark.sheet_id.in_(terms)).order_by(ScoreMark.id)
    for mark in db.session.scalars(rows):
        marks.setdefault((mark.sheet_id, mark.row_key), []).append(mark)
    given: dict[int, dict[str, Given]] = {}
    excused: dict[int, dict[str, str]] = {}
    for (sheet_id, row_key), of_row in marks.items():
        if len(of_row) < terms[sheet_id].wanted:
            continue
        found = given_by(of_row, terms[sheet_id].combining)
        if isinstance(found, str):
            excused.setdefault(sheet_id, {})[row_key] = found
        else:
            given.setdefault(sheet_id, {})[row_key] = found
    for row in _settlements(terms):
        said = Given(row.points, f"{row.by}（{SETTLED_BY_LABELS[row.cause]}）", row.reason)
        given.setdefault(row.sheet_id, {})[row.row_key] = said
        excused.get(row.sheet_id, {}).pop(row.row_key, None)
    return {key: RowsOfSheet(given.get(key, {}), excused.get(key, {})) for key in {*given, *excused}}


def given_by(marks: Sequence[ScoreMark], how: Combining) -> Given | str:
    """各人评分合成 of one row; the reason where all of them found that it does not apply."""
    scored = [mark for mark in marks if mark.points is not None]
    points = combined([mark.points for mark in scored if mark.points is not None], how)
    if points is None:
        return marks[0].not_applicable
    names = "、".join(mark.assessor for mark in scored)
    by = f"{names}（{COMBINING_LABELS[how]}）" if len(scored) > 1 else names
    reasons = dict.fromkeys(mark.reason for mark in scored if mark.reason)
    return Given(points, by, "；".join(reasons))


def _settlements(sheet_ids: Collection[int]) -> Sequence[ScoreSettlement]:
    return db.session.scalars(select(ScoreSettlement).where(ScoreSettlement.sheet_id.in_(sheet_ids))).all()
