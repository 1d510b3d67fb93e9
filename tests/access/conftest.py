"""A running year, and a frame around each request so that what one visitor does is not there for the next."""

from contextlib import contextmanager

import pytest
from making import make
from standing import stands

from respbook.models.base import db

year = stands(make.year)


@pytest.fixture
def undone(app):
    """``with undone() as keep:`` whatever was written inside is gone afterwards, unless ``keep()`` was said."""

    @contextmanager
    def frame():
        db.session.rollback()
        savepoint, kept = db.engines[None].begin_nested(), []
        try:
            yield lambda: kept.append(True)
        finally:
            db.session.rollback()
            savepoint.commit() if kept else savepoint.rollback()

    return frame
