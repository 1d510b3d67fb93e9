"""越权与边界: what belongs to an auditor, to another office, or to the installation stays there; odd files and settings are
answered in a sentence."""

import dataclasses
import io
import json
import logging
import zipfile
from datetime import timedelta

import pytest
from making import NOW, PASSWORD, make
from reading import Page
from sqlalchemy import select, update
from standing import stands

from respbook import anchorage, disk, settings
from respbook.actions import exports, own_passwords, people
from respbook.actions.backups import checked_place
from respbook.actions.exports import Wanted
from respbook.actions.security_rows import tell
from respbook.actions.sign_in import Where
from respbook.anchorage import Anchorage
from respbook.models.base import db
from respbook.models.contact_purges import ContactPurge
from respbook.models.imports import Import
from respbook.models.people import User
from respbook.models.security import SecurityEvent
from respbook.models.units import Holder
from respbook.queries.owning import keepers_of
from respbook.queries.retention import due_lines
from respbook.queries.sessions import viewer_named
from respbook.readers.year_archive import verify_archive
from respbook.readers.zipped_scans import files_in
from respbook.rules.backups import FORM, read, read_listing
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.exports import MOST_OF_ONE, ExportKind
from respbook.rules.permissions import NotAllowed, Role
from respbook.rules.profiles import Profile
from respbook.rules.security_log import Happening, SecurityKind
from respbook.settings import SettingsError
from respbook.web.security_log import LINES_A_MINUTE, Budget

year = stands(make.year)
county = stands(make.busy_towns)


# --- exports


def test_an_archive_of_the_auditors_is_not_the_clerks_to_fetch(year, town, client_as):
    """The auditor's holds the whole book, the clerk's only what he did himself."""
    made = exports.ask(Wanted(ExportKind.YEAR, 2026), by=town.viewer("auditor"), now=NOW)
    with pytest.raises(NotAllowed, match="另行生成"):
        exports.fetch(made.id, by=town.viewer("clerk"), now=NOW)
    own = exports.ask(Wanted(ExportKind.YEAR, 2026), by=town.viewer("clerk"), now=NOW)
    for by in ("clerk", "auditor"):
        with pytest.raises(RuleBroken, match="还没有生成"):
            exports.fetch(own.id, by=town.viewer(by), now=NOW)


def test_one_person_does_not_fill_the_queue(year, town):
    clerk = town.viewer("clerk")
    for each in range(MOST_OF_ONE):
        exports.ask(Wanted(ExportKind.YEAR, 2000 + each), by=clerk, now=NOW)
    with pytest.raises(RuleBroken, match="您已有"):
        exports.ask(Wanted(ExportKind.YEAR, 1999), by=clerk, now=NOW)
    exports.ask(Wanted(ExportKind.YEAR, 1999), by=town.viewer("auditor"), now=NOW)


# --- who may vouch


def test_an_account_in_the_resetters_hands_vouches_for_nobody(app, town):
    """Reset and not vouched for, opened by his code, or under his name: each is the resetter once more (R12)."""
    admin, clerk, leader = (town.viewer(login) for login in ("admin", "clerk", "leader"))
    people.invite(clerk.user_id, by=admin, now=NOW)
    people.invite(leader.user_id, by=admin, now=NOW)
    later = NOW + timedelta(minutes=5)

    def vouched(by):
        return people.confirm_identity(leader.user_id, user(leader.user_id).version, by=by, now=later)

    with pytest.raises(RuleBroken, match="您自己的密码"):
        vouched(clerk)
    roles = frozenset({Role.CLERK})
    second, code = people.add(people.PersonFacts("second", "李新", town.unit.id, "", roles), by=admin, now=NOW)
    own_passwords.enter_by_code(code, "松林芦苇石桥8414甲", where=Where("127.0.0.1", ""), now=NOW)
    with pytest.raises(RuleBroken, match="一个月内开设"):
        vouched(viewer_named("second"))
    people.change(
        second.id, people.PersonFacts("second", admin.name, town.unit.id, "", roles), second.version, by=admin, now=NOW
    )
    with pytest.raises(RuleBroken, match="也叫"):
        vouched(viewer_named("second"))


