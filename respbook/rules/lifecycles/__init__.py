"""流转表: the whole process, one table for each noun, one file for each stage of the work."""

from typing import Any

from respbook.rules.lifecycles.accountability import MEASURE, TALK, MeasureState, TalkState
from respbook.rules.lifecycles.assessing import (
    APPEAL,
    ASSESSMENT,
    MATTER,
    PUBLIC_ASSESSMENT,
    RUBRIC,
    SCORE_SHEET,
    VETO,
    AppealState,
    AssessmentState,
    MatterState,
    RubricState,
    SheetState,
    VetoState,
)
from respbook.rules.lifecycles.cascade_reports import CASCADE_REPORT, ReportState
from respbook.rules.lifecycles.circulars import CIRCULAR, CircularState
from respbook.rules.lifecycles.exports import EXPORT, ExportState
from respbook.rules.lifecycles.findings import BEFORE_DONE, FINDING, STANDING, FindingState
from respbook.rules.lifecycles.imports import IMPORT, ImportState
from respbook.rules.lifecycles.inspections import INSPECTION, InspectionState
from respbook.rules.lifecycles.letters import BATCH, ITEM, LETTER, BatchState, ItemState, LetterState, letter_words
from respbook.rules.lifecycles.notices import NOTICE, NoticeState
from respbook.rules.lifecycles.orders import IN_FORCE, ORDER, UNISSUED, OrderState
from respbook.rules.lifecycles.programmes import PROGRAMME, ProgrammeState
from respbook.rules.lifecycles.reports import REPORT, FilingState
from respbook.rules.lifecycles.retention import PURGE, PurgeState
from respbook.rules.lifecycles.robot import ROBOT, RobotState
from respbook.rules.lifecycles.scans import SCAN, ScanState
from respbook.rules.lifecycles.signing import OBJECTION, ObjectionState
from respbook.rules.lifecycles.tasks import TASK, TaskState
from respbook.rules.machine import Machine
from respbook.rules.pledge_states import PLEDGE

__all__ = [
    "APPEAL",
    "ASSESSMENT",
    "BATCH",
    "BEFORE_DONE",
    "CASCADE_REPORT",
    "CIRCULAR",
    "EXPORT",
    "FINDING",
    "IMPORT",
    "INSPECTION",
    "IN_FORCE",
    "ITEM",
    "LETTER",
    "MACHINES",
    "MATTER",
    "MEASURE",
    "NOTICE",
    "OBJECTION",
    "ORDER",
    "PLEDGE",
    "PROGRAMME",
    "PUBLIC_ASSESSMENT",
    "PURGE",
    "REPORT",
    "ROBOT",
    "RUBRIC",
    "SCAN",
    "SCORE_SHEET",
    "STANDING",
    "TALK",
    "TASK",
    "UNISSUED",
    "VETO",
    "AppealState",
    "AssessmentState",
    "BatchState",
    "CircularState",
    "ExportState",
    "FilingState",
    "FindingState",
    "ImportState",
    "InspectionState",
    "ItemState",
    "LetterState",
    "MatterState",
    "MeasureState",
    "NoticeState",
    "ObjectionState",
    "OrderState",
    "ProgrammeState",
    "PurgeState",
    "ReportState",
    "RobotState",
    "RubricState",
    "ScanState",
    "SheetState",
    "TalkState",
    "TaskState",
    "VetoState",
    "letter_words",
]

MACHINES: tuple[Machine[Any], ...] = (
    PROGRAMME, BATCH, ITEM, LETTER, OBJECTION, SCAN, PLEDGE, CASCADE_REPORT, TASK, REPORT, INSPECTION, FINDING, ORDER, CIRCULAR,
    NOTICE, ROBOT, IMPORT, RUBRIC, ASSESSMENT, SCORE_SHEET, MATTER, VETO, APPEAL, MEASURE, TALK, EXPORT,
    PURGE,
)  # fmt: skip
