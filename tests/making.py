"""小镇与材料: what the tests need, made the way the office makes it: through actions."""

import datetime as d
import io
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import county_sheets
from flask import Flask, current_app
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from respbook.actions import (
    amending,
    archive,
    audit,
    batch,
    cascade_reports,
    county_forms,
    evidence,
    imports,
    letter_sources,
    letter_templates,
    letters,
    library_clauses,
    passwords,
    pledge_signing,
    pledges,
    programmes,
    scan_reading,
    scans,
    seals,
    sign_in,
    signing,
    targets,
    units,
)
from respbook.actions.action import action, housekeeping
from respbook.models.archive import ArchivedPaper
from respbook.models.base import db
from respbook.models.cascade_reports import CascadeReport
from respbook.models.county_forms import CountyForm
from respbook.models.evidence import Evidence
from respbook.models.imports import Import
from respbook.models.jobs import Job
from respbook.models.letter_sources import LetterSource
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.people import User, UserRole
from respbook.models.programmes import Programme
from respbook.models.scans import ScanBatch
from respbook.models.sessions import SignedIn
from respbook.models.targets import Target
from respbook.models.units import Unit
from respbook.press.faces import Faces
from respbook.press.sample_seal import sample_seal
from respbook.queries import preflight
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.pledge_lists import to_tick
from respbook.queries.scope import letter_in_sight, programme_in_sight
from respbook.queries.sessions import viewer_named
from respbook.queries.signing import slot_rows
from respbook.readers import photos
from respbook.readers.county_form import read_form
from respbook.readers.evidence import Looked
from respbook.readers.scans import BATCH, inspect
from respbook.rules.columns import SheetKind
from respbook.rules.county_forms import CellFacts
from respbook.rules.grids import Grid
from respbook.rules.household_lists import Household
from respbook.rules.permissions import Permission, Role, Viewer, system_viewer
from respbook.rules.pledge_states import PledgeState
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.register import Line
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.source_lines import SourceKind
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import PostRole, UnitKind
from respbook.runner import tools

CHINA = ZoneInfo("Asia/Shanghai")
NOW = d.datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
PASSWORD = "青山绿水就是金山银山啊"
VILLAGES = ("王家庄村", "李家沟村", "张河湾村", "柳树店村", "石桥村", "杨集村", "赵家峁村", "大埝村")
OFFICES = ("青山镇卫生院", "青山镇中心小学", "青山供电所")
STROKES = b'{"height":60,"strokes":[[[10,10,0.5],[60,40,0.5]],[[20,50,0.5],[90,12,0.5]]],"width":120}'
"""A mark as the pad sends it."""
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


def programme(town: Town, name: str = "2026年度环境保护目标责任书", **more: object) -> Programme:
    """An open programme of the year."""
    facts = {
        "kind": ProgrammeKind.YEARLY,
        "year": 2026,
        "name": name,
        "issuer": "青山镇人民政府",
        "term_from": d.date(2026, 1, 1),
        "term_to": d.date(2026, 12, 31),
        "number_pattern": "青环责〔{年}〕{号}号",
    } | more
    clerk = town.viewer("clerk")
    return programmes.open_programme(town.unit.id, programmes.ProgrammeFacts(**facts), by=clerk, now=NOW)


def target(town: Town, programme: Programme, name: str = "秸秆禁烧", **more: object) -> Target:
    """A yes-or-no target of the villages."""
    facts = {
        "category": "大气污染防治",
        "name": name,
        "kind": TargetKind.YES_NO,
        "unit_kinds": (UnitKind.VILLAGE,),
        "duty": "全年不发生露天焚烧秸秆。",
    } | more
    return targets.add(programme.id, targets.TargetFacts(**facts), by=town.viewer("clerk"), now=NOW)


def template(town: Town, programme: Programme, name: str = "村级责任书", **more: object) -> LetterTemplate:
    """A template for the villages with two clauses and the list of duties."""
    clause = letter_templates.ClauseFacts
    facts = {
        "name": name,
        "unit_kinds": (UnitKind.VILLAGE,),
        "title": "{{年度}}年度{{单位简称}}\n环境保护目标责任书",
        "clauses": (
            clause(1, "责任目标"),
            clause(0, "{{单位名称}}应当完成下列任务。"),
            clause(0, "{{目标任务表}}"),
            clause(0, "{{任务清单}}"),
            clause(0, "{{签字栏}}"),
        ),
    } | more
    facts = letter_templates.TemplateFacts(**facts)
    return letter_templates.write(programme.id, facts, by=town.viewer("clerk"), now=NOW)


def source(
    app: Flask, town: Town, programme: Programme, text: str = "一、责任目标\n1、每月巡查不少于2次。"
) -> LetterSource:
    """A letter of last year, pasted and waiting to be checked."""
    facts = letter_sources.SourceFacts(SourceKind.PASTED, "粘贴的全文", text.encode(), len(text.split("\n")))
    return letter_sources.keep(programme.id, facts, tools(app).store, by=town.viewer("clerk"), now=NOW)


