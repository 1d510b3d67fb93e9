"""签订: slots opened at issue, signed by whoever may, recorded from paper; objections and authorisations."""

import datetime as d
import json

import pytest
from making import NOW, make
from sqlalchemy import select, update
from sqlalchemy.orm import undefer
from standing import stands

from respbook.actions import issuing, objections, people, proxies, signing, signing_plans, units
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.signing import Signature
from respbook.queries import signing as queries
from respbook.queries.scope import letter_in_sight, template_in_sight
from respbook.queries.scope_signing import signature_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.record_words import MARK_WORDS
from respbook.rules.signature_record import Proof, Shown, record_digest
from respbook.rules.signing import Capacity, SignatureMethod, SigningState
from respbook.rules.signing_plan import USUAL, SideKind, SidePlan
from respbook.rules.units import PostRole

MARK = signing.HandMark("c" * 64, "d" * 64)
LATER = NOW + d.timedelta(days=1)


@stands
def letter(app, town):
    """The first village's issued letter: 镇长李建国 and 党支部书记王喆 sign it."""
    programme = make.programme(town)
    make.target(town, programme)
    holder = units.HolderFacts(PostRole.FIRST, "党支部书记", "王喆", "", d.date(2026, 1, 1))
    units.appoint(town.villages[0].id, holder, by=town.viewer("clerk"), now=NOW)
    rows = make.drafts(town, make.template(town, programme), [town.villages[0].id, town.villages[1].id])
    make.issued(app, town, rows)
    db.session.rollback()
    return letter_in_sight(town.viewer("clerk"), rows[0].id)


def shown(letter):
    return Shown(letter.pdf_sha256, NOW, letter.pages)


def proof(name="王喆"):
    return Proof("password", LATER, name, "12345678", "10.0.0.8", "WeChat")


def slots(letter):
    return queries.slot_rows(letter.id)


def sign(town, letter, place, login, now=LATER):
    return signing.sign(slots(letter)[place].id, MARK, shown(letter), proof(), by=town.viewer(login), now=now)


def state(letter_id):
    return db.session.get(Letter, letter_id, populate_existing=True).signing


def test_issue_opens_the_slots_of_the_paper(town, letter):
    assert [(each.party, each.post, each.name, each.seal) for each in slots(letter)] == [
        ("甲方", "镇长", "李建国", True),
        ("乙方", "党支部书记", "王喆", True),
    ]
    assert letter.signing is SigningState.WAITING


def test_both_sides_sign_and_the_letter_is_signed(town, letter):
    first = sign(town, letter, 1, "signer")
    assert state(letter.id) is SigningState.PARTLY
    sign(town, letter, 0, "leader")
    assert state(letter.id) is SigningState.SIGNED
    row = signature_in_sight(town.viewer("clerk"), first.id, undefer(Signature.record))
    facts = json.loads(row.record)
    assert record_digest(row.record) == row.record_sha256
    assert facts["letter"]["pdf_sha256"] == letter.pdf_sha256 and facts["signer"]["post"] == "党支部书记"
    assert (row.method, row.capacity, row.name) == (SignatureMethod.HAND, Capacity.SELF, "王喆")


def test_nobody_signs_twice_or_for_others(town, letter):
    sign(town, letter, 1, "signer")
    with pytest.raises(RuleBroken, match="已由王喆于2026年3月3日签字"):
        sign(town, letter, 1, "signer")
    with pytest.raises(RuleBroken, match="您的账号属于别的单位"):
        sign(town, letter, 0, "signer")
    with pytest.raises(RuleBroken, match="您的账号属于别的单位"):
        sign(town, letter, 1, "leader")


def test_other_bytes_than_the_frozen_ones_are_not_signed(town, letter):
    with pytest.raises(RuleBroken, match="不是这份责任书现在的正本"):
        signing.sign(slots(letter)[1].id, MARK, Shown("0" * 64, NOW, 1), proof(), by=town.viewer("signer"), now=LATER)


