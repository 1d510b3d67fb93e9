"""考核结果: drawn up, announced and frozen, appealed, settled with its changes told, released (A11, A12; R30, R31)."""

from dataclasses import replace
from decimal import Decimal

import desk_rounds
import inspecting
import pytest
from making import NOW, make
from settling import after, announced, confirmed, fresh, sheets
from sqlalchemy import select

from respbook.actions import appeals, assessment_results, audit, score_sheets, scoring
from respbook.actions.action import StaleVersion, action
from respbook.actions.appeals import Objection
from respbook.models.assessment_results import AssessmentResult
from respbook.models.assessments import ScoreMark, ScoreSettlement, ScoreSheet
from respbook.models.base import db
from respbook.models.notices import Notice
from respbook.queries.appeals import appeal_in_sight, appeal_list, next_waiting
from respbook.queries.assessing import results_of
from respbook.queries.assessment_ranking import (
    changes_since,
    kept_results,
    ranking,
    reckoned_again,
    upheld_appeals,
)
from respbook.queries.scope import NotInSight
from respbook.rules.assessments import ResultStage, SettledBy
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import AppealState, AssessmentState
from respbook.rules.marking import Proposal, Typed
from respbook.rules.permissions import Permission, Role

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
    for group in ranking(shown):
        assert [each.result.group for each in group.rows] == [group.key] * len(group.rows)
        ranks, totals = [each.result.rank for each in group.rows], [each.result.total for each in group.rows]
        assert ranks == sorted(ranks) and ranks[0] == 1 and totals == sorted(totals, reverse=True)
    assert sum(len(group.rows) for group in ranking(shown)) == len(kept) == 11
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
    with pytest.raises(RuleBroken, match="您复核的，应当由另一人决定"):
        appeals.uphold(filed.id, D(34), "属实", filed.version, by=leader, now=NOW)
    other = _other_leader(town)
    with pytest.raises(RuleBroken, match="最多40分"):
        appeals.uphold(filed.id, D(41), "属实", filed.version, by=other, now=NOW)
    with pytest.raises(RuleBroken, match="申诉不能把分数改低"):
        appeals.uphold(filed.id, D(29), "属实", filed.version, by=other, now=NOW)
    done = appeals.uphold(filed.id, D(34), "两处火点在邻镇，属实", filed.version, by=other, now=NOW)
    assert (done.before, done.after_points) == (30, 34)
    with pytest.raises(RuleBroken, match="本次公示中已经作出决定"):
        appeals.file(sheet.id, "r1", Objection("还是不服"), by=signer, now=NOW)
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


def test_no_hand_in_the_sheet_decides_by_account_or_name_nor_anybody_of_the_unit(town, row):
    village = town.villages[0]
    announced(town, row, {(village.id, "r1"): "30"})
    filed = appeals.file(sheets(row)[0].id, "r1", Objection("不在本村"), by=town.viewer("signer"), now=NOW)
    other = _other_leader(town)
    assessor, leader = town.viewer("assessor"), town.viewer("leader")
    near = {
        "评分的人也叫": replace(other, name=f"{assessor.name[0]} {assessor.name[1:]}"),
        "复核的人也叫": replace(other, name=leader.name),
        "您评分的": replace(other, user_id=assessor.user_id),
        "应当由别的单位的人决定": desk_rounds.in_unit(other, village),
    }
    for words, who in near.items():
        with pytest.raises(RuleBroken, match=words):
            appeals.reject(filed.id, "评分无误", filed.version, by=who, now=NOW)
    assert appeals.reject(filed.id, "评分无误", filed.version, by=other, now=NOW).decided_by == "钱立"


def test_whoever_settled_a_row_jointly_or_filed_for_the_unit_is_a_hand_too(town, row):
    announced(town, row, {(town.villages[0].id, "r1"): "30"})
    sheet, clerk = sheets(row)[0], town.viewer("clerk")
    filed = appeals.file(sheet.id, "r1", Objection("来电说不在本村"), by=clerk, now=NOW)
    _settled_jointly(sheet.id, by=town.viewer("assessor"), now=NOW)
    other = _other_leader(town)
    with pytest.raises(RuleBroken, match="合议的人也叫“李合”"):
        appeals.reject(filed.id, "无误", filed.version, by=replace(other, name="李合"), now=NOW)
    with pytest.raises(RuleBroken, match="代提的人也叫"):
        appeals.reject(filed.id, "无误", filed.version, by=replace(other, name=clerk.name), now=NOW)


