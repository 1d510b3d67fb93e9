"""撤销导入: everything as it was, or a sentence that names what stands in the way."""

import pytest
from importing import ACCOUNTS, TARGETS, UNITS, WRONG, applied, applied_version, bench, form_of, unit_named
from making import NOW, make
from reading import Page
from sqlalchemy import func, select

from respbook.actions import programmes, units
from respbook.models.base import db
from respbook.models.people import Invite
from respbook.models.targets import Target
from respbook.models.units import Unit
from respbook.queries.scope import programme_in_sight


@pytest.fixture
def real_digest():
    """What the office's tables say, versions aside."""

    def told():
        db.session.rollback()
        units_now = db.session.execute(
            select(Unit.id, Unit.name, Unit.short_name, Unit.kind, Unit.households, Unit.farmland, Unit.population)
        )
        rows = [sorted(map(repr, units_now))]
        for table in ("unit_tags", "holders", "users", "user_roles", "allocations"):
            columns = [column for column in db.metadata.tables[table].columns if column.name != "version"]
            rows.append(sorted(map(repr, db.session.execute(select(*columns)))))
        return rows

    return told


def test_a_whole_import_is_taken_back(client_as, town, real_digest):
    client = client_as("clerk")
    before = real_digest()
    address, page = bench(client, "units", UNITS)
    applied(client, address, page)
    shown = Page(client.get(address))
    assert "新增2条" in shown.text.replace(" ", "")
    answer = client.post(f"{address}/undoing", data=shown.form(f"{address}/undoing"))
    assert answer.status_code == 303 and "已撤销" in Page(client.get(address)).text
    assert real_digest() == before
    again = client.post(f"{address}/undoing", data={"version": "99"})
    assert again.status_code == 409


def test_taking_back_is_refused_with_the_name_of_what_changed(client_as, town):
    client, clerk = client_as("clerk"), town.viewer("clerk")
    address, page = bench(client, "units", UNITS)
    applied(client, address, page)
    unit = unit_named("高家坪村村民委员会")
    units.change(unit.id, make.unit_facts(town.unit.id, unit.name, households=9), unit.version, by=clerk, now=NOW)
    answer = client.post(f"{address}/undoing", data={"version": str(applied_version(address))})
    assert answer.status_code == 409 and "高家坪村村民委员会" in answer.text and "不能整个撤销" in answer.text
    assert unit_named("高家坪村村民委员会").households == 9


def test_taking_back_is_refused_when_a_new_row_is_used(client_as, town):
    client, clerk = client_as("clerk"), town.viewer("clerk")
    address, page = bench(client, "units", UNITS)
    applied(client, address, page)
    units.add(make.unit_facts(unit_named("高家坪村村民委员会").id, "二社"), by=clerk, now=NOW)
    answer = client.post(f"{address}/undoing", data={"version": str(applied_version(address))})
    assert answer.status_code == 409 and "已有责任单位" in answer.text


def test_accounts_are_taken_back_until_somebody_enters(client_as, town, real_digest):
    client = client_as("clerk")
    before = real_digest()
    address, page = bench(client, "accounts", ACCOUNTS)
    client.post(f"{address}/accounts", data=form_of(page))
    assert real_digest() != before
    client.post(f"{address}/undoing", data={"version": str(applied_version(address))})
    assert real_digest() == before
    assert db.session.scalar(select(func.count()).select_from(Invite)) == 0


@pytest.mark.parametrize("sheet", [UNITS, WRONG], ids=["whole", "partly"])
def test_what_was_just_imported_is_taken_back_beside_the_sentence(client_as, town, real_digest, sheet):
    client = client_as("clerk")
    before = real_digest()
    address, page = bench(client, "units", sheet)
    landed = Page(client.get(applied(client, address, page).headers["Location"]))
    assert real_digest() != before
    undo = landed.root.xpath("//div[@id='flash']//form/@action")
    assert undo == [f"{address}/undoing"]
    answer = client.post(undo[0], data=landed.form(undo[0]))
    assert answer.headers["Location"] == address and "已撤销本次导入" in Page(client.get(address)).text
    assert real_digest() == before
    assert client.post(undo[0], data={}).status_code == 409


def test_taking_back_beside_the_sentence_is_refused_when_a_row_changed_since(client_as, town):
    client, clerk = client_as("clerk"), town.viewer("clerk")
    address, page = bench(client, "units", UNITS)
    applied(client, address, page)
    unit = unit_named("高家坪村村民委员会")
    units.change(unit.id, make.unit_facts(town.unit.id, unit.name, households=9), unit.version, by=clerk, now=NOW)
    answer = client.post(f"{address}/undoing", data={})
    assert answer.status_code == 409 and "高家坪村村民委员会" in answer.text
    assert client.post(f"{address}/undoing", data={"version": "x"}).status_code == 409


def test_a_closed_programme_is_not_changed_by_an_undo_and_its_open_sheets_can_be_given_up(client_as, town):
    client, year = client_as("clerk"), make.programme(town)
    address, page = bench(client, "targets", TARGETS, programme=year.id)
    assert applied(client, address, page).status_code == 303
    waiting, _ = bench(client, "targets", TARGETS.replace("宣传", "评比"), programme=year.id)
    programme = programme_in_sight(town.viewer("clerk"), year.id)
    programmes.close(programme.id, programme.version, by=town.viewer("clerk"), now=town.now)
    assert "撤销本次导入" not in Page(client.get(address)).text
    assert client.post(f"{address}/undoing", data={"version": "2"}).status_code == 409
    assert db.session.scalar(select(func.count()).where(Target.name == "农膜回收宣传")) == 1
    page = Page(client.get(waiting))
    assert "已结束" in page.text
    assert client.post(f"{waiting}/removal", data=page.form(f"{waiting}/removal")).status_code == 303
