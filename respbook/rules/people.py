"""用户: who may set up whom, and what a login name looks like (safety C3)."""

import re
from datetime import datetime, timedelta

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import ROLE_LABELS, Permission, Role, Viewer

VILLAGE_ROLES = frozenset({Role.REPORTER, Role.SIGNER})
"""村和单位的角色: what the clerk may set up; everything else is for 系统管理员."""

NEWLY_OPENED = timedelta(days=30)
"""新开的账号: so long it vouches for nobody whom the one reset who opened it."""

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def village_only(roles: frozenset[Role]) -> bool:
    """村和单位用户: nothing but 填报员 and 单位负责人."""
    return roles <= VILLAGE_ROLES


def within_reach(viewer: Viewer, roles: frozenset[Role]) -> bool:
    """可以经手: whether the viewer may set up and change accounts with these roles."""
    return viewer.may(Permission.PERSON_WRITE) or (viewer.may(Permission.PERSON_INVITE) and village_only(roles))


def check_reach(viewer: Viewer, roles: frozenset[Role]) -> None:
    """经手范围: the clerk sets up 填报员 and 单位负责人 only. Raises RuleBroken with the field ``roles``."""
    if not within_reach(viewer, roles):
        others = "、".join(ROLE_LABELS[role] for role in Role if role in roles - VILLAGE_ROLES)
        raise RuleBroken(f"您只能经手填报员和单位负责人的账号；{others}的账号请联系系统管理员办理。", "roles")


def check_linkable(name: str, roles: frozenset[Role], suspended: bool) -> None:
    """可办专用链接: for 填报员 of villages and units alone. Raises RuleBroken."""
    if suspended:
        raise RuleBroken(f"{name}的账号已停用，不能办理专用链接。")
    if Role.REPORTER not in roles or not village_only(roles):
        raise RuleBroken(f"专用链接只办给填报员；{name}请用账号登录。")


def roles_open_to(viewer: Viewer) -> tuple[Role, ...]:
    """可授予的角色."""
    return tuple(role for role in Role if within_reach(viewer, frozenset({role})))


def check_login(login: str) -> None:
    """用户名: small letters, figures and . _ -, from 2 to 40. Raises RuleBroken with the field ``login``."""
    if not _LOGIN.fullmatch(login):
        raise RuleBroken("用户名应为2至40个小写字母或数字，可以有点和横线，例如“wangzhe”。", "login")


def to_confirm(reset_at: datetime | None, confirmed_at: datetime | None) -> bool:
    """待核实身份: somebody else reset the password, and nobody has vouched since (safety R12)."""
    return reset_at is not None and (confirmed_at is None or confirmed_at < reset_at)


def check_confirmed(reset_at: datetime | None, confirmed_at: datetime | None) -> None:
    """身份已核实: what a record names this account for cannot be done before. Raises RuleBroken."""
    if to_confirm(reset_at, confirmed_at):
        raise RuleBroken(
            "您的密码或动态口令由他人重置过，身份还没有核实，暂不能签字、用印。"
            "请让经办人或镇领导（不是办理重置的人）在“今天”的“身份待核实”中核实。"
        )
