"""签订: one slot signed by hand on glass, or recorded from paper; every signature is a frozen record (S1–S4, S9, C6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import undefer

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.people import User
from respbook.models.signing import Signature, SigningSlot
from respbook.papers import stored
from respbook.queries import signing as queries
from respbook.queries.scope_signing import signature_in_sight
from respbook.queries.signing_grounds import Grounds, Right, grounds_of, right_to_sign
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.in_force import check_in_force
from respbook.rules.paper_compare import check_comparer
from respbook.rules.people import check_confirmed
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.record_words import read_record
from respbook.rules.signature_record import Proof, Shown, Signatory, SignedLetter, record_digest, record_of
from respbook.rules.signing import (
    METHOD_LABELS,
    Capacity,
    SignatureMethod,
    SigningState,
    check_signed_on,
    intent,
    signing_state,
)
from respbook.rules.signing_right import Signer, check_slot


@dataclass(frozen=True)
class HandMark:
    """手写笔迹: digests of the image and of its strokes; both lie in the store already."""

    image_sha256: str
    strokes_sha256: str


@dataclass(frozen=True)
class PaperMark:
    """纸质签订: which scan shows it, who took it in, who compared it with the original, where that lies.

    ``scan_sha256`` stands for the ordered ``pages`` (number, picture); ``missing`` ones are explained by ``reason``.
    """

    scan_sha256: str
    uploaded_by: str
    compared_by: str
    kept_at: str
    signed_on: date
    pages: tuple[tuple[int, str], ...] = ()
    copy: int = 1
    single_handed: bool = False
    missing: tuple[int, ...] = ()
    reason: str = ""
    uploaded_by_ids: tuple[int, ...] = ()


@action(Permission.LETTER_SIGN)
def sign(slot_id: int, mark: HandMark, shown: Shown, proof: Proof, *, by: Viewer, now: datetime) -> Signature:
    """签字 on glass, by the viewer himself. Raises RuleBroken (not his to sign, not his turn, …), NotInSight."""
    return sign_each(((slot_id, shown),), mark, proof, by=by, now=now)[0]


@action(Permission.LETTER_SIGN)
def sign_each(
    shown: Sequence[tuple[int, Shown]], mark: HandMark, proof: Proof, *, by: Viewer, now: datetime
) -> list[Signature]:
    """签字 on glass in several slots, by the viewer himself: what they rest on is read once for all. Raises RuleBroken, NotInSight."""
    grounds = grounds_of(by, [slot_id for slot_id, _ in shown])
    user, made = db.session.get_one(User, by.user_id), []
    for slot_id, each in shown:
        check_person(grounds.slots[slot_id], user)
        made.append(_signed_by_hand(grounds, slot_id, by.name, by.user_id, mark, each, proof, now))
    return made


def check_person(slot: SigningSlot, user: User) -> None:
    """本人的账号可签: of the slot's unit, and nobody else has set its password. Raises RuleBroken."""
    if slot.unit_id != user.unit_id:
        raise RuleBroken(f"这一栏由{slot.unit_name}签字，您的账号属于别的单位。")
    check_confirmed(user.reset_at, user.confirmed_at)


@action(Permission.SIGNING_HOST)
def sign_at_table(
    slot_id: int, name: str, mark: HandMark, shown: Shown, proof: Proof, *, by: Viewer, now: datetime
) -> Signature:
    """会签台签字: the host confirms who stands there; the record names the host. Raises RuleBroken, NotInSight."""
    return _signed_by_hand(grounds_of(by, [slot_id]), slot_id, name, None, mark, shown, proof, now)


def _signed_by_hand(
    grounds: Grounds,
    slot_id: int,
    name: str,
    user_id: int | None,
    mark: HandMark,
    shown: Shown,
    proof: Proof,
    now: datetime,
) -> Signature:
    slot = grounds.slots[slot_id]
    if shown.pdf_sha256 != slot.letter.pdf_sha256:
        raise RuleBroken("您看的不是这份责任书现在的正本，没有签上。请刷新页面，重新看过再签。")
    told = {"image_sha256": mark.image_sha256, "strokes_sha256": mark.strokes_sha256}
    signer = _signer(slot, name, grounds.lines[slot.letter_id], grounds.rights[slot_id], now)
    row = _row(slot, SignatureMethod.HAND, signer, user_id, china_day(now), now)
    row.mark_sha256, row.strokes_sha256 = mark.image_sha256, mark.strokes_sha256
    return _put(grounds, slot, row, shown, proof, told, now)


