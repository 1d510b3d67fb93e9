"""县区: who works on whose records, with whom an office signs, which town stands first."""

from decimal import Decimal

import pytest

from respbook.rules.county import TownFigures, in_order, total_of
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import GRANTS, Permission, Role, Viewer, works_on
from respbook.rules.reporting_rates import Tally
from respbook.rules.units import SIGNING_KINDS, UnitKind, check_place, signing_kinds

COUNTY, TOWN, OTHER = 1, 2, 3


def viewer(path, office, *roles, county=False):
    line = [int(part) for part in path.split("/") if part]
    return Viewer(9, "某人", frozenset(roles), line[-1], path, office_id=office, county=county)


CLERK = viewer("/1/2/", TOWN, Role.CLERK)
ABOVE = viewer("/1/", COUNTY, Role.CLERK, county=True)
ALONE = viewer("/2/", TOWN, Role.CLERK)


def test_where_one_office_keeps_all_nothing_is_asked():
    assert not ALONE.offices_around and ALONE.before(77) is ALONE
    assert works_on(ALONE, 77, Permission.LETTER_VOID)


@pytest.mark.parametrize(
    ("by", "keeper", "permission", "may"),
    [
        (CLERK, TOWN, Permission.LETTER_VOID, True),
        (CLERK, COUNTY, Permission.LETTER_VOID, False),
        (CLERK, COUNTY, Permission.REPORT_WRITE, True),
        (CLERK, OTHER, Permission.REPORT_WRITE, False),
        (ABOVE, COUNTY, Permission.LETTER_VOID, True),
        (ABOVE, TOWN, Permission.LETTER_VOID, False),
        (ABOVE, TOWN, Permission.REPORT_WRITE, False),
    ],
)
def test_each_office_works_on_its_own_and_answers_upwards(by, keeper, permission, may):
    assert works_on(by, keeper, permission) is may


def test_a_town_is_a_unit_before_its_county_and_a_county_reads():
    town, county = CLERK.before(COUNTY), ABOVE.before(TOWN)
    assert CLERK.before(TOWN) is CLERK
    assert not town.of_office and town.may(Permission.REPORT_WRITE) and not town.may(Permission.LETTER_DRAFT)
    assert county.of_office and not any(county.may(each) for each in GRANTS[Role.CLERK] if not each.endswith(".read"))


def test_a_village_below_both_has_the_town_as_its_office():
    village = viewer("/1/2/7/", TOWN, Role.REPORTER)
    assert village.office_line == (TOWN, 7) and village.below_county and not village.of_office


def test_with_whom_an_office_signs():
    assert signing_kinds(UnitKind.COUNTY) == (UnitKind.TOWN,)
    assert signing_kinds(UnitKind.TOWN) == SIGNING_KINDS


@pytest.mark.parametrize(
    ("kind", "above"),
    [(UnitKind.COUNTY, UnitKind.TOWN), (UnitKind.TOWN, UnitKind.TOWN), (UnitKind.VILLAGE, UnitKind.COUNTY)],
)
def test_what_stands_in_the_wrong_place_is_refused(kind, above):
    with pytest.raises(RuleBroken):
        check_place(kind, above)


def test_the_worst_stands_first_and_the_sum_is_that_of_all():
    late = TownFigures(1, "甲", to_sign=5, signed=5, red=1, open=1)
    silent = TownFigures(2, "乙", to_sign=5, signed=5, reports=Tally(due=4, told_due=1, on_time=1))
    slow = TownFigures(3, "丙", given=1, to_sign=5, signed=2)
    good = TownFigures(4, "丁", to_sign=5, signed=5, result=(9, Decimal(95), 1, "优秀"))
    idle = TownFigures(5, "戊")
    assert [each.called for each in in_order([good, idle, slow, silent, late], "worst")] == [
        "甲",
        "乙",
        "丙",
        "戊",
        "丁",
    ]
    assert in_order([late, good], "score")[0] is good
    total = total_of([late, silent, slow])
    assert (total.to_sign, total.signed, total.unsigned, total.reports.missing, total.red) == (15, 12, 4, 3, 1)
