"""What all drills share: a site opened on a folder for a while, and many hands at once."""

import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from respbook import paths, settings
from respbook.app import create_app
from respbook.commands.parser import Parser
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


def options(about, **each):
    """What was asked on the command line; ``each``: the usual value and what it is, in Chinese. False is a switch."""
    parser = Parser(prog=f"respbook drill {Path(sys.argv[0]).stem}", description=about.split("\n")[0])
    for name, (usual, words) in each.items():
        if usual is False:
            parser.add_argument(f"--{name}", action="store_true", help=words)
        else:
            parser.add_argument(
                f"--{name}", type=type(usual), default=usual, metavar="数", help=f"{words}，默认{usual:g}"
            )
    return parser.parse_args()


def hands(do, *each):
    """Threads, one for each tuple of words, begun at once; to be joined."""
    threads = [threading.Thread(target=do, args=words, daemon=True) for words in each]
    for thread in threads:
        thread.start()
    return threads
