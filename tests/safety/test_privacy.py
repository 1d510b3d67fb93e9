"""个人信息: numbers of people are masked, asked about, cleared after their term, and in no log (safety R67, R85, R97–R100)."""

import io
import json
import logging
import socket
import struct
import threading
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from flask import url_for
from making import PASSWORD, make
from sqlalchemy import select

from respbook import nightly
from respbook.actions import people, units
from respbook.actions import retention as deeds
from respbook.commands.logs import OneLine
from respbook.forms.identity import reminder
from respbook.models.audit import AuditEntry
from respbook.models.base import Base, db
from respbook.models.contact_purges import ContactPurge
from respbook.models.people import User
from respbook.models.security import SecurityEvent
from respbook.models.sessions import DoneKey
from respbook.models.units import Holder
from respbook.queries.retention import due_lines
from respbook.queries.verify import verify_state
from respbook.readers.viruses import Scanner
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Role, system_viewer
from respbook.rules.retention import LEAVERS_DAYS
from respbook.rules.units import PostRole

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
IDENTITY = "510722198001011234"


def test_no_table_has_a_column_for_identity_numbers():
    names = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns]
    words = ("identity_card", "id_card", "idcard", "id_number", "identity_number", "sfz", "shenfenzheng")
    assert len(names) > 500 and [name for name in names if any(word in name for word in words)] == []


def test_an_identity_number_is_asked_about_once_and_a_telephone_is_not():
    assert "51****34" in reminder(f"户主{IDENTITY}", "7") and IDENTITY not in reminder(f"户主{IDENTITY}", "8")
    assert reminder(f"户主{IDENTITY}", "7") == ""
    assert reminder("电话13812341234，发票051001900111000011", "7") == ""


def test_the_field_says_so_and_the_second_time_it_is_taken(app, town, client_as):
    clerk = client_as("clerk")
    told = {"role": "first", "post": "主任", "name": "某甲", "phone": "13800000000", "from_on": "2026-03-01"}
    page = appointing(app, town)
    told["post"] = f"主任{IDENTITY[:18]}"
    first = clerk.post(page, data=told)
    assert first.status_code == 422 and "像是有身份证号（51****34）" in first.text and told["post"] in first.text
    assert clerk.post(page, data=told).status_code == 303


def appointing(app, town):
    with app.test_request_context():
        return url_for("units.appoint", unit_id=town.villages[0].id)


@contextmanager
def fake_clamd(answer=None):
    """A clamd that knows one virus; answers ``answer`` instead where it is given."""
    seen = []

    def serve(server):
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as told:
                assert told.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!I", told.read(4))[0]:
                    content += told.read(size)
                seen.append(content)
                found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
                line.sendall(answer or found)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}", seen
        server.shutdown(socket.SHUT_RDWR)


def test_a_virus_is_refused_where_there_is_a_scanner_and_else_the_page_says_that_none_looks(
    app, town, client_as, caplog
):
    clerk = client_as("clerk")
    assert "未查毒" in clerk.get("/imports/units").text or "未查毒" in clerk.get("/help/").text
    photo = make.photo_bytes(1)

    def send(content):
        data = {"file": (io.BytesIO(content), "照片.jpg")}
        return clerk.post(f"/evidence/?unit_id={town.villages[0].id}", data=data, content_type="multipart/form-data")

    with fake_clamd() as (address, seen):
        app.extensions["virus_scanner"] = Scanner(address)
        try:
            refused, taken = send(photo + EICAR), send(photo)
        finally:
            app.extensions["virus_scanner"] = None
    assert refused.status_code == 422 and "带有病毒（Eicar-Test-Signature）" in refused.text
    assert seen == [photo + EICAR, photo] and "病毒" not in taken.text
    event = db.session.scalars(select(SecurityEvent).order_by(SecurityEvent.id.desc())).first()
    assert (event.kind, event.name) == ("virus", "陈静")


def test_a_scanner_that_is_silent_takes_nothing():
    with (
        fake_clamd(b"INSTREAM size limit exceeded. ERROR\0") as (address, _),
        pytest.raises(RuleBroken, match="没有应答"),
    ):
        Scanner(address).check(io.BytesIO(b"x"), "a.pdf")
    with pytest.raises(RuleBroken, match="没有应答"):
        Scanner("127.0.0.1:1").check(io.BytesIO(b"x"), "a.pdf")


def leavers(town, now):
    """A holder who left long ago, one who left yesterday, an account that was suspended long ago."""
    by, unit = system_viewer(), town.villages[0].id
    long_ago = now - timedelta(days=LEAVERS_DAYS + 1)
    for name, phone, left in (("旧任", "13711112222", long_ago.date()), ("新离", "13711113333", now.date())):
        facts = units.HolderFacts(PostRole.DEPUTY, "副主任", name, phone, date(2020, 1, 1))
        holder = units.appoint(unit, facts, by=by, now=long_ago)
        units.end_post(holder.id, by=by, now=now, on=left)
    facts = people.PersonFacts("gone", "离岗人", unit, "13711114444", frozenset({Role.REPORTER}))
    user, _ = people.add(facts, by=by, now=long_ago)
    people.suspend(user.id, user.version, by=by, now=long_ago)


