"""更正、补充、重签: drafted by the clerk, issued by the leader, told on list, page and check page; the old paper stays."""

import datetime as d
import json
from decimal import Decimal

import pytest
from making import NOW, make
from reading import Page
from sealing import sealing
from sqlalchemy import select, update
from standing import stands

from respbook.actions import amending, certificates, issuing, letters, objections, removals, signing, units
from respbook.actions.amending import AmendmentFacts
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.tasks import Task
from respbook.queries import amendments as queries
from respbook.queries.cascade import town_level
from respbook.queries.glass import units_to_sign
from respbook.queries.in_force import letters_in_force, numbers_in_force
from respbook.queries.ledger import LedgerFilter, ledger_rows
from respbook.queries.programmes import counts_of
from respbook.queries.scope import NotInSight, letter_in_sight, programme_in_sight
from respbook.queries.seals import unsealed
from respbook.queries.signing import signing_count, slot_rows
from respbook.queries.verify import verify_state
from respbook.queries.waiting import waiting_slots
from respbook.rules.amending import Amends, Item
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState, TaskState
from respbook.rules.permissions import NotAllowed, system_viewer
from respbook.rules.signing import SigningState
from respbook.rules.targets import TargetKind
from respbook.rules.units import PostRole
from respbook.works import tools

LATER = NOW + d.timedelta(days=1)
SENTENCE = "王家庄村村民委员会应当完成下列任务。"


@stands
def ids(app, town):
    """Two letters issued under one template, with a target in mu."""
    programme = make.programme(town)
    make.target(town, programme, "秸秆综合利用", kind=TargetKind.AT_LEAST, amount=Decimal(38), unit_word="亩")
    rows = make.drafts(town, make.template(town, programme), [village.id for village in town.villages[:2]])
    make.issued(app, town, rows)
    return [row.id for row in rows]


@pytest.fixture
def pair(ids, town):
    found = [letter_in_sight(town.viewer("clerk"), letter_id) for letter_id in ids]
    db.session.expunge_all()
    return found


def facts(*items, kind=Amends.CORRECTION, **more):
    return AmendmentFacts(kind, "面积统计有误", items, **more)


def drafted(town, letter, *items, **more):
    (made, *_) = amending.draft(letter.id, facts(*items, **more), by=town.viewer("clerk"), now=LATER)
    db.session.rollback()
    return made


def issued(app, town, made, by="leader"):
    version = db.session.get(Letter, made.id).version
    return amending.issue(made.id, version, tools(app), by=town.viewer(by), now=LATER)


def fresh(id_):
    return db.session.get(Letter, id_, populate_existing=True)


def test_a_correction_is_issued_and_only_its_unit_signs_again(app, town, pair):
    made = drafted(town, pair[0], Item(SENTENCE, "王家庄村村民委员会应当全面完成下列任务。"))
    found = issued(app, town, made)
    assert found.number_text == "青环责〔2026〕3号" and found.signing is SigningState.WAITING
    assert [slot.party for slot in slot_rows(found.id)] == ["甲方", "乙方"]
    assert app.extensions["store"].get(found.pdf_sha256).startswith(b"%PDF")
    original = fresh(pair[0].id)
    assert original.state is LetterState.ISSUED and original.pdf_sha256 == pair[0].pdf_sha256
    changes = queries.changes_of(town.viewer("clerk"), original.id)
    assert queries.change_words(changes) == "已由青环责〔2026〕3号更正"
    assert not queries.changes_of(town.viewer("clerk"), pair[1].id)
    assert not verify_state()


def test_list_page_and_check_page_say_it(app, town, pair, client_as, client):
    found = issued(app, town, drafted(town, pair[0], Item(SENTENCE, "改。")))
    for address in (f"/letters/{pair[0].id}", f"/c/{pair[0].check_token}"):
        assert "已由青环责〔2026〕3号更正" in Page(client_as("clerk").get(address)).text
    assert "更正函" in Page(client_as("clerk").get("/letters/?programme_id=all")).text
    assert "本更正函更改的是" in Page(client_as("signer").get(f"/letters/{found.id}")).text
    assert "待签订" in Page(client.get(f"/c/{found.check_token}")).text
    assert client_as("neighbour").get(f"/letters/{found.id}").status_code == 404


def test_the_next_correction_starts_from_what_holds_now(app, town, pair):
    issued(app, town, drafted(town, pair[0], Item(SENTENCE, "改过的。")))
    with pytest.raises(RuleBroken, match="没有这一句"):
        drafted(town, pair[0], Item(SENTENCE, "再改。"))
    assert drafted(town, pair[0], Item("改过的。", "再改。")).amends is Amends.CORRECTION


