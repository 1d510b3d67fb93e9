"""体检问题: one finding of 签发前体检, and how its sentences name a clause."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from respbook.rules.clauses import shortened
from respbook.rules.issue_facts import ClauseFacts


@dataclass(frozen=True)
class Flaw:
    """体检问题: ``stop`` forbids issuing, ``warn`` may be waived with a reason; ``about`` is (kind of thing, id).

    ``ground`` is the content that it was found in: a waiver holds for this content only.
    """

    level: Literal["stop", "warn"]
    sentence: str
    about: tuple[str, int]
    field: str = ""
    ground: str = ""

    @property
    def content(self) -> str:
        """内容摘要: digest of the ground; when the text changes, the waiver no longer fits."""
        return hashlib.sha256(self.ground.encode()).hexdigest()

    @property
    def key(self) -> tuple[str, str]:
        """What a waiver is held against: the sentence and the content."""
        return self.sentence, self.content


def shown(clause: ClauseFacts) -> str:
    """条款的称呼: its first words."""
    if clause.kind != "clause":
        return "标题"
    return f"条款“{shortened(clause.label + clause.text)}”"


def about_clause(clause: ClauseFacts, sentence: str, level: Literal["stop", "warn"] = "warn") -> Flaw:
    """条款问题: a finding in the text of a clause or a title."""
    return Flaw(level, shown(clause) + sentence, (clause.kind, clause.id), "text", clause.text)
