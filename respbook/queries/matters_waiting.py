"""等人办的计分事项与一票否决, counted for 今天: to tell, to confirm, to decide; for a unit, what it may still answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from respbook.models.assessment_results import Appeal
from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.score_matters import ScoreMatter, Veto
from respbook.queries.scope import owned_by
from respbook.queries.scope_assessments import kept_by, matters_in_sight, vetoes_in_sight
from respbook.queries.score_matters import waiting_for
from respbook.rules.lifecycles import AppealState, AssessmentState, SheetState, VetoState
from respbook.rules.permissions import Permission, Viewer

_DEEDS = (
    Permission.ASSESSMENT_WRITE,
    Permission.SCORE_CONFIRM,
    Permission.VETO_PROPOSE,
    Permission.VETO_DECIDE,
)
"""What the office does with matters: tells, confirms, proposes a veto, decides on it."""
_COUNTED, _ASKED = 8, 4
"""Columns of ``_of_office`` and of ``_of_unit``."""


@dataclass(frozen=True)
class MattersWaiting:
    """等人办的计分事项; ``to_watch`` are those that somebody else confirms, ``answer_until`` the first day that ends a window."""

    to_tell: int = 0
    to_confirm: int = 0
    to_grant: int = 0
    to_watch: int = 0
    vetoes_to_decide: int = 0
    silent: int = 0
    to_answer: int = 0
    vetoes_to_answer: int = 0
    answer_until: date | None = None
    sheets_open: int = 0
    """评分表未复核, of assessments that are being scored."""
    appeals_open: int = 0
    """申诉待决定."""


def matter_columns(viewer: Viewer, today: date) -> list[ScalarSelect[Any]]:
    """等人办的计分事项 as columns of a statement; none for whom it does not concern."""
    return [*(_of_office(viewer, today) if _decides(viewer) else ()), *(_of_unit(viewer) if _answers(viewer) else ())]


def _decides(viewer: Viewer) -> bool:
    return viewer.of_office and any(map(viewer.may, _DEEDS))


def _answers(viewer: Viewer) -> bool:
    """Whether the viewer's unit may be asked: a village by its town, a town by its county."""
    return viewer.may(Permission.SELF_SCORE) and (viewer.below_county or not viewer.of_office)


def _of_office(viewer: Viewer, today: date) -> list[ScalarSelect[Any]]:
    """What the viewer's own office has to do; what a county told a town of is not for the town to decide."""
    ours, our_vetoes = kept_by(viewer, ScoreMatter.programme_id), kept_by(viewer, Veto.programme_id)
    someone_elses = ScoreMatter.made_by_id != viewer.user_id
    proxy = ScoreMatter.answered_proxy.is_(False) | (ScoreMatter.answered_by_id != viewer.user_id)
    due = waiting_for("confirm", today)
    return [
        _matters(viewer, ours, waiting_for("tell", today)),
        _matters(viewer, ours, due, someone_elses, proxy),
        _matters(viewer, ours, waiting_for("grant", today), someone_elses),
        _matters(viewer, ours, due),
        _vetoes(viewer, our_vetoes, Veto.state == VetoState.ANSWERED, Veto.made_by_id != viewer.user_id),
        _vetoes(viewer, our_vetoes, Veto.state == VetoState.TOLD, Veto.answer_until < today),
        _sheets_open(viewer),
        _appeals_open(viewer),
    ]


def matters_in(viewer: Viewer, row: Sequence[Any]) -> MattersWaiting:
    """等人办的计分事项 of what ``matter_columns`` counted."""
    values = list(row)
    ours, own = (values[:_COUNTED] if _decides(viewer) else []), values[-_ASKED:] if _answers(viewer) else []
    tells, confirms, proposes, decides = map(viewer.may, _DEEDS)
    told = MattersWaiting()
    if ours:
        told = MattersWaiting(
            ours[0] if tells else 0,
            ours[1] if confirms else 0,
            ours[2] if confirms else 0,
            ours[3] if tells and not confirms else 0,
            ours[4] if decides else 0,
            ours[5] if proposes else 0,
            sheets_open=ours[6] if tells else 0,
            appeals_open=ours[7] if tells else 0,
        )
    if own:
        until = min((each for each in own[2:] if each), default=None)
        told = replace(told, to_answer=own[0], vetoes_to_answer=own[1], answer_until=until)
    return told


def matters_waiting(viewer: Viewer, today: date) -> MattersWaiting:
    """等人办的计分事项 for the viewer: one statement, none for whom it does not concern."""
    columns = matter_columns(viewer, today)
    return matters_in(viewer, db.session.execute(select(*columns)).one() if columns else ())


def _of_unit(viewer: Viewer) -> list[ScalarSelect[Any]]:
    """待陈述 of the viewer's own unit, and until when."""
    own = ScoreMatter.unit_id == viewer.unit_id, waiting_for("answer", date.min)
    until = select(func.min(ScoreMatter.answer_until)).join(ScoreMatter.unit).where(matters_in_sight(viewer), *own)
    own_vetoes = Veto.unit_id == viewer.unit_id, Veto.state == VetoState.TOLD
    vetoes_until = select(func.min(Veto.answer_until)).join(Veto.unit).where(vetoes_in_sight(viewer), *own_vetoes)
    return [
        _matters(viewer, *own),
        _vetoes(viewer, *own_vetoes),
        until.scalar_subquery(),
        vetoes_until.scalar_subquery(),
    ]


def _matters(viewer: Viewer, *which: ColumnElement[bool]) -> ScalarSelect[Any]:
    counted = select(func.count(ScoreMatter.id)).join(ScoreMatter.unit).where(matters_in_sight(viewer), *which)
    return counted.scalar_subquery()


def _vetoes(viewer: Viewer, *which: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(func.count(Veto.id)).join(Veto.unit).where(vetoes_in_sight(viewer), *which).scalar_subquery()


def _sheets_open(viewer: Viewer) -> ScalarSelect[Any]:
    counted = select(func.count(ScoreSheet.id)).join(ScoreSheet.assessment).join(Assessment.programme)
    running = Assessment.state == AssessmentState.SCORING, ScoreSheet.state != SheetState.CONFIRMED
    return counted.where(owned_by(viewer), *running).scalar_subquery()


def _appeals_open(viewer: Viewer) -> ScalarSelect[Any]:
    counted = select(func.count(Appeal.id)).join(Assessment, Assessment.id == Appeal.window_id)
    open_now = (
        Assessment.state == AssessmentState.ANNOUNCED,
        Appeal.state == AppealState.FILED,
        Appeal.edition == Assessment.edition,
    )
    return counted.join(Assessment.programme).where(owned_by(viewer), *open_now).scalar_subquery()
