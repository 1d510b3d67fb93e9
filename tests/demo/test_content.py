"""The demo content agrees with itself: letters name only fields and figures that exist for the unit that signs them."""

import re
from decimal import Decimal

import pytest

from respbook.demo import cast, targets, town, wording
from respbook.demo.targets import PROGRAMMES, STRAW_PROGRAMME, YEAR_PROGRAMME, Target
from respbook.demo.wording import LETTERS, LetterWording
from respbook.rules.targets import DIVISIBLE, Basis, TargetKind, in_words
from respbook.rules.units import UnitKind
from respbook.rules.wording import BLOCKS, FIELDS, TARGET, block_of, check, fields_in, fill

VILLAGES = town.villages()
EVERY_TARGET = YEAR_PROGRAMME.targets + STRAW_PROGRAMME.targets
VILLAGE_FIELDS = {"书记", "主任", "包村干部", "户数", "人口", "耕地面积", "社组数"}
OFFICE_FIELDS = {"负责人", "负责人职务"}


def programme_of(letter: LetterWording) -> dict[str, Target]:
    return {
        target.name: target
        for programme in PROGRAMMES
        if programme.key == letter.programme
        for target in programme.targets
    }


def printed(letter: LetterWording, tags: tuple[str, ...]) -> str:
    figures = {TARGET + name: in_words(target.figure(Decimal(20))) for name, target in programme_of(letter).items()}
    values = dict.fromkeys(FIELDS, "三四五六") | figures
    lines = [run.text for c in letter.clauses if c.tag in (None, *tags) for run in fill(c.text, values)]
    return "".join(lines)


def basis_of(village: town.Village, basis: Basis) -> Decimal:
    return {
        Basis.HOUSEHOLDS: Decimal(village.households),
        Basis.POPULATION: Decimal(village.population),
        Basis.FARMLAND: village.farmland,
        Basis.EQUAL: Decimal(1),
    }[basis]


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.key)
class TestLetters:
    def test_every_field_is_known(self, letter: LetterWording) -> None:
        known = (*FIELDS, *BLOCKS)
        for text in (*letter.title, *(clause.text for clause in letter.clauses)):
            assert check(text, known, programme_of(letter)) == []

    def test_every_figure_applies_to_whoever_reads_it(self, letter: LetterWording) -> None:
        known = programme_of(letter)
        for clause in letter.clauses:
            for field in fields_in(clause.text):
                if field.startswith(TARGET):
                    target = known[field.removeprefix(TARGET)]
                    assert set(letter.applies_to) <= set(target.applies_to), field
                    assert target.tag in (None, clause.tag), field

    def test_every_target_of_its_kind_is_spoken_of_under_its_heading(self, letter: LetterWording) -> None:
        heading, spoken = "", {}
        for clause in letter.clauses:
            heading = clause.text if clause.level else heading
            spoken |= {name: heading for name in fields_in(clause.text) if name.startswith(TARGET)}
        for name, target in programme_of(letter).items():
            if set(letter.applies_to) <= set(target.applies_to):
                assert spoken.get(TARGET + name) == target.heading, name

    def test_no_field_of_the_other_kind_of_unit(self, letter: LetterWording) -> None:
        foreign = OFFICE_FIELDS if UnitKind.VILLAGE in letter.applies_to else VILLAGE_FIELDS
        used = {field for clause in letter.clauses for field in fields_in(clause.text)}
        assert not used & foreign

    def test_each_block_stands_once_and_alone(self, letter: LetterWording) -> None:
        assert sorted(filter(None, (block_of(clause.text) for clause in letter.clauses))) == sorted(BLOCKS)

    def test_no_number_is_typed_and_no_heading_is_left_empty(self, letter: LetterWording) -> None:
        for clause in letter.clauses:
            assert not re.match(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、．]|第.+条", clause.text)
        for clause, following in zip(letter.clauses, letter.clauses[1:], strict=False):
            if clause.level:
                assert following.level > clause.level or (following.level == 0 and following.tag is None), clause.text

    def test_sentences_end_and_brackets_close(self, letter: LetterWording) -> None:
        for clause in letter.clauses:
            assert not re.search(r"[,;:()]", re.sub(r"\{\{.*?\}\}", "", clause.text)), clause.text
            assert clause.text.count("“") == clause.text.count("”")
            assert clause.text.count("（") == clause.text.count("）")
            if not clause.level and not block_of(clause.text) and not clause.text.startswith("附件"):
                assert clause.text.endswith("。"), clause.text


def test_letters_have_the_length_of_a_real_one() -> None:
    year, office, straw = LETTERS
    for village in VILLAGES:
        assert 2150 <= len(printed(year, village.tags)) <= 2800
        assert 800 <= len(printed(straw, village.tags)) <= 1100
    for unit in town.OFFICES:
        assert 1400 <= len(printed(office, unit.tags)) <= 1700


def test_every_tag_is_used_by_a_clause_and_by_a_unit() -> None:
    village_tags = {clause.tag for clause in wording.VILLAGE_LETTER.clauses} - {None}
    office_tags = {clause.tag for clause in wording.OFFICE_LETTER.clauses} - {None}
    assert village_tags == set(town.VILLAGE_TAGS) == {tag for village in VILLAGES for tag in village.tags}
    assert office_tags == set(town.OFFICE_TAGS) == {tag for office in town.OFFICES for tag in office.tags}


