"""通报: the model's circular comes out of records; nothing is issued that the records no longer bear out (features Q7, X8)."""

import datetime as d

import circulating
import inspecting
import pypdfium2
import pytest
from circulating import DRAFTED, drafted
from making import make
from passing_on import passed_on
from sqlalchemy import select
from standing import stands

from respbook.actions import circular_issuing, circular_items, circular_proposals, circulars, rectification
from respbook.actions.action import StaleVersion
from respbook.actions.finding_steps import Told
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.notices import Notice, NoticeUnit
from respbook.papers.circular import circular_text
from respbook.queries.circulars import changes_of, circular_notice, content_of
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.scope_circulars import circular_in_sight, issued_circular
from respbook.queries.scope_findings import finding_in_sight
from respbook.readers import photos
from respbook.rules.circulars import Choice, CircularGroup, CircularKind
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import CircularState, FindingState
from respbook.rules.permissions import NotAllowed

G = CircularGroup
ISSUED = DRAFTED + d.timedelta(days=1)
MODEL = """一、整改情况
（一）整改较好的单位
xx镇xx搅拌站建设了物料存储车间，厂区内洒水频率符合要求，整改情况较好（责任单位：区住建委）。
xx小区对面工地建筑垃圾已覆盖、封堵，西部弃土已清运，整改情况较好（责任单位：xx经开区）。
（二）已整改但进度较慢的单位
1.xx大道楼体装修工地已安装防尘网，但不完善（责任单位：区城管执法局）。
2.xx小区部分建筑工地裸露地面已覆盖防尘网（责任单位：区住建委）。
3.老烟厂、xx路市府小学旁拆迁工程，部分场地已覆盖（责任单位：区征收办）。
（三）未整改的单位
1.xx码头及周边码头，皆未覆盖防尘网和地面未硬化（责任单位：区交通局）。
2.xx镇xx搅拌站，大部分原料露天堆放，未覆盖防尘网（责任单位：区住建委）。
3.xx征迁工地南部空地有大量建筑垃圾，长期露天堆放，北部停车场地面未硬化（责任单位：区征收办）。
二、下一步工作要求
各有关单位要根据大气污染防治目标责任书要求及工作分工，切实提高认识，加强整改力度，督促有关单位尽快解决遗留问题，\
确保在3月底前整改到位，整改不到位的，区政府将予以问责。"""
"""The three groups of the model circular, its order, its responsible units, its demands."""


@pytest.fixture
def clerk(town):
    return town.viewer("clerk")


@pytest.fixture
def leader(town):
    return town.viewer("leader")


found = stands(circulating.inspected)


@pytest.fixture
def press(app):
    store = app.extensions["store"]
    return circular_issuing.Press(app.extensions["binder"], store, lambda sha256: photos.copies(store.get(sha256))[0])


