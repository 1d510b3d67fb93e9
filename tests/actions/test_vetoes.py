"""一票否决 as deeds: no effect without incident, evidence, statement and a named decision (X14, R31)."""

import datetime as d
from datetime import timedelta

import listing_matters as matters
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import make

from respbook.actions import notices, vetoes
from respbook.models.base import db
from respbook.models.notices import Notice
from respbook.queries.scope import NotInSight
from respbook.queries.scope_notices import notice_in_sight
from respbook.queries.vetoes import VetoFilter, proofs_of, veto_list
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import VetoState
from respbook.rules.permissions import NotAllowed

DAY = timedelta(days=1)


@pytest.fixture
def programme(app, town):
    return matters.ruled(town)


@pytest.fixture
def village(town):
    return town.villages[0]


def decision(on=d.date(2026, 3, 10), words="事实清楚，陈述不影响认定，决定否决", number=""):
    return vetoes.Decision(words, on, number)


def told(app, town, programme, village, **more):
    row = matters.proposed_veto(app, town, programme, village, **more)
    return vetoes.tell(row.id, row.version, by=town.viewer("clerk"), now=matters.TOLD_AT)


def test_from_the_incident_to_the_decision_and_back(app, town, programme, village):
    row = told(app, town, programme, village)
    assert "直接确定等次为“不合格”" in db.session.get(Notice, row.notice_id).text
    assert row.answer_until == d.date(2026, 3, 13)
    leader = town.viewer("leader")
    with pytest.raises(RuleBroken, match="现为“已告知”，不能决定否决"):
        vetoes.uphold(row.id, decision(), row.version, by=leader, now=matters.DECIDED)
    row = vetoes.answer(row.id, "管道破裂，已停产", (), row.version, by=town.viewer("reporter"), now=matters.HEARD)
    with pytest.raises(RuleBroken, match="告知（2026年3月6日）以后"):
        vetoes.uphold(row.id, decision(d.date(2026, 3, 5)), row.version, by=leader, now=matters.DECIDED)
    with pytest.raises(NotAllowed):
        vetoes.uphold(row.id, decision(), row.version, by=town.viewer("clerk"), now=matters.DECIDED)
    row = vetoes.uphold(row.id, decision(), row.version, by=leader, now=matters.DECIDED)
    assert (row.state, row.number_text, row.decided_by) == (VetoState.UPHELD, "环考否决〔2026〕1号", "李建国")
    other = told(app, town, programme, village)
    other = vetoes.no_objection(other.id, other.version, by=town.viewer("signer"), now=matters.HEARD)
    with pytest.raises(RuleBroken, match="已用于另一件"):
        vetoes.uphold(other.id, decision(number="环考否决[2026] 1 号"), other.version, by=leader, now=matters.DECIDED)
    other = vetoes.uphold(
        other.id, decision(number="环考否决〔2026〕2号"), other.version, by=leader, now=matters.DECIDED
    )
    assert other.number_text == "环考否决〔2026〕2号"
    third = told(app, town, programme, village)
    third = vetoes.no_objection(third.id, third.version, by=town.viewer("signer"), now=matters.HEARD)
    third = vetoes.uphold(third.id, decision(), third.version, by=leader, now=matters.DECIDED)
    assert third.number_text == "环考否决〔2026〕3号", "what was typed by hand is not given again"
    row = vetoes.lift(row.id, "复核改判", matters.veto_again(town, row).version, by=leader, now=matters.DECIDED + DAY)
    assert (row.state, row.lifted_by, row.number_text) == (VetoState.LIFTED, "李建国", "环考否决〔2026〕1号")


def test_silence_stands_for_the_statement_only_past_the_window_and_tells_of_the_delivery(app, town, programme, village):
    row = told(app, town, programme, village)
    clerk, after = town.viewer("clerk"), matters.TOLD_AT.replace(day=14)
    with pytest.raises(RuleBroken, match="2026年3月14日起才能记明"):
        vetoes.record_silence(row.id, row.version, by=clerk, now=after - DAY)
    reporter = town.viewer("reporter")
    notices.take(notice_in_sight(reporter, row.notice_id).id, by=reporter, now=matters.HEARD)
    row = vetoes.record_silence(row.id, row.version, by=clerk, now=after)
    assert row.silent and row.statement.startswith(
        "逾期未陈述：陈述期到2026年3月13日止。通知由王小燕于2026年3月9日签收"
    )
    row = vetoes.uphold(row.id, decision(d.date(2026, 3, 14)), row.version, by=town.viewer("leader"), now=after)
    assert row.state is VetoState.UPHELD


