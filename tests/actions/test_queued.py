"""队列办理: a worker woken twice does nothing twice, one that was broken off goes on; both stand in the book."""

from making import NOW, make
from sqlalchemy import select, update
from standing import stands

from respbook.actions import batch, scan_reading
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.jobs import Job
from respbook.models.scans import ScanBatch
from respbook.rules.lifecycles import BatchState, ScanState
from respbook.works import tools


def last(verb):
    db.session.rollback()
    return db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.seq.desc())).first()


@stands
def row(app, town):
    programme = make.programme(town)
    make.target(town, programme)
    return make.drafts(town, make.template(town, programme), [town.villages[0].id])[0]


def begun(kind, row_id, state):
    db.session.execute(update(kind).where(kind.id == row_id).values(state=state))
    db.session.commit()


def again(app, worker, row_id, needs):
    with app.app_context():  # a session of its own, as the queue has
        worker(row_id, needs, lambda: NOW)


def test_a_batch_is_taken_up_once_and_gone_on_with(app, town, row):
    job = make.issued(app, town, [row])
    again(app, batch.work_off, job.id, tools(app))
    assert "已不在队列，未再办理" in last("batch.run").body
    begun(Job, job.id, BatchState.RUNNING)
    again(app, batch.work_off, job.id, tools(app))
    assert "接续" in last("batch.run").body
    assert db.session.get(Job, job.id, populate_existing=True).state is BatchState.DONE


def test_a_scan_is_taken_up_once_and_gone_on_with(app, town, row):
    make.issued(app, town, [row])
    made = make.scan(app, town, row)
    again(app, scan_reading.read_off, made.id, tools(app).store)
    assert "已不在队列，未再识别" in last("scan.read").body
    begun(ScanBatch, made.id, ScanState.READING)
    again(app, scan_reading.read_off, made.id, tools(app).store)
    assert "接续" in last("scan.read").body
    assert db.session.get(ScanBatch, made.id, populate_existing=True).state is ScanState.DONE
