"""考核评分: one mark after another, the system's figures taken over together, rows settled jointly (features A2–A7; safety R31, R53).

The proposals are gathered by the caller, outside the write gate; a mark remembers the figure that it was given beside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action
from respbook.models.assessments import ScoreMark, ScoreSettlement, ScoreSheet
from respbook.models.base import db
from respbook.queries.belonging import belonging_of
from respbook.queries.desk_marks import Marks, marks_of, value_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import sheet_in_sight
from respbook.queries.score_proposals import rows_of
from respbook.rules.assessments import LONGEST_REASON, SETTLED_BY_LABELS, SettledBy
from respbook.rules.chinese import china_day, figure, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.hands import check_other_unit
from respbook.rules.lifecycles import SCORE_SHEET, AssessmentState, SheetState
from respbook.rules.marking import (
    NO_PROPOSAL,
    Mark,
    Proposal,
    Typed,
    check_mark,
    check_second_thoughts,
    marked,
    proposed_mark,
    read_mark,
    read_points,
)
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scoring.rubric import Row
from respbook.rules.typed import read_words

Proposals = Mapping[str, Proposal]


@action(Permission.SCORE_WRITE)
def mark(
    sheet_id: int, row_key: str, typed: Typed, proposal: Proposal, version: int, *, by: Viewer, now: datetime
) -> ScoreMark:
    """评分 of one cell; ``version`` 0: the first one.

    Raises RuleBroken, StaleVersion (somebody — or oneself in another window — saved first), NotInSight.
    """
    sheet = open_sheet(sheet_id, by, china_day(now))
    row = row_to_mark(sheet, row_key)
    marks, cell = marks_of([sheet_id], row_key), (sheet_id, row_key)
    own = _own(marks, sheet, row, version, by)
    given = check_mark(read_mark(typed, row, sheet.class_key), proposal, row, sheet.class_key)
    if own and sheet.assessment.assessors > 1 and marks.standing(cell, sheet.assessment).complete:
        check_second_thoughts(value_of(own), given)
    before = {"得分": value_of(own).words} if own else None
    saved = _write(own, sheet, row_key, given, proposal, by, now)
    told = {"得分": given.words, "系统算分": _figure(proposal), "理由": given.not_applicable or given.reason}
    audit.note("score.mark", saved, named(sheet, row), before=before, after={k: v for k, v in told.items() if v})
    return saved


@dataclass(frozen=True)
class Filled:
    """所填的一格."""

    sheet_id: int
    row_key: str
    typed: Typed
    proposal: Proposal
    version: int


class NothingMarked(RuleBroken):
    """一格也没有存上: ``refused`` by the place in what was sent."""

    def __init__(self, refused: Mapping[int, RuleBroken]) -> None:
        super().__init__("一项也没有存上。")
        self.refused = refused


@action(Permission.SCORE_WRITE)
def mark_each(cells: Sequence[Filled], *, by: Viewer, now: datetime) -> dict[int, RuleBroken]:
    """逐格评分 of a form: the good cells are saved, the others told by their place. Raises NothingMarked where none is good."""
    refused: dict[int, RuleBroken] = {}
    for place, cell in enumerate(cells):
        try:
            mark(cell.sheet_id, cell.row_key, cell.typed, cell.proposal, cell.version, by=by, now=now)
        except RuleBroken as problem:  # told before anything of the cell was written
            refused[place] = problem
    if len(refused) == len(cells):
        raise NothingMarked(refused)
    return refused


def _own(marks: Marks, sheet: ScoreSheet, row: Row, version: int, by: Viewer) -> ScoreMark | None:
    """本人的评分, on which this one is made. Raises StaleVersion, RuleBroken."""
    cell = (sheet.id, row.key)
    own, standing = marks.own(cell, by.user_id), marks.standing(cell, sheet.assessment)
    if (own.version if own else 0) != version:
        raise StaleVersion(f"“{row.title}”已在别处保存为{value_of(own).words if own else '未评'}，请核对后再存。")
    if own is None and (names := [each.assessor for each in marks.marks.get(cell, ())]):
        if by.name in names:
            raise RuleBroken(f"“{row.title}”您已用另一个账号评过，另一份要由别人评。", "points")
        if standing.complete:
            raise RuleBroken(f"“{row.title}”已由{joined(names)}评完，不必再评。", "points")
    if standing.settled:
        stands = figure(standing.score)
        raise RuleBroken(f"“{row.title}”已改定为{stands}分，不能再改单人评分；要改的，请重新合议。", "points")
    return own


def _write(
    own: ScoreMark | None, sheet: ScoreSheet, row_key: str, given: Mark, proposal: Proposal, by: Viewer, now: datetime
) -> ScoreMark:
    saved = own or ScoreMark(sheet_id=sheet.id, row_key=row_key, assessor_id=by.user_id)
    saved.assessor, saved.points, saved.reason, saved.not_applicable = (
        by.name,
        given.points,
        given.reason,
        given.not_applicable,
    )
    saved.proposed, saved.at = proposal.rounded, now
    if own is None:
        db.session.add(saved)
    return saved


@action(Permission.SCORE_WRITE)
def accept(
    sheet_id: int, row_keys: Sequence[str], proposals: Proposals, *, by: Viewer, now: datetime
) -> list[ScoreMark]:
    """采用系统算分 for several rows that one has not marked, in one deed, all or none. Raises RuleBroken, NotInSight."""
    sheet = open_sheet(sheet_id, by, china_day(now))
    if not row_keys:
        raise RuleBroken("请先勾选要采用系统算分的指标。")
    rows = [row_to_mark(sheet, key) for key in dict.fromkeys(row_keys)]
    marks, saved = marks_of([sheet_id]), []
    for row in rows:
        own = _own(marks, sheet, row, 0, by)
        proposal = proposals.get(row.key, NO_PROPOSAL)
        if not proposal.ready:
            raise RuleBroken(f"“{row.title}”的系统算分还没有齐，请单独评分。")
        saved.append(_write(own, sheet, row.key, proposed_mark(proposal), proposal, by, now))
    told = {row.title: _figure(proposals[row.key]) for row in rows}
    audit.note("score.accept", sheet, f"{sheet.unit_name}{sheet.assessment.name}（{len(rows)}项）", after=told)
    return saved


@action(Permission.SCORE_WRITE)
def settle(
    sheet_id: int, row_key: str, points: str, reason: str, version: int, *, by: Viewer, now: datetime
) -> ScoreSettlement:
    """合议 of a row whose marks lie far apart, all of them in. Raises RuleBroken, StaleVersion, NotInSight."""
    sheet = open_sheet(sheet_id, by, china_day(now))
    row = row_to_mark(sheet, row_key)
    marks, cell = marks_of([sheet_id], row_key), (sheet_id, row_key)
    standing, stands = marks.standing(cell, sheet.assessment), marks.settled.get(cell)
    if not standing.complete:
        raise RuleBroken(f"“{row.title}”应由{standing.wanted}人评分，现有{standing.given}人，评齐以后再合议。")
    appealed = stands is not None and stands.cause is SettledBy.APPEAL
    if not standing.wide and not appealed:  # what an appeal settled, before the 公示 was withdrawn, may be settled anew
        raise RuleBroken(f"“{row.title}”各人评分相差{figure(standing.gap)}分，不须合议。")
    if (stands.version if stands else 0) != version:
        raise StaleVersion(f"“{row.title}”已改定为{figure(standing.score)}分，请核对后再定。")
    given = read_points(points, row, sheet.class_key)
    words = read_words(reason, "请写明合议的理由。", longest=LONGEST_REASON, field="reason")
    row_settled = stands or ScoreSettlement(sheet_id=sheet_id, row_key=row_key)
    row_settled.cause, row_settled.before = SettledBy.JOINT, standing.score
    row_settled.points, row_settled.reason, row_settled.by, row_settled.by_id = given, words, by.name, by.user_id
    row_settled.at = now
    if stands is None:
        db.session.add(row_settled)
    said = {each.assessor: value_of(each).words for each in marks.marks[cell]}
    after = {SETTLED_BY_LABELS[SettledBy.JOINT]: f"{figure(given)}分", "理由": words}
    audit.note("score.settle", row_settled, named(sheet, row), before=said, after=after)
    return row_settled


def open_sheet(sheet_id: int, by: Viewer, today: date) -> ScoreSheet:
    """可评分的评分表, of a unit that the viewer does not belong to. Raises RuleBroken, NotInSight."""
    sheet = sheet_in_sight(by, sheet_id)
    if sheet.assessment.state is not AssessmentState.SCORING:
        raise RuleBroken(f"“{sheet.assessment.name}”的评分已经结束，不能再改分。")
    if sheet.state is not SheetState.OPEN:
        raise RuleBroken(
            f"{sheet.unit_name}的评分表现为“{SCORE_SHEET.labels[sheet.state]}”，不能改分；要改的，请复核人退回。"
        )
    check_other_unit(belonging_of(by, today), sheet.unit_id, sheet.unit.path, "评分")
    return sheet


def row_to_mark(sheet: ScoreSheet, row_key: str) -> Row:
    """要评的指标 of a sheet. Raises NotInSight, RuleBroken for a row that is not marked by hand."""
    found = {row.key: row for row in rows_of(sheet.assessment)}.get(row_key)
    if found is None:
        raise NotInSight
    if not marked(found, sheet.class_key):
        raise RuleBroken(f"“{found.title}”对这个单位不单独评分。")
    return found


def named(sheet: ScoreSheet, row: Row) -> str:
    """称呼 of a cell in the book."""
    return f"{sheet.unit_name}“{row.title}”"


def _figure(proposal: Proposal) -> str:
    if proposal.not_applicable:
        return "不适用"
    return f"{figure(proposal.rounded)}分" if proposal.rounded is not None else "未算出"
