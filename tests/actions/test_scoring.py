"""评分的办理: marks, versions, joint decisions, submission and confirmation (R31, R53), and whose unit it is."""

import threading
from dataclasses import replace
from decimal import Decimal

import desk_rounds
import pytest
from desk_rounds import in_unit, marks
from making import NOW
from sqlalchemy import select

from respbook.actions import programmes, score_assignments, score_sheets, scoring, units
from respbook.actions.action import StaleVersion
from respbook.models.assessments import ScoreMark, ScoreSettlement
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import sheet_in_sight
from respbook.queries.score_desk import asked_of
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import SheetState
from respbook.rules.marking import Proposal, Typed
from respbook.rules.permissions import NotAllowed
from respbook.rules.units import PostRole

D = Decimal
TEN, OPEN = Proposal(D(10)), Proposal(None, "", True)
PROPOSALS = {"r1": TEN, "r2": OPEN}


def two(app, town):
    return desk_rounds.round_of(app, town, assessors=2)


@pytest.fixture
def one(stand):
    return stand(desk_rounds.round_of)


@pytest.fixture
def both(stand):
    return stand(two)


def give(viewer, sheet, key="r1", points="10", proposal=TEN, version=0, reason="", na=None):
    return scoring.mark(sheet.id, key, Typed(points, reason, na), proposal, version, by=viewer, now=NOW)


def test_a_mark_is_kept_with_the_figure_it_was_given_beside(town, one):
    sheet, me = one.of(town.villages[0]), town.viewer("assessor")
    row = give(me, sheet, points="８．５", reason="少两处巡查记录")
    assert (row.points, row.proposed, row.reason, row.version) == (D("8.5"), 10, "少两处巡查记录", 1)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert entry.verb == "score.mark" and "王家庄村“日常巡查”" in entry.body and "8.5分" in entry.body
    again = give(me, sheet, points="9", reason="补来一处", version=1)
    assert again.version == 2 and len(marks(sheet)) == 1
    with pytest.raises(StaleVersion, match="已在别处保存为9分"):
        give(me, sheet, points="7", reason="另一个窗口", version=1)
    na = give(me, sheet, "r2", "", OPEN, na="村里没有宣传栏")
    assert na.points is None and na.not_applicable == "村里没有宣传栏"
    with pytest.raises(RuleBroken, match="不单独评分"):
        give(me, sheet, "r3", "1")
    with pytest.raises(NotInSight):
        give(me, sheet, "r9", "1")


