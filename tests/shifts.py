"""排班: which worker does what, and when: the long files first, so that at the end neither worker waits for the other."""

from collections import Counter
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
PURE = ("rules", "papers", "press", "readers")
"""Folders that know no database: on PostgreSQL they would prove what they have proved on SQLite, and are left out there."""
ALIKE = ("browser/test_looks.py",)
"""How a page looks does not depend on the database; access/test_matrix.py asks both of them for the same pages."""
LONG = (
    "browser/test_looks.py",
    "access/test_matrix.py",
    "browser/test_signing_glass.py",
    "access/test_scope.py",
    "safety/test_every_form.py",
    "migrations/test_migrations.py",
    "backups/test_moving.py",
    "house",
    "browser",
    "commands",
    "demo",
    "access",
    "backups",
    "safety",
)
"""Files and folders that take long for the number of their tests, the longest first; the others go by that number."""
TOGETHER = "tests/house"
"""What reads the sources is done by one worker, which takes them apart once."""


class Shifts(LoadScopeScheduling):
    """A file is done by one worker from its first to its last test."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]


def pure(nodeid: str) -> bool:
    """Whether a test, or a folder, knows no database."""
    return nodeid.startswith(tuple(f"tests/{name}/" for name in PURE))


def needless(path: Path) -> bool:
    """Whether a file, or a folder, is left out on PostgreSQL."""
    return path.relative_to(ROOT).as_posix() in {f"tests/{name}" for name in (*PURE, *ALIKE)}


def long_first(items: list) -> None:
    """Sorts; what is alike stays in its order."""
    places = {name: place for place, name in enumerate(LONG)}
    sizes = Counter(_file(item) for item in items)

    def place(item):
        _, folder, *rest = _file(item).split("/")
        first = min(places.get("/".join((folder, *rest)), len(LONG)), places.get(folder, len(LONG)))
        return first, -sizes[_file(item)]

    items.sort(key=place)


def _file(item) -> str:
    return item.nodeid.partition("::")[0]
