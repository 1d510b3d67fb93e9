"""责任书模板: wrong fields block saving, clauses keep their ids, nobody overwrites anybody (L1, L2; R37, R53)."""

import datetime as d
from dataclasses import replace

import pytest
from sqlalchemy import select

from respbook.actions import letter_templates, programmes
from respbook.actions.action import StaleVersion
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts
from respbook.models.base import db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.queries.previews import filled_for
from respbook.queries.scope import NotInSight, template_in_sight
from respbook.rules.clauses import MOST_CLAUSES
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.units import UnitKind

PROGRAMME = programmes.ProgrammeFacts(
    ProgrammeKind.YEARLY, 2026, "2026年度", "青山镇人民政府",
    d.date(2026, 1, 1), d.date(2026, 12, 31), "青环责〔{年}〕{号}号",
)  # fmt: skip
CLAUSES = (
    ClauseFacts(0, "{{甲方名称}}与{{单位名称}}签订本责任书。"),
    ClauseFacts(1, "责任对象"),
    ClauseFacts(0, "沿河各村每月排查排污口。", tag="沿河"),
    ClauseFacts(0, "{{签字栏}}"),
)
FACTS = TemplateFacts("村责任书", (UnitKind.VILLAGE,), "{{甲方名称}}{{年度}}年度\n环境保护目标责任书", CLAUSES)


@pytest.fixture
def deed(town):
    return {"by": town.viewer("clerk"), "now": town.now}


@pytest.fixture
def programme(app, town, deed):
    return programmes.open_programme(town.unit.id, PROGRAMME, **deed)


@pytest.fixture
def template(programme, deed):
    return letter_templates.write(programme.id, FACTS, **deed)


def standing(template):
    db.session.expire_all()
    rows = db.session.scalars(select(Clause).where(Clause.template_id == template.id).order_by(Clause.position))
    return [(row.id, row.text) for row in rows]


def revised(template, *clauses):
    return replace(FACTS, clauses=tuple(ClauseFacts(0, text, id=key) for key, text in clauses))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("由{{单位名程}}负责。", "{{单位名称}}"),
        ("由{{镇长大人}}负责。", "没有"),
        ("{指标:不存在的目标}", "两个"),
        ("由{单位名称}负责。", "两个"),
        ("{{单位名称", "缺少"),
        ("{{ config.__class__ }}", "没有"),
        ("共{{目标任务表}}如下", "单独成段"),
        ("看不见\u200b的字", "控制字符"),
    ],
)
def test_a_field_that_cannot_be_filled_blocks_saving_and_names_the_clause(programme, deed, text, said):
    with pytest.raises(RuleBroken) as refused:
        letter_templates.write(programme.id, replace(FACTS, clauses=(*CLAUSES, ClauseFacts(0, text))), **deed)
    assert refused.value.sentence.startswith("第5条")
    assert said in refused.value.sentence
    assert db.session.scalar(select(LetterTemplate.id)) is None


def test_a_figure_may_be_named_before_its_target_is_registered(programme, deed):
    early = replace(FACTS, clauses=(*CLAUSES, ClauseFacts(0, "全年{{指标:不存在的目标}}。")))
    assert len(letter_templates.write(programme.id, early, **deed).clauses) == len(CLAUSES) + 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "{{目标任务表}}"}, "title"),
        ({"title": "{{甲方名程}}责任书"}, "title"),
        ({"clauses": ()}, "clauses"),
        ({"clauses": (ClauseFacts(0, " "),)}, "clauses"),
        ({"clauses": (ClauseFacts(7, "第七级"),)}, "clauses"),
        ({"clauses": (ClauseFacts(0, "条"),) * (MOST_CLAUSES + 1)}, "clauses"),
        ({"clauses": (ClauseFacts(0, "环" * 30_001),) * 2}, "clauses"),
        ({"unit_kinds": ()}, "unit_kinds"),
        ({"unit_kinds": (UnitKind.TOWN,)}, "unit_kinds"),
    ],
)
def test_what_makes_no_letter_is_refused_at_its_field(programme, deed, change, field):
    with pytest.raises(RuleBroken) as refused:
        letter_templates.write(programme.id, replace(FACTS, **change), **deed)
    assert refused.value.field == field


