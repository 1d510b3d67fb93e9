"""签发前体检 on the tables: letters in force, duty without power, people who left, old names; waivers and the batch."""

import datetime as d

import pytest
from making import make
from sqlalchemy import select

from respbook.actions import letter_templates, letters, targets, units
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.jobs import JobWaiver
from respbook.models.letters import Letter, Waiver
from respbook.queries import preflight
from respbook.queries.audit import renamed_units
from respbook.queries.in_force import letters_in_force
from respbook.queries.jobs import waivers_of
from respbook.queries.scope import programme_in_sight, target_in_sight, template_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.powers import Power
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.units import UnitKind
from respbook.works import tools


def draft(town, programme, count=1, **more):
    written = make.template(town, programme, **more)
    return make.drafts(town, written, [village.id for village in town.villages[:count]])


def report(app, town, programme, rows):
    year = programme_in_sight(town.viewer("clerk"), programme.id)
    return preflight.report(year, rows, tools(app).binder.faces.missing, town.now)


def fields(found):
    return [(finding.about[0], finding.field) for finding in found.warnings]


def season(town, name, number, **more):
    made = make.programme(
        town, name, kind=ProgrammeKind.SEASONAL, term_from=d.date(2026, 3, 1), term_to=d.date(2026, 6, 30),
        number_pattern=f"青{number}责〔{{年}}〕{{号}}号", **more,
    )  # fmt: skip
    make.target(town, made)
    return made


def test_the_third_letter_in_force_is_warned_about_and_a_void_or_ended_one_does_not_count(app, town):
    year = make.programme(town)
    make.target(town, year)
    make.issued(app, town, draft(town, year, 2))
    past = season(town, "春季专项", "春")
    make.issued(app, town, draft(town, past))
    summer = season(town, "夏季专项", "夏")
    rows = draft(town, summer, 2)
    found = report(app, town, summer, rows)
    assert fields(found) == [("unit", "letters")] and found.warnings[0].about == ("unit", town.villages[0].id)
    assert "现有2份有效责任书（青环责〔2026〕1号、青春责〔2026〕1号），再发1份将达3份" in found.warnings[0].sentence
    assert found.holds_back(rows[0]) and not found.holds_back(rows[1])
    own = letters_in_force(town.viewer("clerk"), town.villages[0].id, town.today)
    assert [row.number_text for row in own] == ["青环责〔2026〕1号", "青春责〔2026〕1号"]
    assert letters_in_force(town.viewer("neighbour"), town.villages[0].id, town.today) == []
    autumn = season(town, "秋季专项", "秋", many_letters=9)
    assert fields(report(app, town, autumn, draft(town, autumn))) == []


def test_a_village_is_not_asked_to_close_a_factory_but_a_station_with_the_power_may_be(app, town):
    year = make.programme(town)
    asked = make.target(town, year, "取缔散乱污企业")
    rows = draft(town, year)
    (finding,) = report(app, town, year, rows).warnings
    assert finding.about == ("target", asked.id) and finding.field == "power_needed"
    assert "“停业关闭”" in finding.sentence and "等8个单位没有" in finding.sentence
    facts = targets.TargetFacts(
        category="大气",
        name="取缔散乱污企业",
        kind=asked.kind,
        unit_kinds=(UnitKind.VILLAGE,),
        power_needed=Power.PATROL,
    )
    targets.change(asked.id, facts, asked.version, by=town.viewer("clerk"), now=town.now)
    assert target_in_sight(town.viewer("clerk"), asked.id).power_needed is Power.PATROL
    assert report(app, town, year, rows).warnings == []
    told = db.session.scalars(select(AuditEntry.body).where(AuditEntry.verb == "target.change")).all()
    assert "巡查、劝导、报告" in told[-1]


