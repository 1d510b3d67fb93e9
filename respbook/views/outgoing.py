"""导出: every list as a sheet, with the filters and the order of its page (features M4, D4)."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from respbook.actions import outgoing as actions
from respbook.forms.archive import archive_filter
from respbook.forms.letters import letter_filter
from respbook.forms.lists import audit_filter, people_filter, signing_kind, task_filter, unit_filter
from respbook.press.cross_table import CrossTable, cross_table
from respbook.queries import allocation_sheet, letter_lists, outgoing, preflight, tasks
from respbook.queries.scope import NotInSight, programme_in_sight
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.outgoing import ARCHIVE, AUDIT, FLAWS, LETTERS, REGISTER
from respbook.rules.outgoing import outgoing as sheet_of
from respbook.rules.permissions import Permission
from respbook.web import sheets
from respbook.web.guard import needs
from respbook.web.press import binder
from respbook.web.viewer import current, now, today

pages = Blueprint("outgoing", __name__)


def _register(kind: SheetKind, full: bool) -> ResponseReturnValue:
    """名册 of units or of their posts: written, noted, sent."""
    sheet, wanted = sheet_of(kind), unit_filter(request.args)
    rows = outgoing.unit_rows if kind is SheetKind.UNITS else outgoing.holder_rows
    written = sheets.write(sheet, rows(current(), wanted, full))
    actions.units_out(sheet.title, written.rows, full=full, by=current(), now=now())
    return sheets.send(written, sheet.title)


@pages.get("/units/export")
@needs(Permission.UNIT_READ)
def units() -> ResponseReturnValue:
    """单位名册, telephone numbers masked."""
    return _register(SheetKind.UNITS, full=False)


@pages.get("/units/export-phones")
@needs(Permission.PHONE_READ, fresh=True)
def units_with_phones() -> ResponseReturnValue:
    """单位名册 with full numbers."""
    return _register(SheetKind.UNITS, full=True)


@pages.get("/units/holders/export")
@needs(Permission.UNIT_READ)
def holders() -> ResponseReturnValue:
    """任职名册 of the listed units, telephone numbers masked."""
    return _register(SheetKind.HOLDERS, full=False)


@pages.get("/units/holders/export-phones")
@needs(Permission.PHONE_READ, fresh=True)
def holders_with_phones() -> ResponseReturnValue:
    """任职名册 with full numbers."""
    return _register(SheetKind.HOLDERS, full=True)


def _people(full: bool) -> ResponseReturnValue:
    if not current().may(Permission.PERSON_READ):
        raise NotInSight
    sheet = sheet_of(SheetKind.ACCOUNTS)
    written = sheets.write(sheet, outgoing.account_rows(current(), people_filter(request.args), now(), full))
    actions.people_out(sheet.title, written.rows, full=full, by=current(), now=now())
    return sheets.send(written, sheet.title)


@pages.get("/people/export")
@needs(Permission.PERSON_READ)
def people() -> ResponseReturnValue:
    """用户名册, telephone numbers masked."""
    return _people(full=False)


@pages.get("/people/export-phones")
@needs(Permission.PHONE_READ, fresh=True)
def people_with_phones() -> ResponseReturnValue:
    """用户名册 with full numbers; for those who may see the list."""
    return _people(full=True)


@pages.get("/programmes/<int:programme_id>/targets/export")
@needs(Permission.TARGET_READ)
def targets(programme_id: int) -> ResponseReturnValue:
    """目标任务表."""
    programme, sheet = programme_in_sight(current(), programme_id), sheet_of(SheetKind.TARGETS)
    return sheets.send(sheets.write(sheet, outgoing.target_rows(current(), programme)), sheet.title)


@pages.get("/programmes/<int:programme_id>/targets/grid/export")
@needs(Permission.TARGET_READ)
def allocations(programme_id: int) -> ResponseReturnValue:
    """任务分解表 as a list, which comes back in."""
    programme, sheet = programme_in_sight(current(), programme_id), sheet_of(SheetKind.ALLOCATIONS)
    rows = allocation_sheet.allocation_rows(current(), programme, signing_kind(request.args))
    return sheets.send(sheets.write(sheet, rows), sheet.title)


@pages.get("/programmes/<int:programme_id>/targets/grid/table.xlsx")
@needs(Permission.TARGET_READ)
def allocation_table(programme_id: int) -> ResponseReturnValue:
    """任务分解表 as it is printed: units down, targets across."""
    programme = programme_in_sight(current(), programme_id)
    found = allocation_sheet.allocation_table(current(), programme, signing_kind(request.args))
    if not found.heads:
        raise RuleBroken("本方案没有需要分解的目标，没有可以打印的分解表。请先增加目标，勾选“这是全镇总量”。")
    title = f"{programme.name}任务分解表"
    table = CrossTable(title, "单位", found.categories, found.heads, found.rows, found.feet)
    return sheets.send_xlsx(cross_table(table, sheets.imprint(programme.issuer)), title)


@pages.get("/tasks/export")
@needs(Permission.TASK_READ)
def task_list() -> ResponseReturnValue:
    """任务清单."""
    wanted, sheet = task_filter(request.args, today()), sheet_of(SheetKind.TASKS)
    if wanted.programme_id is not None:
        wanted = tasks.of_chosen_year(wanted, tasks.programmes_with_tasks(current()))
    return sheets.send(sheets.write(sheet, outgoing.task_rows(current(), wanted, today())), sheet.title)


@pages.get("/letters/export")
@needs(Permission.LETTER_READ)
def letter_list() -> ResponseReturnValue:
    """责任书列表."""
    wanted = letter_filter(request.args)
    if wanted.programme_id is not None:
        programme_in_sight(current(), wanted.programme_id)
    return sheets.send(sheets.write(LETTERS, outgoing.letter_rows(current(), wanted)), LETTERS.title)


@pages.get("/programmes/<int:programme_id>/letters/register/export")
@needs(Permission.LETTER_READ)
def register(programme_id: int) -> ResponseReturnValue:
    """签发登记表 as it is printed; its head comes back in as it stands."""
    programme = programme_in_sight(current(), programme_id)
    rows = outgoing.register_rows(current(), programme_id)
    return sheets.send(sheets.write(REGISTER, rows, programme.issuer), REGISTER.title)


@pages.get("/archive/export")
@needs(Permission.ARCHIVE_READ)
def archive() -> ResponseReturnValue:
    """往年文书登记表; it comes back in as it stands."""
    rows = outgoing.archive_rows(current(), archive_filter(request.args))
    return sheets.send(sheets.write(ARCHIVE, rows), ARCHIVE.title)


@pages.get("/audit/export")
@needs(Permission.AUDIT_READ)
def audit() -> ResponseReturnValue:
    """操作日志."""
    return sheets.send(sheets.write(AUDIT, outgoing.audit_rows(current(), audit_filter(request.args))), AUDIT.title)


@pages.get("/programmes/<int:programme_id>/letters/preflight/export")
@needs(Permission.LETTER_DRAFT)
def findings(programme_id: int) -> ResponseReturnValue:
    """体检问题清单."""
    programme = programme_in_sight(current(), programme_id)
    drafts = letter_lists.all_letters(
        current(), letter_lists.LetterFilter(programme_id=programme_id, state=LetterState.DRAFT, sent=False)
    )
    report = preflight.report(programme, drafts, binder().faces.missing, now())
    return sheets.send(sheets.write(FLAWS, outgoing.finding_rows(report)), FLAWS.title)
