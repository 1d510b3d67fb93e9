"""示例签订仪式: the meeting is arranged, its 会签台 opened, one person after another signs, who came is ticked, it is closed."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date

from respbook.actions import ceremonies, signing_tables, tablets
from respbook.actions.issuing import Tools
from respbook.actions.proofs import Came
from respbook.actions.signing import HandMark
from respbook.demo.handwriting import picture_of, strokes_of
from respbook.demo.signed import Hands
from respbook.models.letters import Letter
from respbook.models.signing import SigningSlot
from respbook.queries.ceremonies import units_called
from respbook.queries.signing import slots_of
from respbook.rules.signature_record import Shown

_AWAY = 3
"""Units that did not come."""


def arranged(programme_id: int, held_on: date, hands: Hands) -> None:
    """安排签订仪式."""
    facts = ceremonies.CeremonyFacts(
        held_on, "上午9:00", "镇政府三楼会议室", "镇长罗文淼", "请各单位负责人本人到会，带好公章。"
    )
    ceremonies.arrange(programme_id, facts, 0, by=hands.host, now=hands.later())


def attended(programme_id: int, hands: Hands) -> None:
    """登记签到和领取: all came but a few of the last; their copies still lie in the office."""
    rows = units_called(hands.host, programme_id)
    heads = {row.unit_id: row.name for row in reversed(rows) if row.name}
    came = list(dict.fromkeys(row.unit_id for row in rows if row.name))[:-_AWAY]
    marks = [ceremonies.Mark(unit_id, heads[unit_id], heads[unit_id]) for unit_id in came]
    ceremonies.note(programme_id, marks, by=hands.host, now=hands.later())


def at_table(letters: Sequence[Letter], tools: Tools, hands: Hands) -> None:
    """会签: the units of these letters sign one after another at the table of the meeting, which is closed then."""
    token, pin = secrets.token_urlsafe(24), f"29{secrets.randbelow(90) + 10}"
    digest = hashlib.sha256(token.encode()).hexdigest()
    facts = signing_tables.TableFacts(letters[0].programme_id, tuple(each.unit_id for each in letters), pin)
    table = signing_tables.open_table(facts, digest, by=hands.host, now=hands.later())
    entry, seat = _secret(), _secret()
    tablets.enter(digest, pin, tablets.Device(""), entry, None, now=hands.later())
    device = tablets.Device(entry, (seat,))
    for letter in letters:
        for slot in slots_of(letter.id):
            if slot.unit_id == letter.unit_id and slot.name:
                _seated(device, pin, slot, letter, tools, hands)
    signing_tables.close(table.id, by=hands.host, now=hands.later())


def _secret() -> str:
    """The digest of a secret that the example's tablet has, and nobody keeps."""
    return hashlib.sha256(secrets.token_bytes(24)).hexdigest()


def _seated(device: tablets.Device, pin: str, slot: SigningSlot, letter: Letter, tools: Tools, hands: Hands) -> None:
    (held,) = device.seats
    seat = tablets.seat(device, slot.id, slot.name, pin, held, now=hands.later())
    now, strokes = hands.later(), strokes_of(slot.name, tools.binder.faces, slot.id)
    mark = HandMark(tools.store.put(picture_of(strokes)), tools.store.put(strokes))
    shown = Shown(letter.pdf_sha256 or "", now, letter.pages or 0)
    came = Came(device.entry_sha256[:8], "127.0.0.1", "示例平板")
    tablets.sign_seated(device, seat.id, mark, shown, came, now=now)
