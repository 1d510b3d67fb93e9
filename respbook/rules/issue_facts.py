"""签发要素 issue facts: what a batch is checked on before issue, gathered from the tables as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from respbook.rules.burden import Lift


@dataclass(frozen=True)
class HolderFacts:
    """任职人: who signs for a side, with the post as printed."""

    post: str
    name: str


@dataclass(frozen=True)
class ProgrammeFacts:
    """方案要素: what holds for every letter of the batch; ``issue_on`` is the day the letters will bear.

    ``many_letters``: with this many letters in force at once a unit is warned about. ``unchecked`` lines of the
    待核对清单 are still open.
    """

    id: int
    year: int
    term_from: date
    term_to: date
    number_pattern: str
    issuer: str
    signers: tuple[HolderFacts, ...] = ()
    issue_on: date | None = None
    name: str = ""
    many_letters: int = 3
    unchecked: int = 0


@dataclass(frozen=True)
class UnitFacts:
    """单位要素: one unit of the batch; the three sizes are the bases of division.

    ``in_force`` are its issued letters whose term overlaps the programme's, by number; ``lift`` is what it has to
    report in a week and what this programme adds.
    """

    id: int
    name: str
    kind: str
    head: str
    holders: tuple[HolderFacts, ...] = ()
    households: int | None = None
    population: int | None = None
    farmland: Decimal | None = None
    in_force: tuple[str, ...] = ()
    lift: Lift | None = None


@dataclass(frozen=True)
class TargetFacts:
    """目标要素: ``parts`` are the amounts of the units that bear it (None: cell empty), ``units`` their number.

    ``wording`` is what it asks for in words; ``powerless`` are the units that bear it and lack the ``power`` it needs.
    ``baseless``: the base year that it is measured against while the figure of that year is not filled in.
    """

    id: int
    name: str
    unit_word: str = ""
    divided: bool = False
    total: Decimal | None = None
    parts: tuple[Decimal | None, ...] = ()
    units: int = 0
    due_on: date | None = None
    shortfall_reason: str = ""
    wording: str = ""
    power: str = ""
    powerless: tuple[str, ...] = ()
    baseless: int | None = None


@dataclass(frozen=True)
class ClauseFacts:
    """条款要素: a clause of a template, or its title with ``kind`` letter_template; a ``tag`` makes it optional."""

    id: int
    label: str
    text: str
    tag: str = ""
    kind: str = "clause"
    level: int = 0


@dataclass(frozen=True)
class FormerHolder:
    """离任人: somebody who held a post of a unit until ``to_on`` and holds none now."""

    name: str
    post: str
    unit_name: str
    to_on: date


@dataclass(frozen=True)
class FormerName:
    """旧名: what a unit was called before, or the name of one that is no longer; ``now`` is empty for the latter."""

    name: str
    now: str = ""


@dataclass(frozen=True)
class LetterFacts:
    """责任书要素: which clauses this unit's letter has, what fills them, and how many targets it bears."""

    id: int
    unit_id: int
    unit_name: str
    template_id: int
    template_name: str
    clauses: tuple[ClauseFacts, ...]
    values: Mapping[str, str]
    targets: int


@dataclass(frozen=True)
class IssueFacts:
    """签发要素: everything one batch is checked on.

    ``clauses`` are all of the templates in use, also those no unit gets; ``undrawable`` the characters that no
    installed face can draw. ``names`` are all that living units of the town are called.
    """

    programme: ProgrammeFacts
    units: tuple[UnitFacts, ...]
    targets: tuple[TargetFacts, ...]
    clauses: tuple[ClauseFacts, ...]
    letters: tuple[LetterFacts, ...]
    undrawable: frozenset[str] = frozenset()
    former_holders: tuple[FormerHolder, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    names: tuple[str, ...] = ()
