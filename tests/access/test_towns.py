"""两镇之间: what belongs to another town is missing, on every page and in every deed; and no page tells a word of it."""

import pytest
from making import CANARY, make
from samples import MISSING, RARE, address_of, nouns, pages_of, rules, samples
from sqlalchemy import or_, select
from standing import stands

from respbook.models.base import Base, db
from respbook.models.units import Unit

county = stands(make.busy_towns)
OFFICE = ("clerk", "leader", "admin")


def foreign(town, county):
    """Samples whose rows lie with 白水镇: by the unit or the office that they name; MISSING where it has none."""
    units = select(Unit.id).where(Unit.path.startswith(county.other.path))
    programmes = Base.metadata.tables["programmes"]
    owned = select(programmes.c.id).where(programmes.c.unit_id.in_(units))
    known, found = samples(town), 0
    for noun, table in nouns().items():
        rows = Base.metadata.tables[table]
        named = [rows.c[name].in_(units) for name in ("unit_id", "town_id") if name in rows.c]
        named += [rows.c.programme_id.in_(owned)] if "programme_id" in rows.c else []
        row = db.session.scalar(select(rows.c.id).where(or_(*named)).limit(1)) if named else None
        known[f"{noun}_id"] = MISSING if row is None else row
        found += row is not None
    assert found >= 12
    return known | {"unit_id": county.village.id, "town_id": county.other.id}


def missing(known):
    return {name: MISSING if name.endswith("_id") else value for name, value in known.items()}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_another_town_keeps_is_missing(app, county, client_as, undone, method):
    """Status and body are those of an id that never was."""
    known = foreign(county.town, county)
    none, seen = missing(known), 0
    named = {name for name, value in known.items() if name.endswith("_id") and value != MISSING}
    for rule in rules(app, method):
        if not rule.arguments & named:
            continue
        for login in OFFICE:
            answers = []
            for values in (known, none):
                with undone():
                    address = address_of(rule, values)
                    answer = client_as(login).open(address, method=method)
                    answers.append((answer.status_code, RARE.sub("", answer.text).replace(address, "ADDRESS")))
            assert answers[0][0] not in (200, 500), f"{login} {method} {rule.rule}: {answers[0][0]}"
            assert answers[0] == answers[1], f"{login} {method} {rule.rule}"
            seen += 1
    assert seen > 100


@pytest.mark.parametrize("login", ["clerk", "reporter"])
def test_no_page_tells_of_another_town(county, client_as, login):
    walked = 0
    for address, answer in pages_of(client_as(login), depth=3):
        walked += 1
        assert answer.status_code < 500, address
        if answer.mimetype in ("text/html", "text/plain", "text/csv"):
            assert CANARY not in answer.text, f"{address} tells {login} of the other town"
    assert walked > 8


def test_searching_finds_nothing_of_it(app, county, client_as):
    visitor = client_as("clerk")
    for rule in rules(app, "GET"):
        if not rule.arguments and not rule.rule.startswith(("/help", "/c/")):
            answer = visitor.get(rule.rule, query_string={"q": CANARY})
            if answer.mimetype == "text/html":
                assert f"{CANARY}白水" not in answer.text and f"{CANARY}上河" not in answer.text, rule.rule
