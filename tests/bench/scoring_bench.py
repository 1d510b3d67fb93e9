"""How long a recount of everything takes, against one set-based SQL over the same reports (goal: at most twice as long).

Run by hand:  python tests/bench/scoring_bench.py [--units 600] [--years 3] [--large 6000]

Builds, in memory, units × years × 40 tasks × 12 reports and ten problems a unit and year. The SQL sums the reports by task, joins
and writes one score for each of 40 items. The engine is given the same sums: by one query, as facts, scored without words. Its
figures are held against those of the SQL. Then as many units as --large in one year, from facts alone.
"""

import argparse
import math
import random
import resource
import sqlite3
import sys
import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from respbook.rules.scoring.engine import score  # noqa: E402
from respbook.rules.scoring.facts import Event, Facts, PeriodFacts, RowFacts, RuleFacts, UnitFacts  # noqa: E402
from respbook.rules.scoring.rubric import Band, Escalation, Row, Rubric, Rule  # noqa: E402
from respbook.rules.scoring.rule_kinds import BySource, Empty, Proportion  # noqa: E402

CATEGORIES = [f"c{at}" for at in range(10)]
METRICS = ("done", "ontime", "qty", "problem")
SCHEMA = """
CREATE TABLE letters(id INTEGER PRIMARY KEY, unit_id INTEGER, year INTEGER, UNIQUE(unit_id, year));
CREATE TABLE tasks(id INTEGER PRIMARY KEY, unit_id INTEGER, year INTEGER, category TEXT, plan_qty INTEGER);
CREATE TABLE reports(id INTEGER PRIMARY KEY, task_id INTEGER, unit_id INTEGER, year INTEGER, month INTEGER, due_on TEXT,
  submitted_at TEXT, qty INTEGER, status TEXT, note TEXT);
CREATE TABLE problems(id INTEGER PRIMARY KEY, unit_id INTEGER, year INTEGER, category TEXT, severity TEXT, status TEXT);
CREATE TABLE rubric_items(id INTEGER PRIMARY KEY, category TEXT, metric TEXT, max_score REAL);
"""
INDEXES = """
CREATE INDEX tasks_unit_year ON tasks(unit_id, year); CREATE INDEX reports_task ON reports(task_id, due_on);
CREATE INDEX problems_unit_year ON problems(unit_id, year); ANALYZE;
"""
SUMS = """
SELECT t.unit_id, t.year, t.category, sum(m.due) due, sum(m.ok) ok, sum(m.late) late, sum(m.qty) qty, sum(m.due * t.plan_qty) plan
FROM (SELECT task_id, count(*) due, sum(status='accepted') ok, sum(status='late') late, sum(qty) qty FROM reports GROUP BY task_id) m
JOIN tasks t ON t.id=m.task_id GROUP BY 1, 2, 3
"""
SCORE = f"""
WITH r AS ({SUMS}),
p AS (SELECT unit_id, year, category, sum(CASE severity WHEN 'high' THEN .4 WHEN 'mid' THEN .2 ELSE .1 END
      * CASE status WHEN 'open' THEN 2 ELSE 1 END) lost FROM problems GROUP BY 1, 2, 3)
INSERT INTO new_scores SELECT l.unit_id, l.year, i.id, round(i.max_score * CASE i.metric
  WHEN 'done' THEN coalesce(1.0 * (r.ok + r.late) / r.due, 0) WHEN 'ontime' THEN coalesce(1.0 * r.ok / r.due, 0)
  WHEN 'qty' THEN coalesce(min(1, 1.0 * r.qty / r.plan), 0) ELSE max(0, 1 - coalesce(p.lost, 0)) END, 2)
FROM letters l CROSS JOIN rubric_items i
LEFT JOIN r ON r.unit_id=l.unit_id AND r.year=l.year AND r.category=i.category
LEFT JOIN p ON p.unit_id=l.unit_id AND p.year=l.year AND p.category=i.category
"""
MAKE = """
DROP TABLE IF EXISTS new_scores;
CREATE TABLE new_scores(unit_id, year, item_id, score, PRIMARY KEY(unit_id, year, item_id)) WITHOUT ROWID;
"""


def filled(units: int, years: int) -> sqlite3.Connection:
    """The book in memory."""
    db, chance = sqlite3.connect(":memory:", isolation_level=None), random.Random(7)
    db.executescript(SCHEMA)
    db.execute("BEGIN")
    statuses, severities = ["accepted"] * 8 + ["late", "missing"], ["low"] * 5 + ["mid"] * 3 + ["high"]
    for at, (category, metric) in enumerate((c, m) for c in CATEGORIES for m in METRICS):
        db.execute("INSERT INTO rubric_items VALUES (?, ?, ?, 2.5)", (at + 1, category, metric))
    task = 0
    for unit in range(1, units + 1):
        for year in range(2024, 2024 + years):
            db.execute("INSERT INTO letters(unit_id, year) VALUES (?, ?)", (unit, year))
            for at in range(40):
                task += 1
                db.execute(
                    "INSERT INTO tasks VALUES (?, ?, ?, ?, ?)",
                    (task, unit, year, CATEGORIES[at % 10], plan := chance.randint(1, 9)),
                )
                db.executemany(
                    "INSERT INTO reports(task_id, unit_id, year, month, due_on, submitted_at, qty, status, note) VALUES (?,?,?,?,?,?,?,?,?)",
                    [
                        (
                            task,
                            unit,
                            year,
                            month,
                            f"{year}-{month:02}-28",
                            f"{year}-{month:02}-27 18:00",
                            chance.randint(0, plan + 1),
                            chance.choice(statuses),
                            "已完成本月巡查，未发现异常情况",
                        )
                        for month in range(1, 13)
                    ],
                )
            db.executemany(
                "INSERT INTO problems(unit_id, year, category, severity, status) VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        unit,
                        year,
                        chance.choice(CATEGORIES),
                        chance.choice(severities),
                        chance.choice(["open", "closed", "closed"]),
                    )
                    for _ in range(10)
                ],
            )
    db.execute("COMMIT")
    db.executescript(INDEXES)
    return db


