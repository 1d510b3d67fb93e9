"""层层签订上报: what stands below a letter now, and what was reported of it (features C3)."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.cascade_reports import CascadeReport
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge
from respbook.queries.pledge_lists import VillageWork, village_work
from respbook.queries.pledges import LIVING
from respbook.queries.scope import NotInSight
from respbook.rules.cascade_reports import ReportFigures, Unsigned
from respbook.rules.lifecycles import ReportState
from respbook.rules.pledges import number_text


def report_state(letter_id: int) -> ReportState | None:
    """上报状态 of a letter's latest report; None where there is none. One statement."""
    asked = select(CascadeReport.state).where(CascadeReport.letter_id == letter_id)
    return db.session.scalar(asked.order_by(CascadeReport.id.desc()).limit(1))


def report_of(letter: Letter, report_id: int) -> CascadeReport:
    """一次上报 of a letter that is in sight already. Raises NotInSight."""
    asked = select(CascadeReport).where(CascadeReport.id == report_id, CascadeReport.letter_id == letter.id)
    row = db.session.scalar(asked)
    if row is None:
        raise NotInSight
    return row


def reports_of(letter_id: int) -> Sequence[CascadeReport]:
    """历次上报, the latest first: one statement."""
    return db.session.scalars(
        select(CascadeReport).where(CascadeReport.letter_id == letter_id).order_by(CascadeReport.id.desc())
    ).all()


def latest_reports(letter_ids: Iterable[int]) -> Mapping[int, CascadeReport]:
    """最近一次上报 of each letter, by its id: one statement."""
    latest = (
        select(func.max(CascadeReport.id))
        .where(CascadeReport.letter_id.in_(list(letter_ids)))
        .group_by(CascadeReport.letter_id)
    )
    return {row.letter_id: row for row in db.session.scalars(select(CascadeReport).where(CascadeReport.id.in_(latest)))}


def figures_now(letter: Letter, work: VillageWork | None = None) -> ReportFigures:
    """现在的上报数: what a report of this moment would freeze; one statement more than the work itself."""
    work = work or village_work(letter)
    rows = db.session.execute(
        select(Pledge.village, Pledge.serial, Pledge.name, Pledge.state, Pledge.reason)
        .where(Pledge.letter_id == letter.id, LIVING, Pledge.signed_on.is_(None))
        .order_by(Pledge.serial)
    )
    unsigned = tuple(
        Unsigned(f"{number_text(village, serial)} {name}", state, reason)
        for village, serial, name, state, reason in rows
    )
    unmade = tuple(row.name for row in work.groups if row.state is None)
    return ReportFigures((work.group_papers[0], len(work.groups)), work.household_papers, unsigned, unmade)
