"""示例考核结果: drawn up, announced, two appeals — one upheld, one not —, settled and released (features A11, A12)."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from respbook.actions import appeals, assessment_results, evidence
from respbook.actions.evidence import Received
from respbook.demo.assessing import CONFIRMED, MODERATE, NO_PLAN, Days, Hands
from respbook.demo.scenes import scene
from respbook.models.assessments import Assessment, ScoreMark
from respbook.queries.assessing import rubric_of
from respbook.queries.assessment_lists import sheets_of
from respbook.queries.desk_marks import marks_of
from respbook.queries.scope_assessments import assessment_in_sight, sheet_in_sight
from respbook.readers.evidence import inspect
from respbook.rules.assessments import ANNOUNCE_WORKDAYS
from respbook.rules.permissions import Viewer

_ANNOUNCED = ANNOUNCE_WORKDAYS + 1
"""Working days back: the window has ended the day before the last one."""


@dataclass(frozen=True)
class _Case:
    """一件申诉: about the first row that was marked with this reason, and what became of it."""

    row_key: str
    reason: str
    words: str
    advice: str
    decision: str
    upheld: bool = False


_CASES = (
    _Case(
        "r13",
        NO_PLAN,
        "应急预案4月已报环保办，附当时的签收回执。",
        "建议采纳，登记簿上有签收。",
        "经核对签收登记，应急预案已按时报送，漏记属实，予以改正。",
        upheld=True,
    ),
    _Case(
        "r15",
        MODERATE,
        "各项工作都做了，希望再加一点分。",
        "没有提出新的事实，建议维持。",
        "综合评价由考核组根据全年情况评定，申诉没有提出新的事实，维持原分。",
    ),
)


def announced(assessment_id: int, days: Days, hands: Hands) -> Assessment:
    """拟定 by the clerk, 公示 by the leader."""
    now = days.at(CONFIRMED, 16)
    row = assessment_results.draw_up(assessment_id, _now(assessment_id, hands).version, by=hands.clerk, now=now)
    return assessment_results.announce(row.id, row.version, by=hands.leader, now=days.at(_ANNOUNCED, 10))


def appealed(assessment_id: int, days: Days, hands: Hands) -> str:
    """申诉: one about a file that had been handed in, one that only wants more. Tells in a sentence how it ended."""
    told: list[bool] = []
    for place, case in enumerate(_CASES):
        filed_at = days.at(_ANNOUNCED - 1 - place, 11)
        mark = _marked(assessment_id, case, hands)
        if mark is None:
            continue
        sheet = sheet_in_sight(hands.leader, mark.sheet_id)
        by = hands.reporter_of(sheet.unit_id) or hands.clerk
        full = rubric_of(sheet.assessment.rubric).row(case.row_key).points_for(sheet.class_key)
        files = (_receipt(sheet.unit_id, by, filed_at, hands),) if case.upheld else ()
        said = appeals.Objection(case.words, full if case.upheld else None, files)
        row = appeals.file(sheet.id, case.row_key, said, by=by, now=filed_at)
        row = appeals.advise(row.id, case.advice, row.version, by=hands.first, now=filed_at + timedelta(hours=5))
        now = days.at(2, 15, place * 20)
        if case.upheld:
            appeals.uphold(row.id, full, case.decision, row.version, by=hands.leader, now=now)
        else:
            appeals.reject(row.id, case.decision, row.version, by=hands.leader, now=now)
        told.append(case.upheld)
    return f"申诉{len(told)}件，采纳改分{told.count(True)}件，维持原分{told.count(False)}件"


def released(assessment_id: int, days: Days, hands: Hands) -> Assessment:
    """定稿 the day after the window, 发布 half an hour later."""
    version = _now(assessment_id, hands).version
    row = assessment_results.settle(assessment_id, version, by=hands.leader, now=days.at(0, 9))
    return assessment_results.release(row.id, row.version, by=hands.leader, now=days.at(0, 9, 30))


def _now(assessment_id: int, hands: Hands) -> Assessment:
    return assessment_in_sight(hands.leader, assessment_id)


def _marked(assessment_id: int, case: _Case, hands: Hands) -> ScoreMark | None:
    """The first mark of that row with that reason."""
    marks = marks_of([each.id for each in sheets_of(hands.leader, assessment_id)], case.row_key)
    return next((mark for given in marks.marks.values() for mark in given if mark.reason == case.reason), None)


def _receipt(unit_id: int, by: Viewer, moment: datetime, hands: Hands) -> int:
    """签收回执 as a photo of the unit's own."""
    store = hands.tools.store
    digest, size, looked = store.take(io.BytesIO(scene("其他", unit_id, mended=True)), inspect)
    file = Received("应急预案签收回执.jpg", digest, size, looked, purpose="应急预案签收回执")
    return evidence.keep(unit_id, file, by=by, now=moment).row.id
