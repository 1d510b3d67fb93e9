"""计分事项 as deeds: told within working days, answered, confirmed by another person, once for one incident (X19, Y5, R31)."""

import datetime as d

import inspecting
import listing_matters as matters
import ordering
import pytest
from inspecting import at
from making import make
from sqlalchemy import select

from respbook.actions import matter_decisions, matter_gathering, notices, rectification, score_matters, taking_back
from respbook.actions.action import StaleVersion, action
from respbook.actions.audit import note
from respbook.actions.finding_steps import Told as Done
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.models.notices import Notice, NoticeUnit
from respbook.models.undo_steps import UndoStep
from respbook.models.units import Unit
from respbook.queries.assessing import facts_for
from respbook.queries.matter_gathering import gathering
from respbook.queries.matter_grounds import in_force_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_findings import finding_in_sight
from respbook.queries.score_matters import MatterFilter, matter_list, matters_from
from respbook.rules.assessments import MatterKind
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingSource
from respbook.rules.lifecycles import AssessmentState, FindingState, MatterState
from respbook.rules.permissions import NotAllowed, Permission
from respbook.rules.scoring.rubric import RankGroup, UnitClass


@pytest.fixture
def programme(app, town):
    return matters.ruled(town)


@pytest.fixture
def village(town):
    return town.villages[0]


def confirm(town, row, now=matters.DECIDED, login="leader"):
    return matter_decisions.confirm({row.id: row.version}, by=town.viewer(login), now=now)


def test_from_the_incident_to_the_decision(app, town, programme, village):
    row = matters.answered(app, town, programme, village)
    notice = db.session.get(Notice, row.notice_id)
    assert notice.subject_kind == "score_matters" and "拟扣2分" in notice.text and "2026年3月13日前陈述" in notice.text
    assert notice.wants_receipt and db.session.get(NoticeUnit, (notice.id, village.id)) is not None
    assert row.answer_until == d.date(2026, 3, 13) and not row.answered_proxy
    assert db.session.get(NoticeUnit, (notice.id, village.id)).taken_by == "王小燕", "who answers has taken it"
    with pytest.raises(RuleBroken, match="不能撤回"):
        notices.withdraw(notice.id, "算了", notice.version, by=town.viewer("clerk"), now=matters.HEARD)
    with pytest.raises(NotAllowed):
        confirm(town, row, login="clerk")
    (row,) = confirm(town, row)
    assert row.state is MatterState.CONFIRMED and row.decided_by == "李建国"
    with pytest.raises(RuleBroken, match="现为“已确认”"):
        matter_decisions.dismiss(row.id, "算了", row.version, by=town.viewer("leader"), now=matters.DECIDED)


def test_the_window_counts_working_days_across_a_holiday(app, town, programme, village):
    row = matters.told(app, town, programme, village, now=at(4, 1))
    assert row.answer_until == d.date(2026, 4, 9), "清明 4 to 6 April is no time to answer"
    with pytest.raises(RuleBroken, match=r"2026年4月9日止.*2026年4月10日起"):
        confirm(town, row, at(4, 9, 23))
    (row,) = confirm(town, row, at(4, 10, 0))
    assert row.state is MatterState.CONFIRMED and row.statement == ""


