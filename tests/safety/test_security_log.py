"""安全日志: who tried what from where; nothing secret in it; kept half a year at least (safety R47, R84–R86)."""

import json
import logging
import logging.handlers
import socket
from datetime import timedelta

import pytest
from making import NOW, PASSWORD, make
from sqlalchemy import func, select

from respbook import nightly, settings
from respbook.actions import security_log as deeds
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.security import SecurityEvent
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer
from respbook.rules.personal import identities, masked, one_line
from respbook.rules.security_log import Happening, SecurityKind, check_term, kind_of, words_kept
from respbook.rules.verbs import VERBS
from respbook.web import security_log
from respbook.web.browser_reports import read_report


def events(kind=None):
    asked = select(SecurityEvent).order_by(SecurityEvent.id)
    if kind is not None:
        asked = asked.where(SecurityEvent.kind == kind)
    return db.session.scalars(asked.execution_options(populate_existing=True)).all()


def test_numbers_of_people_and_line_breaks_stay_out_of_logs():
    assert masked("王喆13812341234，510722198001011234") == "王喆138****1234，51****34"
    assert one_line("a\r\nb\x1b[0m") == "a\\x0d\\x0ab\\x1b[0m"
    assert words_kept("某" * 300).endswith("…") and len(words_kept("某" * 300)) == 200
    assert identities("身份证510722198001011234、发票051001900111000011") == ("510722198001011234",)


def test_account_and_personal_verbs_are_security_events_too():
    assert kind_of("session.refuse") is SecurityKind.SIGN_IN_REFUSED
    assert kind_of("phone.read") is SecurityKind.PERSONAL and kind_of("user.change") is SecurityKind.ACCOUNT
    assert kind_of("user.set_step") is None and kind_of("letter.issue") is None
    assert all(kind_of(verb) for verb in VERBS if verb.startswith(("session.", "link.", "root.")))


def test_signing_in_refusals_and_files_are_written_down_with_all_that_is_asked(app, town, client_as, client):
    before = len(events())
    client.post("/sign-in", data={"login": "clerk", "password": "密码写错了CANARY13800001111"})
    client.post("/sign-in", data={"login": "clerk", "password": PASSWORD})
    reporter = client_as("reporter")
    reporter.get("/people/")
    reporter.get(f"/units/{town.villages[1].id}?q=CANARY")
    client_as(None).post("/sign-out")
    reporter.post("/people/step", data={"csrf_token": "CANARY"})
    client_as("clerk").get("/units/export")
    client_as("clerk").get("/units/export-phones")
    client_as("clerk").get("/")
    told = [(each.kind, each.name, each.what, each.address) for each in events()[before:]]
    here, other = "127.0.0.1", town.villages[1].id
    assert told[:4] == [
        (SecurityKind.SIGN_IN_REFUSED, "陈静", "陈静登录未成功", here),
        (SecurityKind.SIGN_IN, "陈静", "陈静登录", here),
        (SecurityKind.REFUSED, "王小燕", "用户列表（GET /people/）", here),
        (SecurityKind.OUT_OF_SIGHT, "王小燕", f"单位页（第{other}号）（GET /units/{other}）", here),
    ]
    assert [kind for kind, *_ in told[4:]] == [
        SecurityKind.UNPROVEN,
        SecurityKind.FORGED,
        SecurityKind.EXPORT,
        SecurityKind.PERSONAL,
    ]
    assert told[7][2].endswith("（/units/export-phones）") and "CANARY" not in repr(told)
    assert all(each.request_id and each.at.utcoffset() == timedelta(0) for each in events()[before:])
    assert events()[before + 2].role == "填报员"


def test_a_flood_is_counted_and_not_written(app, client_as, monkeypatch):
    app.extensions["security_budget"] = security_log.Budget()
    moment = [0.0]
    monkeypatch.setattr(security_log, "monotonic", lambda: moment[0])
    reporter = client_as("reporter")
    for _ in range(security_log.LINES_A_MINUTE + 5):
        reporter.get("/people/")
    assert len(events(SecurityKind.REFUSED)) == security_log.LINES_A_MINUTE
    moment[0] = 61
    reporter.get("/people/")
    assert events(SecurityKind.REFUSED)[-1].times == 6


