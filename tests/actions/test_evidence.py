"""佐证的办理: kept once a unit, audited, found by the verifiers, used by whatever points to it (R4, R9, R73, R81)."""

import json

import pytest
from making import NOW, make
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, insert, select, text
from standing import stands

from respbook.actions import evidence as actions
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import Base, db
from respbook.models.evidence import Evidence
from respbook.queries import evidence as queries
from respbook.queries.health import stored_papers
from respbook.queries.scope import NotInSight
from respbook.queries.scope_evidence import evidence_in_sight, evidence_named
from respbook.queries.stored_files import faulty_files
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed


@stands
def row(app, town):
    return make.evidence(app, town, town.villages[0], make.photo_bytes(1))


def last_entry():
    return json.loads(db.session.scalars(select(AuditEntry.body).order_by(AuditEntry.seq.desc())).first())


def test_it_is_in_the_book_with_its_digest_and_without_its_place(row):
    told = last_entry()
    assert told["verb"] == "evidence.keep" and told["after"]["文件摘要"] == row.sha256
    assert told["subject"] == "王家庄村：河道.jpg" and told["after"]["声称拍摄时间"] == "无"
    assert ["evidence", f"[{row.id}]"] in [each[:2] for each in told["rows"]]
    assert verify_state() == []


@pytest.mark.parametrize(
    "column",
    [
        "sha256 = 'x'",
        "claimed_at = '2026-01-01 00:00:00'",
        "unit_id = unit_id + 1",
        "mark = NULL",
        "received_at = '2026-01-01 00:00:00'",
        "name = 'x'",
        "uploaded_by = 'x'",
        "shown_on = '2026-01-01'",
    ],
)
def test_a_changed_column_is_named(row, column):
    db.session.execute(text(f"UPDATE evidence SET {column}"))
    assert [each.table for each in verify_state()] == ["evidence"]
    db.session.rollback()


def test_its_file_is_among_those_that_are_verified(app, row):
    assert (row.sha256, "河道.jpg") in stored_papers()
    store = app.extensions["store"]
    path = app.extensions["settings"].folder / "store" / row.sha256[:2] / row.sha256
    assert row.sha256 not in [each.sha256 for each in faulty_files(store)]
    whole = path.read_bytes()
    try:
        path.write_bytes(whole + b"x")
        assert "河道.jpg" in next(each.sentence for each in faulty_files(store) if each.sha256 == row.sha256)
    finally:
        path.write_bytes(whole)


def test_a_withdrawn_one_keeps_its_row_and_file(app, town, row):
    by = town.viewer("reporter")
    actions.withdraw(row.id, row.version, by=by, now=NOW)
    assert last_entry()["verb"] == "evidence.withdraw"
    with pytest.raises(NotInSight):
        evidence_in_sight(town.viewer("clerk"), row.id)
    assert evidence_named(by, [row.id]) == [] and (row.sha256, "河道.jpg") in stored_papers()
    again = make.evidence(app, town, town.villages[0], make.photo_bytes(1))
    assert again.id != row.id and verify_state() == []


def test_those_in_sight_come_in_order(app, town, row):
    second = make.evidence(app, town, town.villages[0], make.photo_bytes(2))
    foreign = make.evidence(app, town, town.villages[1], make.photo_bytes(3), login="neighbour")
    by = town.viewer("reporter")
    assert [each.id for each in evidence_named(by, [second.id, foreign.id, row.id, 99])] == [second.id, row.id]
    assert [each.id for each in evidence_named(by, [row.id, row.id])] == [row.id]
    assert {each.id for each in evidence_named(town.viewer("clerk"), [row.id, foreign.id])} == {row.id, foreign.id}
    assert [each.id for each in queries.recent(by, town.villages[0].id)] == [second.id, row.id]
    assert list(queries.recent(by, town.villages[1].id)) == []


def test_a_foreign_unit_is_out_of_reach(app, town):
    with pytest.raises(NotInSight):
        make.evidence(app, town, town.villages[1], make.photo_bytes(1), login="reporter")
    for login in ("auditor", "admin"):
        with pytest.raises(NotAllowed):
            make.evidence(app, town, town.villages[0], make.photo_bytes(1), login=login)


def test_originals_are_read_by_name(town, row):
    actions.read_original(row.id, by=town.viewer("assessor"), now=NOW)
    assert (last_entry()["verb"], last_entry()["name"]) == ("evidence.read", "孙敏")
    with pytest.raises(NotAllowed):
        actions.read_original(row.id, by=town.viewer("reporter"), now=NOW)


def test_a_late_edit_is_refused(town, row):
    by = town.viewer("reporter")
    actions.describe(row.id, NOW.date(), "巡查", row.version, by=by, now=NOW)
    assert last_entry()["after"] == {"佐证日期": "2026-03-02", "用途": "巡查"}
    with pytest.raises(StaleVersion):
        actions.describe(row.id, None, "", 1, by=by, now=NOW)


@pytest.fixture
def used(monkeypatch):
    """A table of links as another room would have it."""
    outside = MetaData()
    for table in (Evidence.__table__, Base.metadata.tables["units"]):
        table.to_metadata(outside)
    links = Table("shelf_evidence", outside, Column("report_id", Integer), Column("evidence_id", ForeignKey("evidence.id")))  # fmt: skip
    db.session.execute(text("CREATE TABLE shelf_evidence (report_id INTEGER, evidence_id INTEGER)"))
    monkeypatch.setattr(queries, "_links", lambda: [links.c.evidence_id])
    return lambda *ids: [db.session.execute(insert(links).values(report_id=1, evidence_id=each)) for each in ids]


def test_what_points_to_it_uses_it(town, row, used):
    used(row.id, row.id)
    assert queries.uses_of([row.id, 99]) == {row.id: [queries.Use("shelf_evidence", 2)]}
    db.session.commit()
    with pytest.raises(RuleBroken, match="不能撤下"):
        actions.withdraw(row.id, row.version, by=town.viewer("reporter"), now=NOW)


def test_every_table_that_points_to_evidence_is_seen():
    linked = {column.table.name for column in queries._links()}
    pointing = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.target_fullname == "evidence.id"
    }
    assert linked == pointing and queries.uses_of([]) == {}
