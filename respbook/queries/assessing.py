"""考核的事实与结果: a rubric's text as a value, the facts of an assessment, the engine's figures of them (features A1, A9, X5, X19).

What is scored is judged as of the day after the assessment's last day, so that a later look gives the same figures from the
same records; while its days are still running, as of ``on``, or of the last day on which the book has an entry: nothing is
overdue before its day has come.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import joinedload

from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric as RubricRow
from respbook.models.score_matters import Veto
from respbook.models.units import Unit
from respbook.queries.audit_head import last_day
from respbook.queries.scope import under
from respbook.queries.score_marks import RowsOfSheet, Terms, marked
from respbook.queries.score_scope import Assessed, ScoreScope, by_unit
from respbook.queries.score_sources import Sources
from respbook.queries.signing import IN_FORCE
from respbook.queries.units import IN_ORDER, below
from respbook.rules.lifecycles import AssessmentState, SheetState, VetoState
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts, Link, PeriodFacts, UnitFacts, VetoFact
from respbook.rules.scoring.reading import decode_rubric
from respbook.rules.scoring.results import Results
from respbook.rules.scoring.rubric import Row, Rubric, class_of
from respbook.rules.units import signing_kinds

_WHOLE_YEAR = ""
"""Key of the part where a rubric has none."""


def rubric_of(row: RubricRow) -> Rubric:
    """考核细则 as a value, read once for each text; ``body`` must be loaded. Raises RuleBroken."""
    return _read(row.body_sha256, row.body)


@lru_cache(maxsize=64)
def _read(digest: str, body: str) -> Rubric:
    return decode_rubric(body)


def rows_of(rubric: Rubric, part_key: str) -> list[Row]:
    """一个时段的指标; those without a part stand in every part."""
    if not rubric.parts:
        return list(rubric.rows)
    if part_key not in {part.key for part in rubric.parts}:
        return []
    return [row for row in rubric.rows if row.part in ("", part_key)]


def facts_of(
    assessment: Assessment,
    unit_ids: Collection[int] | None = None,
    *,
    on: date | None = None,
    eyes: Viewer | None = None,
    records_only: bool = False,
) -> Facts:
    """考核事实 of all sheets, or of some units': records, marks and settlements, 不适用, upheld vetoes.

    A final assessment takes in what the programme's other assessments have confirmed. Programme and town are loaded.
    ``records_only``: without marks, settlements and vetoes, for the system's own figure of each row.
    ``eyes``: whom it is shown to; somebody of a unit is not told of matters that nobody has told the unit.
    """
    on = on or last_day()
    own = _sheets(assessment.id, unit_ids)
    rounds = [_Round(assessment, own)]
    if assessment.final:
        rounds = [*_other_rounds(assessment, unit_ids), *rounds]
    terms = {
        sheet.id: Terms(each.assessment.combining, each.assessment.assessors)
        for each in rounds
        for sheet in each.sheets
    }
    by_sheet = marked({} if records_only else terms)
    parts: dict[int, dict[str, list[PeriodFacts]]] = {}
    for each in rounds:
        for unit_id, period in _periods(each, by_sheet, on, eyes):
            parts.setdefault(unit_id, {}).setdefault(each.assessment.part_key, []).append(period)
    vetoes = (
        _vetoes(assessment.programme_id, [sheet.unit_id for sheet in own])
        if assessment.final and not records_only
        else {}
    )
    return Facts(
        tuple(
            UnitFacts(
                str(sheet.unit_id),
                sheet.unit_name,
                sheet.class_key,
                {key: tuple(periods) for key, periods in parts.get(sheet.unit_id, {}).items()},
                tuple(vetoes.get(sheet.unit_id, ())),
            )
            for sheet in own
        )
    )


def results_of(
    assessment: Assessment,
    explain: bool = False,
    *,
    unit_ids: Collection[int] | None = None,
    on: date | None = None,
) -> Results:
    """考核结果 of an assessment as its facts stand; the rubric's text is loaded. A period alone has no grades."""
    return score(reckoned_by(assessment), facts_of(assessment, unit_ids, on=on), explain=explain)


def reckoned_by(assessment: Assessment) -> Rubric:
    """算分所用的细则: the whole for the final assessment, else the part that is scored by itself."""
    rubric = rubric_of(assessment.rubric)
    return rubric if assessment.final else of_part(rubric, assessment.part_key)