def test_nobody_confirms_what_he_recorded_or_said_for_the_unit(app, town, programme, village):
    row = matters.told(app, town, programme, village, login="assessor")
    row = matter_decisions.no_objection(row.id, row.version, by=town.viewer("clerk"), now=matters.HEARD)
    assert row.answered_proxy and row.statement == "无异议"
    with pytest.raises(RuleBroken, match="您登记的，应当由另一人确认"):
        confirm(town, row, login="assessor")
    (row,) = confirm(town, row)
    other = matters.recorded(app, town, programme, village, words="村口焚烧")
    facts = matters.entry(programme, village, words="村口两处", count=matters.D(2)).told
    proof = list(
        db.session.scalars(
            select(score_matters.ScoreMatterEvidence.evidence_id).where(
                score_matters.ScoreMatterEvidence.matter_id == other.id
            )
        )
    )
    other = score_matters.change(
        other.id, facts, proof, other.version, by=town.viewer("assessor"), now=matters.RECORDED
    )
    (other,) = score_matters.tell({other.id: other.version}, by=town.viewer("clerk"), now=matters.TOLD_AT)
    other = matter_decisions.no_objection(other.id, other.version, by=town.viewer("signer"), now=matters.HEARD)
    with pytest.raises(RuleBroken, match="您修改的，应当由另一人确认"):
        confirm(town, other, login="assessor")
    bonus = matters.recorded(app, town, programme, village, "b1", source="县级", login="assessor")
    assert bonus.kind is MatterKind.BONUS
    with pytest.raises(RuleBroken, match="您登记的，应当由另一人确认加分"):
        matter_decisions.grant(bonus.id, "", bonus.version, by=town.viewer("assessor"), now=matters.DECIDED)
    with pytest.raises(RuleBroken, match="加分事项不用告知"):
        score_matters.tell({bonus.id: bonus.version}, by=town.viewer("clerk"), now=matters.DECIDED)
    bonus = matter_decisions.grant(bonus.id, "", bonus.version, by=town.viewer("leader"), now=matters.DECIDED)
    assert bonus.state is MatterState.CONFIRMED


def test_one_incident_is_listed_once_unless_a_rule_allows_more(app, town, programme, village):
    finding = inspecting.assigned(town, village)
    origin = {"origin_table": "findings", "origin_id": finding.id, "on": d.date(2026, 3, 5)}
    first = matters.recorded(app, town, programme, village, **origin)
    assert first.incident == f"finding:{finding.id}" and first.finding_id == finding.id
    with pytest.raises(RuleBroken, match=f"“秸秆禁烧”，2026年3月5日（拟定，第{first.id}号）"):
        matters.recorded(app, town, programme, village, "s1", source="county", **origin)
    more = {"again": True, "again_reason": "细则第三条：上级通报的另行扣分"}
    second = matters.recorded(app, town, programme, village, "s1", source="county", **origin, **more)
    assert second.again and second.incident == first.incident
    third = matters.recorded(app, town, programme, village)
    assert third.incident == f"matter:{third.id}"
    with pytest.raises(RuleBroken, match="不再重复扣分"):
        matters.recorded(app, town, programme, village, "s1", source="town", same_as=third.id)
    matter_decisions.dismiss(third.id, "登记错了", third.version, by=town.viewer("leader"), now=matters.HEARD)
    matters.recorded(app, town, programme, village, "s1", source="town", same_as=third.id)


def test_own_finds_put_right_in_time(app, town, programme, village):
    finding = inspecting.brought(town, village, FindingState.CHECKED, source=FindingSource.SELF)
    origin = {"origin_table": "findings", "origin_id": finding.id}
    with pytest.raises(RuleBroken, match="自查发现、按期整改"):
        matters.recorded(app, town, programme, village, now=at(3, 12), **origin)
    row = matters.recorded(app, town, programme, village, "s1", source="self", now=at(3, 12), **origin)
    assert row.kind is MatterKind.DEDUCT


def test_what_was_told_is_not_changed_and_a_stale_page_changes_nothing(app, town, programme, village):
    row = matters.recorded(app, town, programme, village)
    clerk, told = town.viewer("clerk"), matters.entry(programme, village, words="河边两处", count=matters.D(2)).told
    proof = [each.evidence_id for each in db.session.execute(select(score_matters.ScoreMatterEvidence)).scalars()]
    score_matters.change(row.id, told, proof, row.version, by=clerk, now=matters.HEARD)
    with pytest.raises(StaleVersion):
        score_matters.tell({row.id: 1}, by=clerk, now=matters.HEARD)
    (row,) = score_matters.tell({row.id: matters.again(town, row).version}, 3, by=clerk, now=matters.HEARD)
    assert row.count == 2 and row.answer_until == d.date(2026, 3, 12)
    with pytest.raises(RuleBroken, match="现为“已告知”，不能修改"):
        score_matters.change(row.id, told, proof, row.version, by=clerk, now=matters.HEARD)
    with pytest.raises(RuleBroken, match="不能撤销登记"):
        score_matters.drop(row.id, "错了", row.version, by=clerk, now=matters.HEARD)
    with pytest.raises(RuleBroken, match="1至30个工作日"):
        score_matters.tell({row.id: row.version}, 0, by=clerk, now=matters.HEARD)


