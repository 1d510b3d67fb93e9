"""数据库账号: the account that the site works with adds to the book and to the records, and can do nothing else to them (R80)."""

import making
import pytest
import sqlalchemy
from databases import POSTGRESQL, fresh_address
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

from respbook import settings as settings_module
from respbook.commands import house, main
from respbook.models import roles
from respbook.models.base import db
from respbook.queries.audit_head import head
from respbook.rules.works import Kind
from respbook.settings import SettingsError

CLOSED = ("audit_entries", "signatures")
pytestmark = pytest.mark.skipif(
    not POSTGRESQL, reason="SQLite has no accounts: there triggers refuse (tests/migrations)"
)


def as_role(address, role):
    return make_url(address).set(username=role).render_as_string(hide_password=False)


def psql(address, statements):
    engine = sqlalchemy.create_engine(address)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    found = fresh_address(tmp_path_factory.mktemp("roles"))
    psql(found, roles.founding("t_owner", "t_app"))
    return found


@pytest.fixture(scope="module")
def app(address, tmp_path_factory):
    told = {"RESPBOOK_DATABASE_URL": as_role(address, "t_app"), "RESPBOOK_OWNER_URL": as_role(address, "t_owner")}
    app = house.opened(settings_module.read(told, tmp_path_factory.mktemp("data")))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def refused(address, statement):
    engine = sqlalchemy.create_engine(as_role(address, "t_app"))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
    except DBAPIError as problem:
        return problem.orig.sqlstate, str(problem.orig)
    finally:
        engine.dispose()
    return "", ""


def test_the_site_works_as_the_one_that_cannot_change_tables(app, address):
    making.town()
    assert db.session.execute(sqlalchemy.text("SELECT current_user")).scalar() == "t_app" and head()[0] > 0
    app.extensions["queue"].start(Kind.BATCH, 7)
    assert app.extensions["queue"].huey.pending_count() == 1
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    assert db.session.scalars(sqlalchemy.text(owners)).all() == ["t_owner"]


@pytest.mark.parametrize("table", CLOSED)
@pytest.mark.parametrize("how", ["UPDATE {} SET name = name", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_six_tries_are_refused(app, address, table, how):
    code, words = refused(address, how.format(table).replace("SET name = name", "SET user_id = user_id"))
    assert code == "42501" and "permission denied" in words  # before any trigger is asked


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entries_no_change ON audit_entries",
        "DROP TABLE audit_entries CASCADE",
        "CREATE TABLE more (id int)",
        "UPDATE alembic_version SET version_num = 'x'",
        "SET ROLE t_owner",
    ],
)
def test_there_is_no_way_around(app, address, statement):
    assert refused(address, statement)[0] == "42501"


def test_what_only_grows_is_closed_and_a_later_table_open(app, address):
    assert {"audit_entries", "signatures", "seal_uses", "report_entries"} <= set(roles.added_only())
    for table in roles.added_only():
        assert refused(address, f"DELETE FROM {table}")[0] == "42501", table
    psql(as_role(address, "t_owner"), ["CREATE TABLE later (id serial PRIMARY KEY)"])
    assert refused(address, "INSERT INTO later DEFAULT VALUES") == ("", "") == refused(address, "DELETE FROM later")
    psql(as_role(address, "t_owner"), ["DROP TABLE later"])


def test_without_the_owner_an_upgrade_is_refused_in_words(tmp_path, address):
    empty = fresh_address(tmp_path)
    psql(empty, roles.founding("t_owner", "t_app"))
    with pytest.raises((SettingsError, ProgrammingError)) as refusal:
        house.opened(settings_module.read({"RESPBOOK_DATABASE_URL": as_role(empty, "t_app")}, tmp_path))
    assert "RESPBOOK_OWNER_URL" in str(refusal.value)


def test_the_command_prints_what_the_administrator_carries_out(capsys):
    assert main(["database", "roles", "--app", "zrs"]) == 0
    said = capsys.readouterr().out
    assert 'CREATE ROLE "zrs" LOGIN' in said and "REVOKE UPDATE, DELETE, TRUNCATE" in said and "'audit_entries'" in said
    assert main(["database", "roles", "--app", "x; DROP"]) == 2