@action(Permission.SCAN_COMPARE)
def record_paper(slot_ids: Sequence[int], mark: PaperMark, *, by: Viewer, now: datetime) -> list[Signature]:
    """登记纸质签订 of several slots of one letter, compared with the original by ``by``. Raises RuleBroken, NotInSight.

    The paper tells its own order, so turns are not checked; whoever signed stands on the paper.
    """
    grounds, made = grounds_of(by, slot_ids), []
    for slot_id in slot_ids:
        slot = grounds.slots[slot_id]
        _check_open(slot)
        check_signed_on(mark.signed_on, slot.letter.issued_on, china_day(now))
        holder = next(iter(grounds.rights[slot_id].in_post(mark.signed_on)), slot.name)
        signer = Signer(holder or slot.name, Capacity.SELF, holder or slot.name)
        row = _row(slot, SignatureMethod.PAPER, signer, None, mark.signed_on, now)
        row.mark_sha256, row.kept_at, row.recorded_by = mark.scan_sha256, mark.kept_at, mark.compared_by[:30]
        told = {
            "scan_sha256": mark.scan_sha256,
            "uploaded_by": mark.uploaded_by,
            "uploaded_by_ids": list(mark.uploaded_by_ids),
            "compared_by": mark.compared_by,
            "box_no": mark.kept_at,
            "pages": [[page, digest] for page, digest in mark.pages],
            "copy": mark.copy,
            "single_handed": mark.single_handed,
            "missing_pages": list(mark.missing),
            "missing_reason": mark.reason,
        }
        shown = Shown(slot.letter.pdf_sha256 or "", None, slot.letter.pages or 0)
        made.append(_put(grounds, slot, row, shown, Proof("paper", now, mark.compared_by), told, now))
    return made


@dataclass(frozen=True)
class PaperCorrection:
    """更正纸质签订: who stands on the paper, of which day, where the original lies, and why the record was wrong."""

    name: str
    signed_on: date
    kept_at: str
    why: str


@action(Permission.SCAN_COMPARE)
def correct_paper(signature_id: int, told: PaperCorrection, *, by: Viewer, now: datetime) -> Signature:
    """更正纸质签订登记: a new record that names the old one, which stays; all that it kept of the paper goes along.

    Whoever corrects holds the original beside it again, so it is another person than who sent the scan, or it is marked
    一人经办. Raises RuleBroken, NotInSight.
    """
    old = signature_in_sight(by, signature_id, undefer(Signature.record))
    grounds = grounds_of(by, [old.slot_id])
    slot = grounds.slots[old.slot_id]
    if old.method is not SignatureMethod.PAPER:
        raise RuleBroken("只有纸质签订的登记可以更正；当事人在屏幕上签的，只能由他本人重新签订。")
    check_in_force(slot.letter.state, slot.letter.replaced, "不再更正签署记录")
    if slot.signature_id != old.id:
        raise RuleBroken("这条记录已经更正过；请在现行的记录上更正。")
    if not told.why.strip():
        raise RuleBroken("请写明更正原因，原记录和原因都会保留。", "why")
    if (told.name, told.signed_on, told.kept_at) == (old.name, old.signed_on, old.kept_at):
        raise RuleBroken("内容与原记录相同，没有可以更正的。", "name")
    check_signed_on(told.signed_on, slot.letter.issued_on, china_day(now))
    row = _row(slot, SignatureMethod.PAPER, Signer(told.name, Capacity.SELF, told.name), None, told.signed_on, now)
    row.mark_sha256, row.kept_at, row.recorded_by = old.mark_sha256, told.kept_at, by.name
    mark = _kept(old)
    same = check_comparer(by.user_id, mark.get("uploaded_by_ids", ()), slot.letter.programme.clerk_may_issue)
    mark |= {"compared_by": by.name, "box_no": told.kept_at, "why": told.why.strip()}
    mark["single_handed"] = same or mark.get("single_handed", False)
    shown = Shown(slot.letter.pdf_sha256 or "", None, slot.letter.pages or 0)
    made = _put(grounds, slot, row, shown, Proof("paper", now, by.name), mark, now, old)
    slot.letter.signed_on = None
    follow(slot.letter, queries.last_signed_on(slot.letter_id) or told.signed_on)
    return made


def _kept(old: Signature) -> dict[str, Any]:
    """签名留存 of a record that is to be corrected. Raises RuleBroken when it is no longer what was recorded."""
    if record_digest(old.record) != old.record_sha256:
        raise RuleBroken("原签署记录被改动过，不能在它上面更正。请立即告知审计人员。")
    return dict(read_record(old.record)["mark"])


