"""签名证书: registered, retired, used on a finished signed copy; the passphrase is typed each time and kept nowhere (S6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from respbook import pades
from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.issuing import Tools
from respbook.actions.overtaken import Overtaken
from respbook.actions.signing import signed_letter
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signed_copies import Certificate, DigitalSignature, SignedCopy
from respbook.models.signing import SigningSlot
from respbook.press.appearance import words_appearance
from respbook.queries import certificates as queries
from respbook.queries import signed_copies as copies
from respbook.queries.certificates import TOWN_FIELD, Chance, slot_field
from respbook.queries.scope import NotInSight, letter_in_sight, unit_in_sight
from respbook.queries.scope_seals import certificate_in_sight
from respbook.queries.signing import slots_of
from respbook.queries.trust import Listed, roots
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.in_force import check_in_force
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.signature_record import Proof, Shown, Signatory, Worth, record_of
from respbook.rules.signing import Capacity, SignatureMethod
from respbook.rules.trust import TRUST_LABELS, TRUST_MEANINGS, Trust, trust_of
from respbook.store import Store

_BOX = (50.0, 11.0)
"""Width and height of what a digital signature shows, mm; they stand in the white above the text of the last page."""
_LEFT, _TOP, _ACROSS = 28.0, 10.0, 3


@dataclass(frozen=True)
class Holding:
    """证书文件: its bytes and whose it is to be: the unit's for its seal, or a person's own."""

    content: bytes
    passphrase: str
    personal: bool


def register(holding: Holding, store: Store, *, by: Viewer, now: datetime) -> Certificate:
    """登记签名证书 of the viewer's unit or of himself. Raises RuleBroken."""
    facts = pades.certified(holding.content, holding.passphrase, now)
    if holding.personal and facts.subject != by.name:
        raise RuleBroken(f"证书是“{facts.subject}”的，不是您本人的，不能登记。", "file")
    return _register(facts, store.put(holding.content), store.put(facts.root), holding.personal, by=by, now=now)


@action(Permission.LETTER_SIGN)
def _register(
    facts: pades.Certified, key_sha256: str, root_sha256: str, personal: bool, *, by: Viewer, now: datetime
) -> Certificate:
    if not personal and not by.may(Permission.SEAL_USE):
        raise RuleBroken("单位的签名证书由可以用印的镇领导登记。")
    unit = unit_in_sight(by, by.unit_id)
    if not personal and facts.subject != unit.name:
        raise RuleBroken(f"证书是“{facts.subject}”的，与单位全称“{unit.name}”不一致，不能登记。", "file")
    owner = by.user_id if personal else None
    if queries.living_certificate(unit.id, owner) is not None:
        raise RuleBroken("已有在用的签名证书。要换新证书，请先停用旧的。", "file")
    row = Certificate(
        unit_id=unit.id,
        user_id=owner,
        subject=facts.subject,
        issuer=facts.issuer,
        serial=facts.serial,
        local=facts.local,
        ends_on=facts.ends_on,
        key_sha256=key_sha256,
        root_sha256=root_sha256,
        chain=facts.chain,
        made_by=by.name,
        made_at=now,
    )
    db.session.add(row)
    said = {"签发机构": facts.issuer, "序列号": facts.serial, "有效期至": day(facts.ends_on)}
    audit.note("certificate.register", row, f"{unit.called}：{facts.subject}", after=said)
    return row


@action(Permission.LETTER_SIGN)
def retire(certificate_id: int, version: int, *, by: Viewer, now: datetime) -> Certificate:
    """停用签名证书: what was signed with it stays. Raises RuleBroken, StaleVersion, NotInSight."""
    row = certificate_in_sight(by, certificate_id)
    if row.user_id != by.user_id and not by.may(Permission.SEAL_USE):
        raise NotInSight
    expect_version(row, version)
    if row.retired_at is not None:
        raise RuleBroken("这张证书已经停用。")
    row.retired_by, row.retired_at = by.name, now
    audit.note("certificate.retire", row, f"{row.unit.called}：{row.subject}")
    return row


def sign(
    letter_id: int, certificate_id: int, passphrase: str, proof: Proof, tools: Tools, *, by: Viewer, now: datetime
) -> DigitalSignature:
    """用证书签名 on the finished copy: the town certifies first, then each signer in his own field.

    The signature is made outside the write gate. Raises RuleBroken (nothing to sign, passphrase, order), NotInSight.
    """
    db.session.rollback()
    letter = letter_in_sight(by, letter_id)
    copy = _standing(letter)
    chance = _chance(letter, certificate_id, by, now)
    row = certificate_in_sight(by, certificate_id)
    slots = slots_of(letter_id)
    found = roots().reached(queries.chain_of(row.id), now)
    key = tools.store.get(row.key_sha256)
    signed = _signed(tools.store.get(copy.sha256), key, passphrase, chance, _label(found), slots, letter, tools, now)
    kept = tools.store.put(signed)
    base, certificate = copy.sha256, row.id
    db.session.rollback()
    try:
        return _take(letter_id, certificate, base, kept, len(signed), found, proof, by=by, now=now)
    except Overtaken:
        raise RuleBroken("刚才有人同时签名，这次没有签上。请刷新页面后再签。") from None


def _standing(letter: Letter) -> SignedCopy:
    """定稿的签订本. Raises RuleBroken."""
    check_in_force(letter.state, letter.replaced, "不能签名")
    found, copy = copies.gathered(letter), copies.newest_copy(letter.id)
    if not found.whole:
        raise RuleBroken("各方在屏幕上签完以后，才能用证书给签订本签名。")
    if copy is None or copy.content_sha256 != found.digest:
        raise RuleBroken("签订本正在定稿，请一分钟后再签。")
    return copy


