"""计分的性质: what holds for every rubric and all facts, not only for the worked examples."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st
from scoring_values import did, entries, event, known, period, row, rule, scored, unit

from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts
from respbook.rules.scoring.kinds import BonusPlace, NotApplicableMode
from respbook.rules.scoring.rubric import Band, CapGroup, Escalation, Quota, Rubric, Total
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    BySource,
    MissingEntries,
    Occurrence,
    Proportion,
    Stage,
    Steps,
    ZeroRow,
)

tenths = st.integers(0, 100).map(lambda figure: D(figure) / 10)
SOURCES = ("self", "town", "county")
escalations = st.none() | st.builds(
    Escalation,
    st.lists(st.integers(1, 4).map(D), min_size=1, max_size=3).map(lambda factors: tuple(sorted(factors))),
    late_factor=st.none() | st.just(D(2)),
)
taking = st.one_of(
    st.builds(Occurrence, tenths),
    st.builds(BySource, st.fixed_dictionaries(dict.fromkeys(SOURCES, tenths)), tenths),
    st.builds(MissingEntries, st.just(entries(x="0.5", y=1))),
    st.just(ZeroRow()),
)
bases = st.one_of(
    st.builds(Proportion, st.none() | tenths, offset=tenths, target=st.just(D(7))),
    st.builds(Steps, st.lists(st.builds(Stage, tenths, tenths), min_size=1, max_size=3).map(tuple), tenths),
)


@st.composite
def rows(draw, key):
    made = []
    if draw(st.booleans()):
        made.append(rule(draw(bases), "base"))
    for at in range(draw(st.integers(0, 3))):
        made.append(
            rule(
                draw(taking),
                f"t{at}",
                cap=draw(st.none() | tenths),
                group=draw(st.sampled_from(["", "g"])),
                escalation=draw(escalations),
            )
        )
    return row(
        draw(st.integers(1, 40)),
        *made,
        key=key,
        groups=(CapGroup("g", "组", draw(tenths)),),
        floor=draw(st.sampled_from([D(0), D(1), None])),
        na_mode=draw(st.sampled_from(NotApplicableMode)),
        na_points=D(3),
        heading=draw(st.sampled_from(["甲", "乙"])),
    )


found = st.builds(
    event,
    st.none() | st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31)).map(str),
    count=st.integers(1, 3),
    key=st.uuids().map(str),
    source=st.sampled_from(SOURCES),
    late=st.booleans(),
    own_in_time=st.booleans(),
    final=st.booleans(),
)


@st.composite
def facts_of(draw, rubric):
    known_rows = {}
    for one in rubric.rows:
        held = {
            own.key: did(
                *draw(st.lists(found, max_size=4)),
                actual=draw(st.none() | tenths),
                present=draw(st.none() | st.sets(st.sampled_from("xy"))),
            )
            for own in one.rules
        }
        known_rows[f"r{one.key}"] = known(na=draw(st.sampled_from(["", "", "", "没有任务"])), **held)
    return period(**known_rows)


@st.composite
def cases(draw, units=1):
    keys = [str(at) for at in range(1, draw(st.integers(1, 4)) + 1)]
    bands = (
        Band("优", D(60), rank_within=draw(st.none() | st.just(2))),
        Band("良", D(30), high=D(60)),
        Band("差", None, high=D(30)),
    )
    total = Total(bonus_place=draw(st.sampled_from(BonusPlace)), floor=draw(st.sampled_from([D(0), None])))
    quotas = draw(st.sampled_from([(), (Quota("优", "", 1),)]))
    rubric = Rubric("细则", tuple(draw(rows(key)) for key in keys), total, bands=bands, quotas=quotas)
    return rubric, tuple(unit(f"{at}村", draw(facts_of(rubric))) for at in range(units))


@given(cases(3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_steps_add_up_to_their_figures(case, proposed):
    rubric, units = case
    told = scored(rubric, *units, with_proposed=proposed)
    for result in told.values():
        assert sum(step.change for step in result.steps) == result.total
        for part in result.parts:
            assert sum(step.change for step in part.steps) == part.score
            for one in part.periods:
                assert sum(step.change for step in one.steps) == one.score
                for held in one.rows:
                    assert sum(step.change for step in held.steps) == (held.score or 0)
                    assert not held.steps or held.steps[-1].figure == (held.score or 0)
    silent = scored(rubric, *units, explain=False, with_proposed=proposed)
    assert {key: (one.total, one.band, one.rank, one.complete) for key, one in silent.items()} == {
        key: (one.total, one.band, one.rank, one.complete) for key, one in told.items()
    }


@given(cases(4), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_units_does_not_matter(case, random):
    rubric, units = case
    mixed = list(units)
    random.shuffle(mixed)
    assert score(rubric, Facts(tuple(mixed))) == score(rubric, Facts(units))


@given(cases(), st.data())
@settings(max_examples=60, deadline=None)
def test_one_more_event_never_raises_a_score(case, data):
    rubric, (the_unit,) = case
    before = scored(rubric, the_unit, with_proposed=True)[the_unit.unit]
    (the_period,) = the_unit.parts[""]
    key = data.draw(st.sampled_from([one.key for one in rubric.rows]))
    held = the_period.rows[key]
    if not held.rules:
        return
    name = data.draw(st.sampled_from(sorted(held.rules)))
    facts = held.rules[name]
    more = replace(facts, events=(*facts.events, data.draw(found)))
    worse = replace(the_period, rows={**the_period.rows, key: replace(held, rules={**held.rules, name: more})})
    after = scored(rubric, replace(the_unit, parts={"": (worse,)}), with_proposed=True)[the_unit.unit]
    assert after.total <= before.total


@given(cases())
@settings(max_examples=60, deadline=None)
def test_a_row_stays_between_its_bounds(case):
    rubric, units = case
    (result,) = scored(rubric, *units, explain=False).values()
    for the_row, held in zip(rubric.rows, result.parts[0].periods[0].rows, strict=True):
        best = max(
            [one.value for own in the_row.rules if isinstance(own.parameters, Steps) for one in own.parameters.stages],
            default=D(0),
        )
        if held.score is not None and held.applies:
            assert the_row.floor is None or held.score >= min(the_row.floor, 0)
            assert held.score <= max(
                the_row.points,
                best,
                *[own.parameters.otherwise for own in the_row.rules if isinstance(own.parameters, Steps)],
                D(0),
            )


@given(cases(2), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_a_bonus_never_lowers_a_total(case, count):
    rubric, units = case
    with_row = replace(rubric, rows=(*rubric.rows, row(0, rule(Bonus(D(1)), "p"), key="bonus")))
    given_bonus = tuple(
        replace(
            one,
            parts={
                "": (
                    replace(
                        one.parts[""][0], rows={**one.parts[""][0].rows, "bonus": known(p=did(event(count=count)))}
                    ),
                )
            },
        )
        for one in units
    )
    plain, more = scored(with_row, *units, explain=False), scored(with_row, *given_bonus, explain=False)
    for key, result in plain.items():
        if result.applies:
            assert more[key].total >= result.total


def test_own_finds_add_where_the_rule_says_so():
    rubric = Rubric("细则", (row(100, rule(BySource({"town": D(5), "self": D(-2)}))),))
    own, town = event(source="self", own_in_time=True), event(source="town", key="t")
    totals = [
        scored(rubric, unit("甲", period(r1=known(a=did(*held)))))["甲"].total
        for held in ((town,), (town, own), (town, own, replace(own, key="s")))
    ]
    assert totals == [95, 97, 99]
