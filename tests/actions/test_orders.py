"""督办文书: drafted from the facts, numbered once and only when it goes out, signed for, taken back (features Q2, Q6, Y3)."""

import datetime as d
import io
from dataclasses import replace

import inspecting
import ordering
import pytest
from inspecting import at
from making import make
from ordering import RED
from pypdf import PdfReader
from sqlalchemy import select

from respbook.actions import (
    findings,
    office_settings,
    order_issuing,
    order_receipts,
    orders,
    rectification,
    supervision,
)
from respbook.actions.action import StaleVersion
from respbook.actions.finding_steps import Told
from respbook.actions.findings import Handing
from respbook.actions.order_receipts import Receipt
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.orders import Order
from respbook.queries.health import stored_papers
from respbook.queries.order_page import order_page
from respbook.queries.scope import NotInSight
from respbook.queries.scope_findings import finding_in_sight
from respbook.queries.scope_orders import order_in_sight
from respbook.queries.supervision import proposals
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import Pace
from respbook.rules.lifecycles import FindingState, OrderState
from respbook.rules.orders import Line, OrderKind, ReceiptHow, Wording
from respbook.rules.permissions import NotAllowed
from respbook.works import tools


@pytest.fixture
def village(town):
    return town.villages[0]


@pytest.fixture
def clerk(town):
    return town.viewer("clerk")


@pytest.fixture
def leader(town):
    return town.viewer("leader")


@pytest.fixture
def reporter(town):
    return town.viewer("reporter")