def test_a_corrected_figure_changes_the_task(app, town, pair):
    made = drafted(town, pair[0], Item("秸秆综合利用：不少于38亩", "秸秆综合利用：不少于36亩", None, "秸秆综合利用"))
    issued(app, town, made)
    rows = {row.letter_id: row for row in db.session.scalars(select(Task).execution_options(populate_existing=True))}
    assert (rows[pair[0].id].demand, rows[pair[0].id].amount) == ("不少于36亩", 36)
    assert (rows[pair[1].id].demand, rows[pair[1].id].amount) == ("不少于38亩", 38)


def test_the_same_for_several_units_or_a_word_on_who_differs(town, pair):
    both = facts(Item("一、责任目标", "一、目标"), also=(pair[1].id,))
    made = amending.draft(pair[0].id, both, by=town.viewer("clerk"), now=LATER)
    assert {each.original_id for each in made} == {pair[0].id, pair[1].id}
    with pytest.raises(RuleBroken, match="李家沟村的责任书里没有这一句"):
        drafted(town, pair[0], Item(SENTENCE, "改。"), also=(pair[1].id,))


def test_the_drafter_does_not_issue_and_a_version_that_is_old_neither(app, town, pair):
    made = drafted(town, pair[0], Item(SENTENCE, "改。"))
    with pytest.raises(RuleBroken, match="别人刚刚改过"):
        amending.issue(made.id, 99, tools(app), by=town.viewer("leader"), now=LATER)
    with pytest.raises(NotAllowed):
        issued(app, town, made, by="clerk")
    assert fresh(made.id).state is LetterState.DRAFT


def test_a_draft_does_not_go_into_batches_and_can_be_removed(app, town, pair, client_as):
    made = drafted(town, pair[0], Item("", "增加一条。"), kind=Amends.SUPPLEMENT)
    page = Page(client_as("clerk").get(f"/programmes/{made.programme_id}/letters/preflight"))
    assert "没有" in page.text and f"/letters/{made.id}" not in str(page.links("//main"))
    with pytest.raises(RuleBroken, match="它的页面上删除"):
        letters.drop(made.id, by=town.viewer("clerk"), now=LATER)
    assert client_as("clerk").get(f"/letters/{made.id}").status_code == 200
    assert amending.drop(made.id, by=town.viewer("clerk"), now=LATER) == pair[0].id
    assert fresh(made.id) is None and not verify_state()
    with pytest.raises(NotInSight):
        amending.drop(pair[0].id, by=town.viewer("clerk"), now=LATER)


def test_what_cannot_be_amended(app, town, pair):
    found = issued(app, town, drafted(town, pair[0], Item(SENTENCE, "改。")))
    with pytest.raises(RuleBroken, match="更正函不能再更正"):
        drafted(town, found, Item("", "加。"))
    with pytest.raises(RuleBroken, match="不能删除"):
        amending.drop(found.id, by=town.viewer("clerk"), now=LATER)
    issuing.void(pair[0].id, "作废", fresh(pair[0].id).version, by=town.viewer("leader"), now=LATER)
    assert fresh(found.id).state is LetterState.VOID and "原责任书" in fresh(found.id).void_reason
    with pytest.raises(RuleBroken, match="已作废"):
        drafted(town, pair[0], Item("", "加。"))


def test_the_log_calls_each_paper_by_its_name(app, town, pair):
    found = issued(app, town, drafted(town, pair[0], Item(SENTENCE, "改。")))
    make.signed(town, found)
    make.signed(town, pair[0])
    signed = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "letter.sign").order_by(AuditEntry.seq))
    told = [json.loads(row.body)["subject"] for row in signed]
    assert told == ["王家庄村更正函（青环责〔2026〕3号）", "王家庄村责任书（青环责〔2026〕1号）"]


