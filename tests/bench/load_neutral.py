"""Brings the neutral CSV data (towns, units, letters, tasks) into a respbook database, for measuring only.

Run by hand:  python tests/bench/load_neutral.py CSV_FOLDER DATA_FOLDER [--year 2026]

Rows go in by Core inserts, past the actions and the audit book: such a database is for the bench and nothing else.
The newest year of the data becomes ``--year`` (this year), so that due dates lie ahead as in daily use. A task that is
``late`` in the data is open here and the others are cancelled: ``?state=open`` finds exactly the rows that the other
systems find with ``status=late``. Logins: ``county`` sees all towns, ``town1`` … the first five towns; password PASSWORD.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from sqlalchemy import Connection, insert  # noqa: E402

from respbook import settings  # noqa: E402
from respbook.actions.passwords import hashed  # noqa: E402
from respbook.commands.house import opened  # noqa: E402
from respbook.models.base import WRITE, db  # noqa: E402
from respbook.models.counters import Counter  # noqa: E402
from respbook.models.letter_templates import LetterTemplate  # noqa: E402
from respbook.models.letters import Letter  # noqa: E402
from respbook.models.people import User, UserRole  # noqa: E402
from respbook.models.programmes import Programme  # noqa: E402
from respbook.models.targets import Target  # noqa: E402
from respbook.models.tasks import Task, TaskPeriod  # noqa: E402
from respbook.models.units import Holder, Unit  # noqa: E402
from respbook.papers import stored  # noqa: E402
from respbook.papers.blocks import Paper, Paragraph, Run  # noqa: E402
from respbook.rules.pinyin import full, keys  # noqa: E402

PASSWORD = "bench-password-2026"
KINDS = {"village": "village", "community": "community", "enterprise": "affiliated", "school": "affiliated"}
CADENCES = {"daily": "daily", "monthly": "monthly", "quarterly": "quarterly", "yearly": "once"}
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
LAST_YEAR = 2025
SLOTS = 40
AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
Row = dict[str, Any]


def read(folder: Path, table: str) -> Iterator[Row]:
    """The rows of one CSV file."""
    with open(folder / f"{table}.csv", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def put(connection: Connection, model: type[Any], rows: list[Row]) -> None:
    """One executemany for each model, with its rate."""
    begin = time.perf_counter()
    connection.execute(insert(model), rows)
    took = time.perf_counter() - begin
    print(f"{model.__tablename__:<18}{len(rows):>10,} rows{len(rows) / took:>12,.0f} rows/s", flush=True)


class Neutral:
    """The CSV folder in respbook's shapes. Unit 1 is the county, then the towns, then the units."""

    def __init__(self, folder: Path, year: int) -> None:
        self.folder, self.shift = folder, year - LAST_YEAR
        self.towns = list(read(folder, "towns"))
        self.first = 1 + len(self.towns)
        self.town_of = {int(row["id"]): int(row["town_id"]) for row in read(folder, "units")}
        self.programmes: dict[tuple[int, int], int] = {}

    def units(self) -> list[Row]:
        """County, towns, units, each with its path."""
        rows = [unit_row(1, None, "/1/", "county", "第1县")]
        rows += [unit_row(1 + int(t["id"]), 1, f"/1/{1 + int(t['id'])}/", "town", t["name"]) for t in self.towns]
        for each in read(self.folder, "units"):
            key, town = self.first + int(each["id"]), 1 + int(each["town_id"])
            row = unit_row(key, town, f"/1/{town}/{key}/", KINDS[each["kind"]], each["name"])
            rows.append(row | {"position": int(each["id"]), "population": int(each["population"])})
        return rows

    def holders(self) -> list[Row]:
        """One head for each unit."""
        fixed = {"role": "first", "post": "书记", "position": 0, "from_on": date(2020, 1, 1), "to_on": None}
        return [
            fixed | {"unit_id": self.first + int(u["id"]), "name": u["leader"], "phone": u["phone"]}
            for u in read(self.folder, "units")
        ]

    def programme_rows(self, years: list[int]) -> tuple[list[Row], list[Row], list[Row]]:
        """A programme for each town and year, with its template and its 40 targets."""
        programmes, templates, targets = [], [], []
        for year in years:
            for town in self.towns:
                key = self.programmes[int(town["id"]), year] = len(programmes) + 1
                programmes.append(programme_row(key, 1 + int(town["id"]), town["name"], year + self.shift))
                templates.append(template_row(key))
                targets += [target_row(key, slot) for slot in range(1, SLOTS + 1)]
        return programmes, templates, targets

    def letters(self) -> list[Row]:
        """Issued letters with a small stored paper."""
        given: dict[int, int] = {}
        rows = []
        for each in read(self.folder, "letters"):
            programme = self.programmes[self.town_of[int(each["unit_id"])], int(each["year"])]
            number = given[programme] = given.get(programme, 0) + 1
            rows.append(letter_row(each, self.first + int(each["unit_id"]), programme, number))
        self.numbers = given
        return rows

    def tasks(self) -> tuple[list[Row], list[Row]]:
        """Tasks and their periods."""
        tasks: list[Row] = []
        periods: list[Row] = []
        for each in read(self.folder, "tasks"):
            programme = self.programmes[self.town_of[int(each["unit_id"])], int(each["year"])]
            year = int(each["year"]) + self.shift
            tasks.append(self._task(each, programme, year))
            if each["freq"] in MONTHS:
                periods += spans(int(each["id"]), year, MONTHS[each["freq"]])
        return tasks, periods

    def _task(self, each: Row, programme: int, year: int) -> Row:
        return {
            "id": int(each["id"]),
            "letter_id": int(each["letter_id"]),
            "target_id": (programme - 1) * SLOTS + int(each["no"]),
            "clause_id": None,
            "unit_id": self.first + int(each["unit_id"]),
            "programme_id": programme,
            "year": year,
            "position": int(each["no"]),
            "title": each["title"],
            "demand": f"{each['category']}：不少于{each['plan_qty']}{each['measure']}",
            "amount": int(each["plan_qty"]),
            "unit_word": each["measure"],
            "cadence": CADENCES[each["freq"]],
            "due_on": date.fromisoformat(each["due_on"]).replace(year=year),
            "state": "open" if each["status"] == "late" else "cancelled",
            "version": 1,
        }


