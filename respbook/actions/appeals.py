"""申诉: one row, one window; decided by somebody who gave and confirmed none of its scores (features A12; safety R31)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.assessment_results import Appeal, AppealEvidence
from respbook.models.assessments import Assessment, ScoreSettlement, ScoreSheet
from respbook.models.base import db
from respbook.queries.appeals import announced_scores, appeal_in_sight, decided_in, hands_of, open_appeal, open_under
from respbook.queries.assessing import rubric_of
from respbook.queries.assessment_progress import appeal_window
from respbook.queries.belonging import belonging_of, hand_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import scores_shown, sheet_shown
from respbook.queries.scope_evidence import check_whose, evidence_named
from respbook.rules.assessments import LONGEST_REASON, LONGEST_WORDS, SettledBy, check_appeal_window
from respbook.rules.chinese import china_day, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import check_count
from respbook.rules.hands import check_other_person, check_other_unit
from respbook.rules.lifecycles import APPEAL, AppealState, SheetState
from respbook.rules.marking import check_points
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scoring.rubric import Row
from respbook.rules.typed import read_words


@dataclass(frozen=True)
class Objection:
    """申诉内容."""

    words: str
    wanted: Decimal | None = None
    evidence_ids: tuple[int, ...] = ()


@action(Permission.SELF_SCORE)
def file(sheet_id: int, row_key: str, said: Objection, *, by: Viewer, now: datetime) -> Appeal:
    """提出申诉 by the unit, or by the office for a caller. Raises RuleBroken, NotInSight."""
    sheet = sheet_shown(by, sheet_id)
    window = appeal_window(sheet.assessment)
    scores_shown(by, window.id if window else sheet.assessment_id)
    check_appeal_window(window.announced_until if window else None, china_day(now))
    assert window is not None and window.announced_on is not None
    rubric_row, scores = _row_of(sheet, row_key), announced_scores(window, sheet)
    if row_key not in scores:
        raise NotInSight
    words = read_words(said.words, "请写明对这一项得分有什么异议、依据是什么。", longest=LONGEST_WORDS)
    if said.wanted is not None:
        check_points(rubric_row, sheet.class_key, said.wanted, "wanted")
    if open_appeal(sheet_id, row_key) is not None:
        raise RuleBroken("这一项已经提出申诉，正等待决定；要补充情况，请先撤回再重新提出。")
    if decided_in(window, sheet_id, row_key):
        raise RuleBroken("这一项的申诉在本次公示中已经作出决定，不再重复受理。")
    check_count(len(set(said.evidence_ids)))
    files = evidence_named(by, said.evidence_ids)
    if len(files) < len(set(said.evidence_ids)):
        raise RuleBroken("有的材料已经撤下，请去掉后重新添加。", "files")
    check_whose(files, sheet.unit_id, sheet.assessment.programme.unit_id)
    appeal = Appeal(
        sheet_id=sheet_id,
        row_key=row_key,
        window_id=window.id,
        edition=window.edition,
        words=words,
        wanted=said.wanted,
        before=scores[row_key],
        filed_by=by.name,
        filed_by_id=by.user_id,
        filed_at=now,
        proxy=by.keeps(sheet.assessment.programme.unit_id),
    )
    db.session.add(appeal)
    db.session.flush()
    db.session.add_all(AppealEvidence(appeal_id=appeal.id, evidence_id=each.id) for each in files)
    audit.note("appeal.file", appeal, _about(sheet, rubric_row), after={"异议": words})
    return appeal


@action(Permission.SELF_SCORE)
def withdraw(appeal_id: int, version: int, reason: str = "", *, by: Viewer, now: datetime) -> Appeal:
    """撤回申诉 by the unit; by the office only what it filed for the unit, with the reason. Raises RuleBroken, StaleVersion."""
    appeal = appeal_in_sight(by, appeal_id)
    APPEAL.fire(appeal.state, "withdraw", by)
    expect_version(appeal, version)
    if by.keeps(appeal.sheet.assessment.programme.unit_id):
        if not appeal.proxy:
            raise RuleBroken(f"这件申诉是{appeal.sheet.unit_name}自己提出的，由该单位撤回；这里只能撤回代提的。")
        appeal.decision = read_words(
            reason, "请写明为什么撤回代提的申诉，申诉单位会看到。", longest=LONGEST_REASON, field="reason"
        )
    appeal.state = APPEAL.fire(appeal.state, "withdraw", by)
    audit.note("appeal.withdraw", appeal, _named(appeal), after={"原因": appeal.decision} if appeal.decision else None)
    return appeal


def end_with(window: Assessment, by: Viewer) -> int:
    """随公示撤回终止: the open appeals of the 公示, within the deed that withdraws it; how many."""
    ended = open_under(window)
    for appeal in ended:
        appeal.decision = f"公示已撤回，申诉随之终止；再次公示后可以重新提出。撤回公示的原因：{window.why}"
        appeal.state = APPEAL.fire(appeal.state, "end", by)
        audit.note("appeal.end", appeal, _named(appeal), after={"原因": window.why})
    return len(ended)


@action(Permission.SCORE_WRITE)
def advise(appeal_id: int, words: str, version: int, *, by: Viewer, now: datetime) -> Appeal:
    """考核组意见, for who decides. Raises RuleBroken, StaleVersion, NotInSight."""
    appeal = appeal_in_sight(by, appeal_id)
    _still_open(appeal)
    expect_version(appeal, version)
    appeal.advice, appeal.advised_by = (
        read_words(words, "请写明考核组对申诉的意见。", longest=LONGEST_REASON, field="reason"),
        by.name,
    )
    audit.note("appeal.advise", appeal, _named(appeal), after={"意见": appeal.advice})
    return appeal


@action(Permission.APPEAL_DECIDE)
def uphold(appeal_id: int, points: Decimal, words: str, version: int, *, by: Viewer, now: datetime) -> Appeal:
    """采纳，改分: the row's score becomes ``points``; the old one stays beside it. Raises RuleBroken, StaleVersion."""
    appeal = appeal_in_sight(by, appeal_id)
    APPEAL.fire(appeal.state, "uphold", by)
    expect_version(appeal, version)
    check_points(_row_of(appeal.sheet, appeal.row_key), appeal.sheet.class_key, points, "points")
    before = appeal.before
    if points == before:
        raise RuleBroken("改定的分数与原分相同；不改分的，请选“维持原分”。", "points")
    if before is not None and points < before:
        raise RuleBroken(f"原分{figure(before)}分，申诉不能把分数改低；不采纳的，请选“维持原分”。", "points")
    settlement = db.session.get(ScoreSettlement, (appeal.sheet_id, appeal.row_key))
    _decide(appeal, words, by, now)
    appeal.after_points = points
    appeal.state = APPEAL.fire(appeal.state, "uphold", by)
    if settlement is None:
        settlement = ScoreSettlement(sheet_id=appeal.sheet_id, row_key=appeal.row_key)
        db.session.add(settlement)
    settlement.cause, settlement.points, settlement.before = SettledBy.APPEAL, points, before
    settlement.reason, settlement.by, settlement.by_id, settlement.at = appeal.decision[:300], by.name, by.user_id, now
    told = {"原分": figure(before) if before is not None else "", "改定": figure(points), "理由": appeal.decision}
    audit.note("appeal.uphold", appeal, _named(appeal), after=told)
    return appeal