def user(user_id):
    return db.session.get_one(User, user_id)


# --- county and town


def test_a_county_clears_changes_and_takes_back_nothing_of_a_towns(county):
    above, below = county.viewer("county-admin"), user(county.viewer("other-reporter").user_id)
    with pytest.raises(RuleBroken, match="这里只能查看"):
        people.suspend(below.id, below.version, by=above, now=NOW)
    db.session.rollback()
    holder = db.session.scalars(select(Holder).where(Holder.unit_id == county.village.id)).one()
    assert keepers_of(holder) == keepers_of(user(below.id)) == (county.other.id,)
    assert keepers_of(Import(kind=SheetKind.UNITS, unit_id=county.other.id)) == (county.other.id,)
    assert keepers_of(ContactPurge(unit_id=county.other.id)) == (county.other.id,)
    chief = user(county.viewer("other-clerk").user_id)
    assert set(keepers_of(chief)) == {county.other.id, county.unit.id}


def test_a_county_proposes_to_clear_only_its_own_people(county):
    ids = {login: county.viewer(login).user_id for login in ("other-reporter", "county-clerk")}
    left = NOW - timedelta(days=400)
    db.session.execute(update(User).where(User.id.in_(ids.values())).values(phone="13812345678", suspended_at=left))

    def due(login):
        return {each.id for each in due_lines(county.viewer(login), NOW.date()) if each.table == "users"}

    assert due("county-admin") == {ids["county-clerk"]}
    assert due("other-clerk") == {ids["other-reporter"]}


def test_what_belongs_to_the_server_is_not_a_towns_where_a_county_stands_above(county, client_as):
    for path in ("/backups/", "/clock/", "/trusted-roots/"):
        assert client_as("admin").get(path).status_code == 403
        assert client_as("county-admin").get(path).status_code == 200


# --- odd files, odd settings, a kill at the first start


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, content in members:
            package.writestr(name, content)
    return bytearray(made.getvalue())


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_spoilt_stream_in_a_zip_is_told_in_words(method, tmp_path):
    content = bytes(range(256)) * 200
    spoilt = zipped(("a.pdf", content), method=method)
    spoilt[45:60] = b"\xff" * 15
    with pytest.raises(RuleBroken, match="重新压缩"):
        list(files_in(bytes(spoilt), 10**6))


@pytest.mark.parametrize("entry", ["[1]", "1", '{"seq":1,"prev_hash":"0","hash":3,"body":5}', "[" * 100_000])
def test_a_foreign_book_in_an_archive_is_told_in_words(entry, tmp_path):
    told = (("a/SHA256SUMS", ""), ("a/操作日志/entries.jsonl", entry), ("a/操作日志/head.json", "{}"))
    (tmp_path / "a.zip").write_bytes(zipped(*told))
    with pytest.raises(RuleBroken, match="不是年度归档"):
        verify_archive(tmp_path / "a.zip")


def test_a_file_of_an_archive_whose_stream_is_spoilt_is_named(tmp_path):
    content = zipped(("a/卷.txt", "字" * 5000), ("a/SHA256SUMS", f"{'0' * 64}  卷.txt\n"),
                     ("a/操作日志/entries.jsonl", ""), ("a/操作日志/head.json", f'{{"seq":0,"hash":"{"0" * 64}"}}'))  # fmt: skip
    content[42:55] = b"\xff" * 13
    (tmp_path / "a.zip").write_bytes(content)
    assert "文件“卷.txt”与清单不符，被改动过。" in verify_archive(tmp_path / "a.zip").faults


@pytest.mark.parametrize(
    "path", ["secret.key", "anchor.key", "anchors/../secret.key", f"store/bb/{'a' * 64}", "respbook.db-wal"]
)
def test_a_backup_brings_nothing_that_a_backup_does_not_hold(path):
    with pytest.raises(RuleBroken):
        read_listing(f"{'a' * 64}  {path}\n")


