"""How long 备查材料 of 300 pages take (goal X20: 60 s), and how far a year of many units raises the memory (D5, R68).

    python tests/bench/bench_exports.py            one unit with problems and photos until its file has 300 pages
    python tests/bench/bench_exports.py --year N   a year with N units: seconds, MiB that the memory rose
    python tests/bench/bench_exports.py --busy     pages read by others while two exports are made: p95 in ms

A temporary folder and database; to be run on a quiet machine.
"""

import datetime as d
import re
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import inspecting  # noqa: E402
import making  # noqa: E402
from sqlalchemy import select  # noqa: E402

from respbook import paths, settings  # noqa: E402
from respbook.actions import exporting, exports  # noqa: E402
from respbook.actions.exports import Wanted  # noqa: E402
from respbook.app import create_app  # noqa: E402
from respbook.models import schema  # noqa: E402
from respbook.models.base import db  # noqa: E402
from respbook.models.evidence import Evidence  # noqa: E402
from respbook.press.pictures import page_count  # noqa: E402
from respbook.queries.year_volumes import units_of_year  # noqa: E402
from respbook.rules.exports import ExportKind  # noqa: E402
from respbook.rules.lifecycles import FindingState  # noqa: E402
from respbook.rules.units import UnitKind  # noqa: E402
from respbook.runner import Queue  # noqa: E402
from respbook.works import workshop  # noqa: E402

PAGES, PROBLEMS = 300, 140
READERS, EACH = 50, 6


def pss() -> float:
    """MiB of this process, shared pages once."""
    found = re.search(r"^Pss:\s+(\d+)", Path("/proc/self/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0


def made(app, town, wanted):
    """(seconds, MiB that the memory rose, the file) of one export."""
    asked = exports.ask(wanted, by=town.viewer("auditor"), now=making.NOW)
    title, number = asked.title, asked.id
    shelf, before, top, over = app.extensions["exports"], pss(), [0.0], threading.Event()

    def look():
        while not over.wait(0.05):
            top[0] = max(top[0], pss() - before)

    watch = threading.Thread(target=look)
    watch.start()
    start, spent = time.perf_counter(), time.process_time()
    exports.work_off(number, exports.Shop(shelf, exporting.maker(workshop(app))), lambda: making.NOW)
    seconds, spent = time.perf_counter() - start, time.process_time() - spent
    over.set()
    watch.join()
    print(f"{title}: {seconds:.1f} s ({spent:.1f} s of the processor), memory +{top[0]:.0f} MiB")
    return seconds, top[0], shelf.find(number, 1)


def one_unit(app, town):
    """A village with so many problems, each with two photos."""
    making.year(app, town)
    village = town.villages[0]
    for number in range(PROBLEMS):
        photos = [
            making.evidence_of(app, town, town.unit, making.photo_bytes(number * 2 + k, (1600, 1200)), "clerk").id
            for k in (100, 101)
        ]
        words = f"河边第{number}处垃圾"
        inspecting.brought(
            town, village, FindingState.ASSIGNED, making.NOW + d.timedelta(hours=number), words, evidence=tuple(photos)
        )
    for row in db.session.scalars(select(Evidence)):
        workshop(app).photo(row.sha256)  # kept since it came in
    _, _, path = made(app, town, Wanted(ExportKind.UNIT, 2026, unit_id=village.id))
    pages = page_count(path.read_bytes())
    print(f"{pages} pages, {path.stat().st_size / 2**20:.1f} MiB; goal {PAGES} pages in 60 s")


def one_year(app, town, units):
    """A year of so many units, each with a large photo; a few with letters. Whole years: respbook demo --units N, respbook archive."""
    making.many_villages(town, units)
    programme = making.programme(town)
    making.target(town, programme)
    written = making.template(town, programme)
    villages = [unit for unit in units_of_year(town.viewer("auditor"), town.unit) if unit.kind is UnitKind.VILLAGE]
    making.issued(app, town, making.drafts(town, written, [village.id for village in town.villages[:4]]))
    for number, village in enumerate(villages):
        making.evidence_of(app, town, village, making.photo_bytes(number, (1600, 1200)), "clerk")
    _, _, path = made(app, town, Wanted(ExportKind.YEAR, 2026))
    print(f"{len(villages)} units, {path.stat().st_size / 2**20:.1f} MiB")


def busy(app, town):
    """Readers of the list of letters while two exports are made by threads of the same process."""
    making.year(app, town)
    Queue(app, app.extensions["settings"], immediate=True)
    times: list[float] = []

    def read():
        visitor = app.test_client()
        for _ in range(EACH):
            start = time.perf_counter()
            visitor.get("/sign-in")
            times.append(time.perf_counter() - start)

    def export(numbers):
        with app.app_context():
            shop = exports.Shop(app.extensions["exports"], exporting.maker(workshop(app)))
            for number in numbers:
                exports.work_off(number, shop, lambda: making.NOW)

    asked = [
        exports.ask(Wanted(ExportKind.UNIT, 2026, unit_id=village.id), by=town.viewer("auditor"), now=making.NOW).id
        for village in town.villages[:10]
    ]
    db.session.remove()
    threads = [threading.Thread(target=export, args=(asked[nth::2],)) for nth in range(2)]
    threads += [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=20)
    print(
        f"{len(times)} pages, median {statistics.median(times) * 1000:.0f} ms, p95 {cuts[-1] * 1000:.0f} ms; goal 500 ms"
    )


def main() -> None:
    """Whatever the words say."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings.read({}, Path(folder)), clock=lambda: making.NOW)
        with app.app_context():
            schema.upgrade(db.engine, paths.MIGRATIONS)
            app.extensions["queue"] = Queue(app, app.extensions["settings"], immediate=True)
            town = making.town()
            if "--year" in sys.argv:
                one_year(app, town, int(sys.argv[sys.argv.index("--year") + 1]))
            elif "--busy" in sys.argv:
                busy(app, town)
            else:
                one_unit(app, town)


if __name__ == "__main__":
    main()
