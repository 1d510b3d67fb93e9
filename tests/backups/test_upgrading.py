"""升级: tried on a copy, the copy from before kept; a kill leaves old or new; what loses rows does not happen (R108)."""

import multiprocessing
import os
import random
import signal
import sqlite3
from contextlib import closing
from datetime import datetime

import pytest
from databases import POSTGRESQL, copied_address

from respbook import paths
from respbook.backups import upgrading
from respbook.backups.holdings import Holdings, engine_of, sqlite_url
from respbook.models import schema
from respbook.models.gate import Gate
from respbook.rules.chinese import CHINA
from respbook.store import FolderStore

pytestmark = pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL is upgraded in one transaction, without a copy")
NOW = datetime(2026, 12, 14, 8, 0, tzinfo=CHINA)
BACK = 4
"""Steps that the older program did not know."""


def holdings_of(folder, migrations=paths.MIGRATIONS):
    return Holdings(folder, sqlite_url(folder / "respbook.db"), FolderStore(folder / "store"), migrations, "0")


@pytest.fixture(scope="module")
def older(seeds, tmp_path_factory):
    """The town in the tables of an older program: (file, its step)."""
    folder = tmp_path_factory.mktemp("older")
    engine = engine_of(copied_address(seeds.founded, folder))
    step = schema.revisions(paths.MIGRATIONS)[-1 - BACK]
    schema.downgrade(engine, paths.MIGRATIONS, step)
    with closing(sqlite3.connect(folder / "respbook.db")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "respbook.db", step


@pytest.fixture
def folder(older, tmp_path):
    """A data folder with it."""
    (tmp_path / "respbook.db").write_bytes(older[0].read_bytes())
    return tmp_path


def upgraded(folder, migrations=paths.MIGRATIONS):
    holdings = holdings_of(folder, migrations)
    upgrading.upgrade(holdings, engine_of(holdings.url), Gate(folder / "write.lock"), NOW)


def standing(file):
    """(step, number of rows in the oldest tables, head of the book)."""
    with closing(sqlite3.connect(file)) as looked:
        assert looked.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        step = looked.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        units = looked.execute("SELECT count(*) FROM units").fetchone()[0]
        return step, units, looked.execute("SELECT max(seq), max(hash) FROM audit_entries").fetchone()


def test_it_is_tried_on_a_copy_and_the_copy_from_before_stays(folder, older):
    before = standing(folder / "respbook.db")
    upgraded(folder)
    step, *rest = standing(folder / "respbook.db")
    assert step == schema.revisions(paths.MIGRATIONS)[-1] and tuple(rest) == before[1:]
    kept = [each.name for each in (folder / "upgrades").iterdir()]
    assert kept == [f"20261214-080000-{older[1]}.db"]
    assert standing(folder / "upgrades" / kept[0]) == before
    upgraded(folder)
    assert [each.name for each in (folder / "upgrades").iterdir()] == kept, "once at head nothing is copied"


@pytest.fixture
def bad_step(tmp_path_factory):
    """The same migrations and one more, whose deed is given."""

    def build(deed):
        place = tmp_path_factory.mktemp("migrations")
        (place / "versions").mkdir()
        (place / "env.py").write_text((paths.MIGRATIONS / "env.py").read_text())
        for each in (paths.MIGRATIONS / "versions").glob("*.py"):
            (place / "versions" / each.name).symlink_to(each)
        head = schema.revisions(paths.MIGRATIONS)[-1]
        (place / "versions" / "later.py").write_text(
            f'from alembic import op\nrevision = "later"\ndown_revision = "{head}"\n'
            f"def upgrade():\n    op.execute({deed!r})\n"
        )
        return place

    return build


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("DELETE FROM user_roles", "“user_roles”表少了"),
        ("UPDATE units SET parent_id = 9999 WHERE parent_id IS NOT NULL", "找不到所属"),
    ],
)
def test_a_step_that_loses_something_leaves_everything_as_it_was(folder, bad_step, deed, words):
    before = standing(folder / "respbook.db")
    with pytest.raises(schema.RuleBroken, match=words):
        upgraded(folder, bad_step(deed))
    assert standing(folder / "respbook.db") == before
    assert [each.name for each in (folder / "upgrades").iterdir()] == [f"20261214-080000-{before[0]}.db"]


def test_a_newer_database_is_refused_and_not_even_copied(folder):
    with closing(sqlite3.connect(folder / "respbook.db")) as file:
        file.execute("UPDATE alembic_version SET version_num = '20991231_later'")
        file.commit()
    with pytest.raises(schema.NewerDatabase):
        upgraded(folder)
    assert not (folder / "upgrades").exists()


def kill_rounds(folder, old, rounds, chance):
    """Killed again and again at any moment; after each kill old or new, and the last try succeeds. Gives (old, new) seen."""
    new = schema.revisions(paths.MIGRATIONS)[-1]
    original = (folder / "respbook.db").read_bytes()
    before, seen = standing(folder / "respbook.db"), {old: 0, new: 0}
    for _ in range(rounds):
        for each in folder.glob("respbook.db*"):
            each.unlink()
        (folder / "respbook.db").write_bytes(original)
        process = multiprocessing.get_context("fork").Process(target=upgraded, args=(folder,))
        process.start()
        process.join(chance.uniform(0.05, 2.5))
        if process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        step, *rest = standing(folder / "respbook.db")
        assert tuple(rest) == before[1:]
        seen[step] += 1
    upgraded(folder)
    assert standing(folder / "respbook.db")[0] == new
    assert not (folder / "upgrades" / "trial.db").exists()
    return seen


def test_a_kill_leaves_the_old_tables_or_the_new(folder, older):
    seen = kill_rounds(folder, older[1], 3, random.Random(7))
    assert sum(seen.values()) == 3
