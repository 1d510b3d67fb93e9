"""下级责任书、承诺书: what they are made from, and the papers themselves (features C1, C4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge, PledgeDivision, PledgeShare, PledgeTemplate, PledgeText
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.papers.pledge import PledgePaper, composed
from respbook.queries.facts import NOT_APPLICABLE
from respbook.queries.scope import letter_in_sight
from respbook.queries.signing import own_side_signed
from respbook.queries.targets import names_in
from respbook.rules.cascading import LetterFacts
from respbook.rules.chinese import day
from respbook.rules.holders import first_present
from respbook.rules.permissions import Viewer
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import BUILT_IN, PledgeKind, PledgeWording, number_text
from respbook.rules.targets import in_words
from respbook.rules.units import PostRole, UnitKind

LIVING = Pledge.state != PledgeState.VOID
BY_GROUP = (Unit.kind != UnitKind.GROUP, Unit.position, Unit.id, Pledge.serial)
"""按社的次序: 社 in the office's order, then those of no 社; to be used with Pledge joined to Unit."""


def passed_letter(viewer: Viewer, letter_id: int) -> Letter:
    """上级责任书 in sight, with the posts of its village. Raises NotInSight."""
    return letter_in_sight(viewer, letter_id, joinedload(Letter.unit).selectinload(Unit.holders))


def letter_facts(letter: Letter) -> LetterFacts:
    """上级责任书 as the rule looks at it."""
    return LetterFacts(
        letter.state,
        letter.unit.kind,
        letter.unit.called,
        own_side_signed(letter),
        letter.replaced,
        letter.amends is not None,
    )


def wording_of(programme_id: int, kind: PledgeKind) -> tuple[PledgeWording, PledgeTemplate | None]:
    """下级文书样式 of a programme: its own, or the built-in one."""
    row = db.session.scalar(
        select(PledgeTemplate).where(PledgeTemplate.programme_id == programme_id, PledgeTemplate.kind == kind)
    )
    return (row.wording, row) if row else (BUILT_IN[kind], None)


def text_of(sha256: str) -> PledgeText | None:
    """下级文书定稿 that stands already."""
    return db.session.scalar(select(PledgeText).where(PledgeText.sha256 == sha256))


def passed_tasks(letter_id: int) -> Sequence[Task]:
    """可往下传的任务 of a letter with their targets, in its order, those that fell with it too: one statement."""
    return db.session.scalars(
        select(Task)
        .where(Task.letter_id == letter_id)
        .order_by(Task.position, Task.id)
        .options(joinedload(Task.target))
    ).all()


def divisible(tasks: Iterable[Task]) -> list[Task]:
    """要往下分的任务: those whose figure is the village's part of a town total."""
    return [task for task in tasks if task.target is not None and task.target.divided and task.amount is not None]


def share_words(task: Task, amount: Decimal) -> str:
    """份额表述: 不少于38亩, in the words of the duty as it was signed."""
    assert task.target is not None
    return in_words(replace(task.target.figure(amount), unit_word=task.unit_word))


def common_values(letter: Letter, tasks: Sequence[Task]) -> dict[str, str]:
    """共同填充值 of all papers under a letter: the village, the programme, and the figures that hold for everybody."""
    programme, head = letter.programme, first_present(letter.unit.holders, PostRole.FIRST)
    values = {
        "村名": letter.unit.called,
        "村全称": letter.unit.name,
        "村负责人": head.name if head else "",
        "甲方名称": programme.issuer,
        "上级文号": letter.number_text,
        "年度": str(programme.year),
        "责任期限起": day(programme.term_from),
        "责任期限止": day(programme.term_to),
    }
    borne = {task.title: task for task in tasks}
    divided = {task.title for task in divisible(tasks)}
    for name in names_in(programme.id):
        if name not in divided:
            values[f"指标:{name}"] = borne[name].demand if name in borne else NOT_APPLICABLE
    return values


def groups_under(unit: Unit) -> Sequence[Unit]:
    """社（组） right below a unit, with their posts, in the office's order: two statements."""
    return db.session.scalars(
        select(Unit)
        .where(Unit.parent_id == unit.id, Unit.kind == UnitKind.GROUP, Unit.retired_on.is_(None))
        .order_by(Unit.position, Unit.id)
        .options(selectinload(Unit.holders))
    ).all()


def group_names(village: Unit) -> dict[int, str]:
    """社（组） of a village at any depth, by unit id: one statement."""
    below = Unit.path.startswith(village.path, autoescape=True)
    rows = db.session.execute(
        select(Unit.id, Unit.name, Unit.short_name)
        .where(below, Unit.kind == UnitKind.GROUP, Unit.retired_on.is_(None))
        .order_by(Unit.position, Unit.id)
    )
    return {unit_id: short or name for unit_id, name, short in rows}


def living_groups(letter_id: int) -> dict[int, Pledge]:
    """社责任书 that are not void, by unit id: one statement."""
    rows = db.session.scalars(
        select(Pledge).where(Pledge.letter_id == letter_id, Pledge.kind == PledgeKind.GROUP, LIVING).order_by(Pledge.id)
    )
    return {row.unit_id: row for row in rows}


