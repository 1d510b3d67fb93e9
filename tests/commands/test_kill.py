"""断电与强杀: the worker is killed in the middle of a batch, again and again; no letter is lost, doubled or unnumbered."""

import time

import drafting
from sqlalchemy import func, select
from working import worker

from respbook.actions import batch
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.jobs import Job
from respbook.models.letters import Letter
from respbook.queries.letters import register
from respbook.rules.chain import Link, check_chain
from respbook.rules.lifecycles import BatchState, LetterState

ROUNDS = 30


def issued(app):
    with app.app_context():
        db.session.rollback()
        return db.session.scalar(select(func.count()).where(Letter.state == LetterState.ISSUED))


def killed_after_one_more(app):
    before, process = issued(app), worker(app)
    deadline = time.monotonic() + 60
    while issued(app) == before and time.monotonic() < deadline and process.is_alive():
        time.sleep(0.02)
    process.kill()
    process.join()


def test_a_batch_survives_being_killed_between_letters(real_app):
    app = real_app()
    town = app.town
    with app.app_context():
        made = drafting.drafts(town, count=4)
        job = drafting.propose(town, app, made)
        batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
        job_id = job.id
    kills = 0
    while issued(app) < 4 and kills < ROUNDS:
        killed_after_one_more(app)
        kills += 1
    process = worker(app)
    with app.app_context():
        deadline = time.monotonic() + 60
        state = select(Job.state).where(Job.id == job_id)
        while db.session.scalar(state) is not BatchState.DONE and time.monotonic() < deadline:
            db.session.rollback()
            time.sleep(0.05)
        process.kill()
        process.join()
        db.session.rollback()
        assert db.session.scalar(state) is BatchState.DONE
        rows = register(town.viewer("clerk"), made.programme_id)
        assert [row.number for row in rows.rows] == list(range(1, 5)) and not rows.gaps
        store = app.extensions["store"]
        assert all(store.get(digest) for digest in db.session.scalars(select(Letter.pdf_sha256)))
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        broken = check_chain([Link(e.seq, e.prev_hash, e.hash, e.body) for e in entries], {}).broken
        assert not broken
        assert db.session.scalar(select(func.count()).where(AuditEntry.verb == "letter.issue")) == 4
    assert kills >= 1
