"""A running year, and a frame around each request so that what one visitor does is not there for the next."""

from contextlib import contextmanager

import pytest
from making import make
from standing import stands

from respbook.models.base import db

year = stands(make.year)


@pytest.fixture
def undone(app):
    """``with undone():`` whatever was written inside is gone afterwards."""

    @contextmanager
    def frame():
        db.session.rollback()
        savepoint = db.engines[None].begin_nested()
        try:
            yield
        finally:
            db.session.rollback()
            savepoint.rollback()

    return frame