def test_whoever_left_yesterday_does_not_sign_and_the_successor_does(town, letter):
    village = town.villages[0].id
    after = units.HolderFacts(PostRole.FIRST, "党支部书记", "赵新民", "", d.date(2026, 3, 3))
    units.appoint(village, after, by=town.viewer("clerk"), now=LATER)
    with pytest.raises(RuleBroken, match="王喆已于2026年3月3日离任"):
        sign(town, letter, 1, "signer")
    row = signing.sign_at_table(
        slots(letter)[1].id, "赵新民", MARK, shown(letter), proof("陈静"), by=town.viewer("clerk"), now=LATER
    )
    assert (row.name, row.holder, slots(letter)[1].name) == ("赵新民", "赵新民", "王喆")


def test_a_proxy_signs_with_its_paper_named(town, letter):
    facts = proxies.ProxyFacts(
        town.villages[0].id,
        "王喆",
        "李会计",
        NOW.date(),
        NOW.date() + d.timedelta(days=9),
        "外出",
        "e" * 64,
        "书.pdf",
        "",
    )
    granted = proxies.authorise(facts, by=town.viewer("clerk"), now=NOW)
    slot = slots(letter)[1].id
    row = signing.sign_at_table(slot, "李会计", MARK, shown(letter), proof("陈静"), by=town.viewer("clerk"), now=LATER)
    assert (row.capacity, row.holder, row.proxy_id) == (Capacity.PROXY, "王喆", granted.id)
    text = signature_in_sight(town.viewer("clerk"), row.id, undefer(Signature.record)).record
    assert json.loads(text)["signer"]["proxy_sha256"] == "e" * 64
    assert "受王喆授权" in json.loads(text)["intent"]["sentence"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"holder": "张三"}, "holder"),
        ({"proxy": "王喆"}, "proxy"),
        ({"to_on": d.date(2026, 2, 1)}, "to_on"),
        ({"to_on": d.date(2028, 2, 1)}, "to_on"),
    ],
)
def test_authorisations_that_cannot_be(town, letter, change, field):
    facts = {
        "unit_id": town.villages[0].id, "holder": "王喆", "proxy": "李会计", "from_on": NOW.date(),
        "to_on": NOW.date(), "reason": "", "scan_sha256": "e" * 64, "scan_name": "", "media": "",
    } | change  # fmt: skip
    with pytest.raises(RuleBroken) as refusal:
        proxies.authorise(proxies.ProxyFacts(**facts), by=town.viewer("clerk"), now=NOW)
    assert refusal.value.field == field


def test_an_objection_stops_this_letter_only(town, letter):
    raised = objections.object_to(letter.id, None, "全年不焚烧", "面积不对。", by=town.viewer("signer"), now=LATER)
    assert state(letter.id) is SigningState.OBJECTED
    with pytest.raises(RuleBroken, match="有异议还没有答复"):
        sign(town, letter, 1, "signer")
    other = db.session.query(Letter.signing).filter(Letter.id != letter.id, Letter.number.is_not(None)).scalar()
    assert other is SigningState.WAITING
    objections.answer(raised.id, False, "以国土数据为准。", raised.version, by=town.viewer("clerk"), now=LATER)
    assert state(letter.id) is SigningState.WAITING
    sign(town, letter, 1, "signer")
    with pytest.raises(RuleBroken, match="现为“已答复，维持原文”"):
        objections.withdraw(raised.id, raised.version, by=town.viewer("signer"), now=LATER)


def test_after_a_reset_nobody_signs_until_a_second_person_vouches(town, letter):
    user = town.viewer("signer").user_id
    people.invite(user, by=town.viewer("clerk"), now=NOW)
    with pytest.raises(RuleBroken, match="身份还没有核实"):
        sign(town, letter, 1, "signer")
    version = people.user_in_sight(town.viewer("clerk"), user).version
    with pytest.raises(RuleBroken, match="不能是重置密码的人"):
        people.confirm_identity(user, version, by=town.viewer("clerk"), now=LATER)
    people.confirm_identity(user, version, by=town.viewer("leader"), now=LATER)
    assert sign(town, letter, 1, "signer").name == "王喆"


