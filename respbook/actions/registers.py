"""台账的设定: make a register, by hand, ready-made or from a sheet; its columns; take it out of use and back (feature D4)."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.registers import Register, RegisterField
from respbook.queries.imports import import_with_sheet
from respbook.queries.scope_registers import register_field_in_sight, register_in_sight
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ImportState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.ready_registers import Ready
from respbook.rules.registers import (
    FIELD_KIND_LABELS,
    MOST_FIELDS,
    FieldFacts,
    RegisterFacts,
    check_field,
    check_register,
)

_STEP = 10
"""Positions leave room for a column between two others."""


@action(Permission.REGISTER_WRITE, undo=True)
def make(
    facts: RegisterFacts, fields: Mapping[int, FieldFacts], *, ready_key: str | None = None, by: Viewer, now: datetime
) -> Register:
    """建立台账 with its columns, in the order of their places. Raises RuleBroken on the field, ``title_3`` of the place 3."""
    check_register(facts, _names_beside(by.unit_id))
    register = Register(
        town_id=by.unit_id,
        name=facts.name,
        name_title=facts.name_title,
        note=facts.note,
        village_fills=facts.village_fills,
        ready_key=ready_key,
        made_at=now,
        made_by=by.name,
        fields=[],
    )
    titles: list[str] = []
    _check_count(len(fields))
    for count, (place, each) in enumerate(fields.items(), 1):
        try:
            checked = check_field(each, facts.name_title, titles)
        except RuleBroken as refusal:
            raise RuleBroken(refusal.sentence, f"{refusal.field}_{place}") from None
        titles.append(checked.title)
        register.fields.append(_written(RegisterField(position=count * _STEP), checked))
    db.session.add(register)
    audit.note("register.make", register, register.name, after=_words(facts) | {"栏目": "、".join(titles)})
    return register


@action(Permission.REGISTER_WRITE, undo=True)
def take_over(ready: Ready, *, by: Viewer, now: datetime) -> Register:
    """启用现成台账: from then on it is the town's own. Raises RuleBroken."""
    return make(ready.register, dict(enumerate(ready.fields)), ready_key=ready.key, by=by, now=now)


@action(Permission.REGISTER_WRITE, undo=True)
def make_from_sheet(
    import_id: int, facts: RegisterFacts, fields: Mapping[int, FieldFacts], *, by: Viewer, now: datetime
) -> Register:
    """按表头建立台账: the columns that the clerk has looked at; the sheet is then checked against it. Raises RuleBroken, NotInSight."""
    row = import_with_sheet(by, import_id)
    if row.kind is not SheetKind.REGISTER_ROWS or row.register_id is not None or row.state is not ImportState.OPEN:
        raise RuleBroken("这张表的栏目已经定过；请到导入记录中接着核对。")
    register = make(facts, fields, by=by, now=now)
    row.register = register
    audit.note("import.correct", row, register.name, after={"台账": register.name})
    return register


@action(Permission.REGISTER_WRITE, undo=True)
def change(register_id: int, facts: RegisterFacts, version: int, *, by: Viewer, now: datetime) -> Register:
    """修改台账设定. Raises RuleBroken, StaleVersion, NotInSight."""
    register = register_in_sight(by, register_id)
    expect_version(register, version)
    check_register(facts, _names_beside(register.town_id, register.id))
    for field in register.live:
        check_field(field.facts, facts.name_title, [])
    before = _words(register.facts)
    register.name, register.name_title = facts.name, facts.name_title
    register.note, register.village_fills = facts.note, facts.village_fills
    audit.note_change("register.change", register, register.name, before, _words(facts))
    return register


@action(Permission.REGISTER_WRITE, undo=True)
def retire(register_id: int, version: int, *, by: Viewer, now: datetime, on: date) -> Register:
    """停用台账: it is read and no longer written. Raises StaleVersion, NotInSight."""
    register = register_in_sight(by, register_id)
    expect_version(register, version)
    register.retired_on = register.retired_on or on
    audit.note("register.retire", register, register.name)
    return register


@action(Permission.REGISTER_WRITE, undo=True)
def restore(register_id: int, version: int, *, by: Viewer, now: datetime) -> Register:
    """恢复使用. Raises StaleVersion, NotInSight."""
    register = register_in_sight(by, register_id)
    expect_version(register, version)
    register.retired_on = None
    audit.note("register.restore", register, register.name)
    return register


