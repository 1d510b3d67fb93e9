"""撤销一步: every table stands as it stood, the audit book tells both ways; what was changed or sent out since is refused."""

import datetime as d

import pytest
from making import make
from sqlalchemy import func, select, update
from standing import stands
from undoing import (
    DEEDS,
    MANY,
    add_unit,
    drop_form,
    first,
    last,
    move_years,
    next_year,
    rename_unit,
    reword,
    tables,
    unit_facts,
)

from respbook.actions import (
    notices,
    people,
    programmes,
    taking_back,
    units,
)
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.county_forms import CountyForm
from respbook.models.letter_templates import LetterTemplate
from respbook.models.undo_steps import UndoStep
from respbook.models.units import Unit
from respbook.queries import undo_steps
from respbook.queries.scope import NotInSight, programme_in_sight, user_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.notices import NoticeFacts
from respbook.rules.permissions import NotAllowed, Role

year = stands(make.year)


def there_and_back(deed, town, said):
    before = tables()
    deed(town, said)
    assert tables() != before, deed.__name__
    taking_back.take_back(last().seq, **said)
    assert tables() == before, deed.__name__


def test_every_kind_of_change_can_be_put_back_whole(town, year):
    said = {"by": town.viewer("clerk"), "now": town.now}
    for deed in DEEDS:
        there_and_back(deed, town, said)
    assert verify_state() == []


def test_what_one_press_made_of_many_goes_with_one_press(town, year):
    """A year carried over, its years put right, the same amendment for several letters."""
    said = {"by": town.viewer("clerk"), "now": town.now}
    reword(town, said, "2026年底前完成。")
    for deed in MANY:
        if deed is move_years:
            next_year(town, said)
        there_and_back(deed, town, said)
    assert verify_state() == []


def test_what_was_removed_is_put_back_for_thirty_days_by_anybody_of_the_office(town, year):
    said = {"by": town.viewer("clerk"), "now": town.now}
    drop_form(town, said)
    step, later = last(), town.now + d.timedelta(days=29)
    assert [each.seq for each in undo_steps.binned(town.viewer("clerk"), later)] == [step.seq]
    assert undo_steps.own_steps(town.viewer("clerk"), later) == []
    assert taking_back.throw_away(later) > 0 and db.session.get(UndoStep, step.seq) is not None
    with pytest.raises(NotInSight):
        taking_back.take_back(step.seq, by=town.viewer("reporter"), now=later)
    taking_back.take_back(step.seq, by=town.viewer("clerk"), now=later)
    assert first(CountyForm).name == "月度汇总"
    told = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert told == "removal.restore"


def test_only_ones_own_only_once_only_for_a_day(town, year):
    by, now = town.viewer("clerk"), town.now
    rename_unit(town, {"by": by, "now": now})
    seq = last().seq
    with pytest.raises(NotInSight):
        taking_back.take_back(seq, by=town.viewer("leader"), now=now)
    with pytest.raises(NotAllowed):
        taking_back.take_back(seq, by=town.viewer("auditor"), now=now)
    with pytest.raises(RuleBroken, match="超过一天"):
        taking_back.take_back(seq, by=by, now=now + d.timedelta(hours=25))
    taking_back.take_back(seq, by=by, now=now)
    with pytest.raises(RuleBroken, match="已由陈静撤销"):
        taking_back.take_back(seq, by=by, now=now)


def test_what_was_changed_since_is_not_written_over(town, year):
    said = {"by": town.viewer("clerk"), "now": town.now}
    rename_unit(town, said)
    seq = last().seq
    unit = db.session.get_one(Unit, town.villages[5].id)
    units.change(unit.id, unit_facts(unit, households=9), unit.version, **said)
    with pytest.raises(RuleBroken, match="又改过责任单位“杨集新村村民委员会”"):
        taking_back.take_back(seq, **said)
    taking_back.take_back(last().seq, **said)
    with pytest.raises(RuleBroken, match="又改过"):  # the version tells that it was written in between
        taking_back.take_back(seq, **said)


def test_what_has_gone_out_on_its_ground_stays(app, town, year):
    said = {"by": town.viewer("clerk"), "now": town.now}
    written = first(LetterTemplate)
    reword(town, said)
    seq = last().seq
    drafts = make.drafts(town, written, [town.villages[6].id])
    make.issued(app, town, drafts)
    with pytest.raises(RuleBroken, match="这一步之后已签发责任书"):
        taking_back.take_back(seq, **said)


def test_a_unit_that_is_in_use_and_a_closed_programme_are_not_touched(town, year):
    said = {"by": town.viewer("clerk"), "now": town.now}
    add_unit(town, said)
    seq, unit = last().seq, first(Unit, Unit.name == "新设村")
    people.add(people.PersonFacts("xinshe", "新人", unit.id, "", frozenset({Role.REPORTER})), **said)
    with pytest.raises(RuleBroken, match="已有用户"):
        taking_back.take_back(seq, **said)
    programme = make.programme(town, "另一方案")
    make.target(town, programme, "河道保洁")
    seq, programme = last().seq, programme_in_sight(said["by"], programme.id)
    programmes.close(programme.id, programme.version, **said)
    with pytest.raises(RuleBroken, match="已结束"):
        taking_back.take_back(seq, **said)


def test_nothing_that_was_slipped_into_the_former_values_is_written(town, year):
    said = {"by": town.viewer("clerk"), "now": town.now}
    rename_unit(town, said)
    step = last()
    forged = select(UndoStep.former).where(UndoStep.seq == step.seq)
    text = db.session.scalars(forged).one().replace("杨集村", "李鬼村")
    db.session.execute(update(UndoStep).where(UndoStep.seq == step.seq).values(former=text))
    db.session.commit()
    with pytest.raises(RuleBroken, match="与操作日志不符"):
        taking_back.take_back(step.seq, **said)


def test_roles_and_what_leaves_the_office_have_no_way_back(town, year):
    said = {"by": town.viewer("clerk"), "now": town.now}
    user = user_in_sight(said["by"], town.viewer("reporter").user_id)
    facts = people.PersonFacts(user.login, user.name, town.villages[3].id, user.phone, frozenset({Role.SIGNER}))
    count = db.session.scalar(select(func.count()).select_from(UndoStep))
    people.change(user.id, facts, user.version, **said)
    notices.send(NoticeFacts("关于做好禁烧工作的通知", "风大", "请各村安排。", (town.villages[0].id,)), **said)
    assert db.session.scalar(select(func.count()).select_from(UndoStep)) == count
