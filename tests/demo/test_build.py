"""建镇: a small 青山镇 through the real actions; everything that a newcomer stands in."""

import datetime as d

import pytest
from sqlalchemy import func, select

from respbook.demo.build import Builder
from respbook.demo.founding import Wanted
from respbook.models.archive import ArchivedPaper
from respbook.models.assessment_results import Appeal
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.models.ceremonies import Attendance
from respbook.models.circulars import Circular
from respbook.models.glass import SigningTable
from respbook.models.handovers import Handover
from respbook.models.jobs import Job
from respbook.models.letters import Letter
from respbook.models.measures import Measure, Talk
from respbook.models.orders import Order
from respbook.models.people import User
from respbook.models.pledges import Pledge
from respbook.models.scans import FiledPage
from respbook.models.score_matters import ScoreMatter, Veto
from respbook.models.seals import SealUse
from respbook.models.signed_copies import SignedCopy
from respbook.models.signing import Signature, SigningSlot
from respbook.models.targets import Target
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.assessing import rubric_of
from respbook.queries.assessment_ranking import changes_since, ranking, reckoned_again
from respbook.queries.health import stored_papers
from respbook.queries.scope import programme_in_sight
from respbook.queries.scope_assessments import scores_in_sight
from respbook.queries.score_grounds import grounds_of
from respbook.queries.sessions import viewer_named
from respbook.queries.signed_copies import unfrozen
from respbook.queries.supervision import proposals
from respbook.queries.targets import spread_of
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.chinese import CHINA
from respbook.rules.lifecycles import (
    AppealState,
    AssessmentState,
    BatchState,
    LetterState,
    MatterState,
    MeasureState,
    OrderState,
    TalkState,
    VetoState,
)
from respbook.rules.orders import OrderKind
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import PledgeKind
from respbook.rules.scan_sorting import Outcome
from respbook.rules.scoring.ladder import MeasureKind
from respbook.rules.signing import SignatureMethod, SigningState
from respbook.rules.targets import TargetKind
from respbook.works import tools

NOW = d.datetime(2026, 10, 12, 9, 0, tzinfo=CHINA)
PASSWORD = "松林溪石月光7319"


@pytest.fixture(scope="module")
def filled(lasting_app):
    """Built once: a town takes longer than all that is asked of it here."""
    app, said = lasting_app(town=False), []
    with app.app_context():
        Builder(Wanted(villages=3, canaries=True, password=PASSWORD), tools(app), lambda: NOW, said.append).build()
        db.session.remove()
    return app, said


@pytest.fixture
def built(filled):
    app, said = filled
    with app.app_context():
        yield app, said
        db.session.rollback()


def test_the_town_stands_with_its_letters_issued_and_the_season_waiting(built):
    _app, said = built
    assert not [words for words in said if "没有签发" in words]
    states = dict(db.session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all())
    assert states == {LetterState.ISSUED: 17, LetterState.DRAFT: 3}
    assert set(db.session.scalars(select(Job.state))) == {BatchState.DONE, BatchState.RETURNED, BatchState.PROPOSED}
    assert set(db.session.scalars(select(Target.kind))) == set(TargetKind)
    assert list(db.session.scalars(select(Circular.number_text).order_by(Circular.id))) == ["第1期", None]
    own = select(func.count()).where(Task.letter_id.is_(None), Task.target_id.is_not(None))
    assert db.session.scalar(own) == 2
    kinds = dict(db.session.execute(select(Unit.kind, func.count()).group_by(Unit.kind)).all())
    assert kinds["affiliated"] == 12 and kinds["group"] >= 9


def test_letters_stand_in_every_state_of_signing(built):
    assert built
    issued = select(Letter.signing, func.count()).where(Letter.state == LetterState.ISSUED).group_by(Letter.signing)
    states = dict(db.session.execute(issued).all())
    assert states == {
        SigningState.SIGNED: 4,
        SigningState.PARTLY: 1,
        SigningState.OBJECTED: 1,
        SigningState.WAITING: 11,
    }
    signed = select(Letter.id).where(Letter.signing == SigningState.SIGNED)
    methods = dict(
        db.session.execute(
            select(SigningSlot.letter_id, Signature.method).join(Signature, Signature.id == SigningSlot.signature_id)
        ).all()
    )
    on_paper = {letter_id for letter_id, method in methods.items() if method is SignatureMethod.PAPER}
    assert len(on_paper) == 1
    assert set(db.session.scalars(select(SignedCopy.letter_id))) == set(db.session.scalars(signed)) - on_paper
    assert set(db.session.scalars(select(SealUse.letter_id))) == set(db.session.scalars(signed)) - on_paper
    assert unfrozen(9) == []
    changed = dict(db.session.execute(select(Letter.id, Letter.amends).where(Letter.original_id.is_not(None))).all())
    assert sorted(map(str, changed.values())) == ["None", "correction"]
    assert db.session.scalar(select(func.count()).where(Letter.replaced_by_id.is_not(None))) == 1
    assert [table.closed_by for table in db.session.scalars(select(SigningTable))] == ["陈雨桐"]
    scans = dict(db.session.execute(select(FiledPage.scan_id, func.count()).group_by(FiledPage.scan_id)).all())
    pages = select(func.count()).where(FiledPage.verdict.is_(None))
    assert len(scans) == 2 and db.session.scalar(pages) == scans[2]
    assert set(db.session.scalars(select(FiledPage.outcome))) == {Outcome.FILED}
    assert db.session.scalar(select(func.count()).select_from(Handover)) == 1
    assert db.session.scalar(select(func.count()).select_from(Attendance)) > 0
    days = {moment.astimezone(CHINA).date() for moment in db.session.scalars(select(Signature.signed_at))}
    assert len(days) == 2 and max(days) < NOW.date()


