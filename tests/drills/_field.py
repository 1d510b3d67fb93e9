"""A town of many villages on a folder of its own, the site in a process of its own, and phones that report to it."""

import http.client
import io
import json
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import making
import reporting
from drills._base import site
from PIL import Image
from sqlalchemy import select
from visiting import CSRF, URLSafeTimedSerializer

from respbook.actions import audit, sign_in
from respbook.actions.action import action, housekeeping
from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.jobs import JobItem
from respbook.models.people import User, UserRole
from respbook.models.reports import ReportEntry, ReportEvidence
from respbook.models.sessions import SignedIn
from respbook.models.units import Holder, Unit
from respbook.queries.verify import verify_chain
from respbook.rules.lifecycles import ItemState
from respbook.rules.permissions import Permission, Role, system_viewer
from respbook.rules.units import PostRole

EVENING = reporting.at(3, 10)
ON = "20260310"
TESTS = Path(__file__).parents[1]


@dataclass
class Field:
    """The office: where it lies, how it is reached, who reports."""

    folder: Path
    address: str
    port: int
    logins: list[str]
    secret: str
    job_id: int = 0
    served: subprocess.Popen | None = None
    started: float = field(default_factory=time.time)

    def start(self):
        """Serve in another process; back when it answers."""
        environ = os.environ | {"PYTHONPATH": f"{TESTS.parent}:{TESTS}"}
        words = [str(self.folder), self.address, str(self.port), str(self.started)]
        command = [sys.executable, str(TESTS / "drills" / "_serve.py"), *words]
        self.served = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=self._log())
        begun = time.perf_counter()
        while True:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as line:
                    line.request("GET", "/healthz")
                    if line.getresponse().status == 200:
                        return time.perf_counter() - begun
            except OSError:
                if self.served.poll() is not None:
                    raise SystemExit((self.folder / "serve.log").read_text()[-2000:]) from None
                time.sleep(0.05)

    def _log(self):
        return (self.folder / "serve.log").open("ab")

    def kill(self):
        self.served.send_signal(signal.SIGKILL)
        self.served.wait()

    def stop(self):
        self.served.terminate()
        self.served.wait(timeout=60)


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def build(folder, address, villages, letters=0):
    """A running year: every village has daily patrols and a reporter; ``letters`` more wait for the leader's approval."""
    with site(folder, new=True, RESPBOOK_DATABASE_URL=address) as app:
        town = making.town()
        making.many_villages(town, villages + letters)
        year = making.programme(town)
        making.target(town, year, "每日巡查", cadence=reporting.Cadence.DAILY)
        wording = making.template(town, year)
        units = db.session.scalars(select(Unit).where(Unit.name.like("第%村")).order_by(Unit.id)).all()
        ids = [unit.id for unit in units]
        db.session.rollback()
        heads(ids, by=system_viewer(), now=making.NOW)
        rows = making.drafts(town, wording, ids)
        making.issued(app, town, rows[:villages])
        job_id = making.proposal(app, town, rows[villages:]).id if letters else 0
        reporters(ids[:villages], by=system_viewer(), now=making.NOW)
        present()
        logins = [f"field{unit_id}" for unit_id in ids[:villages]]
    return Field(folder, address, free_port(), logins, app.config["SECRET_KEY"], job_id)


@action(Permission.UNIT_WRITE)
def heads(unit_ids, *, by, now):
    """A head for every village, without whom no letter is issued."""
    for unit_id in unit_ids:
        row = Holder(unit_id=unit_id, role=PostRole.FIRST, post="党支部书记", name="王建国", from_on=now.date())
        db.session.add(row)
        audit.note("holder.appoint", row, row.name)


@action(Permission.PERSON_WRITE)
def reporters(unit_ids, *, by, now):
    for unit_id in unit_ids:
        user = User(login=f"field{unit_id}", name="王小燕", unit_id=unit_id, phone="", password_hash="-")
        user.roles = [UserRole(role=Role.REPORTER)]
        db.session.add(user)
        audit.note("user.add", user, user.name)


@housekeeping
def present():
    """Everybody has signed in just now."""
    for row in db.session.scalars(select(SignedIn)):
        db.session.delete(row)
    db.session.flush()
    for user in db.session.scalars(select(User)):
        token = sign_in.digest(making.sid_of(user.login))
        row = SignedIn(sid_sha256=token, user_id=user.id, made_at=EVENING, seen_at=EVENING, step_up_at=EVENING)
        db.session.add(row)


@dataclass
class Answer:
    """What came back, and after how many seconds."""

    status: int
    text: str
    seconds: float


