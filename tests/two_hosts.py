"""两台主机: two sites on this machine with one PostgreSQL and one bucket; one is killed in the middle, nothing is lost or doubled."""

import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import drafting
import making
import requests
from databases import copied_address
from itsdangerous import URLSafeTimedSerializer
from making import NOW
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from visiting import CSRF

from respbook import settings
from respbook.app import create_app
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.jobs import Job, JobItem
from respbook.models.letters import Letter
from respbook.queries.letters import register
from respbook.rules.chain import Link, check_chain
from respbook.rules.lifecycles import BatchState, LetterState

KEYS = "two-hosts-share-these-secret-keys-0123456789"
HERE = Path(__file__).parent


class Hosts:
    """The county's set-up: ``a`` and ``b``, what they share, and an app of this process to look into it."""

    def __init__(self, folder, faces, seeds, bucket):
        self.town, self._seeds, self.started = seeds.town, seeds, time.time()
        self.address = copied_address(seeds.founded, folder)
        self._told = {
            "RESPBOOK_SECRET_KEYS": KEYS, "RESPBOOK_S3_URL": bucket.url, "RESPBOOK_S3_BUCKET": bucket.bucket,
            "RESPBOOK_S3_KEY": bucket.key, "RESPBOOK_S3_SECRET": bucket.secret,
        }  # fmt: skip
        self._folder, self._faces = folder, faces
        self.app = self._made("looking")
        self.processes, self.ports = {}, {}

    def _environ(self, name):
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        if not (folder / "faces").exists():
            (folder / "faces").symlink_to(self._faces)
        named = make_url(self.address).update_query_dict({"application_name": name})
        address = named.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")
        return self._told | {"RESPBOOK_DATA": str(folder), "RESPBOOK_DATABASE_URL": address}

    def _made(self, name):
        return create_app(settings.read(self._environ(name)), clock=lambda: NOW)

    def start(self, name, **change):
        """A host of that name; ``change`` are settings in which it differs."""
        port = self.ports[name] = self.ports.get(name) or _free_port()
        environ = os.environ | self._environ(name) | {"RESPBOOK_PUBLIC_URL": f"http://127.0.0.1:{port}"} | change
        environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), str(HERE)])
        command = [sys.executable, str(HERE / "one_host.py"), str(port), str(self.started)]
        with open(self._folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(command, env=environ, stdout=log, stderr=log)

    def log(self, name):
        return (self._folder / f"{name}.log").read_text("utf-8")

    def wait(self, *names):
        for name in names:
            until(lambda name=name: self.ask(name, "/sign-in", "") is not None, f"{name} does not start")

    def kill(self, name):
        self.processes[name].kill()
        self.processes[name].wait()

    def leave(self):
        for process in self.processes.values():
            process.kill()
            process.wait()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def ask(self, name, path, login, data=None, files=None):
        """One request; None when the host does not answer."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        sid = {"sid": making.sid_of(login)} if login else {}
        cookies = {"session": serializer.dumps({"csrf_token": CSRF, **sid})}
        token = URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF)
        address = f"http://127.0.0.1:{self.ports[name]}{path}"
        more = {"data": {"csrf_token": token, **data}, "files": files} if data is not None else {}
        try:
            return requests.request(
                "GET" if data is None else "POST", address, cookies=cookies, timeout=30, allow_redirects=False, **more
            )
        except requests.exceptions.ConnectionError:
            return None

    def scalar(self, statement):
        with self.app.app_context():
            db.session.rollback()
            return db.session.scalar(statement)

    def at_work(self):
        """The host that holds the lease of a batch."""
        held = (
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
            "WHERE l.locktype = 'advisory' AND l.classid = 7226101 AND l.granted"
        )
        return self.scalar(text(held))

    def issued(self):
        return self.scalar(select(func.count()).where(Letter.state == LetterState.ISSUED))


class Village(Thread):
    """Sends photos, now through one host, now through the other; what one does not answer, the other is asked again.

    The key of the form is the same then, as in a browser behind a proxy.
    """

    def __init__(self, hosts, most=10_000):
        super().__init__(daemon=True)
        self.hosts, self.most, self.acknowledged, self.moved, self.faults, self.done = hosts, most, [], 0, [], False

    def run(self):
        names = ["a", "b"]
        while not self.done and len(self.acknowledged) < self.most:
            number = len(self.acknowledged)
            photo = {"file": (f"{number}.jpg", making.photo_bytes(100 + number), "image/jpeg")}
            answer = self.hosts.ask(names[0], "/evidence/", "reporter", {"key": f"{number:032d}"}, photo)
            names.reverse()
            time.sleep(0.1)
            if answer is None:
                self.moved += 1
            elif answer.status_code == 303:
                self.acknowledged.append(answer.headers["Location"])
            else:
                self.faults.append((answer.status_code, answer.text[-500:]))
                return

    def stop(self):
        self.done = True
        self.join(60)


def evening(hosts, letters):
    """What is told of it: a batch of so many letters is worked off while a village sends photos and a host is killed."""
    with hosts.app.app_context():
        made = drafting.drafts(hosts.town, count=letters)
        job_id = drafting.propose(hosts.town, hosts.app, made).id
    hosts.start("a")
    hosts.start("b")
    hosts.wait("a", "b")
    photo = making.photo_bytes(1)
    sent = hosts.ask("a", "/evidence/", "reporter", {"key": "p" * 32}, {"file": ("河道.jpg", photo, "image/jpeg")})
    village = Village(hosts)
    village.start()
    version = hosts.scalar(select(Job.version).where(Job.id == job_id))
    approved = hosts.ask("b", f"/batches/{job_id}/approval", "leader", {"version": str(version)})
    assert approved.status_code == 303 and "/batches/" in approved.headers["Location"], (
        approved.text[-700:],
        approved.headers,
    )
    until(lambda: hosts.issued() >= 1, "nothing is issued")
    killed = hosts.at_work() or "a"
    before = hosts.issued()
    hosts.kill(killed)
    left = "b" if killed == "a" else "a"
    until(lambda: hosts.scalar(select(Job.state).where(Job.id == job_id)) is BatchState.DONE, "the batch stands still")
    time.sleep(0.5)
    village.stop()
    return {
        "sent": sent.status_code, "approved": approved.status_code, "killed": killed, "left": left,
        "before": before, "village": village, "made": made, "photo": photo,
    }  # fmt: skip


def looked_over(hosts, told):
    """(lost, doubled) of what was acknowledged; the numbers, the book and the papers are whole."""
    village, made = told["village"], told["made"]
    with hosts.app.app_context():
        db.session.rollback()
        kept = db.session.scalars(select(Evidence.sha256)).all()
        rows = register(hosts.town.viewer("clerk"), made.programme_id)
        refused = db.session.scalars(select(JobItem.sentence).where(JobItem.sentence != "")).all()
        assert not refused, (refused, told["killed"], told["before"], len(village.acknowledged))
        assert [row.number for row in rows.rows] == list(range(1, len(made.letter_ids) + 1)) and not rows.gaps
        assert db.session.scalar(select(func.count()).where(AuditEntry.verb == "letter.issue")) == len(made.letter_ids)
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        assert not check_chain([Link(e.seq, e.prev_hash, e.hash, e.body) for e in entries], {}).broken
        digests = dict(db.session.execute(select(Letter.id, Letter.pdf_sha256)).all())
        papers = {letter_id: hosts.app.extensions["store"].get(digest) for letter_id, digest in digests.items()}
    for letter_id, paper in papers.items():
        assert hosts.ask(told["left"], f"/letters/{letter_id}/paper.pdf", "clerk").content == paper
    wanted = {
        hashlib.sha256(making.photo_bytes(100 + number)).hexdigest() for number in range(len(village.acknowledged))
    }
    # One that was under way when its host died may stand without having been acknowledged: it was asked for again first.
    return len(wanted - set(kept)), len(kept) - len(set(kept))


def photo_by(hosts, name):
    """The original of the first photo, through that host."""
    with hosts.app.app_context():
        evidence_id = db.session.scalar(select(func.min(Evidence.id)))
    return hosts.ask(name, f"/evidence/{evidence_id}/original", "clerk").content


def until(met, otherwise, longest=180):
    deadline = time.monotonic() + longest
    while not met():
        if time.monotonic() > deadline:
            raise AssertionError(otherwise)
        time.sleep(0.05)


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