def test_contacts_of_leavers_are_listed_approved_by_another_and_cleared_at_night(app, town, client_as, clock):
    now = clock()
    leavers(town, now)
    admin, leader = client_as("admin"), client_as("leader")
    page = admin.get("/retention/").text
    assert "旧任" in page and "离岗人" in page and "新离" not in page
    assert "137****2222" in page and "13711112222" not in page
    assert admin.post("/retention/").status_code == 303
    row = db.session.scalars(select(ContactPurge)).one()
    assert leader.get(f"/retention/{row.id}").status_code == 200
    assert (
        "1项个人信息清理待批准" in leader.get("/").text and "个人信息清理待批准" not in client_as("clerk").get("/").text
    )
    assert admin.post(f"/retention/{row.id}/approval", data={"version": row.version}).status_code == 403
    assert client_as("auditor").post(f"/retention/{row.id}/approval").status_code == 403
    assert leader.post(f"/retention/{row.id}/refusal", data={"version": row.version, "remark": ""}).status_code == 422
    nightly.run_due(app, now)
    assert phones() == {"旧任": "13711112222", "离岗人": "13711114444", "新离": "13711113333"}, (
        "nothing before approval"
    )
    assert leader.post(f"/retention/{row.id}/approval", data={"version": row.version}).status_code == 303
    nightly.run_due(app, now + timedelta(days=1))
    assert phones() == {"旧任": "", "离岗人": "", "新离": "13711113333"}, "the names stay"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "contacts.purge")).one()
    assert (
        "旧任" in entry.body and "1371111" not in entry.body and json.loads(entry.body)["after"]["批准人"] == "李建国"
    )
    assert list(verify_state()) == []
    assert "已清理" in admin.get("/retention/").text and due_lines(town.viewer("admin"), now.date()) == []


def phones():
    names = ("旧任", "新离", "离岗人")
    return {
        name: phone
        for kind in (Holder, User)
        for name, phone in db.session.execute(select(kind.name, kind.phone).where(kind.name.in_(names)))
    }


def test_nobody_approves_what_he_proposed_under_another_account(app, town, clock):
    leavers(town, clock())
    row = deeds.propose(by=town.viewer("admin"), now=clock())
    row_id, version = row.id, row.version
    twin = type(town.viewer("leader"))(999, "周 正", frozenset({Role.LEADER}), town.unit.id, town.unit.path)
    with pytest.raises(RuleBroken, match="也叫"):
        deeds.approve(row_id, version, by=twin, now=clock())


def test_the_help_page_tells_how_long_everything_is_kept(client_as):
    page = client_as("reporter").get("/help/retention").text
    assert "离任、停用后一年" in page and "个人信息保护法第十九条" in page and "不收集" in page


SECRETS = ("CanarySecret2026", "13900001111", IDENTITY, "canary-token-0123456789abcdef")


def test_secrets_typed_into_forms_are_in_no_log_and_no_book(app, town, client_as, caplog):
    """Wrong and new passwords, codes, telephones, the robot's address, each through its form (safety R85)."""
    secret, phone, _, token = SECRETS
    caplog.set_level(logging.DEBUG)
    admin, clerk = client_as("admin"), client_as("clerk")
    stranger = client_as(None)
    stranger.post("/sign-in", data={"login": "clerk", "password": secret})
    stranger.post("/sign-in", data={"login": secret, "password": secret})
    stranger.post("/enter", data={"code": token, "password": secret, "again": secret})
    stranger.get(f"/c/{token}")
    stranger.get(f"/nowhere/{token}?q={phone}")
    clerk.post("/step-up", data={"password": secret})
    answers = [
        clerk.post("/people/me", data={"old": PASSWORD, "password": secret, "again": secret}),
        admin.post(
            "/people/new",
            data={
                "login": "canary",
                "name": "某乙",
                "unit_id": town.villages[0].id,
                "phone": phone,
                "roles": "reporter",
            },
        ),
        clerk.post(
            appointing(app, town),
            data={"role": "deputy", "post": "委员", "name": "某丙", "phone": phone, "from_on": "2026-03-01"},
        ),
        clerk.post(
            "/imports/new?kind=holders", data={"pasted": f"单位\t职务\t姓名\t联系电话\n王家庄村\t书记\t某丁\t{phone}"}
        ),
    ]
    told = [record.getMessage() for record in caplog.records]
    told += list(db.session.scalars(select(AuditEntry.body)))
    told += [f"{each.name}{each.what}{each.address}" for each in db.session.scalars(select(SecurityEvent))]
    told += [f"{each.location}{each.key}" for each in db.session.scalars(select(DoneKey))]
    assert len(told) > 20 and [answer.status_code for answer in answers] == [303, 200, 303, 303]
    assert [(word, line) for word in SECRETS for line in told if word in line] == []


def test_the_programs_log_has_one_line_a_message_and_no_full_number():
    formatter = OneLine("%(levelname)s %(message)s")
    record = logging.LogRecord("x", logging.INFO, "", 0, "a %s", ("b\nINFO forged 13812341234",), None)
    assert formatter.format(record) == "INFO a b\\x0aINFO forged 138****1234"
    try:
        raise ValueError("x\nINFO forged")
    except ValueError as problem:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, "bad", (), (type(problem), problem, problem.__traceback__)
        )
    assert all(line.startswith("| ") for line in formatter.format(record).splitlines()[1:])
