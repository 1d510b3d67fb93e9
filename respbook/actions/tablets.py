"""会签台, the tablet's side: a device enters by the PIN, one person at a time is seated on it and signs, it leaves (S3).

Each deed says which device does it, by digests of what only that device's session holds; a deed from elsewhere is refused
in its own transaction, however the page behind it was come by.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit, sign_in, signing
from respbook.actions.action import action
from respbook.actions.glass import check_seen
from respbook.actions.proofs import Came, proof_of
from respbook.actions.signing_tables import check_pin, clear_seat, host_of
from respbook.models.base import db
from respbook.models.glass import SigningSeat, SigningTable, SigningTablet
from respbook.models.signing import Signature
from respbook.queries import glass as queries
from respbook.queries.scope import NotInSight
from respbook.queries.scope_signing import slot_in_sight
from respbook.queries.waiting import slots_at_table
from respbook.rules import signing_tables as rules
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.signature_record import Shown


@dataclass(frozen=True)
class Device:
    """设备: its entry to a table, and the seats opened on it; digests of secrets that no other device has."""

    entry_sha256: str
    seats: Collection[str] = ()


@dataclass(frozen=True)
class SignedInAs:
    """设备上原有的登录: it ends when the device becomes a table."""

    sid_sha256: str
    name: str


class HasLeft(RuleBroken):
    """已退出会签模式: by this device, or with the code that it came in by."""

    def __init__(self) -> None:
        super().__init__(
            "这台设备已经退出会签模式，或会签台的进入码已经换过。请扫主持人页面上的二维码进入；已签的都在。"
        )


def table_of(device: Device) -> SigningTable:
    """这台设备的会签台. Raises HasLeft."""
    try:
        return queries.tablet_by(device.entry_sha256).table
    except NotInSight:
        raise HasLeft from None


def enter(
    token_sha256: str, pin: str, device: Device, entry_sha256: str, leaving: SignedInAs | None, *, now: datetime
) -> SigningTablet:
    """进入会签模式 by the code and the PIN; ``device`` is what it was until now. Raises RuleBroken, WrongPin, NotInSight."""
    table = queries.table_by(token_sha256)
    by = host_of(table, now)
    check_pin(table, pin, now)
    return _enter(token_sha256, device, entry_sha256, leaving, by=by, now=now)


@action(Permission.SIGNING_HOST)
def _enter(
    token_sha256: str,
    device: Device,
    entry_sha256: str,
    leaving: SignedInAs | None,
    *,
    by: Viewer,
    now: datetime,
) -> SigningTablet:
    table = queries.table_by(token_sha256)
    rules.check_stands(table, now)
    _forget(device, now)
    made = SigningTablet(table_id=table.id, entry_sha256=entry_sha256, entered_at=now)
    db.session.add(made)
    if leaving is not None:
        sign_in.end_session(leaving.sid_sha256)
    told = {"设备上原有的登录": f"{leaving.name}，已退出"} if leaving else None
    audit.note("table.enter", made, table.programme.name, after=told)
    return made


def _forget(device: Device, now: datetime) -> None:
    """What this device was at a table until now, if anything: it has left, and its seat is free."""
    try:
        tablet = queries.tablet_by(device.entry_sha256)
    except NotInSight:
        return
    tablet.left_at = now
    sitting = queries.seat_of(tablet.table_id)
    if sitting is not None and sitting.device_sha256 in device.seats:
        clear_seat(tablet.table_id, now)


def leave(device: Device, pin: str, *, now: datetime) -> None:
    """退出会签模式 by the PIN: from now on nothing opens by what this device holds. Raises RuleBroken, WrongPin, NotInSight."""
    table = table_of(device)
    by = host_of(table, now)
    check_pin(table, pin, now)
    _leave(device, by=by, now=now)


@action(Permission.SIGNING_HOST)
def _leave(device: Device, *, by: Viewer, now: datetime) -> None:
    table = table_of(device)
    _forget(device, now)
    audit.note("table.leave", table, table.programme.name)


def _standing(device: Device, now: datetime) -> SigningTable:
    """The table of this device, asked anew inside the deed. Raises RuleBroken, NotInSight."""
    table = table_of(device)
    rules.check_stands(table, now)
    return table


def seat(device: Device, slot_id: int, name: str, pin: str, seat_sha256: str, *, now: datetime) -> SigningSeat:
    """主持人确认身份: this person stands before this device, which alone holds the secret of ``seat_sha256``.

    Raises RuleBroken, SeatElsewhere while somebody sits at another device, NotInSight.
    """
    table = table_of(device)
    by = host_of(table, now)
    check_pin(table, pin, now)
    return _seat(device, slot_id, name, seat_sha256, by=by, now=now)


@action(Permission.SIGNING_HOST)
def _seat(device: Device, slot_id: int, name: str, seat_sha256: str, *, by: Viewer, now: datetime) -> SigningSeat:
    table = _standing(device, now)
    rules.check_free(queries.seat_of(table.id), device.seats)
    if slot_id not in {each.id for each in slots_at_table(table.programme_id, queries.units_at(table.id))}:
        raise RuleBroken("这一栏不在本会签台的名单上，或刚刚已经签过。请回到名单重新选。")
    slot = slot_in_sight(by, slot_id)
    signing.check_right(slot, name, now)
    clear_seat(table.id, now)
    made = SigningSeat(table_id=table.id, slot_id=slot_id, name=name, confirmed_at=now, device_sha256=seat_sha256)
    db.session.add(made)
    audit.note("table.seat", made, name, after={"单位": slot.unit_name, "确认人": by.name})
    return made


def rise(device: Device, *, now: datetime) -> None:
    """离席 without signing; nothing happens when nobody sits there. Raises RuleBroken, SeatElsewhere, NotInSight."""
    table = table_of(device)
    if queries.seat_of(table.id) is not None:
        _rise(device, by=host_of(table, now), now=now)


@action(Permission.SIGNING_HOST)
def _rise(device: Device, *, by: Viewer, now: datetime) -> None:
    table = _standing(device, now)
    sitting = queries.seat_of(table.id)
    if sitting is not None:
        rules.check_here(sitting, device.seats)
    clear_seat(table.id, now)
    audit.note("table.rise", table, table.programme.name)


def sign_seated(
    device: Device, seat_id: int, mark: signing.HandMark, shown: Shown, came: Came, *, now: datetime
) -> Signature:
    """在席签字. Raises RuleBroken, SeatElsewhere, NotInSight."""
    by = host_of(table_of(device), now)
    return _sign_seated(device, seat_id, mark, shown, came, by=by, now=now)


@action(Permission.SIGNING_HOST)
def _sign_seated(
    device: Device, seat_id: int, mark: signing.HandMark, shown: Shown, came: Came, *, by: Viewer, now: datetime
) -> Signature:
    table = _standing(device, now)
    sitting = queries.seat_of(table.id)
    if sitting is None or sitting.id != seat_id:
        raise RuleBroken("现在在席的不是这个人，没有签上。请回到名单，由主持人重新确认身份。")
    rules.check_here(sitting, device.seats)
    check_seen(shown, sitting.slot.letter.pages or 0)
    proof = proof_of("host", came, by, sitting.confirmed_at)
    made = signing.sign_at_table(sitting.slot_id, sitting.name, mark, shown, proof, by=by, now=now)
    clear_seat(table.id, now)
    sitting.signature_id = made.id
    return made
