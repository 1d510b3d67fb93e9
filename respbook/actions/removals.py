"""回收站: keep what is removed, whole, and bring it back (features U3). Called by the deeds that remove something."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Column, Date, Table

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import Base, db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.removals import Removal
from respbook.models.targets import Allocation, Target
from respbook.models.types import Moment, Quantity, Word
from respbook.queries import letter_templates, targets
from respbook.queries.letters import draftable
from respbook.queries.library_clauses import versions_standing
from respbook.queries.scope import programme_in_sight, removal_in_sight
from respbook.rules.chain import canonical
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.removals import REMOVAL_LABELS, RemovalKind, days_left

_KINDS: dict[type[Base], RemovalKind] = {
    Target: RemovalKind.TARGET,
    LetterTemplate: RemovalKind.TEMPLATE,
    Letter: RemovalKind.DRAFT,
}


def keep(
    thing: Base, programme: Programme, name: str, parts: Sequence[Base] = (), *, by: Viewer, now: datetime
) -> Removal:
    """存入回收站 inside the deed that removes ``thing``; ``parts`` are the rows that go with it."""
    removal = Removal(
        programme_id=programme.id,
        kind=_KINDS[type(thing)],
        name=name[:120],
        rows=canonical({"row": _values(thing), "parts": [_values(part) for part in parts]}),
        removed_at=now,
        removed_by=by.name,
    )
    db.session.add(removal)
    db.session.flush()
    return removal


@action(Permission.REMOVAL_RESTORE)
def restore(removal_id: int, *, by: Viewer, now: datetime) -> Removal:
    """恢复: the thing stands again as it was removed, under a new number of its own.

    Raises RuleBroken when the time is over, the programme is closed, or another has taken its place; NotInSight.
    """
    removal = removal_in_sight(by, removal_id)
    programme = programme_in_sight(by, removal.programme_id)
    check_open(programme.state, programme.name)
    if removal.restored_at is not None:
        raise RuleBroken(f"“{removal.name}”已由{removal.restored_by}恢复，不用再办。")
    if not days_left(removal.removed_at, now):
        raise RuleBroken(f"“{removal.name}”删除已满30天，不能恢复。需要的，请重新登记。")
    kept = json.loads(removal.rows)
    thing = _RAISED[removal.kind](removal, kept["row"], kept["parts"])
    db.session.add(thing)
    removal.restored_at, removal.restored_by = now, by.name
    audit.note("removal.restore", thing, removal.name, after={"种类": REMOVAL_LABELS[removal.kind]})
    return removal


def _target(removal: Removal, row: dict[str, Any], parts: list[dict[str, Any]]) -> Base:
    if row["name"] in targets.names_in(removal.programme_id):
        raise RuleBroken(f"方案中已另有目标“{removal.name}”，不能恢复。请先给现有的换个名称。")
    target = Target(**_facts(Target, row))
    target.allocations = [Allocation(**_facts(Allocation, part, "target_id")) for part in parts]
    return target


def _template(removal: Removal, row: dict[str, Any], parts: list[dict[str, Any]]) -> Base:
    if row["name"] in letter_templates.names_in(removal.programme_id):
        raise RuleBroken(f"方案中已另有模板“{removal.name}”，不能恢复。请先给现有的换个名称。")
    template = LetterTemplate(**_facts(LetterTemplate, row))
    standing = versions_standing([part["library_version_id"] for part in parts if "library_version_id" in part])
    for part in parts:  # a library clause may have been removed meanwhile; the wording stands without its source
        if part.get("library_version_id") not in standing:
            part.pop("library_version_id", None)
    template.clauses = [Clause(**_facts(Clause, part, "template_id")) for part in parts]
    return template


def _draft(removal: Removal, row: dict[str, Any], _: list[dict[str, Any]]) -> Base:
    if row.get("original_id"):
        raise RuleBroken(f"{removal.name}是重签的草稿，不能恢复。请到原责任书的页面上重新拟稿。")
    if not draftable(row["template_id"], row["unit_id"]):
        raise RuleBroken(f"{removal.name}不能恢复：模板已删除，或已重新拟稿。请到“拟稿”查看。")
    return Letter(**_facts(Letter, row))


_RAISED = {RemovalKind.TARGET: _target, RemovalKind.TEMPLATE: _template, RemovalKind.DRAFT: _draft}


def _values(row: Base) -> dict[str, Any]:
    """Every column that is not empty; columns that are read on demand are empty in what may be removed."""
    table = cast(Table, row.__table__)
    loaded = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    return {column.name: loaded[column.name] for column in table.columns if loaded.get(column.name) is not None}


def _facts(kind: type[Base], stored: dict[str, Any], *but: str) -> dict[str, Any]:
    """The stored columns as values, without the row's own number and version; a column that is gone is left out."""
    columns = {column.name: column for column in cast(Table, kind.__table__).columns}
    skipped = {"id", "version", *but}
    return {name: _value(columns[name], text) for name, text in stored.items() if name in columns.keys() - skipped}


def _value(column: Column[Any], stored: Any) -> Any:
    match column.type:
        case Quantity():
            return Decimal(stored)
        case Moment():
            return datetime.fromisoformat(stored)
        case Date():
            return date.fromisoformat(stored)
        case Word(kind=kind):
            return kind(stored)
        case _:
            return stored
