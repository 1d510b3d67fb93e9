"""操作日志页: who sees what, sentences, pages, the verification and what it finds."""

import re

import pytest
from reading import Page
from sqlalchemy import select, text

from respbook.actions import units
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.verify import Fault, verify_chain, verify_state
from respbook.rules.anchors import Anchor
from respbook.rules.codes import code_of
from respbook.rules.units import UnitKind


def renamed(town, by="clerk", name="王家新村"):
    unit = db.session.get(Unit, town.villages[0].id)
    db.session.rollback()
    facts = units.UnitFacts(town.unit.id, UnitKind.VILLAGE, name, households=121)
    units.change(town.villages[0].id, facts, unit.version, by=town.viewer(by), now=town.now)


def newest():
    seq = db.session.scalar(select(AuditEntry.seq).order_by(AuditEntry.seq.desc()).limit(1))
    db.session.rollback()
    return seq


def test_a_sentence_for_each_entry(client_as, town):
    renamed(town)
    page = Page(client_as("auditor").get("/audit/"))
    assert "陈静修改单位“王家新村”（" in page.text
    assert "名称由王家庄村村民委员会改为王家新村" in page.text
    assert "unit." not in page.text and "user." not in page.text


def test_others_see_their_own_deeds(client_as, town):
    renamed(town)
    assert "王家新村" in Page(client_as("clerk").get("/audit/")).text
    assert "王家新村" not in Page(client_as("leader").get("/audit/")).text
    seq = newest()
    assert client_as("leader").get(f"/audit/{seq}").status_code == 404
    assert client_as("admin").get("/audit/").status_code == 403


def test_filters(client_as, town):
    renamed(town)
    client = client_as("auditor")
    for query, found in [
        ("person=陈静", True),
        ("person=赵廉", False),
        ("deed=修改单位", True),
        ("deed=签发", False),
        ("subject=王家新村", True),
        ("subject=%25", False),
        ("kind=units", True),
        ("kind=letters", False),
        ("first=2026-03-02&last=2026-03-02", True),
        ("first=2026-03-03", False),
        ("last=2026-03-01", False),
    ]:
        assert ("王家新村" in Page(client.get(f"/audit/?{query}")).text) is found, query


def test_pages_by_number(client_as, town, counted):
    for n in range(60):
        renamed(town, name=f"王家{n}村")
    client = client_as("auditor")
    client.get("/audit/")
    with counted() as sql:
        page = Page(client.get("/audit/"))
    assert len(sql) <= 4
    older = next(link for link in page.links() if "before=" in link)
    second = Page(client.get(older))
    first = [int(n) for n in page.all("//tbody//th")]
    assert int(second.first("//tbody//th")) == first[-1] - 1 and len(first) == 50


def test_the_full_entry(client_as, town):
    renamed(town)
    page = Page(client_as("auditor").get(f"/audit/{newest()}"))
    for words in ("陈静", "经办人", "修改单位", "责任单位", "改动前", "121", "内容与散列相符", "行及其摘要"):
        assert words in page.text


def test_verification_is_clean_and_kept(client_as, town):
    client = client_as("auditor")
    before = newest()
    page = Page(client.get("/audit/verification"))
    assert client.post("/audit/verification", data=page.form("/audit/verification")).status_code == 303
    page = Page(client.get("/audit/verification"))
    assert "未发现改动" in page.text and f"第{before}条" in page.text
    assert "最近一次" in Page(client_as("admin").get("/")).text
    told = Page(client.get("/audit/")).text
    assert re.search(rf"查验操作日志第1至{before}条，核对业务记录\d+条(、\S+)?，未发现改动", told)
    assert client_as("clerk").get("/audit/verification").status_code == 403


def test_anchors_that_cannot_be_read(client_as):
    client = client_as("auditor")
    values = Page(client.get("/audit/verification")).form("/audit/verification")
    page = Page(client.post("/audit/verification", data=values | {"anchors": "胡写的"}), 422)
    assert "第1行读不出存证" in page.text and "胡写的" in page.source