@pytest.mark.parametrize(
    ("name", "value"), [("head", 5), ("head", "zz"), ("seq", True), ("schema", []), ("listing", None)]
)
def test_a_manifest_of_other_kinds_of_values_is_unreadable(name, value):
    told = {
        "form": FORM, "made_at": NOW.isoformat(), "program": "1", "schema": "x", "engine": "sqlite", "seq": 1,
        "head": "a" * 64, "files": 1, "size": 1, "listing": "b" * 64, "lost": [],
    }  # fmt: skip
    assert read(json.dumps(told)).seq == 1
    with pytest.raises(RuleBroken):
        read(json.dumps(told | {name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROXIES", "²"), ("PROXIES", "9999"), ("LOG_DAYS", "²²²"), ("LOG_DAYS", "9" * 5000), ("PUBLIC_URL", "http://["),
        ("PUBLIC_URL", "https://"), ("PUBLIC_URL", "http://a:99999"), ("SECRET_KEYS", " , "), ("SYSLOG", "h:²"),
        ("CLAMD", "h:99999"), ("BACKUP", "~nobody12/x"), ("ANCHORS", "~nobody12/x"),
    ],
)  # fmt: skip
def test_odd_settings_are_refused_by_their_name(name, value, tmp_path):
    with pytest.raises(SettingsError, match=f"RESPBOOK_{name}"):
        settings.read({f"RESPBOOK_{name}": value}, tmp_path)


def test_an_empty_key_file_is_told_and_none_is_left_by_a_kill(tmp_path, monkeypatch):
    (tmp_path / "secret.key").touch()
    with pytest.raises(SettingsError, match=r"secret\.key"):
        settings.read({}, tmp_path)
    (tmp_path / "anchor.key").touch()
    with pytest.raises(RuleBroken, match="存证钥匙"):
        Anchorage.at(tmp_path, None, "h")
    for name in ("secret.key", "anchor.key"):
        (tmp_path / name).unlink()

    def killed(_handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(disk.os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        settings.read({}, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        anchorage.put(tmp_path, 7, "a" * 64, "检查点")
    assert list(tmp_path.iterdir()) == []


def test_a_name_forges_no_second_line_of_the_log(caplog):
    with caplog.at_level(logging.INFO, "respbook.security"):
        tell(Happening(SecurityKind.REFUSED, "甲", name="乙\n2026 INFO 丙登录", role="丁\r"))
    assert [line for line in caplog.messages if "\n" in line or "\r" in line] == [] and "乙\\x0a" in caplog.text


@pytest.mark.parametrize("path", ["/proc/x", "/etc/passwd/x", "/tmp/a\nb"])
def test_a_place_that_takes_no_folder_is_refused_before_the_night(app, path):
    with pytest.raises(RuleBroken):
        checked_place(app.extensions["holdings"], path, "path")


def test_a_form_pressed_twice_halfway_through_signing_in_is_done_once(app, town, monkeypatch):
    told = dataclasses.replace(app.extensions["settings"], profile=Profile.DENGBAO)
    monkeypatch.setitem(app.extensions, "settings", told)
    browser = app.test_client().enter_as(None)
    assert browser.post("/sign-in", data={"login": "leader", "password": PASSWORD}).location == "/sign-in/set-up"
    browser.csrf_token = Page(browser.get("/sign-in/set-up")).first("//input[@name='csrf_token']/@value")
    for _ in range(2):
        answer = browser.post("/sign-in/set-up/begin", data={"key": "k1"})
        assert (answer.status_code, answer.location) == (303, "/sign-in/set-up")


def test_a_flood_of_refusals_hides_no_file_that_is_taken_away(app, client_as, monkeypatch):
    monkeypatch.setitem(app.extensions, "security_budget", Budget())
    village, clerk = client_as("reporter"), client_as("clerk")
    for _ in range(LINES_A_MINUTE + 5):
        village.get("/backups/")
    assert clerk.get("/units/export").status_code == 200
    kinds = list(db.session.scalars(select(SecurityEvent.kind)))
    assert kinds.count(SecurityKind.REFUSED) == LINES_A_MINUTE and {"export", "personal"} & set(kinds)
