"""任职 in the table: the conditions find the records that the rules would pick."""

import datetime as d

from making import NOW
from sqlalchemy import select

from respbook.actions import units
from respbook.models.base import db
from respbook.models.units import Holder, Unit
from respbook.queries.holders import PRESENT, holds
from respbook.queries.units import headless, signing_units
from respbook.rules.holders import in_post, present
from respbook.rules.units import PostRole

ROLE, DAY = PostRole.FIRST, d.date(2026, 6, 1)


def test_conditions_and_rules_pick_the_same_records(app, town):
    clerk = town.viewer("clerk")
    followed, ended = town.villages[:2]
    units.appoint(followed.id, units.HolderFacts(ROLE, "党支部书记", "赵新", "", DAY), by=clerk, now=NOW)
    units.appoint(followed.id, units.HolderFacts(PostRole.SECOND, "村委会主任", "孙来", "", DAY), by=clerk, now=NOW)
    last = db.session.scalars(select(Holder.id).where(Holder.unit_id == ended.id)).one()
    units.end_post(last, by=clerk, now=NOW, on=DAY)
    every = db.session.scalars(select(Holder)).all()
    for on in (d.date(2025, 2, 28), d.date(2025, 3, 1), DAY - d.timedelta(1), DAY, DAY + d.timedelta(1)):
        held = db.session.scalars(select(Holder).where(holds(ROLE, on))).all()
        assert {each.id for each in held} == {each.id for each in every if in_post(each, on) and each.role is ROLE}
    assert {each.name for each in every if each.unit_id == followed.id and in_post(each, DAY)} == {"赵新", "孙来"}
    standing = db.session.scalars(select(Holder).where(PRESENT)).all()
    assert {each.id for each in standing} == {each.id for each in every if present(each)}


def test_signing_units_are_living_in_sight_and_no_town(app, town):
    clerk, reporter = town.viewer("clerk"), town.viewer("reporter")
    gone = town.villages[7]
    units.retire(gone.id, gone.version, by=clerk, now=NOW, on=DAY)

    def ids(*where):
        return set(db.session.scalars(select(Unit.id).where(*where)))

    everybody = {each.id for each in (*town.villages, *town.offices)} - {gone.id}
    assert ids(signing_units(clerk, town.unit)) == everybody
    assert ids(signing_units(reporter, town.unit)) == {reporter.unit_id}
    assert ids(headless(clerk)) == {each.id for each in town.offices}
