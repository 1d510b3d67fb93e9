"""强杀备份、恢复、迁移、升级：任何时刻强杀，留下的要么完整，要么没有（R102、R103、R105、R108）。

respbook drill kill_backups [--rounds 30] [--seed 1]
"""

import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import databases
from drills._base import options

from respbook import paths
from respbook.actions import action
from respbook.backups import checking, moving, rows, shelf
from respbook.backups.files import UNFINISHED
from respbook.backups.holdings import engine_of, sqlite_url
from respbook.backups.making import Request, back_up
from respbook.commands import main as respbook
from respbook.models import schema
from respbook.rules.chinese import CHINA


def span_of(deed, *args):
    """Seconds within which kills of this deed fall on all of it and shortly after: one undisturbed run, and half as much."""
    begun = time.perf_counter()
    process = multiprocessing.get_context("fork").Process(target=_quietly, args=(deed, *args))
    process.start()
    process.join()
    return 1.5 * (time.perf_counter() - begun)


def killed(deed, longest, chance, *args):
    """Run in a process of its own and killed at a random moment; whether it had ended by itself before."""
    process = multiprocessing.get_context("fork").Process(target=_quietly, args=(deed, *args))
    process.start()
    process.join(chance.uniform(0.01, longest))
    alive = process.is_alive()
    if alive:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return not alive


def _quietly(deed, *args):
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    deed(*args)


def whole(file):
    """The database by SQLite's own longer check."""
    with closing(sqlite3.connect(file)) as looked:
        return looked.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def backing_up(app, root, count, chance, longest=0.6):
    """Rounds of backups: (ended, not there); AssertionError where one is neither whole nor absent."""
    holdings, done = app.extensions["holdings"], 0
    for number in range(count):
        folder = root / f"b{number}"
        request = Request(folder, action.gate(), datetime.now(CHINA))
        killed(back_up, longest, chance, holdings, request)
        if folder.exists():
            assert checking.check(folder)[1] == []
            done += 1
        assert whole(holdings.database)
    last = back_up(holdings, Request(root / "last", action.gate(), datetime.now(CHINA)))
    shelf.prune(root, datetime.now(CHINA) + timedelta(days=1, hours=1))
    assert last.lost == () and not list(root.glob(f"{UNFINISHED}*")), "what killed runs left is cleared away"
    return done, count - done


def restoring(backup, root, count, chance, longest=3.0):
    """Rounds of restoring; the backup stays sound."""
    done = 0
    for number in range(count):
        place = root / f"r{number}"
        killed(respbook, longest, chance, ["restore", str(backup), "--to", str(place)])
        if place.exists():
            with closing(sqlite3.connect(place / "respbook.db")) as looked:
                last = looked.execute("SELECT verb FROM audit_entries ORDER BY seq DESC LIMIT 1").fetchone()
            assert whole(place / "respbook.db") and last == ("restore.carried_out",)
            done += 1
    assert checking.check(backup)[1] == []
    return done, count - done


def moved(backup, count, chance, longest=4.0):
    """Rounds of moving into a PostgreSQL; full and equal, or empty, and then the next try goes through."""
    file, done = backup / "respbook.db", 0
    for _ in range(count):
        address = databases._created()
        killed(moving.to_server, longest, chance, file, address, paths.MIGRATIONS)
        engine = engine_of(address)
        for _ in range(100):  # the server notices a moment later that nobody is there any more
            with engine.connect() as looked:
                others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                if not looked.exec_driver_sql(others).scalar():
                    break
            time.sleep(0.1)
        with engine.connect() as looked:
            filled = sum(rows.counts(looked).values())
        if filled:
            assert moving.compare(file, engine) == []
            done += 1
        else:
            moving.to_server(file, address, paths.MIGRATIONS)
    return done, count - done


def upgraded(folder, count, chance, back=8):
    """Rounds of upgrading; old or new."""
    from backups.test_upgrading import kill_rounds

    step = schema.revisions(paths.MIGRATIONS)[-1 - back]
    schema.downgrade(engine_of(sqlite_url(folder / "respbook.db")), paths.MIGRATIONS, step)
    with closing(sqlite3.connect(folder / "respbook.db")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    seen = kill_rounds(folder, step, count, chance)
    return count - seen[step], seen[step]


def main():
    """The long form."""
    from drills._office import fill_book, fill_store, office

    asked = options(__doc__, rounds=(30, "强杀次数"), seed=(1, "随机种子"))
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="respbook-drill-") as name:
        place = Path(name)
        app, _ = office(place / "office")
        fill_book(app, 20_000_000)
        fill_store(app, 40_000_000)
        os.environ.pop("RESPBOOK_DATABASE_URL", None)
        first = Request(place / "backups" / "first", action.gate(), datetime.now(CHINA))
        longest = span_of(back_up, app.extensions["holdings"], first)
        said = {"备份": backing_up(app, place / "backups", asked.rounds, chance, longest)}
        last = place / "backups" / "last"
        longest = span_of(respbook, ["restore", str(last), "--to", str(place / "first")])
        said["恢复"] = restoring(last, place, asked.rounds, chance, longest)
        longest = span_of(moving.to_server, last / "respbook.db", databases._created(), paths.MIGRATIONS)
        said["迁移"] = moved(last, asked.rounds, chance, longest)
        said["升级"] = upgraded(place / "office", asked.rounds, chance)
    for what, (done, absent) in said.items():
        print(f"{what}：强杀{asked.rounds}次，完整{done}次，未成（原样）{absent}次，残缺0次")
    return 0


if __name__ == "__main__":
    sys.exit(main())