def test_evidence_and_an_item_of_the_rubric_are_asked_for(app, town, programme, village):
    with pytest.raises(RuleBroken, match="至少一件"):
        matters.proposed_veto(app, town, programme, village, evidence=())
    entry = vetoes.Entry(programme.id, village.id, "v9", "死鱼", d.date(2026, 3, 4), ())
    with pytest.raises(RuleBroken, match="没有这一条"):
        vetoes.propose(entry, by=town.viewer("clerk"), now=matters.RECORDED)
    row = told(app, town, programme, village)
    with pytest.raises(RuleBroken, match="代陈述要附佐证"):
        vetoes.answer(row.id, "电话说属实", (), row.version, by=town.viewer("clerk"), now=matters.HEARD)


def test_a_unit_sees_what_it_was_told_and_nothing_of_another(app, town, programme, village):
    row = matters.proposed_veto(app, town, programme, village)
    assert veto_list(town.viewer("reporter"), VetoFilter()).total == 0
    row = vetoes.tell(row.id, row.version, by=town.viewer("assessor"), now=matters.TOLD_AT)
    assert veto_list(town.viewer("reporter"), VetoFilter()).total == 1
    assert veto_list(town.viewer("neighbour"), VetoFilter()).total == 0
    with pytest.raises(NotInSight):
        vetoes.no_objection(row.id, row.version, by=town.viewer("neighbour"), now=matters.HEARD)


def _moves(app, town):
    photo = make.evidence(app, town, town.unit, make.photo_bytes(3), "clerk").id
    who = town.viewer
    return {
        "tell": lambda row, now: vetoes.tell(row.id, row.version, by=who("clerk"), now=now),
        "answer": lambda row, now: vetoes.answer(row.id, "不属实", (), row.version, by=who("reporter"), now=now),
        "no words": lambda row, now: vetoes.answer(row.id, " ", (), row.version, by=who("reporter"), now=now),
        "for it": lambda row, now: vetoes.answer(row.id, "属实", (photo,), row.version, by=who("clerk"), now=now),
        "for it bare": lambda row, now: vetoes.answer(row.id, "属实", (), row.version, by=who("clerk"), now=now),
        "silence": lambda row, now: vetoes.record_silence(row.id, row.version, by=who("clerk"), now=now),
        "uphold": lambda row, now: vetoes.uphold(row.id, decision(now.date()), row.version, by=who("leader"), now=now),
        "uphold bare": lambda row, now: vetoes.uphold(
            row.id, decision(now.date(), " "), row.version, by=who("leader"), now=now
        ),
        "uphold by clerk": lambda row, now: vetoes.uphold(
            row.id, decision(now.date()), row.version, by=who("clerk"), now=now
        ),
        "refuse": lambda row, now: vetoes.refuse(row.id, "证据不足", row.version, by=who("leader"), now=now),
        "lift": lambda row, now: vetoes.lift(row.id, "改判", row.version, by=who("leader"), now=now),
    }


_NAMES = ["tell", "answer", "no words", "for it", "for it bare", "silence", "uphold", "uphold bare"]
_NAMES += ["uphold by clerk", "refuse", "lift", "days pass"]


def test_no_path_leads_to_a_veto_without_all_four(app, town, programme, village):
    """Whatever is tried in whatever order: an upheld veto has incident, evidence, a statement of its time, a name and a number."""
    moves, reached = _moves(app, town), set()

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=12))
    def walk(steps):
        row, now, spoke = matters.proposed_veto(app, town, programme, village), matters.TOLD_AT, False
        for step in ["tell", *steps] if len(steps) % 2 else steps:
            if step == "days pass":
                now += 8 * DAY
                continue
            now += timedelta(minutes=1)
            before = row.state
            try:
                row = moves[step](row, now)
            except (RuleBroken, NotAllowed, NotInSight):
                row = matters.veto_again(town, row)
                assert row.state is before
                continue
            reached.add(row.state)
            if step in ("answer", "for it", "silence"):
                assert before is VetoState.TOLD
                assert step != "silence" or now.date() > row.answer_until
                spoke = True
            if row.state in (VetoState.UPHELD, VetoState.LIFTED):
                assert spoke and row.told_at and row.words and row.statement and row.decision
                assert row.decided_by == "李建国" and row.number_text and row.decided_on
                assert [each for each, answer in proofs_of(row.id) if not answer]

    walk()
    assert reached >= {VetoState.TOLD, VetoState.ANSWERED, VetoState.REFUSED}


def test_the_walk_can_reach_a_veto(app, town, programme, village):
    moves, row, now = _moves(app, town), matters.proposed_veto(app, town, programme, village), matters.TOLD_AT
    for step in ("tell", "answer", "uphold", "lift"):
        row, now = moves[step](row, now), now + timedelta(minutes=1)
    assert row.state is VetoState.LIFTED
