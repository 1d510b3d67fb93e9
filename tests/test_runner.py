"""队列: a word of it may be lost, doubled or foreign; the database says what is unfinished, and each piece is done once (safety R92)."""

import datetime as d
from threading import Event

import pytest
from huey.consumer import Worker
from making import NOW

from respbook import runner
from respbook.rules.works import Kind
from respbook.works import WORKS, Work


@pytest.fixture
def queue(real_app):
    """With its own storage, worked off by ``step``: what a worker thread does each time it looks into the queue."""
    app = real_app(town=False)
    queue = runner.Queue(app, app.extensions["settings"])
    worker = Worker(queue.huey, Event(), 0.01, 0.01, 1)
    queue.step = lambda times: [worker.loop() for _ in range(times)]
    yield queue
    queue.huey.storage.close()


def test_a_word_of_another_program_stops_nobody_and_what_it_meant_is_done(queue, monkeypatch):
    """A host of another version shares the queue, or this one was upgraded while work waited."""
    waiting, done = [7, 8], []

    def do(_, number):
        done.append(number)
        waiting.remove(number)

    monkeypatch.setitem(WORKS, Kind.SCAN, Work(Kind.SCAN, lambda _: tuple(waiting), do))
    former = runner.Queue(queue.app, queue.app.extensions["settings"]).huey.task(name="read_scan")(print)
    former(7)
    queue.start(99, 7)  # a kind that this program does not know
    assert queue.huey.pending_count() == 2
    queue.take_over()
    assert queue.huey.pending_count() == 2, "while the queue holds work it may be all that there is"
    queue.step(2)
    assert queue.huey.pending_count() == 0 and done == []
    queue.take_over()
    queue.step(2)
    assert done == [7, 8]


def test_what_is_not_over_is_come_back_to_at_its_time(queue, monkeypatch):
    monkeypatch.setitem(WORKS, Kind.SCAN, Work(Kind.SCAN, lambda _: (), lambda *_: NOW + d.timedelta(minutes=5)))
    queue.start(Kind.SCAN, 7)
    queue.step(2)  # done, and its return looked at: it is not due yet
    assert (queue.huey.pending_count(), queue.huey.scheduled_count()) == (0, 1)
