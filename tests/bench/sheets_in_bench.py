"""How fast a large sheet comes in, as a multiple of the bare libraries: python-calamine reading it, Core inserting it.

Run by hand:  python tests/bench/sheets_in_bench.py [--units 600] [--targets 40] [--profile]

A 任务分解表 of units × targets as Excel keeps it goes through reading, checking and storing, the audit book's digests
among them; the anchor is calamine's bare reading and a bare insert of as many rows into the same table.
"""

import argparse
import cProfile
import datetime as d
import io
import pstats
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import making  # noqa: E402
import xlsxwriter  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402
from sqlalchemy import delete, insert, select  # noqa: E402

from respbook import paths, settings  # noqa: E402
from respbook.actions import imports  # noqa: E402
from respbook.actions.action import housekeeping  # noqa: E402
from respbook.actions.pen import table_of  # noqa: E402
from respbook.app import create_app  # noqa: E402
from respbook.models import schema  # noqa: E402
from respbook.models.base import db  # noqa: E402
from respbook.models.imports import Import  # noqa: E402
from respbook.models.targets import Allocation, Target  # noqa: E402
from respbook.models.units import Unit  # noqa: E402
from respbook.queries.imports import bench_of, import_with_sheet  # noqa: E402
from respbook.readers.workbook import read_file  # noqa: E402
from respbook.rules.columns import SheetKind  # noqa: E402
from respbook.rules.grids import Grid  # noqa: E402

NOW = making.NOW


def timed(what: str, work: Callable[[], Any]) -> tuple[float, Any]:
    """Do it, and print the milliseconds of the processor and by the wall."""
    begin, used = time.perf_counter(), time.process_time()
    made = work()
    used, wall = time.process_time() - used, time.perf_counter() - begin
    print(f"{what:34}{used * 1000:8.0f} ms{wall * 1000:8.0f} ms by the wall")
    return used, made


def sheet(units: list[str], targets: list[str]) -> bytes:
    """The workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("任务分解表")
    page.write_row(0, 0, ["单位", *targets])
    for at, name in enumerate(units, 1):
        page.write_row(at, 0, [name, *(at % 50 + place for place in range(len(targets)))])
    book.close()
    return out.getvalue()


def brought_in(kind: SheetKind, programme_id: int | None, grids: list[Grid], by: Any) -> Import:
    """Keep, look at the preview, apply: what the three clicks do."""
    row = imports.keep(kind, programme_id, "表.xlsx", grids, by=by, now=NOW)
    return applied(row.id, by)


def applied(import_id: int, by: Any) -> Import:
    """The preview, and the deed."""
    found = bench_of(by, import_with_sheet(by, import_id), NOW.date())
    assert found.checked is not None, found.trouble
    return imports.apply(import_id, found.checked.digest, by=by, now=NOW, on=NOW.date())[0]


@housekeeping
def bare(rows: list[dict[str, Any]]) -> None:
    """The anchor: one insert, committed."""
    db.session.execute(insert(table_of(Allocation)), rows)


@housekeeping
def emptied() -> None:
    db.session.execute(delete(Allocation))


def run(folder: Path, units: int, targets: int, profile: bool) -> None:
    """Build the town, measure."""
    told = settings.read({}, folder)
    app = create_app(told, clock=lambda: NOW)
    with app.app_context():
        schema.upgrade(db.engine, paths.MIGRATIONS)
        town = making.town()
        by = town.viewer("clerk")
        year = making.programme(town)
        names = [f"第{number}号村" for number in range(units)]
        head = [["单位名称", "单位类别", "户数"]]
        brought_in(SheetKind.UNITS, None, [Grid.of("粘贴", head + [[name, "村", "100"] for name in names])], by)
        words = [f"指标{place}号" for place in range(targets)]
        kinds = ["大气", "不少于", str(10**8), "亩", "是", "均分", "村"]
        rows = [["目标名称", "类别", "指标类型", "指标值", "计量单位", "分解到单位", "分解依据", "承担单位"]]
        brought_in(SheetKind.TARGETS, year.id, [Grid.of("粘贴", rows + [[word, *kinds] for word in words])], by)
        content = sheet(names, words)
        anchor, _ = timed(
            "calamine alone",
            lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(),
        )
        unit_ids = list(db.session.scalars(select(Unit.id).where(Unit.name.like("第%"))))
        target_ids = list(db.session.scalars(select(Target.id)))
        plain = [
            {"target_id": target, "unit_id": unit, "amount": Decimal(5), "pinned": False, "applies": True, "note": ""}
            for unit in unit_ids
            for target in target_ids
        ]
        used, _ = timed(f"{len(plain)} rows inserted alone", lambda: bare(plain))
        emptied()
        anchor += used
        watch = cProfile.Profile() if profile else None
        reading, grids = timed("reading", lambda: read_file(content, "表.xlsx"))
        keeping, row = timed("keeping", lambda: imports.keep(SheetKind.ALLOCATIONS, year.id, "", grids, by=by, now=NOW))
        looking, found = timed("checking", lambda: bench_of(by, import_with_sheet(by, row.id), NOW.date()))
        if watch:
            watch.enable()
        digest = found.checked.digest
        storing, _ = timed(
            "storing (checked once more)", lambda: imports.apply(row.id, digest, by=by, now=NOW, on=d.date(2026, 3, 2))
        )
        if watch:
            watch.disable()
            pstats.Stats(watch).sort_stats("tottime").print_stats(25)
        version = db.session.scalar(select(Import.version).where(Import.id == row.id)) or 0
        timed("taking back", lambda: imports.undo(row.id, version, by=by, now=NOW))
        whole = reading + keeping + looking + storing
        print(f"\nanchor {anchor * 1000:.0f} ms, ours {whole * 1000:.0f} ms: {whole / anchor:.1f} times")
        print(f"without the preview {(reading + storing) * 1000:.0f} ms: {(reading + storing) / anchor:.1f} times")


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--units", type=int, default=600)
    asked.add_argument("--targets", type=int, default=40)
    asked.add_argument("--profile", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        run(Path(place), options.units, options.targets, options.profile)
