"""案卷里的考核和问责: a unit's score with its reasons, what was done to it, the talks' papers (features D5, X20)."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.measures import Measure, Talk
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.papers import assessment as papers
from respbook.papers.unit_file import StepLine, measure_record
from respbook.queries.assessment_papers import explanation_paper, hands_of, sheet_content
from respbook.queries.scope import under
from respbook.queries.scope_measures import measures_in_sight
from respbook.queries.score_why import why_sheet
from respbook.queries.year_pieces import Piece, day_of
from respbook.rules.chinese import day
from respbook.rules.lifecycles import MEASURE, PUBLIC_ASSESSMENT
from respbook.rules.measures import kind_words
from respbook.rules.permissions import Viewer
from respbook.rules.talks import DEED_LABELS
from respbook.rules.year_file import Part


def score_pieces(viewer: Viewer, unit: Unit, year: int) -> Iterator[Piece]:
    """考核评分表和得分说明单 of what was announced; what is still being scored is no paper yet."""
    rows = db.session.scalars(
        select(ScoreSheet)
        .join(ScoreSheet.unit)
        .join(ScoreSheet.assessment)
        .join(Assessment.programme)
        .where(
            ScoreSheet.unit_id == unit.id, under(viewer), Programme.year == year,
            Assessment.state.in_(PUBLIC_ASSESSMENT),
        )
        .order_by(Assessment.first_on, Assessment.id)
    ).all()  # fmt: skip
    for row in rows:
        why = why_sheet(viewer, row.id)
        about = why.assessment
        author, on = about.programme.issuer, about.settled_on or about.announced_on
        note = f"{why.result.band}" if why.result.band else ""
        sheet = papers.score_sheet(sheet_content(why, hands_of([row.id])[row.id]))
        yield Piece(Part.SCORE, f"{unit.called}{about.name}评分表", "", author, on, note, paper=sheet)
        explained = explanation_paper(why)
        yield Piece(Part.SCORE, f"{unit.called}{about.name}得分说明单", "", author, on, "", paper=explained)


def measure_pieces(viewer: Viewer, unit: Unit, year: int) -> Iterator[Piece]:
    """问责事项 of a unit: the record of each, and the papers of its talk as issued."""
    rows = db.session.scalars(
        select(Measure)
        .join(Measure.programme)
        .where(measures_in_sight(viewer), Measure.unit_id == unit.id, Programme.year == year)
        .order_by(Measure.made_on, Measure.id)
        .options(joinedload(Measure.talk).selectinload(Talk.entries), selectinload(Measure.links))
    ).all()
    for row in rows:
        yield _record(row)
        if row.talk is not None:
            yield from _talk(row.talk, row.unit_name)


def _record(row: Measure) -> Piece:
    kind = kind_words(row.kind)
    facts = [
        ("单位", row.unit_name),
        ("当时第一责任人", f"{row.holder_post}{row.holder_name}" or "—"),
        ("事实日期", day(row.happened_on)),
        ("事实", row.facts),
        ("依据", row.clause),
        ("状态", MEASURE.labels[row.state]),
        *([("办理期限", day(row.due_on))] if row.due_on else []),
    ]
    steps = [StepLine(day(row.made_on), "提出", row.made_by, "—")]
    if row.decided_on:
        steps.append(StepLine(day(row.decided_on), "决定", row.decided_by, row.decision or "—"))
    for entry in row.talk.entries if row.talk else ():
        on = day_of(entry.at)
        steps.append(StepLine(day(on) if on else "", DEED_LABELS[entry.deed], entry.by, entry.words))
    if row.done_at and (done := day_of(row.done_at)):
        steps.append(StepLine(day(done), "办结", row.done_by, row.result or "—"))
    paper = measure_record(row.unit_name, kind, facts, steps)
    return Piece(
        Part.MEASURE, f"{kind}办理记录（{row.unit_name}）", "", row.made_by, row.decided_on or row.made_on,
        MEASURE.labels[row.state], paper=paper,
    )  # fmt: skip


def _talk(row: Talk, unit: str) -> Iterator[Piece]:
    number = row.number_text or ""
    if row.notice_pdf_sha256:
        yield Piece(Part.MEASURE, f"约谈通知（{unit}）", number, row.issuer, row.notified_on, "", row.notice_pdf_sha256)
    if row.minutes_pdf_sha256:
        on = day_of(row.minuted_at)
        yield Piece(Part.MEASURE, f"约谈纪要（{unit}）", number, row.issuer, on, "", row.minutes_pdf_sha256)
