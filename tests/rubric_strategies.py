"""Any rubric and any facts that can be written down, for property tests."""

from datetime import date
from decimal import Decimal as D

from hypothesis import strategies as st

from respbook.rules.scoring.facts import (
    Event,
    Given,
    Link,
    PeriodFacts,
    RowFacts,
    RuleFacts,
    UnitFacts,
    VetoFact,
)
from respbook.rules.scoring.kinds import FactSource, NotApplicableMode, TieKey, VetoEffect
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.rubric import (
    Band,
    CapGroup,
    Escalation,
    Example,
    Part,
    Quota,
    RankGroup,
    Row,
    Rubric,
    Rule,
    Tie,
    Total,
    UnitClass,
    Variant,
    Veto,
)
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    ByRank,
    BySource,
    Discretion,
    Entry,
    MissingEntries,
    Occurrence,
    PerUnit,
    Place,
    Presence,
    Proportion,
    Stage,
    Steps,
    ZeroRow,
)

points = st.integers(-99_999_000, 99_999_000).map(lambda thousandths: D(thousandths) / 1000)
above = st.integers(1, 99_999_000).map(lambda thousandths: D(thousandths) / 1000)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
names = st.text("abcdefg", min_size=1, max_size=6)
whole = st.integers(0, 99)


def optional(one):
    return st.none() | one


def several(one, key="key"):
    return st.lists(one, max_size=3, unique_by=lambda made: getattr(made, key)).map(tuple)


entry_lists = several(st.builds(Entry, names, words, points))
kinds = st.one_of(
    st.builds(Occurrence, points),
    st.builds(BySource, st.dictionaries(names, points, max_size=3), points),
    st.builds(PerUnit, optional(points), points, above),
    st.builds(MissingEntries, entry_lists),
    st.builds(Presence, entry_lists),
    st.builds(Proportion, optional(points), points, points, optional(points), optional(points)),
    st.builds(
        Steps, st.lists(st.builds(Stage, points, optional(points), st.booleans(), words), max_size=3).map(tuple), points
    ),
    st.builds(ByRank, st.lists(st.builds(Place, whole, whole, points), max_size=3).map(tuple)),
    st.builds(Discretion, points, optional(points)),
    st.builds(Bonus, points, st.dictionaries(names, points, max_size=2), st.booleans()),
    st.just(ZeroRow()),
)
rules = st.builds(
    Rule,
    names,
    kinds,
    words,
    optional(points),
    words,
    optional(st.builds(Escalation, st.lists(points, max_size=3).map(tuple), st.booleans(), optional(points))),
    st.sampled_from(FactSource),
    st.dictionaries(names, st.lists(names, max_size=2, unique=True).map(tuple), max_size=2),
)
rows = st.builds(
    Row,
    names,
    words,
    points,
    rules=several(rules),
    groups=several(st.builds(CapGroup, names, words, points)),
    floor=optional(points),
    na_mode=st.sampled_from(NotApplicableMode),
    variants=st.dictionaries(
        names,
        st.builds(Variant, st.booleans(), optional(points), st.dictionaries(names, points, max_size=2)),
        max_size=2,
    ),
    target_ids=st.lists(whole, max_size=2, unique=True).map(tuple),
    examples=st.lists(st.builds(Example, names, st.booleans(), words), max_size=1).map(tuple),
)
rubrics = st.builds(
    Rubric,
    words,
    several(rows),
    st.builds(Total, points, floor=optional(points), places=st.integers(0, 3), convert=st.booleans()),
    several(st.builds(UnitClass, names, words)),
    several(st.builds(RankGroup, names, words, st.lists(names, max_size=2, unique=True).map(tuple))),
    several(st.builds(Part, names, words, points, whole)),
    several(
        st.builds(Band, names, optional(points), st.booleans(), optional(points), st.booleans(), optional(whole)),
        "label",
    ),
    st.lists(st.builds(Quota, names, names, optional(whole), optional(points)), max_size=1).map(tuple),
    st.lists(st.builds(Tie, st.sampled_from(TieKey), words), max_size=1).map(tuple),
    several(st.builds(Veto, names, words, st.sampled_from(VetoEffect), words)),
    several(st.builds(LadderStep, names, st.sampled_from(MeasureKind), st.sampled_from(Trigger), points)),
)
days = st.dates(date(1949, 1, 1), date(2099, 12, 31))
links = st.lists(st.builds(Link, names, whole, words), max_size=1).map(tuple)
found = several(st.builds(Event, names, optional(days), above, words, words, words, *[st.booleans()] * 5, links))
rule_facts = st.builds(
    RuleFacts,
    found,
    optional(points),
    optional(points),
    optional(st.frozensets(names, max_size=3)),
    words,
    optional(points),
    words,
    links,
)
row_facts = st.builds(
    RowFacts, st.dictionaries(names, rule_facts, max_size=2), words, optional(st.builds(Given, points, words, words))
)
periods = several(st.builds(PeriodFacts, names, words, st.dictionaries(names, row_facts, max_size=2)))
units = st.builds(
    UnitFacts,
    names,
    words,
    words,
    st.dictionaries(names | st.just(""), periods, max_size=2),
    several(st.builds(VetoFact, names), "veto"),
)
