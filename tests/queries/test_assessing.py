"""考核算分: marks, settlements and periods come together in the final result, in a flat number of statements (A5, PERIOD)."""

import datetime as d
from decimal import Decimal

import making
import reporting
from inspecting import assigned
from judging import (
    LATER,
    YEAR,
    D,
    again,
    confirmed,
    each,
    mark,
    opened,
    published,
    row,
    rubric,
    share,
    sheet_of,
)
from making import make

from respbook.queries.assessing import facts_for, facts_of, results_of, rubric_of
from respbook.queries.scope import programme_in_sight
from respbook.rules.scoring.facts import RowFacts
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rubric import Part, Rule
from respbook.rules.scoring.rule_kinds import Discretion, Proportion


def test_confirmed_periods_flow_into_the_final(app, town):
    programme, village = make.programme(town), town.villages[0]
    parts = (Part("month", "平时考核", D(40), times=2), Part("end", "年终考核", D(60)))
    judged = Rule("a", Discretion(), source=FactSource.JUDGED)
    value = rubric(
        row("m", judged, points="100", part="month"), row("e", judged, points="100", part="end"), parts=parts
    )
    made = published(programme, value)
    span = {"first_on": d.date(2026, 1, 1), "last_on": d.date(2026, 3, 2)}
    month = opened(town, made, final=False, part_key="month", period_key="2026-02", period_label="2月", **span)
    final = opened(town, made, part_key="end")
    mark(sheet_of(month, village), "m", "80")
    mark(sheet_of(final, village), "e", "90")

    def parts_of():
        found = facts_of(again(town, final.id), [village.id]).units[0].parts
        return {key: [each.key for each in periods] for key, periods in found.items()}

    assert parts_of() == {"end": ["2026"]}
    confirmed(sheet_of(month, village))
    assert parts_of() == {"month": ["2026-02"], "end": ["2026"]}
    result = next(r for r in results_of(again(town, final.id)).units if r.unit == str(village.id))
    assert result.total == D(86), "80 of 100 for 40 points, 90 of 100 for 60"
    alone = next(r for r in results_of(again(town, month.id)).units if r.unit == str(village.id))
    assert (alone.total, alone.band) == (80, "")


def test_marks_settlements_and_periods_flow_into_the_final(app, town):
    programme, village = make.programme(town), town.villages[0]
    judged = Rule("a", Proportion(), source=FactSource.JUDGED)
    opening = opened(town, published(programme, rubric(row("1", judged), row("2", judged))), assessors=2)
    made = opening.id
    sheet = sheet_of(opening, village)
    mark(sheet, "1", "6")
    mark(sheet, "1", "9", 5, assessor="李建国", reason="材料齐全")
    mark(sheet, "2", None, not_applicable="本村没有这项任务")
    of_one = facts_of(again(town, made), [village.id]).units[0].parts[""][0].rows
    assert of_one["2"] == RowFacts(), "one of two: nothing is decided, and nothing told"
    mark(sheet, "2", None, 5, assessor="李建国", not_applicable="没有")
    rows = facts_of(again(town, made), [village.id]).units[0].parts[""][0].rows
    assert (rows["1"].given.points, rows["1"].given.reason) == (Decimal("7.5"), "材料齐全")
    assert "孙敏、李建国" in rows["1"].given.by
    assert rows["2"].not_applicable == "本村没有这项任务" and rows["2"].given is None


def test_statements_are_flat_and_500_units_are_quick(app, town, counted):
    year = reporting.running(app, town)
    everything = [
        row(str(n), share("a", source) if source is not FactSource.FINDINGS else each("a", source))
        for n, source in enumerate(FactSource)
    ]
    made = rubric(*everything)
    assigned(town, town.villages[0])

    def statements():
        programme = programme_in_sight(town.viewer("clerk"), year.programme.id)
        with counted() as sql:
            facts_for(programme, made, *YEAR, town.viewer("clerk"), today=LATER)
        return len(sql)

    before = statements()
    making.many_villages(town, 500)
    assert statements() <= before
    assert before < 25


def test_the_text_is_read_once(app, town):
    made = published(make.programme(town), rubric(row("1", each("a", FactSource.FINDINGS))))
    assert rubric_of(made) is rubric_of(made)
