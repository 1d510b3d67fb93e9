"""What offices have run into: sums of nothing, everything not applicable, thousands of units, files full of nonsense."""

from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st
from rubric_strategies import rubrics
from scoring_values import did, event, known, period, row, rule, scored, unit

from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.checking import flaws
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Event, Facts, PeriodFacts, RowFacts, RuleFacts, UnitFacts
from respbook.rules.scoring.kinds import NotApplicableMode
from respbook.rules.scoring.reading import decode_facts, decode_rubric
from respbook.rules.scoring.rubric import Band, Part, Rubric, Total
from respbook.rules.scoring.rule_kinds import Empty, Occurrence, Proportion

figures = st.none() | st.integers(-10, 10_000).map(lambda thousandths: D(thousandths) / 100)


any_event = st.builds(
    Event,
    st.just("e"),
    count=st.integers(0, 3).map(D),
    source=st.sampled_from(["", "self", "a"]),
    incident=st.sampled_from(["", "w"]),
    late=st.booleans(),
)


@st.composite
def any_facts(draw, rubric):
    """Facts that name what the rubric knows, with any figures."""

    def of_rule(_):
        found = draw(st.lists(any_event, max_size=2))
        there = draw(st.none() | st.just(frozenset({"a"})))
        return RuleFacts(tuple(found), draw(figures), draw(figures), there, judged=draw(figures), reason="x")

    def of_row(the_row):
        return RowFacts({one.key: of_rule(one) for one in the_row.rules}, draw(st.sampled_from(["", "", "没有"])))

    def of_unit(at):
        held = {
            part: (PeriodFacts("1", "", {one.key: of_row(one) for one in rubric.rows}),)
            for part in [one.key for one in rubric.parts] or [""]
        }
        return UnitFacts(str(at), str(at), draw(st.sampled_from(["", *(one.key for one in rubric.classes)])), held)

    return Facts(tuple(of_unit(at) for at in range(2)))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_can_be_written_down_is_reckoned_and_looked_at(data):
    rubric = data.draw(rubrics)
    facts = data.draw(any_facts(rubric))
    flaws(rubric)
    results = score(rubric, facts)
    assert {unit.unit for unit in results.units} == {unit.unit for unit in facts.units}
    for unit_result in results.units:
        assert sum(step.change for step in unit_result.steps) == unit_result.total
        assert all("nan" not in step.words.lower() and "E+" not in step.words for step in unit_result.steps)


@given(
    st.text(max_size=60)
    | st.recursive(st.none() | st.booleans() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3)).map(str)
)
@settings(max_examples=40, deadline=None)
def test_nonsense_is_refused_and_nothing_else(text):
    for read in (decode_rubric, decode_facts):
        try:
            read(text)
        except RuleBroken as refused:
            assert refused.sentence
        else:
            raise AssertionError("nonsense was taken for a file")


def test_every_nothing_out_of_nothing_follows_its_rule():
    for empty, expected in ((Empty.FULL, 100), (Empty.ZERO, 0)):
        rubric = Rubric("细则", (row(100, rule(Proportion(empty=empty))),))
        result = scored(rubric, unit("甲村", period(r1=known(a=did(actual="0", target="0")))))["甲村"]
        assert (result.total, result.applies) == (expected, True)
        assert f"应完成数为0，按规则得{expected}分" in result.parts[0].periods[0].rows[0].steps[0].words
    out = Rubric("细则", (row(100, rule(Proportion())),), bands=(Band("优秀"),))
    result = scored(out, unit("甲村", period(r1=known(a=did(actual="0", target="0")))))["甲村"]
    assert (result.applies, result.band, result.rank) == (False, "", 0)


def test_all_rows_of_all_units_not_applicable():
    for mode in NotApplicableMode:
        rows = tuple(row(50, rule(Occurrence(D(1))), key=key, na_mode=mode, na_points=D(20)) for key in "12")
        results = scored(
            Rubric("细则", rows), *[unit(name, period(r1=known(na="没有"), r2=known(na="没有"))) for name in "甲乙"]
        )
        expected = {NotApplicableMode.FULL: 100, NotApplicableMode.FIXED: 40}.get(mode)
        assert [result.applies for result in results.values()] == [expected is not None] * 2
        assert [result.total for result in results.values()] == [expected or 0] * 2


def test_rubrics_and_facts_without_anything():
    assert scored(Rubric("细则", ())) == {}
    empty = scored(Rubric("细则", ()), unit("甲村", period()))["甲村"]
    assert empty.total == 0
    nothing = scored(Rubric("细则", (row(100, rule(Proportion())),)), UnitFacts("甲村", "甲村"))["甲村"]
    assert (nothing.applies, nothing.complete) == (False, False)
    weightless = Rubric(
        "细则", (row(100, rule(Occurrence(D(1))), part="p"),), Total(D(0)), parts=(Part("p", "时段", D(0)),)
    )
    assert scored(weightless, unit("甲村", p=(period(r1=known(a=did(event()))),)))["甲村"].total == 0


def test_six_thousand_units():
    rubric = Rubric(
        "细则", (row(100, rule(Occurrence(D("0.01")))),), bands=(Band("优秀", D(90), rank_within=100), Band("其他"))
    )
    facts = Facts(tuple(unit(f"{at:04}", period(r1=known(a=did(event(count=at % 3000))))) for at in range(6000)))
    results = score(rubric, facts, explain=False)
    assert [one.rank for one in results.units[:4]] == [1, 1, 3, 3]
    assert results.units[-1].rank == 5999
    assert sum(one.band == "优秀" for one in results.units) == 100
