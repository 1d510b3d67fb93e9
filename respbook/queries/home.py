"""今天: what waits for this viewer, in a flat number of statements whatever the town's size (features B2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.jobs import Job, JobItem
from respbook.models.letters import Letter
from respbook.models.people import Invite, User
from respbook.models.programmes import Programme
from respbook.models.sessions import Throttle
from respbook.models.units import Unit
from respbook.queries.amendments import WaitingAmendment, waiting_amendments
from respbook.queries.audit import Verification, last_verification
from respbook.queries.checkpoints import unwitnessed
from respbook.queries.closing import closes_after
from respbook.queries.finding_lists import Figures, FindingRow, figures, to_answer
from respbook.queries.matters_waiting import MattersWaiting
from respbook.queries.measure_lists import MeasuresToday, measures_today
from respbook.queries.notice_lists import NoticeRow, late_notices, own_notices
from respbook.queries.open_objections import OpenObjection, open_objections
from respbook.queries.papers_waiting import PapersWaiting, papers_and_matters
from respbook.queries.programmes import ProgrammeRow, programme_list
from respbook.queries.report_today import OwnDues, ReportsToday, own_dues, reports_today
from respbook.queries.scope import letters_in_sight, owned_by, under
from respbook.queries.sessions import lock_key
from respbook.queries.signing import IN_FORCE
from respbook.queries.studies import study_due
from respbook.queries.units import headless
from respbook.queries.vouching import to_vouch
from respbook.queries.waiting import waiting_count
from respbook.rules.lifecycles import BatchState, ItemState, LetterState, ProgrammeState
from respbook.rules.permissions import Permission, Role, Viewer

_SHOWN = 8
_UNIT_ROLES = frozenset({Role.REPORTER, Role.SIGNER})


@dataclass(frozen=True)
class WaitingBatch:
    """待办的批次: who sent it, how many letters, how many came back and are still drafts, whether this viewer may
    review it."""

    id: int
    programme_id: int
    programme: str
    state: BatchState
    total: int
    proposed_by: str
    proposed_at: datetime
    refused: int
    to_review: bool


@dataclass(frozen=True)
class OwnLetter:
    """本单位的责任书."""

    id: int
    programme: str
    title: str
    number_text: str
    issued_on: date | None


@dataclass(frozen=True)
class PersonToMind:
    """要留意的账号: a code that lapses soon, or a locked sign-in."""

    id: int
    name: str
    unit_name: str
    code_until: datetime | None
    locked_until: datetime | None


@dataclass(frozen=True)
class Headless:
    """未登记负责人的单位: how many, and the first few."""

    count: int = 0
    units: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class HomePage:
    """今天: each part is empty for whom it does not concern."""

    day: date
    programmes: tuple[ProgrammeRow, ...] = ()
    batches: tuple[WaitingBatch, ...] = ()
    headless: Headless = field(default_factory=Headless)
    dues: OwnDues = field(default_factory=OwnDues)
    reports: ReportsToday | None = None
    letters: tuple[OwnLetter, ...] = ()
    people: tuple[PersonToMind, ...] = ()
    to_vouch: int = 0
    amendments: Sequence[WaitingAmendment] = ()
    verification: Verification | None = None
    unwitnessed: int = 0
    to_sign: int = 0
    objections: Sequence[OpenObjection] = ()
    notices: Sequence[NoticeRow] = ()
    findings: Figures | None = None
    to_rectify: Sequence[FindingRow] = ()
    papers: PapersWaiting = field(default_factory=PapersWaiting)
    matters: MattersWaiting = field(default_factory=MattersWaiting)
    study_due: date | None = None
    measures: MeasuresToday | None = None


def home_page(viewer: Viewer, today: date, now: datetime) -> HomePage:
    """今天 for the viewer."""
    office = viewer.of_office
    own = bool(viewer.roles & _UNIT_ROLES) or (office and viewer.below_county)
    clerk, back = viewer.may(Permission.LETTER_PROPOSE), closes_after(viewer)
    reports = reports_today(viewer, today, back) if office and viewer.may(Permission.TASK_READ) else None
    papers, matters = papers_and_matters(viewer, today)
    return HomePage(
        day=today,
        programmes=_open_programmes(viewer) if office else (),
        batches=_batches(viewer, clerk) if clerk or viewer.may(Permission.LETTER_ISSUE) else (),
        headless=_headless(viewer) if clerk else Headless(),
        dues=own_dues(viewer, today, back) if clerk or own else OwnDues(),
        reports=reports,
        letters=_letters(viewer) if own else (),
        amendments=waiting_amendments(viewer) if viewer.may(Permission.LETTER_ISSUE) else (),
        people=_people(viewer, now) if viewer.may(Permission.PERSON_WRITE) else (),
        to_vouch=len(to_vouch(viewer)) if viewer.may(Permission.PERSON_CONFIRM) else 0,
        to_sign=waiting_count(viewer, today),
        objections=open_objections(viewer) if viewer.may(Permission.OBJECTION_ANSWER) else (),
        notices=_notices(viewer, today),
        findings=figures(viewer, today) if office and viewer.may(Permission.FINDING_READ) else None,
        to_rectify=to_answer(viewer, today) if own and viewer.may(Permission.RECTIFY_WRITE) else (),
        papers=papers,
        matters=matters,
        study_due=study_due(viewer, today) if reports and viewer.may(Permission.STUDY_WRITE) else None,
        measures=measures_today(viewer, today, papers),
        verification=last_verification() if viewer.may(Permission.AUDIT_VERIFY) else None,
        unwitnessed=unwitnessed(now) if viewer.may(Permission.AUDIT_VERIFY) else 0,
    )


def _notices(viewer: Viewer, today: date) -> Sequence[NoticeRow]:
    """For a unit what it has not taken or replied to; for the office what is due and still lacks somebody."""
    if viewer.may(Permission.NOTICE_TAKE) and not viewer.of_office:
        return own_notices(viewer)
    if viewer.below_county:
        return [*own_notices(viewer), *late_notices(viewer, today)] if viewer.may(Permission.NOTICE_READ) else ()
    return late_notices(viewer, today) if viewer.may(Permission.NOTICE_WRITE) else ()


def _open_programmes(viewer: Viewer) -> tuple[ProgrammeRow, ...]:
    """Those under way, the one that is furthest behind first."""
    rows = [row for row in programme_list(viewer, own=True) if row.programme.state is ProgrammeState.OPEN]
    return tuple(sorted(rows, key=lambda row: row.counts.issued / row.counts.units if row.counts.units else -1.0))


def _batches(viewer: Viewer, clerk: bool) -> tuple[WaitingBatch, ...]:
    """What waits for a decision; for the clerk also what came back or was not done."""
    refused = (
        select(func.count())
        .select_from(JobItem)
        .join(JobItem.letter)
        .where(
            JobItem.job_id == Job.id,
            JobItem.state.in_((ItemState.REFUSED, ItemState.RETURNED)),
            Letter.state == LetterState.DRAFT,
            ~_asked(),
        )
        .correlate(Job)
        .scalar_subquery()
    )
    waiting: ColumnElement[bool] = Job.state.in_((BatchState.PROPOSED, BatchState.INTERRUPTED))
    waiting = or_(waiting, and_(Job.state == BatchState.REVIEW, _to_review(viewer)))
    if clerk:
        waiting = or_(waiting, and_(Job.state == BatchState.RETURNED, _still_drafts()), refused > 0)
    rows = db.session.execute(
        select(
            Job.id,
            Job.programme_id,
            Programme.name,
            Job.state,
            Job.total,
            Job.proposed_by,
            Job.proposed_at,
            refused,
            _to_review(viewer),
        )
        .join(Job.programme)
        .where(owned_by(viewer), Programme.state == ProgrammeState.OPEN, waiting)
        .order_by(Job.id)
        .limit(_SHOWN)
    )
    return tuple(WaitingBatch(*row) for row in rows)


def _to_review(viewer: Viewer) -> ColumnElement[bool]:
    """A review waits for everybody who may give it: not for the one who sent it, unless 一人经办."""
    return or_(Job.proposed_by_id != viewer.user_id, Programme.clerk_may_issue)


def _asked() -> ColumnElement[bool]:
    """The letter has gone into a younger batch since."""
    younger = aliased(JobItem)
    return (
        select(younger.job_id)
        .where(younger.letter_id == JobItem.letter_id, younger.job_id > JobItem.job_id)
        .correlate(JobItem)
        .exists()
    )


def _still_drafts() -> ColumnElement[bool]:
    """A returned batch is done with when its letters were sent again, issued or removed."""
    return (
        select(JobItem.job_id)
        .join(JobItem.letter)
        .where(JobItem.job_id == Job.id, Letter.state == LetterState.DRAFT, ~_asked())
        .correlate(Job)
        .exists()
    )


def _headless(viewer: Viewer) -> Headless:
    rows = db.session.execute(
        select(Unit.id, Unit.name, func.count().over().label("total"))
        .where(headless(viewer))
        .order_by(Unit.position, Unit.id)
        .limit(3)
    ).all()
    return Headless(rows[0].total, tuple((row.id, row.name) for row in rows)) if rows else Headless()


def _letters(viewer: Viewer) -> tuple[OwnLetter, ...]:
    rows = db.session.execute(
        select(Letter.id, Programme.name, Unit.name, Letter.number_text, Letter.issued_on)
        .join(Letter.unit)
        .join(Letter.programme)
        .where(Letter.unit_id == viewer.unit_id, letters_in_sight(viewer), IN_FORCE)
        .order_by(Letter.issued_on.desc(), Letter.id.desc())
        .limit(_SHOWN)
    )
    return tuple(OwnLetter(*row) for row in rows)


def _people(viewer: Viewer, now: datetime) -> tuple[PersonToMind, ...]:
    """Codes that lapse within a day and were not used, and sign-ins that are locked."""
    code = (
        select(func.max(Invite.expires_at))
        .where(Invite.user_id == User.id, Invite.used_at.is_(None), Invite.expires_at > now)
        .correlate(User)
        .scalar_subquery()
    )
    lock = (
        select(Throttle.until).where(Throttle.key == lock_key(), Throttle.until > now).correlate(User).scalar_subquery()
    )
    lapsing = and_(User.password_hash == "", code <= now + timedelta(days=1))
    rows = db.session.execute(
        select(User.id, User.name, Unit.name, code, lock)
        .join(User.unit)
        .where(under(viewer), User.suspended_at.is_(None), or_(lapsing, lock.is_not(None)))
        .order_by(User.id)
        .limit(_SHOWN)
    )
    return tuple(PersonToMind(*row) for row in rows)


def database_answers() -> None:
    """数据库在线."""
    db.session.execute(text("SELECT 1"))
