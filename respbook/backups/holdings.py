"""家底: everything that a backup has to hold, and where it lies; made once by create_app, without the web."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from respbook.models.base import prepare
from respbook.store import Store


@dataclass(frozen=True)
class Holdings:
    """家底 of one installation: data folder, database, store, the steps of its tables, the program's version.

    ``root``: where RESPBOOK_BACKUP wants the nightly backups; None where it says nothing.
    """

    folder: Path
    url: str
    store: Store
    migrations: Path
    program: str
    root: Path | None = None

    @property
    def database(self) -> Path | None:
        """The file of the embedded database; None of PostgreSQL."""
        url = make_url(self.url)
        return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def engine_of(url: str) -> Engine:
    """An engine of its own for copying; it leaves the site's connections alone and keeps none of its own."""
    engine = sqlalchemy.create_engine(url, hide_parameters=True, poolclass=sqlalchemy.NullPool)
    prepare(engine)
    return engine


def sqlite_url(file: Path) -> str:
    """The address of a database file."""
    return f"sqlite:///{file}"
