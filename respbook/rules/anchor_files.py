"""存证文件: what an auditor brings along: checkpoints, a copy of the book, a list of printed codes (safety R79)."""

import json
from dataclasses import dataclass
from datetime import datetime

from respbook.rules.anchors import Anchor, read_anchors
from respbook.rules.checkpoints import Note, is_checkpoint, read_checkpoint
from respbook.rules.codes import is_digest
from respbook.rules.errors import RuleBroken


@dataclass(frozen=True)
class Given:
    """读出的存证: with the notes among them, whose signatures are still to be looked at."""

    anchors: tuple[Anchor, ...] = ()
    notes: tuple[Note, ...] = ()

    def __add__(self, other: "Given") -> "Given":
        return Given(self.anchors + other.anchors, self.notes + other.notes)


_MOST = 10**12
"""No book has as many entries."""


def read_given(text: str, whence: str) -> Given:
    """读存证 of any of these forms. Raises RuleBroken naming what cannot be read."""
    if is_checkpoint(text):
        note = read_checkpoint(text)
        return Given((note.anchor(whence),), (note,))
    if text.startswith("{"):
        return Given(tuple(_copied(line, place, whence) for place, line in enumerate(text.splitlines(), 1) if line))
    return Given(read_anchors(text, whence))


def copy_line(seq: int, prev_hash: str, digest: str, body: str) -> str:
    """审计副本的一行: an entry as it stands in the book."""
    facts = {"seq": seq, "prev_hash": prev_hash, "hash": digest, "body": body}
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n"


def kept_given(given: Given) -> str:
    """存证 for a verification that is done later, as text: the notes' signatures have been looked at by then."""
    return json.dumps(
        [(each.seq, each.code, each.whence, each.at and each.at.isoformat()) for each in given.anchors],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def given_again(text: str) -> Given:
    """存证, read again."""
    return Given(
        tuple(
            Anchor(seq, code, whence, datetime.fromisoformat(at) if at else None)
            for seq, code, whence, at in json.loads(text)
        )
    )


def _copied(line: str, place: int, whence: str) -> Anchor:
    try:
        told = json.loads(line)
        seq, digest = told["seq"], told["hash"]
        if type(seq) is not int or not 1 <= seq < _MOST or not is_digest(digest):
            raise ValueError(line)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise RuleBroken(f"{whence}第{place}行读不出来，不是审计副本，或被截断。", "anchors") from None
    return Anchor(seq, digest, whence)