def of_part(rubric: Rubric, part_key: str) -> Rubric:
    """一个时段的细则, for a period that is scored by itself: its own rows on the full scale, ranked, without grades."""
    parts = tuple(replace(part, weight=rubric.total.full, times=1) for part in rubric.parts if part.key == part_key)
    rows = tuple(rows_of(rubric, part_key))
    return replace(rubric, rows=rows, parts=parts, bands=(), quotas=(), vetoes=(), ties=())


@dataclass(frozen=True)
class _Round:
    """一次考核 and the sheets of it that count."""

    assessment: Assessment
    sheets: Sequence[ScoreSheet]


def _sheets(assessment_id: int, unit_ids: Collection[int] | None) -> Sequence[ScoreSheet]:
    rows = select(ScoreSheet).join(ScoreSheet.unit).where(ScoreSheet.assessment_id == assessment_id)
    if unit_ids is not None:
        rows = rows.where(ScoreSheet.unit_id.in_(unit_ids))
    return db.session.scalars(rows.order_by(*IN_ORDER).options(joinedload(ScoreSheet.unit))).all()


def _other_rounds(assessment: Assessment, unit_ids: Collection[int] | None) -> list[_Round]:
    """其他各次考核 of the programme with their confirmed sheets, by period: two statements."""
    others = db.session.scalars(
        select(Assessment)
        .where(
            Assessment.programme_id == assessment.programme_id,
            Assessment.id != assessment.id,
            Assessment.final.is_(False),
            Assessment.state != AssessmentState.CANCELLED,
        )
        .order_by(Assessment.first_on, Assessment.id)
        .options(
            joinedload(Assessment.programme).joinedload(Programme.unit),
            joinedload(Assessment.rubric).undefer(RubricRow.body),
        )
    ).all()
    rows = (
        select(ScoreSheet)
        .where(ScoreSheet.assessment_id.in_([each.id for each in others]), ScoreSheet.state == SheetState.CONFIRMED)
        .options(joinedload(ScoreSheet.unit))
    )
    if unit_ids is not None:
        rows = rows.where(ScoreSheet.unit_id.in_(unit_ids))
    confirmed: dict[int, list[ScoreSheet]] = {}
    if others:
        for sheet in db.session.scalars(rows.order_by(ScoreSheet.id)):
            confirmed.setdefault(sheet.assessment_id, []).append(sheet)
    return [_Round(each, confirmed[each.id]) for each in others if each.id in confirmed]


def _periods(
    each: _Round, by_sheet: Mapping[int, RowsOfSheet], on: date | None, eyes: Viewer | None
) -> Iterable[tuple[int, PeriodFacts]]:
    row = each.assessment
    rows = rows_of(rubric_of(row.rubric), row.part_key)
    if not rows:
        return
    units = [
        Assessed(sheet.unit_id, sheet.unit.name, sheet.unit.called, sheet.class_key, sheet.unit.retired_on)
        for sheet in each.sheets
    ]
    over = row.last_on + timedelta(days=1)
    scope = _scope(row.programme, units, row.first_on, row.last_on, min(on or over, over))
    found = Sources(scope, eyes).rows(rows)
    for sheet in each.sheets:
        facts = found[sheet.unit_id]
        said = by_sheet.get(sheet.id)
        if said is not None:
            facts = {key: said.onto(key, of_row) for key, of_row in facts.items()}
        yield sheet.unit_id, PeriodFacts(row.period_key, row.period_label, facts)


def _scope(programme: Programme, units: Sequence[Assessed], first_on: date, last_on: date, today: date) -> ScoreScope:
    town = programme.unit
    return ScoreScope(town.id, town.path, programme.id, first_on, last_on, today, by_unit(units))


def _vetoes(programme_id: int, unit_ids: Sequence[int]) -> dict[int, list[VetoFact]]:
    """已决定的一票否决 by unit: one statement."""
    found: dict[int, list[VetoFact]] = {}
    rows = db.session.scalars(
        select(Veto)
        .where(Veto.programme_id == programme_id, Veto.unit_id.in_(unit_ids), Veto.state == VetoState.UPHELD)
        .order_by(Veto.decided_on, Veto.id)
    )
    for row in rows:
        link = Link("vetoes", row.id, row.number_text)
        fact = VetoFact(row.veto_key, row.number_text, row.decided_on, row.words, (link,))
        found.setdefault(row.unit_id, []).append(fact)
    return found


