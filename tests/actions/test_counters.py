"""计数器: no gap and no double, however many ask at once (safety R91)."""

import threading

import pytest
from sqlalchemy import func, select

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.counters import expected_number, next_number
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.rules.chain import Link, check_chain
from respbook.rules.permissions import Permission, system_viewer

THREADS, EACH = 16, 30


@action(Permission.LETTER_ISSUE)
def take(key, *, by, now, fail=False):
    number = next_number(key)
    audit.note_words("letter.issue", "letters", number, f"第{number}号")
    if fail:
        raise ZeroDivisionError
    return number


def test_sixteen_hands_take_consecutive_numbers(real_app):
    app = real_app()
    numbers, problems = [], []

    def work(now=app.town.now):
        try:
            with app.app_context():
                for turn in range(EACH):
                    if turn % 10 == 5:  # a deed that fails burns no number
                        with pytest.raises(ZeroDivisionError):
                            take("letter/2026", by=system_viewer(), now=now, fail=True)
                    numbers.append(take("letter/2026", by=system_viewer(), now=now))
        except BaseException as problem:
            problems.append(problem)

    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(AuditEntry))
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not problems
    assert sorted(numbers) == list(range(1, THREADS * EACH + 1))
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        reading = check_chain(Link(row.seq, row.prev_hash, row.hash, row.body) for row in rows)
        assert (reading.last, reading.broken) == (before + THREADS * EACH, ())


def test_keys_count_apart(app, town):
    first = [take(key, by=system_viewer(), now=town.now) for key in ("a", "b", "a")]
    assert first == [1, 1, 2]
    assert (expected_number("a"), expected_number("b"), expected_number("c")) == (3, 2, 1)
