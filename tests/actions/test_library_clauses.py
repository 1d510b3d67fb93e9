"""条款库: kept, corrected as versions, renewed in the chosen templates only; issued letters never move (features L4)."""

from dataclasses import replace

import drafting
import pytest
from sqlalchemy import select

from respbook.actions import letter_templates, library_clauses, programmes
from respbook.actions.action import StaleVersion
from respbook.actions.library_clauses import LibraryFacts
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.queries.library_clauses import behind_words, library, uses_of
from respbook.queries.scope import NotInSight, library_clause_in_sight, programme_in_sight, template_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed

FACTS = LibraryFacts("河道", "河段巡查", "沿河的{{单位简称}}每月排查河岸。", "沿河")


@pytest.fixture
def deed(town):
    return {"by": town.viewer("clerk"), "now": town.now}


@pytest.fixture
def kept(app, deed):
    return library_clauses.keep(FACTS, **deed)


def written(town, programme_id, name, text, source):
    """A template with one clause from the library, perhaps altered."""
    clause = letter_templates.ClauseFacts
    return drafting.template(
        town, programme_id, name=name,
        clauses=(clause(1, "河道"), clause(0, text, library=source), clause(0, "{{签字栏}}")),
    )  # fmt: skip


def clause_of(town, template_id):
    return template_in_sight(town.viewer("clerk"), template_id).clauses[1]


def entries(verb):
    return db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)).all()


def test_a_clause_is_kept_with_its_first_version(kept):
    assert (kept.category, kept.title, kept.tag, kept.newest.number) == ("河道", "河段巡查", "沿河", 1)
    assert kept.newest.text == FACTS.text
    assert ["河段巡查" in entry.body for entry in entries("library.keep")] == [True]


def test_a_corrected_text_is_another_version_and_the_old_one_stays(kept, deed):
    changed = library_clauses.correct(kept.id, replace(FACTS, text="沿河的{{单位简称}}每周排查河岸。"), 1, **deed)
    assert [(each.number, each.text[-7:]) for each in changed.versions] == [
        (1, "每月排查河岸。"),
        (2, "每周排查河岸。"),
    ]
    again = library_clauses.correct(kept.id, replace(FACTS, text=changed.newest.text, category="水"), 2, **deed)
    assert len(again.versions) == 2 and again.category == "水"
    with pytest.raises(StaleVersion):
        library_clauses.correct(kept.id, FACTS, 1, **deed)
    assert len(entries("library.correct")) == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(FACTS, title=" "), "类别和名称"),
        (replace(FACTS, text=" "), "没有内容"),
        (replace(FACTS, text="{{单位名程}}"), "是否应为"),
        (replace(FACTS, tag="沿" * 201), "标签太多"),
    ],
)
def test_what_could_not_be_used_is_refused(app, deed, facts, words):
    with pytest.raises(RuleBroken, match=words):
        library_clauses.keep(facts, **deed)
    assert library(deed["by"]) == []


def test_one_title_once_and_a_figure_may_wait_for_its_target(kept, deed):
    with pytest.raises(RuleBroken, match="已有“河段巡查”"):
        library_clauses.keep(FACTS, **deed)
    assert library_clauses.keep(replace(FACTS, title="清运", text="全年{{指标:清运}}。"), **deed).id


def test_others_may_not_keep_and_strangers_do_not_see(kept, town, deed):
    for login in ("leader", "reporter"):
        with pytest.raises(NotAllowed):
            library_clauses.keep(FACTS, by=town.viewer(login), now=town.now)
    with pytest.raises(NotInSight):
        library_clause_in_sight(town.viewer("clerk"), kept.id + 1)


