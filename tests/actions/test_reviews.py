"""审核: a second person agrees or sends back, all or some; what was agreed to is what is issued (L7, R31, R53)."""

import threading
from dataclasses import replace

import drafting
import pytest
import reviewing
from sqlalchemy import select
from standing import stands

from respbook.actions import batch, carry_over, letters, programmes, reviews, shares, units
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.jobs import JobItem
from respbook.models.opinions import Look, Opinion
from respbook.queries.carry_over import checks_of
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.letter_templates import with_clauses
from respbook.queries.reviews import line_of, opinions_about, opinions_on_template, review_page, since_sent
from respbook.queries.scope import NotInSight, programme_in_sight, template_in_sight, unit_in_sight
from respbook.queries.targets import targets_of
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import BatchState, ItemState, LetterState
from respbook.rules.permissions import NotAllowed
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.reviewing import Step, Verdict
from respbook.rules.targets import Basis
from respbook.rules.units import PostRole
from respbook.works import tools

sent = stands(reviewing.sent)


@pytest.fixture
def other(town):
    return {"by": reviewing.second_clerk(town), "now": town.now}


@pytest.fixture
def job(town, sent):
    return lambda: reviewing.job(town, sent.job_id)


def verbs(kind="jobs"):
    rows = select(AuditEntry.verb).where(AuditEntry.kind == kind).order_by(AuditEntry.seq)
    return list(db.session.scalars(rows))


def said():
    return [(o.step, o.verdict, o.words, o.made_by) for o in db.session.scalars(select(Opinion).order_by(Opinion.id))]


def states(job_id):
    rows = select(JobItem.state).where(JobItem.job_id == job_id).order_by(JobItem.position)
    return list(db.session.scalars(rows))


def test_what_is_sent_waits_for_review_first(sent, job, town):
    assert job().state is BatchState.REVIEW and verbs() == ["batch.submit"]
    with pytest.raises(RuleBroken, match="待审核"):
        batch.approve(sent.job_id, job().version, by=town.viewer("leader"), now=town.now)


def test_without_the_switch_it_goes_to_the_leader_at_once(app, town):
    made = drafting.drafts(town, count=1)
    assert drafting.propose(town, app, made).state is BatchState.PROPOSED
    assert verbs() == ["batch.propose"]


def test_draft_review_sign_off_by_three_hands(sent, job, other, town, app):
    reviews.agree(sent.job_id, "数字已核对。", job().version, **other)
    assert job().state is BatchState.PROPOSED
    batch.approve(sent.job_id, job().version, by=town.viewer("leader"), now=town.now)
    batch.work_off(sent.job_id, tools(app), lambda: town.now)
    assert states(sent.job_id) == [ItemState.DONE] * 3
    assert said() == [
        (Step.REVIEW, Verdict.AGREE, "数字已核对。", "马俊杰"),
        (Step.SIGN, Verdict.AGREE, "", "李建国"),
    ]
    line = line_of(job(), opinions_about(job()))
    assert [(step.name, step.who, step.state) for step in line] == [
        ("拟稿送审", "陈静", "done"),
        ("审核", "马俊杰", "done"),
        ("签发", "李建国", "done"),
    ]
    assert "batch.agree" in verbs()


def test_the_sender_does_not_review_himself(sent, job, town):
    clerk = {"by": town.viewer("clerk"), "now": town.now}
    for deed in (
        lambda: reviews.agree(sent.job_id, "", job().version, **clerk),
        lambda: reviews.refer_back(sent.job_id, "退", job().version, **clerk),
        lambda: reviews.remark(sent.job_id, "看过", **clerk),
    ):
        with pytest.raises(RuleBroken, match="不能是同一个人"):
            deed()
    assert said() == [] and job().state is BatchState.REVIEW


def test_in_a_town_of_one_it_is_marked(app, town):
    sent = reviewing.sent(town, app, count=1, alone=True)
    job = reviewing.job(town, sent.job_id)
    reviews.agree(sent.job_id, "", job.version, by=town.viewer("clerk"), now=town.now)
    assert db.session.scalars(select(Opinion.single_handed)).all() == [True]


@pytest.mark.parametrize("login", ["assessor", "auditor", "admin", "reporter", "signer"])
def test_whoever_may_not_review_is_refused(sent, job, town, login):
    with pytest.raises(NotAllowed):
        reviews.agree(sent.job_id, "", job().version, by=town.viewer(login), now=town.now)


def test_another_towns_batch_is_missing(sent, other):
    stranger = replace(other["by"], unit_id=999, unit_path="/999/")
    with pytest.raises(NotInSight):
        reviews.remark(sent.job_id, "看过", by=stranger, now=other["now"])


def test_the_second_of_two_reviewers_is_told(sent, job, other, town):
    seen = job().version
    reviews.agree(sent.job_id, "", seen, **other)
    with pytest.raises(StaleVersion):
        reviews.refer_back(sent.job_id, "不同意", seen, by=town.viewer("leader"), now=town.now)
    with pytest.raises(RuleBroken, match="待签发"):
        reviews.agree(sent.job_id, "", job().version, by=town.viewer("leader"), now=town.now)


