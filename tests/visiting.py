"""来访: the browser, the clock and the queue that the tests put in the place of the real ones."""

import datetime as d

import making
from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2 import FileSystemBytecodeCache

from respbook import runner
from respbook.models.base import db

CSRF = "0123456789abcdef0123456789abcdef01234567"


def compiled_templates(faces):
    """The pages' templates, compiled once for all apps of all workers; they lie beside the faces."""
    folder = faces.parent / "compiled"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self):
        self.now = making.NOW

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += d.timedelta(**span)


class Queue(runner.Queue):
    """Works at once, on a view of the database that the asking request has let go."""

    def start(self, kind, number):
        db.session.rollback()
        super().start(kind, number)


class Visitor(FlaskClient):
    """A browser: every request gets a fresh context, and POSTs carry the CSRF token unless ``csrf=False``."""

    csrf_token = ""

    def open(self, *args, csrf=True, **kwargs):
        if csrf and kwargs.get("method") == "POST" and "json" not in kwargs:
            kwargs["data"] = {"csrf_token": self.csrf_token, **(kwargs.get("data") or {})}
        if has_app_context():
            db.session.rollback()  # what the test has read is let go, so that it sees what the request does
        with self.application.app_context():
            return super().open(*args, **kwargs)

    def piece(self, path, target="", **kwargs):
        """The same as htmx would ask for it."""
        headers = {"HX-Request": "true", "HX-Target": target, **kwargs.pop("headers", {})}
        return self.open(path, headers=headers, **({"method": "GET"} | kwargs))

    def enter_as(self, login):
        """The cookie and the token are signed as the app does it, once for all browsers of a person."""
        app = self.application
        signed = app.extensions.setdefault("signed_in_tests", {})
        if login not in signed:
            sid = {"sid": making.sid_of(login)} if login else {}
            cookie = app.session_interface.get_signing_serializer(app).dumps({"csrf_token": CSRF, **sid})
            token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF)
            signed[login] = cookie, token
        cookie, self.csrf_token = signed[login]
        self.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
        return self
