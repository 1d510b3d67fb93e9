"""考核结果: drawn up → announced and frozen → settled after the appeals → released (features A11; safety R30, R31)."""

import hashlib
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.appeals import end_with
from respbook.actions.notices import send
from respbook.models.assessment_results import AssessmentFacts, AssessmentResult
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.queries.assessing import facts_of, reckoned_by, results_of
from respbook.queries.assessment_progress import assessed_units, open_appeals, unconfirmed, undecided
from respbook.queries.assessment_ranking import with_appeals
from respbook.queries.belonging import hand_of
from respbook.queries.scope_assessments import assessment_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.assessments import (
    ANNOUNCE_WORKDAYS,
    LONGEST_REASON,
    ResultStage,
    announced_until,
    check_drawn_up,
    check_settling,
)
from respbook.rules.canonical import canonical_text
from respbook.rules.chinese import china_day, day
from respbook.rules.findings import Hand
from respbook.rules.hands import check_other_person
from respbook.rules.lifecycles import ASSESSMENT
from respbook.rules.notices import NoticeFacts
from respbook.rules.permissions import Permission, Viewer, standing_in
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts
from respbook.rules.scoring.kept import encode_result
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.writing import encode_facts, encode_rubric
from respbook.rules.typed import read_words


@action(Permission.ASSESSMENT_WRITE)
def draw_up(assessment_id: int, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """拟定结果: all sheets confirmed, all matters decided; seen by the office only. Raises RuleBroken, StaleVersion."""
    row = _expected(assessment_id, "draw_up", version, by)
    _check_whole(row)
    row.drawn_up_by, row.drawn_up_by_id = by.name, by.user_id
    row.state = ASSESSMENT.fire(row.state, "draw_up", by)
    audit.note("assessment.draw_up", row, row.name)
    return row


@action(Permission.SCORE_PUBLISH)
def reopen(assessment_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """退回评分 before anything was announced. Raises RuleBroken, StaleVersion."""
    row = _expected(assessment_id, "reopen", version, by)
    row.why = read_words(reason, "请写明为什么退回评分。", longest=LONGEST_REASON, field="reason")
    row.state = ASSESSMENT.fire(row.state, "reopen", by)
    audit.note("assessment.reopen", row, row.name, after={"原因": row.why})
    return row


def check_announcer(row: Assessment, by: Viewer) -> None:
    """谁可公示: somebody else than who drew it up, unless the programme is switched to 一人经办. Raises RuleBroken."""
    if not row.programme.clerk_may_issue:
        check_other_person([(Hand(row.drawn_up_by_id or 0, row.drawn_up_by), "拟定")], hand_of(by), "公示")


@action(Permission.SCORE_PUBLISH)
def announce(
    assessment_id: int, version: int, workdays: int = ANNOUNCE_WORKDAYS, *, by: Viewer, now: datetime
) -> Assessment:
    """公示: the list and every unit's reckoning are frozen and told to all units. Raises RuleBroken, StaleVersion.

    Somebody else than who drew it up, unless the programme is switched to 一人经办 (R31).
    """
    row, today = _expected(assessment_id, "announce", version, by), china_day(now)
    check_announcer(row, by)
    _check_whole(row)
    row.announced_until = announced_until(calendar_of(row.programme.unit_id), today, workdays)
    row.announced_on, row.announced_by, row.edition, row.why = today, by.name, row.edition + 1, ""
    row.announced_sha256 = _freeze(row, ResultStage.ANNOUNCED, reckoned_by(row), facts_of(row))
    row.state = ASSESSMENT.fire(row.state, "announce", by)
    window = f"{day(today)}至{day(row.announced_until)}"
    audit.note("assessment.announce", row, row.name, after={"公示期": window, "校验码": row.announced_sha256[:16]})
    words = f"公示期为{window}。对本单位的得分有异议的，请在公示期内逐项提出申诉，写明理由，可以附材料。"
    _tell(row, f"{row.name}结果公示", words, by=by, now=now)
    return row


@action(Permission.SCORE_PUBLISH)
def withdraw(assessment_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """撤回公示: what was announced stays on record, the units are told why; open appeals end. Raises RuleBroken, StaleVersion."""
    row = _expected(assessment_id, "withdraw", version, by)
    row.why = read_words(reason, "请写明为什么撤回公示，各单位会看到。", longest=LONGEST_REASON, field="reason")
    row.announced_on = row.announced_until = None
    row.state = ASSESSMENT.fire(row.state, "withdraw", by)
    audit.note("assessment.withdraw", row, row.name, after={"原因": row.why})
    told = "还没有决定的申诉随之终止，再次公示后可以重新提出。" if end_with(row, by) else ""
    _tell(row, f"撤回{row.name}结果公示", "\n".join(filter(None, (row.why, told))), by=by, now=now)
    return row


@action(Permission.SCORE_PUBLISH)
def settle(assessment_id: int, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """定稿 after the window, all appeals decided; what changed since 公示 can be told line by line. Raises RuleBroken."""
    row, today = _expected(assessment_id, "settle", version, by), china_day(now)
    assert row.announced_until is not None
    check_settling(row.announced_until, today, open_appeals(row))
    row.settled_on, row.settled_by = today, by.name
    row.final_sha256 = _freeze(row, ResultStage.FINAL, *with_appeals(row))
    row.state = ASSESSMENT.fire(row.state, "settle", by)
    audit.note("assessment.settle", row, row.name, after={"校验码": row.final_sha256[:16]})
    return row


@action(Permission.SCORE_PUBLISH)
def release(assessment_id: int, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """发布: the settled result goes to all units; nothing of it changes any more. Raises RuleBroken, StaleVersion."""
    row = _expected(assessment_id, "release", version, by)
    row.released_on, row.released_by = china_day(now), by.name
    row.state = ASSESSMENT.fire(row.state, "release", by)
    audit.note("assessment.release", row, row.name)
    _tell(row, f"{row.name}结果发布", "考核结果已定稿发布，请查看本单位得分和等次。", by=by, now=now)
    return row


def _expected(assessment_id: int, name: str, version: int, by: Viewer) -> Assessment:
    """The assessment, where the step may be taken on this version of it."""
    row = assessment_in_sight(by, assessment_id)
    ASSESSMENT.fire(row.state, name, by)
    expect_version(row, version)
    return row


def _check_whole(row: Assessment) -> None:
    """齐全: asked when it is drawn up and again before it is announced, because days may lie between. Raises RuleBroken."""
    incomplete = [each.name for each in results_of(row).units if each.applies and not each.complete]
    check_drawn_up(unconfirmed(row.id), undecided(row), incomplete, open_appeals(row))


def _freeze(row: Assessment, stage: ResultStage, rubric: Rubric, facts: Facts) -> str:
    """冻结: rubric, facts and every unit's reckoning by them; the digest covers all of them in order."""
    whole = []
    kept = AssessmentFacts(assessment_id=row.id, edition=row.edition, stage=stage)
    kept.rubric, kept.body = encode_rubric(rubric), encode_facts(facts)
    db.session.add(kept)
    for each in score(rubric, facts).units:
        body = encode_result(each)
        whole.append([each.unit, hashlib.sha256(body.encode()).hexdigest()])
        db.session.add(
            AssessmentResult(
                assessment_id=row.id,
                edition=row.edition,
                stage=stage,
                unit_id=int(each.unit),
                unit_name=each.name,
                group_key=each.group,
                total=each.total,
                rank=each.rank,
                band=each.band,
                body=body,
            )
        )
    return hashlib.sha256(canonical_text(whole).encode()).hexdigest()


def _tell(row: Assessment, title: str, text: str, *, by: Viewer, now: datetime) -> None:
    units = assessed_units(row.id)
    if not units:  # all of them have ended since
        return
    facts = NoticeFacts(
        title, title, text, tuple(units), wants_receipt=False, subject_kind="assessments", subject_id=row.id
    )
    send(facts, by=standing_in(by, Permission.NOTICE_WRITE), now=now)