def drafts(town: Town, template: LetterTemplate, unit_ids: list[int]) -> list[Letter]:
    """Drafted letters of the units, in their order."""
    letters.draft(template.id, unit_ids, by=town.viewer("clerk"), now=NOW)
    found = {row.unit_id: row for row in all_letters(town.viewer("clerk"), LetterFilter(template_id=template.id))}
    return [found[unit_id] for unit_id in unit_ids]


def proposal(app: Flask, town: Town, rows: list[Letter]) -> Job:
    """The drafts proposed for issue by the clerk; every warning waived."""
    clerk, missing = town.viewer("clerk"), tools(app).binder.faces.missing
    year = programme_in_sight(clerk, rows[0].programme_id)
    report = preflight.report(year, rows, missing, NOW)
    assert not report.stops, report.stops
    if report.warnings:
        letters.waive(year.id, [finding.key for finding in report.warnings], "已核对。", by=clerk, now=NOW)
    asked = batch.Proposal(tuple(row.id for row in rows))
    return batch.propose(year.id, asked, missing, by=clerk, now=NOW)


def issued(app: Flask, town: Town, rows: list[Letter]) -> Job:
    """The drafts issued by the leader, as one batch."""
    job = proposal(app, town, rows)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=NOW)
    with app.app_context():  # a session of its own, as the queue has
        batch.work_off(job.id, tools(app), lambda: NOW)
    return job


def renewed(app: Flask, town: Town, letter: Letter) -> Letter:
    """The letter signed anew (全文重签): its renewal drafted by the clerk and issued by the leader; the old one is replaced."""
    by = town.viewer("clerk")
    made = amending.renew(letter.id, by=by, now=NOW)
    issued(app, town, [letter_in_sight(by, made.id)])
    db.session.rollback()
    db.session.expire_all()
    return letter_in_sight(by, made.id)


def year(app: Flask, town: Town) -> Programme:
    """A running year, a clause in the library: letters of the first two villages issued, the third's a draft, the fourth's proposed."""
    made = programme(town)
    kept = library_clauses.LibraryFacts("附则", "份数", "本责任书一式{{份数}}份。")
    library_clauses.keep(kept, by=town.viewer("clerk"), now=NOW)
    target(town, made)
    source(app, town, made)
    target(town, made, "本级督查", unit_kinds=(UnitKind.TOWN,))
    written = template(town, made)
    rows = drafts(town, written, [village.id for village in town.villages[:4]])
    issued(app, town, rows[:2])
    proposal(app, town, rows[3:])
    scan(app, town, rows[0])
    county_form(app, town)
    sheet(town)
    register(town)
    sealed(app, town, rows[0])
    pledges_of(app, town, rows[0])
    pledges_of(app, town, rows[1])
    returned(town, rows[0])
    evidence_of(app, town, town.villages[0], photo_bytes(1))
    evidence_of(app, town, town.villages[1], photo_bytes(2), login="neighbour")
    return made


def picture() -> bytes:
    """A photo of a stack, small."""
    out = io.BytesIO()
    Image.new("L", (60, 40), 200).save(out, "PNG")
    return out.getvalue()


def photo_bytes(seed: int = 1, size: tuple[int, int] = (160, 120), kind: str = "JPEG", **more: object) -> bytes:
    """A photo of a scene: blurred patches of grey, another one for each seed."""
    chance, out = Random(seed), io.BytesIO()
    patches = Image.frombytes("RGB", (9, 9), chance.randbytes(243))
    patches.resize(size, Image.Resampling.BICUBIC).save(out, kind, **more)
    return out.getvalue()


def evidence_of(app: Flask, town: Town, unit: Unit, content: bytes, login: str = "reporter") -> Evidence:
    """A photo of a unit, kept."""
    looked = photos.inspect(content)
    sent = evidence.Received(
        "河道.jpg", app.extensions["store"].put(content), len(content), Looked(looked.kind, looked)
    )
    return evidence.keep(unit.id, sent, by=town.viewer(login), now=NOW).row


def signed(town: Town, letter: Letter, *, whole: bool = False) -> None:
    """The village's side of an issued letter signed on glass, before the clerk; ``whole``: the town's too."""
    by = town.viewer("clerk")
    shown, store = Shown(letter_in_sight(by, letter.id).pdf_sha256 or "", NOW, 1), current_app.extensions["store"]
    for slot in slot_rows(letter.id):
        if slot.signature_id is None and (whole or slot.unit_id == letter.unit_id):
            mark = signing.HandMark(store.put(picture()), store.put(STROKES))
            signing.sign_at_table(slot.id, slot.name, mark, shown, Proof("host", NOW, by.name), by=by, now=NOW)


def pledges_of(app: Flask, town: Town, letter: Letter) -> None:
    """Two households of a village have their paper, the first has signed; the village has no 社."""
    by = town.viewer("clerk")
    signed(town, letter)
    listed = [Household(line, name, people=4) for line, name in enumerate(("张得旺", "赵满仓"), 1)]
    pledges.generate_households(letter.id, listed, False, Basis.EQUAL, by=by, now=NOW)
    first = to_tick(letter.id)[0]
    pledge_signing.record(letter.id, [first.id], NOW.date(), photo(app), by=by, now=NOW)


