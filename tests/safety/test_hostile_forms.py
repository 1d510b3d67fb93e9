"""敌意填报: every form of the site with words that no office writes; refused in words or kept as they are (R26, R36–R40).

Each form is given a few of the words in turn; all of them on all forms is the drill of the same name.
"""

from itertools import cycle

import pytest
from forms_of import forms_of
from making import make
from sqlalchemy import select
from standing import stands

from respbook.models.base import Base, db

year = stands(make.year)

HOSTILE = (
    "' OR '1'='1",
    "'; DROP TABLE letters; --",
    "1) UNION SELECT password_hash FROM users --",
    "%' AND (SELECT COUNT(*) FROM audit_entries) > 0 --",
    "{{ 7*7 }}{% for x in ().__class__.__bases__ %}{{ x }}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %> {0.__class__} %(name)s",
    '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    '<font size="99999">大</font><img src="/etc/passwd"/>[[[red]]]',
    "NaN",
    "Infinity",
    "1e999",
    "-0",
    "１２３．５",
    "9" * 400,
    "0x1F",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "村" * 100_000,
    "\u202e反写\u200b零宽\ufeff",
    "👨‍👩‍👧‍👦🌾",
    "\ud800孤立",
    "=1+1\t@SUM(A1)",
    "../../../etc/passwd",
    "C:\\windows\\system32",
    "\r\nSet-Cookie: a=b",
    "[]",
    '{"a": 1}',
    " ",
    "0",
)
MARK = "CANARY-MASS-7"
EACH = 2
"""How many of the words each form is given; with 128 forms every word meets some eight of them."""
DECLARED = {("/programmes/1/letters/proposal", "jobs", "opinion")}
"""签批依据: the form's own field, shown to an office of one person only, and no decision for anybody else."""
_forms = []


@pytest.fixture
def undone(app):
    """frame(): what is written inside is gone afterwards."""

    class Frame:
        def __enter__(self):
            db.session.rollback()
            self.savepoint = db.engines[None].begin_nested()

        def __exit__(self, *_):
            db.session.rollback()
            self.savepoint.rollback()

    return Frame


def test_no_words_break_a_form(app, town, year, client_as, undone):
    words, sent, faults = cycle(HOSTILE), 0, []
    for form in forms(app, town, client_as):
        for _ in range(EACH):
            word = next(words)
            with undone():
                values = form.values | dict.fromkeys(form.words, word)
                answer = client_as(form.login).post(form.action, data=encoded(values))
                sent += 1
                if answer.status_code >= 500:
                    faults.append((form.login, form.action, word[:30], answer.status_code))
    assert sent > 240 and faults == []


def forms(app, town, client_as):
    """Both tests stand on the same ground: the pages are read once."""
    _forms.extend([] if _forms else forms_of(app, town, client_as))
    return _forms


def encoded(values):
    """A lone surrogate goes as the bytes that a broken program would send."""
    return {name: value.encode("utf-8", "surrogatepass") for name, value in values.items()}


def test_undeclared_fields_change_nothing(app, town, year, client_as, undone):
    """Every form is sent with all column names of all tables besides its own: none of them reaches a row (safety R26)."""
    columns = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
    written, reached = 0, set()
    for form in forms(app, town, client_as):
        extra = dict.fromkeys(columns - set(form.values) - {"key", "csrf_token"}, MARK)
        with undone():
            before = entries()
            client_as(form.login).post(form.action, data=extra | form.values)
            if entries() > before:
                written += 1
                reached |= {(form.action, *place) for place in marked_rows()}
    assert written > 40 and reached <= DECLARED


def entries():
    return db.session.scalar(select(Base.metadata.tables["audit_entries"].c.seq).order_by(db.text("seq DESC")).limit(1))


def marked_rows():
    """(table, column) of whatever holds the mark."""
    found = []
    for table in Base.metadata.sorted_tables:
        text = [column for column in table.columns if column.type.python_type is str]
        for row in db.session.execute(select(*text)) if text else ():
            found += [(table.name, name) for name, value in row._mapping.items() if value and MARK in value]
    return found
