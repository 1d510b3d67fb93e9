"""会签台, the host's side: opened, closed, its code renewed, a seat freed whose tablet died (features S3)."""

from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit, passwords, sign_in
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.glass import SigningTable, SigningTableUnit
from respbook.queries import glass as queries
from respbook.queries.scope import programme_in_sight
from respbook.queries.scope_signing import table_in_sight
from respbook.queries.sessions import viewer_of
from respbook.rules import signing_tables as rules
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer, demand


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
    clear_seat(table.id, now)
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
    """The table, its units and what was signed at it stay; every tablet has left, whoever sat there gets up."""
    table = table_in_sight(by, table_id)
    rules.check_stands(table, now)
    table.token_sha256 = token_sha256
    for tablet in queries.tablets_at(table.id):
        tablet.left_at = now
    clear_seat(table.id, now)
    audit.note("table.renew_code", table, table.programme.name)


@action(Permission.SIGNING_HOST)
def free_seat(table_id: int, seat_id: int, *, by: Viewer, now: datetime) -> None:
    """收回席位 from a tablet that died: unsigned, free for the next. Raises RuleBroken, NotInSight."""
    table = table_in_sight(by, table_id)
    sitting = queries.seat_of(table.id)
    if sitting is None or sitting.id != seat_id:
        raise RuleBroken("这个席位已经空出来了，不用再收回。")
    clear_seat(table.id, now)
    audit.note("table.free_seat", sitting, sitting.name)


def clear_seat(table_id: int, now: datetime) -> None:
    """离席 within a deed: nothing of the device stays behind."""
    sitting = queries.seat_of(table_id)
    if sitting is not None:
        sitting.ended_at, sitting.device_sha256 = now, None


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
