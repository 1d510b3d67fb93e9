"""权限矩阵: every method and address × every kind of visitor; the cells stand in matrix.csv (house 3.6, safety R24).

Whatever holds for every answer of the house is looked at on the way, so that all of it is asked once.
After a deliberate change: pytest tests/access/test_matrix.py --rewrite-matrix, and read the diff.
"""

import csv
import html
import io
import re
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from making import PEOPLE
from samples import UNCOUNTED, address_of, samples
from sqlalchemy import Engine, event, update
from werkzeug.exceptions import HTTPException

from respbook.models.base import db
from respbook.models.people import User
from respbook.rules.permissions import GRANTS
from respbook.views import check
from respbook.web.security import CSP, FILE_CSP

MATRIX = Path(__file__).parent / "matrix.csv"
VISITORS = ("anonymous", "reporter", "signer", "neighbour", "assessor", "clerk", "leader", "auditor", "admin")
"""``reporter`` and ``signer`` belong to the unit that is asked about, ``neighbour`` is the reporter of another one."""


def rows_of(app):
    """(method, rule) of everything but the static files, in order."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            found += [(method, rule) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return sorted(found, key=lambda row: (row[1].rule, row[0]))


_asked = {}
PHONES = ("13812341234", "13987654321", "13700001111")
"""Those of the villages' heads, of the mayor, and, while the matrix is asked, of everybody with an account."""
_PEOPLE = [name for name, _, _ in PEOPLE.values()]
_ADDRESS = re.compile(r'(?:href|src|action|hx-get|hx-post)="([^"]*\?[^"]*)"')
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=()",
}
KEPT = ("/shown.jpg", "/small.jpg")
"""清洁副本 of photos: a phone on a weak line keeps them for its own session."""
_FORM = re.compile(r"<form\b[^>]*>")
_WRITES = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) \W?(\w+)")
_phones = set()
_in_addresses = set()
_queries = set()
_headers = set()
_kinds = Counter()
_forms = set()
_written = []


@pytest.fixture
def asked(app, town, year, client_as, undone):
    """{(method, rule): [status for each visitor]} as the house answers now; asked once."""
    if not _asked:
        check.patience.clear()  # what other tests asked in this minute is not counted here
        db.session.execute(update(User).values(phone=PHONES[2]))
        db.session.commit()
        _asked.update(ask(app, town, client_as, undone))
    return _asked


def ask(app, town, client_as, undone):
    known = samples(town)
    cells, wrote = {}, set()

    def write(_connection, _cursor, statement, *_rest):
        if found := _WRITES.match(statement):
            wrote.add(found[1])

    event.listen(Engine, "before_cursor_execute", write)
    try:
        for method, rule in rows_of(app):
            address = address_of(rule, known)
            answers = []
            for login in VISITORS:
                with undone():
                    visitor = client_as(None if login == "anonymous" else login)
                    wrote.clear()
                    answer = visitor.open(address, method=method)
                    answers.append(str(answer.status_code))
                    who = (login, method, rule.rule)
                    _written.append((who, answer.status_code, frozenset(wrote - UNCOUNTED)))
                    look(answer, who)
                    headers_of(answer, who)
            cells[method, rule.rule] = answers
    finally:
        event.remove(Engine, "before_cursor_execute", write)
    return cells


def headers_of(answer, who):
    """The headers that every answer carries, those of pages and those of files."""
    told = answer.headers
    right = {name: told.get(name) for name in ALWAYS} == ALWAYS and told.get("Content-Security-Policy") in (
        CSP,
        FILE_CSP,
    )
    right &= len(told.get("X-Request-ID", "")) == 16 and "Server" not in told and "X-Powered-By" not in told
    if answer.mimetype == "text/html":
        right &= told.get("Cache-Control") == "no-store" and {"HX-Request", "HX-Target"} <= set(answer.vary)
    elif who[1] == "GET":
        kept = "private, max-age=86400" if who[2].endswith(KEPT) else "no-store"
        right &= kept in told.get("Cache-Control", "")
    _kinds[answer.mimetype == "text/html"] += 1
    if not right:
        _headers.add(who)


def look(answer, who):
    """What of people an answer tells in full, what of them stands in the queries of its addresses, where its forms lead."""
    words = readable(answer)
    if who[1] == "GET" and answer.mimetype == "text/html":
        _forms.update((tag, who[2]) for tag in _FORM.findall(words) if "action=" in tag)
    if any(phone in words for phone in PHONES):
        _phones.add(who)
    addresses = [unquote(html.unescape(each)) for each in _ADDRESS.findall(words)]
    addresses.append(unquote(answer.headers.get("Location", "")))
    for address in addresses:
        query = address.partition("?")[2]
        _queries.add(query)
        if any(word in query for word in (*PHONES, *_PEOPLE)):
            _in_addresses.add((who[2], address))