def households_known(letter: Letter) -> set[tuple[str, int | None, str]]:
    """已有承诺书的户, as a household list tells them: one statement."""
    rows = db.session.execute(
        select(Pledge.name, Pledge.unit_id, Pledge.address).where(
            Pledge.letter_id == letter.id, Pledge.kind == PledgeKind.HOUSEHOLD, LIVING
        )
    )
    return {(name, None if unit_id == letter.unit_id else unit_id, address) for name, unit_id, address in rows}


def last_serial(letter_id: int) -> int:
    """已编到第几号 under a letter; void ones keep theirs."""
    return db.session.scalar(select(func.max(Pledge.serial)).where(Pledge.letter_id == letter_id)) or 0


def children_of(letter_id: int, parent_id: int | None, kind: PledgeKind) -> Sequence[Pledge]:
    """直接下级 of one kind that are not void: one statement."""
    above = Pledge.parent_id.is_(None) if parent_id is None else Pledge.parent_id == parent_id
    return db.session.scalars(
        select(Pledge).where(Pledge.letter_id == letter_id, above, Pledge.kind == kind, LIVING).order_by(Pledge.serial)
    ).all()


def divisions_of(letter_id: int) -> Sequence[PledgeDivision]:
    """再分解 of a letter at every depth, with their shares: two statements."""
    return db.session.scalars(
        select(PledgeDivision)
        .where(PledgeDivision.letter_id == letter_id)
        .order_by(PledgeDivision.id)
        .options(selectinload(PledgeDivision.shares), joinedload(PledgeDivision.task).joinedload(Task.target))
    ).all()


@dataclass(frozen=True)
class Named:
    """点名的一份."""

    id: int
    serial: int
    village: str
    name: str
    state: PledgeState

    @property
    def said(self) -> str:
        """编号和名称."""
        return f"{number_text(self.village, self.serial)} {self.name}"


def named(letter_id: int, pledge_ids: Iterable[int]) -> list[Named]:
    """点名的 papers of a letter, in the order of their numbers: one statement."""
    rows = db.session.execute(
        select(Pledge.id, Pledge.serial, Pledge.village, Pledge.name, Pledge.state)
        .where(Pledge.letter_id == letter_id, Pledge.id.in_(pledge_ids))
        .order_by(Pledge.serial)
    )
    return [Named(*row) for row in rows]


@dataclass(frozen=True)
class PrintWanted:
    """要印的: of which kind, of which 社, only those still waiting."""

    kind: PledgeKind | None = None
    unit_id: int | None = None
    waiting: bool = False
    pledge_id: int | None = None


def _to_print(letter_id: int, wanted: PrintWanted) -> Select[Pledge]:
    chosen = select(Pledge).join(Pledge.unit).where(Pledge.letter_id == letter_id)
    if wanted.pledge_id is not None:
        return chosen.where(Pledge.id == wanted.pledge_id)
    chosen = chosen.where(LIVING)
    if wanted.kind is not None:
        chosen = chosen.where(Pledge.kind == wanted.kind)
    if wanted.unit_id is not None:
        chosen = chosen.where(Pledge.unit_id == wanted.unit_id)
    if wanted.waiting:
        chosen = chosen.where(Pledge.state != PledgeState.SIGNED)
    return chosen


def papers_to_print(letter_id: int, wanted: PrintWanted) -> list[PledgePaper]:
    """要印的文书, 社责任书 first, then 承诺书 by 社: three statements however many."""
    rows = db.session.scalars(
        _to_print(letter_id, wanted)
        .order_by(Pledge.kind != PledgeKind.GROUP, *BY_GROUP)
        .options(joinedload(Pledge.text))
    ).all()
    tasks = passed_tasks(letter_id)
    shares: dict[int, dict[int, str]] = {}
    for pledge_id, task_id, demand in db.session.execute(
        select(PledgeShare.pledge_id, PledgeDivision.task_id, PledgeShare.demand)
        .join(PledgeShare.division)
        .where(PledgeDivision.letter_id == letter_id)
    ):
        shares.setdefault(pledge_id, {})[task_id] = demand
    return [paper_of(row, tasks, shares.get(row.id, {})) for row in rows]


def paper_of(pledge: Pledge, tasks: Sequence[Task], shares: Mapping[int, str]) -> PledgePaper:
    """一份文书; ``shares`` are the words of its parts by task."""
    values = {
        "编号": pledge.number_text,
        "社名": pledge.group_name,
        "社负责人": pledge.head,
        "户主": pledge.name if pledge.kind is PledgeKind.HOUSEHOLD else "",
        "户数": str(pledge.households or ""),
        "人口": str(pledge.people or ""),
        "门牌": pledge.address,
    }
    parts = {task.id for task in divisible(tasks)}
    duties = []
    for task in tasks:
        demand = shares.get(task.id, "") if task.id in parts else task.demand
        if demand:
            values[f"指标:{task.title}"] = demand
            duties.append(f"{task.title}：{demand}")
    return composed(pledge.kind, pledge.text.wording, values, duties, pledge.village)
