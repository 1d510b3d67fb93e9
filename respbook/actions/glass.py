"""屏幕签字: with the password at the signing itself, from the phone by a one-time code, many letters in one go (S1–S3)."""

from collections.abc import Sequence
from datetime import datetime

from respbook.actions import audit, sign_in, signing
from respbook.actions.action import action
from respbook.actions.proofs import Came, proof_of
from respbook.models.base import db
from respbook.models.glass import SigningPass
from respbook.models.people import User
from respbook.models.signing import Signature
from respbook.queries import glass as queries
from respbook.queries.scope_signing import slot_in_sight, slots_in_sight
from respbook.queries.sessions import viewer_of
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.signing import PASS_SPAN

MOST_AT_ONCE = 100
"""Letters signed in one deed: others wait a few seconds at most."""


def _proved(password: str, came: Came, by: Viewer, now: datetime) -> tuple[str, Proof]:
    """The password, given for this deed alone: the session is neither renewed nor raised by it, so that an answer lost
    on the way does not sign anybody out and the same form may simply be sent again. Raises SignInRefused, RuleBroken."""
    key = sign_in.prove(password, by=by, now=now)
    return key, proof_of("password", came, by, now)


def sign_own(
    slot_id: int, mark: signing.HandMark, shown: Shown, password: str, came: Came, *, by: Viewer, now: datetime
) -> Signature:
    """本人签字: every page was shown, then the password. Raises RuleBroken, NotInSight."""
    check_seen(shown, slot_in_sight(by, slot_id).letter.pages or 0)
    key, proof = _proved(password, came, by, now)
    return _sign(((slot_id, shown),), mark, proof, key, by=by, now=now)[0]


def sign_many(
    shown: Sequence[tuple[int, Shown]],
    mark: signing.HandMark,
    password: str,
    came: Came,
    *,
    by: Viewer,
    now: datetime,
) -> list[Signature]:
    """一次签多份: one mark and one password for the letters of a list; each gets its own record, which says honestly how
    many pages were shown. All or none. Raises RuleBroken, NotInSight."""
    if not shown:
        raise RuleBroken("还没有选责任书。请勾选要签的责任书。", "slot_ids")
    if len(shown) > MOST_AT_ONCE:
        raise RuleBroken(f"一次最多签{MOST_AT_ONCE}份。请分几次签。", "slot_ids")
    for slot in slots_in_sight(by, [slot_id for slot_id, _ in shown]).values():
        if slot.unit_id == slot.letter.unit_id:
            raise RuleBroken(f"{slot.unit_name}的责任书要由责任人逐份看过再签，不能按清单签。", "slot_ids")
    key, proof = _proved(password, came, by, now)
    return _sign(tuple(shown), mark, proof, key, by=by, now=now)


@action(Permission.LETTER_SIGN)
def _sign(
    shown: tuple[tuple[int, Shown], ...], mark: signing.HandMark, proof: Proof, key: str, *, by: Viewer, now: datetime
) -> list[Signature]:
    sign_in.clear_count(key)
    return signing.sign_each(shown, mark, proof, by=by, now=now)


def check_seen(shown: Shown, pages: int) -> None:
    """看过全文. Raises RuleBroken naming how many pages are left."""
    if shown.pages_seen < pages:
        raise RuleBroken(f"还有{pages - shown.pages_seen}页没有看。请从第1页看到第{pages}页再签。", "seen")


@action(Permission.LETTER_SIGN)
def make_pass(slot_id: int, token_sha256: str, *, by: Viewer, now: datetime) -> SigningPass:
    """用手机签: a one-time code for one slot and this person; an earlier one is worth nothing from now on.

    Raises RuleBroken when he may not sign there, NotInSight.
    """
    slot = slot_in_sight(by, slot_id)
    check_own(slot_id, by=by, now=now)
    for earlier in queries.living_passes(slot_id, by.user_id, now):
        earlier.expires_at = now
    made = SigningPass(
        slot_id=slot_id, user_id=by.user_id, token_sha256=token_sha256, made_at=now, expires_at=now + PASS_SPAN
    )
    db.session.add(made)
    audit.note("pass.make", made, slot.letter.said)
    return made


def check_own(slot_id: int, *, by: Viewer, now: datetime) -> None:
    """能不能签, asked before anything is shown. Raises RuleBroken, NotInSight."""
    slot = slot_in_sight(by, slot_id)
    user = db.session.get_one(User, by.user_id)
    signing.check_person(slot, user)
    signing.check_right(slot, by.name, now)


def holder_of(code: SigningPass) -> Viewer:
    """手机签字码的主人, as his rights are now. Raises RuleBroken."""
    found = viewer_of(code.user_id)
    if found is None:
        raise RuleBroken("这个账号已经停用，不能签字。请联系镇环保办经办人。")
    return found


def check_pass(code: SigningPass, now: datetime) -> None:
    """签字码可用. Raises RuleBroken telling whether it was used or is too old."""
    if code.used_at is not None:
        raise RuleBroken("这个二维码已经用过。一个码只能签一次；还要签别的责任书，请在电脑上重新打开二维码。")
    if now >= code.expires_at:
        raise RuleBroken("这个二维码已经过期（10分钟内有效，重新打开后旧码作废）。请在电脑上重新打开二维码。")


def sign_by_pass(
    token_sha256: str, mark: signing.HandMark, shown: Shown, password: str, came: Came, *, now: datetime
) -> Signature:
    """凭码签字 on the phone. Raises RuleBroken, NotInSight."""
    code = queries.pass_by(token_sha256)
    check_pass(code, now)
    by = holder_of(code)
    check_seen(shown, code.slot.letter.pages or 0)
    key, proof = _proved(password, came, by, now)
    return _use_pass(token_sha256, mark, shown, proof, key, by=by, now=now)


@action(Permission.LETTER_SIGN)
def _use_pass(
    token_sha256: str,
    mark: signing.HandMark,
    shown: Shown,
    proof: Proof,
    key: str,
    *,
    by: Viewer,
    now: datetime,
) -> Signature:
    code = queries.pass_by(token_sha256)
    check_pass(code, now)
    code.used_at = now
    return _sign(((code.slot_id, shown),), mark, proof, key, by=by, now=now)[0]