def test_moved_clauses_keep_their_ids_and_removed_ones_go(template, deed):
    first, second, third, fourth = (key for key, _ in standing(template))
    facts = revised(template, (third, "三"), (None, "新"), (first, "一"))
    letter_templates.revise(template.id, facts, template.version, **deed)
    now = standing(template)
    assert [now[0], now[2]] == [(third, "三"), (first, "一")]
    assert now[1][1] == "新"
    assert now[1][0] not in {first, second, third, fourth}
    assert len(now) == 3


def test_a_change_of_one_clause_alone_is_a_new_version(template, deed):
    seen = template.version
    keys = [key for key, _ in standing(template)]
    facts = replace(FACTS, clauses=tuple(replace(each, id=key) for each, key in zip(CLAUSES, keys, strict=True)))
    changed = replace(facts, clauses=(replace(facts.clauses[0], text="改过。"), *facts.clauses[1:]))
    assert letter_templates.revise(template.id, changed, seen, **deed).version == seen + 1


def test_the_second_of_two_clerks_does_not_overwrite(template, deed):
    seen = template.version
    key = standing(template)[0][0]
    letter_templates.revise(template.id, revised(template, (key, "陈静写的。")), seen, **deed)
    with pytest.raises(StaleVersion):
        letter_templates.revise(template.id, revised(template, (key, "别人写的。")), seen, **deed)
    assert standing(template) == [(key, "陈静写的。")]


def test_clauses_of_another_template_cannot_be_taken(template, programme, deed):
    other = letter_templates.write(programme.id, replace(FACTS, name="另一个"), **deed)
    key = standing(other)[0][0]
    with pytest.raises(RuleBroken, match="不在本模板"):
        letter_templates.revise(template.id, revised(template, (key, "偷来的。")), template.version, **deed)
    mine = standing(template)[0][0]
    with pytest.raises(RuleBroken, match="不在本模板"):
        letter_templates.revise(template.id, revised(template, (mine, "一"), (mine, "二")), template.version, **deed)


def test_a_closed_programme_keeps_its_templates(template, programme, deed):
    programmes.close(programme.id, programme.version, **deed)
    for change in (
        lambda: letter_templates.write(programme.id, replace(FACTS, name="又一个"), **deed),
        lambda: letter_templates.revise(template.id, FACTS, template.version, **deed),
        lambda: letter_templates.remove(template.id, template.version, **deed),
    ):
        with pytest.raises(RuleBroken, match="已结束"):
            change()


def test_another_towns_template_is_missing(template, town):
    stranger = replace(town.viewer("clerk"), unit_id=999, unit_path="/999/")
    with pytest.raises(NotInSight):
        letter_templates.revise(template.id, FACTS, template.version, by=stranger, now=town.now)


@pytest.mark.parametrize("login", ["leader", "assessor", "auditor", "admin", "reporter"])
def test_only_the_clerk_writes(programme, town, login):
    with pytest.raises(NotAllowed):
        letter_templates.write(programme.id, FACTS, by=town.viewer(login), now=town.now)


def test_removal_takes_the_clauses_along(template, deed):
    letter_templates.remove(template.id, template.version, **deed)
    assert standing(template) == []


def test_the_preview_fills_in_and_leaves_out(template, programme, town, deed):
    dry, wet = town.villages[0], town.villages[1]
    saved = template_in_sight(town.viewer("clerk"), template.id)
    for unit, left_out in ((dry, ("沿河各村每月排查排污口（限沿河）",)), (wet, ())):
        seen = filled_for(programme, unit.id, saved.title, saved.clauses, town.today)
        runs = [run for line in seen.lines for run in line.runs]
        assert unit.name in [run.text for run in runs if run.field == "单位名称"]
        assert seen.left_out == left_out
        assert seen.lines[-1].block == "签字栏"


def test_a_value_that_looks_like_a_field_stays_as_it_is(template, programme, town, deed):
    tricky = "{{单位名称}}{{ 7*7 }}人民政府"
    programmes.change(programme.id, replace(PROGRAMME, issuer=tricky), programme.version, **deed)
    saved = template_in_sight(town.viewer("clerk"), template.id)
    seen = filled_for(saved.programme, town.villages[0].id, saved.title, saved.clauses, town.today)
    assert tricky in [run.text for line in seen.lines for run in line.runs]
