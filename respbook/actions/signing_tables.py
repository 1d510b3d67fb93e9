"""会签台: opened by the host, locked to its list; each person is confirmed by the host's PIN, then signs (features S3)."""

from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit, passwords, sign_in, signing
from respbook.actions.action import action
from respbook.actions.glass import check_seen
from respbook.actions.proofs import Came, proof_of
from respbook.models.base import db
from respbook.models.glass import SigningSeat, SigningTable, SigningTableUnit
from respbook.models.signing import Signature
from respbook.queries import glass as queries
from respbook.queries.scope import programme_in_sight
from respbook.queries.scope_signing import slot_in_sight, table_in_sight
from respbook.queries.sessions import viewer_of
from respbook.queries.waiting import slots_at_table
from respbook.rules import signing_tables as rules
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer, demand
from respbook.rules.signature_record import Shown


class WrongPin(RuleBroken):
    """口令不对, or tried too often."""


@dataclass(frozen=True)
class TableFacts:
    """会签台要开成什么样: of which programme, for whom, with which PIN."""

    programme_id: int
    unit_ids: tuple[int, ...]
    pin: str


def open_table(facts: TableFacts, token_sha256: str, *, by: Viewer, now: datetime) -> SigningTable:
    """开会签台. Raises RuleBroken, NotInSight."""
    rules.check_pin(facts.pin)
    return _open(facts, passwords.hashed(facts.pin), token_sha256, by=by, now=now)


@action(Permission.SIGNING_HOST)
def _open(facts: TableFacts, pin_hash: str, token_sha256: str, *, by: Viewer, now: datetime) -> SigningTable:
    programme = programme_in_sight(by, facts.programme_id)
    known = {unit_id for unit_id, _, _ in queries.units_to_sign(by, programme.id)}
    chosen = [unit_id for unit_id in dict.fromkeys(facts.unit_ids) if unit_id in known]
    if not chosen:
        raise RuleBroken("还没有选会签单位。请勾选今天到会、轮到签字的单位。", "unit_ids")
    table = SigningTable(
        programme_id=programme.id,
        token_sha256=token_sha256,
        pin_hash=pin_hash,
        host_id=by.user_id,
        host=by.name,
        opened_at=now,
        closes_at=rules.end_of_day(now),
    )
    db.session.add(table)
    db.session.flush()
    db.session.add_all([SigningTableUnit(table_id=table.id, unit_id=unit_id) for unit_id in chosen])
    audit.note("table.open", table, programme.name, after={"会签单位": f"{len(chosen)}个"})
    return table


@action(Permission.SIGNING_HOST)
def close(table_id: int, *, by: Viewer, now: datetime) -> None:
    """关会签台; whoever sat there gets up. Raises RuleBroken, NotInSight."""
    table = table_in_sight(by, table_id)
    rules.check_stands(table, now)
    table.closed_at, table.closed_by = now, by.name
    _rise(table, now)
    audit.note("table.close", table, table.programme.name)


def renew_code(table_id: int, pin: str, token_sha256: str, *, by: Viewer, now: datetime) -> None:
    """重新生成进入码, by the PIN: the old code opens nothing any more. Raises RuleBroken, WrongPin, NotInSight."""
    demand(by, Permission.SIGNING_HOST)
    table = table_in_sight(by, table_id)
    rules.check_stands(table, now)
    check_pin(table, pin, now)
    _renew_code(table_id, token_sha256, by=by, now=now)


@action(Permission.SIGNING_HOST)
def _renew_code(table_id: int, token_sha256: str, *, by: Viewer, now: datetime) -> None:
    """The table, its units and what was signed at it stay; whoever sat there gets up."""
    table = table_in_sight(by, table_id)
    rules.check_stands(table, now)
    table.token_sha256 = token_sha256
    _rise(table, now)
    audit.note("table.renew_code", table, table.programme.name)


