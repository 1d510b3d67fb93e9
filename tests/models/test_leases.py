"""租约: one piece of work has one worker; a dead one's work is free at once."""

import multiprocessing
import threading

from respbook.models.base import db
from respbook.models.leases import Leases
from respbook.rules.works import Kind


def test_one_holds_and_the_other_is_told_so(real_app):
    app = real_app(town=False)
    with app.app_context():
        one, other = Leases(app.extensions["settings"].folder / "l"), Leases(app.extensions["settings"].folder / "l")
        with one.hold(db.engine, Kind.BATCH, 7) as mine:
            assert mine and not other.free(db.engine, Kind.BATCH, 7)
            with other.hold(db.engine, Kind.BATCH, 7) as also:
                assert not also
            assert not one.free(db.engine, Kind.BATCH, 7)  # a refused one gives nothing back
            assert other.free(db.engine, Kind.BATCH, 8) and other.free(db.engine, Kind.SCAN, 7)
        assert other.free(db.engine, Kind.BATCH, 7)


def test_of_many_at_once_one_at_a_time_is_at_it(real_app):
    app = real_app(town=False)
    leases, inside, most = Leases(app.extensions["settings"].folder / "l"), [], []

    def work():
        for _ in range(15):
            with app.app_context(), leases.hold(db.engine, Kind.BATCH, 7) as mine:
                if mine:
                    inside.append(1)
                    most.append(len(inside))
                    inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most and set(most) == {1}


def _holding(url, folder, told):
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    with Leases(folder).hold(engine, Kind.BATCH, 7) as mine:
        told.send(mine)
        threading.Event().wait()


def test_what_a_killed_worker_held_is_free(real_app):
    app = real_app(town=False)
    here, there = multiprocessing.Pipe()
    settings = app.extensions["settings"]
    leases = Leases(settings.folder / "l")
    method = multiprocessing.get_context("forkserver")
    process = method.Process(target=_holding, args=(settings.database_url, settings.folder / "l", there))
    process.start()
    assert here.poll(30) and here.recv()
    with app.app_context():
        assert not leases.free(db.engine, Kind.BATCH, 7)
        process.kill()
        process.join()
        for _ in range(100):
            if leases.free(db.engine, Kind.BATCH, 7):
                return
            threading.Event().wait(0.05)
    raise AssertionError("still held by the dead")
