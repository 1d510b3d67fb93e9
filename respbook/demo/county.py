"""示例县: 云岭县 with some small towns, each at another point of its year, so that 县区总览 has something to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from respbook.actions import (
    batch,
    findings,
    letter_templates,
    letters,
    offices,
    own_passwords,
    people,
    programmes,
    reports,
    shares,
    sign_in,
    targets,
    units,
)
from respbook.actions.issuing import Tools
from respbook.demo import town as names
from respbook.demo.signed import Hands, sign_slot
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.models.units import Unit
from respbook.queries import preflight
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.letters import draftable_units, templates_of
from respbook.queries.obligations import Span, obligations
from respbook.queries.sessions import viewer_named
from respbook.queries.signing import slots_of
from respbook.rules.cadence import Cadence
from respbook.rules.chinese import CHINA, china_day
from respbook.rules.findings import FindingKind, FindingSource, Seen, Term
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import Role, Viewer, system_viewer
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.reports import Ask, Content, Said
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import PostRole, UnitKind

TOWNS = (
    "青山镇", "白水镇", "石门镇", "柳林镇", "红崖镇", "清泉镇", "松树镇", "沙井镇", "双塔镇", "大湾镇", "月牙镇", "梨园镇",
    "金河镇", "古城镇", "长岭镇", "平川镇", "安乐镇", "东滩镇", "西河镇", "南坪镇", "北塬镇", "桥头镇", "高台镇", "新民镇",
    "龙泉镇", "凤岭镇", "永丰镇", "太平镇", "团结镇", "和平镇",
)  # fmt: skip
VILLAGES = 5
"""Villages of a town."""
STARTS = datetime(2026, 1, 12, 9, 0, tzinfo=CHINA)
DAYS = 30
_FOUND = (
    ("垃圾乱丢", "村东河堤", "河堤下堆放生活垃圾约三车。"),
    ("扬尘防控", "砂石料场", "砂石料露天堆放，没有覆盖。"),
    ("废水排放", "养殖场北侧", "粪水流到路边沟里，气味明显。"),
)


@dataclass(frozen=True)
class Hamlet:
    """示例镇: its unit with its names, its villages, and what its people's logins begin with."""

    unit_id: int
    name: str
    called: str
    villages: list[int]
    code: str


