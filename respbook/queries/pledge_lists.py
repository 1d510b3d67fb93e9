"""下级文书的各种列表: one village at work, the list of a programme, the tick list (features C2, C4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge, PledgeStack
from respbook.queries.listing import PAGE_SIZE, Listing, total_of, within
from respbook.queries.pledges import BY_GROUP, LIVING, group_names, living_groups
from respbook.queries.scope import under
from respbook.queries.signing import IN_FORCE
from respbook.rules.permissions import Viewer
from respbook.rules.pledge_states import PLEDGE, PledgeState
from respbook.rules.pledges import PLEDGE_KIND_LABELS, PledgeKind, number_text


@dataclass(frozen=True)
class GroupRow:
    """一个社: its own paper, if it has one, and how many of its households have signed of how many papers."""

    unit_id: int
    name: str
    pledge_id: int | None
    state: PledgeState | None
    signed: int
    papers: int


@dataclass(frozen=True)
class VillageWork:
    """一个村的层层签订: its 社, then its households of no 社 (``others``), and the photos kept."""

    groups: Sequence[GroupRow]
    others: GroupRow | None
    stacks: Sequence[PledgeStack]

    @property
    def rows(self) -> Sequence[GroupRow]:
        """各社, and 不分社 where there are such households."""
        return (*self.groups, *((self.others,) if self.others else ()))

    @property
    def group_papers(self) -> tuple[int, int]:
        """社: signed, and papers."""
        states = [row.state for row in self.groups if row.state is not None]
        return sum(state is PledgeState.SIGNED for state in states), len(states)

    @property
    def household_papers(self) -> tuple[int, int]:
        """户: signed, and papers."""
        return sum(row.signed for row in self.rows), sum(row.papers for row in self.rows)


def village_work(letter: Letter) -> VillageWork:
    """一个村的层层签订: four statements however many households."""
    names, papers = group_names(letter.unit), living_groups(letter.id)
    counts: dict[int, tuple[int, int]] = {}
    for unit_id, total, signed in db.session.execute(
        select(Pledge.unit_id, func.count(), func.count(Pledge.signed_on))
        .where(Pledge.letter_id == letter.id, Pledge.kind == PledgeKind.HOUSEHOLD, LIVING)
        .group_by(Pledge.unit_id)
    ):
        counts[unit_id] = (signed, total)
    gone = {unit_id: row.name for unit_id, row in papers.items() if unit_id not in names}
    groups = []
    for unit_id, name in {**names, **gone}.items():
        paper = papers.get(unit_id)
        state = paper.state if paper else None
        groups.append(GroupRow(unit_id, name, paper.id if paper else None, state, *counts.get(unit_id, (0, 0))))
    loose = counts.get(letter.unit_id)
    others = GroupRow(letter.unit_id, "不分社", None, None, *loose) if loose else None
    stacks = db.session.scalars(
        select(PledgeStack).where(PledgeStack.letter_id == letter.id).order_by(PledgeStack.id.desc())
    ).all()
    return VillageWork(groups, others, stacks)


@dataclass(frozen=True)
class PledgeFilter:
    """下级文书筛选: of one programme; a letter or a 社 narrows it. ``state`` None: all but the void ones.

    ``unsigned``: waiting, refused or away.
    """

    programme_id: int
    letter_id: int | None = None
    unit_id: int | None = None
    kind: PledgeKind | None = None
    state: PledgeState | None = None
    unsigned: bool = False
    words: str = ""


@dataclass(frozen=True)
class PledgeRow:
    """下级文书列表的一行."""

    id: int
    letter_id: int
    village: str
    serial: int
    kind: PledgeKind
    name: str
    group_name: str
    people: int | None
    address: str
    state: PledgeState
    signed_on: date | None
    reason: str
    stack_id: int | None

    @property
    def number_text(self) -> str:
        """编号."""
        return number_text(self.village, self.serial)


_COLUMNS = (
    Pledge.id, Pledge.letter_id, Pledge.village, Pledge.serial, Pledge.kind, Pledge.name, Pledge.group_name, Pledge.people,
    Pledge.address, Pledge.state, Pledge.signed_on, Pledge.reason, Pledge.stack_id,
)  # fmt: skip


def _chosen(viewer: Viewer, wanted: PledgeFilter) -> Select[*tuple[Any, ...]]:
    chosen: Select[*tuple[Any, ...]] = (
        select(*_COLUMNS)
        .join(Pledge.unit)
        .join(Pledge.letter)
        .where(under(viewer), Letter.programme_id == wanted.programme_id)
    )
    if wanted.letter_id is None:
        chosen = chosen.where(IN_FORCE)  # who asks for one letter sees its papers, whatever became of it
    if wanted.state is None:
        chosen = chosen.where(LIVING)
    if wanted.unsigned:
        chosen = chosen.where(Pledge.signed_on.is_(None))
    given = {
        Pledge.letter_id: wanted.letter_id, Pledge.unit_id: wanted.unit_id, Pledge.kind: wanted.kind, Pledge.state: wanted.state,
    }  # fmt: skip
    for column, value in given.items():
        if value is not None:
            chosen = chosen.where(column == value)
    if wanted.words.strip():
        like = within(wanted.words)
        named = (Pledge.name, Pledge.group_name, Pledge.village, Pledge.address)
        chosen = chosen.where(or_(*(column.like(like, escape="\\") for column in named)))
    return chosen


_ORDER = (Pledge.letter_id, Pledge.serial)


def pledge_list(viewer: Viewer, wanted: PledgeFilter, page: int = 1) -> Listing[PledgeRow]:
    """下级文书列表 by village and number: two statements."""
    chosen = _chosen(viewer, wanted)
    rows = db.session.execute(chosen.order_by(*_ORDER).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Listing([PledgeRow(*row) for row in rows], total_of(chosen), page)


def pledge_rows(viewer: Viewer, wanted: PledgeFilter) -> Iterator[tuple[Any, ...]]:
    """下级文书, as the sheet tells them: one statement."""
    for row in db.session.execute(_chosen(viewer, wanted).order_by(*_ORDER).execution_options(yield_per=1000)):
        each = PledgeRow(*row)
        yield (
            each.number_text,
            PLEDGE_KIND_LABELS[each.kind],
            each.village,
            each.group_name,
            each.name,
            each.people,
            each.address,
            PLEDGE.labels[each.state],
            each.signed_on,
            each.reason,
        )


@dataclass(frozen=True)
class TickRow:
    """勾选的一份."""

    id: int
    serial: int
    kind: PledgeKind
    name: str
    group_name: str
    unit_id: int
    address: str
    state: PledgeState


def to_tick(letter_id: int) -> list[TickRow]:
    """待登记的 papers of a letter, 社责任书 first, then by 社: one statement."""
    rows = db.session.execute(
        select(
            Pledge.id,
            Pledge.serial,
            Pledge.kind,
            Pledge.name,
            Pledge.group_name,
            Pledge.unit_id,
            Pledge.address,
            Pledge.state,
        )
        .join(Pledge.unit)
        .where(Pledge.letter_id == letter_id, LIVING, Pledge.state != PledgeState.SIGNED)
        .order_by(Pledge.kind != PledgeKind.GROUP, *BY_GROUP)
    )
    return [TickRow(*row) for row in rows]
