"""印章: pictures registered and retired, put on letters one by one or many in one go; every use is a record (S5, C3, C6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.signing import signed_letter
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.seals import SealImage, SealUse
from respbook.queries import seals as queries
from respbook.queries.scope import letters_named, unit_in_sight
from respbook.queries.scope_seals import seal_in_sight
from respbook.queries.signing import slots_of_letters
from respbook.queries.signing_grounds import frozen_papers
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.sealing import MOST_AT_ONCE, check_letter, sentence_of, side_for, with_edge
from respbook.rules.signature_record import Proof, Shown, Signatory, SignedLetter, record_of
from respbook.rules.signing import Capacity, SignatureMethod


@dataclass(frozen=True)
class SealOrder:
    """用印: which seal, who approved its use."""

    seal_id: int
    approved_by: str


@dataclass(frozen=True)
class Sealing:
    """用印结果: the uses that were made, and for each letter that was left out its name and why."""

    done: tuple[SealUse, ...]
    refused: tuple[tuple[str, str], ...]


@action(Permission.SEAL_USE)
def register(unit_id: int, name: str, sha256: str, *, by: Viewer, now: datetime) -> SealImage:
    """登记印章图片; the normalised picture lies in the store already. Raises RuleBroken, NotInSight."""
    unit = unit_in_sight(by, unit_id)
    if queries.living_seal(unit_id, name):
        raise RuleBroken(f"{unit.called}已有在用的“{name}”。要换新图，请先停用旧的。", "name")
    row = SealImage(unit_id=unit.id, name=name, sha256=sha256, made_by=by.name, made_by_id=by.user_id, made_at=now)
    db.session.add(row)
    audit.note("seal.register", row, f"{unit.called}：{name}", after={"图片摘要": sha256})
    return row


@action(Permission.SEAL_USE)
def retire(seal_id: int, version: int, *, by: Viewer, now: datetime) -> SealImage:
    """停用印章图片: what was sealed with it stays. Raises RuleBroken, StaleVersion, NotInSight."""
    row = seal_in_sight(by, seal_id)
    expect_version(row, version)
    if row.retired_at is not None:
        raise RuleBroken("这枚印章已经停用。")
    row.retired_by, row.retired_at = by.name, now
    audit.note("seal.retire", row, f"{row.unit.called}：{row.name}")
    return row


@action(Permission.SEAL_USE)
def use(letter_ids: Sequence[int], order: SealOrder, proof: Proof, *, by: Viewer, now: datetime) -> Sealing:
    """加盖印章 on one letter or many, in one deed: a letter that may not be sealed is left out and named.

    Raises RuleBroken when none could be, NotInSight for the seal.
    """
    seal = seal_in_sight(by, order.seal_id)
    if seal.retired_at is not None:
        raise RuleBroken(f"“{seal.name}”已停用，不能再盖。请改用在用的印章。", "seal_id")
    if not order.approved_by.strip():
        raise RuleBroken("请写明由谁批准用印，记录上要留存。", "approved_by")
    if not letter_ids:
        raise RuleBroken("没有选责任书。请勾选要盖章的责任书。", "letter_ids")
    if len(letter_ids) > MOST_AT_ONCE:
        raise RuleBroken(f"一次最多盖{MOST_AT_ONCE}份。请分几次盖。", "letter_ids")
    letters = letters_named(by, letter_ids)
    if len(letters) < len(set(letter_ids)):
        raise RuleBroken("所选责任书中有的已不存在，没有盖章。请刷新页面后重选。", "letter_ids")
    done, refused = _sealed(letters, seal, order, proof, by, now)
    if not done:
        raise RuleBroken("没有盖上。" + "".join(f"{name}：{why}" for name, why in refused[:5]), "letter_ids")
    return Sealing(tuple(done), tuple(refused))


def _sealed(
    letters: Sequence[Letter], seal: SealImage, order: SealOrder, proof: Proof, by: Viewer, now: datetime
) -> tuple[list[SealUse], list[tuple[str, str]]]:
    ids = [letter.id for letter in letters]
    slots, sealed, digital = slots_of_letters(ids), queries.sealed_sides(ids), queries.digital(ids)
    papers = frozen_papers(ids)
    done, refused = [], []
    for letter in sorted(letters, key=lambda each: (each.programme_id, each.number or 0)):
        try:
            check_letter(letter.state, letter.replaced, letter.signing, letter.id in digital)
            own = slots.get(letter.id, [])
            side = side_for(seal.unit_id, seal.unit.called, own, sealed.get(letter.id, ()))
            party = next(slot for slot in own if slot.side == side)
            signed = signed_letter(letter, papers[letter.id])
            done.append(_put(letter, signed, side, party.party, seal, order, proof, by, now))
        except RuleBroken as problem:
            refused.append((f"{letter.unit.called}{letter.number_text}", problem.sentence))
    return done, refused


def _put(
    letter: Letter,
    signed: SignedLetter,
    side: int,
    party: str,
    seal: SealImage,
    order: SealOrder,
    proof: Proof,
    by: Viewer,
    now: datetime,
) -> SealUse:
    row = SealUse(
        letter_id=letter.id,
        side=side,
        party=party,
        seal_id=seal.id,
        edge=with_edge(letter.pages or 0),
        approved_by=order.approved_by.strip()[:30],
        used_by=by.name,
        used_by_id=by.user_id,
        used_at=now,
    )
    who = Signatory(by.user_id, by.name, "用印人", seal.unit.name, party, Capacity.SELF, by.name, seal.unit.name)
    told = {"seal": seal.name, "seal_sha256": seal.sha256, "edge": row.edge, "approved_by": row.approved_by}
    sentence = sentence_of(seal.unit.name, seal.name, signed.title, signed.number, row.edge)
    shown = Shown(signed.pdf_sha256, None, 0)
    row.record, row.record_sha256 = record_of(
        signed, who, SignatureMethod.SEAL, sentence, shown, proof, told, china_day(now), now, ""
    )
    db.session.add(row)
    audit.note(
        "seal.use",
        row,
        letter.said,
        after={
            "印章": f"{seal.unit.called}：{seal.name}",
            "签订方": party,
            "骑缝章": "有" if row.edge else "无",
            "批准人": row.approved_by,
            "用印记录摘要": row.record_sha256,
        },
    )
    return row
