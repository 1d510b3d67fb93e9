"""青山镇: units, holders, one login per role, as every test finds them."""

import datetime as d
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from respbook.actions import audit, passwords, sign_in, units
from respbook.actions.action import action, housekeeping
from respbook.models.base import db
from respbook.models.people import User, UserRole
from respbook.models.sessions import SignedIn
from respbook.models.units import Unit
from respbook.queries.sessions import viewer_named
from respbook.rules.permissions import Permission, Role, Viewer, system_viewer
from respbook.rules.units import PostRole, UnitKind

CHINA = ZoneInfo("Asia/Shanghai")
NOW = d.datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
PASSWORD = "青山绿水就是金山银山啊"
VILLAGES = ("王家庄村", "李家沟村", "张河湾村", "柳树店村", "石桥村", "杨集村", "赵家峁村", "大埝村")
OFFICES = ("青山镇卫生院", "青山镇中心小学", "青山供电所")
PEOPLE = {
    "admin": ("周正", Role.ADMIN, 0),
    "clerk": ("陈静", Role.CLERK, 0),
    "leader": ("李建国", Role.LEADER, 0),
    "assessor": ("孙敏", Role.ASSESSOR, 0),
    "auditor": ("赵廉", Role.AUDITOR, 0),
    "reporter": ("王小燕", Role.REPORTER, 1),
    "signer": ("王喆", Role.SIGNER, 1),
    "neighbour": ("李小兰", Role.REPORTER, 2),
}
"""Logins: name, role, and where: 0 the town, 1 the first village, 2 the second."""


@dataclass(frozen=True)
class Town:
    """青山镇 as built for the tests. Its rows are detached and never change; ids are what matters."""

    unit: Unit
    villages: list[Unit]
    offices: list[Unit]
    viewers: dict[str, Viewer]
    now: d.datetime = NOW

    @property
    def today(self) -> d.date:
        return self.now.date()

    def viewer(self, login: str) -> Viewer:
        return self.viewers[login]


@lru_cache
def stored_password() -> str:
    return passwords.hashed(PASSWORD)


def sid_of(login: str) -> str:
    """The token of the session that ``client_as`` uses."""
    return f"test-session-of-{login}"


def town() -> Town:
    """Build 青山镇: eight villages, three offices, one login per role. Inside an app context, on an empty database."""
    by = system_viewer()
    root = units.add(units.UnitFacts(None, UnitKind.TOWN, "青山镇人民政府", "青山镇"), by=by, now=NOW)
    mayor = units.HolderFacts(PostRole.FIRST, "镇长", "李建国", "13987654321", d.date(2025, 1, 1))
    units.appoint(root.id, mayor, by=by, now=NOW)
    for place, name in enumerate(VILLAGES):
        facts = units.UnitFacts(
            root.id,
            UnitKind.VILLAGE,
            f"{name}村民委员会",
            name,
            households=100 + place * 7,
            population=380 + place * 23,
            tags=("沿河",) if place % 2 else ("有养殖", "有散煤点"),
            position=place,
        )
        village = units.add(facts, by=by, now=NOW)
        holder = units.HolderFacts(PostRole.FIRST, "党支部书记", f"王{place + 1}喆", "13812341234", d.date(2025, 3, 1))
        units.appoint(village.id, holder, by=by, now=NOW)
    for place, name in enumerate(OFFICES):
        units.add(units.UnitFacts(root.id, UnitKind.AFFILIATED, name, position=20 + place), by=by, now=NOW)
    found = list(
        db.session.scalars(
            select(Unit)
            .order_by(Unit.id)
            .options(selectinload(Unit.tags), selectinload(Unit.holders))
            .execution_options(populate_existing=True)
        )
    )
    db.session.expunge_all()
    people(found[:3], by=by, now=NOW)
    sessions()
    viewers = {login: viewer_named(login) for login in PEOPLE}
    db.session.rollback()
    return Town(found[0], found[1:9], found[9:12], viewers)


@action(Permission.PERSON_WRITE)
def people(places: list[Unit], *, by: Viewer, now: d.datetime) -> None:
    for login, (name, role, where) in PEOPLE.items():
        user = User(login=login, name=name, unit_id=places[where].id, phone="", password_hash=stored_password())
        user.roles = [UserRole(role=role)]
        db.session.add(user)
        audit.note("user.add", user, user.name)


@housekeeping
def sessions() -> None:
    """A living session for each login, as if they had just signed in."""
    for user in db.session.scalars(select(User)).all():
        row = SignedIn(sid_sha256=sign_in.digest(sid_of(user.login)), user_id=user.id, made_at=NOW, seen_at=NOW)
        row.step_up_at = NOW
        db.session.add(row)


def many_villages(town: Town, count: int) -> None:
    """As many villages more, in one deed: for pages and benches of a large town."""
    _many_villages(town, count, by=system_viewer(), now=NOW)


@action(Permission.UNIT_WRITE)
def _many_villages(town: Town, count: int, *, by: Viewer, now: d.datetime) -> None:
    made = [
        Unit(
            parent_id=town.unit.id, kind=UnitKind.VILLAGE, name=f"第{place}村", households=100 + place, path=f"n{place}"
        )
        for place in range(count)
    ]
    db.session.add_all(made)
    db.session.flush()
    for unit in made:
        unit.path = f"{town.unit.path}{unit.id}/"
    audit.note("unit.add", made[0], "多个村")


def unit_facts(parent_id: int | None, name: str = "新河村村民委员会", **more: object) -> units.UnitFacts:
    return units.UnitFacts(parent_id, UnitKind.VILLAGE, name, **more)


def groups(town: Town, village: Unit, *names: str, households: int = 20) -> list[Unit]:
    """社 of a village."""
    made = []
    for place, name in enumerate(names):
        facts = units.UnitFacts(village.id, UnitKind.GROUP, name, households=households + place, position=place)
        made.append(units.add(facts, by=system_viewer(), now=NOW))
    return made
