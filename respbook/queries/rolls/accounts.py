"""用户名册的比对: names, units, roles; never a password. Whom the viewer may set up is asked as on the people pages."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.people import User, UserRole
from respbook.models.units import Unit
from respbook.queries.people import others_in_charge
from respbook.queries.rolls.base import StandingRoll
from respbook.queries.scope import under
from respbook.rules.cells import Value
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.people import check_login, check_reach
from respbook.rules.permissions import ROLE_LABELS, Permission, Role, check_roles
from respbook.rules.sheet_check import Found, Stand

MOST_NEW = 300
"""Accounts that one import may open: each gets a slip with its code."""
_ROLES = {words: role for role, words in ROLE_LABELS.items()}


class AccountRoll(StandingRoll):
    """用户名册, told by login."""

    kind = SheetKind.ACCOUNTS
    permission = Permission.PERSON_INVITE
    longest = {"login": 40, "name": 30, "phone": 30}

    def load(self) -> None:
        """Accounts in sight with their roles, and every login that is taken: three statements."""
        roles: dict[int, set[Role]] = {}
        for user_id, role in db.session.execute(select(UserRole.user_id, UserRole.role)):
            roles.setdefault(user_id, set()).add(role)
        self.roles = {user_id: frozenset(held) for user_id, held in roles.items()}
        self.taken = set(db.session.scalars(select(User.login)))
        for row in db.session.execute(
            select(User.id, User.login, User.name, User.unit_id, User.phone, User.version, Unit.name.label("unit_name"))
            .join(Unit, Unit.id == User.unit_id)
            .where(under(self.viewer))
        ):
            held = self.roles.get(row.id, frozenset())
            words = tuple(words for words, role in _ROLES.items() if role in held)
            self.stands[row.login] = Stand(
                {"name": row.name, "unit": row.unit_name, "roles": words, "phone": row.phone or None}, row
            )

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """The login in small letters."""
        login = values.get("login")
        return str(login).strip().lower() if login else None

    def judge(self, found: Found) -> None:
        """One row."""
        values, stand = found.values, found.stand
        self.judge_phone(found, str((stand.values.get("phone") if stand else "") or ""))
        try:
            if values.get("unit") and not (stand and values["unit"] == stand.values["unit"]):
                unit = self.unit(str(values["unit"]))
                values["unit"], values["unit_id"] = unit.name, unit.id
            if stand is not None and all(values.get(name, was) == was for name, was in stand.values.items()):
                return  # a line that changes nothing needs no right
            if stand is None:
                self._judge_login(values)
            if "roles" in values:
                self._judge_roles(found, roles_in(values["roles"]))
            elif stand is not None:
                check_reach(self.viewer, self.roles.get(stand.row.id, frozenset()))
        except RuleBroken as refusal:
            field = {"roles": "roles", "unit": "unit"}.get(refusal.field or "", "login")
            found.wrong(field if field in found.record.places else "login", refusal.sentence)

    def _judge_login(self, values: dict[str, Value]) -> None:
        login = str(values.get("login") or "").strip().lower()
        if login:
            check_login(login)
            values["login"] = login
        if login in self.taken:
            raise RuleBroken(f"用户名“{login}”已有人使用，不在您的范围内。请换一个，例如在后面加上数字。", "login")

    def _judge_roles(self, found: Found, roles: frozenset[Role]) -> None:
        check_roles(roles)
        check_reach(self.viewer, roles)
        if found.stand is not None:
            check_reach(self.viewer, self.roles.get(found.stand.row.id, frozenset()))

    def together(self, rows: Sequence[Found]) -> list[str]:
        """Nobody moves himself; the last 系统管理员 stays; no more slips than can be handed out."""
        new = 0
        for found in rows:
            new += found.stand is None and not found.errors
            if found.stand is None and new > MOST_NEW:
                found.wrong("login", f"一次最多开设{MOST_NEW}个账号；请分批导入。")
            if found.stand is not None and not found.errors and _moves(found):
                self._judge_move(found)
        return []

    def _judge_move(self, found: Found) -> None:
        user_id = found.stand.row.id if found.stand else 0
        if user_id == self.viewer.user_id:
            found.wrong("login", "不能更改自己的角色和单位，请由另一名系统管理员办理。")
        loses = "roles" in found.changes and Role.ADMIN not in roles_in(found.values["roles"])
        if loses and Role.ADMIN in self.roles.get(user_id, frozenset()) and not others_in_charge(user_id):
            found.wrong("roles", "这是最后一个在用的系统管理员账号，不能改作他用。请先另设一名系统管理员。")


def _moves(found: Found) -> bool:
    return bool({"unit", "roles"} & found.changes.keys())


def roles_in(words: Any) -> frozenset[Role]:
    """角色 of their labels."""
    return frozenset(_ROLES[word] for word in words or ())
