"""The house of the tests: one small town a worker; each test in a transaction that is rolled back.

``app`` pushes an app context; ``client_as(login)`` gives a signed-in client; ``town`` the units and viewers;
``stand(build)`` a town on which more has been built;
``clock`` the time; ``real_app()`` an own folder and database without the outer transaction, for threads and kills.
"""

import gc
import os
import shutil
from contextlib import contextmanager

import hypothesis
import making
import pytest
import shifts
from databases import POSTGRESQL, copied_address, hasty
from sqlalchemy import Engine, event
from standing import Ground, Seeds, at_head
from visiting import Clock, Queue, Visitor, compiled_templates

from respbook import settings
from respbook.actions import action
from respbook.app import create_app
from respbook.models.base import db

# The rubbish of ten thousand tests is small beside the modules that are loaded, and these are not searched for it each time.
gc.set_threshold(100_000, 50, 100)
# Neither a slow machine nor a rare example makes a run red by chance; searching for examples is done by hand.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")
db.session.session_factory.configure(join_transaction_mode="create_savepoint")


def _new_app(folder, faces, address):
    folder.mkdir(exist_ok=True)
    (folder / "faces").symlink_to(faces)
    told = settings.read({"RESPBOOK_DATABASE_URL": address, "RESPBOOK_ROBOT_HOSTS": "127.0.0.1"}, folder)
    app = create_app(told, clock=Clock())
    app.jinja_env.bytecode_cache = compiled_templates(faces)
    app.test_client_class = Visitor
    app.extensions["queue"] = Queue(app, told, immediate=True)
    return app


@pytest.fixture(scope="session")
def faces_folder(tmp_path_factory):
    """Our faces unpacked once for all workers."""
    folder = tmp_path_factory.getbasetemp().parent / "faces"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def seeds(tmp_path_factory, faces_folder):
    """Databases that others are copied from, built once a worker: one at head, one with the town."""
    empty = at_head(tmp_path_factory.mktemp("empty"))
    folder = tmp_path_factory.mktemp("founded")
    founded = copied_address(empty, folder)
    app = _new_app(folder, faces_folder, founded)
    with app.app_context():
        town = making.town()
        db.engine.dispose()
    return Seeds(empty, founded, town)


@pytest.fixture(scope="session")
def house(tmp_path_factory, faces_folder, seeds):
    """The app of the worker and its ground: (app, ground)."""
    folder = tmp_path_factory.mktemp("house")
    app = _new_app(folder, faces_folder, copied_address(seeds.founded, folder))
    ground = Ground(app, seeds, tmp_path_factory.mktemp)
    yield app, ground, action.gate()
    ground.leave()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(house):
    """The app in a context; whatever the test writes is gone afterwards."""
    app, ground, gate = house
    app.config["CLOCK"] = Clock()
    action.use_gate(gate)
    action.use_clock(app.extensions["clock_watch"].check)
    with app.app_context():
        engine = db.engine
        ground.begin(engine)
        shutil.rmtree(app.extensions["anchorage"].own, ignore_errors=True)  # checkpoints of books that are gone
        try:
            yield app
        finally:
            ground.end()
            db.engines[None] = engine


@pytest.fixture
def stand(app, house):
    """stand(build): the test begins where ``build(app, town)`` has been, which is done once a worker (tests/standing.py)."""
    return house[1].on


@pytest.fixture
def town(seeds):
    return seeds.town


@pytest.fixture
def clock(app):
    return app.config["CLOCK"]


@pytest.fixture
def client_as(app):
    """client_as("clerk"): a browser in which that person has signed in; client_as(None): a stranger's."""
    return lambda login: app.test_client().enter_as(login)


@pytest.fixture
def client(client_as):
    """A stranger's browser."""
    return client_as(None)


@pytest.fixture
def real_app(tmp_path_factory, faces_folder, seeds):
    """real_app() → an app on its own database with its own town (``app.town``); real commits, real threads."""
    with _real_apps(tmp_path_factory, faces_folder, seeds) as build:
        yield build


@pytest.fixture(scope="module")
def lasting_app(tmp_path_factory, faces_folder, seeds):
    """The same for all tests of a module, which only read what it was filled with."""
    with _real_apps(tmp_path_factory, faces_folder, seeds) as build:

        def lasting(**more):
            app = build(**more)
            with app.app_context():
                db.engine.dispose()
                hasty(db.engine)
            return app

        yield lasting


@contextmanager
def _real_apps(tmp_path_factory, faces_folder, seeds):
    made = []

    def build(*, town=True):
        folder = tmp_path_factory.mktemp("real")
        app = _new_app(folder, faces_folder, copied_address(seeds.founded if town else seeds.empty, folder))
        made.append(app)
        app.town = seeds.town if town else None
        return app

    yield build
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def counted():
    """``with counted() as sql:`` collects the statements; savepoints of the test frame are left out."""

    @contextmanager
    def count():
        told = []

        def tell(_connection, _cursor, statement, *_rest):
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")):
                told.append(statement)

        event.listen(Engine, "before_cursor_execute", tell)
        try:
            yield told
        finally:
            event.remove(Engine, "before_cursor_execute", tell)

    return count


@event.listens_for(Engine, "engine_connect")
def _kept_pure(_connection):
    assert not shifts.pure(os.environ.get("PYTEST_CURRENT_TEST", "")), "this folder knows no database (tests/shifts.py)"


def pytest_xdist_make_scheduler(config, log):
    return shifts.Shifts(config, log)


def pytest_terminal_summary(terminalreporter):
    if POSTGRESQL:  # said at the end, since a quiet run has no head
        left_out = ", ".join((*shifts.PURE, *shifts.ALIKE))
        terminalreporter.line(f"on PostgreSQL, without what proves nothing new there: {left_out}")


def pytest_ignore_collect(collection_path):
    return True if POSTGRESQL and shifts.needless(collection_path) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    shifts.long_first(items)
    for item in items:
        if shifts.pure(item.nodeid) and "seeds" in item.fixturenames:
            raise pytest.UsageError(f"{item.nodeid}: this folder knows no database (tests/shifts.py)")


def pytest_collection_finish():
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    gc.unfreeze()


def pytest_addoption(parser):
    parser.addoption("--rewrite-matrix", action="store_true", help="write tests/access/matrix.csv anew")
    parser.addoption("--rewrite-readme", action="store_true", help="draw the lifecycles of README.md anew")
    parser.addoption("--pictures", action="store_true", help="make the pictures of the README anew (tests/browser)")
