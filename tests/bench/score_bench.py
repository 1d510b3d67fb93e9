"""How fast the scoring desk answers, as a ratio to a bare sheet of the same inputs (speed goal 7: at most 3.0 for 40 rows).

Run by hand:  python tests/bench/score_bench.py [--rows 40] [--units 42] [--rounds 25]

The bare sheet is Flask, SQLite and Jinja alone: the rows of one sheet with their items out of two tables, the same inputs, no
sign-in, no engine. Prints for 纵评, 横评, the panel of one row and a save of one cell: milliseconds (median) and statements.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import desk_rounds  # noqa: E402
import making  # noqa: E402
from flask import Flask, render_template_string  # noqa: E402
from sqlalchemy import Engine, event  # noqa: E402
from visiting import Clock, Visitor  # noqa: E402

from respbook import paths, settings  # noqa: E402
from respbook.app import create_app  # noqa: E402
from respbook.models import schema  # noqa: E402
from respbook.models.base import db  # noqa: E402

BARE = (
    "<!doctype html><title>{{ unit }}</title><form method=post><table>{% for row in rows %}<tr><th>{{ row[1] }}</th>"
    "<td>{{ row[2] }}</td><td>{{ row[3] }}</td><td><input name='points-{{ row[0] }}' value='{{ row[4] }}'>"
    "<input type=checkbox name='na-{{ row[0] }}'><input name='reason-{{ row[0] }}' value='{{ row[5] }}'>"
    "<input type=hidden name='version-{{ row[0] }}' value='1'></td></tr>{% endfor %}</table></form>"
)


def bare(folder: Path, rows: int) -> Any:
    """The client of the bare sheet."""
    site = Flask("bare")
    book = sqlite3.connect(folder / "bare.db", check_same_thread=False)
    book.executescript(
        "CREATE TABLE items (id INTEGER PRIMARY KEY, title, points); CREATE TABLE marks (item_id, points, reason);"
    )
    book.executemany("INSERT INTO items VALUES (?, ?, 10)", [(place, f"第{place}项指标") for place in range(rows)])
    book.executemany("INSERT INTO marks VALUES (?, 9, '台账缺一页')", [(place,) for place in range(rows)])

    @site.get("/")
    def sheet() -> str:
        found = book.execute(
            "SELECT i.id, i.title, i.points, 10, m.points, m.reason FROM items i LEFT JOIN marks m ON m.item_id = i.id"
        )
        return render_template_string(BARE, unit="王家庄村", rows=found.fetchall())

    return site.test_client()


def median(run: Callable[[], Any], rounds: int) -> float:
    """Milliseconds, after two runs that warm up."""
    times = []
    for place in range(rounds + 2):
        start = time.perf_counter()
        run()
        if place >= 2:
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> int:
    """Measure and print."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--rows", type=int, default=40)
    told.add_argument("--units", type=int, default=42)
    told.add_argument("--rounds", type=int, default=25)
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(
            settings.read({"RESPBOOK_DATABASE_URL": f"sqlite:///{folder}/bench.db"}, folder), clock=Clock()
        )
        app.test_client_class = Visitor
        with app.app_context():
            schema.upgrade(db.engine, paths.MIGRATIONS)
            town = making.town()
            making.many_villages(town, max(asked.units - 11, 0))
            rows = [desk_rounds.row(f"r{place}", title=f"第{place}项指标") for place in range(asked.rows)]
            made = desk_rounds.round_of(app, town, rows)
            sheet, round_id = made.of(town.villages[0]).id, made.assessment.id
            db.session.remove()
        client, statements = app.test_client().enter_as("assessor"), [0]
        event.listen(Engine, "before_cursor_execute", lambda *_: statements.__setitem__(0, statements[0] + 1))
        version = [0]

        def save() -> None:
            sent = {"points": "9", "reason": f"台账缺{version[0]}页", "version": str(version[0])}
            answer = client.post(f"/score-sheets/{sheet}/rows/1", data=sent, headers={"Accept": "application/json"})
            assert answer.status_code == 200, answer.text
            version[0] = answer.json["version"]

        limit = median(lambda: bare_client.get("/"), asked.rounds) if (bare_client := bare(folder, asked.rows)) else 0.0
        print(f"bare sheet of {asked.rows} rows: {limit:.1f} ms")
        for words, run in (
            ("纵评", lambda: client.get(f"/score-sheets/{sheet}")),
            ("横评", lambda: client.get(f"/assessments/{round_id}/rows/1")),
            ("panel", lambda: client.piece(f"/score-sheets/{sheet}/rows/2", "score-cells-focus")),
            ("save", save),
        ):
            took, before = median(run, asked.rounds), statements[0]
            run()
            print(f"{words}: {took:.1f} ms, {took / limit:.1f} × bare, {statements[0] - before} statements")
    return 0


if __name__ == "__main__":
    sys.exit(main())