def host_of(table: SigningTable, now: datetime) -> Viewer:
    """主持人, as the rights are now, of a table that stands. Raises RuleBroken."""
    rules.check_stands(table, now)
    found = viewer_of(table.host_id)
    if found is None or not found.may(Permission.SIGNING_HOST):
        raise RuleBroken("开这个会签台的人已经不能主持会签。请经办人重新开一个会签台。")
    return found


def check_pin(table: SigningTable, pin: str, now: datetime) -> None:
    """核对主持口令: counted like a password, before it is looked at. Raises WrongPin."""
    key = f"table:{table.id}"
    stored = table.pin_hash if sign_in.claim(key, now) else ""
    if not (len(pin) <= 8 and passwords.matches(stored, pin)):
        raise WrongPin("主持口令不对。连续输错5次，这个会签台暂停15分钟；主持人可以关掉它另开一个。", "pin")
    sign_in.take_off(key)


def seat(token_sha256: str, slot_id: int, name: str, pin: str, *, now: datetime) -> SigningSeat:
    """主持人确认身份: this person stands at the table. Raises RuleBroken, NotInSight."""
    table = queries.table_by(token_sha256)
    by = host_of(table, now)
    check_pin(table, pin, now)
    return _seat(token_sha256, slot_id, name, by=by, now=now)


@action(Permission.SIGNING_HOST)
def _seat(token_sha256: str, slot_id: int, name: str, *, by: Viewer, now: datetime) -> SigningSeat:
    table = queries.table_by(token_sha256)
    rules.check_stands(table, now)
    if slot_id not in {each.id for each in slots_at_table(table.programme_id, queries.units_at(table.id))}:
        raise RuleBroken("这一栏不在本会签台的名单上，或刚刚已经签过。请回到名单重新选。")
    slot = slot_in_sight(by, slot_id)
    signing.check_right(slot, name, now)
    _rise(table, now)
    made = SigningSeat(table_id=table.id, slot_id=slot_id, name=name, confirmed_at=now)
    db.session.add(made)
    audit.note("table.seat", made, name, after={"单位": slot.unit_name, "确认人": by.name})
    return made


def _rise(table: SigningTable, now: datetime) -> bool:
    sitting = queries.seat_of(table.id)
    if sitting is not None:
        sitting.ended_at = now
    return sitting is not None


def rise(token_sha256: str, *, now: datetime) -> None:
    """离席 without signing; nothing happens when nobody sits there. Raises RuleBroken, NotInSight."""
    table = queries.table_by(token_sha256)
    if queries.seat_of(table.id) is not None:
        _leave(token_sha256, by=host_of(table, now), now=now)


@action(Permission.SIGNING_HOST)
def _leave(token_sha256: str, *, by: Viewer, now: datetime) -> None:
    table = queries.table_by(token_sha256)
    _rise(table, now)
    audit.note("table.rise", table, table.programme.name)


def sign_seated(
    token_sha256: str, seat_id: int, mark: signing.HandMark, shown: Shown, came: Came, *, now: datetime
) -> Signature:
    """在席签字. Raises RuleBroken, NotInSight."""
    by = host_of(queries.table_by(token_sha256), now)
    return _sign_seated(token_sha256, seat_id, mark, shown, came, by=by, now=now)


@action(Permission.SIGNING_HOST)
def _sign_seated(
    token_sha256: str, seat_id: int, mark: signing.HandMark, shown: Shown, came: Came, *, by: Viewer, now: datetime
) -> Signature:
    table = queries.table_by(token_sha256)
    rules.check_stands(table, now)
    sitting = queries.seat_of(table.id)
    if sitting is None or sitting.id != seat_id:
        raise RuleBroken("现在在席的不是这个人，没有签上。请回到名单，由主持人重新确认身份。")
    check_seen(shown, sitting.slot.letter.pages or 0)
    proof = proof_of("host", came, by, sitting.confirmed_at)
    made = signing.sign_at_table(sitting.slot_id, sitting.name, mark, shown, proof, by=by, now=now)
    sitting.ended_at, sitting.signature_id = now, made.id
    return made
