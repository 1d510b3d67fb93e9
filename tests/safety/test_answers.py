"""答复: the headers of every answer, forms without their token, faults without their inside (safety R42, R47–R49, R54)."""

from itertools import cycle

from making import make
from samples import address_of, digest_of_database, samples
from standing import stands

from respbook.queries import units as unit_queries
from respbook.web.security import CSP

year = stands(make.year)

TOKENS = (None, "made-up", "IjAxMjM0NTY3ODlhYmNkZWYi.aaaa.bbbb")


def rules(app, method):
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods]


def test_errors_and_files_of_the_house_carry_the_headers_too(client_as):
    file = client_as(None).get("/static/css/tokens.css").headers
    assert file["Content-Security-Policy"] == CSP and file["X-Content-Type-Options"] == "nosniff"
    for address, status in (("/nowhere", 404), ("/units/?page=1&page=2", 400), ("/people/", 403)):
        answer = client_as("reporter").get(address)
        assert answer.status_code == status and answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_form_without_its_token(app, town, year, client_as):
    """As the clerk, then as the leader: every address that takes a form refuses, and nothing has changed.

    No token, one that is made up and one that another key has signed, each time the next."""
    known, before, asked, tokens = samples(town), digest_of_database(), 0, cycle(TOKENS)
    for rule in rules(app, "POST"):
        if rule.endpoint == "security_log.browser_report":
            continue  # the browser's own report carries no token and writes no business
        for login in ("clerk", "leader"):
            token = next(tokens)
            data = {"key": "k" * 32} | ({"csrf_token": token} if token else {})
            answer = client_as(login).post(address_of(rule, known), data=data, csrf=False)
            assert answer.status_code in (400, 401, 403, 404), f"{login} {rule.rule}: {answer.status_code}"
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
