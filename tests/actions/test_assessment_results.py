"""考核结果: drawn up, announced and frozen, appealed, settled with its changes told, released (A11, A12; R30, R31)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from making import NOW, make
from settling import after, announced, confirmed, fresh, sheets
from sqlalchemy import select

from respbook.actions import appeals, assessment_results
from respbook.actions.action import StaleVersion
from respbook.actions.appeals import Objection
from respbook.models.assessment_results import AssessmentResult
from respbook.models.base import db
from respbook.models.notices import Notice
from respbook.queries.appeals import appeal_list, next_waiting
from respbook.queries.assessing import results_of
from respbook.queries.assessment_ranking import changes_since, kept_results, ranking
from respbook.queries.scope import NotInSight
from respbook.rules.assessments import ResultStage
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import AssessmentState

D = Decimal


@pytest.fixture
def row(app, town):
    return make.assessment(town, make.rubric(town, make.programme(town)))


def test_a_result_is_drawn_up_only_when_every_sheet_is_confirmed(town, row):
    with pytest.raises(RuleBroken, match="还有11个单位的评分表没有复核"):
        assessment_results.draw_up(row.id, row.version, by=town.viewer("clerk"), now=NOW)
    confirmed(town, row)
    drawn = assessment_results.draw_up(row.id, fresh(town, row).version, by=town.viewer("clerk"), now=NOW)
    assert drawn.state is AssessmentState.DRAWN_UP and drawn.drawn_up_by == "陈静"
    with pytest.raises(StaleVersion):
        assessment_results.announce(row.id, drawn.version - 1, by=town.viewer("leader"), now=NOW)
    back = assessment_results.reopen(row.id, "漏评一项", drawn.version, by=town.viewer("leader"), now=NOW)
    assert back.state is AssessmentState.SCORING


def test_what_is_announced_is_frozen_told_to_all_and_equals_the_engine(town, row):
    first = town.villages[0].id
    shown = announced(town, row, {(first, "r1"): "30"})
    kept = kept_results(shown)
    assert {each.unit: each.total for each in kept} == {each.unit: each.total for each in results_of(shown).units}
    assert len(shown.announced_sha256) == 64 and shown.edition == 1
    notice = db.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    assert notice.title == "2026年度年终考核结果公示" and notice.subject_id == row.id
    villages = next(group for group in ranking(shown) if group.key == kept[0].group or group.rows)
    ranks = [each.result.rank for group in ranking(shown) for each in group.rows]
    assert ranks[0] == 1 and villages.rows
    last = next(each for group in ranking(shown) for each in group.rows if each.result.unit == str(first))
    assert last.result.total == max(each.total for each in kept if each.group == last.result.group) - 10


def test_nobody_announces_what_he_drew_up(town, row):
    confirmed(town, row)
    both = replace(town.viewer("leader"), roles=town.viewer("leader").roles | town.viewer("clerk").roles)
    drawn = assessment_results.draw_up(row.id, fresh(town, row).version, by=both, now=NOW)
    with pytest.raises(RuleBroken, match="您拟定的，应当由另一人公示"):
        assessment_results.announce(row.id, drawn.version, by=both, now=NOW)
    namesake = replace(town.viewer("leader"), name=f"{both.name[0]} {both.name[1:]}")
    assert namesake.user_id == both.user_id
    with pytest.raises(RuleBroken, match="由不同名的另一人公示"):
        assessment_results.announce(row.id, drawn.version, by=replace(namesake, user_id=0), now=NOW)


def test_an_appeal_is_decided_by_somebody_else_and_the_change_is_told(town, row, app):
    village, signer, leader = town.villages[0], town.viewer("signer"), town.viewer("leader")
    sheet = sheets(row)[0]
    with pytest.raises(NotInSight):
        appeals.file(sheet.id, "r1", Objection("没有公示"), by=signer, now=NOW)
    shown = announced(town, row, {(village.id, "r1"): "30"})
    filed = appeals.file(sheet.id, "r1", Objection("两处火点不在本村", D(34)), by=signer, now=NOW)
    assert filed.before == 30
    with pytest.raises(RuleBroken, match="正等待决定"):
        appeals.file(sheet.id, "r1", Objection("再说一次"), by=signer, now=NOW)
    with pytest.raises(RuleBroken, match="还有1件申诉没有决定"):
        assessment_results.settle(row.id, shown.version, by=leader, now=after(shown))
    assert next_waiting(leader, 0) == filed.id
    with pytest.raises(RuleBroken, match="请由另一人决定"):
        appeals.uphold(filed.id, D(34), "属实", filed.version, by=leader, now=NOW)
    other = _other_leader(town)
    with pytest.raises(RuleBroken, match="最多40分"):
        appeals.uphold(filed.id, D(41), "属实", filed.version, by=other, now=NOW)
    done = appeals.uphold(filed.id, D(34), "两处火点在邻镇，属实", filed.version, by=other, now=NOW)
    assert (done.before, done.after_points) == (30, 34)
    changes = changes_since(fresh(town, row))
    assert [(each.title, each.before, each.after) for each in changes if each.title] == [("秸秆禁烧", "30分", "34分")]
    assert "申诉采纳" in changes[0].cause and changes[-1].title == ""
    with pytest.raises(RuleBroken, match="起才能定稿"):
        assessment_results.settle(row.id, shown.version, by=leader, now=after(shown, 0))
    settled = assessment_results.settle(row.id, shown.version, by=leader, now=after(shown))
    assert settled.final_sha256 != settled.announced_sha256
    was = next(each for each in kept_results(settled, ResultStage.ANNOUNCED) if each.unit == str(village.id))
    now_is = next(each for each in kept_results(settled) if each.unit == str(village.id))
    assert now_is.total == was.total + 4
    with pytest.raises(RuleBroken, match="不能申诉"):
        appeals.file(sheet.id, "r2", Objection("晚了"), by=signer, now=after(shown))
    released = assessment_results.release(row.id, settled.version, by=leader, now=after(shown))
    assert released.state is AssessmentState.RELEASED


def test_an_appeal_after_the_window_is_refused(town, row):
    shown = announced(town, row)
    with pytest.raises(RuleBroken, match="申诉期已于"):
        appeals.file(sheets(row)[0].id, "r1", Objection("晚了"), by=town.viewer("signer"), now=after(shown))
    with pytest.raises(NotInSight):
        appeals.file(sheets(row)[0].id, "r1", Objection("邻村的"), by=town.viewer("neighbour"), now=NOW)
    assert appeal_list(town.viewer("leader"), row.id) == []


def test_a_withdrawn_announcement_stays_on_record(town, row):
    shown = announced(town, row)
    back = assessment_results.withdraw(row.id, "漏了一个村的加分", shown.version, by=town.viewer("leader"), now=NOW)
    assert back.state is AssessmentState.SCORING and back.announced_on is None
    assert len(db.session.scalars(select(AssessmentResult).where(AssessmentResult.edition == 1)).all()) == 11


def _other_leader(town):
    import desk_rounds

    from respbook.rules.permissions import Role

    return desk_rounds.another(town, "leader2", "钱立", Role.LEADER)