def test_an_edited_row_is_named_on_the_page(client_as, town):
    db.session.execute(text("UPDATE units SET households = 999 WHERE id = :id"), {"id": town.villages[2].id})
    db.session.commit()
    client = client_as("auditor")
    client.post("/audit/verification", data=Page(client.get("/audit/verification")).form("/audit/verification"))
    page = Page(client.get("/audit/verification"))
    assert "发现1处不符" in page.text and f"责任单位第{town.villages[2].id}号“张河湾村村民委员会”" in page.text


def test_the_untouched_town_is_clean(app):
    assert verify_chain().clean and verify_state() == []


@pytest.mark.parametrize(
    ("statement", "fault", "table"),
    [
        ("UPDATE users SET login = 'boss' WHERE login = 'clerk'", Fault.EDITED, "users"),
        ("UPDATE holders SET to_on = '2026-01-01' WHERE id = 1", Fault.EDITED, "holders"),
        ("INSERT INTO user_roles SELECT id, 'admin' FROM users WHERE login = 'clerk'", Fault.INSERTED, "user_roles"),
        (
            "DELETE FROM unit_tags WHERE tag = '沿河' "
            "AND unit_id = (SELECT min(unit_id) FROM unit_tags WHERE tag = '沿河')",
            Fault.DELETED,
            "unit_tags",
        ),
    ],
)
def test_rows_changed_outside_are_named(app, statement, fault, table):
    db.session.execute(text(statement))
    found = verify_state()
    assert [(each.fault, each.table) for each in found] == [(fault, table)]
    assert found[0].sentence and (fault is Fault.INSERTED or found[0].seq)


def test_a_dropped_table_and_a_dropped_column_are_named(real_app):
    app = real_app()
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE task_periods"))
            connection.execute(text("DROP TABLE waivers"))
            connection.execute(text("ALTER TABLE unit_tags RENAME TO was_unit_tags"))
            connection.execute(text("ALTER TABLE holders DROP COLUMN phone"))
        found = {(each.table, each.fault) for each in verify_state()}
        assert {("unit_tags", Fault.DELETED), ("holders", Fault.EDITED)} <= found
        assert verify_chain().clean


def test_a_dropped_book_is_a_finding_and_no_fault(real_app):
    app = real_app()
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit_entries RENAME TO was_audit_entries"))
        report = verify_chain()
        assert not report.clean and "被人删除了" in report.broken[0].sentence
        assert verify_state() == []


def test_an_anchor_finds_a_rewritten_book(app):
    report = verify_chain()
    assert verify_chain([Anchor(report.last, code_of(report.head))]).clean
    assert not verify_chain([Anchor(report.last, code_of("0" * 64))]).clean
    assert not verify_chain([Anchor(report.last + 5, report.head)]).clean


@pytest.mark.parametrize(
    "change",
    [
        *("body = 'null'", "body = '[1]'", "body = '{\"rows\":5}'", "body = '{\"rows\":[[[1],{},3]]}'", "alg = 'none'"),
        *("body = cast(x'ff' AS TEXT)", "hash = 'zz'", "hash = ''", "at = 'zz'"),
    ],
)
def test_a_spoilt_book_is_named_not_stumbled_over(app, change):
    """Whoever holds the file may write anything into it; the verifier still gives its answer (safety R79)."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("writes what only SQLite lets in")
    last = verify_chain().last
    db.session.execute(text("DROP TRIGGER audit_entries_no_update"))
    db.session.connection().exec_driver_sql(f"UPDATE audit_entries SET {change} WHERE seq = {last}")
    assert not verify_chain([Anchor(last, "0" * 64)]).clean
    assert isinstance(verify_state(), list)


@pytest.mark.parametrize("value", ["9007199254740993", "cast(x'ff41' AS TEXT)", "x'00ff'", "9e999"])
@pytest.mark.parametrize("column", ["households", "name", "farmland"])
def test_a_value_that_no_program_of_ours_writes_is_named(app, column, value):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("writes values of a wrong type on purpose")
    db.session.execute(text(f"UPDATE units SET {column} = {value} WHERE id = 3"))
    assert [(each.fault, each.table) for each in verify_state()] == [(Fault.EDITED, "units")]
