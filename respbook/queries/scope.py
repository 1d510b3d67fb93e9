"""门: the only doors to rows. Each is filtered by the viewer's subtree; out of sight is missing (safety C4, R25)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from respbook.models.archive import ArchivedPaper
from respbook.models.base import db
from respbook.models.carry_over import CarryOverCheck
from respbook.models.county_forms import CountyForm
from respbook.models.imports import Import
from respbook.models.jobs import Job
from respbook.models.letter_sources import LetterSource
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.library_clauses import LibraryClause
from respbook.models.people import User
from respbook.models.programmes import Programme
from respbook.models.registers import Register
from respbook.models.removals import Removal
from respbook.models.saved_filters import SavedFilter
from respbook.models.targets import Target
from respbook.models.tasks import Task
from respbook.models.units import Holder, Unit
from respbook.rules.permissions import Viewer


class NotInSight(Exception):
    """看不到: missing, or somebody else's; the viewer cannot tell which (404)."""


def under(viewer: Viewer) -> ColumnElement[bool]:
    """视野: units at or below the viewer's own."""
    return Unit.path.startswith(viewer.unit_path, autoescape=True)


def owners_of(viewer: Viewer) -> ColumnElement[bool]:
    """方案归属: programmes of the viewer's own office or of one below it; what a county drafts is no town's business."""
    return _in_town(viewer, Programme.unit_id, viewer.office_line)


def owned_by(viewer: Viewer) -> ColumnElement[bool]:
    """本级的方案: those on which the viewer's own office works; towns below have their own."""
    return Programme.unit_id.in_(viewer.office_line) if viewer.county else owners_of(viewer)


def _in_town(viewer: Viewer, unit_id: Any, line: Sequence[int]) -> ColumnElement[bool]:
    owned: ColumnElement[bool] = unit_id.in_(line) | unit_id.in_(select(Unit.id).where(under(viewer)))
    return owned


IN_SIGHT = Unit.path.like(bindparam("sight"))
"""视野 as part of a statement that is built once; a path has digits and slashes only, nothing to escape."""

OWNED = Programme.unit_id.in_(bindparam("ancestors", expanding=True)) | Programme.unit_id.in_(
    select(Unit.id).where(IN_SIGHT)
)
"""方案归属 of the same kind."""


def sight(viewer: Viewer) -> dict[str, Any]:
    """What ``IN_SIGHT`` and ``OWNED`` are filled with."""
    return {"sight": f"{viewer.unit_path}%", "ancestors": viewer.office_line}


def one(statement: Select[Any]) -> Any:
    """唯一一行 of a statement that is already filtered by sight. Raises NotInSight."""
    row = db.session.scalars(statement).unique().one_or_none()
    if row is None:
        raise NotInSight
    return row


def of_programme(viewer: Viewer, table: Any, row_id: int, *options: ExecutableOption) -> Any:
    """A row of a programme of the viewer's town, with its programme and town."""
    return one(
        select(table)
        .join(table.programme)
        .where(table.id == row_id, owners_of(viewer))
        .options(joinedload(table.programme).joinedload(Programme.unit), *options)
    )


def unit_in_sight(viewer: Viewer, unit_id: int, *options: ExecutableOption) -> Unit:
    """责任单位, at or below the viewer's own. Raises NotInSight."""
    loaded = options or (selectinload(Unit.tags), selectinload(Unit.holders))
    found: Unit = one(select(Unit).where(Unit.id == unit_id, under(viewer)).options(*loaded))
    return found


def holder_in_sight(viewer: Viewer, holder_id: int) -> Holder:
    """任职记录 of a unit in sight. Raises NotInSight."""
    found: Holder = one(
        select(Holder).join(Holder.unit).where(Holder.id == holder_id, under(viewer)).options(joinedload(Holder.unit))
    )
    return found


def user_in_sight(viewer: Viewer, user_id: int) -> User:
    """用户 whose unit is in sight. Raises NotInSight."""
    found: User = one(
        select(User)
        .join(User.unit)
        .where(User.id == user_id, under(viewer))
        .options(joinedload(User.unit), selectinload(User.roles))
    )
    return found