def facts_for(
    programme: Programme,
    rubric: Rubric,
    first_on: date,
    last_on: date,
    viewer: Viewer,
    *,
    unit_ids: Collection[int] | None = None,
    today: date | None = None,
    eyes: Viewer | None = None,
) -> Facts:
    """记录的事实 of some days under a rubric, for 规则试算 and 如果今天考核: records only, nothing of assessors' marks (R30).

    ``eyes``: who will look at it, where that is not ``viewer``; for somebody of a unit what nobody has told the unit is
    left out. Parts with several periods are told period by period. ``programme.unit`` is loaded.
    """
    units = _assessed(programme, rubric, first_on, viewer, unit_ids)
    over = last_on + timedelta(days=1)
    seen_on = min(today or over, over)
    parts: dict[int, dict[str, list[PeriodFacts]]] = {unit.id: {} for unit in units}
    for part_key, periods in _spans(rubric, first_on, last_on).items():
        rows = rows_of(rubric, part_key)
        for label, first, last in periods:
            if first > seen_on:
                continue
            scope = _scope(programme, units, first, last, min(seen_on, last + timedelta(days=1)))
            for unit_id, facts in Sources(scope, eyes or viewer).rows(rows).items():
                period = PeriodFacts(f"{first:%Y-%m-%d}", label, facts)
                parts[unit_id].setdefault(part_key, []).append(period)
    vetoes = _vetoes(programme.id, [unit.id for unit in units])
    return Facts(
        tuple(
            UnitFacts(
                str(unit.id),
                unit.called,
                unit.class_key,
                {key: tuple(periods) for key, periods in parts[unit.id].items()},
                tuple(vetoes.get(unit.id, ())),
            )
            for unit in units
        )
    )


def _assessed(
    programme: Programme, rubric: Rubric, first_on: date, viewer: Viewer, unit_ids: Collection[int] | None
) -> list[Assessed]:
    """被考核单位: whoever has a letter of the programme, or every signing unit where nobody has one yet; one statement."""
    letters = exists().where(Letter.programme_id == programme.id, IN_FORCE)
    wanted = [
        under(viewer),
        below(programme.unit),
        Unit.kind.in_(signing_kinds(programme.unit.kind)),
        or_(Unit.retired_on.is_(None), Unit.retired_on >= first_on),
        or_(~letters, exists().where(and_(Letter.programme_id == programme.id, IN_FORCE, Letter.unit_id == Unit.id))),
    ]
    if unit_ids is not None:
        wanted.append(Unit.id.in_(unit_ids))
    units = db.session.scalars(select(Unit).where(*wanted).order_by(*IN_ORDER))
    return [
        Assessed(each.id, each.name, each.called, key, each.retired_on)
        for each in units
        if (key := class_of(rubric, each.kind)) is not None
    ]


def _spans(rubric: Rubric, first_on: date, last_on: date) -> dict[str, list[tuple[str, date, date]]]:
    """各时段的各期: months of a part that is scored twelve times, quarters of four, halves of two; else the whole span."""
    keys = [(part.key, part.times) for part in rubric.parts] or [(_WHOLE_YEAR, 1)]
    return {key: _stretches(times, first_on, last_on) for key, times in keys}


_MONTHS_EACH = {12: 1, 4: 3, 2: 6}


def _stretches(times: int, first_on: date, last_on: date) -> list[tuple[str, date, date]]:
    months = _MONTHS_EACH.get(times)
    if months is None:
        return [("", first_on, last_on)]
    found, at = [], date(first_on.year, (first_on.month - 1) // months * months + 1, 1)
    while at <= last_on:
        following = date(at.year + (at.month - 1 + months) // 12, (at.month - 1 + months) % 12 + 1, 1)
        first, last = max(at, first_on), min(following - timedelta(days=1), last_on)
        label = f"{at.year}年{at.month}月" if months == 1 else f"{at.year}年{at.month}至{last.month}月"
        found.append((label, first, last))
        at = following
    return found