def test_a_void_letter_takes_no_signature(town, letter):
    issuing.void(letter.id, "有误", letter.version, by=town.viewer("leader"), now=LATER)
    with pytest.raises(RuleBroken, match="现为“已作废”"):
        sign(town, letter, 1, "signer")


def test_paper_is_recorded_for_all_slots_with_its_comparer(town, letter):
    mark = signing.PaperMark("f" * 64, "陈静", "李建国", "档案柜3号", NOW.date())
    ids = [each.id for each in slots(letter)]
    made = signing.record_paper(ids, mark, by=town.viewer("clerk"), now=LATER)
    assert [row.method for row in made] == [SignatureMethod.PAPER] * 2 and state(letter.id) is SigningState.SIGNED
    facts = json.loads(signature_in_sight(town.viewer("clerk"), made[0].id, undefer(Signature.record)).record)
    assert facts["mark"]["compared_by"] == "李建国" and facts["mark"]["box_no"] == "档案柜3号"
    with pytest.raises(RuleBroken, match="不用再签"):
        signing.record_paper(ids, mark, by=town.viewer("clerk"), now=LATER)


def test_paper_of_an_impossible_day_is_refused(town, letter):
    ids = [slots(letter)[0].id]
    for on in (d.date(2026, 3, 9), d.date(2026, 2, 1)):
        with pytest.raises(RuleBroken) as refusal:
            signing.record_paper(
                ids, signing.PaperMark("f" * 64, "陈静", "李", "", on), by=town.viewer("clerk"), now=LATER
            )
        assert refusal.value.field == "signed_on"


def test_the_plan_of_a_template_decides_who_signs_and_in_which_order(app, town):
    programme = make.programme(town)
    make.target(town, programme)
    template = make.template(town, programme)
    one = (SidePlan("承诺人", SideKind.UNIT, (PostRole.FIRST,), seal=False),)
    version = template_in_sight(town.viewer("clerk"), template.id).version
    signing_plans.set_plan(template.id, one, version, by=town.viewer("clerk"), now=NOW)
    rows = make.drafts(town, template, [town.villages[0].id])
    make.issued(app, town, rows)
    db.session.rollback()
    (slot,) = queries.slot_rows(rows[0].id)
    assert (slot.party, slot.seal) == ("承诺人", False)
    version = template_in_sight(town.viewer("clerk"), template.id).version
    later = (SidePlan("甲方", SideKind.TOWN, (PostRole.FIRST,), step=2), USUAL[1])
    signing_plans.set_plan(template.id, later, version, by=town.viewer("clerk"), now=NOW)
    rows = make.drafts(town, template, [town.villages[1].id])
    make.issued(app, town, rows)
    db.session.rollback()
    letter = letter_in_sight(town.viewer("clerk"), rows[0].id)
    with pytest.raises(RuleBroken, match="还没有轮到"):
        sign(town, letter, 0, "leader")


def test_a_corrected_paper_names_the_record_that_it_corrects(town, letter):
    ids = [each.id for each in slots(letter)]
    mark = signing.PaperMark("f" * 64, "陈静", "李建国", "档案柜3号", NOW.date())
    old = signing.record_paper(ids, mark, by=town.viewer("clerk"), now=LATER)[1]
    told = signing.PaperCorrection("王代签", LATER.date(), "档案柜3号", "看错了人")
    with pytest.raises(RuleBroken, match="请写明更正原因"):
        signing.correct_paper(
            old.id, signing.PaperCorrection("王", NOW.date(), "", " "), by=town.viewer("clerk"), now=LATER
        )
    same = signing.PaperCorrection(old.name, old.signed_on, old.kept_at, "没有变")
    with pytest.raises(RuleBroken, match="与原记录相同"):
        signing.correct_paper(old.id, same, by=town.viewer("clerk"), now=LATER)
    row = signing.correct_paper(old.id, told, by=town.viewer("clerk"), now=LATER)
    facts = json.loads(signature_in_sight(town.viewer("clerk"), row.id, undefer(Signature.record)).record)
    assert (row.previous_id, facts["previous"], facts["mark"]["why"]) == (old.id, old.record_sha256, "看错了人")
    assert slots(letter)[1].signature_id == row.id and slots(letter)[1].signer == "王代签"
    assert db.session.get(Letter, letter.id, populate_existing=True).signed_on == LATER.date()
    with pytest.raises(RuleBroken, match="已经更正过"):
        signing.correct_paper(old.id, told, by=town.viewer("clerk"), now=LATER)
    issuing.void(
        letter.id,
        "有误",
        letter_in_sight(town.viewer("leader"), letter.id).version,
        by=town.viewer("leader"),
        now=LATER,
    )
    with pytest.raises(RuleBroken, match="不再更正签署记录"):
        signing.correct_paper(row.id, told, by=town.viewer("clerk"), now=LATER)


