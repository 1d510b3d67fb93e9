"""签字所据: all that signing rests on, read at one go for one slot or a hundred; what is right is told by ``rules.signing_right``."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import Objection, Proxy, SigningSlot
from respbook.models.units import Holder
from respbook.queries.scope_signing import slots_in_sight
from respbook.queries.signing import authorised
from respbook.rules.lifecycles import ObjectionState
from respbook.rules.permissions import Viewer
from respbook.rules.signing_right import Authorised, Signer, entitled, names_in_post, signer_for


@dataclass(frozen=True)
class Right:
    """一栏的签字资格: the name it prints, who ever held its post, what its unit has authorised, the youngest first."""

    printed: str
    posts: Sequence[Holder]
    authorised: Sequence[Authorised]
    scans: Mapping[int, str]
    """授权书 of each authorisation, by its digest."""

    def signer(self, name: str, on: date) -> Signer:
        """签署人. Raises RuleBroken saying who may sign."""
        return signer_for(name, self.printed, self.posts, self.authorised, on)

    def names(self, on: date) -> list[str]:
        """可签的人 that day."""
        return list(entitled(self.printed, self.posts, self.authorised, on))

    def in_post(self, on: date) -> list[str]:
        """某日在任, the printed one first."""
        return names_in_post(self.printed, self.posts, on)


def rights_to_sign(slots: Iterable[SigningSlot]) -> dict[int, Right]:
    """签字资格 of some slots: two statements however many."""
    wanted = list(slots)
    units = {slot.unit_id for slot in wanted if slot.unit_id is not None}
    holders = db.session.scalars(
        select(Holder).where(Holder.unit_id.in_(units)).order_by(Holder.position, Holder.id)
    ).all()
    granted = db.session.scalars(select(Proxy).where(Proxy.unit_id.in_(units)).order_by(Proxy.id.desc())).all()
    return {
        slot.id: Right(
            slot.name,
            [each for each in holders if (each.unit_id, each.role) == (slot.unit_id, slot.role)],
            [authorised(each) for each in granted if each.unit_id == slot.unit_id],
            {each.id: each.scan_sha256 for each in granted if each.unit_id == slot.unit_id},
        )
        for slot in wanted
    }


def right_to_sign(slot: SigningSlot) -> Right:
    """签字资格 of one slot."""
    return rights_to_sign([slot])[slot.id]


@dataclass(frozen=True)
class Grounds:
    """签字所据 of some slots: each with its letter, and of the letters all slots, the frozen papers, open objections."""

    slots: Mapping[int, SigningSlot]
    lines: Mapping[int, Sequence[SigningSlot]]
    rights: Mapping[int, Right]
    papers: Mapping[int, str]
    objected: frozenset[int]


def grounds_of(viewer: Viewer, slot_ids: Collection[int]) -> Grounds:
    """签字所据 of slots in sight: six statements however many. Raises NotInSight for any of them."""
    slots = slots_in_sight(viewer, slot_ids)
    letter_ids = {slot.letter_id for slot in slots.values()}
    lines: dict[int, list[SigningSlot]] = {}
    for line in db.session.scalars(
        select(SigningSlot)
        .where(SigningSlot.letter_id.in_(letter_ids))
        .order_by(SigningSlot.letter_id, SigningSlot.side, SigningSlot.place)
    ):
        lines.setdefault(line.letter_id, []).append(line)
    open_now = select(Objection.letter_id).where(
        Objection.letter_id.in_(letter_ids), Objection.state == ObjectionState.OPEN
    )
    return Grounds(
        slots,
        lines,
        rights_to_sign(slots.values()),
        frozen_papers(letter_ids),
        frozenset(db.session.scalars(open_now)),
    )


def frozen_papers(letter_ids: Collection[int]) -> dict[int, str]:
    """定稿文书 of some letters as they were frozen: one statement."""
    rows = db.session.execute(select(Letter.id, Letter.paper).where(Letter.id.in_(letter_ids)))
    return {row.id: row.paper or "" for row in rows}
