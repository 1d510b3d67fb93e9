"""What all drills share: a site opened on a folder for a while, and many hands at once."""

import threading
from contextlib import contextmanager

from respbook import paths, settings
from respbook.app import create_app
from respbook.models import schema
from respbook.models.base import db


@contextmanager
def site(folder, *, new=False, **environ):
    """The site of a folder inside its context, given back afterwards; ``new``: its tables are made."""
    app = create_app(settings.read(environ, folder))
    with app.app_context():
        if new:
            schema.upgrade(db.engine, paths.MIGRATIONS)
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def hands(do, *each):
    """Threads, one for each tuple of words, begun at once; to be joined."""
    threads = [threading.Thread(target=do, args=words, daemon=True) for words in each]
    for thread in threads:
        thread.start()
    return threads