def _check_open(slot: SigningSlot) -> None:
    letter = slot.letter
    check_in_force(letter.state, letter.replaced, "不能签字")
    if slot.signature_id is not None:
        standing = db.session.get_one(Signature, slot.signature_id)
        raise RuleBroken(f"这一栏已由{standing.name}于{day(standing.signed_on)}签字，不用再签。")


def check_right(slot: SigningSlot, name: str, now: datetime) -> Signer:
    """签字条件: everything that must hold before somebody signs now. Raises RuleBroken."""
    return _signer(slot, name, queries.slots_of(slot.letter_id), right_to_sign(slot), now)


def _signer(slot: SigningSlot, name: str, lines: Sequence[SigningSlot], right: Right, now: datetime) -> Signer:
    _check_open(slot)
    check_slot(slot.letter, slot, lines)
    return right.signer(name, china_day(now))


def _row(
    slot: SigningSlot, method: SignatureMethod, signer: Signer, user_id: int | None, on: date, now: datetime
) -> Signature:
    return Signature(
        letter_id=slot.letter_id,
        slot_id=slot.id,
        method=method,
        capacity=signer.capacity,
        user_id=user_id,
        name=signer.name,
        holder=signer.holder,
        proxy_id=signer.proxy_id,
        signed_on=on,
        signed_at=now,
        recorded_by=signer.name,
    )


def _put(
    grounds: Grounds,
    slot: SigningSlot,
    row: Signature,
    shown: Shown,
    proof: Proof,
    mark: Mapping[str, Any],
    now: datetime,
    previous: Signature | None = None,
) -> Signature:
    """落签: the record is frozen, the slot closed, the letter's state follows; ``previous`` is what it corrects."""
    letter = slot.letter
    signed = signed_letter(letter, grounds.papers[letter.id])
    signatory = Signatory(
        row.user_id,
        row.name,
        slot.post,
        slot.unit_name,
        slot.party,
        row.capacity,
        row.holder,
        slot.name,
        grounds.rights[slot.id].scans[row.proxy_id] if row.proxy_id else "",
    )
    sentence = intent(signed.title, signed.number, row.capacity, row.holder, listed=shown.pages_seen == 0)
    corrects = previous.record_sha256 if previous else ""
    row.previous_id = previous.id if previous else None
    row.record, row.record_sha256 = record_of(
        signed, signatory, row.method, sentence, shown, proof, mark, row.signed_on, now, corrects
    )
    db.session.add(row)
    db.session.flush()
    slot.signature_id = row.id
    _follow(letter, row.signed_on, grounds.lines[letter.id], letter.id in grounds.objected)
    audit.note(
        "letter.correct_signature" if previous else "letter.sign",
        row,
        letter.said,
        after={
            "签字栏": f"{slot.party}{slot.post}",
            "签署人": row.name + ("（代签）" if row.capacity is Capacity.PROXY else ""),
            "方式": METHOD_LABELS[row.method],
            "签署记录摘要": row.record_sha256,
            **({"更正原因": mark["why"], "原记录摘要": corrects} if previous else {}),
            **({"一人经办": "是"} if mark.get("single_handed") else {}),
        },
    )
    return row


def follow(letter: Letter, on: date) -> None:
    """签订状态 of the letter follows from its slots and open objections."""
    db.session.flush()
    _follow(letter, on, queries.slots_of(letter.id), queries.objected(letter.id))


def _follow(letter: Letter, on: date, lines: Sequence[SigningSlot], objected: bool) -> None:
    letter.signing = signing_state(lines, objected)
    letter.signed_on = max(on, letter.signed_on or on) if letter.signing is SigningState.SIGNED else None


def signed_letter(letter: Letter, frozen: str | None = None) -> SignedLetter:
    """所签文书 for a record; ``frozen`` is its paper where it was read already. Raises RuleBroken when its wording is not
    what was issued."""
    paper = stored.loaded(queries.paper_text(letter.id) if frozen is None else frozen)
    if stored.fingerprint(paper) != letter.paper_sha256:
        raise RuleBroken("责任书的正文与签发时的摘要不符，可能已被改动，不能签字。请立即告知审计人员。")
    return SignedLetter(
        letter.id,
        letter.number_text,
        paper.title,
        letter.version,
        letter.template_version,
        letter.paper_sha256 or "",
        letter.pdf_sha256 or "",
    )