def test_many_are_told_with_one_notice_for_each_unit(app, town, programme, village):
    rows = [matters.recorded(app, town, programme, unit) for unit in (village, village, town.villages[1])]
    score_matters.tell({row.id: row.version for row in rows}, by=town.viewer("assessor"), now=matters.TOLD_AT)
    sent = db.session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [each.title for each in sent] == ["考核拟扣分事项告知（2件）", "考核拟扣分事项告知"]
    assert sent[0].text.count("拟扣2分") == 2
    rows = [matters.again(town, row) for row in rows]
    with pytest.raises(RuleBroken, match="还没有陈述"):  # all or none
        answered = matter_decisions.no_objection(
            rows[0].id, rows[0].version, by=town.viewer("signer"), now=matters.HEARD
        )
        versions = {answered.id: answered.version, rows[2].id: rows[2].version}
        matter_decisions.confirm(versions, by=town.viewer("leader"), now=matters.HEARD)
    assert matters.again(town, rows[0]).state is MatterState.ANSWERED


def test_a_unit_sees_its_own_and_only_once_it_was_told(app, town, programme, village):
    row = matters.recorded(app, town, programme, village)
    reporter, neighbour = town.viewer("reporter"), town.viewer("neighbour")
    everything = MatterFilter()
    assert matter_list(reporter, everything, town.today).total == 0
    with pytest.raises(NotInSight):
        matter_decisions.no_objection(row.id, row.version, by=reporter, now=matters.HEARD)
    (row,) = score_matters.tell({row.id: row.version}, by=town.viewer("clerk"), now=matters.TOLD_AT)
    assert matter_list(reporter, everything, town.today).total == 1
    assert matter_list(neighbour, everything, town.today).total == 0
    with pytest.raises(NotInSight):
        matter_decisions.answer(row.id, "不是我们", (), row.version, by=neighbour, now=matters.HEARD)
    untold = matters.recorded(app, town, programme, village)
    matter_decisions.dismiss(untold.id, "登记错了", untold.version, by=town.viewer("leader"), now=matters.HEARD)
    assert matter_list(reporter, everything, town.today).total == 1, "what it was never told it never hears of"
    with pytest.raises(RuleBroken, match="现为“不计”"):
        confirm(town, matters.again(town, untold))


@action(Permission.ASSESSMENT_WRITE)
def announced(programme_id, rubric_id, *, by, now, **more):
    facts = {
        "name": "2026年度年终考核",
        "period_key": "2026",
        "period_label": "2026年",
        "first_on": d.date(2026, 1, 1),
        "last_on": d.date(2026, 12, 31),
        "state": AssessmentState.ANNOUNCED,
        "announced_on": now.date(),
        "made_by": by.name,
        "made_by_id": by.user_id,
        "made_at": now,
    } | more
    row = Assessment(programme_id=programme_id, rubric_id=rubric_id, **facts)
    db.session.add(row)
    note("assessment.open", row, row.name)


def test_nothing_is_decided_after_the_result_was_announced(app, town):
    programme = make.programme(town)
    rubric = make.rubric(town, programme, rows=matters.rows())
    row = matters.answered(app, town, programme, town.villages[0])
    announced(programme.id, rubric.id, by=town.viewer("clerk"), now=matters.HEARD)
    for deed in (
        lambda: confirm(town, row),
        lambda: matter_decisions.dismiss(row.id, "不算", row.version, by=town.viewer("leader"), now=matters.DECIDED),
        lambda: matters.recorded(app, town, programme, town.villages[0]),
    ):
        with pytest.raises(RuleBroken, match="“2026年度年终考核”已于2026年3月9日公示"):
            deed()