@action(Permission.APPEAL_DECIDE)
def reject(appeal_id: int, words: str, version: int, *, by: Viewer, now: datetime) -> Appeal:
    """维持原分, with the reason. Raises RuleBroken, StaleVersion."""
    appeal = appeal_in_sight(by, appeal_id)
    APPEAL.fire(appeal.state, "reject", by)
    expect_version(appeal, version)
    _decide(appeal, words, by, now)
    appeal.state = APPEAL.fire(appeal.state, "reject", by)
    audit.note("appeal.reject", appeal, _named(appeal), after={"理由": appeal.decision})
    return appeal


def check_deciding(appeal: Appeal, by: Viewer, today: date) -> None:
    """谁能决定: while it is announced, nobody with a hand in the sheet or the appeal, nobody of the unit (R31). Raises RuleBroken.

    Days do not matter here: what was filed in time is decided until 定稿.
    """
    window = appeal_window(appeal.sheet.assessment)
    if window is None or (window.id, window.edition) != (appeal.window_id, appeal.edition):
        raise RuleBroken("考核结果不在公示中，现在不能决定申诉。")
    check_other_person(hands_of(appeal), hand_of(by), "决定")
    unit = appeal.sheet.unit
    check_other_unit(belonging_of(by, today), unit.id, unit.path, "决定")


def _decide(appeal: Appeal, words: str, by: Viewer, now: datetime) -> None:
    check_deciding(appeal, by, china_day(now))
    appeal.decision = read_words(words, "请写明决定的理由，申诉单位会看到。", longest=LONGEST_WORDS)
    appeal.decided_by, appeal.decided_by_id, appeal.decided_at = by.name, by.user_id, now


def _row_of(sheet: ScoreSheet, row_key: str) -> Row:
    try:
        return rubric_of(sheet.assessment.rubric).row(row_key)
    except KeyError:
        raise NotInSight from None


def _still_open(appeal: Appeal) -> None:
    if appeal.state is not AppealState.FILED:
        raise RuleBroken(f"这件申诉的状态是“{APPEAL.labels[appeal.state]}”，不用再提意见。请刷新页面。")
    if appeal.sheet.state is not SheetState.CONFIRMED:
        raise RuleBroken(f"{appeal.sheet.unit_name}的评分表已退回评分，复核通过以后再提意见。")


def _about(sheet: ScoreSheet, row: Row) -> str:
    return f"{sheet.unit_name}“{row.title}”"


def _named(appeal: Appeal) -> str:
    return _about(appeal.sheet, _row_of(appeal.sheet, appeal.row_key))
