"""The house of the tests: one small town a worker; each test in a transaction that is rolled back.

``app`` pushes an app context; ``client_as(login)`` gives a signed-in client; ``town`` the units and viewers;
``clock`` the time; ``real_app()`` an own folder and database without the outer transaction, for threads and kills.
"""

import os
from contextlib import contextmanager

import hypothesis
import making
import pytest
from databases import fresh_address
from sqlalchemy import Engine, event
from visiting import Clock, Queue, Visitor

from respbook import paths, settings
from respbook.actions import action
from respbook.app import create_app
from respbook.models import schema
from respbook.models.base import WRITE, db

# Neither a slow machine nor a rare example makes a run red by chance; searching for examples is done by hand.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")
db.session.session_factory.configure(join_transaction_mode="create_savepoint")


def _new_app(folder, faces):
    folder.mkdir(exist_ok=True)
    (folder / "faces").symlink_to(faces)
    told = settings.read({"RESPBOOK_DATABASE_URL": fresh_address(folder)}, folder)
    app = create_app(told, clock=Clock())
    app.test_client_class = Visitor
    app.extensions["queue"] = Queue(app, told, immediate=True)
    with app.app_context():
        schema.upgrade(db.engine, paths.MIGRATIONS)
    return app


@pytest.fixture(scope="session")
def faces_folder(tmp_path_factory):
    """Our faces unpacked once for all workers."""
    folder = tmp_path_factory.getbasetemp().parent / "faces"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def house(tmp_path_factory, faces_folder):
    """The app and its town, built once a worker: (app, town)."""
    app = _new_app(tmp_path_factory.mktemp("house"), faces_folder)
    with app.app_context():
        built = making.town()
    yield app, built, action.gate()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(house):
    """The app in a context; whatever the test writes is gone afterwards."""
    app, _, gate = house
    app.config["CLOCK"] = Clock()
    action.use_gate(gate)
    with app.app_context():
        engine = db.engine
        with engine.connect().execution_options(**WRITE) as connection:
            outer = connection.begin()
            db.engines[None] = connection
            try:
                yield app
            finally:
                db.session.remove()
                outer.rollback()
                db.engines[None] = engine


@pytest.fixture
def town(house):
    return house[1]


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
def real_app(tmp_path_factory, faces_folder):
    """real_app() → an app on its own database with its own town (``app.town``); real commits, real threads."""
    with _real_apps(tmp_path_factory, faces_folder) as build:
        yield build


@pytest.fixture(scope="module")
def lasting_app(tmp_path_factory, faces_folder):
    """The same for all tests of a module, which only read what it was filled with."""
    with _real_apps(tmp_path_factory, faces_folder) as build:
        yield build


@contextmanager
def _real_apps(tmp_path_factory, faces_folder):
    made = []

    def build(*, town=True):
        app = _new_app(tmp_path_factory.mktemp("real"), faces_folder)
        made.append(app)
        if town:
            with app.app_context():
                app.town = making.town()
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


def pytest_addoption(parser):
    parser.addoption("--rewrite-matrix", action="store_true", help="write tests/access/matrix.csv anew")
    parser.addoption("--rewrite-readme", action="store_true", help="draw the lifecycles of README.md anew")
    parser.addoption("--pictures", action="store_true", help="make the pictures of the README anew (tests/browser)")
