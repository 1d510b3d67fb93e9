"""The morning rush: every village sends a photo of about 2 MB and its report within a few minutes, against a served site.

Run by hand:  python tests/bench/rush_bench.py [--units 500] [--minutes 10] [--postgresql]

Builds a town of that many villages with one daily patrol each, serves it as the office does (waitress, its own process), and
sends for each village: the page, a photo of its own, the report that rests on it. Prints p50, p95 and the slowest of each,
and what became of the acknowledged reports: none may be lost or doubled. Nothing is left behind.
"""

import argparse
import http.client
import io
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import making  # noqa: E402
from databases import fresh_address  # noqa: E402
from itsdangerous import URLSafeTimedSerializer  # noqa: E402
from PIL import Image  # noqa: E402
from sqlalchemy import func, select  # noqa: E402
from visiting import CSRF  # noqa: E402

from respbook import paths, settings  # noqa: E402
from respbook.actions import audit, sign_in, units  # noqa: E402
from respbook.actions.action import action, housekeeping  # noqa: E402
from respbook.app import create_app  # noqa: E402
from respbook.models import schema  # noqa: E402
from respbook.models.base import db  # noqa: E402
from respbook.models.evidence import Evidence  # noqa: E402
from respbook.models.people import User, UserRole  # noqa: E402
from respbook.models.reports import Report, ReportEntry  # noqa: E402
from respbook.models.sessions import SignedIn  # noqa: E402
from respbook.models.tasks import Task  # noqa: E402
from respbook.rules.cadence import Cadence  # noqa: E402
from respbook.rules.chinese import CHINA  # noqa: E402
from respbook.rules.permissions import Permission, Role, Viewer, system_viewer  # noqa: E402
from respbook.rules.units import UnitKind  # noqa: E402

PORT = 8765


@action(Permission.TASK_WRITE)
def _furnished(programme_id: int, town_id: int, count: int, *, by: Viewer, now: datetime) -> list[str]:
    """Villages, each with one person who reports and one daily patrol."""
    logins = []
    for place in range(count):
        facts = units.UnitFacts(town_id, UnitKind.VILLAGE, f"第{place}村村民委员会", f"第{place}村")
        unit = units.add(facts, by=by, now=now)
        user = User(login=f"rush{place}", name="填报", unit_id=unit.id, password_hash=making.stored_password())
        user.roles = [UserRole(role=Role.REPORTER)]
        task = Task(
            unit_id=unit.id,
            programme_id=programme_id,
            year=now.year,
            title="每日巡查",
            cadence=Cadence.DAILY,
            due_on=date(now.year, 12, 31),
        )
        db.session.add_all([user, task])
        logins.append(user.login)
    audit.note_words("unit.add", "units", 0, f"{count}个村")
    return logins


@housekeeping
def _sessions(logins: list[str], now: datetime) -> None:
    for user in db.session.scalars(select(User).where(User.login.in_(logins))).all():
        digest = sign_in.digest(making.sid_of(user.login))
        db.session.add(SignedIn(sid_sha256=digest, user_id=user.id, made_at=now, seen_at=now))


def photo() -> bytes:
    """A photo of 12 megapixels and about 2 MB, as a phone takes it."""
    random.seed(7)
    small = Image.frombytes("RGB", (500, 375), random.randbytes(500 * 375 * 3))
    out = io.BytesIO()
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=78)
    return out.getvalue()


