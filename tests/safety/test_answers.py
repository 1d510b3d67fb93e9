"""答复: the headers of every answer, forms without their token, faults without their inside (safety R42, R47–R49, R54)."""

import pytest
from making import make
from samples import address_of, digest_of_database, samples
from standing import stands

from respbook.queries import units as unit_queries
from respbook.web.security import CSP, FILE_CSP

year = stands(make.year)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=()",
}

KEPT = ("/shown.jpg", "/small.jpg")
"""清洁副本 of photos: a phone on a weak line keeps them for its own session."""


def rules(app, method):
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods]


@pytest.mark.parametrize("login", ["clerk", None])
def test_every_answer_carries_the_headers(app, town, year, client_as, login):
    known, pages, files = samples(town), 0, 0
    for rule in rules(app, "GET"):
        answer = client_as(login).get(address_of(rule, known))
        told = answer.headers
        assert {name: told.get(name) for name in ALWAYS} == ALWAYS, rule.rule
        assert told.get("Content-Security-Policy") in (CSP, FILE_CSP), rule.rule
        assert len(told.get("X-Request-ID", "")) == 16 and "Server" not in told and "X-Powered-By" not in told, (
            rule.rule
        )
        if answer.mimetype == "text/html":
            pages += 1
            assert told.get("Cache-Control") == "no-store" and {"HX-Request", "HX-Target"} <= set(answer.vary), (
                rule.rule
            )
        elif rule.endpoint != "static":
            files += 1
            kept = "private, max-age=86400" if rule.rule.endswith(KEPT) else "no-store"
            assert kept in told.get("Cache-Control", ""), rule.rule
    assert pages > 100 and (files > 10 or login is None)


def test_errors_carry_the_headers_too(client_as):
    for address, status in (("/nowhere", 404), ("/units/?page=1&page=2", 400), ("/people/", 403)):
        answer = client_as("reporter").get(address)
        assert answer.status_code == status and answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", [None, "made-up", "IjAxMjM0NTY3ODlhYmNkZWYi.aaaa.bbbb"])
def test_no_form_without_its_token(app, town, year, client_as, token):
    """As the clerk, then as the leader: every address that takes a form refuses, and nothing has changed."""
    known, before, asked = samples(town), digest_of_database(), 0
    for rule in rules(app, "POST"):
        if rule.endpoint == "security.report":
            continue  # the browser's own report carries no token and writes no business
        for login in ("clerk", "leader"):
            data = {"key": "k" * 32} | ({"csrf_token": token} if token else {})
            answer = client_as(login).post(address_of(rule, known), data=data, csrf=False)
            assert answer.status_code in (400, 403, 404), f"{login} {rule.rule}: {answer.status_code}"
            asked += 1
    assert asked > 300 and digest_of_database() == before


def test_a_fault_tells_its_number_and_nothing_of_the_inside(app, client_as, monkeypatch, caplog):
    def broken(*_args, **_more):
        raise ValueError("secret-inside SELECT * FROM users /root/respbook")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for name in [each for each in dir(unit_queries) if not each.startswith("_")]:
        if callable(getattr(unit_queries, name)) and getattr(unit_queries, name).__module__ == unit_queries.__name__:
            monkeypatch.setattr(unit_queries, name, broken)
    answer = client_as("clerk").get("/units/")
    assert answer.status_code == 500 and answer.headers["Content-Security-Policy"] == CSP
    assert answer.headers["X-Request-ID"] in answer.text
    for inside in ("secret-inside", "SELECT", "Traceback", "/root", "ValueError", ".py"):
        assert inside not in answer.text
    assert caplog.text.count("ValueError: secret-inside") == 1
