"""考核评分表: submitted when nothing is missing, confirmed by somebody who gave no mark of it, or sent back (R31)."""

from collections.abc import Iterator
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.scoring import Proposals
from respbook.models.assessments import ScoreSheet
from respbook.queries.belonging import belonging_of, hand_of
from respbook.queries.desk_marks import Marks, marks_of
from respbook.queries.scope_assessments import sheet_in_sight
from respbook.queries.score_proposals import rows_of
from respbook.rules.assessments import LONGEST_REASON
from respbook.rules.chinese import china_day, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import Hand
from respbook.rules.hands import check_other_unit, same_person
from respbook.rules.lifecycles import SCORE_SHEET, AssessmentState
from respbook.rules.marking import NO_PROPOSAL, marked, missing_words
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.typed import read_words


@action(Permission.SCORE_WRITE)
def submit(sheet_id: int, proposals: Proposals, version: int, *, by: Viewer, now: datetime) -> ScoreSheet:
    """提交复核: all rows marked by as many as wanted, wide gaps settled, no figure taken over that has changed since.

    Raises RuleBroken with a sentence for each row that is missing, StaleVersion, NotInSight.
    """
    sheet = _sheet(sheet_id, "submit", version, by, now)
    marks = marks_of([sheet_id])
    lacking = missing_words(_missing(sheet, marks, proposals))
    if lacking:
        raise RuleBroken(f"{sheet.unit_name}的评分表还不能提交。", None, lacking)
    sheet.state = SCORE_SHEET.fire(sheet.state, "submit", by)
    sheet.submitted_by, sheet.submitted_by_id, sheet.submitted_at, sheet.returned = by.name, by.user_id, now, ""
    audit.note("sheet.submit", sheet, _named(sheet))
    return sheet


def _missing(sheet: ScoreSheet, marks: Marks, proposals: Proposals) -> Iterator[tuple[str, str]]:
    """还缺的各行, each with why."""
    for row in rows_of(sheet.assessment):
        if not marked(row, sheet.class_key):
            continue
        cell = (sheet.id, row.key)
        standing = marks.standing(cell, sheet.assessment)
        if not standing.complete:
            of = f"应由{standing.wanted}人评，现有{standing.given}人" if standing.wanted > 1 else "还没有评分"
            yield row.title, of
        elif standing.unsettled:
            why = "有人评为不适用" if standing.split else f"各人相差{figure(standing.gap)}分"
            yield row.title, f"{why}，还没有合议"
        elif not standing.settled:
            now_figure = proposals.get(row.key, NO_PROPOSAL).rounded
            for each in marks.marks[cell]:
                if each.points is not None and each.points == each.proposed and each.points != now_figure:
                    said = f"{figure(now_figure)}分" if now_figure is not None else "未算出"
                    yield row.title, f"{each.assessor}采用了系统算分{figure(each.points)}分，现已变为{said}，请重新评"


@action(Permission.SCORE_CONFIRM)
def send_back(sheet_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> ScoreSheet:
    """退回评分 with the reason; the marks stay. Raises RuleBroken, StaleVersion, NotInSight."""
    sheet = _sheet(sheet_id, "send_back", version, by, now)
    sheet.returned = read_words(reason, "请写明退回的原因，评分的人会看到。", longest=LONGEST_REASON, field="reason")
    sheet.state = SCORE_SHEET.fire(sheet.state, "send_back", by)
    sheet.confirmed_by, sheet.confirmed_by_id, sheet.confirmed_at, sheet.single_handed = "", None, None, False
    audit.note("sheet.send_back", sheet, _named(sheet), after={"原因": sheet.returned})
    return sheet


@action(Permission.SCORE_CONFIRM)
def confirm(sheet_id: int, version: int, *, by: Viewer, now: datetime) -> ScoreSheet:
    """复核通过, by somebody else than any who marked, settled or submitted it (R31); under 一人经办 by oneself, and marked so.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    sheet = _sheet(sheet_id, "confirm", version, by, now)
    check_other_unit(belonging_of(by, china_day(now)), sheet.unit_id, sheet.unit.path, "复核")
    alone = has_hand_in(sheet, marks_of([sheet_id]), by)
    if alone and not sheet.assessment.programme.clerk_may_issue:
        raise RuleBroken(
            f"{sheet.unit_name}的评分表有您评的分，复核要由没有评过这张表的人办理，可请镇领导或考核组其他成员复核；"
            "人手不足的，可在方案里打开“一人经办”。"
        )
    sheet.state = SCORE_SHEET.fire(sheet.state, "confirm", by)
    sheet.confirmed_by, sheet.confirmed_by_id, sheet.confirmed_at = by.name, by.user_id, now
    sheet.single_handed = alone
    audit.note("sheet.confirm", sheet, _named(sheet), after={"一人经办": "是"} if alone else None)
    return sheet


def has_hand_in(sheet: ScoreSheet, marks: Marks, by: Viewer) -> bool:
    """是否经手: marked, settled or submitted it, under this account or by this name."""
    hands = {(sheet.submitted_by_id, sheet.submitted_by)}
    hands |= {(row.assessor_id, row.assessor) for rows in marks.marks.values() for row in rows}
    hands |= {(row.by_id, row.by) for row in marks.settled.values()}
    return any(same_person(Hand(user_id or 0, name), hand_of(by)) for user_id, name in hands)


def _sheet(sheet_id: int, step: str, version: int, by: Viewer, now: datetime) -> ScoreSheet:
    sheet = sheet_in_sight(by, sheet_id)
    if sheet.assessment.state is not AssessmentState.SCORING:
        raise RuleBroken(f"“{sheet.assessment.name}”的评分已经结束，评分表不能再动。")
    SCORE_SHEET.fire(sheet.state, step, by)
    expect_version(sheet, version)
    if step == "submit":
        check_other_unit(belonging_of(by, china_day(now)), sheet.unit_id, sheet.unit.path, "评分")
    return sheet


def _named(sheet: ScoreSheet) -> str:
    return f"{sheet.unit_name}{sheet.assessment.name}评分表"
