"""模板版本: every change is kept, nothing twice, going back is a step forward, letters name their version (L5, R53)."""

from dataclasses import replace

import drafting
import pytest
from sqlalchemy import delete, select
from standing import stands

from respbook.actions import letter_templates, programmes
from respbook.actions.action import StaleVersion
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.template_versions import TemplateVersion
from respbook.queries.letter_templates import with_clauses
from respbook.queries.scope import template_in_sight
from respbook.queries.template_versions import counterpart_of, issued_otherwise, versions_of, wording_of
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.programmes import ProgrammeKind


@pytest.fixture
def deed(town):
    return {"by": town.viewer("clerk"), "now": town.now}


@stands
def template(app, town):
    return drafting.template(town, drafting.programme(town).id).id


@pytest.fixture
def read(town, template):
    def seen():
        db.session.expire_all()
        return template_in_sight(town.viewer("clerk"), template)

    return seen


@pytest.fixture
def standing(read):
    """The facts as they stand, to be changed."""

    def facts(**changed):
        row = read()
        clauses = tuple(ClauseFacts(c.level, c.text, c.tag, c.label, c.id) for c in row.clauses)
        return replace(TemplateFacts(row.name, row.kinds, row.title, clauses), **changed)

    return facts


@pytest.fixture
def reworded(template, read, standing, deed):
    """Save with the third clause reading so."""

    def save(text, remark=""):
        facts = standing(remark=remark)
        clauses = (*facts.clauses[:2], replace(facts.clauses[2], text=text), *facts.clauses[3:])
        return letter_templates.revise(template, replace(facts, clauses=clauses), read().version, **deed)

    return save


def kept(template):
    rows = select(TemplateVersion).where(TemplateVersion.template_id == template).order_by(TemplateVersion.number)
    return db.session.scalars(rows).all()


def verbs():
    return db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.seq)).all()


def test_every_change_is_kept_with_who_when_and_how_much(template, read, reworded):
    reworded("第一责任人是{{负责人}}。", "按县里通知改")
    first, second = kept(template)
    assert (first.number, first.words) == (1, "新编11条")
    assert (second.number, second.words, second.remark) == (2, "改1条", "按县里通知改")
    assert (second.made_by, second.number) == ("陈静", read().version)
    assert first.sha256 != second.sha256
    assert wording_of(read(), 1).clauses[2].text == drafting.WORDING[2][1]


def test_saving_without_a_change_keeps_no_version(template, read, standing, deed):
    seen = read().version
    letter_templates.revise(template, standing(remark="只是看看"), seen, **deed)
    assert [row.number for row in kept(template)] == [1] and read().version == seen
    assert "template.revise" in verbs()


def test_a_wording_from_before_versions_were_kept_is_kept_with_the_first_change(template, read, reworded):
    db.session.execute(delete(TemplateVersion))
    db.session.commit()
    assert [row.number for row in versions_of(read())] == [1]
    reworded("改过的话。")
    assert [(row.number, row.words) for row in kept(template)] == [(1, "留存以前的文字"), (2, "改1条")]


def test_going_back_is_a_new_version_and_clauses_keep_their_ids(template, read, standing, reworded, deed):
    before = [(clause.id, clause.text) for clause in read().clauses]
    facts = standing()
    shorter = replace(facts, title="改过的标题", clauses=facts.clauses[1:])
    letter_templates.revise(template, shorter, read().version, **deed)
    letter_templates.restore(template, 1, read().version, **deed)
    after = [(clause.id, clause.text) for clause in read().clauses]
    assert [text for _, text in after] == [text for _, text in before] and after[1:] == before[1:]
    assert [row.number for row in kept(template)] == [1, 2, 3]
    assert kept(template)[-1].remark == "恢复到第1版" and read().title == kept(template)[0].title
    assert "template.restore" in verbs()


def test_going_back_is_refused_where_it_makes_no_sense_or_comes_late(template, read, reworded, town, deed):
    with pytest.raises(RuleBroken, match="相同"):
        letter_templates.restore(template, 1, read().version, **deed)
    seen = read().version
    reworded("改过的话。")
    with pytest.raises(StaleVersion):
        letter_templates.restore(template, 1, seen, **deed)
    with pytest.raises(NotAllowed):
        letter_templates.restore(template, 1, seen, by=town.viewer("leader"), now=town.now)


def test_an_issued_letter_names_its_version_and_the_page_knows_it_is_another(app, town):
    made = drafting.drafts(town, count=1)
    drafting.issue(town, app, made)
    clerk = town.viewer("clerk")
    template = template_in_sight(clerk, made.template_id)
    assert issued_otherwise(template) == []
    clauses = tuple(ClauseFacts(c.level, c.text, c.tag, c.label, c.id) for c in template.clauses[:-1])
    facts = TemplateFacts(template.name, template.kinds, template.title, clauses)
    letter_templates.revise(made.template_id, facts, template.version, by=clerk, now=town.now)
    db.session.expire_all()
    again = template_in_sight(clerk, made.template_id)
    assert issued_otherwise(again) == [(1, 1)]
    number = db.session.get(Letter, made.letter_ids[0]).template_version
    assert len(wording_of(again, number).clauses) == len(again.clauses) + 1


def test_next_years_copy_begins_with_a_version_of_its_own_and_finds_last_years(town, template, read, deed):
    facts = programmes.ProgrammeFacts(
        ProgrammeKind.YEARLY, 2027, "2027年度方案", "青山镇人民政府", town.now.date().replace(2027),
        town.now.date().replace(2027, 12), "青环责〔{年}〕{号}号",
    )  # fmt: skip
    made = programmes.open_programme(town.unit.id, facts, read().programme_id, **deed)
    (copy,) = with_clauses(made.id)
    assert [(row.number, row.words) for row in kept(copy.id)] == [(1, "沿用2026年度方案")]
    assert counterpart_of(copy, made).id == template
    assert counterpart_of(read(), read().programme) is None


def test_removal_takes_the_versions_along(template, read, deed):
    letter_templates.remove(template, read().version, **deed)
    assert kept(template) == []