def of_its_own(content: bytes, number: int) -> bytes:
    """The same photo with a comment of its own, so that its bytes are."""
    words = f"village {number}".encode()
    return content[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + content[2:]


class Village:
    """One phone: its cookie, its token, and how long each step took."""

    def __init__(self, cookie: str, token: str, number: int) -> None:
        self.cookie, self.token, self.number = cookie, token, number
        self.took: dict[str, float] = {}
        self.acknowledged = False
        self.fault = ""

    def send(self, content: bytes, on: date) -> None:
        day = on.year * 10000 + on.month * 100 + on.day
        self._ask("page", "GET", "/report/")
        kept = self._post("photo", "/evidence/", {"piece": "1"}, ("a.jpg", of_its_own(content, self.number)))
        ids = kept.split('name="evidence" value="')[1:]
        fields = {"category": "垃圾乱丢", "text": f"第{self.number}村路边有垃圾，已清理。"}
        if ids:
            fields["evidence"] = ids[0].split('"')[0]
        self._post("report", f"/report/days/{day}/found/text?category=%E5%9E%83%E5%9C%BE%E4%B9%B1%E4%B8%A2", fields)
        self.acknowledged = bool(ids) and not self.fault

    def _post(self, step: str, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        edge = "rush-edge"
        told = {"csrf_token": self.token, "key": f"{step}{self.number:028d}", **fields}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in told.items()
        ]
        if file:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\nContent-Type: image/jpeg\r\n\r\n'
            parts += [head.encode(), file[1], b"\r\n"]
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        return self._ask(step, "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def _ask(
        self, step: str, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> str:
        began = time.perf_counter()
        try:
            line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
            line.request(
                method, path, body, {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{PORT}", **(more or {})}
            )
            answer = line.getresponse()
            text = answer.read().decode("utf-8", "replace")
            if answer.status not in (200, 303):
                self.fault = f"{step}: {answer.status}"
        except OSError as problem:
            text, self.fault = "", f"{step}: {problem}"
        self.took[step] = time.perf_counter() - began
        return text


def main() -> int:
    """Build, serve, send, count. Exit 1 when an acknowledged report is lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    if options.postgresql:
        os.environ["RESPBOOK_TEST_DATABASE"] = "postgresql"
    with tempfile.TemporaryDirectory() as place:
        return _rush(Path(place), options)


def _rush(folder: Path, options: argparse.Namespace) -> int:
    environ = {"RESPBOOK_DATABASE_URL": fresh_address(folder), "RESPBOOK_PUBLIC_URL": f"http://127.0.0.1:{PORT}"}
    app = create_app(settings.read(environ, folder))
    now = datetime.now(CHINA)
    with app.app_context():
        schema.upgrade(db.engine, paths.MIGRATIONS)
        town = making.town()
        year = {"year": now.year, "term_from": date(now.year, 1, 1), "term_to": date(now.year, 12, 31)}
        programme = making.programme(town, **year)
        logins = _furnished(programme.id, town.unit.id, options.units, by=system_viewer(), now=now)
        _sessions(logins, now)
        db.session.remove()
    signer = app.session_interface.get_signing_serializer(app)
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF)
    name = app.config["SESSION_COOKIE_NAME"]
    villages = [
        Village(f"{name}={signer.dumps({'csrf_token': CSRF, 'sid': making.sid_of(login)})}", token, place)
        for place, login in enumerate(logins)
    ]
    served = {**os.environ, **environ, "RESPBOOK_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    start = "import sys; from respbook.commands import main; sys.exit(main())"
    words = [sys.executable, "-c", start, "serve", "--bind", f"127.0.0.1:{PORT}"]
    site = subprocess.Popen(words, env=served, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _send(villages, options.minutes * 60, now.date())
    finally:
        site.terminate()
        site.wait(30)
    with app.app_context():
        return _told(villages)


def _send(villages: list[Village], seconds: float, on: date) -> None:
    _wait()
    content = photo()
    print(f"{len(villages)} villages in {seconds:.0f} s, a photo of {len(content) / 1e6:.1f} MB each", flush=True)
    order, threads = random.sample(villages, len(villages)), []
    began = time.perf_counter()
    for place, village in enumerate(order):
        time.sleep(max(0.0, began + seconds * place / len(order) - time.perf_counter()))
        threads.append(threading.Thread(target=village.send, args=(content, on)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    print(f"all answered after {time.perf_counter() - began:.0f} s")


def _wait() -> None:
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).connect()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the site did not come up")


def _told(villages: list[Village]) -> int:
    for step in ("page", "photo", "report"):
        took = sorted(village.took[step] for village in villages if step in village.took)
        if took:
            p95 = took[int(len(took) * 0.95) - 1]
            print(
                f"{step:7} p50 {statistics.median(took) * 1000:6.0f} ms  p95 {p95 * 1000:6.0f} ms  slowest {took[-1] * 1000:6.0f} ms"
            )
    acknowledged = sum(1 for village in villages if village.acknowledged)
    reports = db.session.scalar(select(func.count(Report.id))) or 0
    entries = db.session.scalar(select(func.count(ReportEntry.id))) or 0
    photos = db.session.scalar(select(func.count(Evidence.id))) or 0
    faults = sorted({village.fault for village in villages if village.fault})
    print(
        f"acknowledged {acknowledged}, reports {reports}, entries {entries}, photos {photos}, faults {faults or 'none'}"
    )
    return 0 if reports == entries and reports >= acknowledged else 1


if __name__ == "__main__":
    sys.exit(main())