def test_what_changed_since_it_was_sent_is_not_agreed_to(sent, job, other, town):
    reviewing.reword(town, sent.made.template_id, "第一责任人是{{负责人}}。")
    with pytest.raises(RuleBroken, match="3份内容有改动"):
        reviews.agree(sent.job_id, "", job().version, **other)
    assert job().state is BatchState.REVIEW


def test_sending_back_needs_a_word_and_frees_the_drafts(sent, job, other, town, app):
    with pytest.raises(RuleBroken) as refused:
        reviews.refer_back(sent.job_id, " ", job().version, **other)
    assert refused.value.field == "words"
    reviews.refer_back(sent.job_id, "期限写错了。", job().version, **other)
    assert job().state is BatchState.RETURNED and job().opinion == "期限写错了。"
    assert "batch.refer_back" in verbs()
    assert drafting.propose(town, app, sent.made).total == 3


def test_single_letters_go_back_and_the_rest_goes_on(sent, job, other, town, app):
    back = sent.made.letter_ids[1]
    reviews.refer_back(sent.job_id, "户数不对。", job().version, (back,), **other)
    assert states(sent.job_id) == [ItemState.WAITING, ItemState.RETURNED, ItemState.WAITING]
    assert (job().state, job().total) == (BatchState.REVIEW, 2)
    assert verbs("letters")[-1] == "letter.return"
    assert db.session.scalar(select(Look.user_id)) is None, "the reviewer is not through with the batch"
    again = drafting.propose(town, app, replace(sent.made, letter_ids=(back,)))
    younger, version = again.id, again.version
    assert again.total == 1
    reviews.agree(sent.job_id, "", job().version, **other)
    batch.approve(sent.job_id, job().version, by=town.viewer("leader"), now=town.now)
    batch.work_off(sent.job_id, tools(app), lambda: town.now)
    assert states(sent.job_id) == [ItemState.DONE, ItemState.RETURNED, ItemState.DONE]
    with pytest.raises(RuleBroken, match="不在这一批"):
        reviews.refer_back(younger, "错", version, (sent.made.letter_ids[0],), **other)


def test_sending_back_every_letter_is_sending_back_the_batch(sent, job, other):
    reviews.refer_back(sent.job_id, "都要改。", job().version, sent.made.letter_ids, **other)
    assert job().state is BatchState.RETURNED and job().total == 3


def test_an_opinion_stays_at_its_clause_and_shows_when_it_was_met(sent, job, other, town, app):
    clause = reviewing.clause(town, sent.made.template_id)
    reviews.remark(sent.job_id, "写明职务。", clause.id, **other)
    template = template_in_sight(town.viewer("clerk"), sent.made.template_id)
    (row,) = opinions_on_template(template)
    assert not row.settled and row.clause_id == clause.id and row.words == "写明职务。"
    reviews.refer_back(sent.job_id, "", job().version, **other)
    reviewing.reword(town, sent.made.template_id, "{{单位简称}}{{负责人职务}}{{负责人}}是第一责任人。")
    again = drafting.propose(town, app, sent.made)
    rows = opinions_about(reviewing.job(town, again.id))
    assert [(row.verdict, row.settled) for row in rows] == [(Verdict.REMARK, True), (Verdict.RETURN, False)]
    assert "".join(s.text for s in rows[0].stretches if s.fate == "new") == "{{负责人职务}}"


def test_an_opinion_is_about_a_clause_of_the_batch_and_says_something(sent, other, town):
    foreign = drafting.template(town, sent.made.programme_id, name="别的模板")
    with pytest.raises(RuleBroken, match="条款"):
        reviews.remark(sent.job_id, "看这里", foreign.clauses[0].id, **other)
    with pytest.raises(RuleBroken) as refused:
        reviews.remark(sent.job_id, "", **other)
    assert refused.value.field == "words"
    assert said() == []


def test_a_closed_matter_takes_no_more_remarks(sent, job, other):
    reviews.refer_back(sent.job_id, "改。", job().version, **other)
    with pytest.raises(RuleBroken, match="已退回"):
        reviews.remark(sent.job_id, "还有一处", **other)


def test_the_second_time_only_what_changed_since_is_shown(sent, job, other, town, app):
    viewer = other["by"]
    (first,) = review_page(viewer, job()).readings
    assert first.base is None and len(first.group.rows) == 3
    reviews.refer_back(sent.job_id, "改。", job().version, **other)
    assert [(look.user_id, look.version) for look in db.session.scalars(select(Look))] == [(viewer.user_id, 1)]
    reviewing.reword(town, sent.made.template_id, "第一责任人是{{负责人}}。")
    again = drafting.propose(town, app, sent.made)
    (second,) = review_page(viewer, reviewing.job(town, again.id)).readings
    assert second.base.number == 1 and second.told == "改1条" and "上次看过的第1版" in second.why
    (leader,) = review_page(town.viewer("leader"), reviewing.job(town, again.id)).readings
    assert leader.base is None


