"""年度方案: opened, changed, closed, reopened; refused in words that name the field."""

import datetime as d
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from respbook.actions import audit, carry_over, letter_templates, programmes
from respbook.actions.action import StaleVersion, action
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.targets import Target
from respbook.queries.letter_templates import with_clauses
from respbook.queries.scope import NotInSight
from respbook.queries.targets import targets_of
from respbook.rules.carrying import CarryFacts
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import NotAllowed, Permission
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.targets import TargetKind
from respbook.rules.units import UnitKind

FACTS = programmes.ProgrammeFacts(
    ProgrammeKind.YEARLY, 2026, "2026年度环境保护目标责任书", "青山镇人民政府",
    d.date(2026, 1, 1), d.date(2026, 12, 31), "青环责〔{年}〕{号}号",
)  # fmt: skip


@pytest.fixture
def deed(town):
    return {"by": town.viewer("clerk"), "now": town.now}


@pytest.fixture
def programme(app, town, deed):
    return programmes.open_programme(town.unit.id, FACTS, **deed)


def verbs():
    return db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.seq.desc()).limit(2)).all()


def test_it_is_opened_and_written_in_the_book(programme):
    assert programme.state is ProgrammeState.OPEN
    assert verbs()[0] == "programme.open"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number_pattern": "青环责[{年}]{号}号"}, "number_pattern"),
        ({"number_pattern": "青环责{号}号"}, "number_pattern"),
        ({"term_to": d.date(2025, 12, 31)}, "term_to"),
        ({"year": 2028}, "year"),
        ({"name": FACTS.name}, "name"),
    ],
)
def test_what_cannot_be_printed_is_refused_at_its_field(programme, town, deed, change, field):
    facts = replace(FACTS, **({"name": "另一个方案"} | change))
    with pytest.raises(RuleBroken) as refused:
        programmes.open_programme(town.unit.id, facts, **deed)
    assert refused.value.field == field


def test_a_term_may_cross_new_year(app, town, deed):
    term = {"name": "秸秆禁烧", "term_from": d.date(2026, 10, 1), "term_to": d.date(2027, 3, 31)}
    assert programmes.open_programme(town.unit.id, replace(FACTS, **term), **deed).term_to.year == 2027


def test_a_village_has_no_programme(app, town, deed):
    with pytest.raises(RuleBroken, match="由镇"):
        programmes.open_programme(town.villages[0].id, FACTS, **deed)


@pytest.mark.parametrize("login", ["leader", "admin", "auditor", "reporter"])
def test_only_the_clerk_opens(app, town, login):
    with pytest.raises(NotAllowed):
        programmes.open_programme(town.unit.id, FACTS, by=town.viewer(login), now=town.now)


def test_the_second_of_two_clerks_is_told(programme, deed):
    seen = programme.version
    programmes.change(programme.id, replace(FACTS, copies=3), seen, **deed)
    with pytest.raises(StaleVersion):
        programmes.change(programme.id, replace(FACTS, copies=4), seen, **deed)
    assert programme.copies == 3


def test_a_closed_one_is_not_changed_until_it_is_reopened(programme, deed):
    closed = programmes.close(programme.id, programme.version, **deed)
    with pytest.raises(RuleBroken, match="已结束"):
        programmes.change(programme.id, replace(FACTS, copies=3), closed.version, **deed)
    with pytest.raises(RuleBroken, match="不能结束"):
        programmes.close(programme.id, closed.version, **deed)
    opened = programmes.reopen(programme.id, closed.version, **deed)
    assert programmes.change(programme.id, replace(FACTS, copies=3), opened.version, **deed).copies == 3
    assert verbs() == ["programme.change", "programme.reopen"]


def test_a_year_is_carried_over_and_the_years_are_not_linked(programme, town, deed):
    wording = letter_templates.TemplateFacts(
        "村责任书", (UnitKind.VILLAGE,), "{{年度}}年度责任书", (letter_templates.ClauseFacts(1, "总则", tag="沿河"),)
    )
    template = letter_templates.write(programme.id, wording, **deed)
    old = Target(
        programme_id=programme.id, category="秸秆", name="秸秆离田", kind=TargetKind.AT_LEAST, unit_word="亩",
        amount=Decimal(380), base_year=2025, base_amount=Decimal(9), due_on=d.date(2026, 6, 30), divided=True,
        shortfall_reason="旱地不种", unit_kinds="village",
    )  # fmt: skip
    add(old, **deed)
    term = {"year": 2027, "term_from": d.date(2027, 1, 1), "term_to": d.date(2027, 12, 31), "name": "2027"}
    new = programmes.open_programme(town.unit.id, replace(FACTS, **term), programme.id, **deed)
    copied = with_clauses(new.id)[0]
    [target] = targets_of(town.viewer("clerk"), new)
    assert (copied.clauses[0].text, copied.clauses[0].tag) == ("总则", "沿河")
    assert (target.amount, target.due_on, target.base_year) == (Decimal(380), d.date(2027, 6, 30), 2026)
    assert (target.shortfall_reason, target.base_amount) == ("", None)
    changed = replace(wording, clauses=(letter_templates.ClauseFacts(1, "新总则", id=copied.clauses[0].id),))
    letter_templates.revise(copied.id, changed, copied.version, **deed)
    assert with_clauses(programme.id)[0].clauses[0].text == "总则"
    assert with_clauses(programme.id)[0].id == template.id
    with pytest.raises(RuleBroken, match="已有模板"):
        carry_over.carry_over(new.id, programme.id, CarryFacts(), **deed)


@action(Permission.TARGET_WRITE)
def add(target, *, by, now):
    db.session.add(target)
    audit.note("target.add", target, target.name)


def test_another_towns_programme_is_missing(programme, deed, town):
    stranger = replace(town.viewer("clerk"), unit_id=999, unit_path="/999/")
    with pytest.raises(NotInSight):
        programmes.change(programme.id, FACTS, programme.version, by=stranger, now=town.now)
