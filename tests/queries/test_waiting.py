"""待签: what is found as waiting in the tables is exactly what the rule lets this person sign."""

import datetime as d
from itertools import product

from making import NOW, make
from sqlalchemy import delete, insert, update
from standing import stands

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import Proxy, SigningSlot
from respbook.models.units import Holder
from respbook.queries.signing import slots_of
from respbook.queries.signing_grounds import grounds_of
from respbook.queries.waiting import own_slots, slots_at_table, waiting_count, waiting_slots, who_may_sign
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.signing import SigningState
from respbook.rules.signing_right import check_slot
from respbook.rules.units import PostRole

LATER = NOW + d.timedelta(days=1)
TODAY, DAY = LATER.date(), d.timedelta(days=1)
LONG_AGO = d.date(2025, 1, 1)
FIRST, SECOND = PostRole.FIRST, PostRole.SECOND
ME, OTHER = "王喆", "赵新民"
POSTS = {
    "in post": [(ME, FIRST, LONG_AGO, None)],
    "left today": [(ME, FIRST, LONG_AGO, TODAY), (OTHER, FIRST, TODAY, None)],
    "leaves tomorrow": [(ME, FIRST, LONG_AGO, TODAY + DAY)],
    "comes tomorrow": [(OTHER, FIRST, LONG_AGO, TODAY + DAY), (ME, FIRST, TODAY + DAY, None)],
    "comes today": [(OTHER, FIRST, LONG_AGO, TODAY), (ME, FIRST, TODAY, None)],
    "somebody else": [(OTHER, FIRST, LONG_AGO, None)],
    "in another post": [(ME, SECOND, LONG_AGO, None), (OTHER, FIRST, LONG_AGO, None)],
    "both": [(OTHER, FIRST, LONG_AGO, None), (ME, FIRST, LONG_AGO, None)],
    "nobody": [],
}
GRANTS = {
    "none": None,
    "in force": (OTHER, ME, TODAY - DAY, TODAY + DAY, False),
    "first day": (OTHER, ME, TODAY, TODAY + DAY, False),
    "last day": (OTHER, ME, TODAY - DAY, TODAY, False),
    "lapsed": (OTHER, ME, TODAY - 2 * DAY, TODAY - DAY, False),
    "not yet": (OTHER, ME, TODAY + DAY, TODAY + 2 * DAY, False),
    "withdrawn": (OTHER, ME, TODAY - DAY, TODAY + DAY, True),
    "for another": (OTHER, "李会计", TODAY - DAY, TODAY + DAY, False),
    "by a stranger": ("路人", ME, TODAY - DAY, TODAY + DAY, False),
}
LETTERS = ("plain", "objected", "void", "replaced")
TURNS = {  # (step of the town, signed), (step of the village, signed)
    "side by side": ((10, None), (10, None)),
    "the first": ((20, None), (10, None)),
    "the second": ((10, None), (20, None)),
    "the second, first signed": ((10, 1), (20, None)),
    "signed": ((10, None), (10, 2)),
}
CASES = [
    *((posts, grant, "plain", "side by side") for posts, grant in product(POSTS, GRANTS)),
    *(
        (posts, "in force", letter, turn)
        for posts in ("in post", "somebody else")
        for letter, turn in product(LETTERS, TURNS)
    ),
]


@stands
def letters(app, town):
    """Two issued letters: the first is asked about, the second may replace it."""
    programme = make.programme(town)
    make.target(town, programme)
    rows = make.drafts(town, make.template(town, programme), [town.villages[0].id, town.villages[1].id])
    make.issued(app, town, rows)
    return [row.id for row in rows]


def arrange(unit_id, letter_id, other_id, posts, grant, letter, turn):
    run = db.session.execute
    run(delete(Proxy))
    run(delete(Holder).where(Holder.unit_id == unit_id))
    for position, (name, role, from_on, to_on) in enumerate(POSTS[posts]):
        told = {
            "unit_id": unit_id,
            "role": role,
            "post": f"职务{position}",
            "name": name,
            "phone": "",
            "position": position,
        }
        run(insert(Holder).values(**told, from_on=from_on, to_on=to_on))
    if GRANTS[grant] is not None:
        holder, name, from_on, to_on, withdrawn = GRANTS[grant]
        told = {
            "unit_id": unit_id,
            "holder": holder,
            "proxy": name,
            "from_on": from_on,
            "to_on": to_on,
            "reason": "外出",
        }
        told |= {"scan_sha256": "a" * 64, "scan_name": "授权书.png", "media": "image/png", "made_by": "陈静"}
        told |= {
            "made_at": NOW,
            "withdrawn_at": NOW if withdrawn else None,
            "withdrawn_by": "陈静" if withdrawn else None,
        }
        run(insert(Proxy).values(**told))
    void, objected = letter == "void", letter == "objected"
    run(
        update(Letter)
        .where(Letter.id == letter_id)
        .values(
            state=LetterState.VOID if void else LetterState.ISSUED,
            voided_at=NOW if void else None,
            voided_by="李建国" if void else None,
            signing=SigningState.OBJECTED if objected else SigningState.WAITING,
            replaced_by_id=other_id if letter == "replaced" else None,
        )
    )
    for place, (step, signed) in zip(slots_of(letter_id), TURNS[turn], strict=True):
        run(update(SigningSlot).where(SigningSlot.id == place.id).values(step=step, signature_id=signed))
    db.session.expire_all()


def allowed(viewer, slot_id):
    """By the rule, over what a signature rests on."""
    found = grounds_of(viewer, [slot_id])
    slot = found.slots[slot_id]
    try:
        check_slot(slot.letter, slot, found.lines[slot.letter_id])
        found.rights[slot_id].signer(viewer.name, TODAY)
    except RuleBroken:
        return False
    return True


def test_what_waits_is_what_the_rule_allows(town, letters):
    viewer, seen = town.viewer("signer"), set()
    unit_id, (letter_id, other_id) = town.villages[0].id, letters
    own = slots_of(letter_id)[1].id
    for case in CASES:
        arrange(unit_id, letter_id, other_id, *case)
        right = allowed(viewer, own)
        found = {own} if right else set()
        assert own_slots(viewer, letter_id, TODAY) == found, case
        assert {each.id for each in waiting_slots(viewer, TODAY)} == found, case
        assert waiting_count(viewer, TODAY) == len(found), case
        programme_id = db.session.get(Letter, letter_id).programme_id
        table = [each for each in slots_at_table(programme_id, [unit_id]) if each.id == own]
        offered = who_may_sign(table, TODAY).get(own, [])
        assert (viewer.name in offered) == right, case
        seen.add(right)
    assert viewer.name == ME and seen == {True, False}