def readable(answer):
    if answer.mimetype.startswith("text/") or answer.mimetype == "application/json":
        return answer.text
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as members:
            return "".join(members.read(name).decode("utf-8", "ignore") for name in members.namelist())
    return ""


def test_full_telephones_stand_where_they_were_asked_for_alone(asked):
    """By clerk and leader, with the password again; everywhere else they are masked, in exports too (safety R98)."""
    reveal = "/units/holders/<int:holder_id>/phone"
    exports = {"/units/export-phones", "/units/holders/export-phones", "/people/export-phones"}
    assert {each[2] for each in _phones} == {"/people/<int:user_id>/phone", reveal, *exports}
    assert {each[0] for each in _phones} == {"clerk", "leader"}


def test_no_address_tells_of_people(asked):
    """No link, form or redirect carries a name or a telephone number in its query (safety R100)."""
    assert len(_queries) > 100 and _in_addresses == set()


def test_every_answer_carries_the_headers(asked):
    assert _headers == set()
    assert _kinds[True] > 3000 and _kinds[False] > 300


def test_forms_lead_to_addresses_that_take_them(app, asked):
    adapter, astray = app.url_map.bind("localhost"), set()
    for tag, where in _forms:
        given = dict(re.findall(r"""\s(action|method)=["']([^"']*)["']""", tag))
        try:
            adapter.match(given["action"].split("?")[0] or where, method=given.get("method", "get").upper())
        except HTTPException:
            astray.add((where, tag))
    assert len(_forms) > 200 and astray == set()


def test_reading_changes_nothing(asked):
    """Not a row of the business is written by a GET, whoever asks (safety R49)."""
    assert [each for each in _written if each[0][1] == "GET" and each[2]] == []


def test_refused_writes_change_nothing(asked):
    """Nor by a POST that was answered with no; the others do write, so that the look is known to see."""
    assert [each for each in _written if each[1] in (400, 401, 403, 404) and each[2]] == []
    assert len({each[0][2] for each in _written if each[2]}) > 10


def test_the_matrix_is_kept(asked, request):
    if request.config.getoption("--rewrite-matrix"):
        with MATRIX.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("method", "address", *VISITORS))
            writer.writerows((*key, *cells) for key, cells in asked.items())
    with MATRIX.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == ("method", "address", *VISITORS)
    kept = {(method, address): cells for method, address, *cells in rows}
    assert sorted(set(asked) - set(kept)) == [], "addresses without a row: look at them, then --rewrite-matrix"
    assert sorted(set(kept) - set(asked)) == [], "rows without an address"
    differing = {key: (kept[key], cells) for key, cells in asked.items() if kept[key] != cells}
    assert differing == {}


def test_no_cell_is_a_fault(asked):
    assert {key: cells for key, cells in asked.items() if any(cell.startswith("5") for cell in cells)} == {}


def test_strangers_reach_public_addresses_only(app, asked):
    for method, rule in rows_of(app):
        cell = asked[method, rule.rule][0]
        if app.view_functions[rule.endpoint].needs is not None:
            assert cell == ("303" if method == "GET" else "401"), f"{method} {rule.rule}"


def test_the_cells_follow_the_table_of_permissions(app, town, asked):
    """Whoever lacks the permission gets 403, whoever holds it does not (404 and 409 may have other reasons)."""
    for method, rule in rows_of(app):
        needs = app.view_functions[rule.endpoint].needs
        if needs is None:
            continue
        for login, cell in zip(VISITORS[1:], asked[method, rule.rule][1:], strict=True):
            (role,) = town.viewer(login).roles
            if needs not in GRANTS[role]:
                assert cell == "403", f"{login} {method} {rule.rule}: {cell}"


def test_a_fresh_password_is_asked_for(app, town, year, client_as, clock, undone):
    """Where the deed needs a proof not older than five minutes, an older one leads to the proof (safety R13)."""
    clock.forward(minutes=6)
    known, seen = samples(town), 0
    for method, rule in rows_of(app):
        view = app.view_functions[rule.endpoint]
        if not view.fresh:
            continue
        seen += 1
        login = next(login for login in VISITORS[1:] if view.needs in town.viewer(login).permissions)
        with undone():
            answer = client_as(login).open(address_of(rule, known), method=method)
        if method == "GET":
            assert answer.status_code == 303 and "/step-up" in answer.headers["Location"], rule.rule
        else:
            assert answer.status_code == 401, rule.rule
    assert seen
