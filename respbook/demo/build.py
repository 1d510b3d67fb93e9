"""建示例镇: 青山镇 is built through the real actions, by the people who would do it; nothing is put into tables by hand."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from respbook.actions import (
    amending,
    batch,
    letter_templates,
    letters,
    library_clauses,
    programmes,
    shares,
    targets,
    tasks,
)
from respbook.actions.issuing import Tools
from respbook.demo import (
    cascade,
    changes,
    earlier,
    library,
    meeting,
    notices,
    paper,
    registers,
    reporting,
    review,
    signed,
    studies,
    town,
    wording,
)
from respbook.demo.facts import target_facts, template_facts
from respbook.demo.founding import Wanted
from respbook.demo.targets import STRAW_PROGRAMME, YEAR_PROGRAMME, Programme
from respbook.demo.year_end import YearEnd
from respbook.models.jobs import Job
from respbook.models.letters import Letter
from respbook.models.programmes import Programme as ProgrammeRow
from respbook.models.units import Unit
from respbook.queries import preflight
from respbook.queries.jobs import progress_of
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.letters import draftable_units, templates_of
from respbook.queries.scope import letter_in_sight
from respbook.queries.targets import targets_of
from respbook.rules.chinese import CHINA, china_day
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import Viewer, system_viewer
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.signing import SigningState
from respbook.rules.units import UnitKind

Clock = Callable[[], datetime]
JANUARY = datetime(2026, 1, 12, 9, 0, tzinfo=CHINA)
NOTICE = datetime(2026, 1, 20, 15, 0, tzinfo=CHINA)
MEETING = datetime(2026, 1, 26, 9, 0, tzinfo=CHINA)
OBJECTIONS = datetime(2026, 2, 3, 10, 0, tzinfo=CHINA)
PAPER = datetime(2026, 2, 9, 14, 30, tzinfo=CHINA)
CORRECTION = datetime(2026, 2, 12, 16, 0, tzinfo=CHINA)
HOUSEHOLDS = datetime(2026, 3, 16, 9, 0, tzinfo=CHINA)
ANEW = datetime(2026, 4, 8, 9, 30, tzinfo=CHINA)
HANDING = datetime(2026, 9, 3, 10, 0, tzinfo=CHINA)
SEPTEMBER = datetime(2026, 9, 10, 9, 0, tzinfo=CHINA)
Say = Callable[[str], None]


class Builder(YearEnd):
    """建镇: the steps in the order of a real January."""

    def __init__(self, wanted: Wanted, tools: Tools, clock: Clock, say: Say) -> None:
        self.wanted, self.tools, self.clock, self.say = wanted, tools, clock, say
        self.day = JANUARY
        self.began = clock()
        self.founder = system_viewer("建镇")
        self.units: dict[str, Unit] = {}
        self.ids: dict[str, int] = {}
        self.codes: dict[str, str] = {}
        """开户码 of those who have not entered."""
        self.open_login = ""
        """待签的单位负责人: who enters too, because a letter of his unit waits to be signed."""
        self.shelf: dict[str, int] = {}
        """条款库: the version of each text that is kept there."""

    def now(self) -> datetime:
        """此刻 in the demo: the letters are of January, the season's of September, but nothing happens in the future."""
        return min(self.day + (self.clock() - self.began), self.clock())

    def build(self) -> None:
        """建: units → people → programmes → templates → targets → division → drafts → issue."""
        self._units()
        self._people()
        self.ids = {name: unit.id for name, unit in self.units.items()}
        self.say(f"已登记{len(self.units)}个单位")
        self._library()
        self._earlier()
        yearly = self._programme(YEAR_PROGRAMME, ProgrammeKind.YEARLY, f"{town.TOWN.document_word}〔{{年}}〕{{号}}号")
        self.say("已拟好模板，目标任务已分解到村、到单位")
        count = self._issue(yearly)
        self.say(f"已签发{count}份年度责任书")
        self._signed(yearly)
        self.day = HOUSEHOLDS
        self._cascade(yearly)
        self._registers()
        self._ruled(yearly)
        self._anew(yearly)
        self._handed_over()
        self.day = SEPTEMBER
        season = self._programme(STRAW_PROGRAMME, ProgrammeKind.SEASONAL, "青秸禁〔{年}〕{号}号")
        waiting = self._reviewed(season)
        self.say(f"秸秆禁烧专项{waiting}份审核退回一次，改好后审核同意，等候签发")
        self._reported()
        self._circulars()
        self._pursued()
        self._inspected()
        self._assessed(yearly)
        self._accounted(yearly)

    # -- units ---------------------------------------------------------------

    # -- people --------------------------------------------------------------

    def _library(self) -> None:
        clerk = self.as_("jingban")
        for each in library.kept():
            facts = library_clauses.LibraryFacts(each.category, each.title, each.clause.text, each.clause.tag or "")
            made = library_clauses.keep(facts, by=clerk, now=self.now())
            self.shelf[each.clause.text] = made.newest.id

    def _earlier(self) -> None:
        """往年登记簿: five villages of two years, most of them with their scans."""
        places = [unit.called for unit in list(self.units.values())[1:6] if unit.kind is not UnitKind.AFFILIATED]
        count = earlier.kept(places, self.tools.store, self.as_("jingban"), self.now())
        self.say(f"已从表格登记{count}份往年文书")

    # -- programme, templates, targets ------------------------------------------

    def _programme(self, content: Programme, kind: ProgrammeKind, pattern: str) -> ProgrammeRow:
        clerk = self.as_("jingban")
        facts = programmes.ProgrammeFacts(
            kind=kind,
            year=content.year,
            name=content.name,
            issuer=town.TOWN.party_a,
            term_from=content.starts,
            term_to=content.ends,
            number_pattern=pattern,
            copies=2,
            clerk_may_issue=False,
            needs_review=kind is ProgrammeKind.SEASONAL,
        )
        programme = programmes.open_programme(self.ids[town.TOWN.name], facts, by=clerk, now=self.now())
        for target in content.targets:
            targets.add(programme.id, target_facts(target), by=clerk, now=self.now())
        for letter in wording.LETTERS:
            if letter.programme == content.key:
                letter_templates.write(programme.id, template_facts(letter, self.shelf), by=clerk, now=self.now())
        for row in targets_of(clerk, programme):
            if row.divided and row.basis is not None:
                shares.divide(row.id, row.basis, row.version, by=clerk, now=self.now())
        if any(UnitKind.TOWN in target.applies_to for target in content.targets):
            tasks.open_own(programme.id, by=clerk, now=self.now())
        return programme

    # -- letters -------------------------------------------------------------

    def _reviewed(self, programme: ProgrammeRow) -> int:
        """送审、退回、修改、再送审、同意: the season's batch waits for the leader with its opinions."""
        hands = review.Hands(self.as_("jingban"), self.as_("huanbaoban"), self._later)
        review.returned_and_mended(self._proposed(programme), programme.id, hands)
        again = self._sent(programme)
        review.agreed(again, hands)
        return again.total

    def _cascade(self, programme: ProgrammeRow) -> None:
        """层层签订: the first village has nearly done it, the second has begun, the third has reported."""
        clerk = self.as_("jingban")
        mains = [letter for letter in all_letters(clerk, LetterFilter(programme.id)) if letter.amends is None]
        letters_of = {letter.unit_id: letter.id for letter in mains}
        for place, village in enumerate(town.villages(self.wanted.seed, self.wanted.villages)[:3]):
            letter_id = letters_of.get(self.ids[village.name])
            if letter_id is not None:
                self.day += timedelta(days=1)
                hands = cascade.Hands(self.as_(f"{village.code}wenshu"), self.tools, self._soon)
                cascade.signed_on(letter_id, village, hands, far=place == 0)
                if place == 2:
                    cascade.reported(letter_id, hands)

    def _registers(self) -> None:
        """台账: coal points and farms from sheets, publicity by the villages."""
        villages = town.villages(self.wanted.seed, self.wanted.villages)[:12]
        hands = registers.Hands(self.as_("jingban"), self._reporter_of, self._soon)
        places = {self.units[each.name].called: self.ids[each.name] for each in villages}
        count = registers.kept(places, self.wanted.seed, hands)
        self.say(f"三本台账已登记{count}条")

    def _signed(self, programme: ProgrammeRow) -> None:
        """会签: the meeting with its table, objections, paper that comes back, a correction; the other letters wait."""
        letters = all_letters(self.as_("jingban"), LetterFilter(programme.id, state=LetterState.ISSUED))
        hands = signed.Hands(self.as_("jingban"), self.as_("zhenzhang"), self._signer_of, self._soon)
        town_id, programme_id = self.ids[town.TOWN.name], programme.id
        whole, partly, rest = signed.shared_out(letters)
        paper_done, paper_waits, worried, granted, still_open = (letter.id for letter in self._with_signers(rest)[:5])
        self.open_login = self._open_to_sign(still_open)
        self.day = NOTICE
        meeting.arranged(programme_id, china_day(min(MEETING, self.clock())), hands)
        self.day = MEETING
        meeting.at_table([*whole, *partly], self.tools, hands)
        meeting.attended(programme_id, hands)
        signed.signed_by_town(whole, town_id, self.tools, hands)
        self.say(f"已在会签台签订{len(whole)}份并盖样章，{len(partly)}份签了一方")
        self.day = OBJECTIONS
        signed.objected(self._letter(worried), signed.WORRY, hands)
        objection = signed.objected(self._letter(granted), signed.FIGURE, hands)
        self.day = PAPER
        met = china_day(min(MEETING, self.clock()))
        paper.scanned(self._letter(paper_done), met, None, self.tools, hands)
        paper.scanned(self._letter(paper_waits), met, 2, self.tools, hands)
        paper.confirmed(paper_done, met, hands)
        self.day = CORRECTION
        changes.granted(objection, hands)
        changes.corrected(self._letter(granted), objection.id, self.tools, hands)
        self.say("纸质签订1份已核对登记，1份缺一页待核对；异议1条待答复，1条已采纳并发更正函")

    def _letter(self, letter_id: int) -> Letter:
        return letter_in_sight(self.as_("jingban"), letter_id)

    def _with_signers(self, letters: Sequence[Letter]) -> list[Letter]:
        return [letter for letter in letters if self._signer_of(letter.unit_id) is not None]

    def _open_to_sign(self, letter_id: int) -> str:
        """待签: the head of this unit gets a password too, so that signing on the phone can be tried."""
        login = self._login_of(self._letter(letter_id).unit_id, "signer")
        assert login
        self._enter(login)
        return login

    def _anew(self, programme: ProgrammeRow) -> None:
        """全文重签: the last of the letters that nobody has signed is replaced by one that waits."""
        clerk, leader = self.as_("jingban"), self.as_("zhenzhang")
        self.day = ANEW
        issued = all_letters(clerk, LetterFilter(programme.id, state=LetterState.ISSUED))
        old = next(each for each in reversed(issued) if each.amends is None and each.signing is SigningState.WAITING)
        amending.renew(old.id, by=clerk, now=self.now())
        job = self._sent(programme)
        self._approved(job, leader)
        self.say("已全文重签1份，原来的已被替代")

    def _handed_over(self) -> None:
        """责任交接: the last village that has two heads has a new secretary since September."""
        self.day = HANDING
        villages = [each for each in town.villages(self.wanted.seed, self.wanted.villages) if not each.one_head]
        if not villages:
            return
        hands = signed.Hands(self.as_("jingban"), self.as_("zhenzhang"), self._signer_of, self._soon)
        issuer = town.TOWN.party_a
        changes.handed_over(self.ids[villages[-1].name], f"{villages[-1].clerk[0]}振华", issuer, self.tools, hands)
        self.say(f"{villages[-1].name}换了书记，已制作责任交接书")

    def _reported(self) -> None:
        """报送、通知: up to yesterday evening and this morning, or up to the end of the year that the letters speak of."""
        last = min(china_day(self.clock()), YEAR_PROGRAMME.ends)
        if self.clock() < datetime.combine(last, time(10, 59), CHINA):
            last -= timedelta(days=1)
        hands = reporting.Hands(self._reporter_of, self.as_("jingban2"), self.as_("kaohe"), self.as_("kaohe2"))
        self.say(f"最近{reporting.DAYS}天的巡查和近两个月的数量已报送{reporting.lived(last, hands)}条")
        self.say(f"通知已发{notices.told(last, hands)}份，有签收齐的、有待催的，也有撤回的")

        self._found(last)
        villages = [self.ids[each.name] for each in town.villages(self.wanted.seed, self.wanted.villages)]
        held = studies.held(last, villages, studies.Hands(self.as_("jingban"), self.tools))
        self.say(f"已登记研究环保工作{held}次，议定事项已立任务")

    def _soon(self) -> datetime:
        """接着: two minutes go by between one deed and the next one of the same people."""
        self.day += timedelta(minutes=2)
        return self.now()

    def _later(self) -> datetime:
        """过了一阵: half an hour goes by between one person's deed and the next one's."""
        self.day += timedelta(minutes=30)
        return self.now()

    def _proposed(self, programme: ProgrammeRow) -> Job:
        clerk = self.as_("jingban")
        for template in templates_of(programme):
            chosen = [unit.id for unit, stood in draftable_units(clerk, template) if not stood]
            letters.draft(template.id, chosen, by=clerk, now=self.now())
        return self._sent(programme)

    def _sent(self, programme: ProgrammeRow) -> Job:
        clerk, missing = self.as_("jingban"), self.tools.binder.faces.missing
        drafts = all_letters(clerk, LetterFilter(programme.id, state=LetterState.DRAFT))
        report = preflight.report(programme, drafts, missing, self.now())
        warnings = report.warnings
        for group in report.groups:
            more = f"（同类的共{len(group)}条）" if len(group) > 1 else ""
            self.say(f"体检提示：{group[0].sentence}{more}")
        if warnings:
            keys = [finding.key for finding in warnings]
            letters.waive(programme.id, keys, "已核对，按此签发。", by=clerk, now=self.now())
        proposal = batch.Proposal(tuple(letter.id for letter in drafts))
        return batch.propose(programme.id, proposal, missing, by=clerk, now=self.now())

    def _issue(self, programme: ProgrammeRow) -> int:
        return self._approved(self._proposed(programme), self.as_("zhenzhang"))

    def _approved(self, job: Job, leader: Viewer) -> int:
        batch.approve(job.id, job.version, by=leader, now=self.now())
        batch.work_off(job.id, self.tools, self.now)
        progress = progress_of(job)
        for name, sentence, _ in progress.refusals:
            self.say(f"没有签发：{name}。{sentence}")
        return progress.done
