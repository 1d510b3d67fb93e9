"""Rubrics and facts in few words, for the tests of scoring."""

from datetime import date
from decimal import Decimal

from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Event, Facts, Given, PeriodFacts, RowFacts, RuleFacts, UnitFacts
from respbook.rules.scoring.rubric import Band, Row, Rubric, Rule
from respbook.rules.scoring.rule_kinds import Entry, Occurrence

D = Decimal


def rule(parameters, key="a", **more):
    return Rule(key, parameters, **more)


def row(points, *rules, key="1", **more):
    return Row(key, more.pop("title", f"指标{key}"), D(points), rules=rules, **more)


def entries(**values):
    return tuple(Entry(key, key, D(value)) for key, value in values.items())


def events(*counts, **more):
    """One event for each count; ``events(1, 2, source="town")``."""
    return tuple(Event(f"e{at}", count=D(count), **more) for at, count in enumerate(counts))


def event(on=None, count=1, key="e", **more):
    return Event(key, date.fromisoformat(on) if on else None, D(count), **more)


def did(*found, **more):
    """What is known of one rule: events, or a figure."""
    for name in ("actual", "target", "judged"):
        if more.get(name) is not None:
            more[name] = D(more[name])
    if "present" in more and more["present"] is not None:
        more["present"] = frozenset(more["present"])
    return RuleFacts(tuple(found), **more)


def known(given=None, na="", **rules):
    return RowFacts(rules, na, Given(D(given)) if given is not None else None)


def period(key="2026", **rows):
    """Rows by their keys, written r1=…"""
    return PeriodFacts(key, key, {name.removeprefix("r"): facts for name, facts in rows.items()})


def unit(name="甲村", *periods, class_key="", vetoes=(), **parts):
    return UnitFacts(name, name, class_key, {"": periods} if periods else dict(parts), tuple(vetoes))


def scored(rubric, *units, **more):
    return {result.unit: result for result in score(rubric, Facts(units), **more).units}


def one_row(the_row, facts, **more):
    """The result of a single row, for one unit in one period."""
    result = scored(Rubric("细则", (the_row,)), unit("甲村", period(**{f"r{the_row.key}": facts})), **more)["甲村"]
    return result.parts[0].periods[0].rows[0]


def words_of(result):
    return "\n".join(step.words for step in result.steps)


ONE = rule(Occurrence(D(1)), words="每发现一处扣1分")
FOUR = (
    Band("优秀", D(90)),
    Band("良好", D(75), high=D(90)),
    Band("合格", D(60), high=D(75)),
    Band("不合格", None, high=D(60)),
)
PLAIN = Rubric("细则", (row(100, ONE),), bands=FOUR)


def lost(points, name="甲村", **more):
    """A unit that lost so many points of the plain rubric."""
    return unit(name, period(r1=known(a=did(*events(points)))), **more)


def total_of(rubric, *periods, **parts):
    return scored(rubric, unit("甲村", *periods, **parts))["甲村"].total