def test_nothing_is_listed_told_or_decided_while_a_result_is_drawn_up(app, town):
    programme, village, clerk = make.programme(town), town.villages[0], town.viewer("clerk")
    rubric = make.rubric(town, programme, rows=matters.rows())
    heard = matters.answered(app, town, programme, village)
    untold = matters.recorded(app, town, programme, village)
    outside = matters.recorded(app, town, programme, village, on=d.date(2026, 2, 27))
    span = {"first_on": d.date(2026, 3, 1), "state": AssessmentState.DRAWN_UP, "announced_on": None}
    announced(programme.id, rubric.id, by=clerk, now=matters.HEARD, **span)
    proof = [make.evidence(app, town, town.unit, make.photo_bytes(3), "clerk").id]
    inside = matters.entry(programme, village).told
    for deed in (
        lambda: matters.recorded(app, town, programme, village),
        lambda: score_matters.tell({untold.id: untold.version}, by=clerk, now=matters.HEARD),
        lambda: score_matters.change(outside.id, inside, proof, outside.version, by=clerk, now=matters.HEARD),
        lambda: confirm(town, heard),
    ):
        with pytest.raises(RuleBroken, match="“2026年度年终考核”结果已拟定，请先退回评分"):
            deed()
    assert matters.again(town, outside).on == d.date(2026, 2, 27), "moving the day into the period is refused whole"


def test_a_change_asks_what_recording_asked(app, town, programme, village):
    finding = inspecting.assigned(town, village, source=FindingSource.SELF)
    row = matters.recorded(app, town, programme, village, origin_table="findings", origin_id=finding.id)
    version = finding_in_sight(town.viewer("clerk"), finding.id).version
    rectification.tell_done(finding.id, Done("已清理"), version, by=town.viewer("reporter"), now=at(3, 6))
    told = matters.entry(programme, village).told
    with pytest.raises(RuleBroken, match="自查发现、按期整改"):
        score_matters.change(row.id, told, (), row.version, by=town.viewer("clerk"), now=at(3, 12))


def test_a_unit_that_no_class_is_meant_for_has_no_matters_and_no_figures(app, town, village):
    classes = (UnitClass("o", "镇属单位", ("affiliated",)),)
    programme = matters.ruled(town, classes=classes, groups=(RankGroup("o", "镇属单位组", ("o",)),))
    with pytest.raises(RuleBroken, match="不适用所选的指标"):
        matters.recorded(app, town, programme, village)
    clerk = town.viewer("clerk")
    rules = in_force_of(clerk, programme.id).rules
    found = facts_for(programme, rules, d.date(2026, 1, 1), d.date(2026, 3, 31), clerk)
    assert str(village.id) not in {unit.unit for unit in found.units}


def test_a_record_is_listed_against_its_own_unit_only(app, town, programme, village):
    neighbour = town.villages[1]
    finding = inspecting.assigned(town, village)
    order = ordering.drafted(town, [finding], at(3, 6))
    first = matters.recorded(app, town, programme, village, origin_table="findings", origin_id=finding.id)
    for more, sentence in (
        ({"origin_table": "findings", "origin_id": finding.id}, "这个问题的责任单位不是"),
        ({"origin_table": "orders", "origin_id": order.id}, "这份督办文书不是发给"),
        ({"same_as": first.id}, "所选的同一事件不是"),
    ):
        with pytest.raises(RuleBroken, match=f"{sentence}{neighbour.called}") as refused:
            matters.recorded(app, town, programme, neighbour, now=at(3, 7), **more)
        assert refused.value.field == "unit_id"
    with pytest.raises(RuleBroken, match="这个问题的责任单位不是"):
        matters.proposed_veto(app, town, programme, neighbour, finding_id=finding.id)
    assert matters.proposed_veto(app, town, programme, village, finding_id=finding.id).finding_id == finding.id


def test_a_merged_village_is_told_without_a_notice_and_answered_for(app, town, programme, village):
    row = matters.recorded(app, town, programme, village)
    retire(village.id, by=town.viewer("clerk"), now=matters.TOLD_AT)
    (row,) = score_matters.tell({row.id: row.version}, by=town.viewer("clerk"), now=matters.TOLD_AT)
    assert row.notice_id is None and row.answer_until is not None
    row = matter_decisions.answer(row.id, "原村主任：属实", (), row.version, by=town.viewer("clerk"), now=matters.HEARD)
    (row,) = confirm(town, row)
    assert row.state is MatterState.CONFIRMED


