"""样本: for every kind of id in an address one row of the town that it may be asked with."""

import re

from lxml import html
from sqlalchemy import select

from respbook.models.base import Base, db

TABLES = {
    "paper": "archived_papers",
    "template": "letter_templates",
    "source": "letter_sources",
    "user": "users",
    "person": "users",
    "link": "device_links",
    "holder": "holders",
    "proxy": "proxies",
    "slot": "signing_slots",
    "signature": "signatures",
    "pass": "signing_passes",
    "table": "signing_tables",
    "seat": "signing_seats",
    "seal": "seal_images",
    "job": "jobs",
    "drop": "archive_drops",
    "filter": "saved_filters",
    "stack": "pledge_stacks",
    "report": "cascade_reports",
    "chat": "chat_pastes",
    "filing": "reports",
    "evidence": "evidence",
    "extension": "finding_extensions",
    "study": "studies",
    "matter": "score_matters",
    "veto": "vetoes",
    "sheet": "score_sheets",
}
OF_THE_TOWN = ("programmes", "library_clauses", "county_forms", "imports", "seal_images")
MISSING = 987654
RARE = re.compile(r'[0-9a-f]{16}|name="(?:key|csrf_token)"[^>]*>|"X-CSRFToken":"[^"]*"')
"""What differs from one answer to the next: request numbers, form keys, tokens."""


def samples(town):
    """{name of the parameter: id}, the first village's where rows belong to a unit; MISSING where there is no row."""
    village = town.villages[0].id
    found = {
        "unit_id": village,
        "town_id": town.unit.id,
        "number": 1,
        "starts_on": 20260101,
        "on": 20260302,
        "page": 1,
        "place": 1,
        "seq": 1,
        "token": "0" * 32,
        "row_key": "r1",
        "filename": "css/tokens.css",
        "rule_key": "r1-1",
        "name": "bands",
        "sha256": "0" * 64,
    }
    for noun, table in nouns().items():
        found.setdefault(f"{noun}_id", first_of(table, village))
    return found


def nouns():
    """programme → programmes and so on, for every table with an id."""
    named = {table.name[:-1]: table.name for table in Base.metadata.sorted_tables if "id" in table.columns}
    return named | {noun: table for noun, table in TABLES.items() if table in Base.metadata.tables}


def first_of(table, unit_id=None):
    rows = Base.metadata.tables[table]
    asked = select(rows.c.id).order_by(rows.c.id).limit(1)
    if unit_id is not None and "unit_id" in rows.columns and table not in OF_THE_TOWN:
        asked = asked.where(rows.c.unit_id == unit_id)
    found = db.session.scalar(asked)
    return MISSING if found is None else found


def address_of(rule, known):
    """An address of the rule, filled with what is known; a name without a sample is an error to be mended here."""
    unknown = sorted(rule.arguments - set(known))
    assert not unknown, f"{rule.rule}: add a sample for {unknown} to tests/samples.py"
    values = {name: known[name] for name in rule.arguments}
    _, path = rule.build(values, append_unknown=False)
    return path.split("|")[-1]


UNCOUNTED = {"sessions", "throttles", "done_keys", "known_devices", "audit_entries", "security_events"}
"""Tables that are written when somebody only asks or is refused."""


def digest_of_database():
    """Every row of every table but those, to be compared before and after."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in UNCOUNTED]
    return [(table.name, sorted(map(repr, db.session.execute(select(*table.columns))))) for table in tables]


def rules(app, method):
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods and rule.endpoint != "static"]


def pages_of(client, start="/", depth=4):
    """Every page that can be reached by links from the start, as (address, answer)."""
    seen, edge = {start}, [start]
    for _ in range(depth):
        found = []
        for address in edge:
            answer = client.get(address)
            yield address, answer
            if answer.mimetype == "text/html" and answer.status_code == 200 and answer.text.strip():
                links = html.document_fromstring(answer.text).xpath(
                    "//@href|//@hx-get|//@src|//form[@method='get']/@action"
                )
                found += [link.split("#")[0] for link in links if link.startswith("/") and "/static/" not in link]
        edge = [link for link in dict.fromkeys(found) if link and link not in seen]
        seen.update(edge)
