"""出表的各行: what each list shows, as rows of plain values in the order of its sheet's columns (features M4).

The rows come from the rooms of the lists, through the same doors, filters and orders; nothing is chosen here.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.models.units import Holder, Unit
from respbook.papers.stored import title_in
from respbook.queries.archive import ArchiveFilter, listed_papers
from respbook.queries.audit import AuditFilter, all_entries
from respbook.queries.holders import PRESENT
from respbook.queries.letter_lists import LetterFilter, listed_letters
from respbook.queries.letters import numbered
from respbook.queries.people import STATES, PeopleFilter, all_people
from respbook.queries.preflight import Report
from respbook.queries.scope import owners_of
from respbook.queries.targets import bearer_label
from respbook.queries.tasks import TaskFilter, all_tasks
from respbook.queries.units import UnitFilter, chosen_units, sorted_by
from respbook.rules.amending import AMENDS_LABELS
from respbook.rules.cadence import CADENCE_LABELS, market_words
from respbook.rules.chinese import shown_phone
from respbook.rules.codes import code_of
from respbook.rules.columns import SHEETS, SheetKind
from respbook.rules.holders import first_present
from respbook.rules.lifecycles import LETTER, TASK, TaskState, letter_words
from respbook.rules.outgoing import Value, listed, yes_no
from respbook.rules.permissions import ROLE_LABELS, Viewer
from respbook.rules.register import entry_words
from respbook.rules.targets import BASIS_LABELS, KIND_LABELS
from respbook.rules.units import POST_ROLE_LABELS, UNIT_KIND_LABELS, PostRole

Row = tuple[Value, ...]
_REGISTERED = [
    kind for kind, words in UNIT_KIND_LABELS.items() if words in SHEETS[SheetKind.UNITS].column("kind").choices
]
"""名册所列: villages, communities, offices and groups; the town itself is not a unit of its own register."""


def _phone(phone: str, full: bool) -> str:
    return phone if full else shown_phone(phone)


def unit_rows(viewer: Viewer, wanted: UnitFilter, full: bool) -> list[Row]:
    """单位名册 with the present head and 包村干部: three statements."""
    parent = aliased(Unit)
    found = db.session.execute(
        select(Unit, parent.name, parent.kind)
        .outerjoin(parent, parent.id == Unit.parent_id)
        .where(Unit.id.in_(chosen_units(viewer, wanted)), Unit.kind.in_(_REGISTERED))
        .order_by(*sorted_by(viewer, wanted.sort))
        .options(selectinload(Unit.tags), selectinload(Unit.holders))
    )
    return [_unit_row(unit, name if kind in _REGISTERED else "", full) for unit, name, kind in found]


def _unit_row(unit: Unit, parent: str, full: bool) -> Row:
    head, official = (first_present(unit.holders, role) for role in (PostRole.FIRST, PostRole.STATIONED))
    return (
        unit.name,
        unit.short_name,
        UNIT_KIND_LABELS[unit.kind],
        parent,
        head.name if head else "",
        head.post if head else "",
        _phone(head.phone, full) if head else "",
        official.name if official else "",
        unit.households or None,
        unit.population or None,
        unit.farmland or None,
        listed(tag.tag for tag in unit.tags),
        unit.aliases or "",
        unit.retired_on,
    )


def holder_rows(viewer: Viewer, wanted: UnitFilter, full: bool) -> Iterator[Row]:
    """任职名册 of the listed units, those who have left after those in office: one statement."""
    found = db.session.execute(
        select(Unit.name, Holder)
        .join(Holder.unit)
        .where(Unit.id.in_(chosen_units(viewer, wanted)))
        .order_by(*sorted_by(viewer, wanted.sort), ~PRESENT, Holder.position, Holder.from_on.desc(), Holder.id)
    )
    for unit_name, holder in found:
        phone, role = _phone(holder.phone, full), POST_ROLE_LABELS[holder.role]
        yield unit_name, role, holder.post, holder.name, phone, holder.from_on, holder.to_on


def account_rows(viewer: Viewer, wanted: PeopleFilter, now: datetime, full: bool) -> Iterator[Row]:
    """用户名册: one statement."""
    for person in all_people(viewer, wanted, now):
        roles = listed(ROLE_LABELS[role] for role in person.roles)
        phone, state = _phone(person.phone, full), STATES[person.state(now)]
        yield person.login, person.name, person.unit_name, roles, phone, state


def target_rows(viewer: Viewer, programme: Programme) -> Iterator[Row]:
    """目标任务表 in the order of the letter: one statement."""
    found = db.session.scalars(
        select(Target)
        .join(Target.programme)
        .where(Target.programme_id == programme.id, owners_of(viewer))
        .order_by(Target.position, Target.id)
    )
    for target in found:
        yield (
            target.category,
            target.name,
            KIND_LABELS[target.kind],
            target.amount,
            target.unit_word,
            target.low,
            target.high,
            target.per,
            target.per_word,
            target.base_year,
            target.base_amount,
            target.due_on,
            target.text,
            yes_no(target.divided),
            BASIS_LABELS[target.basis] if target.basis else "",
            target.step,
            listed(bearer_label(kind, programme.unit.kind) for kind in target.kinds),
            target.tag,
            CADENCE_LABELS[target.cadence],
            target.due_day or None,
            target.due_in_workdays,
            yes_no(bool(target.rolls_over)),
            market_words(target.market_days),
            target.duty,
            target.lead_unit,
            target.helping_units,
            target.evidence,
            target.heading,
        )


def task_rows(viewer: Viewer, wanted: TaskFilter, today: date) -> Iterator[Row]:
    """任务清单 by due date: one statement."""
    for unit, title, demand, cadence, due_on, duty, evidence, number, state, next_due, *charged in all_tasks(
        viewer, wanted, today
    ):
        late = state is TaskState.OPEN and due_on < today
        told = "逾期" if late else TASK.labels[state]
        upcoming = next_due if state is TaskState.OPEN else None
        yield unit, title, demand, CADENCE_LABELS[cadence], due_on, duty, evidence, number, told, upcoming, *charged


def letter_rows(viewer: Viewer, wanted: LetterFilter) -> Iterator[Row]:
    """责任书列表: one statement."""
    for (
        unit,
        state,
        batch,
        signing,
        number,
        issued_on,
        template,
        programme,
        pages,
        single,
        amends,
        new,
    ) in listed_letters(viewer, wanted):
        if amends:
            template = f"{template}（{AMENDS_LABELS[amends]}）"
        yield (
            unit,
            letter_words(state, batch, signing, new is not None),
            number,
            issued_on,
            template,
            programme,
            pages,
            "是" if single else "",
        )


def register_rows(viewer: Viewer, programme_id: int) -> Iterator[Row]:
    """签发登记表: the letters of the register; titles are read from the frozen papers, one at a time: one statement."""
    statement = (
        select(
            Letter.number_text,
            Unit.name,
            Letter.paper,
            Letter.issued_on,
            Letter.issued_by,
            Programme.copies,
            Letter.state,
            Letter.paper_sha256,
            Letter.void_reason,
        )
        .join(Letter.unit)
        .join(Letter.programme)
        .where(*numbered(viewer, programme_id))
        .order_by(Letter.number)
        .execution_options(yield_per=100)
    )
    for number, unit, paper, issued_on, issued_by, copies, state, digest, reason in db.session.execute(statement):
        yield (
            number,
            unit,
            title_in(paper),
            issued_on,
            issued_by,
            copies,
            LETTER.labels[state],
            code_of(digest or ""),
            reason,
        )


def archive_rows(viewer: Viewer, wanted: ArchiveFilter) -> Iterator[Row]:
    """往年文书登记表 in the order of the list: one statement."""
    for paper, unit_name in listed_papers(viewer, wanted):
        yield (
            paper.number_text,
            unit_name,
            paper.title,
            paper.issued_on,
            paper.issued_by,
            paper.copies,
            paper.year,
            paper.note,
            entry_words(paper.id),
            paper.file_name,
            paper.pages or None,
        )


def audit_rows(viewer: Viewer, wanted: AuditFilter) -> Iterator[Row]:
    """操作日志, the youngest first: one statement."""
    for entry in all_entries(viewer, wanted):
        yield entry.seq, entry.at, entry.name, entry.sentence, entry.role, entry.address


def finding_rows(report: Report) -> Iterator[Row]:
    """体检问题清单 of an examination: no statement."""
    for level, findings in (("必须先改", report.stops), ("请留意", report.warnings)):
        for finding in findings:
            yield level, finding.sentence, "", ""
    for finding, waiver in report.waived:
        yield "已写明理由", finding.sentence, waiver.reason, waiver.made_by