@action(Permission.REGISTER_WRITE, undo=True)
def add_field(register_id: int, facts: FieldFacts, *, by: Viewer, now: datetime) -> RegisterField:
    """增加栏目, behind the others. Raises RuleBroken on its field, NotInSight."""
    register = register_in_sight(by, register_id)
    _check_count(len(register.live) + 1)
    checked = check_field(facts, register.name_title, [field.title for field in register.live])
    last = max((field.position for field in register.fields), default=0)
    field = _written(RegisterField(register_id=register.id, position=last + _STEP), checked)
    db.session.add(field)
    audit.note("register.add_field", field, _called(register, checked), after=_field_words(checked))
    return field


@action(Permission.REGISTER_WRITE, undo=True)
def change_field(
    field_id: int, facts: FieldFacts, position: int, version: int, *, by: Viewer, now: datetime
) -> RegisterField:
    """修改栏目. What it holds stays as it is: what was entered must remain readable. Raises RuleBroken, StaleVersion, NotInSight."""
    field = register_field_in_sight(by, field_id)
    expect_version(field, version)
    if facts.kind is not field.kind:
        raise RuleBroken("栏目的种类定了就不能改，以免原来填的内容读不出来；请停用本栏，另加一栏。", "kind")
    others = [each.title for each in field.register.live if each.id != field.id]
    checked = check_field(facts, field.register.name_title, others)
    before = _field_words(field.facts) | {"排序": str(field.position)}
    _written(field, checked)
    field.position = position
    after = _field_words(checked) | {"排序": str(position)}
    audit.note_change("register.change_field", field, _called(field.register, checked), before, after)
    return field


@action(Permission.REGISTER_WRITE, undo=True)
def retire_field(field_id: int, version: int, *, by: Viewer, now: datetime, on: date) -> RegisterField:
    """停用栏目: its values stay in their rows. Raises StaleVersion, NotInSight."""
    field = register_field_in_sight(by, field_id)
    expect_version(field, version)
    field.retired_on = field.retired_on or on
    audit.note("register.retire_field", field, _called(field.register, field.facts))
    return field


@action(Permission.REGISTER_WRITE, undo=True)
def restore_field(field_id: int, version: int, *, by: Viewer, now: datetime) -> RegisterField:
    """恢复栏目, with all that was entered under it. Raises RuleBroken where its name is taken, StaleVersion, NotInSight."""
    field = register_field_in_sight(by, field_id)
    expect_version(field, version)
    if field.retired_on is not None:
        _check_count(len(field.register.live) + 1)
        check_field(field.facts, field.register.name_title, [each.title for each in field.register.live])
    field.retired_on = None
    audit.note("register.restore_field", field, _called(field.register, field.facts))
    return field


def _names_beside(town_id: int, but: int = 0) -> set[str]:
    return set(db.session.scalars(select(Register.name).where(Register.town_id == town_id, Register.id != but)))


def _check_count(count: int) -> None:
    if count > MOST_FIELDS:
        raise RuleBroken(f"一本台账最多{MOST_FIELDS}栏，现在有{count}栏；请减少栏目，或另建一本。")


def _written(field: RegisterField, facts: FieldFacts) -> RegisterField:
    field.title, field.kind, field.unit_word = facts.title, facts.kind, facts.unit_word
    field.choices, field.must, field.tells = "、".join(facts.choices), facts.must, facts.tells
    return field


def _called(register: Register, facts: FieldFacts) -> str:
    return f"{register.name}·{facts.title}"


def _words(facts: RegisterFacts) -> dict[str, str]:
    return {
        "名称": facts.name,
        "登记对象": facts.name_title,
        "说明": facts.note,
        "由村填写": "是" if facts.village_fills else "否",
    }


def _field_words(facts: FieldFacts) -> dict[str, str]:
    return {
        "名称": facts.title,
        "种类": FIELD_KIND_LABELS[facts.kind],
        "计量单位": facts.unit_word,
        "选项": "、".join(facts.choices),
        "必填": "是" if facts.must else "否",
        "用来认行": "是" if facts.tells else "否",
    }
