"""回收站: what was removed comes back whole within thirty days, and not into a taken place (features U3)."""

import datetime as d

import drafting
import pytest
from sqlalchemy import func, select

from respbook.actions import letter_templates, letters, programmes, removals, shares, targets
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.targets import Allocation, Target
from respbook.queries.removals import removed
from respbook.queries.scope import NotInSight, programme_in_sight, target_in_sight, template_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import NotAllowed
from respbook.rules.targets import Basis


@pytest.fixture
def by(town):
    return {"by": town.viewer("clerk"), "now": town.now}


@pytest.fixture
def removed_target(town, by):
    """A divided target, removed, and how its shares stood."""
    programme = drafting.programme(town)
    target = drafting.target(town, programme.id)
    shares.divide(target.id, Basis.HOUSEHOLDS, target_in_sight(by["by"], target.id).version, **by)
    stood = shares_of(target.id)
    assert stood
    return targets.remove(target.id, target_in_sight(by["by"], target.id).version, **by), stood


def shares_of(target_id):
    rows = select(Allocation.unit_id, Allocation.amount, Allocation.pinned).where(Allocation.target_id == target_id)
    return sorted(map(tuple, db.session.execute(rows)))


def test_a_target_comes_back_with_its_shares(app, town, by, removed_target):
    removal, stood = removed_target
    assert [(row.name, row.left) for row in removed(by["by"], town.now)] == [(removal.name, 30)]
    removals.restore(removal.id, **by)
    target = db.session.scalars(select(Target).where(Target.name == removal.name)).one()
    assert shares_of(target.id) == stood and target.amount is not None and target.kinds
    assert db.session.scalar(select(AuditEntry.verb).order_by(AuditEntry.seq.desc())) == "removal.restore"
    assert verify_state() == []
    with pytest.raises(RuleBroken, match="不用再办"):
        removals.restore(removal.id, **by)


def test_after_thirty_days_it_is_gone(app, town, by, removed_target):
    removal, _ = removed_target
    late = town.now + d.timedelta(days=30)
    assert not removed(by["by"], late)
    with pytest.raises(RuleBroken, match="满30天"):
        removals.restore(removal.id, by=by["by"], now=late)


def test_a_taken_name_and_a_closed_programme_are_refused(app, town, by, removed_target):
    removal, _ = removed_target
    again = drafting.target(town, removal.programme_id, name=removal.name)
    with pytest.raises(RuleBroken, match="已另有目标"):
        removals.restore(removal.id, **by)
    targets.remove(again.id, target_in_sight(by["by"], again.id).version, **by)
    programme = programme_in_sight(by["by"], removal.programme_id)
    programmes.close(programme.id, programme.version, **by)
    with pytest.raises(RuleBroken, match="已结束"):
        removals.restore(removal.id, **by)


def test_a_template_comes_back_with_its_clauses(app, town, by):
    programme = drafting.programme(town)
    template = drafting.template(town, programme.id)
    clauses = select(Clause.level, Clause.text, Clause.tag).join(Clause.template).order_by(Clause.position)
    stood = db.session.execute(clauses.where(LetterTemplate.id == template.id)).all()
    version = template_in_sight(by["by"], template.id).version
    removal = letter_templates.remove(template.id, version, **by)
    assert db.session.scalar(select(func.count()).select_from(LetterTemplate)) == 0
    removals.restore(removal.id, **by)
    assert db.session.execute(clauses).all() == stood


def test_a_draft_comes_back_unless_it_was_drafted_anew(app, town, by):
    made = drafting.drafts(town, count=2)
    first, second = (letters.drop(each, **by) for each in made.letter_ids)
    unit = db.session.scalar(select(Letter.unit_id).where(Letter.programme_id == made.programme_id))
    assert unit is None
    removals.restore(first.id, **by)
    assert db.session.scalars(select(Letter.state)).all() == [LetterState.DRAFT]
    letters.draft(made.template_id, [each.id for each in town.villages[:2]], **by)
    with pytest.raises(RuleBroken, match="已重新拟稿"):
        removals.restore(second.id, **by)


def test_only_the_office_brings_back(app, town, by, removed_target):
    removal, _ = removed_target
    for login in ("reporter", "leader", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            removals.restore(removal.id, by=town.viewer(login), now=town.now)
    with pytest.raises(NotInSight):
        removals.restore(987654, **by)
