"""数据库账号: one that owns the tables and changes them, one that the site works with and that cannot (safety R80)."""

from sqlalchemy import Engine

from respbook.models.base import Base

OWNER, APP = "respbook_owner", "respbook_app"

_HAND_OVER = """DO $$ DECLARE each record; BEGIN
FOR each IN SELECT c.oid::regclass::text AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') LOOP
  EXECUTE 'ALTER TABLE ' || each.name || ' OWNER TO OWNER_NAME'; END LOOP;
FOR each IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace LOOP
  EXECUTE 'ALTER FUNCTION ' || each.name || ' OWNER TO OWNER_NAME'; END LOOP; END $$"""

_CLOSE = """DO $$ DECLARE each record; BEGIN
FOR each IN SELECT c.oid::regclass::text AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname IN (TABLE_NAMES) LOOP
  EXECUTE 'REVOKE UPDATE, DELETE, TRUNCATE ON ' || each.name || ' FROM APP_NAME'; END LOOP;
IF to_regclass('public.alembic_version') IS NOT NULL THEN
  REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON alembic_version FROM APP_NAME; END IF; END $$"""


def added_only() -> list[str]:
    """只增不改的表."""
    rows = (mapper for mapper in Base.registry.mappers if mapper.class_.added_only)
    return sorted(str(mapper.local_table) for mapper in rows)


def founding(owner: str, app: str) -> list[str]:
    """建账号: to be carried out once by the server's administrator, in the database itself; safe to repeat.

    What is there already is handed to the owner, so that an office that began with one account can go over to two.
    """
    mine, theirs = _name(owner), _name(app)
    return [
        *(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN CREATE ROLE {_name(role)} LOGIN; END IF; END $$"
            for role in (owner, app)
        ),
        "DO $$ BEGIN EXECUTE 'REVOKE ALL ON DATABASE ' || quote_ident(current_database()) || ' FROM PUBLIC'; "
        f"EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO {mine}, {theirs}'; END $$",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"ALTER SCHEMA public OWNER TO {mine}",
        f"GRANT USAGE ON SCHEMA public TO {theirs}",
        _HAND_OVER.replace("OWNER_NAME", mine),
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {mine} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {theirs}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {mine} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {theirs}",
        *granting(app),
    ]


def granting(app: str) -> list[str]:
    """授权, anew after every upgrade and by the owner: all tables to work with, those that only grow to read and add to."""
    theirs = _name(app)
    closed = ", ".join(f"'{name}'" for name in added_only())
    return [
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {theirs}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {theirs}",
        _CLOSE.replace("APP_NAME", theirs).replace("TABLE_NAMES", closed),
    ]


def grant(owner: Engine, app: str) -> None:
    """授权 after an upgrade."""
    with owner.begin() as connection:
        for statement in granting(app):
            connection.exec_driver_sql(statement)


def _name(role: str) -> str:
    if not role.isidentifier() or not role.isascii() or len(role) > 63:
        raise ValueError("a role's name is letters, digits and underscores")
    return f'"{role}"'