@action(Permission.UNIT_WRITE)
def retire(unit_id, *, by, now):
    unit = db.session.get(Unit, unit_id)
    unit.retired_on = now.date()
    note("unit.retire", unit, unit.name)


def gathered(town, programme, now, login="clerk", keep=lambda each: True):
    clerk = town.viewer(login)
    found = gathering(clerk, in_force_of(clerk, programme.id), now.date())
    return found, matter_gathering.gather(
        programme.id, [each.key for each in found.candidates if keep(each)], by=clerk, now=now
    )


def test_what_the_records_tell_is_listed_in_one_deed_and_only_once(app, town, programme, village):
    late = inspecting.assigned(town, village, now=at(3, 5))
    other = inspecting.assigned(town, town.villages[1], "桥下垃圾", now=at(3, 6))
    inspecting.brought(town, village, FindingState.CHECKED, text="自己发现", source=FindingSource.SELF)
    by_hand = inspecting.assigned(town, village, "手工先列的", now=at(3, 5))
    origin = {"origin_table": "findings", "origin_id": by_hand.id, "on": d.date(2026, 3, 5)}
    matters.recorded(app, town, programme, village, **origin)
    now = at(3, 25)
    clerk = town.viewer("clerk")
    found = gathering(clerk, in_force_of(clerk, programme.id), now.date())
    assert {each.finding_id: str(each.points) for each in found.candidates} == {late.id: "4", other.id: "4"}
    assert found.own == 1 and list(found.units) == ["李家沟村", "王家庄村"]
    key = found.candidates[0].key
    rows = matter_gathering.gather(programme.id, [key], by=clerk, now=now)
    assert [(row.finding_id, row.late, row.incident) for row in rows] == [(other.id, True, f"finding:{other.id}")]
    with pytest.raises(StaleVersion, match="已由别人列入"):
        matter_gathering.gather(programme.id, [key], by=town.viewer("assessor"), now=now)
    _, rows = gathered(town, programme, now)
    assert [row.finding_id for row in rows] == [late.id]
    step = db.session.scalars(select(UndoStep).order_by(UndoStep.seq.desc()).limit(1)).one()
    taking_back.take_back(step.seq, by=clerk, now=now)
    _, rows = gathered(town, programme, now)
    assert [row.finding_id for row in rows] == [late.id], "what was listed by one press goes by one press"
    left = gathering(clerk, in_force_of(clerk, programme.id), now.date())
    assert left.candidates == []
    score_matters.drop(rows[0].id, "不该列", rows[0].version, by=clerk, now=now)
    left = gathering(clerk, in_force_of(clerk, programme.id), now.date())
    assert [each.finding_id for each in left.candidates] == [late.id], "taking the entry back decides nothing"
    _, (row,) = gathered(town, programme, now)
    matter_decisions.dismiss(row.id, "不是本村的", row.version, by=town.viewer("leader"), now=now)
    left = gathering(clerk, in_force_of(clerk, programme.id), now.date())
    assert left.candidates == [], "what was decided against is not offered again"
    facts = facts_for(programme, in_force_of(clerk, programme.id).rules, d.date(2026, 1, 1), now.date(), clerk)
    events = {unit.name: unit.parts[""][0].rows["r1"].rules["r1-1"].events for unit in facts.units}
    assert [event.final for event in events["李家沟村"]] == [False]
    (row,) = matters_from(clerk, "findings", other.id)
    (row,) = score_matters.tell({row.id: row.version}, by=clerk, now=now)
    matter_decisions.confirm({row.id: row.version}, by=town.viewer("leader"), now=at(4, 20))
    facts = facts_for(programme, in_force_of(clerk, programme.id).rules, d.date(2026, 1, 1), now.date(), clerk)
    events = {unit.name: unit.parts[""][0].rows["r1"].rules["r1-1"].events for unit in facts.units}
    assert [event.final for event in events["李家沟村"]] == [True], "the engine sees the confirmed one in its place"
