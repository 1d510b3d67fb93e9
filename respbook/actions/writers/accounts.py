"""写入用户: accounts and roles; a new account gets its one-time code, which is shown once and kept nowhere."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from respbook.actions.pen import Pen
from respbook.actions.sign_in import digest
from respbook.models.base import db
from respbook.models.people import Invite, User, UserRole
from respbook.models.sessions import SignedIn
from respbook.queries.rolls.accounts import AccountRoll, roles_in
from respbook.rules import passwords, pinyin, sessions
from respbook.rules.cells import shown
from respbook.rules.permissions import Viewer
from respbook.rules.sheet_check import Found


def write(pen: Pen, roll: AccountRoll, ready: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    """写入用户名册; gives the codes of the new accounts."""
    new = [found for found in ready if found.stand is None]
    codes = _open(pen, new, by, now)
    _change(pen, roll, [found for found in ready if found.stand is not None])
    return codes


def _open(pen: Pen, new: list[Found], by: Viewer, now: datetime) -> dict[int, str]:
    rows = [
        {
            "login": shown(found.values["login"]),
            "name": shown(found.values["name"]),
            "unit_id": found.values["unit_id"],
            "phone": shown(found.values.get("phone")),
            **pinyin.person_keys(shown(found.values["name"])),
        }
        for found in new
    ]
    ids = pen.add(User, rows)
    roles = [
        {"user_id": user_id, "role": role}
        for user_id, found in zip(ids, new, strict=True)
        for role in sorted(roles_in(found.values["roles"]))
    ]
    pen.add(UserRole, roles)
    codes = {user_id: passwords.one_time_code(secrets.token_bytes(passwords.CODE_BYTES)) for user_id in ids}
    invites = [
        {
            "user_id": user_id,
            "code_sha256": digest(code),
            "made_by": by.name,
            "made_at": now,
            "expires_at": now + sessions.INVITE_LIFE,
        }
        for user_id, code in codes.items()
    ]
    pen.add(Invite, invites)
    return codes


def _change(pen: Pen, roll: AccountRoll, rows: list[Found]) -> None:
    """Another unit or other roles count at once: the person is signed out everywhere (safety R27)."""
    changed: dict[int, dict[str, Any]] = {}
    gone, came, moved = [], [], []
    for found in rows:
        assert found.stand is not None
        user_id, values = found.stand.row.id, found.values
        told = {"name": shown(values.get("name")), "phone": shown(values.get("phone")), "unit": values.get("unit_id")}
        changed[user_id] = {
            ("unit_id" if name == "unit" else name): told[name] for name in told if name in found.changes
        }
        if "name" in found.changes:
            changed[user_id] |= {"reading": None, **pinyin.person_keys(shown(values.get("name")))}
        if "roles" in found.changes:
            stood, wanted = roll.roles[user_id], roles_in(values["roles"])
            gone += [(user_id, role) for role in stood - wanted]
            came += [{"user_id": user_id, "role": role} for role in sorted(wanted - stood)]
        if {"unit", "roles"} & found.changes.keys():
            moved.append(user_id)
    pen.change(User, changed)
    pen.remove(UserRole, gone)
    pen.add(UserRole, came)
    end_sessions(moved)


def end_sessions(user_ids: list[int]) -> None:
    """结束登录 of people whose roles or unit changed."""
    if user_ids:
        db.session.execute(delete(SignedIn).where(SignedIn.user_id.in_(user_ids)))
