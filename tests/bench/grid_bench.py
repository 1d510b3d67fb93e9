"""How fast the sheet of 500 units × 30 targets is built and saved, as a ratio to a bare table of the same size.

Run by hand:  python tests/bench/grid_bench.py [--units 500] [--targets 30] [--rounds 9] [--browser]

The bare table is Flask and Jinja alone: the same number of cells out of a list in memory, no database, no sign-in. Prints
for the page: milliseconds (median), bytes as sent, statements; for a save of one cell, of a pasted block of 45 × 20 cells
and of every cell: milliseconds and bytes sent. ``--browser`` adds how long chromium takes to lay the page out.
"""

import argparse
import gzip
import shutil
import statistics
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
from flask import Flask, render_template_string  # noqa: E402
from lxml import html  # noqa: E402
from sqlalchemy import Engine, event  # noqa: E402
from visiting import Clock, Visitor  # noqa: E402

from respbook import paths, settings  # noqa: E402
from respbook.actions import shares  # noqa: E402
from respbook.app import create_app  # noqa: E402
from respbook.models import schema  # noqa: E402
from respbook.models.base import db  # noqa: E402
from respbook.queries import target_grid  # noqa: E402
from respbook.queries.scope import target_in_sight  # noqa: E402
from respbook.rules.permissions import system_viewer  # noqa: E402
from respbook.rules.targets import Basis, TargetKind  # noqa: E402

BARE = (
    "<table><tr>{% for head in heads %}<th>{{ head }}</th>{% endfor %}</tr>{% for name, cells in rows %}<tr><th>{{ name }}"
    "</th>{% for cell in cells %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


def office(folder: Path, units: int, targets: int) -> tuple[Flask, str]:
    """An app with its sheet, every column divided; the address of the sheet."""
    app = create_app(settings.read({"RESPBOOK_DATABASE_URL": f"sqlite:///{folder}/bench.db"}, folder), clock=Clock())
    app.test_client_class = Visitor
    with app.app_context():
        schema.upgrade(db.engine, paths.MIGRATIONS)
        town = making.town()
        making.many_villages(town, units - 8)
        programme, clerk = making.programme(town), town.viewer("clerk")
        facts = {"kind": TargetKind.AT_LEAST, "unit_word": "亩", "divided": True, "basis": Basis.HOUSEHOLDS}
        for place in range(targets):
            target = making.target(town, programme, f"第{place}项指标", amount=Decimal(99_999), **facts)
            shares.divide(target.id, Basis.HOUSEHOLDS, target.version, by=clerk, now=making.NOW)
        return app, f"/programmes/{programme.id}/targets/grid"


def bare(units: int, targets: int) -> Flask:
    """The limit: the same cells from memory."""
    app = Flask("bare")
    rows = [(f"第{unit}村", [str(unit + place) for place in range(targets)]) for unit in range(units)]
    heads = [f"第{place}项指标" for place in range(targets)]
    app.add_url_rule("/", view_func=lambda: render_template_string(BARE, heads=heads, rows=rows))
    return app


def median(rounds: int, *works: Callable[[], Any]) -> list[float]:
    """Milliseconds of each, one after another in every round, so that a noisy machine disturbs all alike."""
    told: list[list[float]] = [[] for _ in works]
    for _ in range(rounds + 1):
        for place, work in enumerate(works):
            begin = time.perf_counter()
            work()
            told[place].append(1000 * (time.perf_counter() - begin))
    return [statistics.median(each[1:]) for each in told]


def block(page: Any, rows: int, columns: int, turn: int) -> dict[str, str]:
    """A save of the upper left cells, each one less than it was, or one more again."""
    lines = []
    for row in page.xpath("//tbody/tr")[:rows]:
        for head, cell in list(zip(page.xpath("//th[@data-column]"), row.xpath("td"), strict=True))[:columns]:
            amount = int(cell.text_content()) - turn % 2
            lines.append(f"{row.get('data-row')}\t{head.get('data-column')}\t{amount}\t\t")
    return {"cells": "\n".join(lines)}


def saved(app: Flask, address: str, client: Any, page: Any, rows: int, columns: int, rounds: int) -> tuple[float, int]:
    """(milliseconds, bytes sent) of a save, as the page would send it."""
    targets = [int(each) for each in page.xpath("//th/@data-column")][:columns]
    times, size = [], 0
    for turn in range(1, rounds + 1):
        with app.app_context():
            clerk = system_viewer()
            versions = "\n".join(f"{each}\t{target_in_sight(clerk, each).version}" for each in targets)
        fields = block(page, rows, columns, turn) | {"versions": versions}
        size = sum(map(len, fields.values()))
        begin = time.perf_counter()
        answer = client.piece(address, "grids-answer", method="POST", data=fields)
        times.append(1000 * (time.perf_counter() - begin))
        assert answer.status_code == 200, answer.text
    return statistics.median(times), size


def laid_out(text: str) -> float:
    """Milliseconds that chromium takes to parse and lay out the page with its own sheets, without scripts."""
    from playwright.sync_api import sync_playwright

    css = "".join(
        (ROOT / f"static/css/{name}.css").read_text("utf-8") for name in ("tokens", "layout", "parts", "desk")
    )
    whole = text.replace("</head>", f"<style>{css}</style></head>")
    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = started.new_page()
        ask = "(text) => { const t = performance.now(); document.open(); document.write(text); document.close();"
        spent = [
            page.evaluate(ask + "document.body.offsetHeight; return performance.now() - t; }", whole) for _ in "123"
        ]
        started.close()
    return float(statistics.median(spent))


def main() -> None:
    """Build, measure, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    for name, value in (("units", 500), ("targets", 30), ("rounds", 9), ("page", target_grid.PAGE_UNITS)):
        reader.add_argument(f"--{name}", type=int, default=value)
    reader.add_argument("--browser", action="store_true")
    wanted = reader.parse_args()
    target_grid.PAGE_UNITS = wanted.page
    with tempfile.TemporaryDirectory() as folder:
        app, address = office(Path(folder), wanted.units, wanted.targets)
        client, limit = app.test_client().enter_as("clerk"), bare(wanted.units, wanted.targets).test_client()
        statements: list[str] = []
        event.listen(Engine, "before_cursor_execute", lambda _c, _cur, words, *_: statements.append(words))
        answer = client.get(address)
        told, page = len(statements), html.document_fromstring(answer.text)
        bare_ms, page_ms = median(wanted.rounds, lambda: limit.get("/"), lambda: client.get(address))
        size, least = (len(gzip.compress(each, 5)) for each in (answer.data, limit.get("/").data))
        shown = len(page.xpath("//tbody/tr"))
        print(f"{wanted.units} units × {wanted.targets} targets, {shown} units a page, {told} statements")
        print(f"bare table {bare_ms:7.1f} ms {least / 1024:6.1f} KB gzip")
        print(
            f"sheet      {page_ms:7.1f} ms {size / 1024:6.1f} KB gzip   ratio {page_ms / bare_ms:.1f}, {size / least:.1f}"
        )
        if wanted.browser:
            print(f"laid out   {laid_out(answer.text):7.1f} ms in chromium")
        for rows, columns in ((1, 1), (min(45, shown), min(20, wanted.targets)), (shown, wanted.targets)):
            spent, sent = saved(app, address, client, page, rows, columns, 5)
            print(f"save {rows * columns:6} cells {spent:7.1f} ms, {sent} bytes sent   ratio {spent / bare_ms:.1f}")


if __name__ == "__main__":
    main()
