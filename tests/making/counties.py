"""云岭县 above 青山镇, with a second town 白水镇: people of each, made through the real actions."""

import datetime as d
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import Flask
from sqlalchemy import select

from making.assessments import assessment
from making.evidence import evidence_of, photo_bytes
from making.letters import drafts, issued, programme, target, template
from making.rubrics import rubric, rubric_value
from making.township import NOW, Town, stored_password
from respbook.actions import audit, findings, notices, offices, score_matters, shares, sign_in, units
from respbook.actions.action import action, housekeeping
from respbook.models.base import db
from respbook.models.people import User, UserRole
from respbook.models.sessions import SignedIn
from respbook.models.targets import Target
from respbook.models.units import Unit
from respbook.queries.rubrics import programmes_of
from respbook.queries.sessions import viewer_named
from respbook.rules.findings import FindingKind, FindingSource, Seen, Term
from respbook.rules.notices import NoticeFacts
from respbook.rules.permissions import Permission, Role, Viewer, system_viewer
from respbook.rules.score_matters import Told
from respbook.rules.scoring import rubric as values
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import PostRole, UnitKind

CANARY = "金丝雀"
"""Stands in every name of 白水镇: whoever belongs to 青山镇 must never read it."""
PEOPLE = {
    "county-admin": ("贺中", Role.ADMIN, "county"),
    "county-clerk": ("秦川", Role.CLERK, "county"),
    "county-leader": ("马县", Role.LEADER, "county"),
    "county-assessor": ("白考", Role.ASSESSOR, "county"),
    "other-clerk": (f"{CANARY}经办", Role.CLERK, "other"),
    "other-leader": (f"{CANARY}镇长", Role.LEADER, "other"),
    "other-reporter": (f"{CANARY}文书", Role.REPORTER, "village"),
}


@dataclass(frozen=True)
class County:
    """云岭县: its unit, both towns (青山镇 first), and the second one's village; rows are detached."""

    unit: Unit
    town: Town
    other: Unit
    village: Unit
    viewers: dict[str, Viewer]
    now: d.datetime = NOW

    def viewer(self, login: str) -> Viewer:
        return self.viewers[login]

    def as_town(self, unit: Unit, clerk: str, leader: str) -> Town:
        """One of the offices as the helpers for a single town take it."""
        return Town(unit, [], [], self.viewers | {"clerk": self.viewer(clerk), "leader": self.viewer(leader)})

    @property
    def office(self) -> Town:
        """The county itself, for ``make.programme`` and what follows."""
        office = self.as_town(self.unit, "county-clerk", "county-leader")
        return replace(office, viewers=office.viewers | {"assessor": self.viewer("county-assessor")})

    @property
    def white_water(self) -> Town:
        """白水镇, for the same helpers."""
        town = self.as_town(self.other, "other-clerk", "other-leader")
        return Town(town.unit, [self.village], [], town.viewers)


def county(app: Flask, town: Town) -> County:
    """The town comes below a county that gets a second one."""
    by = system_viewer()
    root, _, _ = offices.found_county(
        offices.OfficeFacts("云岭县人民政府", admin="贺设", login="founder"), by=by, now=NOW
    )
    facts = offices.OfficeFacts(f"{CANARY}白水镇人民政府", f"{CANARY}白水镇", "白设", "founder2")
    other, _, _ = offices.add_town(root.id, facts, by=by, now=NOW)
    mayor = units.HolderFacts(PostRole.FIRST, "镇长", f"{CANARY}镇长", "13900000000", d.date(2025, 1, 1))
    units.appoint(other.id, mayor, by=by, now=NOW)
    head = units.HolderFacts(PostRole.FIRST, "县长", "马县", "", d.date(2025, 1, 1))
    units.appoint(root.id, head, by=by, now=NOW)
    village = units.UnitFacts(other.id, UnitKind.VILLAGE, f"{CANARY}上河村村民委员会", f"{CANARY}上河村")
    below = units.add(village, by=by, now=NOW)
    chief = units.HolderFacts(PostRole.FIRST, "党支部书记", f"{CANARY}书记", "", d.date(2025, 1, 1))
    units.appoint(below.id, chief, by=by, now=NOW)
    places = {"county": root.id, "other": other.id, "village": below.id}
    _people(places, by=by, now=NOW)
    _sessions()
    viewers = {login: viewer_named(login) for login in (*town.viewers, *PEOPLE)}
    found = {
        row.id: row for row in db.session.scalars(select(Unit).where(Unit.id.in_([*places.values(), town.unit.id])))
    }
    db.session.expunge_all()
    below_county = Town(
        found[town.unit.id], town.villages, town.offices, {login: viewers[login] for login in town.viewers}
    )
    return County(found[root.id], below_county, found[other.id], found[below.id], viewers)


