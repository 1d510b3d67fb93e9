"""屏幕签字 in tests: a name drawn by nobody, the letters to be signed, a reader who fetches every page."""

import json

from making import NOW, PASSWORD, make
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from respbook.actions import units
from respbook.models.base import db
from respbook.models.signing import Signature
from respbook.queries import signing as queries
from respbook.queries.glass import standing
from respbook.queries.scope import letter_in_sight
from respbook.queries.scope_signing import slot_in_sight
from respbook.rules.units import PostRole

STROKES = json.dumps(
    {"box": [2000, 900], "strokes": [[[100 + 9 * n, 300 + n % 30 * 9, n * 16] for n in range(120)]]},
    separators=(",", ":"),
)


def letters(app, town, count=1):
    """The issued letters of the first villages; 王喆, who has the login ``signer``, heads the first."""
    programme = make.programme(town)
    make.target(town, programme)
    holder = units.HolderFacts(PostRole.FIRST, "党支部书记", "王喆", "", NOW.date().replace(month=1, day=1))
    units.appoint(town.villages[0].id, holder, by=town.viewer("clerk"), now=NOW)
    rows = make.drafts(town, make.template(town, programme), [each.id for each in town.villages[:count]])
    make.issued(app, town, rows)
    db.session.rollback()
    return [letter_in_sight(town.viewer("clerk"), row.id) for row in rows]


def slots(letter):
    """(甲方, 乙方) of a letter."""
    return [each.id for each in queries.slot_rows(letter.id)]


def slips(client, page, hrefs):
    """What the reader's browser gathers: the opening's slip and one of each page."""
    form = page.root.xpath("//form[@data-sign]")[0]
    told = [form.xpath(".//input[@name='seen']/@value")[0]]
    for href in hrefs:
        answer = client.get(href)
        assert answer.mimetype == "image/png"
        told.append(answer.headers["X-Page-Seen"])
    return " ".join(told)


def filled(client, page, action, **more):
    """The signing form as it goes out after reading everything."""
    hrefs = page.root.xpath("//@data-page")
    sent = page.form(action) | {"strokes": STROKES, "seen": slips(client, page, hrefs), "password": PASSWORD}
    return sent | more


def signed():
    """How many signatures there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Signature))


def record(town, slot_id):
    """The signature of a slot, and its frozen record."""
    db.session.rollback()
    made = standing(slot_in_sight(town.viewer("clerk"), slot_id))
    row = db.session.get(Signature, made.id, options=[undefer(Signature.record)], populate_existing=True)
    return made, json.loads(row.record)