def test_nobody_marks_his_own_unit_nor_without_the_role(town, one):
    village, me = town.villages[0], town.viewer("assessor")
    sheet = one.of(village)
    with pytest.raises(RuleBroken, match="您所在或任职单位的"):
        give(in_unit(me, village), sheet)
    units.appoint(
        village.id,
        units.HolderFacts(PostRole.STATIONED, "包村干部", me.name, "13812341234", NOW.date()),
        by=town.viewer("clerk"),
        now=NOW,
    )
    with pytest.raises(RuleBroken, match="由别的单位的人评分"):
        give(me, sheet)
    give(me, one.of(town.villages[1]))
    for login in ("clerk", "leader", "reporter", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            give(town.viewer(login), sheet)


def test_of_fifty_threads_on_one_score_one_succeeds(real_app):
    app = real_app()
    town, told = app.town, []
    with app.app_context():
        made = desk_rounds.round_of(app, town)
        sheet = made.of(town.villages[0])
        give(town.viewer("assessor"), sheet)
        db.session.remove()

    def save(place):
        with app.app_context():
            try:
                give(town.viewer("assessor"), sheet, points=f"9.{place:02}", version=1, reason=f"第{place}个窗口")
                told.append("存上")
            except StaleVersion:
                told.append("晚了")

    threads = [threading.Thread(target=save, args=(place,)) for place in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    with app.app_context():
        assert sorted(told) == ["存上"] + ["晚了"] * 49
        (row,) = marks(sheet).values()
        assert row.version == 2 and row.reason == f"第{int(str(row.points)[2:].ljust(2, '0'))}个窗口"
        assert not verify_chain().broken and list(verify_state()) == []


def test_two_assessors_and_no_third(town, both):
    sheet, me, other = both.of(town.villages[0]), town.viewer("assessor"), both.second
    give(me, sheet)
    with pytest.raises(RuleBroken, match="另一个账号"):
        give(replace(other, name=me.name), sheet)
    give(other, sheet, points="7", reason="少三处")
    with pytest.raises(RuleBroken, match="孙敏、周立评完"):
        give(replace(other, user_id=99, name="别人"), sheet)
    with pytest.raises(RuleBroken, match="改分须写明"):
        give(other, sheet, points="10", version=1)
    assert give(other, sheet, points="8", reason="核对后只少两处", version=1).version == 2


def test_a_wide_gap_is_settled_jointly(town, both):
    sheet, me, other = both.of(town.villages[0]), town.viewer("assessor"), both.second
    give(me, sheet)
    with pytest.raises(RuleBroken, match="评齐以后再合议"):
        scoring.settle(sheet.id, "r1", "8", "合议", 0, by=me, now=NOW)
    give(other, sheet, points="6", reason="少四处")
    with pytest.raises(RuleBroken) as refused:
        score_sheets.submit(sheet.id, PROPOSALS, sheet.version, by=me, now=NOW)
    assert refused.value.sentences == (
        "“日常巡查”：各人相差4分，还没有合议",
        "“宣传发动”：应由2人评，现有0人",
    )
    with pytest.raises(RuleBroken, match="合议的理由"):
        scoring.settle(sheet.id, "r1", "8", " ", 0, by=me, now=NOW)
    settled = scoring.settle(sheet.id, "r1", "8", "两处属实，两处不属实", 0, by=me, now=NOW)
    assert (settled.points, settled.before) == (8, 8)
    with pytest.raises(StaleVersion):
        scoring.settle(sheet.id, "r1", "7", "再议", 0, by=other, now=NOW)
    assert scoring.settle(sheet.id, "r1", "7", "再议，三处属实", 1, by=other, now=NOW).version == 2
    with pytest.raises(RuleBroken, match="已改定为7分"):
        give(me, sheet, points="9", reason="另想想", version=1)
    give(me, sheet, "r2", "10", OPEN)
    give(other, sheet, "r2", "9", OPEN, reason="少一块展板")
    assert score_sheets.submit(sheet.id, PROPOSALS, sheet.version, by=me, now=NOW).state is SheetState.SUBMITTED
    assert db.session.scalars(select(ScoreSettlement)).one().version == 2


def full(viewer, sheet):
    give(viewer, sheet)
    give(viewer, sheet, "r2", "9", OPEN, reason="少一块展板")


def submitted(viewer, sheet):
    full(viewer, sheet)
    return score_sheets.submit(sheet.id, PROPOSALS, sheet.version, by=viewer, now=NOW)


def test_who_scored_does_not_confirm(town, one):
    sheet, me = one.of(town.villages[0]), town.viewer("assessor")
    version = submitted(me, sheet).version
    with pytest.raises(RuleBroken, match="待复核"):
        give(me, sheet, points="9", reason="想改", version=1)
    for hand in (me, replace(one.second, name=me.name)):
        with pytest.raises(RuleBroken, match="没有评过这张表的人"):
            score_sheets.confirm(sheet.id, version, by=hand, now=NOW)
    with pytest.raises(RuleBroken, match="您所在或任职单位的"):
        score_sheets.confirm(sheet.id, version, by=in_unit(one.second, town.villages[0]), now=NOW)
    done = score_sheets.confirm(sheet.id, version, by=one.second, now=NOW)
    assert (done.state, done.confirmed_by, done.single_handed) == (SheetState.CONFIRMED, "周立", False)
    back = score_sheets.send_back(sheet.id, "第2项请再核", done.version, by=town.viewer("leader"), now=NOW)
    assert (back.state, back.returned, back.confirmed_by_id) == (SheetState.OPEN, "第2项请再核", None)
    assert give(me, sheet, points="9", reason="想改", version=1).points == 9


def test_under_one_clerk_it_is_allowed_and_marked(town, one):
    sheet, me = one.of(town.villages[0]), town.viewer("assessor")
    version = submitted(me, sheet).version
    programme = sheet_in_sight(me, sheet.id).assessment.programme
    switch(town, programme)
    done = score_sheets.confirm(sheet.id, version, by=me, now=NOW)
    assert done.single_handed
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert "一人经办" in entry.body


def switch(town, programme):
    names = ("kind", "year", "name", "issuer", "term_from", "term_to", "number_pattern", "copies")
    facts = {name: getattr(programme, name) for name in names} | {"clerk_may_issue": True}
    programmes.change(
        programme.id, programmes.ProgrammeFacts(**facts), programme.version, by=town.viewer("clerk"), now=NOW
    )


def test_the_systems_figures_are_taken_over_in_one_deed(town, one):
    sheet, me = one.of(town.villages[0]), town.viewer("assessor")
    with pytest.raises(RuleBroken, match="还没有齐"):
        scoring.accept(sheet.id, ["r1", "r2"], PROPOSALS, by=me, now=NOW)
    assert marks(sheet) == {}, "all or none"
    seq = db.session.scalar(select(AuditEntry.seq).order_by(AuditEntry.seq.desc()).limit(1))
    out = Proposal(None, "应完成数为0，没有此项任务")
    scoring.accept(sheet.id, ["r1", "r2"], {"r1": TEN, "r2": out}, by=me, now=NOW)
    found = {key: (row.points, row.not_applicable) for (key, _), row in marks(sheet).items()}
    assert found == {"r1": (10, ""), "r2": (None, "应完成数为0，没有此项任务")}
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.seq > seq)).all()
    assert [each.verb for each in entries] == ["score.accept"]
    with pytest.raises(StaleVersion):
        scoring.accept(sheet.id, ["r1"], PROPOSALS, by=me, now=NOW)


