"""样子: every page of every role on a small phone at 135 %: nothing runs out of its place, nothing breaks unseen (R47, R57).

A sheet that two roles see alike is looked at once.
"""

import re

import pytest
from making import make
from samples import MISSING, address_of, samples
from sqlalchemy import select

from respbook.actions import people
from respbook.models.base import db
from respbook.models.letters import Letter

PHONE, OFFICE = {"width": 360, "height": 740}, {"width": 1366, "height": 768}
_CHANGING = re.compile(r'value="[\w.\-]{30,}"|"X-CSRFToken":"[^"]+"')
_seen, _files = set(), set()
"""Sheets that were looked at, and addresses that give no page: the same for every role."""


@pytest.fixture(scope="module")
def addresses(office):
    """Every address that a GET may have, filled in, and what it asks for; the largest letters on every page."""
    with office.app.app_context():
        make.year(office.app, office.town)
        for viewer in office.town.viewers.values():
            people.set_step(3, by=viewer, now=office.town.now)
        known = samples(office.town) | {"token": _token()}
    rules = [rule for rule in office.app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"]
    needs = {rule.endpoint: office.app.view_functions[rule.endpoint].needs for rule in rules}
    return sorted(((address_of(rule, known), needs[rule.endpoint]) for rule in rules), key=lambda each: each[0])


def _token():
    return db.session.scalar(select(Letter.check_token).where(Letter.check_token.is_not(None)))


def pages(office, login, addresses):
    """(address, sheet) of those that are a page to this person."""
    visitor = office.client(login) if login else office.app.test_client()
    held = office.town.viewer(login).permissions if login else ()
    for address, needs in addresses:
        if address in _files or (needs is not None and needs not in held):
            continue
        answer = visitor.get(address)
        if answer.status_code == 200 and answer.mimetype != "text/html":
            _files.add(address)
        if answer.status_code == 200 and answer.mimetype == "text/html" and "<h1>" in answer.text:
            yield address, _CHANGING.sub("", answer.text[answer.text.index("<main") :])


@pytest.mark.parametrize("login", ["clerk", "leader", "signer", "admin", "auditor", "assessor", "reporter", None])
def test_every_page(office, desk, addresses, login):
    found = list(pages(office, login, addresses))
    assert len(found) >= {"clerk": 40, None: 2}.get(login, 12)
    fresh = [address for address, sheet in found if sheet not in _seen]
    _seen.update(sheet for _, sheet in found)
    window, faults = desk(login, viewport=PHONE), []
    for address in ["/", f"/units/{MISSING}", *fresh]:
        window.open(address)
        faults += window.looks()
        window.page.set_viewport_size(OFFICE)
        faults += window.looks()
        window.page.set_viewport_size(PHONE)
    assert faults == []


def test_the_measure_sees_what_runs_wild(desk, addresses):
    clerk = desk("clerk", viewport=PHONE)
    clerk.open("/units/new")
    assert clerk.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21.6px"
    assert clerk.looks() == []
    clerk.page.evaluate(
        "document.querySelector('h1').append(Object.assign(new Image(), { width: 900, style: 'max-width: none' }))"
    )
    assert ["px too wide" in fault for fault in clerk.looks()] == [True]
    clerk.open("/units/new")
    clerk.page.evaluate(
        "Object.assign(document.querySelector('main .button').style, { maxWidth: '1rem', padding: 0, overflow: 'hidden', whiteSpace: 'nowrap' })"
    )
    assert ["button clipped: 登记" in fault for fault in clerk.looks()] == [True]
