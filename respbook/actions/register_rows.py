"""台账登记: enter a row, correct it, 注销 and take back; nothing is deleted, and every change tells each of its columns."""

from collections.abc import Mapping
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.writers.register_rows import row_words
from respbook.models.base import db
from respbook.models.registers import Register, RegisterRow
from respbook.models.units import Unit
from respbook.queries.scope import NotInSight, unit_in_sight
from respbook.queries.scope_registers import may_enter, register_in_sight, register_row_in_sight, rows_alike
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed, Permission, Viewer
from respbook.rules.registers import NAME, Row, read_row, search_words, telling


def _demand_entry(by: Viewer, register: Register) -> None:
    if register.retired_on is not None:
        raise RuleBroken(f"“{register.name}”已经停用，不能再登记、修改；请先恢复使用。")
    if not may_enter(by, register):
        raise NotAllowed(f"“{register.name}”由镇经办人登记，您可以查看本单位的内容；需要改正的，请告诉经办人。")


@action(Permission.REGISTER_FILL, undo=True)
def enter(register_id: int, unit_id: int, told: Mapping[str, str], *, by: Viewer, now: datetime) -> RegisterRow:
    """登记一条. Raises RuleBroken on the field, NotAllowed, NotInSight."""
    register = register_in_sight(by, register_id)
    _demand_entry(by, register)
    unit = _unit(by, unit_id)
    read = read_row(register.name_title, register.live_facts, told, {})
    _refuse_second(register, unit_id, read)
    row = RegisterRow(register_id=register.id, unit_id=unit_id, made_at=now, made_by=by.name)
    _write(row, read)
    db.session.add(row)
    after = {title: words for title, words in row_words(register, row.name, unit.name, row.cells).items() if words}
    audit.note("register.enter", row, row.name, after={"台账": register.name} | after)
    return row


@action(Permission.REGISTER_FILL, undo=True)
def correct(
    row_id: int, unit_id: int, told: Mapping[str, str], version: int, *, by: Viewer, now: datetime
) -> RegisterRow:
    """修改登记. Raises RuleBroken on the field, StaleVersion, NotAllowed, NotInSight."""
    row = _open_row(by, row_id, version)
    unit = row.unit if unit_id == row.unit_id else _unit(by, unit_id)
    read = read_row(row.register.name_title, row.register.live_facts, told, row.cells)
    _refuse_second(row.register, unit_id, read, row.id)
    before = row_words(row.register, row.name, row.unit.name, row.cells)
    row.unit_id = unit_id
    _write(row, read)
    after = row_words(row.register, row.name, unit.name, row.cells)
    audit.note_change("register.correct", row, row.name, before, after)
    return row


@action(Permission.REGISTER_FILL, undo=True)
def close(row_id: int, on: date, reason: str, version: int, *, by: Viewer, now: datetime, today: date) -> RegisterRow:
    """注销: it is no longer there; the row stays with day and reason. Raises RuleBroken, StaleVersion, NotAllowed, NotInSight."""
    row = _open_row(by, row_id, version)
    if on > today:
        raise RuleBroken(f"注销日期{day(on)}还没有到；请填写已经注销的日期。", "on")
    row.closed_on, row.closed_reason, row.closed_by = on, reason, by.name
    audit.note("register.close", row, row.name, after={"注销日期": day(on), "注销原因": reason})
    return row


@action(Permission.REGISTER_FILL, undo=True)
def reopen(row_id: int, version: int, *, by: Viewer, now: datetime) -> RegisterRow:
    """恢复 a row that was 注销 by mistake. Raises RuleBroken where another of its name stands, StaleVersion, NotInSight."""
    row = register_row_in_sight(by, row_id)
    _demand_entry(by, row.register)
    expect_version(row, version)
    if row.closed_on is None:
        raise RuleBroken("这一条没有注销，不用恢复。")
    _refuse_second(row.register, row.unit_id, Row(row.name, row.cells), row.id)
    told = {"注销日期": day(row.closed_on), "注销原因": row.closed_reason or ""}
    row.closed_on = row.closed_reason = row.closed_by = None
    audit.note("register.reopen", row, row.name, before=told)
    return row


def _open_row(by: Viewer, row_id: int, version: int) -> RegisterRow:
    row = register_row_in_sight(by, row_id)
    _demand_entry(by, row.register)
    expect_version(row, version)
    if row.closed_on is not None:
        raise RuleBroken(f"“{row.name}”已于{day(row.closed_on)}注销，不能再改；确需修改的，请先恢复。")
    return row


def _unit(by: Viewer, unit_id: int) -> Unit:
    """The unit whose row it is to be. Raises RuleBroken on its field."""
    try:
        unit = unit_in_sight(by, unit_id)
    except NotInSight:
        raise RuleBroken("请选择单位。", "unit_id") from None
    if unit.retired_on is not None:
        raise RuleBroken(f"“{unit.name}”已经停用，不能再登记；请选择现在的单位。", "unit_id")
    return unit


def _refuse_second(register: Register, unit_id: int, read: Row, but: int | None = None) -> None:
    fields = register.live_facts
    wanted = telling(read.name, read.cells, fields)
    if any(telling(row.name, row.cells, fields) == wanted for row in rows_alike(register.id, unit_id, but)):
        beside = [facts.title for facts in fields.values() if facts.tells]
        words = f"{'、'.join(beside)}也相同" if beside else "分不清是哪一条"
        raise RuleBroken(f"本单位已登记过“{read.name}”，{words}；是另一处的，请在名称上写明区别。", NAME)


def _write(row: RegisterRow, read: Row) -> None:
    row.name, row.cells = read.name, dict(read.cells)
    words = search_words(read.name, read.cells)
    row.words, row.initials = words["words"], words["initials"]
