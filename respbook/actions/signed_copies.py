"""签订本定稿: when all have signed on glass, the bytes with their marks are kept for ever (features S6, safety R71)."""

from collections.abc import Iterable
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.issuing import Tools
from respbook.actions.overtaken import Overtaken, made_again
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signed_copies import SignedCopy
from respbook.queries import signed_copies as queries
from respbook.queries.scope import letter_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import Permission, Viewer, system_viewer

AT_ONCE = 60
"""Copies frozen right after a deed; what is more waits for the queue's next round."""


def freeze(letter_id: int, tools: Tools, *, by: Viewer, now: datetime) -> SignedCopy | None:
    """定稿 of one letter's copy; None where not all have signed on glass, or nothing came since the last one.

    Built outside the write gate; should a mark come meanwhile, it is built again. Raises RuleBroken, NotInSight.
    """

    def once() -> SignedCopy | None:
        found = _ground(letter_in_sight(by, letter_id))
        if found is None:
            return None
        kept = tools.store.put(queries.built(found, tools.store, tools.binder))
        db.session.rollback()
        return _take(letter_id, found, kept, by=by, now=now)

    return made_again(once, "签订本正在变动，没有定稿。请稍后再试。")


def freeze_waiting(letter_ids: Iterable[int] | None, tools: Tools, now: datetime) -> int:
    """补齐定稿: of these letters, or of all that wait; one that cannot be built stops no other."""
    by, made = system_viewer("签订本"), 0
    waiting = queries.unfrozen(AT_ONCE) if letter_ids is None else list(letter_ids)[:AT_ONCE]
    for letter_id in waiting:
        try:
            made += freeze(letter_id, tools, by=by, now=now) is not None
        except RuleBroken:
            continue
    return made


def _ground(letter: Letter) -> queries.Gathered | None:
    found = queries.gathered(letter)
    if letter.state is not LetterState.ISSUED or not found.whole:
        return None
    standing = queries.newest_copy(letter.id)
    return None if standing is not None and standing.content_sha256 == found.digest else found


@action(Permission.LETTER_READ)
def _take(letter_id: int, found: queries.Gathered, sha256: str, *, by: Viewer, now: datetime) -> SignedCopy:
    letter = letter_in_sight(by, letter_id)
    again = _ground(letter)
    if again is None or again.digest != found.digest:
        raise Overtaken
    row = SignedCopy(
        letter_id=letter_id,
        sha256=sha256,
        content_sha256=found.digest,
        marks=found.marks,
        made_of=queries.marks_made(letter_id),
        digital=0,
        made_at=now,
    )
    db.session.add(row)
    said = {"签订本摘要": sha256, "签字": f"{len(found.lines)}处", "印章": f"{len(found.imprints)}枚"}
    audit.note("copy.freeze", row, letter.said, after=said)
    return row