def test_a_letter_whose_own_facts_changed_is_pointed_out_to_who_knows_the_wording(sent, job, other, town, app):
    reviews.refer_back(sent.job_id, "户数要核。", job().version, **other)
    village = unit_in_sight(town.viewer("clerk"), town.villages[0].id)
    holder = units.HolderFacts(PostRole.FIRST, "党支部书记", "新书记", "", town.today)
    units.appoint(village.id, holder, by=town.viewer("clerk"), now=town.now)
    db.session.expire_all()
    again = reviewing.job(town, drafting.propose(town, app, sent.made).id)
    page = review_page(other["by"], again)
    assert page.altered == {sent.made.letter_ids[0]} and page.changed == frozenset()
    assert review_page(town.viewer("leader"), again).altered == frozenset()


def test_next_years_letters_are_compared_with_last_years_at_the_first_look(sent, job, other, town, app):
    town = replace(town, now=town.now.replace(2027))
    facts = programmes.ProgrammeFacts(
        ProgrammeKind.YEARLY, 2027, "2027年度方案", "青山镇人民政府", town.today,
        town.today.replace(month=12), "青环责〔{年}〕{号}号", needs_review=True,
    )  # fmt: skip
    clerk = town.viewer("clerk")
    made = programmes.open_programme(town.unit.id, facts, sent.made.programme_id, by=clerk, now=town.now)
    (template,) = with_clauses(made.id)
    (aim,) = targets_of(clerk, made)
    shares.divide(aim.id, Basis.HOUSEHOLDS, aim.version, by=clerk, now=town.now)
    reviewing.reword(town, template.id, "{{单位简称}}党支部书记{{负责人}}是第一责任人，负总责。")
    letters.draft(template.id, [town.villages[0].id], by=clerk, now=town.now)
    (letter,) = all_letters(clerk, LetterFilter(made.id))
    carry_over.tick(made.id, [check.id for check in checks_of(made)], by=clerk, now=town.now)
    drafts = drafting.Drafts(made.id, template.id, aim.id, (letter.id,))
    again = reviewing.job(town, drafting.propose(town, app, drafts).id)
    (reading,) = review_page(other["by"], again).readings
    assert (reading.why, reading.told) == ("上年的责任书", "改1条")


def test_who_sends_back_what_was_changed_meanwhile_has_not_read_the_change(sent, job, other, town):
    reviewing.reword(town, sent.made.template_id, "第一责任人是{{负责人}}。")
    reviews.refer_back(sent.job_id, "改。", job().version, **other)
    assert db.session.scalar(select(Look.user_id)) is None


def test_the_letters_differ_by_their_facts_alone(sent, job, town):
    (reading,) = review_page(town.viewer("leader"), job()).readings
    names, common = set(reading.group.names), dict(reading.group.common)
    assert {"负责人", "单位名称", "可选条款", "生活垃圾清运", "乙方签字人"} <= names
    assert common["甲方名称"] == "青山镇人民政府" and common["份数"] == "2"
    optional = reading.group.names.index("可选条款")
    assert [row.values[optional] for row in reading.group.rows] == ["无", "沿河", "无"]


def test_drafts_that_came_back_tell_whether_they_were_mended(sent, job, other, town):
    reviews.refer_back(sent.job_id, "改。", job().version, **other)
    clerk = town.viewer("clerk")

    def seen():
        db.session.expire_all()
        drafts = all_letters(clerk, LetterFilter(sent.made.programme_id, state=LetterState.DRAFT))
        return set(since_sent(drafts, programme_in_sight(clerk, sent.made.programme_id)).values())

    assert seen() == {False}
    reviewing.reword(town, sent.made.template_id, "第一责任人是{{负责人}}。")
    assert seen() == {True}


def test_the_switch_stays_while_a_batch_is_under_way(sent, town):
    row = programme_in_sight(town.viewer("clerk"), sent.made.programme_id)
    names = ("kind", "year", "name", "issuer", "term_from", "term_to", "number_pattern", "copies")
    facts = programmes.ProgrammeFacts(**{name: getattr(row, name) for name in names})
    with pytest.raises(RuleBroken) as refused:
        programmes.change(row.id, facts, row.version, by=town.viewer("clerk"), now=town.now)
    assert refused.value.field == "needs_review"


def test_of_many_reviewers_at_once_one_decides(real_app):
    app = real_app()
    town, told = app.town, []
    with app.app_context():
        sent = reviewing.sent(town, app)
        version = reviewing.job(town, sent.job_id).version

    def decide(place):
        by = {"by": replace(town.viewer("leader"), name=f"审核{place}"), "now": town.now}
        with app.app_context():
            try:
                if place % 2:
                    reviews.agree(sent.job_id, "同意。", version, **by)
                else:
                    reviews.refer_back(sent.job_id, "退回。", version, **by)
                told.append("办成")
            except StaleVersion:
                told.append("晚了")

    threads = [threading.Thread(target=decide, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with app.app_context():
        assert sorted(told) == ["办成"] + ["晚了"] * 7
        assert len(said()) == 1
        assert not verify_chain().broken and list(verify_state()) == []