def words_of(pdf):
    """全文, without the breaks of lines."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def two(town, village):
    return [inspecting.assigned(town, village, words) for words in ("河边一处冒烟", "桥下垃圾")]


def wording_of(row):
    lines = tuple(ordering_line(each) for each in row.items)
    return Wording(row.opening, row.basis, row.demand, row.reply, row.due_on, row.photos, lines)


def ordering_line(item):
    return Line(item.place, item.problem, item.demand, item.due_on)


def overdue(town, village, words="逾期的一处"):
    """A problem whose three working days end on 10 March."""
    return inspecting.assigned(town, village, words, at(3, 5))


def test_a_draft_is_made_from_the_facts_and_has_no_number(app, town, village, clerk):
    rows = two(town, village)
    row = ordering.drafted(town, rows, at(3, 5))
    assert (row.state, row.number_text, row.due_on) == (OrderState.DRAFT, None, d.date(2026, 3, 10))
    assert row.opening == "2026年3月5日，经镇督查检查发现，你村存在下列环境问题："
    assert [(each.position, each.problem, each.place) for each in row.items] == [
        (1, "河边一处冒烟", "村东头河边"),
        (2, "桥下垃圾", "村东头河边"),
    ]
    assert row.basis == "根据镇环境保护日常监督检查工作安排"


def test_the_basis_is_the_signed_clause_behind_the_problem(stand, town, village):
    stand(make.year)
    row = inspecting.assigned(town, village, category="秸秆禁烧")
    assert row.task_id is not None
    basis = ordering.drafted(town, [row], at(3, 5)).basis
    assert basis == ("根据《2026年度王家庄村环境保护目标责任书》（青环责〔2026〕1号）目标任务表“秸秆禁烧：完成”的约定")


def test_it_gets_its_number_when_it_goes_out_without_gaps(app, town, village, clerk, leader):
    first = ordering.issued(app, town, two(town, village), at(3, 5))
    dropped = ordering.drafted(town, [inspecting.assigned(town, village, "第三处")], at(3, 5))
    orders.drop(dropped.id, dropped.version, by=clerk, now=at(3, 5))
    second = ordering.issued(app, town, [inspecting.assigned(town, village, "第四处")], at(3, 6))
    assert [row.number_text for row in (first, second)] == ["青环改〔2026〕1号", "青环改〔2026〕2号"]
    red = ordering.issued(app, town, [overdue(town, village)], at(3, 12), RED, "leader")
    letter = ordering.issued(
        app, town, [overdue(town, village, "又一处")], at(3, 12), (OrderKind.LETTER, None), "leader"
    )
    assert [row.number_text for row in (red, letter)] == ["青环督〔2026〕1号", "青环督〔2026〕2号"]
    next_year = ordering.issued(
        app, town, [inspecting.assigned(town, village, "明年", at(1, 4, year=2027))], at(1, 4, year=2027)
    )
    assert next_year.number_text == "青环改〔2027〕1号"
    assert verify_state() == [] and first.pdf_sha256 in dict(stored_papers())


def test_a_changed_pattern_begins_its_own_series(app, town, village, clerk):
    ordering.issued(app, town, [inspecting.assigned(town, village)], at(3, 5))
    office_settings.set_value("rectify_pattern", "青环整〔{年}〕{号}号", 0, by=clerk, now=at(3, 5))
    row = ordering.issued(app, town, [inspecting.assigned(town, village, "又一处")], at(3, 6))
    assert row.number_text == "青环整〔2026〕1号"


def test_whoever_came_first_has_the_number_and_the_paper_is_set_again(app, town, village, clerk, monkeypatch):
    """Another order goes out between setting this one and writing it down."""
    mine, other = (ordering.drafted(town, [inspecting.assigned(town, village, w)], at(3, 5)) for w in ("一", "二"))
    ids, versions, real, pushed = (mine.id, other.id), (mine.version, other.version), order_issuing._prepared, []

    def overtaken(order_id, tools_, **more):
        ready = real(order_id, tools_, **more)
        if order_id == ids[0] and not pushed:
            pushed.append(order_issuing.issue(ids[1], versions[1], tools(app), by=clerk, now=at(3, 5)).number_text)
        return ready

    monkeypatch.setattr(order_issuing, "_prepared", overtaken)
    row = order_issuing.issue(ids[0], versions[0], tools(app), by=clerk, now=at(3, 5))
    assert pushed == ["青环改〔2026〕1号"] and row.number_text == "青环改〔2026〕2号"
    assert "青环改〔2026〕2号" in words_of(app.extensions["store"].get(row.pdf_sha256))


def test_only_a_leader_signs_red_ones_and_letters(app, town, village, clerk, leader):
    row = ordering.drafted(town, [overdue(town, village)], at(3, 12), RED)
    assert row.opening.startswith("你村下列环境问题（已逾期2个工作日），整改期限已过")
    with pytest.raises(NotAllowed):
        order_issuing.issue(row.id, row.version, tools(app), by=clerk, now=at(3, 12))
    with pytest.raises(NotAllowed):
        ordering.drafted(town, [overdue(town, village, "另一处")], at(3, 12), login="reporter")
    sent = orders.submit(row.id, ordering.again(town, row).version, by=clerk, now=at(3, 12))
    with pytest.raises(RuleBroken, match="已经送签"):
        orders.drop(sent.id, sent.version, by=clerk, now=at(3, 12))
    back = orders.send_back(sent.id, "期限太短", sent.version, by=leader, now=at(3, 12))
    assert (back.state, back.returned) == (OrderState.DRAFT, "期限太短")
    sent = orders.submit(back.id, back.version, by=clerk, now=at(3, 13))
    signed = order_issuing.issue(sent.id, sent.version, tools(app), by=leader, now=at(3, 13))
    assert (signed.state, signed.issued_by) == (OrderState.ISSUED, "李建国")
    notice = ordering.drafted(town, [inspecting.assigned(town, village, "通知书", at(3, 13))], at(3, 13))
    with pytest.raises(RuleBroken, match="不用送签"):
        orders.submit(notice.id, notice.version, by=clerk, now=at(3, 13))


def test_the_wording_is_changed_before_and_never_after(app, town, village, clerk):
    row = ordering.drafted(town, two(town, village), at(3, 5))
    first, second = (each.finding_id for each in row.items)
    changed = replace(wording_of(row), demand="当天清完。", lines=wording_of(row).lines[1:])
    with pytest.raises(StaleVersion):
        orders.word(row.id, changed, [second], row.version + 5, by=clerk, now=at(3, 5))
    with pytest.raises(NotInSight):
        orders.word(row.id, changed, [987654], row.version, by=clerk, now=at(3, 5))
    row = orders.word(row.id, changed, [second], row.version, by=clerk, now=at(3, 5))
    assert row.demand == "当天清完。" and [each.finding_id for each in row.items] == [second]
    assert ordering.drafted(town, [finding_in_sight(clerk, first)], at(3, 5)), "what was taken out is free again"
    row = ordering.again(town, row)
    row = order_issuing.issue(row.id, row.version, tools(app), by=clerk, now=at(3, 5))
    with pytest.raises(RuleBroken, match="不再改动"):
        orders.word(row.id, changed, [second], row.version, by=clerk, now=at(3, 5))
    told = words_of(app.extensions["store"].get(row.pdf_sha256))
    assert "当天清完" in told and "桥下垃圾" in told and "冒烟" not in told


def test_the_same_problem_is_not_written_to_twice(app, town, village, clerk):
    rows = two(town, village)
    first = ordering.issued(app, town, rows[:1], at(3, 5))
    with pytest.raises(RuleBroken, match=r"2026-0001已列入整改通知书（青环改〔2026〕1号）"):
        ordering.drafted(town, rows, at(3, 5))
    order_issuing.take_back(first.id, "写错了点位", first.version, by=clerk, now=at(3, 6))
    assert ordering.drafted(town, rows, at(3, 6)).state is OrderState.DRAFT


def test_what_changed_since_the_draft_stops_it(app, town, village, clerk, reporter):
    done, moved = two(town, village)
    row = ordering.drafted(town, [done], at(3, 5))
    rectification.tell_done(
        done.id, Told("已清理"), finding_in_sight(reporter, done.id).version, by=reporter, now=at(3, 6)
    )
    with pytest.raises(RuleBroken, match="自报完成"):
        order_issuing.issue(row.id, ordering.again(town, row).version, tools(app), by=clerk, now=at(3, 6))
    other = ordering.drafted(town, [moved], at(3, 5))
    version = finding_in_sight(clerk, moved.id).version
    findings.reassign(moved.id, Handing(town.villages[1].id), "分错了", version, by=clerk, now=at(3, 6))
    with pytest.raises(RuleBroken, match="改派"):
        order_issuing.issue(other.id, ordering.again(town, other).version, tools(app), by=clerk, now=at(3, 6))
    assert db.session.scalars(select(Order.number_text).where(Order.number_text.is_not(None))).all() == []


def test_one_tap_signs_for_the_order_and_its_problems(app, town, village, reporter, clerk):
    rows = two(town, village)
    under_way = finding_in_sight(reporter, rows[1].id)
    rectification.plan(under_way.id, Told("今天清"), under_way.version, by=reporter, now=at(3, 5))
    row = ordering.issued(app, town, rows, at(3, 5))
    with pytest.raises(RuleBroken, match="代签收"):
        order_receipts.receive(row.id, row.version, by=clerk, now=at(3, 6))
    row = order_receipts.receive(row.id, row.version, by=reporter, now=at(3, 6))
    assert (row.state, row.received_by, row.receipt_how) == (OrderState.RECEIVED, "王小燕", ReceiptHow.OWN)
    states = [finding_in_sight(clerk, each.id).state for each in rows]
    assert states == [FindingState.RECEIVED, FindingState.UNDER_WAY]
    with pytest.raises(RuleBroken, match="已签收"):
        order_receipts.receive(row.id, row.version, by=reporter, now=at(3, 6))


def test_the_office_signs_for_a_village_that_was_told_by_telephone(app, town, village, reporter, clerk):
    row = ordering.issued(app, town, two(town, village), at(3, 5))
    photo = make.evidence(app, town, village, make.photo_bytes(3), "clerk")
    given = Receipt(ReceiptHow.PAPER, " 王建国 ", photo.id)
    for wrong, field in ((replace(given, name=" "), "name"), (replace(given, how=ReceiptHow.OWN), "how")):
        with pytest.raises(RuleBroken) as refusal:
            order_receipts.receive_for(row.id, wrong, row.version, by=clerk, now=at(3, 9))
        assert refusal.value.field == field
    with pytest.raises(RuleBroken, match="由镇里办理"):
        order_receipts.receive_for(row.id, given, row.version, by=reporter, now=at(3, 9))
    row = order_receipts.receive_for(row.id, given, row.version, by=clerk, now=at(3, 9))
    assert (row.received_by, row.receipt_taken_by, row.receipt_evidence_id) == ("王建国", "陈静", photo.id)
    told = order_page(ordering.again(town, row), d.date(2026, 3, 9))
    assert (told.receipt, told.late) == ("隔2个工作日签收（逾期）", True)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "order.receive")).one()
    assert "代签收" in entry.body and "王建国" in entry.body


def test_another_units_order_is_missing_and_so_is_a_draft(app, town, village, reporter):
    draft = ordering.drafted(town, two(town, village), at(3, 5))
    with pytest.raises(NotInSight):
        order_in_sight(reporter, draft.id)
    other = ordering.issued(app, town, [inspecting.assigned(town, town.villages[1], "别村的")], at(3, 5))
    with pytest.raises(NotInSight):
        order_in_sight(reporter, other.id)
    with pytest.raises(RuleBroken, match="不止一个"):
        ordering.drafted(town, [inspecting.assigned(town, place, "一处") for place in town.villages[:2]], at(3, 5))


def test_taken_back_with_a_reason_the_number_stays_taken(app, town, village, clerk, leader):
    row = ordering.issued(app, town, two(town, village), at(3, 5))
    with pytest.raises(RuleBroken, match="为什么"):
        order_issuing.take_back(row.id, " ", row.version, by=clerk, now=at(3, 5))
    row = order_issuing.take_back(row.id, "发错了村", row.version, by=clerk, now=at(3, 5))
    assert (row.state, row.number_text, row.end_reason) == (OrderState.WITHDRAWN, "青环改〔2026〕1号", "发错了村")
    late = ordering.received(app, town, [inspecting.assigned(town, village, "签收过的")], at(3, 5), at(3, 6))
    assert order_issuing.take_back(late.id, "事实有误", late.version, by=clerk, now=at(3, 9)).state is OrderState.VOID
    red = ordering.issued(app, town, [overdue(town, village)], at(3, 12), RED, "leader")
    with pytest.raises(NotAllowed):
        order_issuing.take_back(red.id, "撤", red.version, by=clerk, now=at(3, 12))


def test_an_order_tells_what_was_handed_on_and_is_sent_anew_to_the_new_unit(app, town, village, clerk):
    row = ordering.issued(app, town, two(town, village), at(3, 5))
    moved = row.items[0].finding_id
    version = finding_in_sight(clerk, moved).version
    findings.reassign(moved, Handing(town.villages[1].id), "在邻村地界", version, by=clerk, now=at(3, 6))
    told = order_page(ordering.again(town, row), d.date(2026, 3, 6))
    assert [each.changed for each in told.items] == [f"已改派{town.villages[1].called}", ""]
    assert [each.item.finding_id for each in told.moved] == [moved]
    new = ordering.issued(app, town, [finding_in_sight(clerk, moved)], at(3, 6), replaces_id=row.id)
    assert (new.unit_id, new.replaces_id) == (town.villages[1].id, row.id)


def test_red_proposes_and_a_leader_decides(app, town, village, clerk, leader):
    red, near = overdue(town, village), inspecting.assigned(town, village, "还早", at(3, 10))
    behind = inspecting.assigned(town, town.villages[1], "滞后的", at(3, 10))
    rectification.tell_progress(behind.id, Told("缺车", pace=Pace.BEHIND), behind.version, by=clerk, now=at(3, 11))
    found = proposals(clerk, d.date(2026, 3, 12))
    assert [(each.finding.id, each.step_words) for each in found] == [
        (red.id, "督办单（红·逾期）"),
        (behind.id, "督办单（黄·滞后）"),
    ]
    with pytest.raises(NotAllowed):
        supervision.refuse([red.id], "村里修路", by=clerk, now=at(3, 12))
    with pytest.raises(RuleBroken, match="为什么暂不督办"):
        supervision.refuse([red.id], " ", by=leader, now=at(3, 12))
    with pytest.raises(RuleBroken, match="没有要决定"):
        supervision.refuse([near.id], "村里修路", by=leader, now=at(3, 12))
    (refusal,) = supervision.refuse([red.id], "村里修路，下周清运", by=leader, now=at(3, 12))
    assert refusal.again_on == d.date(2026, 3, 19)
    assert [each.finding.id for each in proposals(clerk, d.date(2026, 3, 13))] == [behind.id]
    back = next(each for each in proposals(clerk, d.date(2026, 3, 19)) if each.finding.id == red.id)
    assert back.refused is not None and back.refused.reason == "村里修路，下周清运"
    ordering.issued(app, town, [red], at(3, 19), RED, "leader")
    assert red.id not in [each.finding.id for each in proposals(clerk, d.date(2026, 3, 19))]
    later = next(each for each in proposals(clerk, d.date(2026, 3, 30)) if each.finding.id == red.id)
    assert later.step_words == "督办函"


def test_the_annex_shows_the_photos_of_before_two_a_row(app, town, village, clerk):
    photos = [make.evidence(app, town, village, make.photo_bytes(n), "clerk").id for n in (1, 2, 3)]
    row = inspecting.assigned(town, village, evidence=tuple(photos))
    sent = ordering.issued(app, town, [row], at(3, 5))
    pdf = app.extensions["store"].get(sent.pdf_sha256)
    assert "整改前照片" in words_of(pdf) and pdf.count(b"/DCTDecode") == 3
    bare = ordering.drafted(town, [inspecting.assigned(town, village, "没有照片")], at(3, 5))
    assert "附件" not in words_of(order_issuing.pressed(bare.id, tools(app), by=clerk, now=at(3, 5)))