def _chance(letter: Letter, certificate_id: int, by: Viewer, now: datetime) -> Chance:
    for chance in queries.chances(by, letter, china_day(now)):
        if chance.certificate_id == certificate_id:
            return chance
    raise RuleBroken("这张证书现在不能签这份责任书：先由镇里用单位证书签名，各签字人再用本人证书签，每处一次。")


def _signed(
    pdf: bytes,
    key: bytes,
    passphrase: str,
    chance: Chance,
    called: str,
    slots: Sequence[SigningSlot],
    letter: Letter,
    tools: Tools,
    now: datetime,
) -> bytes:
    first = chance.field == TOWN_FIELD
    if first:
        names = [TOWN_FIELD, *(slot_field(slot.side, slot.place) for slot in slots)]
        pdf = pades.prepare(pdf, [_field(name, place, letter.pages or 1) for place, name in enumerate(names)])
    words = (chance.subject, called, f"{china_day(now):%Y-%m-%d}　按当日名单核对签发机构")
    return pades.sign(
        pdf,
        key,
        passphrase,
        chance.field,
        reason="签订责任书",
        location=letter.programme.issuer,
        now=now,
        certify=first,
        appearance=words_appearance(words, *_BOX, tools.binder.faces),
    )


def _field(name: str, place: int, page: int) -> pades.Field:
    width, height = _BOX
    return pades.Field(
        name, page, _LEFT + place % _ACROSS * (width + 2), _TOP + place // _ACROSS * (height + 1), width, height
    )


@action(Permission.LETTER_SIGN)
def _take(
    letter_id: int,
    certificate_id: int,
    base: str,
    kept: str,
    size: int,
    found: Listed | None,
    proof: Proof,
    *,
    by: Viewer,
    now: datetime,
) -> DigitalSignature:
    letter = letter_in_sight(by, letter_id)
    copy, chance = _standing(letter), _chance(letter, certificate_id, by, now)
    # What the page shows of the signature was drawn by the list as it stood then; the record must not say otherwise.
    if copy.sha256 != base or roots().reached(queries.chain_of(certificate_id), now) != found:
        raise Overtaken
    certificate = certificate_in_sight(by, certificate_id)
    fresh = SignedCopy(
        letter_id=letter_id,
        sha256=kept,
        content_sha256=copy.content_sha256,
        marks=copy.marks,
        made_of=copy.made_of,
        digital=copy.digital + 1,
        made_at=now,
    )
    db.session.add(fresh)
    db.session.flush()
    row = DigitalSignature(
        letter_id=letter_id,
        copy_id=fresh.id,
        certificate_id=certificate_id,
        field=chance.field,
        signed_by=by.name,
        signed_by_id=by.user_id,
        signed_at=now,
    )
    row.record, row.record_sha256 = _record(letter, certificate, base, kept, found, proof, by, now)
    db.session.add(row)
    audit.note(
        "copy.sign",
        row,
        letter.said,
        after={
            "证书": certificate.subject,
            "签发机构": certificate.issuer,
            "序列号": certificate.serial,
            "核实结果": _label(found),
            "签订本摘要": kept,
            "字节数": size,
        },
    )
    return row


def _label(found: Listed | None) -> str:
    """它叫什么 by the list as it stands at the signature."""
    return TRUST_LABELS[trust_of(found.local if found else None)]


def _record(
    letter: Letter,
    certificate: Certificate,
    base: str,
    kept: str,
    found: Listed | None,
    proof: Proof,
    by: Viewer,
    now: datetime,
) -> tuple[str, str]:
    signed = signed_letter(letter)
    post = "单位证书" if certificate.user_id is None else "个人证书"
    who = Signatory(by.user_id, by.name, post, certificate.unit.name, "", Capacity.SELF, by.name, certificate.subject)
    trust = trust_of(found.local if found else None)
    told = {
        "copy_sha256": base,
        "signed_sha256": kept,
        "cert_serial": certificate.serial,
        "issuer": certificate.issuer,
        "local_ca": certificate.local,
        "root_sha256": certificate.root_sha256,
        "trust": TRUST_LABELS[trust],
        "trusted_root": found.name if found else "",
        "trusted_root_sha256": found.sha256 if found else "",
    }
    worth = Worth(TRUST_LABELS[trust], trust is Trust.RELIABLE, TRUST_MEANINGS[trust])
    sentence = f"用“{certificate.subject}”的证书对《{signed.title}》（{signed.number}）签订本作数字签名。"
    shown = Shown(base, None, letter.pages or 0)
    on = china_day(now)
    return record_of(signed, who, SignatureMethod.PADES, sentence, shown, proof, told, on, now, "", worth)


def verdict(letter: Letter, store: Store, now: datetime) -> pades.Verdict | None:
    """查验 the standing copy of a letter in sight; None where it has no digital signature."""
    copy, rows = copies.newest_copy(letter.id), queries.digital_of(letter.id)
    if copy is None or not rows:
        return None
    own = [store.get(digest) for digest in dict.fromkeys(row.root_sha256 for row in rows)]
    listed = [each.encode("ascii") for each in roots().certificates]
    moments = {row.field: row.signed_at for row in rows}
    issued = letter.pdf_sha256
    return pades.verify(store.get(copy.sha256), [*own, *listed], now, issued, listed=listed, moments=moments)