def page_texts(pdf):
    """The words of each page."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def again(viewer, row):
    return circular_in_sight(viewer, row.id)


def proposed(clerk, row):
    return circular_proposals.propose(row.id, again(clerk, row).version, by=clerk, now=DRAFTED)


def issued(clerk, leader, press, row, now=ISSUED):
    proposed(clerk, row)
    return circular_issuing.issue(row.id, again(leader, row).version, press, by=leader, now=now)


def entries(verb):
    return db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)).all()


def test_the_model_comes_out_of_the_records(app, town, found, clerk):
    row = circulars.draft(circulating.model_plan(), by=clerk, now=DRAFTED)
    lines = circular_text(content_of(again(clerk, row), DRAFTED.date())).split("\n")
    assert lines[1:4] == [
        "关于大气污染防治问题整改情况的通报",
        "区政府有关部门，xx经开区：",
        "按照2026年3月1日市政府环保重点工作调度会要求，各有关责任单位对大气污染防治工作存在的问题进行了整改。"
        "区大气办于2月25日和2月26日组织人员对整改情况进行了现场检查，"
        "共检查8处，其中整改较好2处、已整改但进度较慢3处、未整改3处。经区政府同意，现将有关情况通报如下：",
    ]
    assert "\n".join(lines[4:-2]) == MODEL
    assert lines[-2:] == ["青山镇人民政府", "2026年3月2日"]


def test_the_scope_decides_which_findings_are_told(app, town, found, clerk):
    by_day = Choice(d.date(2026, 2, 10), d.date(2026, 3, 2))
    with pytest.raises(RuleBroken, match="没有可通报的"):
        circulars.draft(circulating.plan(choice=by_day), by=clerk, now=DRAFTED)
    checked = Choice(d.date(2026, 2, 25), d.date(2026, 2, 25), by_steps=True)
    row = circulars.draft(circulating.plan(choice=checked), by=clerk, now=DRAFTED)
    assert [item.finding_id for item in row.items] == found[:2]
    unit_id = finding_in_sight(clerk, found[5]).unit_id
    row = circulars.draft(circulating.plan(choice=Choice(*_span(), unit_ids=(unit_id,))), by=clerk, now=DRAFTED)
    assert [item.finding_id for item in row.items] == [found[5]]
    with pytest.raises(RuleBroken, match="没有可通报的"):
        circulars.draft(circulating.plan(choice=Choice(*_span(), categories=("秸秆焚烧",))), by=clerk, now=DRAFTED)


def _span():
    return d.date(2026, 2, 1), d.date(2026, 3, 2)


def test_an_item_is_worded_moved_with_a_reason_and_left_out(app, town, found, clerk):
    row = drafted(town)
    item = row.items[5]
    version = again(clerk, row).version
    circular_items.word(item.id, "xx码头未覆盖防尘网。", version, by=clerk, now=DRAFTED)
    with pytest.raises(StaleVersion):
        circular_items.word(item.id, "另一句", version, by=clerk, now=DRAFTED)
    version = again(clerk, row).version
    with pytest.raises(RuleBroken, match="写明理由") as refusal:
        circular_items.move(item.id, G.SLOW, "", version, by=clerk, now=DRAFTED)
    assert refusal.value.field == "why"
    circular_items.move(item.id, G.SLOW, "昨天已进场施工", version, by=clerk, now=DRAFTED)
    good = row.items[0]
    circular_items.move(good.id, G.UNDONE, "又堆上了", again(clerk, row).version, by=clerk, now=DRAFTED)
    assert good.text == "xx镇xx搅拌站物料露天堆放，厂区内洒水频率不够"
    circular_items.move(good.id, G.GOOD, "", again(clerk, row).version, by=clerk, now=DRAFTED)
    assert good.text.endswith("整改情况较好") and good.moved_why == ""
    last = next(each for each in row.items if each.finding_id == found[-1])
    circular_items.leave_out(last.id, again(clerk, row).version, by=clerk, now=DRAFTED)
    text = circular_text(content_of(again(clerk, row), DRAFTED.date()))
    assert "4.xx码头未覆盖防尘网（责任单位：区交通局）。" in text
    assert "共检查7处，其中整改较好2处、已整改但进度较慢4处、未整改1处" in text
    assert "昨天已进场施工" in entries("circular.move")[0].body
    assert "建筑垃圾" in entries("circular.leave_out")[0].body


def test_what_changed_after_drafting_is_told_and_must_be_decided(app, town, found, clerk):
    row = drafted(town)
    slow, undone = row.items[2], row.items[5]
    for item, words in ((slow, "已重新安装"), (undone, "已开始覆盖")):
        version = finding_in_sight(clerk, item.finding_id).version
        if item is slow:
            rectification.tell_done(item.finding_id, Told(words), version, by=clerk, now=DRAFTED)
        else:
            rectification.tell_progress(item.finding_id, Told(words), version, by=clerk, now=DRAFTED)
    with pytest.raises(RuleBroken, match="第3条已由“整改中”变为“自报完成”；第6条已由“待签收”变为“整改中”"):
        proposed(clerk, row)
    circular_items.word(slow.id, "自己写的一句", again(clerk, row).version, by=clerk, now=DRAFTED)
    circular_items.accept(slow.id, again(clerk, row).version, by=clerk, now=DRAFTED)
    circular_items.redraft(undone.id, again(clerk, row).version, by=clerk, now=DRAFTED)
    fresh = again(clerk, row)
    assert changes_of(clerk, fresh) == []
    kept, redone = fresh.items[2], fresh.items[5]
    assert (kept.text, kept.drafted_on, kept.group) == ("自己写的一句", FindingState.DONE, G.SLOW)
    assert redone.group is G.SLOW and redone.text.endswith("已开始覆盖")
    assert "皆未覆盖防尘网" in entries("circular.redraft")[0].body
    assert proposed(clerk, row).state is CircularState.PROPOSED


def test_it_is_issued_by_another_hand_numbered_and_frozen(app, town, found, clerk, leader, press):
    row = drafted(town)
    with pytest.raises(NotAllowed):
        circular_issuing.issue(row.id, 1, press, by=clerk, now=ISSUED)
    with pytest.raises(RuleBroken, match="拟稿"):
        circular_issuing.issue(row.id, again(leader, row).version, press, by=leader, now=ISSUED)
    first = issued(clerk, leader, press, row)
    assert (first.number_text, first.serial, first.issued_on) == ("第1期", 1, ISSUED.date())
    assert first.pdf_sha256 in app.extensions["store"] and first.paper_sha256 in entries("circular.issue")[0].body
    with pytest.raises(RuleBroken, match="不能修改"):
        circular_items.word(row.items[0].id, "改一句", again(clerk, row).version, by=clerk, now=ISSUED)
    second = issued(clerk, leader, press, drafted(town))
    special = issued(
        clerk, leader, press, drafted(town, kind=CircularKind.SPECIAL, number_pattern="青环通〔{年}〕{号}号")
    )
    assert (second.number_text, special.number_text) == ("第2期", "青环通〔2026〕1号")
    notice = circular_notice(second)
    assert notice.title == "督查通报第2期" and "已印发" in notice.text


def test_no_number_is_burnt_by_what_is_not_issued(app, town, found, clerk, leader, press):
    row = drafted(town)
    proposed(clerk, row)
    finding = finding_in_sight(clerk, found[5])
    rectification.tell_progress(finding.id, Told("动手了"), finding.version, by=clerk, now=DRAFTED)
    with pytest.raises(RuleBroken, match="第6条"):
        circular_issuing.issue(row.id, again(leader, row).version, press, by=leader, now=ISSUED)
    circular_proposals.send_back(row.id, "第六条请核实", again(leader, row).version, by=leader, now=ISSUED)
    fresh = again(clerk, row)
    assert fresh.state is CircularState.DRAFT and fresh.returned == "第六条请核实"
    circular_items.redraft(fresh.items[5].id, fresh.version, by=clerk, now=ISSUED)
    assert issued(clerk, leader, press, row).number_text == "第1期"


def test_a_number_taken_meanwhile_is_not_given_twice(app, town, found, clerk, leader, press, monkeypatch):
    row, guesses = drafted(town), [7]
    real = circular_issuing.expected_number
    monkeypatch.setattr(circular_issuing, "expected_number", lambda key: guesses.pop() if guesses else real(key))
    made = issued(clerk, leader, press, row)
    assert (made.serial, made.number_text) == (1, "第1期")
    assert "（第1期）" in page_texts(app.extensions["store"].get(made.pdf_sha256))[0]


def test_units_read_what_was_issued_and_what_was_voided(app, town, found, clerk, leader, press):
    row, reporter = drafted(town), town.viewer("neighbour")
    with pytest.raises(NotInSight):
        circular_in_sight(reporter, row.id)
    issued(clerk, leader, press, row)
    assert circular_in_sight(reporter, row.id).number_text == "第1期"
    with pytest.raises(RuleBroken, match="为什么作废"):
        circular_issuing.void(row.id, " ", again(leader, row).version, by=leader, now=ISSUED)
    circular_issuing.void(row.id, "第三条有误", again(leader, row).version, by=leader, now=ISSUED)
    assert issued_circular(reporter, row.id).void_reason == "第三条有误"
    with pytest.raises(NotAllowed):
        circulars.draft(circulating.plan(), by=reporter, now=DRAFTED)


def test_photos_stand_before_and_after_in_the_annex(app, town, clerk, leader, press):
    before, after = (make.evidence(app, town, town.unit, make.photo_bytes(seed), "clerk").id for seed in (1, 2))
    circulating.inspected(town, (before,), (after,))
    row = issued(clerk, leader, press, drafted(town, copies_to="县生态环境局"))
    pages = page_texts(app.extensions["store"].get(row.pdf_sha256))
    assert row.pages == len(pages) == 4
    assert "青山镇人民政府督查通报" in pages[0] and "（第1期）" in pages[0] and "草稿" not in pages[0]
    flat = "".join("".join(pages).split())
    assert "附件：整改前后对照照片" in flat and "2026年3月3日" in flat
    assert "整改前（2月9日）" in flat and "整改后（2月12日）" in flat
    assert "抄送：县生态环境局。" in "".join(pages[-1].split())


def test_a_day_is_told_with_one_click(app, town, clerk):
    village = town.villages[0]
    late = inspecting.assigned(town, village, "沟里有垃圾", inspecting.at(3, 2))
    today = inspecting.at(3, 9)
    fresh = inspecting.assigned(town, village, "有一堆秸秆", today)
    plan = circulating.plan(CircularKind.DAILY, Choice(today.date(), today.date()), until=None)
    row = circulars.draft(plan, by=clerk, now=today)
    assert [(item.finding_id, item.group) for item in row.items] == [(fresh.id, G.FOUND), (late.id, G.SILENT)]
    text = circular_text(content_of(again(clerk, row), today.date()))
    assert "3月9日，全镇巡查督查发现问题1件，销号0件，尚未回应1件。" in text
    assert "赵伟发现王家庄村东头河边有一堆秸秆，限3月12日前整改（责任单位：王家庄村）。" in text
    assert "王家庄村东头河边沟里有垃圾，整改时限3月5日已过，至今未报完成（责任单位：王家庄村）。" in text
    assert "三、下一步工作要求" in text and "要于3月10日前报送整改情况" in text
    quiet = circulating.plan(CircularKind.DAILY, Choice(d.date(2026, 2, 1), d.date(2026, 2, 1)))
    with pytest.raises(RuleBroken, match="不用发日通报"):
        circulars.draft(quiet, by=clerk, now=today)


def test_nothing_of_a_person_goes_out(app, town, clerk, found):
    make.pledges_of(app, town, letter_in_sight(clerk, passed_on(app, town)))
    row = drafted(town)
    item = again(clerk, row).items[0]
    for words, why in (("赵满仓门前堆有秸秆", "不点户名"), ("找13812341234", "手机号码")):
        with pytest.raises(RuleBroken, match=why):
            circular_items.word(item.id, words, again(clerk, row).version, by=clerk, now=DRAFTED)
    inspecting.assigned(town, town.villages[0], "赵满仓门前堆有秸秆", DRAFTED)
    with pytest.raises(RuleBroken, match="第9条里的“赵满仓”"):
        proposed(clerk, drafted(town))


def test_a_circular_never_takes_the_numbers_of_letters(app, town, clerk, found):
    pattern = make.programme(town).number_pattern
    with pytest.raises(RuleBroken, match="重号") as refusal:
        drafted(town, number_pattern=pattern)
    assert refusal.value.field == "number_pattern"


def test_issued_it_reaches_every_unit_as_a_notice(app, town, found, clerk, leader, press):
    row = issued(clerk, leader, press, circulars.draft(circulating.model_plan(), by=clerk, now=DRAFTED))
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.subject_kind, notice.subject_id, notice.wants_receipt) == ("circulars", row.id, False)
    assert row.number_text in notice.title + notice.text
    told = set(db.session.scalars(select(NoticeUnit.unit_id).where(NoticeUnit.notice_id == notice.id)))
    assert {village.id for village in town.villages} <= told and town.unit.id not in told
