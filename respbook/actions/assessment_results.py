"""考核结果: drawn up → announced and frozen → settled after the appeals → released (features A11; safety R30, R31)."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.assessments import reason_given
from respbook.actions.notices import send
from respbook.models.assessment_results import AssessmentResult
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.queries.assessing import results_of
from respbook.queries.assessment_progress import assessed_units, open_appeals, unconfirmed, undecided
from respbook.queries.scope_assessments import assessment_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.assessments import (
    ANNOUNCE_WORKDAYS,
    ResultStage,
    announced_until,
    check_another_hand,
    check_drawn_up,
    check_settling,
)
from respbook.rules.canonical import canonical_text
from respbook.rules.chinese import china_day, day
from respbook.rules.lifecycles import ASSESSMENT
from respbook.rules.notices import NoticeFacts
from respbook.rules.permissions import Permission, Viewer, standing_in
from respbook.rules.scoring.kept import encode_result


@action(Permission.ASSESSMENT_WRITE)
def draw_up(assessment_id: int, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """拟定结果: all sheets confirmed, all matters decided; seen by the office only. Raises RuleBroken, StaleVersion."""

    def check(row: Assessment) -> None:
        results = results_of(row)
        check_drawn_up(
            unconfirmed(row.id),
            undecided(row),
            [each.name for each in results.units if each.applies and not each.complete],
        )
        row.drawn_up_by, row.drawn_up_by_id = by.name, by.user_id

    return _moved(assessment_id, "draw_up", version, check, by=by)


@action(Permission.SCORE_PUBLISH)
def reopen(assessment_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """退回评分 before anything was announced. Raises RuleBroken, StaleVersion."""

    def check(row: Assessment) -> None:
        row.why = reason_given(reason, "请写明为什么退回评分。")

    return _moved(assessment_id, "reopen", version, check, by=by)


@action(Permission.SCORE_PUBLISH)
def announce(
    assessment_id: int, version: int, workdays: int = ANNOUNCE_WORKDAYS, *, by: Viewer, now: datetime
) -> Assessment:
    """公示: the list and every unit's reckoning are frozen and told to all units. Raises RuleBroken, StaleVersion.

    Somebody else than who drew it up, unless the programme is switched to 一人经办 (R31).
    """
    today = china_day(now)

    def check(row: Assessment) -> None:
        if not row.programme.clerk_may_issue:
            check_another_hand(by.user_id, {row.drawn_up_by_id}, f"结果由{row.drawn_up_by}拟定，公示要由另一人办理。")
        row.announced_until = announced_until(calendar_of(row.programme.unit_id), today, workdays)
        row.announced_on, row.announced_by, row.edition, row.why = today, by.name, row.edition + 1, ""
        row.announced_sha256 = _freeze(row, ResultStage.ANNOUNCED)
        _tell(row, f"{row.name}结果公示", _window_words(row), by=by, now=now)

    return _moved(assessment_id, "announce", version, check, by=by)


@action(Permission.SCORE_PUBLISH)
def withdraw(assessment_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """撤回公示: what was announced stays on record, the units are told why. Raises RuleBroken, StaleVersion."""

    def check(row: Assessment) -> None:
        row.why = reason_given(reason, "请写明为什么撤回公示，各单位会看到。")
        row.announced_on = row.announced_until = None
        _tell(row, f"撤回{row.name}结果公示", row.why, by=by, now=now)

    return _moved(assessment_id, "withdraw", version, check, by=by)


@action(Permission.SCORE_PUBLISH)
def settle(assessment_id: int, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """定稿 after the window, all appeals decided; what changed since 公示 can be told line by line. Raises RuleBroken."""
    today = china_day(now)

    def check(row: Assessment) -> None:
        assert row.announced_until is not None
        check_settling(row.announced_until, today, open_appeals(row.id))
        row.settled_on, row.settled_by = today, by.name
        row.final_sha256 = _freeze(row, ResultStage.FINAL)

    return _moved(assessment_id, "settle", version, check, by=by)


@action(Permission.SCORE_PUBLISH)
def release(assessment_id: int, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """发布: the settled result goes to all units; nothing of it changes any more. Raises RuleBroken, StaleVersion."""

    def check(row: Assessment) -> None:
        row.released_on, row.released_by = china_day(now), by.name
        _tell(row, f"{row.name}结果发布", "考核结果已定稿发布，请查看本单位得分和等次。", by=by, now=now)

    return _moved(assessment_id, "release", version, check, by=by)


def _moved(
    assessment_id: int, name: str, version: int, check: Callable[[Assessment], None], *, by: Viewer
) -> Assessment:
    row = assessment_in_sight(by, assessment_id)
    ASSESSMENT.fire(row.state, name, by)
    expect_version(row, version)
    check(row)
    row.state = ASSESSMENT.fire(row.state, name, by)
    told = {
        "公示期": f"{day(row.announced_on)}至{day(row.announced_until)}"
        if name == "announce" and row.announced_on and row.announced_until
        else "",
        "校验码": {"announce": row.announced_sha256, "settle": row.final_sha256}.get(name, "")[:16],
        "原因": row.why if name in ("reopen", "withdraw") else "",
    }
    audit.note(
        ASSESSMENT.transitions[name].verb, row, row.name, after={key: words for key, words in told.items() if words}
    )
    return row


def _freeze(row: Assessment, stage: ResultStage) -> str:
    """冻结: every unit's reckoning as it is now; the digest covers all of them in order."""
    whole = []
    for each in results_of(row, explain=True).units:
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


def _window_words(row: Assessment) -> str:
    assert row.announced_on is not None and row.announced_until is not None
    return (
        f"公示期为{day(row.announced_on)}至{day(row.announced_until)}。对本单位的得分有异议的，"
        "请在公示期内逐项提出申诉，写明理由，可以附材料。"
    )


def _tell(row: Assessment, title: str, text: str, *, by: Viewer, now: datetime) -> None:
    units = assessed_units(row.id)
    facts = NoticeFacts(
        title, title, text, tuple(units), wants_receipt=False, subject_kind="assessments", subject_id=row.id
    )
    send(facts, by=standing_in(by, Permission.NOTICE_WRITE), now=now)