def test_targets_are_many_distinct_and_of_every_kind() -> None:
    assert len(YEAR_PROGRAMME.targets) >= 26
    assert len(STRAW_PROGRAMME.targets) >= 5
    assert {target.kind for target in EVERY_TARGET} == set(TargetKind)
    assert {target.category for target in YEAR_PROGRAMME.targets} == set(targets.CATEGORIES)
    assert {target.cadence for target in EVERY_TARGET} == set(targets.CADENCES)
    assert len({target.key for target in EVERY_TARGET}) == len({target.name for target in EVERY_TARGET})
    assert len({target.name for target in EVERY_TARGET}) == len(EVERY_TARGET)
    assert STRAW_PROGRAMME.starts.year < STRAW_PROGRAMME.ends.year


@pytest.mark.parametrize("target", EVERY_TARGET, ids=lambda target: target.key)
def test_target_is_whole(target: Target) -> None:
    needs = {
        TargetKind.ZERO: target.unit_word,
        TargetKind.RANGE: target.low is not None and target.high is not None and target.low < target.high,
        TargetKind.RATIO: target.amount and target.per and target.per_word,
        TargetKind.RELATIVE: target.amount and target.base_year == 2025,
        TargetKind.DEADLINE: target.due_on,
        TargetKind.YES_NO: True,
        TargetKind.TEXT: target.text,
    }
    if target.kind in DIVISIBLE:
        assert (target.total is None) == (target.basis is None)
        assert (target.total is None) != (target.amount is None)
    else:
        assert needs[target.kind]
        assert target.basis is None
    names = {office.name for office in town.OFFICES}
    assert {target.lead_unit, *target.helping_units} <= names
    assert target.lead_unit not in target.helping_units
    assert target.evidence and target.due_words
    assert target.cadence in targets.CADENCES and target.power in targets.POWERS
    assert target.tag is None or target.tag in town.VILLAGE_TAGS + town.OFFICE_TAGS
    term = next(programme for programme in PROGRAMMES if target in programme.targets)
    assert target.due_on is None or term.starts <= target.due_on <= term.ends


def test_villages_get_no_duty_that_needs_enforcement() -> None:
    assert all(target.power != "enforce" for target in EVERY_TARGET if UnitKind.VILLAGE in target.applies_to)
    assert any(target.power == "enforce" for target in EVERY_TARGET if UnitKind.AFFILIATED in target.applies_to)


def test_totals_can_be_carried_by_the_town() -> None:
    divided = [target for target in EVERY_TARGET if target.basis]
    assert {target.basis for target in divided} == set(Basis)
    for target in divided:
        assert target.total is not None and target.total % target.step == 0
        whole = sum(basis_of(village, target.basis) for village in VILLAGES)
        smallest = min(basis_of(village, target.basis) for village in VILLAGES)
        assert target.total * smallest / whole >= target.step, f"{target.name}: a village would get nothing"
        if target.unit_word in ("户", "亩"):
            assert target.total < whole


@pytest.mark.parametrize("count", [30, 500])
def test_villages_are_distinct_and_coherent(count: int) -> None:
    made = town.villages(7, count)
    assert len({village.name for village in made}) == len({village.code for village in made}) == count
    assert made == town.villages(7, count)
    for village in made:
        assert 3 <= len(village.groups) <= 6
        assert sum(group.households for group in village.groups) == village.households
        assert min(group.households for group in village.groups) >= 15
        assert len({group.name for group in village.groups}) == len({g.head for g in village.groups})
        assert Decimal("3.2") <= Decimal(village.population) / village.households <= Decimal("4.1")
        assert Decimal(1) < village.farmland / village.households < Decimal(14)
        assert village.farmland == round(village.farmland, 1)
        assert village.clerk not in (village.secretary, village.director)
        assert not {village.secretary, village.director, village.clerk} & {group.head for group in village.groups}


def test_the_first_villages_stay_the_same_when_more_are_asked_for() -> None:
    assert town.villages(7, 200)[:30] == VILLAGES
    assert any(village.one_head for village in VILLAGES) and not all(village.one_head for village in VILLAGES)
    with pytest.raises(ValueError, match="501"):
        town.villages(7, 501)


def test_people_have_distinct_logins_known_roles_and_a_place() -> None:
    people = [
        *cast.PEOPLE,
        *(person for village in town.villages(7, 500) for person in cast.people_of_village(village)),
        *(person for office in town.OFFICES for person in cast.people_of_office(office)),
    ]
    assert len({person.login for person in people}) == len(people)
    assert {role for person in people for role in person.roles} == set(cast.ROLES)
    assert all(re.fullmatch(r"[a-z0-9]+", person.login) for person in people)
    places = {town.TOWN.name, *(office.name for office in town.OFFICES)}
    assert {person.unit for person in cast.PEOPLE} <= places
    leading = [person.name for person in cast.PEOPLE] + [
        office.head for office in town.OFFICES if office.code != "huanbao"
    ]
    leading += [name for village in VILLAGES for name in {village.secretary, village.director, village.clerk}]
    leading += town.STATIONED
    assert len(set(leading)) == len(leading)
