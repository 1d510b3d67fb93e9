"""示例层层签订: three villages have signed on with their 社, one with its households, one has reported; through the real actions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from respbook.actions import cascade_reports, pledge_signing, pledges
from respbook.actions.issuing import Tools
from respbook.demo.town import Village, villagers
from respbook.models.letters import Letter
from respbook.press.pictures import page_png
from respbook.queries.pledge_lists import to_tick
from respbook.queries.pledges import PrintWanted, group_names, groups_under, papers_to_print, passed_letter
from respbook.readers import scans
from respbook.rules.household_lists import Household
from respbook.rules.permissions import Viewer
from respbook.rules.pledges import PledgeKind
from respbook.rules.targets import Basis

PER_GROUP = 12
"""Households of each 社 that have a pledge so far: the village has begun, not ended."""


@dataclass(frozen=True)
class Hands:
    """经手人: whoever of the village records, and the clock."""

    village: Viewer
    tools: Tools
    now: Callable[[], datetime]


def signed_on(letter_id: int, village: Village, hands: Hands, *, far: bool) -> None:
    """层层签订 of one village; ``far``: its 社 have all signed, and most households; else it has just begun."""
    by, now = hands.village, hands.now
    letter = passed_letter(by, letter_id)
    units = [unit.id for unit in groups_under(letter.unit)]
    pledges.generate_groups(letter_id, None, units, Basis.HOUSEHOLDS, by=by, now=now())
    if far:
        pledges.generate_households(letter_id, _households(letter, village), False, Basis.EQUAL, by=by, now=now())
    rows = to_tick(letter_id)
    groups = [row.id for row in rows if row.kind is PledgeKind.GROUP]
    _record(letter_id, groups if far else groups[:2], PledgeKind.GROUP, hands)
    households = [row for row in rows if row.kind is PledgeKind.HOUSEHOLD]
    if not households:
        return
    left = {7: False, 20: True, 33: True}
    _record(
        letter_id,
        [row.id for place, row in enumerate(households) if place not in left and place < len(households) - 6],
        PledgeKind.HOUSEHOLD,
        hands,
    )
    for place, absent in left.items():
        reason = "全家在外务工，年底回来补签。" if absent else "对垃圾池位置有意见，村上正在做工作。"
        pledge_signing.leave_unsigned(households[place].id, absent, reason, 1, by=by, now=now())


def reported(letter_id: int, hands: Hands) -> None:
    """上报 of a village that signs with its 社 alone: whoever is left is away; the office has yet to receive it."""
    by, now = hands.village, hands.now
    for row in to_tick(letter_id):
        pledge_signing.leave_unsigned(row.id, True, "社长在县城住院，出院后补签。", 1, by=by, now=now())
    cascade_reports.report(letter_id, "本村由社与农户在社员会上签订，不另签承诺书。", by=by, now=now())


def _households(letter: Letter, village: Village) -> list[Household]:
    random = Random(village.code)
    made: list[Household] = []
    for unit_id, name in group_names(letter.unit).items():
        for place, head in enumerate(villagers(random, village.secretary[0], PER_GROUP), 1):
            line = len(made) + 1
            made.append(Household(line, head, name, unit_id, random.randint(1, 7), f"{place}号"))
    return made


def _record(letter_id: int, ids: list[int], kind: PledgeKind, hands: Hands) -> None:
    """The photo of the stack is a picture of its first page."""
    tools, now = hands.tools, hands.now()
    pressed = tools.binder.pledges(papers_to_print(letter_id, PrintWanted(kind))[:2], "示例")
    content = page_png(pressed.pdf, 1, 60)
    photo = pledge_signing.Photo("签字合影.png", tools.store.put(content), scans.inspect(content))
    pledge_signing.record(letter_id, ids, now.date(), photo, by=hands.village, now=now)