def mark_of(town, signature_id):
    row = signature_in_sight(town.viewer("clerk"), signature_id, undefer(Signature.record))
    return json.loads(row.record)["mark"]


def on_paper(town, letter, **more):
    sent_by = town.viewer("clerk").user_id
    mark = signing.PaperMark("f" * 64, "陈静", "李建国", "档案柜3号", NOW.date(), uploaded_by_ids=(sent_by,), **more)
    (row,) = signing.record_paper([slots(letter)[1].id], mark, by=town.viewer("leader"), now=LATER)
    return row


CORRECTED = signing.PaperCorrection("王代签", NOW.date(), "档案柜4号", "看错了人")


def test_a_correction_keeps_what_is_known_of_the_paper(town, letter):
    pages = ((1, "a" * 64), (3, "b" * 64))
    old = on_paper(town, letter, pages=pages, copy=2, missing=(2,), reason="第2页被水浸坏")
    before = mark_of(town, old.id)
    row = signing.correct_paper(old.id, CORRECTED, by=town.viewer("leader"), now=LATER)
    changed = {"why": "看错了人", "box_no": "档案柜4号", "compared_by": "李建国"}
    assert mark_of(town, row.id) == before | changed and before["pages"] == [[1, "a" * 64], [3, "b" * 64]]


def test_whoever_sent_the_scan_does_not_correct_its_record(town, letter):
    old = on_paper(town, letter)
    with pytest.raises(RuleBroken, match="不能是同一个人"):
        signing.correct_paper(old.id, CORRECTED, by=town.viewer("clerk"), now=LATER)


def test_one_person_alone_corrects_where_the_programme_says_so_and_it_is_marked(town, letter):
    old_id = on_paper(town, letter).id
    db.session.execute(update(Programme.__table__).values(clerk_may_issue=True))
    db.session.commit()
    db.session.expunge_all()
    row = signing.correct_paper(old_id, CORRECTED, by=town.viewer("clerk"), now=LATER)
    assert mark_of(town, old_id)["single_handed"] is False and mark_of(town, row.id)["single_handed"] is True
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "letter.correct_signature")).one()
    assert '"一人经办":"是"' in entry.body


def test_on_a_record_that_was_changed_nothing_is_built(town, letter):
    old_id = on_paper(town, letter).id
    table = Signature.__table__
    db.session.execute(update(table).where(table.c.id == old_id).values(record="{}"))
    db.session.commit()
    db.session.expunge_all()
    with pytest.raises(RuleBroken, match="原签署记录被改动过"):
        signing.correct_paper(old_id, CORRECTED, by=town.viewer("leader"), now=LATER)


def test_every_fact_that_is_kept_has_its_words(town, letter):
    by_hand = sign(town, letter, 0, "leader")
    paper = on_paper(town, letter)
    again = signing.correct_paper(paper.id, CORRECTED, by=town.viewer("leader"), now=LATER)
    marks = [mark_of(town, each.id) for each in (by_hand, paper, again)]
    assert all(marks) and set().union(*marks) <= set(MARK_WORDS)


def test_the_day_of_the_signature_is_frozen_whatever_the_method(town, letter):
    rows = sign(town, letter, 0, "leader"), on_paper(town, letter)
    kept = [signature_in_sight(town.viewer("clerk"), row.id, undefer(Signature.record)).record for row in rows]
    assert [json.loads(each)["signed_on"] for each in kept] == [LATER.date().isoformat(), NOW.date().isoformat()]
