"""Letters signed on glass with real strokes, and a seal to put on them."""

import datetime as d
import json
from types import SimpleNamespace

from making import NOW, make
from press.press_marks import handwriting

from respbook.actions import seals, signing, units
from respbook.press.sample_seal import sample_seal
from respbook.queries import signing as queries
from respbook.queries.scope import letter_in_sight
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.units import PostRole
from respbook.works import tools

LATER = NOW + d.timedelta(days=1)
PROOF = Proof("password", LATER, "李建国", "12345678", "10.0.0.8", "Firefox")
_seals = {}


def issued(app, town, count=1):
    """Letters of the first villages, issued; 镇长李建国 and 党支部书记王喆 sign the first one."""
    programme = make.programme(town)
    make.target(town, programme)
    holder = units.HolderFacts(PostRole.FIRST, "党支部书记", "王喆", "", d.date(2026, 1, 1))
    units.appoint(town.villages[0].id, holder, by=town.viewer("clerk"), now=NOW)
    rows = make.drafts(town, make.template(town, programme), [village.id for village in town.villages[:count]])
    make.issued(app, town, rows)
    return [letter_in_sight(town.viewer("clerk"), row.id) for row in rows]


def sign(app, town, letter, *places, now=LATER):
    """Slots of a letter signed at the table; all of them where none is named."""
    store = tools(app).store
    for slot in queries.slot_rows(letter.id):
        if places and slot.place + 2 * slot.side not in places:
            continue
        told = {"width": 600, "height": 200, "strokes": handwriting(slot.id)}
        mark = signing.HandMark("c" * 64, store.put(json.dumps(told).encode()))
        seen = Shown(letter.pdf_sha256, now, letter.pages)
        host = Proof("host", now, "陈静")
        signing.sign_at_table(slot.id, slot.name, mark, seen, host, by=town.viewer("clerk"), now=now)


def picture(app, unit="青山镇人民政府"):
    if unit not in _seals:
        _seals[unit] = sample_seal(unit, tools(app).binder.faces)
    return _seals[unit]


def seal(app, town, unit=None, name="公章"):
    """The town's seal, registered by the leader."""
    unit = unit or town.unit
    kept = tools(app).store.put(picture(app, unit.name))
    return seals.register(unit.id, name, kept, by=town.viewer("leader"), now=LATER)


def use(town, seal, *letters, login="leader", approved_by="李建国"):
    order = seals.SealOrder(seal.id, approved_by)
    return seals.use([letter.id for letter in letters], order, PROOF, by=town.viewer(login), now=LATER)


sealing = SimpleNamespace(issued=issued, sign=sign, picture=picture, seal=seal, use=use, LATER=LATER)