def unit_row(key: int, parent: int | None, path: str, kind: str, name: str) -> Row:
    sounds, initials = keys(name)
    spelled = {"pinyin": full(name), "sounds": sounds, "initials": initials[:60]}
    placed = {"id": key, "parent_id": parent, "path": path, "position": key}
    return placed | {"kind": kind, "name": name, "population": 0} | spelled


def programme_row(key: int, unit: int, town: str, year: int) -> Row:
    return {
        "id": key,
        "unit_id": unit,
        "kind": "yearly",
        "year": year,
        "name": f"{town}{year}年度生态环境保护目标责任书",
        "issuer": f"{town}人民政府",
        "term_from": date(year, 1, 1),
        "term_to": date(year, 12, 31),
        "number_pattern": "环责〔{年度}〕{序号}号",
        "made_at": AT,
        "made_by": "测量",
    }


def template_row(programme: int) -> Row:
    words = {"name": "村（社区）和单位", "unit_kinds": "village,community,affiliated", "title": "责任书", "position": 1}
    return words | {"id": programme, "programme_id": programme, "changed_at": AT, "changed_by": "测量"}


def target_row(programme: int, slot: int) -> Row:
    return {
        "id": (programme - 1) * SLOTS + slot,
        "programme_id": programme,
        "position": slot,
        "category": "测量",
        "name": f"目标{slot}",
        "kind": "at_least",
        "unit_kinds": "village,community,affiliated",
    }


def letter_row(each: Row, unit: int, programme: int, number: int) -> Row:
    paper = Paper("letter", each["party_b"], each["no"], (Paragraph((Run(each["title"]),)),))
    return {
        "id": int(each["id"]),
        "programme_id": programme,
        "template_id": programme,
        "unit_id": unit,
        "state": "issued",
        "made_at": AT,
        "made_by": "测量",
        "made_by_id": 1,
        "number": number,
        "number_text": each["no"],
        "issued_on": AT.date(),
        "issued_at": AT,
        "issued_by": "测量",
        "template_version": 1,
        "paper": stored.dumped(paper),
        "paper_sha256": stored.fingerprint(paper),
        "pdf_sha256": stored.fingerprint(paper),
        "pages": 6,
        "check_token": f"bench-{each['id']}",
    }


def spans(task: int, year: int, months: int) -> list[Row]:
    """The periods of a task: each ends with its months."""
    rows = []
    for first in range(1, 13, months):
        after = date(year + (first + months - 1) // 12, (first + months - 1) % 12 + 1, 1)
        last = after - timedelta(days=1)
        starts = date(year, first, 1)
        rows.append({"task_id": task, "starts_on": starts, "ends_on": last, "due_on": last, "label": f"{first}月"})
    return rows


def users(towns: int) -> tuple[list[Row], list[Row]]:
    """``county`` at the root and ``town1`` … at the first five towns, all clerks."""
    secret = hashed(PASSWORD)
    logins = [("county", 1)] + [(f"town{n}", 1 + n) for n in range(1, min(towns, 5) + 1)]
    rows = [
        {"id": n, "login": login, "name": "测量员", "unit_id": unit, "password_hash": secret}
        for n, (login, unit) in enumerate(logins, 1)
    ]
    return rows, [{"user_id": row["id"], "role": "clerk"} for row in rows]


def load(connection: Connection, neutral: Neutral) -> None:
    """Everything in one transaction, parents first."""
    years = sorted({int(row["year"]) for row in read(neutral.folder, "letters")})
    people, roles = users(len(neutral.towns))
    programmes, templates, targets = neutral.programme_rows(years)
    put(connection, Unit, neutral.units())
    put(connection, Holder, neutral.holders())
    put(connection, User, people)
    put(connection, UserRole, roles)
    put(connection, Programme, programmes)
    put(connection, LetterTemplate, templates)
    put(connection, Target, targets)
    put(connection, Letter, neutral.letters())
    put(connection, Counter, [{"key": f"bench/{key}", "last": last} for key, last in neutral.numbers.items()])
    tasks, periods = neutral.tasks()
    put(connection, Task, tasks)
    put(connection, TaskPeriod, periods)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("csv", type=Path)
    asked.add_argument("data", type=Path)
    asked.add_argument("--year", type=int, default=datetime.now(UTC).year)
    given = asked.parse_args()
    app = opened(settings.read(folder=given.data))
    with app.app_context(), db.engine.connect().execution_options(**WRITE) as connection, connection.begin():
        load(connection, Neutral(given.csv, given.year))


if __name__ == "__main__":
    main()