def test_chosen_templates_take_the_new_text_and_the_others_stay(kept, town, deed):
    year, source = drafting.programme(town).id, kept.newest.id
    same = written(town, year, "甲", FACTS.text, source)
    own = written(town, year, "乙", FACTS.text + "雨后加查。", source)
    assert behind_words(uses_of(deed["by"], kept)) == ""
    now = library_clauses.correct(kept.id, replace(FACTS, text="每周排查河岸。"), 1, **deed)
    uses = uses_of(deed["by"], now)
    assert [(use.behind, use.altered) for use in uses] == [(True, False), (True, True)]
    assert behind_words(uses) == "2个模板使用旧文本"
    before = template_in_sight(deed["by"], same.id).version
    assert library_clauses.renew(kept.id, [uses[0].clause_id], **deed) == ("甲",)
    assert clause_of(town, same.id).text == "每周排查河岸。"
    assert clause_of(town, same.id).library_version_id == now.newest.id
    assert template_in_sight(deed["by"], same.id).version == before + 1
    assert clause_of(town, own.id).text == FACTS.text + "雨后加查。"
    assert entries("template.revise") and "第2版" in entries("library.renew")[0].body


def test_issued_letters_stay_and_their_template_counts_no_drafts(app, kept, town, deed):
    key, source = kept.id, kept.newest.id
    made = drafting.drafts(town)
    template = template_in_sight(deed["by"], made.template_id)
    facts = letter_templates.TemplateFacts(
        template.name, template.kinds, template.title,
        tuple(
            letter_templates.ClauseFacts(c.level, c.text, c.tag, c.label, c.id, source if c.tag else None)
            for c in template.clauses
        ),
    )  # fmt: skip
    letter_templates.revise(template.id, facts, template.version, **deed)
    now = library_clauses.correct(key, replace(FACTS, text="每周排查河岸。"), 1, **deed)
    assert behind_words(uses_of(deed["by"], now)) == "3份草稿、1个模板使用旧文本"
    drafting.issue(town, app, made)
    papers = {letter.id: letter.paper_sha256 for letter in db.session.scalars(select(Letter))}
    assert behind_words(uses_of(deed["by"], library_clause_in_sight(deed["by"], key))) == "1个模板使用旧文本"
    kept = library_clause_in_sight(deed["by"], key)
    library_clauses.renew(key, [use.clause_id for use in uses_of(deed["by"], kept)], **deed)
    assert {letter.id: letter.paper_sha256 for letter in db.session.scalars(select(Letter))} == papers


def test_nothing_chosen_somebody_elses_clause_and_closed_programmes_are_refused(kept, town, deed):
    year = drafting.programme(town).id
    template = written(town, year, "甲", FACTS.text, kept.newest.id)
    other = template_in_sight(deed["by"], template.id).clauses[0].id
    for ids, words in (((), "至少选一个"), ((other,), "没有更新")):
        with pytest.raises(RuleBroken, match=words):
            library_clauses.renew(kept.id, ids, **deed)
    programmes.close(year, programme_in_sight(deed["by"], year).version, **deed)
    assert uses_of(deed["by"], library_clause_in_sight(deed["by"], kept.id)) == []


def test_only_what_nobody_took_is_removed(kept, town, deed):
    year = drafting.programme(town).id
    written(town, year, "甲", FACTS.text, kept.newest.id)
    with pytest.raises(RuleBroken, match="1条取自"):
        library_clauses.remove(kept.id, 1, **deed)
    spare = library_clauses.keep(replace(FACTS, title="备用"), **deed)
    library_clauses.remove(spare.id, 1, **deed)
    assert [row.clause.title for row in library(deed["by"])] == ["河段巡查"]
    assert "备用" in entries("library.remove")[0].body


def test_a_source_that_the_library_has_not_is_no_source(kept, town, deed):
    year = drafting.programme(town).id
    template = written(town, year, "甲", FACTS.text, 987654)
    assert clause_of(town, template.id).library_version_id is None


def test_the_library_is_read_in_a_flat_number_of_statements(kept, deed, counted):
    spent = []
    for more in range(0, 12, 11):
        for each in range(more):
            library_clauses.keep(replace(FACTS, title=f"第{each}条"), **deed)
        db.session.rollback()
        with counted() as sql:
            library(deed["by"])
        spent.append(len(sql))
    assert spent == [3, 3]
