"""A second site on a folder that was made by a command."""

from contextlib import contextmanager

import pytest
from making import make

from respbook import settings
from respbook.actions import action
from respbook.app import create_app
from respbook.models.base import db


@pytest.fixture(scope="module")
def office(lasting_app):
    """An office in its year, with letters and a photo: real commits."""
    app = lasting_app()
    with app.app_context():
        make.year(app, app.town)
        make.evidence(app, app.town, app.town.villages[0], make.photo_bytes(1), "reporter")
    return app


@pytest.fixture(autouse=True)
def own_gate():
    """A command opens a site of its own; the gate of the test's site is given back."""
    gate = action.gate()
    yield
    action.use_gate(gate)


@pytest.fixture
def real_app_at():
    """``with real_app_at(folder) as app``: what stands there, opened."""

    @contextmanager
    def opened(folder, **environ):
        app = create_app(settings.read(environ, folder))
        try:
            yield app
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()

    return opened