def reported(town: Town, letter: Letter, remark: str = "", login: str = "signer") -> CascadeReport:
    """What has not been signed below a letter is told to be away, and the village reports."""
    by = town.viewer(login)
    for row in to_tick(letter.id):
        if row.state is PledgeState.WAITING:
            pledge_signing.leave_unsigned(row.id, True, "外出务工。", 1, by=by, now=NOW)
    return cascade_reports.report(letter.id, remark, by=by, now=NOW)


def returned(town: Town, letter: Letter) -> CascadeReport:
    """A report that the office sent back: the village may go on."""
    row, by = reported(town, letter), town.viewer("clerk")
    return cascade_reports.send_back(letter.id, row.id, "请核对户数。", row.version, by=by, now=NOW)


def photo(app: Flask) -> pledge_signing.Photo:
    """The photo, in the store."""
    content = picture()
    return pledge_signing.Photo("合影.png", app.extensions["store"].put(content), inspect(content))


def groups(town: Town, village: Unit, *names: str, households: int = 20) -> list[Unit]:
    """社 of a village."""
    made = []
    for place, name in enumerate(names):
        facts = units.UnitFacts(village.id, UnitKind.GROUP, name, households=households + place, position=place)
        made.append(units.add(facts, by=system_viewer(), now=NOW))
    return made


def sealed(app: Flask, town: Town, letter: Letter) -> None:
    """The town's seal, registered and put on the letter by the leader."""
    by, store = town.viewer("leader"), tools(app).store
    seal = seals.register(town.unit.id, "公章", store.put(_town_seal(tools(app).binder.faces)), by=by, now=NOW)
    proof = Proof("password", NOW, by.name)
    seals.use([letter.id], seals.SealOrder(seal.id, by.name), proof, by=by, now=NOW)


@lru_cache
def _town_seal(faces: Faces) -> bytes:
    return sample_seal("青山镇人民政府", faces)


def register(town: Town) -> list[ArchivedPaper]:
    """Two lines of earlier letters that have no scan: of the first village, and of the second with its number alone."""
    said = {"title": "2024年度环境保护目标责任书", "issued_on": d.date(2024, 3, 5), "issued_by": "李建国", "copies": 2}
    first = Line("青环责〔2024〕1号", town.villages[0].id, **said)
    lines = (first, Line("青环责〔2024〕2号", town.villages[1].id))
    return [archive.register(line, by=town.viewer("clerk"), now=NOW) for line in lines]


def sheet(town: Town) -> Import:
    """A sheet of units that the clerk is putting right: one new, one that is wrong."""
    rows = [["单位名称", "单位类别"], ["新河村", "村"], ["旁村", "乡"]]
    return imports.keep(SheetKind.UNITS, None, "", [Grid.of("粘贴", rows)], by=town.viewer("clerk"), now=NOW)


def county_form(app: Flask, town: Town) -> CountyForm:
    """The county's summary, registered, with one figure set."""
    by, content = town.viewer("clerk"), county_sheets.one_column()
    (sheet,) = read_form(content)
    blank = county_forms.Blank("汇总表.xlsx", content, (sheet,))
    form = county_forms.add("月度汇总", blank, app.extensions["store"], by=by, now=NOW)
    facts = CellFacts(sheet.title, 5, 2, "town.units")
    county_forms.set_cell(form.id, facts, sheet, form.version, by=by, now=NOW)
    return form


def scan(app: Flask, town: Town, letter: Letter) -> ScanBatch:
    """A page of the letter sent by its village, read by the queue; its code is torn and waits for a hand."""
    store, out = tools(app).store, io.BytesIO()
    picture = Image.new("L", (620, 877), 250)
    picture.paste(40, (100, 100, 500, 130))
    picture.save(out, "JPEG")
    found = inspect(out.getvalue(), BATCH)
    sent = scans.Sent("第1页.jpg", store.put(out.getvalue()), len(out.getvalue()), found)
    made = scans.take_in(None, letter.id, [sent], True, by=town.viewer("reporter"), now=NOW).scan
    assert made is not None
    with app.app_context():  # a session of its own, as the queue has
        scan_reading.read_off(made.id, store, lambda: NOW)
    return made


make = SimpleNamespace(
    unit_facts=unit_facts,
    town=town,
    programme=programme,
    target=target,
    template=template,
    source=source,
    drafts=drafts,
    proposal=proposal,
    issued=issued,
    signed=signed,
    year=year,
    county_form=county_form,
    scan=scan,
    sheet=sheet,
    register=register,
    picture=picture,
    photo_bytes=photo_bytes,
    evidence=evidence_of,
    photo=photo,
    pledges_of=pledges_of,
    reported=reported,
    renewed=renewed,
    returned=returned,
    groups=groups,
)
