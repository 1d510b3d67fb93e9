"""视野: what belongs to another unit is missing, in every word of the answer (safety R24, R25, R28, R49)."""

import pytest
from samples import (
    MISSING,
    RARE,
    TABLES,
    address_of,
    digest_of_database,
    first_of,
    nouns,
    pages_of,
    rules,
    samples,
)

from respbook.models.base import Base

EXAMPLE = "王家庄村"
"""The village that help and hints speak of; what it must not tell is watched by its head's name."""
UNIT_PEOPLE = ("reporter", "signer", "neighbour")


def foreign(town, unit):
    """Samples whose rows belong to another unit; the rest as for one's own."""
    known = samples(town)
    for noun, table in nouns().items():
        if "unit_id" in Base.metadata.tables[table].columns and table != "programmes":
            known[f"{noun}_id"] = first_of(table, unit.id)
    return known | {"unit_id": unit.id}


def of_units(app, method):
    """Addresses that name a row of some unit."""
    owned = {"unit_id"} | {
        f"{noun}_id"
        for noun, table in (nouns() | TABLES).items()
        if table in ("letters", "tasks", "users", "holders", "pledges", "pledge_stacks", "evidence")
    }
    return [rule for rule in rules(app, method) if rule.arguments & owned]


def missing(known):
    return {name: MISSING if name.endswith("_id") else value for name, value in known.items()}


@pytest.mark.parametrize("piece", [False, True], ids=["page", "piece"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_foreign_row_is_a_missing_row(app, town, year, client_as, undone, method, piece):
    """Status and body are those of an id that never was, but for the request's own number."""
    known = foreign(town, town.villages[1])
    headers = {"HX-Request": "true"} if piece else {}
    seen = 0
    for rule in of_units(app, method):
        for login in ("reporter", "signer"):
            answers = []
            for values in (known, missing(known)):
                with undone():
                    address = address_of(rule, values)
                    answer = client_as(login).open(address, method=method, headers=headers)
                    body = RARE.sub("", answer.text).replace(address, "ADDRESS")
                    answers.append((answer.status_code, body))
            assert answers[0][0] in (403, 404), f"{login} {method} {rule.rule}: {answers[0][0]}"
            assert answers[0] == answers[1], f"{login} {method} {rule.rule}"
            seen += 1
    assert seen >= 4


def test_refused_writes_change_nothing(app, town, year, client_as, undone):
    """What the refused ones did is kept, what the others did is undone: at the end nothing has changed.

    Asked by whoever has the permission and not the row; the rest is refused at the door (test_matrix.py)."""
    before, refused = digest_of_database(), 0
    for values in (foreign(town, town.villages[1]), foreign(town, town.unit)):
        for rule in rules(app, "POST"):
            needs = app.view_functions[rule.endpoint].needs
            for login in (*UNIT_PEOPLE, "auditor"):
                if needs is not None and needs not in town.viewer(login).permissions:
                    continue
                with undone() as keep:
                    if client_as(login).post(address_of(rule, values)).status_code in (401, 403, 404):
                        refused += 1
                        keep()
    assert refused > 100
    assert digest_of_database() == before


@pytest.mark.parametrize("login", UNIT_PEOPLE)
def test_words_of_other_units_never_appear(app, town, year, client_as, login):
    """The whole site as this person can walk it, and what they can ask by hand: no other village's name."""
    own = town.viewer(login).unit_id
    others = [(v.short_name, v.holders[0].name) for v in town.villages if v.id != own]
    words = [name for names in others for name in names if name != EXAMPLE]
    walked = 0
    for address, answer in pages_of(client_as(login)):
        walked += 1
        assert answer.status_code < 400 or answer.status_code == 409, f"{address}: {answer.status_code}"
        if answer.mimetype in ("text/html", "text/plain", "text/csv"):
            assert [word for word in words if word in answer.text] == [], f"{address} tells {login} of them"
    assert walked >= 4


@pytest.mark.parametrize("login", UNIT_PEOPLE)
def test_searching_tells_nothing(app, town, year, client_as, login):
    client = client_as(login)
    own = town.viewer(login).unit_id
    other = next(village for village in town.villages if village.id != own)
    for rule in rules(app, "GET"):
        if rule.arguments or rule.rule.startswith(("/help", "/c/")):
            continue
        for words in (other.short_name, "wang", "li", "%", "_"):
            plain = client.get(rule.rule, query_string={"q": words})
            if plain.status_code == 403 or plain.mimetype != "text/html":
                break  # whatever is asked for
            if plain.status_code == 200:
                shown = plain.text.replace(f'value="{words}"', "")
                assert other.name not in shown, f"{rule.rule}?q={words}"
