"""How fast 24,000 tasks leave as xlsx, read from the database, against the bare library on the same cells in the same run.

Run by hand:  python tests/bench/export_bench.py [ROWS]     (24,000 rows, best of three, temporary folder and database)

Goal (speed goal 16): at most 1.3 times XlsxWriter in constant_memory, at most 60 MiB more memory.
"""

import datetime as d
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import making  # noqa: E402
import xlsxwriter  # noqa: E402
from sqlalchemy import insert  # noqa: E402

from respbook import paths, settings  # noqa: E402
from respbook.app import create_app  # noqa: E402
from respbook.models import schema  # noqa: E402
from respbook.models.base import WRITE, db  # noqa: E402
from respbook.models.tasks import Task  # noqa: E402
from respbook.press.workbook import comma_text, serial, xlsx  # noqa: E402
from respbook.queries.outgoing import task_rows  # noqa: E402
from respbook.queries.tasks import TaskFilter  # noqa: E402
from respbook.rules.cadence import Cadence  # noqa: E402
from respbook.rules.columns import SheetKind  # noqa: E402
from respbook.rules.lifecycles import TaskState  # noqa: E402
from respbook.rules.outgoing import Imprint, outgoing  # noqa: E402

SHEET = outgoing(SheetKind.TASKS)
MAKER = Imprint("陈静", d.date(2026, 3, 2))
_BARE, _OURS = "XlsxWriter alone, rows in memory", "our xlsx, rows from the database"


def pss() -> float:
    """MiB of this process, shared pages once."""
    found = re.search(r"^Pss:\s+(\d+)", Path("/proc/self/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0


def measured(deeds: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Processor seconds, the best of three, one after another in turn, so that a busy machine slows all alike.

    Prints them with how far the memory rose; looked at twenty times a second.
    """
    times: dict[str, list[float]] = {what: [] for what in deeds}
    rises: dict[str, float] = dict.fromkeys(deeds, 0.0)
    for _ in range(3):
        for what, deed in deeds.items():
            before, over = pss(), threading.Event()
            watch = threading.Thread(target=_look, args=(rises, what, before, over))
            watch.start()
            start = time.process_time()
            deed()
            times[what].append(time.process_time() - start)
            over.set()
            watch.join()
    for what in deeds:
        print(f"{what:<34}{min(times[what]):7.2f} s{rises[what]:8.1f} MiB more")
    return {what: min(each) for what, each in times.items()}


def _look(rises: dict[str, float], what: str, before: float, over: threading.Event) -> None:
    while not over.wait(0.05):
        rises[what] = max(rises[what], pss() - before)


def fill(town: making.Town, count: int) -> None:
    """So many tasks of the year, of all villages in turn."""
    made = making.programme(town)
    target = making.target(town, made)
    rows = [
        {
            "target_id": target.id, "unit_id": town.villages[k % 8].id, "programme_id": made.id, "year": 2026,
            "title": f"秸秆禁烧巡查第{k % 40}项", "demand": f"不少于{k % 90}次", "cadence": Cadence.MONTHLY,
            "duty": "每日巡查，发现火点立即扑灭，做好登记并报镇环保办。", "evidence": "巡查台账、照片",
            "due_on": d.date(2026, 1, 1) + d.timedelta(days=k % 360), "state": TaskState.OPEN, "version": 1,
            "position": 0, "unit_word": "次",
        }
        for k in range(count)
    ]  # fmt: skip
    db.session.rollback()
    with db.engine.connect().execution_options(**WRITE) as connection, connection.begin():
        connection.execute(insert(Task), rows)


def bare(rows: list[tuple[object, ...]], file: str) -> None:
    """The same cells as a plain user of the library writes them, head styled, row frozen, filter set."""
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = workbook.add_worksheet()
    head, text, day = (workbook.add_format(each) for each in ({"bold": True}, {"num_format": "@"}, {"num_format": 14}))
    for place, column in enumerate(SHEET.columns):
        page.write_string(0, place, column.title, head)
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(line, place, value, text)
            elif isinstance(value, d.date):
                page.write_number(line, place, serial(value), day)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows), len(SHEET.columns) - 1)
    workbook.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 24_000
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings.read({"RESPBOOK_DATABASE_URL": f"sqlite:///{folder}/bench.db"}, Path(folder)))
        with app.app_context():
            schema.upgrade(db.engine, paths.MIGRATIONS)
            town = making.town()
            fill(town, count)
            clerk, wanted = town.viewer("clerk"), TaskFilter(2026)
            held = list(task_rows(clerk, wanted, town.today))
            assert len(held) == count
            print(f"{count} rows of {len(SHEET.columns)} columns")
            times = measured(
                {
                    _BARE: lambda: bare(held, f"{folder}/bare.xlsx"),
                    _OURS: lambda: xlsx(SHEET, task_rows(clerk, wanted, town.today), MAKER),
                    "our CSV, rows from the database": lambda: comma_text(SHEET, task_rows(clerk, wanted, town.today)),
                }
            )
            print(f"ratio {times[_OURS] / times[_BARE]:.2f}")


if __name__ == "__main__":
    main()