def test_people_who_left_and_names_of_yesterday_are_found_in_the_text(app, town):
    clerk, village = town.viewer("clerk"), town.villages[2]
    year = make.programme(town)
    make.target(town, year)
    holder = units.HolderFacts(units.PostRole.FIRST, "党支部书记", "张新民", "", d.date(2026, 2, 1))
    units.appoint(village.id, holder, by=clerk, now=town.now)
    changed = units.UnitFacts(village.parent_id, UnitKind.VILLAGE, "河湾新村村民委员会", "河湾新村")
    units.change(village.id, changed, units.unit_in_sight(clerk, village.id).version, by=clerk, now=town.now)
    clause = letter_templates.ClauseFacts
    text = (clause(0, "由王3喆和张河湾村村民委员会配合，河湾新村张新民牵头。"), clause(0, "{{目标任务表}}"))
    assert renamed_units([village.id, 999_999]) == [(village.id, "张河湾村村民委员会")]
    assert renamed_units([town.villages[0].id]) == []
    found = report(app, town, year, draft(town, year, clauses=text))
    assert [finding.field for finding in found.warnings] == ["text", "text"]
    said = "".join(finding.sentence for finding in found.warnings)
    assert (
        "“王3喆”" in said and "“张河湾村村民委员会”" in said and "河湾新村村民委员会" in said and "张新民" not in said
    )


def test_a_waiver_is_written_down_holds_for_its_content_and_goes_to_the_leader(app, town):
    clerk, year = town.viewer("clerk"), make.programme(town)
    make.target(town, year)
    clause = letter_templates.ClauseFacts
    rows = draft(town, year, clauses=(clause(0, "自2025年起由____负责。"), clause(0, "{{目标任务表}}")))
    keys = [finding.key for finding in report(app, town, year, rows).warnings]
    assert len(keys) == 2
    with pytest.raises(RuleBroken, match="为什么"):
        letters.waive(year.id, keys, " ", by=clerk, now=town.now)
    with pytest.raises(RuleBroken, match="没有选中"):
        letters.waive(year.id, [], "有", by=clerk, now=town.now)
    with pytest.raises(NotAllowed):
        letters.waive(year.id, keys, "有", by=town.viewer("reporter"), now=town.now)
    assert letters.waive(year.id, keys, "当场手写。", by=clerk, now=town.now) == 2
    noted = db.session.scalars(select(AuditEntry.body).where(AuditEntry.verb == "letter.waive")).all()
    assert len(noted) == 2 and all("当场手写。" in body for body in noted)
    found = report(app, town, year, rows)
    assert found.clear and [waiver.reason for _, waiver in found.waived] == ["当场手写。"] * 2
    job = make.proposal(app, town, rows)
    assert [(waiver.position, waiver.reason, waiver.made_by) for waiver in waivers_of(job)] == [
        (1, "当场手写。", "陈静"),
        (2, "当场手写。", "陈静"),
    ]
    template = template_in_sight(clerk, rows[0].template_id)
    facts = letter_templates.TemplateFacts(
        name=template.name, unit_kinds=(UnitKind.VILLAGE,), title=template.title,
        clauses=(clause(0, "自2025年起由____负责。限期一月。", id=template.clauses[0].id), clause(0, "{{目标任务表}}")),
    )  # fmt: skip
    letter_templates.revise(template.id, facts, template.version, by=clerk, now=town.now)
    rows = list(db.session.scalars(select(Letter).where(Letter.id.in_([row.id for row in rows]))))
    again = report(app, town, year, rows)
    assert len(again.warnings) == 2 and again.waived == []
    letters.waive(year.id, [finding.key for finding in again.warnings], "仍手写。", by=clerk, now=town.now)
    assert [waiver.reason for waiver in db.session.scalars(select(Waiver).order_by(Waiver.id))] == [
        *["当场手写。"] * 2,
        *["仍手写。"] * 2,
    ]
    assert {waiver.reason for waiver in db.session.scalars(select(JobWaiver))} == {"当场手写。"}


def test_two_clauses_with_the_same_opening_are_waived_side_by_side(app, town):
    clerk, year = town.viewer("clerk"), make.programme(town)
    make.target(town, year)
    clause = letter_templates.ClauseFacts
    opening = "各村民小组自2025年起逐户登记"
    texts = (clause(0, opening + "沼气池数量。"), clause(0, opening + "废膜存放处。"), clause(0, "{{目标任务表}}"))
    rows = draft(town, year, clauses=texts)
    one, two = report(app, town, year, rows).warnings
    assert one.sentence == two.sentence and one.key != two.key
    for finding in (one, two):
        letters.waive(year.id, [finding.key], "引用。", by=clerk, now=town.now)
    assert report(app, town, year, rows).clear


def test_the_statements_do_not_grow_with_the_batch(app, town, counted):
    year = make.programme(town)
    make.target(town, year)
    rows = draft(town, year, 8)
    counts = []
    for some in (rows[:1], rows):
        with counted() as sql:
            report(app, town, year, some)
        counts.append(len(sql))
    assert counts[0] == counts[1] <= 24
