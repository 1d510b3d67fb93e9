"""印章: registered and used by who may, each use a record and an entry, edge seals from two pages on."""

import json

import pytest
from making import NOW, make
from sealing import LATER, sealing
from sqlalchemy import select
from sqlalchemy.orm import undefer

from respbook.actions import issuing, objections, seals
from respbook.models.base import db
from respbook.models.seals import SealUse
from respbook.queries import seals as queries
from respbook.queries.audit import trail_of
from respbook.queries.scope import NotInSight, letter_in_sight, template_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.record_words import MARK_WORDS
from respbook.rules.signature_record import record_digest

ROLES = ("clerk", "signer", "reporter", "assessor", "auditor", "admin")


@pytest.fixture
def letters(app, town):
    return sealing.issued(app, town, 3)


@pytest.fixture
def seal(app, town):
    return sealing.seal(app, town)


def test_a_use_is_recorded_and_in_the_book(town, letters, seal):
    (row,) = sealing.use(town, seal, letters[0]).done
    kept = db.session.scalar(select(SealUse).where(SealUse.id == row.id).options(undefer(SealUse.record)))
    facts = json.loads(kept.record)
    assert record_digest(kept.record) == kept.record_sha256
    assert facts["method"] == {"kind": "seal_image", "words": "图片印章"} and not facts["reliable"]["reliable"]
    assert facts["mark"] == {"seal": "公章", "seal_sha256": seal.sha256, "edge": row.edge, "approved_by": "李建国"}
    assert set(facts["mark"]) <= set(MARK_WORDS) and facts["signed_on"] == LATER.date().isoformat()
    assert facts["letter"]["pdf_sha256"] == letters[0].pdf_sha256 and facts["proof"]["session8"] == "12345678"
    assert (row.side, row.party, row.used_by) == (0, "甲方", "李建国")
    assert [use.number for use in queries.newest_uses(town.viewer("auditor"))] == [letters[0].number_text]
    assert trail_of(town.viewer("leader"), "seal_uses", row.id)
    assert list(verify_state()) == []


def test_only_the_leader_registers_retires_and_seals(town, letters, seal):
    for login in ROLES:
        viewer = town.viewer(login)
        with pytest.raises(NotAllowed):
            seals.register(town.unit.id, "章", "a" * 64, by=viewer, now=LATER)
        with pytest.raises(NotAllowed):
            seals.retire(seal.id, seal.version, by=viewer, now=LATER)
        with pytest.raises(NotAllowed):
            sealing.use(town, seal, letters[0], login=login)


def test_not_twice_and_not_on_a_void_objected_or_drafted_letter(app, town, letters, seal):
    first, second, third = letters
    sealing.use(town, seal, first)
    with pytest.raises(RuleBroken, match="甲方已经盖过章"):
        sealing.use(town, seal, first)
    issuing.void(third.id, "单位名称有误", third.version, by=town.viewer("leader"), now=LATER)
    with pytest.raises(RuleBroken, match="已作废"):
        sealing.use(town, seal, third)
    draft = make.drafts(town, template_in_sight(town.viewer("clerk"), second.template_id), [town.villages[5].id])[0]
    with pytest.raises(RuleBroken, match="现为“拟稿”，不能用印"):
        sealing.use(town, seal, letter_in_sight(town.viewer("leader"), draft.id))


def test_many_in_one_go_and_whoever_may_not_is_named(town, letters, seal):
    first, *_ = letters
    objections.object_to(first.id, None, "全文", "面积不对。", by=town.viewer("signer"), now=LATER)
    result = sealing.use(town, seal, *letters)
    assert [row.letter_id for row in result.done] == [letters[1].id, letters[2].id]
    ((name, why),) = result.refused
    assert first.number_text in name and "有异议" in why
    assert queries.unsealed(town.viewer("leader"), seal) == []


def test_a_seal_is_for_its_own_side_only(app, town, letters):
    village = sealing.seal(app, town, town.villages[0])
    result = sealing.use(town, village, *letters)
    assert [(row.letter_id, row.party) for row in result.done] == [(letters[0].id, "乙方")]
    assert len(result.refused) == 2 and all("不是这份责任书的签订方" in why for _, why in result.refused)


def test_a_retired_seal_and_an_unnamed_approval_are_refused(town, letters, seal):
    with pytest.raises(RuleBroken, match="由谁批准用印"):
        sealing.use(town, seal, letters[0], approved_by=" ")
    with pytest.raises(RuleBroken, match="已有在用的"):
        seals.register(town.unit.id, "公章", "a" * 64, by=town.viewer("leader"), now=LATER)
    seals.retire(seal.id, seal.version, by=town.viewer("leader"), now=LATER)
    with pytest.raises(RuleBroken, match="已停用"):
        sealing.use(town, seal, letters[0])
    assert seals.register(town.unit.id, "公章", "a" * 64, by=town.viewer("leader"), now=NOW).id != seal.id


def test_no_letter_out_of_sight_is_sealed(town, letters, seal):
    with pytest.raises(RuleBroken, match="已不存在"):
        seals.use([letters[0].id, 987654], seals.SealOrder(seal.id, "李建国"), None, by=town.viewer("leader"), now=NOW)
    with pytest.raises(NotInSight):
        seals.use([letters[0].id], seals.SealOrder(987654, "李建国"), None, by=town.viewer("leader"), now=NOW)


def test_sealing_many_asks_a_flat_number_of_lists(town, letters, seal, counted):
    with counted() as sql:
        queries.unsealed(town.viewer("leader"), seal)
    assert len(sql) == 1
