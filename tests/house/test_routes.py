"""网址: kebab-case, typed, marked, answering only what they declare (safety R23, R43, R49)."""

import re

import pytest
from flask import Flask
from samples import address_of, samples
from werkzeug.exceptions import MethodNotAllowed

from respbook.rules.permissions import GRANTS, Permission
from respbook.web import guard

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "OPTIONS")


def rules(app):
    found = (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")
    return sorted(found, key=lambda rule: (rule.rule, sorted(rule.methods)))


def test_addresses_are_kebab_case_with_typed_parts(app):
    for rule in rules(app):
        for part in rule.rule.strip("/").split("/"):
            assert re.fullmatch(
                r"(?:[a-z0-9]+(?:[-.][a-z0-9]+)*)?|<int:[a-z_]+>(?:\.[a-z]+)?|<(?:token|row_key|rule_key|name|sha256)>",
                part,
            ), rule.rule


def test_every_view_is_marked(app):
    for endpoint, view in app.view_functions.items():
        assert view.needs is None or isinstance(view.needs, Permission), endpoint


def test_a_forgotten_mark_stops_the_start():
    site = Flask("planted")
    site.add_url_rule("/open", "open_door", lambda: "")
    with pytest.raises(guard.Unmarked, match="open_door"):
        guard.inspect(site)


def test_only_these_are_open_to_strangers(app):
    open_to_all = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if view.needs is None and not hasattr(view, "duties")  # these ask for a right password (web/guard.py::owed)
    }
    assert open_to_all <= {
        "static",
        "site_css",
        "site_js",
        "home.healthz",
        "security_log.browser_report",
        "home.favicon",
        "sign_in.show",
        "sign_in.enter_by_code",
        "check.show",
        "check.of_letter",
        "check.index",
        "device_links.enter",
        "help.show",
        "glass.phone",
        "glass.phone_picture",
        "tablet.enter",
        "tablet.index",
        "tablet.seat",
        "tablet.letter",
        "tablet.page_picture",
        "tablet.hand_on",
        "tablet.rest",
        "tablet.release",
    }


def test_every_permission_stands_before_some_view_or_deed(app):
    """A permission nobody asks for is a promise nobody keeps."""
    from importlib import import_module
    from pkgutil import iter_modules

    import respbook.actions
    from respbook.rules.lifecycles import MACHINES

    asked = {view.needs for view in app.view_functions.values() if view.needs}
    for module in iter_modules(respbook.actions.__path__):
        room = import_module(f"respbook.actions.{module.name}")
        asked |= {deed.permission for deed in vars(room).values() if hasattr(deed, "permission")}
    asked |= {t.needs for machine in MACHINES for t in machine.transitions.values()}
    assert set(Permission) - asked == set()
    assert set().union(*GRANTS.values()) == set(Permission)


def test_only_declared_methods_answer(app, client_as, town):
    """The map refuses every other method of every address; one of them, each time the next, is really asked."""
    known, client = samples(town), client_as("clerk")
    adapter = app.url_map.bind("localhost")
    declared = {}
    for rule in rules(app):
        declared.setdefault(address_of(rule, known), set()).update(rule.methods)
    for turn, (address, methods) in enumerate(declared.items()):
        others = [method for method in METHODS if method not in methods]
        for method in others:
            with pytest.raises(MethodNotAllowed):
                adapter.match(address, method=method)
        asked = {others[turn % len(others)], *({"GET", "POST"} & set(others))}
        for method in sorted(asked):
            answer = client.open(address, method=method)
            assert answer.status_code == 405, f"{method} {address}: {answer.status_code}"


def test_reading_and_posting_are_the_only_methods(app):
    for rule in rules(app):
        assert rule.methods <= {"GET", "HEAD", "POST"}, rule.rule