@action(Permission.SCORE_WRITE)
def _settled_jointly(sheet_id, *, by, now):
    made = ScoreSettlement(sheet_id=sheet_id, row_key="r2", cause=SettledBy.JOINT, points=D(5), reason="合议")
    made.by, made.by_id, made.at = "李合", 9_999, now
    db.session.add(made)
    audit.note("score.settle", made, "合议")


def test_the_office_takes_back_only_what_it_filed_and_says_why(town, row):
    announced(town, row)
    own, clerk, signer = sheets(row)[0], town.viewer("clerk"), town.viewer("signer")
    filed = appeals.file(own.id, "r1", Objection("不在本村"), by=signer, now=NOW)
    with pytest.raises(RuleBroken, match="王家庄村自己提出的，由该单位撤回"):
        appeals.withdraw(filed.id, filed.version, "核实无误", by=clerk, now=NOW)
    assert appeals.withdraw(filed.id, filed.version, by=signer, now=NOW).state is AppealState.WITHDRAWN
    told = appeals.file(own.id, "r1", Objection("来电说不在本村"), by=clerk, now=NOW)
    with pytest.raises(RuleBroken, match="为什么撤回"):
        appeals.withdraw(told.id, told.version, " ", by=clerk, now=NOW)
    assert appeals.withdraw(told.id, told.version, "来电撤回", by=clerk, now=NOW).decision == "来电撤回"


def test_an_appeal_filed_in_time_is_decided_after_the_window_and_against_the_frozen_score(town, row):
    village = town.villages[0]
    shown = announced(town, row, {(village.id, "r1"): "30"})
    sheet = sheets(row)[0]
    with pytest.raises(NotInSight):
        appeals.file(sheet.id, "没有这一项", Objection("不在本村"), by=town.viewer("signer"), now=NOW)
    _mark_altered(sheet.id, by=town.viewer("assessor"), now=NOW)
    filed = appeals.file(sheet.id, "r1", Objection("不在本村"), by=town.viewer("signer"), now=NOW)
    assert filed.before == 30
    other = _other_leader(town)
    with pytest.raises(RuleBroken, match="与原分相同"):
        appeals.uphold(filed.id, D(30), "属实", filed.version, by=other, now=after(shown))
    assert appeals.uphold(filed.id, D(31), "属实", filed.version, by=other, now=after(shown)).before == 30


@action(Permission.SCORE_WRITE)
def _mark_altered(sheet_id, *, by, now):
    mark = db.session.scalars(select(ScoreMark).where(ScoreMark.sheet_id == sheet_id, ScoreMark.row_key == "r1")).one()
    mark.points = D(29)
    audit.note("score.mark", mark, "改动")


def test_open_appeals_end_with_the_announcement_and_what_one_settled_is_settled_anew(town, row):
    village, signer, leader = town.villages[0], town.viewer("signer"), town.viewer("leader")
    shown = announced(town, row, {(village.id, "r1"): "30"})
    sheet, other = sheets(row)[0], _other_leader(town)
    filed = appeals.file(sheet.id, "r1", Objection("不在本村"), by=signer, now=NOW)
    appeals.uphold(filed.id, D(34), "属实", filed.version, by=other, now=NOW)
    waiting = appeals.file(sheet.id, "r2", Objection("材料漏看"), by=signer, now=NOW)
    waiting_id, version = waiting.id, fresh(town, row).version
    assessment_results.withdraw(shown.id, "漏了一个村的加分", version, by=leader, now=NOW)
    fresh(town, row)
    ended = appeal_in_sight(signer, waiting_id)
    assert ended.state is AppealState.WITHDRAWN and "漏了一个村的加分" in ended.decision
    notice = db.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    assert "随之终止" in notice.text
    with pytest.raises(RuleBroken):
        appeals.reject(waiting_id, "无误", ended.version, by=other, now=NOW)
    version = db.session.get_one(ScoreSheet, sheet.id).version
    db.session.rollback()
    score_sheets.send_back(sheet.id, "重评", version, by=leader, now=NOW)
    was = db.session.get_one(ScoreSettlement, (sheet.id, "r1")).version
    db.session.rollback()
    anew = scoring.settle(sheet.id, "r1", "33", "重新核对", was, by=town.viewer("assessor"), now=NOW)
    assert (anew.cause, anew.points, anew.before) == (SettledBy.JOINT, 33, 34)