def programme_in_sight(viewer: Viewer, programme_id: int) -> Programme:
    """年度方案 of the viewer's town, or of the county where it issued a letter to the viewer's own unit. Raises NotInSight."""
    found: Programme = one(
        select(Programme)
        .where(Programme.id == programme_id, programmes_seen(viewer))
        .options(joinedload(Programme.unit))
    )
    return found


def programmes_seen(viewer: Viewer) -> ColumnElement[bool]:
    """可看的方案: ``owners_of``, and those of a county of which the viewer's own unit has a letter."""
    if not viewer.below_county:
        return owners_of(viewer)
    given = select(Letter.programme_id).where(Letter.unit_id == viewer.unit_id, Letter.state != "draft")
    return owners_of(viewer) | Programme.id.in_(given)


def template_in_sight(viewer: Viewer, template_id: int) -> LetterTemplate:
    """责任书模板 with its clauses and programme. Raises NotInSight."""
    found: LetterTemplate = of_programme(viewer, LetterTemplate, template_id, selectinload(LetterTemplate.clauses))
    return found


def source_in_sight(viewer: Viewer, source_id: int) -> LetterSource:
    """旧责任书 of a programme of the viewer's town. Raises NotInSight."""
    found: LetterSource = of_programme(viewer, LetterSource, source_id)
    return found


def kept_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """条款库的视野: libraries of towns above, at or below the viewer's own."""
    return _in_town(viewer, LibraryClause.unit_id, viewer.line)


def library_clause_in_sight(viewer: Viewer, library_clause_id: int) -> LibraryClause:
    """库存条款 with its versions. Raises NotInSight."""
    found: LibraryClause = one(
        select(LibraryClause)
        .where(LibraryClause.id == library_clause_id, kept_in_sight(viewer))
        .options(selectinload(LibraryClause.versions))
    )
    return found


def clause_in_sight(viewer: Viewer, clause_id: int) -> Clause:
    """条款 of a template in sight. Raises NotInSight."""
    found: Clause = one(
        select(Clause)
        .join(Clause.template)
        .join(LetterTemplate.programme)
        .where(Clause.id == clause_id, owners_of(viewer))
    )
    return found


def removal_in_sight(viewer: Viewer, removal_id: int) -> Removal:
    """删除记录 of the viewer's town. Raises NotInSight."""
    found: Removal = one(
        select(Removal)
        .join(Programme, Programme.id == Removal.programme_id)
        .where(Removal.id == removal_id, owners_of(viewer))
    )
    return found


def target_in_sight(viewer: Viewer, target_id: int) -> Target:
    """目标任务 with its programme and allocations. Raises NotInSight."""
    found: Target = of_programme(viewer, Target, target_id, selectinload(Target.allocations))
    return found


def archive_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """往年文书的视野, joined to Unit from outside: one's own units'; the office also sees what nobody has placed yet."""
    if viewer.of_office:
        return or_(under(viewer), and_(ArchivedPaper.unit_id.is_(None), ArchivedPaper.town_id == viewer.unit_id))
    return under(viewer)


def archived_in_sight(viewer: Viewer, paper_id: int) -> ArchivedPaper:
    """往年文书 of a unit in sight. Raises NotInSight."""
    found: ArchivedPaper = one(
        select(ArchivedPaper)
        .outerjoin(Unit, Unit.id == ArchivedPaper.unit_id)
        .where(ArchivedPaper.id == paper_id, archive_in_sight(viewer))
    )
    return found


def letters_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """责任书的视野: to be used with Letter joined to Unit; drafts are seen by the office that draws them up alone."""
    if not viewer.of_office:
        return under(viewer) & (Letter.state != "draft")
    if not viewer.offices_around:
        return under(viewer)
    own = select(Programme.id).where(Programme.unit_id == viewer.office_id)
    return under(viewer) & ((Letter.state != "draft") | Letter.programme_id.in_(own))


