"""从表格导入: it does, it refuses, it is written in the book."""

import json

import pytest
from making import NOW, make
from sqlalchemy import select

from respbook.actions import imports, programmes
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.imports import Import
from respbook.models.units import Unit
from respbook.queries.imports import bench_of, import_with_sheet
from respbook.queries.scope import NotInSight
from respbook.queries.verify import verify_state
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.permissions import NotAllowed


def kept(town, rows, kind=SheetKind.UNITS, login="clerk", programme=None):
    return imports.keep(kind, programme, "", [Grid.of("粘贴", rows)], by=town.viewer(login), now=NOW)


def applied(town, row, login="clerk"):
    by = town.viewer(login)
    found = bench_of(by, import_with_sheet(by, row.id), town.today)
    digest = found.checked.digest if found.checked else ""
    return imports.apply(row.id, digest, by=by, now=NOW, on=town.today)


ROWS = [["单位名称", "单位类别", "户数"], ["新河村", "村", "88"], ["王家庄村", "", "101"]]


def test_one_import_is_one_entry_with_the_digests_of_all_rows(town, app):
    row, rest, codes = applied(town, kept(town, ROWS))
    assert (row.added, row.changed, row.wrong, rest, codes) == (1, 1, 0, None, {})
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    body = json.loads(entry.body)
    assert entry.verb == "import.apply" and body["after"]["名单"] == "新河村、王家庄村"
    assert {table for table, _, _ in body["rows"]} == {"imports", "units"} and len(body["rows"]) == 3


def test_nothing_goes_in_when_one_row_cannot(town, app, monkeypatch):
    row = kept(town, ROWS)

    def broken(*_):
        raise RuleBroken("坏了。")

    monkeypatch.setitem(imports.WRITERS, SheetKind.UNITS, broken)
    with pytest.raises(RuleBroken):
        applied(town, row)
    assert db.session.scalar(select(Import.state).where(Import.id == row.id)) == "open"
    assert db.session.scalar(select(Unit.id).where(Unit.name == "新河村")) is None


def test_somebody_elses_sheet(town, app):
    row = kept(town, ROWS)
    for deed in (
        lambda by: imports.correct(row.id, {}, {}, None, {}, by=by, now=NOW),
        lambda by: imports.apply(row.id, "", by=by, now=NOW, on=town.today),
        lambda by: imports.drop(row.id, by=by, now=NOW),
        lambda by: imports.undo(row.id, 1, by=by, now=NOW),
    ):
        with pytest.raises(NotInSight):
            deed(town.viewer("admin"))
        with pytest.raises(NotAllowed):
            deed(town.viewer("leader"))


def test_kinds_that_the_role_has_no_hand_in(town, app):
    year = make.programme(town)
    for kind in (SheetKind.TARGETS, SheetKind.ALLOCATIONS, SheetKind.TASKS):
        with pytest.raises(NotAllowed):
            kept(town, ROWS, kind, "admin", year.id)
        with pytest.raises(RuleBroken, match="年度方案"):
            kept(town, ROWS, kind)


def test_a_closed_year_takes_nothing(town, app):
    year = make.programme(town)
    programmes.close(year.id, year.version, by=town.viewer("clerk"), now=NOW)
    with pytest.raises(RuleBroken, match="已结束"):
        kept(town, ROWS, SheetKind.TARGETS, programme=year.id)


def test_what_was_imported_is_imported_once_and_taken_back_once(town, app):
    row, _, _ = applied(town, kept(town, ROWS))
    with pytest.raises(RuleBroken, match="已经导入"):
        applied(town, row)
    imports.undo(row.id, row.version, by=town.viewer("clerk"), now=NOW)
    again = db.session.scalars(select(Import).where(Import.id == row.id)).one()
    with pytest.raises(RuleBroken):
        imports.undo(row.id, again.version, by=town.viewer("clerk"), now=NOW)


def test_the_book_still_agrees_with_the_tables(town, app):
    """Rows that were written past the session have their digests like the rest, and so have those put back."""
    clerk = town.viewer("clerk")
    row, _, _ = applied(town, kept(town, ROWS))
    assert verify_state() == []
    imports.undo(row.id, row.version, by=clerk, now=NOW)
    assert verify_state() == []