def test_signed_anew_the_old_one_is_replaced(app, town, pair, client_as, client):
    clerk = town.viewer("clerk")
    made = amending.renew(pair[0].id, by=clerk, now=LATER)
    with pytest.raises(RuleBroken, match="已经拟好重签的草稿"):
        amending.renew(pair[0].id, by=clerk, now=LATER)
    db.session.rollback()
    assert fresh(pair[0].id).replaced_by_id is None
    make.issued(app, town, [letter_in_sight(clerk, made.id)])
    old, new = fresh(pair[0].id), fresh(made.id)
    assert (old.replaced_by_id, new.state, new.number) == (made.id, LetterState.ISSUED, 3)
    states = {row.letter_id: row.state for row in db.session.scalars(select(Task))}
    assert states[old.id] is TaskState.CANCELLED and states[new.id] is TaskState.OPEN
    page = Page(client.get(f"/c/{old.check_token}"))
    assert "已被替代" in page.text and "青环责〔2026〕3号" in page.text
    assert "待签订" in Page(client.get(f"/c/{new.check_token}")).text
    assert "已被替代" in Page(client_as("clerk").get("/letters/?programme_id=all")).text
    assert "不再执行" in Page(client_as("signer").get(f"/letters/{old.id}")).text
    assert client_as("signer").get(f"/letters/{old.id}/paper.pdf").status_code == 200
    mark = signing.PaperMark("a" * 64, "甲", "乙", "", d.date(2026, 3, 2))
    with pytest.raises(RuleBroken, match="已被重签的替代"):
        signing.record_paper([slot_rows(old.id)[0].id], mark, by=clerk, now=LATER)
    with pytest.raises(RuleBroken, match="不用作废"):
        issuing.void(old.id, "错", old.version, by=town.viewer("leader"), now=LATER)
    assert [row.id for row in ledger_rows(clerk, LedgerFilter(old.programme_id, "replaced"))] == [old.id]
    programme = programme_in_sight(clerk, old.programme_id)
    assert signing_count(clerk, programme.id).to_sign == counts_of(clerk, programme).to_sign == 2
    assert not verify_state()


def test_a_renewal_that_fell_is_drafted_again(app, town, pair):
    clerk = town.viewer("clerk")
    made = make.renewed(app, town, pair[0])
    issuing.void(made.id, "错", fresh(made.id).version, by=town.viewer("leader"), now=LATER)
    old = fresh(pair[0].id)
    assert (old.state, old.replaced_by_id) == (LetterState.ISSUED, None)
    states = {(row.letter_id, row.state) for row in db.session.scalars(select(Task))}
    assert (old.id, TaskState.OPEN) in states and (made.id, TaskState.CANCELLED) in states
    assert (old.id, TaskState.CANCELLED) not in states
    assert any(row.verb == "letter.restore" for row in db.session.scalars(select(AuditEntry)))
    assert not verify_state()
    assert amending.renew(pair[0].id, by=clerk, now=LATER).original_id == pair[0].id


def test_nothing_is_done_to_a_replaced_letter(app, town, pair):
    signer, leader, clerk = town.viewer("signer"), town.viewer("leader"), town.viewer("clerk")
    old = pair[0]
    made = make.renewed(app, town, old)
    for login in (signer, leader):
        assert all(each.letter_id != old.id for each in waiting_slots(login, NOW.date()))
    assert {count for unit, _, count in units_to_sign(clerk, old.programme_id) if unit == old.unit_id} == {1}
    with pytest.raises(RuleBroken, match="已被重签的替代，不能再提异议；请在重新签订的那一份上办理"):
        objections.object_to(old.id, None, SENTENCE, "任务过多。", by=signer, now=LATER)
    seal = sealing.seal(app, town)
    assert {each.id for each in unsealed(leader, seal)}.isdisjoint({old.id})
    with pytest.raises(RuleBroken, match="已被重签的替代，不能用印"):
        sealing.use(town, seal, old)
    with pytest.raises(RuleBroken, match="已被重签的替代，不能签名"):
        certificates._standing(fresh(old.id))
    programme = programme_in_sight(clerk, old.programme_id)
    issued(app, town, drafted(town, made, Item("", "增加一条。"), kind=Amends.SUPPLEMENT))
    nodes = [unit for unit in town_level(clerk, programme) if unit.unit_id == old.unit_id]
    assert [node.letter_id for node in nodes] == [made.id]


def test_a_correction_falls_with_the_letter_that_is_replaced_and_comes_back_with_it(app, town, pair, client_as, client):
    signer, clerk, leader = town.viewer("signer"), town.viewer("clerk"), town.viewer("leader")
    post = units.HolderFacts(PostRole.FIRST, "党支部书记", signer.name, "", d.date(2026, 1, 1))
    units.appoint(pair[0].unit_id, post, by=clerk, now=NOW)
    db.session.rollback()
    made = drafted(town, pair[0], Item(SENTENCE, "改。"))
    correction_id, programme_id = issued(app, town, made).id, pair[0].programme_id
    assert correction_id in {each.letter_id for each in waiting_slots(signer, NOW.date())}
    assert signing_count(clerk, programme_id).to_sign == 3
    new_id = make.renewed(app, town, pair[0]).id
    assert fresh(correction_id).replaced_by_id == new_id and fresh(correction_id).state is LetterState.ISSUED
    assert correction_id not in {each.letter_id for each in waiting_slots(signer, NOW.date())}
    assert signing_count(clerk, programme_id).to_sign == 2
    replaced = ledger_rows(clerk, LedgerFilter(programme_id, "replaced"))
    assert {row.id for row in replaced} == {pair[0].id, correction_id}
    with pytest.raises(RuleBroken, match="已被重签的替代，不能再提异议"):
        objections.object_to(correction_id, None, SENTENCE, "不同意。", by=signer, now=LATER)
    db.session.rollback()
    assert "本更正函已被" in Page(client_as("signer").get(f"/letters/{correction_id}")).text
    assert "已被替代" in Page(client.get(f"/c/{fresh(correction_id).check_token}")).text
    issuing.void(new_id, "错", fresh(new_id).version, by=leader, now=LATER)
    assert fresh(correction_id).replaced_by_id is None and fresh(pair[0].id).replaced_by_id is None
    assert correction_id in {each.letter_id for each in waiting_slots(signer, NOW.date())}
    assert not verify_state()


