"""签订的门: slots, records, objections, authorisations, signing codes and tables, papers of 社 and households (safety C4)."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from respbook.models.base import db
from respbook.models.glass import SigningPass, SigningTable
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge, PledgeStack
from respbook.models.programmes import Programme
from respbook.models.signing import Objection, Proxy, Signature, SigningSlot
from respbook.models.units import Unit
from respbook.queries.scope import NotInSight, letters_in_sight, of_programme, one, under
from respbook.rules.permissions import Viewer


def slot_in_sight(viewer: Viewer, slot_id: int) -> SigningSlot:
    """签字位 of a letter in sight, with the letter. Raises NotInSight."""
    found: SigningSlot = one(_slots(viewer).where(SigningSlot.id == slot_id))
    return found


def slots_in_sight(viewer: Viewer, slot_ids: Collection[int]) -> dict[int, SigningSlot]:
    """若干签字位 of letters in sight, with the letters: one statement. Raises NotInSight when one of them is not."""
    found = db.session.scalars(_slots(viewer).where(SigningSlot.id.in_(slot_ids))).all()
    if len(found) < len(set(slot_ids)):
        raise NotInSight
    return {slot.id: slot for slot in found}


def _slots(viewer: Viewer) -> Select[SigningSlot]:
    return (
        select(SigningSlot)
        .join(SigningSlot.letter)
        .join(Letter.unit)
        .where(letters_in_sight(viewer))
        .options(joinedload(SigningSlot.letter).options(joinedload(Letter.unit), joinedload(Letter.programme)))
    )


def pledge_in_sight(viewer: Viewer, pledge_id: int) -> Pledge:
    """下级责任书、承诺书 of a unit in sight, with its letter and frozen wording. Raises NotInSight."""
    found: Pledge = one(
        select(Pledge)
        .join(Pledge.unit)
        .where(Pledge.id == pledge_id, under(viewer))
        .options(
            joinedload(Pledge.unit),
            joinedload(Pledge.text),
            joinedload(Pledge.parent),
            joinedload(Pledge.stack),
            joinedload(Pledge.letter).joinedload(Letter.unit),
            joinedload(Pledge.letter).joinedload(Letter.programme).joinedload(Programme.unit),
        )
    )
    return found


def pass_in_sight(viewer: Viewer, pass_id: int) -> SigningPass:
    """手机签字码 of one's own. Raises NotInSight."""
    found: SigningPass = one(
        select(SigningPass)
        .where(SigningPass.id == pass_id, SigningPass.user_id == viewer.user_id)
        .options(joinedload(SigningPass.slot).joinedload(SigningSlot.letter).joinedload(Letter.unit))
    )
    return found


def table_in_sight(viewer: Viewer, table_id: int) -> SigningTable:
    """会签台 of a programme of the viewer's town. Raises NotInSight."""
    found: SigningTable = of_programme(viewer, SigningTable, table_id)
    return found


def signature_in_sight(viewer: Viewer, signature_id: int, *options: ExecutableOption) -> Signature:
    """签署记录 of a letter in sight. Raises NotInSight."""
    found: Signature = one(
        select(Signature)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Letter.unit)
        .where(Signature.id == signature_id, letters_in_sight(viewer))
        .options(*options)
    )
    return found


def objection_in_sight(viewer: Viewer, objection_id: int) -> Objection:
    """异议 on a letter in sight, with the letter. Raises NotInSight."""
    found: Objection = one(
        select(Objection)
        .join(Objection.letter)
        .join(Letter.unit)
        .where(Objection.id == objection_id, letters_in_sight(viewer))
        .options(joinedload(Objection.letter).options(joinedload(Letter.unit), joinedload(Letter.programme)))
    )
    return found


def proxy_in_sight(viewer: Viewer, proxy_id: int) -> Proxy:
    """代签授权 of a unit in sight. Raises NotInSight."""
    found: Proxy = one(
        select(Proxy).join(Proxy.unit).where(Proxy.id == proxy_id, under(viewer)).options(joinedload(Proxy.unit))
    )
    return found


def stack_in_sight(viewer: Viewer, stack_id: int) -> PledgeStack:
    """签订留影 of a unit in sight. Raises NotInSight."""
    found: PledgeStack = one(
        select(PledgeStack)
        .join(Unit, Unit.id == PledgeStack.unit_id)
        .where(PledgeStack.id == stack_id, under(viewer))
        .options(joinedload(PledgeStack.letter).joinedload(Letter.unit))
    )
    return found