class CountyBuilder:
    """建县: the county's people and letter, then town by town; through the real actions, as in ``build.Builder``."""

    def __init__(self, count: int, password: str, canaries: bool, tools: Tools, clock: Callable[[], datetime]) -> None:
        if not 1 <= count <= len(TOWNS):
            raise ValueError(f"count must be 1 to {len(TOWNS)}, not {count}")
        self.count, self.password, self.canaries = count, password, canaries
        self.tools, self.clock, self.day, self.began = tools, clock, STARTS, clock()
        self.founder = system_viewer("建县")

    def now(self) -> datetime:
        """此刻 in the demo: never in the future."""
        return min(self.day + (self.clock() - self.began), self.clock())

    def soon(self) -> datetime:
        """接着: a minute later."""
        self.day += timedelta(minutes=1)
        return self.now()

    def build(self, say: Callable[[str], None]) -> None:
        """建: county → towns → the county's letter → each town's year."""
        county, _, _ = offices.found_county(
            offices.OfficeFacts("云岭县人民政府", admin="贺中", login="xianguanli"), by=self.founder, now=self.soon()
        )
        self._enter("xianguanli")
        self._person(county, "xianjingban", "秦川", Role.CLERK)
        self._person(county, "xianzhang", "马立新", Role.LEADER, Role.SIGNER)
        self._person(county, "xiankaohe", "白晓梅", Role.ASSESSOR)
        self._head(county, "县长", "马立新")
        towns = [self._town(county, place) for place in range(self.count)]
        say(f"已设{len(towns)}个乡镇，各{VILLAGES}个村")
        self._letter_of_county(county, towns)
        say("县与乡镇的责任书已签发")
        for place, town in enumerate(towns):
            began = self._year(place, town)
            say(f"{town.called}的年度责任书、报送和问题已登记" if began else f"{town.called}还没有开始")

    def as_(self, login: str) -> Viewer:
        """以某人身份."""
        viewer = viewer_named(login)
        assert viewer is not None
        return viewer

    # -- units and people ----------------------------------------------------

    def _town(self, county: Unit, place: int) -> Hamlet:
        name, code = TOWNS[place], f"zhen{place + 1:02d}"
        mark = f"CANARY-T{place + 1}" if self.canaries else ""
        facts = offices.OfficeFacts(f"{name}人民政府{mark}", f"{name}{mark}", f"{name[0]}明理", f"{code}guanli")
        unit, _, _ = offices.add_town(county.id, facts, by=self.founder, now=self.soon())
        self._enter(f"{code}guanli")
        self._head(unit, "镇长", f"{name[0]}建国")
        self._person(unit, f"{code}zhang", f"{name[0]}建国", Role.LEADER, Role.SIGNER)
        self._person(unit, f"{code}jingban", f"{name[0]}小燕", Role.CLERK, Role.REPORTER)
        self._person(unit, f"{code}kaohe", f"{name[0]}志刚", Role.ASSESSOR)
        drawn = names.villages(2026, 30 + VILLAGES * (place + 1))[30 + VILLAGES * place :]
        below = [self._village(unit, each, mark, number).id for number, each in enumerate(drawn, 1)]
        return Hamlet(unit.id, unit.name, unit.called, below, code)

    def _village(self, town: Unit, village: names.Village, mark: str, number: int) -> Unit:
        full = village.full_name.replace(names.TOWN.name, town.called.removesuffix(mark), 1)
        facts = units.UnitFacts(
            town.id,
            UnitKind.VILLAGE,
            full + mark,
            village.name + mark,
            village.households,
            village.population,
            village.farmland,
            village.tags,
            number,
        )
        unit = units.add(facts, by=self.founder, now=self.soon())
        self._head(unit, "村党支部书记", village.secretary)
        if number == 1:
            self._person(unit, f"{village.code}wenshu", village.clerk, Role.REPORTER)
        return unit

    def _head(self, unit: Unit, post: str, name: str) -> None:
        facts = units.HolderFacts(PostRole.FIRST, post, name, "", date(2025, 1, 1))
        units.appoint(unit.id, facts, by=self.founder, now=self.soon())

    def _person(self, unit: Unit, login: str, name: str, *roles: Role) -> None:
        facts = people.PersonFacts(login, name, unit.id, "", frozenset(roles))
        _, code = people.add(facts, by=self.founder, now=self.soon())
        self._come_in(login, code)

    def _enter(self, login: str) -> None:
        self._come_in(login, people.invite(self.as_(login).user_id, by=self.founder, now=self.soon()))

    def _come_in(self, login: str, code: str) -> None:
        where = sign_in.Where(f"demo-{login}", "建县")
        own_passwords.enter_by_code(code, self.password, where=where, now=self.soon())

    # -- letters -------------------------------------------------------------

    def _letter_of_county(self, county: Unit, towns: list[Hamlet]) -> None:
        clerk, leader = self.as_("xianjingban"), self.as_("xianzhang")
        year = self._programme(
            county.id, county.name, "云岭县2026年度乡镇环境保护目标责任书", "云政责〔{年}〕{号}号", clerk
        )
        kinds = (UnitKind.TOWN,)
        heating = self._target(
            year,
            clerk,
            "清洁取暖改造",
            TargetKind.AT_LEAST,
            kinds,
            unit_word="户",
            amount=Decimal(200 * len(towns)),
            divided=True,
            basis=Basis.EQUAL,
            cadence=Cadence.QUARTERLY,
        )
        shares.divide(heating.id, Basis.EQUAL, heating.version, by=clerk, now=self.soon())
        self._target(year, clerk, "环保督察反馈问题整改", TargetKind.YES_NO, kinds, cadence=Cadence.MONTHLY)
        issued = self._issued(year, "乡镇责任书", kinds, clerk, leader)
        self.day += timedelta(days=7)
        hands = Hands(clerk, leader, lambda _: None, self.soon)
        for letter in issued[: max(len(issued) * 2 // 3, 1)]:
            self._sign(letter, hands)

    def _year(self, place: int, town: Hamlet) -> bool:
        """One town's year; the further down the list the less was done, and every seventh has not begun."""
        if place % 7 == 6:
            return False
        clerk, leader = self.as_(f"{town.code}jingban"), self.as_(f"{town.code}zhang")
        year = self._programme(
            town.unit_id, town.name, "2026年度环境保护目标责任书", f"{town.called[0]}环责〔{{年}}〕{{号}}号", clerk
        )
        kinds = (UnitKind.VILLAGE,)
        self._target(year, clerk, "秸秆禁烧巡查", TargetKind.YES_NO, kinds, cadence=Cadence.DAILY)
        self._target(year, clerk, "废膜回收", TargetKind.YES_NO, kinds, cadence=Cadence.MONTHLY)
        issued = self._issued(year, "村级责任书", kinds, clerk, leader)
        self.day += timedelta(days=3)
        hands = Hands(clerk, leader, lambda _: None, self.soon)
        for letter in issued[: VILLAGES - place % (VILLAGES + 1)]:
            self._sign(letter, hands)
        self._reported(place, clerk)
        self._found(place, town, clerk)
        return True

    def _programme(self, unit_id: int, issuer: str, name: str, pattern: str, clerk: Viewer) -> Programme:
        term = date(2026, 1, 1), date(2026, 12, 31)
        facts = programmes.ProgrammeFacts(ProgrammeKind.YEARLY, 2026, name, issuer, *term, pattern)
        return programmes.open_programme(unit_id, facts, by=clerk, now=self.soon())

    def _target(
        self,
        year: Programme,
        clerk: Viewer,
        name: str,
        kind: TargetKind,
        unit_kinds: tuple[UnitKind, ...],
        **more: object,
    ) -> Target:
        told: dict[str, Any] = {"category": "大气污染", "name": name, "kind": kind, "unit_kinds": unit_kinds} | more
        return targets.add(year.id, targets.TargetFacts(**told), by=clerk, now=self.soon())

    def _issued(
        self, year: Programme, name: str, kinds: tuple[UnitKind, ...], clerk: Viewer, leader: Viewer
    ) -> list[Letter]:
        clause = letter_templates.ClauseFacts
        texts = (
            (1, "责任目标"),
            (0, "{{单位名称}}应当完成下列任务。"),
            (0, "{{目标任务表}}"),
            (0, "{{任务清单}}"),
            (0, "{{签字栏}}"),
        )
        facts = letter_templates.TemplateFacts(
            name, kinds, "{{年度}}年度{{单位简称}}\n环境保护目标责任书", tuple(clause(*each) for each in texts)
        )
        letter_templates.write(year.id, facts, by=clerk, now=self.soon())
        (template,) = templates_of(year)
        chosen = [unit.id for unit, _ in draftable_units(clerk, template)]
        letters.draft(template.id, chosen, by=clerk, now=self.soon())
        wanted, missing = LetterFilter(year.id, state=LetterState.DRAFT), self.tools.binder.faces.missing
        drafts = all_letters(clerk, wanted)
        report = preflight.report(year, drafts, missing, self.now())
        if report.warnings:
            letters.waive(year.id, [each.key for each in report.warnings], "已核对。", by=clerk, now=self.soon())
        asked = batch.Proposal(tuple(each.id for each in drafts))
        job = batch.propose(year.id, asked, missing, by=clerk, now=self.soon())
        batch.approve(job.id, job.version, by=leader, now=self.soon())
        batch.work_off(job.id, self.tools, self.now)
        return list(all_letters(clerk, LetterFilter(year.id, state=LetterState.ISSUED)))

    def _sign(self, letter: Letter, hands: Hands) -> None:
        for slot in slots_of(letter.id):
            sign_slot(slot, letter, self.tools, hands)

    # -- reports and problems ------------------------------------------------

    def _reported(self, place: int, clerk: Viewer) -> None:
        """近一个月的巡查: a village more in every second town forgets a day now and then."""
        today = china_day(self.clock())
        last = min(today - timedelta(days=1), date(2026, 12, 31))
        for on in (last - timedelta(days=back) for back in range(DAYS, -1, -1)):
            asked = [each for each in obligations(clerk, Span(on, on)) if each.task.ask is Ask.PATROL]
            told = [
                reports.Filing(each.task.id, on, Content(Said.NOTHING))
                for n, each in enumerate(asked)
                if each.asked.starts_on == on and (place % 5 == 0 or (n + on.day) % (12 - place % 6))
            ]
            if told:
                moment = datetime(on.year, on.month, on.day, 18, place, tzinfo=CHINA)
                reports.submit_all(told, reports.Way(), by=clerk, now=moment)

    def _found(self, place: int, town: Hamlet, clerk: Viewer) -> None:
        """问题: as many as the town's place in the list has it, the first ones past their limit."""
        today = min(china_day(self.clock()), date(2026, 12, 31))
        for number in range(place % 4):
            category, where, text = _FOUND[number % len(_FOUND)]
            on = today - timedelta(days=12 if number < 2 and place % 2 else 1)
            seen = Seen(FindingKind.PROBLEM, FindingSource.TOWN, category, where, text, on, clerk.name)
            moment = datetime(on.year, on.month, on.day, 10, number, tzinfo=CHINA)
            handing = findings.Handing(town.villages[number], Term(5))
            findings.record(findings.Entry(seen, town.villages[number], handing, anyway=True), by=clerk, now=moment)
