"""示例签订: some of the year's letters signed on glass and sealed, some half signed, one objected to, the rest waiting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import objections, seals, signing
from respbook.actions.issuing import Tools
from respbook.actions.signed_copies import freeze_waiting
from respbook.demo.handwriting import picture_of, strokes_of
from respbook.models.letters import Letter
from respbook.models.signing import Objection, SigningSlot
from respbook.press.sample_seal import sample_seal
from respbook.queries.signing import slots_of
from respbook.rules.permissions import Viewer
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.signing import WHOLE_LETTER

WORRY = "本村去年划走一片林地，巡查范围和次数请按现在的面积核实后再定。"
FIGURE = "表中第一项数字与我单位实际不符，请核实后改正。"


@dataclass(frozen=True)
class Hands:
    """经手人: the host of the 会签台, the leader who seals, who objects for a unit; ``later`` is the time of the next deed."""

    host: Viewer
    leader: Viewer
    signer_of: Callable[[int], Viewer | None]
    later: Callable[[], datetime]


def shared_out(letters: Sequence[Letter]) -> tuple[Sequence[Letter], Sequence[Letter], Sequence[Letter]]:
    """分开: a fifth to be signed by all and sealed by the town, a few by one side alone, the rest."""
    count = max(len(letters) // 5, 1)
    end = count + max(count // 2, 1)
    return letters[:count], letters[count:end], letters[end:]


def signed_by_town(letters: Sequence[Letter], unit_id: int, tools: Tools, hands: Hands) -> None:
    """镇里签字盖章, after the units have signed."""
    for letter in letters:
        for slot in slots_of(letter.id):
            if slot.signature_id is None:
                sign_slot(slot, letter, tools, hands)
    _sealed(letters, unit_id, tools, hands)
    freeze_waiting([letter.id for letter in letters], tools, hands.later())


def sign_slot(slot: SigningSlot, letter: Letter, tools: Tools, hands: Hands) -> None:
    """签一栏 at the table, with a mark that reads as the name."""
    if not slot.name:
        return
    now, strokes = hands.later(), strokes_of(slot.name, tools.binder.faces, slot.id)
    mark = signing.HandMark(tools.store.put(picture_of(strokes)), tools.store.put(strokes))
    shown = Shown(letter.pdf_sha256 or "", now, letter.pages or 0)
    proof = Proof("host", now, hands.host.name)
    signing.sign_at_table(slot.id, slot.name, mark, shown, proof, by=hands.host, now=now)


def _sealed(letters: Sequence[Letter], unit_id: int, tools: Tools, hands: Hands) -> None:
    leader = hands.leader
    picture = tools.store.put(sample_seal("青山镇人民政府", tools.binder.faces))
    seal = seals.register(unit_id, "公章（样章）", picture, by=leader, now=hands.later())
    now = hands.later()
    order, proof = seals.SealOrder(seal.id, leader.name), Proof("password", now, leader.name)
    seals.use([letter.id for letter in letters], order, proof, by=leader, now=now)


def objected(letter: Letter, worry: str, hands: Hands) -> Objection:
    """提出异议, by the head of the unit."""
    signer = hands.signer_of(letter.unit_id)
    assert signer is not None
    return objections.object_to(letter.id, None, WHOLE_LETTER, worry, by=signer, now=hands.later())
