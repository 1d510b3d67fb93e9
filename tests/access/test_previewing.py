"""以该用户身份查看: every page is the other's, nothing is written by looking, nothing can be done, and it ends."""

import csv
from pathlib import Path

import pytest
from reading import Page
from samples import address_of, samples
from sqlalchemy import select

from respbook.actions import previewing, reports
from respbook.models.audit import AuditEntry
from respbook.models.base import Base, db
from respbook.models.security import SecurityEvent
from respbook.queries.sessions import viewer_of
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.previewing import NOT_SHOWN, PERSONAL, sight_of
from respbook.rules.security_log import SecurityKind
from respbook.web.security_log import Budget

WRITTEN_DOWN = ("outgoing.units", "outgoing.holders")
"""What is carried out of the house is written down under a name; a preview carries nothing out."""


def token_of(page):
    return page.first("//input[@name='csrf_token']/@value")


def everything():
    """All rows of all tables, also those that are no business: sessions, throttles, form keys. What was refused stands in
    the security log, under the name of whoever looked."""
    db.session.rollback()
    return {
        table.name: sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        for table in Base.metadata.sorted_tables
        if table.name != "security_events"
    }


@pytest.fixture
def looking(town, year, client_as):
    """The clerk, who looks through the eyes of the first village's reporter."""
    clerk = client_as("clerk")
    assert clerk.post(f"/preview/{town.viewer('reporter').user_id}").status_code == 303
    clerk.csrf_token = token_of(Page(clerk.get("/")))
    return clerk


def deeds(verb):
    return db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.seq)).all()


def test_every_page_is_the_others_and_looking_writes_nothing(app, town, looking):
    with (Path(__file__).parent / "matrix.csv").open(newline="", encoding="utf-8") as file:
        kept = {(row["method"], row["address"]): row["reporter"] for row in csv.DictReader(file)}
    rules = {rule.rule: rule for rule in app.url_map.iter_rules()}
    known, before, differing = samples(town), everything(), {}
    for (method, address), expected in kept.items():
        rule = rules[address]
        if rule.endpoint in ("previewing.end", "sign_in.sign_out"):
            continue
        view = app.view_functions[rule.endpoint]
        own = view.needs in PERSONAL or view.fresh or rule.endpoint in WRITTEN_DOWN
        expected = "403" if method == "POST" or own else expected
        answer = looking.open(address_of(rule, known), method=method)
        if str(answer.status_code) != expected:
            differing[method, address] = (expected, answer.status_code)
        assert not answer.headers.get("X-Page-Seen")
    assert differing == {}
    assert everything() == before


def test_the_banner_stands_on_every_page_and_leads_out(town, looking):
    page = Page(looking.get("/"))
    assert "正在以王家庄村王小燕（填报员）的身份查看，只能看，不能办理；09:15自动结束" in page.text
    assert "王小燕" in page.first("//div[@class='person']")
    own = Page(looking.get("/people/me"), 403).text
    assert "退出预览" in own and NOT_SHOWN in own and "您没有" not in own
    answer = looking.post("/preview/end")
    after = Page(looking.get(answer.headers["Location"]))
    assert "已退出预览" in after.text and "正在以" not in after.text
    begun, ended = deeds("preview.begin"), deeds("preview.end")
    assert [(each.user_id, each.subject_id) for each in (*begun, *ended)] == [
        (town.viewer("clerk").user_id, town.viewer("reporter").user_id)
    ] * 2
    assert "09:15" in begun[0].body


def test_it_ends_by_itself_and_no_form_of_it_can_be_sent_afterwards(town, looking, clock):
    with looking.session_transaction() as marked:
        assert marked["preview"]
    clock.forward(minutes=15)
    page = Page(looking.get("/people/"))
    assert "预览已满15分钟，自动结束" in page.text and "陈静" in page.text
    assert "满15分钟自动结束" in deeds("preview.end")[0].body
    assert "正在以" not in Page(looking.get("/")).text


def test_a_form_of_the_preview_is_worth_nothing_once_it_is_over(town, year, client_as):
    clerk = client_as("clerk")
    own = token_of(Page(clerk.get("/people/me")))
    clerk.post(f"/preview/{town.viewer('reporter').user_id}", csrf=False, data={"csrf_token": own})
    lent = token_of(Page(clerk.get("/")))
    assert lent != own
    assert clerk.post("/preview/end", csrf=False, data={"csrf_token": lent}).status_code == 303
    unit = f"/people/{town.viewer('reporter').user_id}/sign-out"
    assert clerk.post(unit, csrf=False, data={"csrf_token": lent}).status_code == 400
    assert clerk.post(unit, csrf=False, data={"csrf_token": own}).status_code == 303


def test_only_people_below_the_town(town, year, client_as):
    clerk = client_as("clerk")
    for login in ("admin", "leader", "assessor", "auditor", "clerk"):
        user_id = town.viewer(login).user_id
        assert clerk.post(f"/preview/{user_id}").status_code == 409
        assert "以该用户身份查看" not in Page(clerk.get(f"/people/{user_id}")).text
    assert "以该用户身份查看" in Page(clerk.get(f"/people/{town.viewer('signer').user_id}")).text
    for login in ("admin", "leader", "auditor", "reporter"):
        assert client_as(login).post(f"/preview/{town.viewer('signer').user_id}").status_code == 403
    assert deeds("preview.begin") == []


def test_the_deed_itself_refuses_whoever_only_looks(town, year):
    person = viewer_of(town.viewer("signer").user_id)
    eyes = sight_of(person, town.viewer("clerk"))
    assert eyes.role_words == "单位负责人（预览）" and not eyes.permissions & PERSONAL
    with pytest.raises(NotAllowed, match="只能看"):
        reports.keep_chat(town.unit.id, town.today, "无", by=eyes, now=town.now)
    with pytest.raises(RuleBroken, match="不能以李建国的身份查看"):
        previewing.begin(town.viewer("leader").user_id, by=town.viewer("clerk"), now=town.now)


def test_what_is_tried_in_a_preview_is_told_under_the_clerks_name(app, town, looking, monkeypatch):
    monkeypatch.setitem(app.extensions, "security_budget", Budget())
    assert looking.post("/units/new", data={"name": "甲"}).status_code == 403
    row = db.session.scalars(select(SecurityEvent).order_by(SecurityEvent.id.desc())).first()
    assert (row.user_id, row.kind) == (town.viewer("clerk").user_id, SecurityKind.REFUSED)
    assert f"正以{town.viewer('reporter').name}的身份查看" in row.what
