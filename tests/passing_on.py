"""层层签订: a letter whose village passes it on, and what is asked of its papers again and again."""

from decimal import Decimal

from making import make
from sqlalchemy import select

from respbook.actions import pledge_signing, pledges, shares
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.pledges import Pledge, PledgeDivision, PledgeShare
from respbook.queries import pledge_lists
from respbook.queries.pledges import group_names
from respbook.queries.scope import letter_in_sight
from respbook.rules.household_lists import Household
from respbook.rules.targets import Basis, TargetKind

FILM = "废旧农膜回收面积"


def passed_on(app, town):
    """The first village's issued letter; 38亩 of the town's total are its own; three 社 of 20, 21 and 22 households."""
    programme = make.programme(town)
    make.target(town, programme)
    total = {
        "kind": TargetKind.AT_LEAST,
        "unit_word": "亩",
        "amount": Decimal(76),
        "divided": True,
        "basis": Basis.EQUAL,
    }
    film = make.target(town, programme, FILM, **total)
    kept = {village.id: shares.Share(applies=False) for village in town.villages[2:]}
    shares.divide(film.id, Basis.EQUAL, film.version, kept, by=town.viewer("clerk"), now=town.now)
    template = make.template(town, programme)
    rows = make.drafts(town, template, [village.id for village in town.villages[:2]])
    make.issued(app, town, rows)
    for row in rows:
        make.signed(town, row)
    make.groups(town, town.villages[0], "东关社", "西关社", "南门社")
    return rows[0].id


def group_ids(town):
    return list(group_names(town.villages[0]))


def all_of(kind=None, letter_id=None):
    asked = select(Pledge).order_by(Pledge.serial)
    if kind:
        asked = asked.where(Pledge.kind == kind)
    return db.session.scalars(asked.execution_options(populate_existing=True)).all()


def amounts(parent_id=None):
    above = PledgeDivision.parent_id.is_(None) if parent_id is None else PledgeDivision.parent_id == parent_id
    rows = select(PledgeShare.amount).join(PledgeShare.division).where(above).order_by(PledgeShare.pledge_id)
    return list(db.session.scalars(rows))


def entries(verb):
    return db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.seq)).all()


def generate(town, letter, ids=None, basis=Basis.HOUSEHOLDS, login="signer", parent=None):
    ids = group_ids(town) if ids is None else ids
    return pledges.generate_groups(letter, parent, ids, basis, by=town.viewer(login), now=town.now)


def households(count, group_id=None, start=0):
    names = "天地玄黄宇宙洪荒日月盈昃辰宿列张"
    return [
        Household(
            n + 1, f"赵{names[n % 16]}{names[n // 16 % 16]}", group_id=group_id, people=n % 6 + 1, address=f"{n}号"
        )
        for n in range(start, start + count)
    ]


def record(app, town, letter, rows, login="signer", on=None):
    ids = [row.id for row in rows]
    return pledge_signing.record(letter, ids, on or town.today, make.photo(app), by=town.viewer(login), now=town.now)


def wanted(town, letter):
    programme_id = letter_in_sight(town.viewer("clerk"), letter).programme_id
    return pledge_lists.PledgeFilter(programme_id, letter_id=letter)
