"""签字位: opened when a letter is issued; for letters that were issued before there were any, by one deed after the upgrade."""

from collections.abc import Iterable
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import SigningSlot
from respbook.papers import stored
from respbook.papers.blocks import SignatureBlock, SignatureSide
from respbook.queries.slots import unslotted
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.signing import SigningState
from respbook.rules.signing_plan import BOTH, USUAL, Party, PartyUnit, SideKind, SidePlan, Slot


def open_slots(letter: Letter, parties: Iterable[Party]) -> None:
    """开签字位 as the frozen paper prints them; the letter waits to be signed."""
    letter.signing = SigningState.WAITING
    for side, party in enumerate(parties):
        for place, slot in enumerate(party.slots):
            db.session.add(
                SigningSlot(
                    letter_id=letter.id,
                    side=side,
                    place=place,
                    party=party.plan.party,
                    unit_id=party.unit.unit_id,
                    unit_name=party.unit.name[:60],
                    role=slot.role,
                    post=slot.post,
                    name=slot.name,
                    step=slot.step,
                    seal=party.plan.seal,
                )
            )


@action(Permission.LETTER_ISSUE)
def complete(*, by: Viewer, now: datetime) -> int:
    """补开签字位 of letters issued before the upgrade, read off their frozen papers; gives how many letters got theirs."""
    letters = unslotted()
    for letter in letters:
        paper = stored.loaded(letter.paper or "")
        sides = [side for block in paper.blocks if isinstance(block, SignatureBlock) for side in block.sides]
        towns = (letter.programme.unit_id, letter.unit_id)
        open_slots(letter, [_party(side, towns[place] if place < 2 else None) for place, side in enumerate(sides)])
    audit.note_words("letter.complete_slots", Letter.__tablename__, 0, "责任书", after={"份数": str(len(letters))})
    return len(letters)


def _party(side: SignatureSide, unit_id: int | None) -> Party:
    """An old paper has the usual two sides: the first slot was the 第一责任人's, the second the 直接责任人's."""
    step = USUAL[0].step * 10
    slots = tuple(Slot(BOTH[min(n, 1)], slot.post, slot.name, step) for n, slot in enumerate(side.slots))
    plan = SidePlan(side.party, SideKind.NAMED, BOTH, side.seal, name=side.unit)
    return Party(plan, PartyUnit(unit_id, side.unit, ()), slots or (Slot(BOTH[0], "负责人", "", step),))