def test_every_division_comes_out_even(built):
    clerk = viewer_named("jingban")
    for programme_id in (1, 2):
        spreads = spread_of(programme_in_sight(clerk, programme_id)).values()
        balances = [spread.balance for spread in spreads if spread.balance is not None]
        assert balances and all(balance.even for balance in balances)


def test_earlier_letters_are_registered_and_most_have_their_scans(built):
    app, _ = built
    found = db.session.scalars(select(ArchivedPaper).order_by(ArchivedPaper.id)).all()
    assert [paper.sha256 is None for paper in found] == [False] * 4 + [True] * 2
    assert {paper.year for paper in found} == {2024, 2025} and all(paper.unit_id and paper.title for paper in found)
    assert all(digest in app.extensions["store"] for digest, _ in stored_papers())


def test_the_book_holds_and_agrees_with_the_tables(built):
    assert not verify_chain().broken
    assert list(verify_state()) == []


def test_one_login_a_role_enters_and_the_others_wait_for_their_code(built):
    app, _ = built
    for login in ("jingban", "zhenzhang", "kaohe", "jijian", "guanli", "cun001shuji", "cun001wenshu"):
        page = app.test_client().enter_as(None)
        assert page.post("/sign-in", data={"login": login, "password": PASSWORD}).status_code == 303, login
    assert db.session.scalar(select(func.count()).where(User.password_hash == "")) > 0


def test_every_unit_carries_its_own_canary(built):
    names = db.session.scalars(select(Unit.name).where(Unit.kind.in_(("village", "community", "affiliated")))).all()
    marks = {name.partition("CANARY-U")[2] for name in names}
    assert len(marks) == len(names) and "" not in marks


def test_two_villages_have_signed_on_with_their_groups(built):
    states = dict(
        db.session.execute(
            select(Pledge.state, func.count()).where(Pledge.kind == PledgeKind.GROUP).group_by(Pledge.state)
        ).all()
    )
    assert states[PledgeState.SIGNED] >= 5 and states[PledgeState.WAITING] >= 1
    households = set(db.session.scalars(select(Pledge.state).where(Pledge.kind == PledgeKind.HOUSEHOLD)))
    assert households == {PledgeState.SIGNED, PledgeState.WAITING, PledgeState.REFUSED, PledgeState.ABSENT}


def test_two_notices_went_out_and_a_red_one_waits_for_the_leader(built):
    _app, said = built
    rows = db.session.scalars(select(Order).order_by(Order.id)).all()
    told = [row for row in rows if row.kind is OrderKind.RECTIFY]
    assert [row.number_text for row in told] == ["青环改〔2026〕1号", "青环改〔2026〕2号"]
    assert [row.state for row in told] == [OrderState.RECEIVED, OrderState.ISSUED]
    steps = {each.step_words for each in proposals(viewer_named("zhenzhang"), d.date(2026, 10, 12))}
    assert "督办单（红·逾期）" in steps and any("整改通知书2份" in words for words in said)


def test_the_year_ends_with_a_released_result_that_can_be_reckoned_again(built):
    assessment = db.session.scalars(select(Assessment)).one()
    assert assessment.state is AssessmentState.RELEASED and assessment.released_on < NOW.date()
    leader = viewer_named("zhenzhang")
    row = scores_in_sight(leader, assessment.id)
    assert reckoned_again(row) == []
    assert [len(group.rows) for group in ranking(row)] == [3, 12]
    upheld = db.session.scalars(select(Appeal).order_by(Appeal.id)).all()
    assert [each.state for each in upheld] == [AppealState.UPHELD, AppealState.REJECTED]
    changed = [each for each in changes_since(row) if "申诉采纳" in str(each)]
    assert changed and upheld[0].after_points > upheld[0].before
    assert db.session.scalars(select(Veto.state)).all() == [VetoState.REFUSED]
    states = set(db.session.scalars(select(ScoreMatter.state)))
    assert states == {MatterState.CONFIRMED, MatterState.DISMISSED}


def test_the_refused_veto_says_how_it_was_decided(built):
    app, _ = built
    page = app.test_client().enter_as(None)
    page.post("/sign-in", data={"login": "zhenzhang", "password": PASSWORD})
    text = page.get(f"/vetoes/{db.session.scalar(select(Veto.id))}").text
    assert "决定：不予否决" in text and "决定以前没有效力" not in text


def test_a_deduction_leads_to_the_sentence_that_the_village_signed(built):
    matter = db.session.scalars(
        select(ScoreMatter).where(ScoreMatter.state == MatterState.CONFIRMED, ScoreMatter.finding_id.is_not(None))
    ).first()
    row = scores_in_sight(viewer_named("zhenzhang"), 1)
    found = grounds_of(row.programme_id, matter.unit_id, rubric_of(row.rubric).row(matter.row_key), [matter.finding_id])
    signed = [each for each in found if each.slots]
    assert signed and all(each.sentence.endswith("。") and each.place.startswith("第") for each in found)


def test_measures_were_taken_by_the_ladder_and_beside_it(built):
    assert set(db.session.scalars(select(Talk.state))) == {TalkState.CLOSED, TalkState.MINUTED}
    rows = db.session.scalars(select(Measure)).all()
    by_ladder = {(row.kind, row.state) for row in rows if row.system}
    assert (MeasureKind.REMIND, MeasureState.DECIDED) in by_ladder
    assert (MeasureKind.LETTER, MeasureState.DECIDED) in by_ladder
    assert MeasureState.REFUSED in {row.state for row in rows}
    letters = db.session.scalars(select(Order).where(Order.kind == OrderKind.LETTER)).all()
    assert [row.state for row in letters] == [OrderState.ISSUED] and letters[0].number_text