class Phone:
    """A browser that keeps what it was told and asks again with the same key when nothing came back."""

    def __init__(self, held, login):
        self.held = held
        app = _signing(held.secret)
        self.cookie = app.dumps({"csrf_token": CSRF, "sid": making.sid_of(login)})
        self.token = URLSafeTimedSerializer(held.secret, salt="wtf-csrf-token").dumps(CSRF)

    def ask(self, method, path, body=b"", kind="", timeout=60):
        """One request. Raises OSError when the line or the server breaks."""
        begun = time.perf_counter()
        with closing(http.client.HTTPConnection("127.0.0.1", self.held.port, timeout=timeout)) as line:
            heads = {"Cookie": f"session={self.cookie}"} | ({"Content-Type": kind} if kind else {})
            try:
                line.request(method, path, body or None, heads)
                answer = line.getresponse()
                text = answer.read().decode("utf-8", "replace")
            except http.client.HTTPException as problem:
                raise OSError(problem) from problem
        return Answer(answer.status, text, time.perf_counter() - begun)

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, **fields):
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        return self.ask("POST", path, body, "application/x-www-form-urlencoded")

    def send_photo(self, content):
        """The photo as the page's script sends it: its answer names the row."""
        edge = secrets.token_hex(12)
        parts = {"csrf_token": self.token, "piece": "1", "key": secrets.token_hex(16)}
        body = io.BytesIO()
        for name, value in parts.items():
            body.write(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        body.write(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + f"\r\n--{edge}--\r\n".encode())
        return self.ask("POST", "/evidence/", body.getvalue(), f"multipart/form-data; boundary={edge}")

    def report(self, evidence_id, key, text):
        """有情况 with one photo, under one form key."""
        path = f"/report/days/{ON}/found/text?{urlencode({'category': '其他'})}"
        fields = {"key": key, "category": "其他", "text": text}
        return self.post(path, **fields, **({"evidence": evidence_id} if evidence_id else {}))


def _signing(secret):
    """The site's own way of signing its cookie."""
    from flask import Flask

    app = Flask("cookie")
    app.secret_key = secret
    return app.session_interface.get_signing_serializer(app)


PAGES = ("/", "/letters/", "/tasks/", "/reports/", "/units/", "/findings/", "/programmes/", "/evidence/")


def turn_pages(held, number, until, pause, tell):
    """Somebody of the office who reads for ``pause`` (least, most) seconds between two pages; each answer is told, and OSError."""
    client, chance = Phone(held, "clerk"), random.Random(number)
    time.sleep(chance.uniform(0, pause[1]))  # nobody opens the site in the same second as all others
    while time.time() < until:
        try:
            tell(client.get(chance.choice(PAGES)))
        except OSError as problem:
            tell(problem)
        time.sleep(chance.uniform(*pause))


def photo(seed, size):
    """A photo of about ``size`` bytes, another for each seed: noise, and a comment that no other has."""
    side = max(64, int((size / 1.35) ** 0.5))
    content = _noise(side)
    mark = json.dumps(seed).encode()
    return content[:2] + b"\xff\xfe" + (len(mark) + 2).to_bytes(2, "big") + mark + content[2:]


_NOISE = {}


def _noise(side):
    if side not in _NOISE:
        out = io.BytesIO()
        Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3)).save(out, "JPEG", quality=75)
        _NOISE[side] = out.getvalue()
    return _NOISE[side]


def evidence_id(answer):
    found = re.search(r'name="evidence" value="(\d+)"', answer.text)
    return int(found[1]) if answer.status == 200 and found else 0


@dataclass
class Found:
    """What the database and the folder hold after all: (texts of reports, how often), photos lost, chain."""

    texts: dict[str, int]
    photos_of: dict[str, int]
    lost_files: int
    broken: int
    issued: int = 0
    """Letters of the batch that were issued."""


def look(held):
    """Look into the database itself, when nobody serves any more."""
    with site(held.folder, RESPBOOK_DATABASE_URL=held.address) as app:
        texts, photos = {}, {}
        for entry_id, text in db.session.execute(
            select(ReportEntry.id, ReportEntry.text).where(ReportEntry.text != "")
        ):
            texts[text] = texts.get(text, 0) + 1
            held_by = db.session.scalars(select(ReportEvidence.evidence_id).where(ReportEvidence.entry_id == entry_id))
            photos[text] = len(held_by.all())
        store = app.extensions["store"]
        lost = sum(name not in store for name in db.session.scalars(select(Evidence.sha256)))
        broken = len(verify_chain().broken)
        of_the_batch = select(JobItem.letter_id).where(JobItem.job_id == held.job_id, JobItem.state == ItemState.DONE)
        issued = len(db.session.scalars(of_the_batch).all())
    return Found(texts, photos, lost, broken, issued)


def p(values, part):
    """The value below which ``part`` of all lie, ms."""
    ranked = sorted(values)
    return round(1000 * ranked[min(len(ranked) - 1, int(len(ranked) * part))]) if ranked else 0


def told(acknowledged, found):
    """(lost, doubled) of the reports that were acknowledged."""
    lost = [
        text
        for text in acknowledged
        if found.texts.get(text, 0) < 1 or found.photos_of.get(text, 0) < acknowledged[text]
    ]
    doubled = [text for text, often in found.texts.items() if often > 1]
    return lost, doubled
