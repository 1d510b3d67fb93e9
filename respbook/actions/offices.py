"""县区设置: a county above the towns that are there, and a further town with its first administrator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.actions import audit, people, units
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.people import User
from respbook.models.units import Unit
from respbook.queries.scope import unit_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Role, Viewer
from respbook.rules.units import UnitKind

OFFICE_ENDINGS = ("人民政府", "街道办事处")


@dataclass(frozen=True)
class OfficeFacts:
    """办公单位登记内容: its names, and who becomes its first 系统管理员."""

    name: str
    short_name: str = ""
    admin: str = ""
    login: str = ""
    phone: str = ""

    @property
    def called(self) -> str:
        """简称, made from the full name where none was typed."""
        short = self.name
        for ending in OFFICE_ENDINGS:
            short = short.removesuffix(ending)
        return self.short_name or short


@action(Permission.UNIT_WRITE)
def found_county(facts: OfficeFacts, *, by: Viewer, now: datetime) -> tuple[Unit, User, str]:
    """建立县（区）: the towns that stand alone come below it, all paths in this one deed; gives its administrator's code.

    By a command only: it moves everybody's sight. Raises RuleBroken.
    """
    if not by.system:
        raise RuleBroken("建立县（区）要在服务器上用命令 respbook county found 办理。")
    tops = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).all()
    if standing := next((unit for unit in tops if unit.kind is UnitKind.COUNTY), None):
        raise RuleBroken(f"已有“{standing.name}”，一个系统只设一个县（区）。新设乡镇请用 respbook county town。")
    county = units.add(units.UnitFacts(None, UnitKind.COUNTY, facts.name, facts.called), by=by, now=now)
    for town in tops:
        town.parent_id = county.id
    moved = db.session.scalars(select(Unit).where(Unit.id != county.id)).all()
    for unit in moved:
        unit.path = f"/{county.id}{unit.path}"
    if tops:
        told = {"划入": "、".join(town.name for town in tops), "单位": str(len(moved))}
        audit.note("unit.found_county", county, county.name, after=told)
    return county, *_administered(county, facts, by, now)


@action(Permission.PERSON_WRITE)
def add_town(county_id: int, facts: OfficeFacts, *, by: Viewer, now: datetime) -> tuple[Unit, User, str]:
    """设乡镇: a town of the county with its first 系统管理员, whose code is given. Raises RuleBroken, NotInSight."""
    county = unit_in_sight(by, county_id)
    if county.kind is not UnitKind.COUNTY:
        raise RuleBroken(f"“{county.name}”不是县（区），不能设乡镇。")
    town = units.add(units.UnitFacts(county.id, UnitKind.TOWN, facts.name, facts.called), by=by, now=now)
    return town, *_administered(town, facts, by, now)


def _administered(unit: Unit, facts: OfficeFacts, by: Viewer, now: datetime) -> tuple[User, str]:
    person = people.PersonFacts(facts.login, facts.admin, unit.id, facts.phone, frozenset({Role.ADMIN}))
    return people.add(person, by=by, now=now)
