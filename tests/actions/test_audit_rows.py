"""行摘要的去留: a row that its owner lets go of leaves the book too; else honest work would look like tampering (R81)."""

from dataclasses import replace

from drafting import drafts
from sqlalchemy import select

from respbook.actions import letter_templates, people, units
from respbook.models.base import db
from respbook.models.people import User
from respbook.queries.scope import template_in_sight, unit_in_sight, user_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.permissions import Role
from respbook.rules.units import UnitKind

FACTS = units.UnitFacts(None, UnitKind.VILLAGE, "新立村", households=120, tags=("沿河", "有养殖"))


def test_a_tag_taken_off(app, town):
    clerk = town.viewer("clerk")
    facts = replace(FACTS, parent_id=town.unit.id)
    unit_id = units.add(facts, by=clerk, now=town.now).id
    for tags in (("沿河",), (), ("有养殖", "沿河"), ("有企业",)):
        version = unit_in_sight(clerk, unit_id).version
        units.change(unit_id, replace(facts, tags=tags), version, by=clerk, now=town.now)
        db.session.expunge_all()
        assert verify_state() == []


def test_a_role_taken_away_and_given_back(app, town):
    admin = town.viewer("admin")
    user_id = db.session.scalar(select(User.id).where(User.login == "reporter"))
    for roles in ({Role.SIGNER}, {Role.REPORTER, Role.SIGNER}, {Role.REPORTER}):
        user = user_in_sight(admin, user_id)
        facts = people.PersonFacts(user.login, user.name, user.unit_id, user.phone, frozenset(roles))
        people.change(user_id, facts, user.version, by=admin, now=town.now)
        db.session.expunge_all()
        assert verify_state() == []


def test_a_clause_struck_out(app, town):
    clerk = town.viewer("clerk")
    template = template_in_sight(clerk, drafts(town).template_id)
    clauses = tuple(
        letter_templates.ClauseFacts(each.level, each.text, each.tag, each.label, each.id) for each in template.clauses
    )
    kinds = tuple(UnitKind(kind) for kind in template.unit_kinds.split(","))
    facts = letter_templates.TemplateFacts(template.name, kinds, template.title, clauses[:-1])
    letter_templates.revise(template.id, facts, template.version, by=clerk, now=town.now)
    db.session.expunge_all()
    assert verify_state() == []
