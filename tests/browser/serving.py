"""被服务的办公室: the app behind a server of its own on loopback, with the queue's worker beside it."""

import signal
from threading import Thread

import making
from databases import copied_address, hasty
from flask import Flask
from visiting import CSRF, Clock, compiled_templates
from werkzeug.serving import WSGIRequestHandler, make_server

from respbook import settings
from respbook.app import create_app
from respbook.models.base import db


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, *_):
        pass


class Office:
    """办公室: the app behind a server thread; ``close`` and ``open`` are the server's going and coming."""

    def __init__(self, folder, faces, seeds, *, town=True):
        (folder / "faces").symlink_to(faces)
        self.port, self._server = 0, None
        self.open(Flask("nobody"))
        self.address = f"http://127.0.0.1:{self.port}"
        address = copied_address(seeds.founded if town else seeds.empty, folder)
        environ = {"RESPBOOK_DATABASE_URL": address, "RESPBOOK_PUBLIC_URL": self.address}
        self.app = create_app(settings.read(environ, folder), clock=Clock())
        self.app.jinja_env.bytecode_cache = compiled_templates(faces)
        self.town = seeds.town if town else None
        with self.app.app_context():
            db.engine.dispose()
            hasty(db.engine)
        self._server.app = self.app
        self.queue = self.app.extensions["queue"]
        self._consumer = self._consume()

    def _consume(self):
        """The queue's own worker thread; it listens to signals, which are not its to have here."""
        words = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {word: signal.getsignal(word) for word in words}
        try:
            return self.queue.consume()
        finally:
            for word, handler in before.items():
                signal.signal(word, handler)

    def open(self, app=None):
        self._server = make_server("127.0.0.1", self.port, app or self.app, threaded=True, request_handler=Quiet)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def leave(self):
        self.close()
        self.queue.stop(self._consumer)
        with self.app.app_context():
            db.engine.dispose()

    def cookies(self, login):
        """As if that person had signed in some time ago."""
        keys = self.app.session_interface.get_signing_serializer(self.app)
        value = keys.dumps({"csrf_token": CSRF, "sid": making.sid_of(login)})
        return [{"name": "session", "value": value, "url": self.address}]

    def client(self, login):
        """A visitor without a browser, for what is asked many times."""
        made = self.app.test_client()
        with made.session_transaction() as cookie:
            cookie.update(csrf_token=CSRF, sid=making.sid_of(login))
        return made
