"""可以撤销的办理: one deed of each kind that the office can take back, and what the tables hold."""

import datetime as d
from dataclasses import fields, replace
from decimal import Decimal
from types import SimpleNamespace

from making import make
from sqlalchemy import select

from respbook.actions import (
    amending,
    archive,
    carry_over,
    county_forms,
    letter_templates,
    library_clauses,
    office_settings,
    people,
    programmes,
    register_rows,
    registers,
    rubrics,
    saved_filters,
    shares,
    targets,
    tasks,
    units,
)
from respbook.models.archive import ArchivedPaper
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
from respbook.queries.scope import programme_in_sight, target_in_sight, template_in_sight, user_in_sight
from respbook.queries.scope_registers import register_in_sight, register_row_in_sight
from respbook.rules.amending import Amends, Item
from respbook.rules.carrying import CheckKind
from respbook.rules.lifecycles import LetterState
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import PostRole


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


MANY = (renew_letter, amend_two, next_year, move_years)
"""One press makes several things."""
