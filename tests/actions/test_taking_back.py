"""撤销一步: every table stands as it stood, the audit book tells both ways; what was changed or sent out since is refused."""

import datetime as d
from dataclasses import fields, replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from making import make
from sqlalchemy import func, select, update
from standing import stands

from respbook.actions import (
    amending,
    archive,
    carry_over,
    county_forms,
    letter_templates,
    library_clauses,
    notices,
    office_settings,
    people,
    programmes,
    register_rows,
    registers,
    rubrics,
    saved_filters,
    shares,
    taking_back,
    targets,
    tasks,
    units,
)
from respbook.models.archive import ArchivedPaper
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.carry_over import CarryOverCheck
from respbook.models.county_forms import CountyForm
from respbook.models.digests import protected_tables
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.library_clauses import LibraryClause
from respbook.models.programmes import Programme
from respbook.models.registers import RegisterField, RegisterRow
from respbook.models.targets import Target
from respbook.models.tasks import Task
from respbook.models.undo_steps import UndoStep
from respbook.models.units import Unit
from respbook.queries import undo_steps
from respbook.queries.scope import NotInSight, programme_in_sight, target_in_sight, template_in_sight, user_in_sight
from respbook.queries.scope_registers import register_in_sight, register_row_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.amending import Amends, Item
from respbook.rules.carrying import CheckKind
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.notices import NoticeFacts
from respbook.rules.permissions import NotAllowed, Role
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import PostRole

year = stands(make.year)


def tables():
    """All protected rows as they stand, without the versions."""
    db.session.rollback()
    told = {}
    for table in protected_tables():
        columns = [column for column in table.columns if column.name != "version"]
        told[table.name] = sorted(repr(tuple(row)) for row in db.session.execute(select(*columns)))
    return told


def last():
    return db.session.scalars(select(UndoStep).order_by(UndoStep.seq.desc()).limit(1)).one()


def first(model, *where):
    return db.session.scalars(select(model).where(*where).order_by(model.id).limit(1)).one()


def unit_facts(unit, **changed):
    facts = units.UnitFacts(unit.parent_id, unit.kind, unit.name, unit.called, unit.households, tags=("沿河", "景区"))
    return replace(facts, **changed)


def rename_unit(town, said):
    unit = db.session.get_one(Unit, town.villages[5].id)
    units.change(unit.id, unit_facts(unit, name="杨集新村村民委员会"), unit.version, **said)


def retire_unit(town, said):
    unit = db.session.get_one(Unit, town.villages[6].id)
    units.retire(unit.id, unit.version, on=d.date(2026, 3, 1), **said)


def appoint(town, said):
    facts = units.HolderFacts(PostRole.FIRST, "镇长", "周新", "13900001111", d.date(2026, 3, 1))
    units.appoint(town.unit.id, facts, **said)


def add_unit(town, said):
    units.add(make.unit_facts(town.unit.id, "新设村"), **said)


def divided_anew(town, said):
    target = target_in_sight(said["by"], first(Target, Target.name == "秸秆禁烧").id)
    facts = targets.TargetFacts(
        category="大气污染防治",
        name="秸秆禁烧",
        kind=TargetKind.AT_LEAST,
        unit_word="次",
        amount=Decimal(90),
        divided=True,
        basis=Basis.HOUSEHOLDS,
        step=Decimal(1),
        unit_kinds=("village",),
        duty="全年不发生露天焚烧秸秆。",
    )
    targets.change(target.id, facts, target.version, **said)


def share_out(town, said):
    target = target_in_sight(said["by"], first(Target, Target.name == "秸秆禁烧").id)
    shares.set_shares(
        target.id, {town.villages[4].id: shares.Share(applies=False, note="无耕地")}, target.version, **said
    )


def reword(town, said, words="只此一条"):
    written = template_in_sight(said["by"], first(LetterTemplate).id)
    clause = letter_templates.ClauseFacts
    facts = letter_templates.TemplateFacts(
        name="村级责任书（改）",
        unit_kinds=written.kinds,
        title=written.title,
        clauses=(
            clause(1, words),
            *(clause(0, f"{{{{{name}}}}}") for name in ("目标任务表", "任务清单", "签字栏")),
        ),
    )
    letter_templates.revise(written.id, facts, written.version, **said)


def correct_library(town, said):
    kept = first(LibraryClause)
    facts = library_clauses.LibraryFacts("附则", "份数", "本责任书一式{{份数}}份，各执一份。")
    library_clauses.correct(kept.id, facts, kept.version, **said)