def test_a_figure_that_changed_since_it_was_taken_over_is_looked_at_again(town, one):
    sheet, me = one.of(town.villages[0]), town.viewer("assessor")
    full(me, sheet)
    lower = PROPOSALS | {"r1": Proposal(D(8))}
    with pytest.raises(RuleBroken) as refused:
        score_sheets.submit(sheet.id, lower, sheet.version, by=me, now=NOW)
    assert refused.value.sentences == ("“日常巡查”：孙敏采用了系统算分10分，现已变为8分，请重新评",)
    give(me, sheet, points="10", proposal=Proposal(D(8)), reason="两处已撤销", version=1)
    assert score_sheets.submit(sheet.id, lower, sheet.version, by=me, now=NOW).state is SheetState.SUBMITTED


def test_assignment_asks_some_and_leaves_the_others_open(town, one):
    me, other, clerk = town.viewer("assessor"), one.second, town.viewer("clerk")
    first, second = one.of(town.villages[0]), one.of(town.villages[1])
    assert asked_of(me, one.assessment.id).of(second.id, "r1")
    score_assignments.assign(one.assessment.id, me.user_id, [first.id], ["r1"], by=clerk, now=NOW)
    mine, others = asked_of(me, one.assessment.id), asked_of(other, one.assessment.id)
    assert mine.of(first.id, "r1") and not mine.of(first.id, "r2") and not mine.of(second.id, "r1")
    assert not others.of(first.id, "r1")
    give(other, second)
    score_assignments.assign(one.assessment.id, me.user_id, [], [], by=clerk, now=NOW)
    assert asked_of(me, one.assessment.id).everybody
    with pytest.raises(RuleBroken, match="不是考核组成员"):
        score_assignments.assign(one.assessment.id, clerk.user_id, [first.id], [], by=clerk, now=NOW)
    with pytest.raises(NotInSight):
        score_assignments.assign(one.assessment.id, me.user_id, [first.id, 9999], [], by=clerk, now=NOW)
    assert db.session.scalars(select(ScoreMark)).one().assessor == "周立"