def test_administrator_and_auditor_read_it_by_kind_and_person(app, client_as):
    client_as("reporter").get("/people/")
    page = client_as("admin").get("/security-log/?kind=refused&person=王小燕").text
    assert "用户列表<br>" in page and ">GET /people/</small>" in page and "无权办理，被拒绝" in page
    assert "GET /people/" not in client_as("auditor").get("/security-log/?person=李小兰").text
    assert client_as("clerk").get("/security-log/").status_code == 403


def test_half_a_year_is_the_least_and_what_is_older_than_the_term_goes_and_is_an_entry(app, town, clock):
    with pytest.raises(RuleBroken, match="至少保存180天"):
        check_term(179)
    with pytest.raises(settings.SettingsError, match="至少180"):
        settings.read({"RESPBOOK_LOG_DAYS": "179"}, app.extensions["settings"].folder)
    began = clock()
    deeds.record(Happening(SecurityKind.REFUSED, "旧事"), began)
    deeds.record(Happening(SecurityKind.REFUSED, "新事"), began + timedelta(days=100))
    with pytest.raises(RuleBroken):
        deeds.purge(179, by=system_viewer(), now=began + timedelta(days=500))
    nightly.run_due(app, began + timedelta(days=400))
    assert [each.what for each in events() if each.kind is SecurityKind.REFUSED] == ["旧事", "新事"]
    count = db.session.scalar(select(func.count()).select_from(AuditEntry))
    nightly.run_due(app, began + timedelta(days=401))
    assert [each.what for each in events() if each.kind is SecurityKind.REFUSED] == ["新事"]
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry.verb == "security.purge" and json.loads(entry.body)["after"]["条数"] != "0"
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == count + 1, "the book keeps all"


def report(**told):
    return json.dumps(
        {"csp-report": {"effective-directive": "img-src", "blocked-uri": "https://x.example/a?b=c", **told}}
    )


def send(client, body):
    return client.post("/csp", data=body, content_type="application/csp-report", csrf=False)


def test_browser_reports_are_one_row_a_kind_and_day(app, client, clock):
    for _ in range(3):
        assert send(client, report(**{"document-uri": "https://h/units/7?q=CANARY"})).status_code == 204
    assert [(each.what, each.times) for each in events(SecurityKind.BROWSER)] == [
        ("img-src：拦下“https://x.example”，页面/units", 3)
    ]
    clock.forward(days=1)
    send(client, report())
    assert len(events(SecurityKind.BROWSER)) == 2
    for rubbish in (
        "",
        "[" * 5000,
        "{}",
        '{"csp-report": 1}',
        report(**{"effective-directive": "<script>"}),
        "x" * 9000,
    ):
        assert send(client, rubbish).status_code == 204
    for number in range(deeds.FOLDS_A_DAY + 5):
        read = read_report(report(**{"blocked-uri": f"https://h{number}.example/"}).encode(), clock().date())
        deeds.record(Happening(SecurityKind.BROWSER, read[0], fold=read[1]), clock())
    assert len(events(SecurityKind.BROWSER)) == 1 + deeds.FOLDS_A_DAY
    clock.forward(days=-1)
    shown = client.application.test_client().enter_as("admin").get("/security-log/?kind=browser").text
    assert "拦下“https://h1.example”" in shown


def test_a_syslog_server_has_every_line(app):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        security_log.init_syslog(f"127.0.0.1:{server.getsockname()[1]}")
        try:
            deeds.record(Happening(SecurityKind.REFUSED, "GET /people/\n伪造", "10.1.1.1", "ab12"), NOW)
            line = server.recv(2000).decode()
        finally:
            security_log.init_syslog("")
    assert "request ab12: 无权办理，被拒绝：未登录，10.1.1.1，GET /people/\\x0a伪造" in line
    assert not any(
        isinstance(each, logging.handlers.SysLogHandler) for each in logging.getLogger("respbook.security").handlers
    )


def test_every_entry_of_the_book_has_its_ten_fields(app, stand):
    stand(make.year)
    wanted = {"name", "user_id", "role", "at", "address", "request_id", "verb", "kind", "subject", "before", "after"}
    for body in db.session.scalars(select(AuditEntry.body)):
        told = json.loads(body)
        assert wanted <= told.keys() and told["at"].endswith(("Z", "+00:00")), told
