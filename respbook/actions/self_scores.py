"""自评: what a unit gives itself, row by row, with a sentence and photos; never compulsory, never the proposal (features A5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action, expect_version
from respbook.actions.scoring import Proposals, named, row_to_mark
from respbook.models.assessments import ScoreSheet, SelfScore, SelfScoreEvidence
from respbook.models.base import db
from respbook.queries.desk_marks import evidence_ids_of, self_scores_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import sheet_shown
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.score_proposals import rows_of
from respbook.rules.assessments import LONGEST_WORDS
from respbook.rules.chinese import china_day, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import check_count
from respbook.rules.marking import NO_PROPOSAL, marked, read_points
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.self_scores import shut_words
from respbook.rules.typed import fitting


@dataclass(frozen=True)
class OwnWords:
    """自评所填: points as typed (may be left empty), a sentence, photos in order."""

    points: str = ""
    words: str = ""
    evidence: Sequence[int] = ()


@action(Permission.SELF_SCORE)
def say(sheet_id: int, row_key: str, said: OwnWords, version: int, *, by: Viewer, now: datetime) -> SelfScore:
    """自评 of one row; ``version`` 0: the first time. Raises RuleBroken, StaleVersion, NotInSight."""
    sheet = asked_sheet(sheet_id, by, china_day(now))
    row = row_to_mark(sheet, row_key)
    own = self_scores_of([sheet_id], row_key).get((sheet_id, row_key))
    if (own.version if own else 0) != version:
        stands = f"{figure(own.points)}分" if own and own.points is not None else "没有分数"
        raise StaleVersion(f"“{row.title}”的自评别人刚刚存过（{stands}），请核对后再存。")
    points = read_points(said.points, row, sheet.class_key) if said.points.strip() else None
    words = _words(said.words, "words")
    if points is None and not words and not said.evidence:
        raise RuleBroken("请填自评得分，或写一句情况，或附一张照片；不自评这一项的，直接看下一项。", "points")
    saved = own or SelfScore(sheet_id=sheet_id, row_key=row_key)
    before = {"自评": _told(own.points, own.words)} if own else None
    saved.points, saved.words, saved.by, saved.at = points, words, by.name, now
    if own is None:
        db.session.add(saved)
    _link(sheet, row_key, said.evidence, by)
    after = {
        "自评": _told(points, words),
        **({"佐证": f"{len(said.evidence)}件"} if said.evidence else {}),
        **_proxy(sheet, by),
    }
    audit.note("score.self", saved, named(sheet, row), before=before, after=after)
    return saved


@action(Permission.SELF_SCORE)
def send(
    sheet_id: int, words: str, rest: bool, proposals: Proposals, version: int, *, by: Viewer, now: datetime
) -> ScoreSheet:
    """报送自评; ``rest``: for rows that nothing was said of the system's figure is agreed to, where there is one.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    sheet = asked_sheet(sheet_id, by, china_day(now))
    expect_version(sheet, version)
    said = self_scores_of([sheet_id])
    agreed = []
    for row in rows_of(sheet.assessment) if rest else ():
        points = proposals.get(row.key, NO_PROPOSAL).rounded
        if marked(row, sheet.class_key) and (sheet_id, row.key) not in said and points is not None:
            agreed.append(SelfScore(sheet_id=sheet_id, row_key=row.key, points=points, by=by.name, at=now))
    db.session.add_all(agreed)
    sheet.self_words, sheet.self_by, sheet.self_at = _words(words, "words"), by.name, now
    sheet.self_proxy = by.keeps(sheet.assessment.programme.unit_id)
    told = {"自评项数": str(len(said) + len(agreed)), **_proxy(sheet, by)}
    if agreed:
        told["同意系统算分"] = f"{len(agreed)}项"
    audit.note("score.self_send", sheet, f"{sheet.unit_name}{sheet.assessment.name}", after=told)
    return sheet


def asked_sheet(sheet_id: int, by: Viewer, today: date) -> ScoreSheet:
    """可自评的评分表. Raises RuleBroken with the sentence why not, NotInSight."""
    sheet = sheet_shown(by, sheet_id)
    shut = shut_words(sheet.assessment.state, sheet.state, sheet.assessment.self_until, today)
    if shut:
        raise RuleBroken(shut)
    return sheet


def _link(sheet: ScoreSheet, row_key: str, evidence: Sequence[int], by: Viewer) -> None:
    """佐证 as they are now named, all of the unit itself."""
    wanted = list(dict.fromkeys(evidence))
    check_count(len(wanted))
    found = evidence_named(by, wanted)
    if len(found) != len(wanted) or any(each.unit_id != sheet.unit_id for each in found):
        raise NotInSight
    stand = set(evidence_ids_of([sheet.id], row_key).get((sheet.id, row_key), ()))
    gone = select(SelfScoreEvidence).where(
        SelfScoreEvidence.sheet_id == sheet.id,
        SelfScoreEvidence.row_key == row_key,
        SelfScoreEvidence.evidence_id.in_(stand - set(wanted)),
    )
    for each in db.session.scalars(gone):
        db.session.delete(each)
    db.session.add_all(
        SelfScoreEvidence(sheet_id=sheet.id, row_key=row_key, evidence_id=each) for each in wanted if each not in stand
    )


def _words(text: str, field: str) -> str:
    return fitting(text.strip(), longest=LONGEST_WORDS, field=field)


def _told(points: Decimal | None, words: str) -> str:
    return "，".join(part for part in (f"{figure(points)}分" if points is not None else "", words) if part)


def _proxy(sheet: ScoreSheet, by: Viewer) -> dict[str, str]:
    return {"代自评": "是"} if by.keeps(sheet.assessment.programme.unit_id) else {}