PRICES = {"high": Decimal(1), "mid": Decimal("0.5"), "low": Decimal("0.25")}
RATE = Proportion(empty=Empty.ZERO)
RUBRIC = Rubric(
    "考核细则",
    tuple(
        Row(
            f"{category}-{metric}",
            category,
            Decimal("2.5"),
            rules=(
                Rule("a", BySource(PRICES), escalation=Escalation(late_factor=Decimal(2)))
                if metric == "problem"
                else Rule("a", RATE),
            ),
        )
        for category in CATEGORIES
        for metric in METRICS
    ),
    bands=(Band("优秀", Decimal(90)), Band("合格", Decimal(60), high=Decimal(90)), Band("不合格", high=Decimal(60))),
)


def facts_by_year(db: sqlite3.Connection) -> dict[int, Facts]:
    """The same sums as facts."""
    rows: dict[tuple[int, int], dict[str, RowFacts]] = defaultdict(dict)
    whole = [Decimal(figure) for figure in range(2000)]
    for unit, year, category, due, ok, late, qty, plan in db.execute(SUMS):
        of = rows[year, unit]
        of[f"{category}-done"] = RowFacts({"a": RuleFacts(actual=whole[ok + late], target=whole[due])})
        of[f"{category}-ontime"] = RowFacts({"a": RuleFacts(actual=whole[ok], target=whole[due])})
        of[f"{category}-qty"] = RowFacts({"a": RuleFacts(actual=whole[qty], target=whole[plan])})
    events: dict[tuple[int, int, str], list[Event]] = defaultdict(list)
    for key, unit, year, category, severity, status in db.execute("SELECT * FROM problems"):
        events[year, unit, category].append(Event(str(key), source=severity, late=status == "open"))
    for (year, unit, category), found in events.items():
        rows[year, unit][f"{category}-problem"] = RowFacts({"a": RuleFacts(tuple(found))})
    by_year: dict[int, list[UnitFacts]] = defaultdict(list)
    for (year, unit), held in rows.items():
        by_year[year].append(UnitFacts(str(unit), f"第{unit}村", "", {"": (PeriodFacts(str(year), "", held),)}))
    return {year: Facts(tuple(units)) for year, units in by_year.items()}


def clock(*runs, times=3):
    """The least time of the processor for each of some runs, by turns, so that what else the machine does weighs on none alone."""
    best, made = [math.inf] * len(runs), [None] * len(runs)
    for _ in range(times):
        for at, run in enumerate(runs):
            begin = time.process_time()
            made[at] = run()
            best[at] = min(best[at], time.process_time() - begin)
    return best, made


def agree(db: sqlite3.Connection, results) -> None:
    """Figure for figure the same as the SQL, but for its rounding of each item."""
    items = {f"{category}-{metric}": key for key, category, metric, _ in db.execute("SELECT * FROM rubric_items")}
    mine = {
        (int(unit.unit), year, items[row.key]): row.score
        for year, result in results.items()
        for unit in result.units
        for row in unit.parts[0].periods[0].rows
    }
    theirs = {(unit, year, item): found for unit, year, item, found in db.execute("SELECT * FROM new_scores")}
    assert mine.keys() == theirs.keys()
    assert all(abs(float(mine[key]) - theirs[key]) < 0.00501 for key in mine)


def main() -> None:
    """All of it, printed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=600)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--large", type=int, default=6000)
    asked = parser.parse_args()
    db = filled(asked.units, asked.years)

    def by_sql() -> None:
        db.executescript(MAKE)
        db.execute("BEGIN")
        db.execute(SCORE)
        db.execute("COMMIT")

    facts = facts_by_year(db)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for held in facts.values():
        score(RUBRIC, held, explain=False)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    (limit, gathering, alone, told), (*_, results, _) = clock(
        by_sql,
        lambda: facts_by_year(db),
        lambda: {year: score(RUBRIC, held, explain=False) for year, held in facts.items()},
        lambda: {year: score(RUBRIC, held) for year, held in facts.items()},
    )
    agree(db, results)
    held = next(iter(facts.values()))
    one = Facts(held.units[:1])
    (single,), _ = clock(lambda: score(RUBRIC, one), times=20)
    print(f"{asked.units} units × 40 rows × {asked.years} years, {asked.units * asked.years * 480:,} reports")
    for name, took in (
        ("one set-based SQL (limit)", limit),
        ("engine, facts at hand", alone),
        ("sums by SQL, made into facts", gathering),
        ("both together", alone + gathering),
        ("engine with all words", told),
        ("one unit and year, with words", single),
    ):
        print(f"  {name:32} {took:8.3f} s  {took / limit:7.3f} × limit")
    print(f"  engine, more memory             {memory:8.0f} MiB")
    many = Facts(
        tuple(UnitFacts(str(at), str(at), "", held.units[at % len(held.units)].parts) for at in range(asked.large))
    )
    (large,), _ = clock(lambda: score(RUBRIC, many, explain=False), times=2)
    print(f"{asked.large} units × 40 rows, one year: {large:.3f} s, {large / asked.large / 40 * 1e6:.1f} µs a row")


if __name__ == "__main__":
    main()
