"""改动: EVERY column of EVERY protected table, and the book itself, changed past the program and named (safety R79, R81).

A database that holds some rows of each table, whatever the office would write into them; one pass over all tables at once.
"""

import datetime as d
import json
from decimal import Decimal
from itertools import zip_longest
from random import Random
from types import SimpleNamespace

import pytest
from databases import POSTGRESQL
from making import NOW
from sqlalchemy import event, text
from tampering import BOOK_TABLE, ON_TABLES, attacked, drop_triggers, links_of

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.digests import protected_tables
from respbook.models.types import Cells, Moment, Quantity, Word
from respbook.queries.verify import Fault, verify_chain, verify_state
from respbook.rules.anchors import Anchor
from respbook.rules.chain import canonical
from respbook.rules.permissions import Permission, system_viewer

pytestmark = pytest.mark.skipif(POSTGRESQL, reason="past all constraints: the owner of an SQLite file may do that")
SOME = 8
FULL, EMPTY, ALSO = range(1, 9), range(9, 17), range(17, 25)
"""Rows: every column filled; only those that must be; filled, to be emptied. One column of each row is changed in a pass."""
OTHER = 100
"""From this number on values are what something is changed to."""


def value(column, number):
    """A value that the column takes, different for each number."""
    kind = column.type
    if isinstance(kind, Word):
        words = list(kind.kind)
        return words[number >= OTHER and len(words) > 1]
    if isinstance(kind, Quantity):
        return Decimal(number) / 2
    if isinstance(kind, Cells):
        return {"1": f"值{number}"}
    if isinstance(kind, Moment):
        return NOW + d.timedelta(hours=number)
    made = {
        bool: lambda: number % 2 == 0,
        int: lambda: number,
        str: lambda: f"甲{number}",
        d.date: lambda: NOW.date() + d.timedelta(days=number),
    }
    return made[kind.python_type]()


def row_of(table, number):
    """Keys are always filled; of the second kind nothing else that may be empty."""
    needed = [each for each in table.columns if number not in EMPTY or each.primary_key or not each.nullable]
    return {column.name: value(column, number) for column in needed}


def key_of(table, row):
    return tuple(row[column.name] for column in table.primary_key.columns)


def shown(key):
    return "第" + "-".join(str(part) for part in json.loads(canonical(list(key)))) + "号"


@action(Permission.AUDIT_VERIFY)
def fill(*, by, now):
    for table in protected_tables():
        rows = [row_of(table, number) for number in (*FULL, *EMPTY, *ALSO)]
        for row in rows:
            db.session.execute(table.insert().values(row))
        audit.touch(table, [key_of(table, row) for row in rows])
    for number in range(30):
        audit.note_words("audit.verify", "audit_entries", number, f"第{number}次")


@pytest.fixture(scope="module")
def owned(lasting_app):
    """A site whose file belongs to the attacker: no constraint holds him, no trigger stands."""
    app = lasting_app(town=False)
    with app.app_context():

        @event.listens_for(db.engine, "connect")
        def unbound(connection, _record):
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA ignore_check_constraints=ON")

        db.engine.dispose()
        fill(by=system_viewer(), now=NOW)
        drop_triggers(db.session)
        db.session.commit()
        yield SimpleNamespace(tables=protected_tables())


def changed(table, own_key, values):
    here = [each == own for each, own in zip(table.primary_key.columns, own_key, strict=True)]
    db.session.execute(table.update().where(*here).values(values))


def attacks(table):
    """What is done to the table: (key, column, value) for each of its columns, in passes."""
    for start in range(0, len(table.columns), SOME):
        done = []
        for place, column in enumerate(list(table.columns)[start : start + SOME]):
            full, empty, also = (row_of(table, numbers[place]) for numbers in (FULL, EMPTY, ALSO))
            done.append((key_of(table, full), column.name, value(column, OTHER + place)))
            if column.name not in empty:
                done.append((key_of(table, empty), column.name, value(column, OTHER + SOME + place)))
            if column.nullable and not column.primary_key:
                done.append((key_of(table, also), column.name, None))
        yield done


def test_every_column_of_every_protected_table_is_named(owned):
    assert verify_state() == [] and verify_chain().clean
    passes = [list(attacks(table)) for table in owned.tables]
    missed, done = [], 0
    for turns in zip_longest(*passes, fillvalue=()):
        expected = set()
        for table, turn in zip(owned.tables, turns, strict=True):
            for key, column, other in turn:
                changed(table, key, {column: other})
                expected.add((table.name, shown(key), column))
        found = {(each.table, each.key) for each in verify_state()}
        missed += [each for each in expected if each[:2] not in found]
        done += len(expected)
        db.session.rollback()
    assert missed == []
    columns = sum(len(table.columns) for table in owned.tables)
    assert done > columns > 1000 and len(owned.tables) > 100, (done, columns, len(owned.tables))


def test_every_row_taken_away_or_put_in_is_named(owned):
    for table in owned.tables:
        here = [
            each == own
            for each, own in zip(table.primary_key.columns, key_of(table, row_of(table, FULL[0])), strict=True)
        ]
        db.session.execute(table.delete().where(*here))
        db.session.execute(table.insert().values(row_of(table, OTHER)))
    found = {(each.table, each.fault, each.key) for each in verify_state()}
    db.session.rollback()
    for table in owned.tables:
        assert (table.name, Fault.DELETED, shown(key_of(table, row_of(table, FULL[0])))) in found
        assert (table.name, Fault.INSERTED, shown(key_of(table, row_of(table, OTHER)))) in found
    assert len(found) == 2 * len(owned.tables)


def test_every_column_of_the_book_is_named(owned):
    for column in BOOK_TABLE.columns:
        was = db.session.execute(BOOK_TABLE.select().where(BOOK_TABLE.c.seq == 12)).one()._mapping[column.name]
        others = {int: 99, str: "0" * 64, d.datetime: NOW + d.timedelta(days=3)}
        db.session.execute(BOOK_TABLE.update().where(BOOK_TABLE.c.seq == 12).values({column.name: others[type(was)]}))
        assert not verify_chain().clean, column.name
        db.session.rollback()


@pytest.mark.parametrize("attack", ON_TABLES, ids=lambda attack: attack.__name__)
def test_each_kind_of_tampering_with_the_book_is_found(owned, attack):
    """A few places here, a hundred in the drill ``tamper``."""
    links = links_of(db.session)
    anchors = [Anchor(link.seq, link.hash) for link in (links[3], links[15], links[-1])]
    for trial in range(3):
        attacked(db.session, attack, Random(f"{attack.__name__}{trial}").randrange(len(links) - 1))
        found = verify_chain(anchors)
        assert found.broken and all(each.sentence for each in found.broken)
        db.session.rollback()
    assert verify_chain(anchors).clean


def test_the_trigger_that_was_dropped_was_there(real_app):
    with real_app().app_context():
        names = db.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        assert {"audit_entries_no_delete", "audit_entries_no_update"} <= set(names)