def test_a_period_that_the_announced_final_takes_in_is_appealed_though_never_announced(app, town):
    rubric = make.rubric(town, make.programme(town))
    month = make.assessment(town, rubric, final=False, period_key="1", name="一月")
    confirmed(town, month, {(town.villages[0].id, "r1"): "30"})
    final = make.assessment(town, rubric)
    sheet = sheets(month)[0]
    with pytest.raises(NotInSight):
        appeals.file(sheet.id, "r1", Objection("没有公示"), by=town.viewer("signer"), now=NOW)
    announced(town, final)
    filed = appeals.file(sheet.id, "r1", Objection("不在本村"), by=town.viewer("signer"), now=NOW)
    assert filed.before == 30 and fresh(town, month).state is AssessmentState.SCORING


def test_nothing_recorded_after_the_announcement_changes_what_is_settled(app, town):
    village, leader, rubric = town.villages[0], town.viewer("leader"), make.rubric(town, make.programme(town))
    month = make.assessment(town, rubric, final=False, period_key="1", name="一月")
    confirmed(town, month, {(village.id, "r1"): "30"})
    final = announced(town, make.assessment(town, rubric))
    was = {each.unit: (each.total, each.rank, each.band) for each in kept_results(final)}
    sheet = sheets(month)[0]
    score_sheets.send_back(sheet.id, "再看", sheet.version, by=leader, now=NOW)
    own = db.session.scalars(select(ScoreMark).where(ScoreMark.sheet_id == sheet.id, ScoreMark.row_key == "r1")).one()
    typed, proposal = Typed("1", "改低", None), Proposal(own.proposed)
    scoring.mark(sheet.id, "r1", typed, proposal, own.version, by=town.viewer("assessor"), now=NOW)
    make.assessment(town, rubric, final=False, period_key="2", name="二月")
    inspecting.assigned(town, village)
    assert changes_since(fresh(town, final)) == ()
    settled = assessment_results.settle(final.id, fresh(town, final).version, by=leader, now=after(final))
    assert {each.unit: (each.total, each.rank, each.band) for each in kept_results(settled)} == was
    assert reckoned_again(settled) == []


def test_what_was_appealed_under_a_period_s_own_announcement_is_no_appeal_of_the_final(app, town):
    village, rubric = town.villages[0], make.rubric(town, make.programme(town))
    month = announced(
        town, make.assessment(town, rubric, final=False, period_key="1", name="一月"), {(village.id, "r1"): "30"}
    )
    sheet, other = sheets(month)[0], _other_leader(town)
    filed = appeals.file(sheet.id, "r1", Objection("不在本村"), by=town.viewer("signer"), now=NOW)
    year = make.assessment(town, rubric)
    confirmed(town, year)
    with pytest.raises(RuleBroken, match="平时考核还有1件申诉没有决定"):
        assessment_results.draw_up(year.id, fresh(town, year).version, by=town.viewer("clerk"), now=NOW)
    appeals.uphold(filed.id, D(34), "属实", filed.version, by=other, now=NOW)
    drawn = assessment_results.draw_up(year.id, fresh(town, year).version, by=town.viewer("clerk"), now=NOW)
    assessment_results.announce(year.id, drawn.version, by=town.viewer("leader"), now=NOW)
    assert upheld_appeals(fresh(town, year)) == [] and changes_since(fresh(town, year)) == ()
    assert len(upheld_appeals(fresh(town, month))) == 1


def _other_leader(town):
    return desk_rounds.another(town, "leader2", "钱立", Role.LEADER)