def test_a_correction_of_an_older_database_falls_after_the_upgrade(app, town, pair):
    correction = issued(app, town, drafted(town, pair[0], Item(SENTENCE, "改。")))
    assert not queries.left_standing()
    new = make.renewed(app, town, pair[0])
    db.session.execute(update(Letter).where(Letter.id == correction.id).values(replaced_by_id=None))
    db.session.commit()
    assert [(row.id, by) for row, by in queries.left_standing()] == [(correction.id, new.id)]
    assert amending.fall_with_originals(by=system_viewer("升级"), now=LATER) == 1
    assert fresh(correction.id).replaced_by_id == new.id and not queries.left_standing()


def test_what_amends_is_no_letter_in_force_of_its_own(app, town, pair):
    issued(app, town, drafted(town, pair[0], Item(SENTENCE, "改。")))
    issued(app, town, drafted(town, pair[0], Item("", "加。"), kind=Amends.SUPPLEMENT))
    programme = programme_in_sight(town.viewer("clerk"), pair[0].programme_id)
    numbers = numbers_in_force(programme, [pair[0].unit_id, pair[1].unit_id])
    assert numbers == {row.unit_id: (row.number_text,) for row in map(fresh, (pair[0].id, pair[1].id))}
    found = letters_in_force(town.viewer("clerk"), pair[0].unit_id, programme.term_from)
    assert [row.id for row in found] == [pair[0].id]


def test_a_removed_renewal_is_not_brought_back(app, town, pair):
    clerk = town.viewer("clerk")
    made = amending.renew(pair[0].id, by=clerk, now=LATER)
    removal = letters.drop(made.id, by=clerk, now=LATER)
    with pytest.raises(RuleBroken, match="重签的草稿"):
        removals.restore(removal.id, by=clerk, now=LATER)


def test_from_an_accepted_objection_to_the_letter_of_correction(app, town, pair, client_as):
    signer, leader = town.viewer("signer"), town.viewer("leader")
    raised = objections.object_to(pair[0].id, None, SENTENCE, "任务过多。", by=signer, now=LATER)
    objections.answer(raised.id, True, "同意减少。", raised.version, by=leader, now=LATER)
    client = client_as("clerk")
    assert "按异议拟更正函" in Page(client.get(f"/letters/{pair[0].id}")).text
    address = f"/letters/{pair[0].id}/amendment?objection={raised.id}"
    page = Page(client.get(address))
    assert "任务过多。" in page.text and "采纳王家庄村提出的异议" in client.get(address).get_data(as_text=True)
    sentences = queries.sentences_now([pair[0].id])[pair[0].id]
    place = [each.text for each in sentences].index(SENTENCE)
    sent = {
        "kind": "correction",
        "reason": "采纳异议",
        f"text-{place}": "改成这样。",
        "added": "加一条。\n\n再加一条。",
    }
    answer = client.post(address, data=sent)
    made = db.session.scalars(select(Letter).where(Letter.amends.is_not(None))).one()
    assert answer.status_code == 303 and answer.location.endswith(f"/letters/{made.id}")
    amendment = queries.ground_of(made.id, town.viewer("clerk"))[0]
    assert amendment.original_id == pair[0].id
    page = Page(client_as("leader").get("/"))
    assert "王家庄村更正函待签发" in page.text
    version = {"version": made.version}
    assert client_as("leader").post(f"/letters/{made.id}/amendment/issue", data=version).status_code == 303
    assert fresh(made.id).state is LetterState.ISSUED


def test_nothing_changed_is_refused_with_what_was_typed(client_as, pair):
    answer = client_as("clerk").post(f"/letters/{pair[0].id}/amendment", data={"kind": "correction", "reason": "误"})
    assert answer.status_code == 422 and "还没有写要更正或补充的内容" in answer.get_data(as_text=True)


def test_others_may_not(client_as, pair):
    for login in ("signer", "assessor"):
        assert client_as(login).get(f"/letters/{pair[0].id}/amendment").status_code == 403
    assert client_as("signer").post(f"/letters/{pair[0].id}/renewal").status_code == 403
