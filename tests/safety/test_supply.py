"""供应与外连: every dependency is locked with its digests; without a setting nothing leaves the house (safety R106)."""

import re
import socket
import stat
import tomllib
from pathlib import Path

import drafting
import pytest
from itsdangerous import BadSignature
from making import make
from sqlalchemy import select

from respbook import settings
from respbook.app import create_app
from respbook.commands.serve import serve
from respbook.models.base import db
from respbook.models.letters import Letter

ROOT = Path(__file__).parents[2]
PAGES = {
    "clerk": (
        "/",
        "/letters/",
        "/tasks/",
        "/units/",
        "/findings/",
        "/reports/",
        "/programmes/",
        "/notices/",
        "/help/permissions",
    ),
    "reporter": ("/", "/report/", "/notices/"),
    "auditor": ("/", "/audit/"),
}


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_names_every_dependency_with_its_digest():
    text = (ROOT / ".ci" / "lock.txt").read_text("utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    locked = {}
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[^ ]+( +--hash=sha256:[0-9a-f]{64})+ *", line), line
        locked[plain(line.partition("==")[0])] = line
    assert "://" not in text, "no address of an index"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {plain(re.match(r"[A-Za-z0-9_.-]+", each)[0]) for each in wanted} - {"respbook"}
    assert names - set(locked) == set()


def test_nothing_goes_out_while_a_letter_is_issued_and_pages_are_read(app, town, client_as, monkeypatch):
    """Whatever Python opens a connection with comes by here; the database's own is made by its library in C."""
    tried = []

    def refuse(_socket, address):
        tried.append(address)
        raise OSError("no way out")

    def unknown(host, *_):
        tried.append(host)
        raise socket.gaierror("no way out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    drafting.issue(town, app, drafting.drafts(town, count=1))
    letter_id = db.session.scalar(select(Letter.id))
    make.evidence(app, town, town.villages[0], make.photo_bytes(1), "reporter")
    seen = 0
    for login, paths in PAGES.items():
        for path in (
            *paths,
            *((f"/letters/{letter_id}", f"/letters/{letter_id}/paper.pdf") if login == "clerk" else ()),
        ):
            seen += client_as(login).get(path).status_code == 200
    assert seen >= 10 and tried == []


def test_the_key_is_made_at_the_first_start_and_can_be_changed(tmp_path, faces_folder):
    first, again = settings.read({}, tmp_path), settings.read({}, tmp_path)
    place = tmp_path / "secret.key"
    assert first.secret_keys == again.secret_keys and len(first.secret_keys[0]) >= 48
    assert stat.S_IMODE(place.stat().st_mode) == 0o600 and stat.S_IMODE(tmp_path.stat().st_mode) & 0o077 == 0
    (tmp_path / "faces").symlink_to(faces_folder)
    old = create_app(first)
    cookie = old.session_interface.get_signing_serializer(old).dumps({"sid": "x"})
    new = create_app(settings.read({"RESPBOOK_SECRET_KEYS": f"{'n' * 48},{first.secret_keys[0]}"}, tmp_path))
    assert new.session_interface.get_signing_serializer(new).loads(cookie) == {"sid": "x"}
    gone = create_app(settings.read({"RESPBOOK_SECRET_KEYS": "n" * 48}, tmp_path))
    with pytest.raises(BadSignature):
        gone.session_interface.get_signing_serializer(gone).loads(cookie)


def test_an_empty_key_is_told_and_nothing_starts_with_it(tmp_path):
    with pytest.raises(settings.SettingsError, match="没有密钥"):
        settings.read({"RESPBOOK_SECRET_KEYS": " , "}, tmp_path)
    (tmp_path / "secret.key").touch()
    with pytest.raises(settings.SettingsError, match="是空的"):
        settings.read({}, tmp_path)


def test_there_is_no_serving_while_faults_are_shown(app, monkeypatch):
    monkeypatch.setattr(app, "debug", True)
    with pytest.raises(settings.SettingsError, match="调试模式"):
        serve(app, "127.0.0.1:1")
