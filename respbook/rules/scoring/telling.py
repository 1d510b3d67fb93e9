"""说明 telling: the steps of one row as they are told, each with the figure that stands after it (A9)."""

from collections.abc import Iterable
from decimal import Decimal

from respbook.rules.scoring.amounts import ZERO
from respbook.rules.scoring.facts import Link
from respbook.rules.scoring.results import Phase, Step


class Telling:
    """一行的说明: collects steps; ``figure`` is where the row stands now. Where nobody asks for words there is none of it."""

    __slots__ = ("figure", "links", "notes", "steps", "words")

    def __init__(self) -> None:
        self.figure = ZERO
        self.steps: list[Step] = []
        self.words = ""
        """What the rule that has just been reckoned says of itself; the row puts the sum behind it."""
        self.notes: list[tuple[str, tuple[Link, ...]]] = []
        """What is listed without counting, such as 拟扣."""
        self.links: tuple[Link, ...] = ()

    def step(
        self, phase: Phase, words: str, change: Decimal = ZERO, rule: str = "", links: Iterable[Link] = ()
    ) -> None:
        """One more step; the change is what makes the figure."""
        self.figure += change
        self.steps.append(Step(phase, words, self.figure, rule, change, tuple(links)))

    def say(self, words: str, links: Iterable[Link] = ()) -> None:
        """What the rule at hand did."""
        self.words, self.links = words, tuple(links)

    def note(self, words: str, links: Iterable[Link] = ()) -> None:
        """Listed, without effect."""
        self.notes.append((words, tuple(links)))

    def flush_notes(self, phase: Phase, rule: str) -> None:
        """Each note becomes a step that changes nothing."""
        for words, links in self.notes:
            self.step(phase, words, rule=rule, links=links)
        self.notes.clear()