@action(Permission.PERSON_WRITE)
def _people(places: dict[str, int], *, by: Viewer, now: d.datetime) -> None:
    for login, (name, role, where) in PEOPLE.items():
        user = User(login=login, name=name, unit_id=places[where], phone="", password_hash=stored_password())
        user.roles = [UserRole(role=role)]
        db.session.add(user)
        audit.note("user.add", user, user.name)


@housekeeping
def _sessions() -> None:
    for user in db.session.scalars(select(User).where(User.login.in_(PEOPLE))).all():
        row = SignedIn(
            sid_sha256=sign_in.digest(f"test-session-of-{user.login}"), user_id=user.id, made_at=NOW, seen_at=NOW
        )
        row.step_up_at = NOW
        db.session.add(row)


def two_towns(app: Flask, town: Town) -> County:
    """A county with two towns: its yearly letter is issued to both, 白水镇's own to its village; nobody has signed."""
    made = county(app, town)
    year = programme(
        made.office,
        "云岭县2026年度乡镇环境保护目标责任书",
        issuer="云岭县人民政府",
        number_pattern="云政责〔{年}〕{号}号",
    )
    towns = (UnitKind.TOWN,)
    more = {"kind": TargetKind.AT_LEAST, "unit_word": "户", "amount": Decimal(100), "step": Decimal(1)}
    whole = target(made.office, year, "清洁取暖改造", unit_kinds=towns, divided=True, basis=Basis.EQUAL, **more)
    shares.divide(whole.id, Basis.EQUAL, whole.version, by=made.viewer("county-clerk"), now=NOW)
    target(made.office, year, "县本级督查", unit_kinds=(UnitKind.COUNTY,))
    wording = template(made.office, year, "乡镇责任书", unit_kinds=towns)
    issued(app, made.office, drafts(made.office, wording, [made.town.unit.id, made.other.id]))
    own = programme(made.white_water, issuer="白水镇人民政府", number_pattern="白环责〔{年}〕{号}号")
    target(made.white_water, own)
    issued(app, made.white_water, drafts(made.white_water, template(made.white_water, own), [made.village.id]))
    db.session.commit()
    return made


def busy_towns(app: Flask, town: Town) -> County:
    """The same, with a problem, a notice and a 台账 of 白水镇, and a problem and a notice of the county for 青山镇."""
    made = two_towns(app, town)
    by, above = made.viewer("other-clerk"), made.viewer("county-clerk")
    for viewer, unit in ((by, made.village.id), (above, made.town.unit.id)):
        text = f"{CANARY}河堤垃圾" if viewer is by else "国道边垃圾"
        seen = Seen(FindingKind.PROBLEM, FindingSource.TOWN, "垃圾乱丢", "", text, NOW.date(), viewer.name)
        entry = findings.Entry(seen, unit, findings.Handing(unit, Term(5)), anyway=True)
        findings.record(entry, by=viewer, now=NOW)
        notices.send(NoticeFacts(f"{viewer.name}的通知", "开会", "正文。", (unit,), True), by=viewer, now=NOW)
    db.session.commit()
    return made


def assessed_towns(app: Flask, town: Town) -> County:
    """The same as ``two_towns``, with an assessment of both by the county, its 自评 open; 青山镇 was told of a 扣分事项."""
    made = two_towns(app, town)
    clerk = made.viewer("county-clerk")
    year = programmes_of(clerk)[-1]
    classes = (values.UnitClass("town", "镇", (UnitKind.TOWN,)),)
    told = rubric_value(classes=classes, groups=(values.RankGroup("town", "各镇", ("town",)),))
    promised = db.session.scalars(select(Target.id).where(Target.programme_id == year.id, Target.divided)).one()
    *others, last = told.rows
    rows = (*others, replace(last, target_ids=(promised,)))
    assessment(made.office, rubric(made.office, year, told, rows=rows), self_until=NOW.date() + d.timedelta(days=20))
    proof = evidence_of(app, made.office, made.unit, photo_bytes(3), login="county-clerk")
    entry = score_matters.Entry(
        year.id, made.town.unit.id, "r1", "r1-1", Told(NOW.date(), "国道边焚烧秸秆"), evidence=(proof.id,)
    )
    matter = score_matters.record(entry, by=clerk, now=NOW)
    score_matters.tell({matter.id: matter.version}, by=clerk, now=NOW)
    db.session.commit()
    return made