def put_off(town, said):
    own = first(Task, Task.unit_id == town.unit.id)
    tasks.reschedule(own.programme_id, {own.id: tasks.NewDue(d.date(2026, 11, 20), own.version)}, **said)


def open_own(town, said):
    tasks.open_own(first(Programme).id, **said)


def charge(town, said):
    task = first(Task, Task.unit_id == town.villages[0].id)
    tasks.set_person(task.id, None, "王小燕", task.version, **said)


def set_office(town, said):
    office_settings.set_value("copies", "3", 0, **said)


def correct_row(town, said):
    row = register_row_in_sight(said["by"], first(RegisterRow).id)
    fields = register_in_sight(said["by"], row.register_id).fields
    told = make.farm(SimpleNamespace(fields=fields), "河西养殖场", 负责人="马四", 畜种="猪", 存栏="80")
    register_rows.correct(row.id, row.unit_id, told, row.version, **said)


def retire_column(town, said):
    field = first(RegisterField, RegisterField.title == "畜种")
    registers.retire_field(field.id, field.version, on=d.date(2026, 3, 2), **said)


def rewrite_rubric(town, said):
    draft = rubrics.write(first(Programme).id, make.rubric_value(title="2026年考核细则（第二稿）"), **said)
    return draft.id, draft.version


def rename_person(town, said):
    user = user_in_sight(said["by"], town.viewer("reporter").user_id)
    facts = people.PersonFacts(
        user.login, "王小雁", user.unit_id, "13911112222", frozenset(each.role for each in user.roles)
    )
    people.change(user.id, facts, user.version, **said)


def save_filter(town, said):
    saved_filters.save("units", "q=村", saved_filters.FilterFacts("村"), **said)


def drop_form(town, said):
    form = first(CountyForm)
    county_forms.remove(form.id, form.version, **said)


def take_out(town, said):
    paper = first(ArchivedPaper)
    archive.take_out(paper.id, paper.version, **said)


DEEDS = (
    rename_unit,
    retire_unit,
    appoint,
    add_unit,
    divided_anew,
    share_out,
    reword,
    correct_library,
    open_own,
    charge,
    set_office,
    correct_row,
    retire_column,
    rewrite_rubric,
    rename_person,
    save_filter,
    drop_form,
    take_out,
)


def test_every_kind_of_change_can_be_put_back_whole(town, year):
    said = {"by": town.viewer("clerk"), "now": town.now}
    for deed in DEEDS:
        before = tables()
        deed(town, said)
        assert tables() != before, deed.__name__
        taking_back.take_back(last().seq, **said)
        assert tables() == before, deed.__name__
    assert verify_state() == []


def renew_letter(town, said):
    amending.renew(first(Letter, Letter.state == LetterState.ISSUED).id, **said)


def amend_two(town, said):
    letter, other = db.session.scalars(select(Letter).where(Letter.state == LetterState.ISSUED).order_by(Letter.id))
    facts = amending.AmendmentFacts(Amends.SUPPLEMENT, "漏列一项", (Item("", "另加巡河一次。"),), (other.id,))
    amending.draft(letter.id, facts, **said)


def next_year(town, said):
    last_year = programme_in_sight(said["by"], first(Programme).id)
    told = {each.name: getattr(last_year, each.name) for each in fields(programmes.ProgrammeFacts)}
    term = {"term_from": d.date(2027, 1, 1), "term_to": d.date(2027, 12, 31)}
    facts = programmes.ProgrammeFacts(**{**told, "year": 2027, "name": "2027年度方案", **term})
    programmes.open_programme(town.unit.id, facts, last_year.id, **said)


def move_years(town, said):
    rows = db.session.scalars(select(CarryOverCheck).where(CarryOverCheck.kind == CheckKind.YEAR)).all()
    carry_over.move_years(rows[0].programme_id, [row.id for row in rows], **said)


def test_what_one_press_made_of_many_goes_with_one_press(town, year):
    """A year carried over, its years put right, the same amendment for several letters."""
    said = {"by": town.viewer("clerk"), "now": town.now}
    reword(town, said, "2026年底前完成。")
    for deed in (renew_letter, amend_two, next_year, move_years):
        if deed is move_years:
            next_year(town, said)
        before = tables()
        deed(town, said)
        assert tables() != before, deed.__name__
        taking_back.take_back(last().seq, **said)
        assert tables() == before, deed.__name__
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