def letter_in_sight(viewer: Viewer, letter_id: int, *options: ExecutableOption) -> Letter:
    """责任书 of a unit in sight. Raises NotInSight."""
    found: Letter = one(_letters(viewer).where(Letter.id == letter_id).options(*options))
    return found


def letters_named(viewer: Viewer, letter_ids: Sequence[int]) -> Sequence[Letter]:
    """若干责任书 of units in sight; those that are not are left out."""
    return db.session.scalars(_letters(viewer).where(Letter.id.in_(letter_ids))).all()


def _letters(viewer: Viewer) -> Select[Letter]:
    return (
        select(Letter)
        .join(Letter.unit)
        .where(letters_in_sight(viewer))
        .options(
            joinedload(Letter.unit),
            joinedload(Letter.programme).joinedload(Programme.unit),
            joinedload(Letter.template),
        )
    )


def task_in_sight(viewer: Viewer, task_id: int) -> Task:
    """任务 of a unit in sight. Raises NotInSight."""
    found: Task = one(
        select(Task)
        .join(Task.unit)
        .where(Task.id == task_id, under(viewer))
        .options(joinedload(Task.unit), joinedload(Task.letter), joinedload(Task.target), selectinload(Task.periods))
    )
    return found


def imports_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """导入记录的视野: a sheet under check is its owner's alone; what was imported is seen in the whole office."""
    done = (Import.state != "open") & Import.unit_id.in_(select(Unit.id).where(under(viewer)))
    return (Import.made_by_id == viewer.user_id) | done


def import_in_sight(viewer: Viewer, import_id: int, *options: ExecutableOption) -> Import:
    """导入记录 with its programme or its 台账. Raises NotInSight."""
    register = joinedload(Import.register).selectinload(Register.fields)
    found: Import = one(
        select(Import)
        .where(Import.id == import_id, imports_in_sight(viewer))
        .options(joinedload(Import.programme).joinedload(Programme.unit), register, *options)
    )
    return found


def filter_in_sight(viewer: Viewer, filter_id: int) -> SavedFilter:
    """常用筛选 of one's own; a shared one is used, not changed, by others. Raises NotInSight."""
    found: SavedFilter = one(
        select(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.user_id == viewer.user_id)
    )
    return found


def checks_in_sight(viewer: Viewer, programme: Programme, check_ids: Sequence[int]) -> list[CarryOverCheck]:
    """待核对事项 of a programme in sight, those of the ids that are its own."""
    return _checks(viewer, programme, CarryOverCheck.id.in_(check_ids))


def checks_ticked(viewer: Viewer, programme: Programme, at: datetime) -> list[CarryOverCheck]:
    """核对于此刻的事项 of a programme in sight: what this viewer ticked off in one deed."""
    return _checks(viewer, programme, CarryOverCheck.done_at == at, CarryOverCheck.done_by == viewer.name)


def _checks(viewer: Viewer, programme: Programme, *which: ColumnElement[bool]) -> list[CarryOverCheck]:
    own = select(CarryOverCheck).join(Programme, Programme.id == CarryOverCheck.programme_id)
    own = own.where(CarryOverCheck.programme_id == programme.id, owners_of(viewer), *which)
    return list(db.session.scalars(own.order_by(CarryOverCheck.id)))


def county_form_in_sight(viewer: Viewer, form_id: int) -> CountyForm:
    """上级报表 of the viewer's town, with what goes into its cells. Raises NotInSight."""
    found: CountyForm = one(
        select(CountyForm)
        .join(CountyForm.unit)
        .where(CountyForm.id == form_id, under(viewer))
        .options(joinedload(CountyForm.unit), selectinload(CountyForm.cells))
    )
    return found


def job_in_sight(viewer: Viewer, job_id: int) -> Job:
    """签发批次 of the viewer's town. Raises NotInSight."""
    found: Job = of_programme(viewer, Job, job_id)
    return found
