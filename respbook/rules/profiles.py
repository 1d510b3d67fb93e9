"""安全档: what this office asks of passwords and of a second proof; 默认 or 等保 (safety R06, R10).

ASVS asks for length and a list of bad passwords and against rules of composition and expiry; GB/T 22239 asks for both.
Which one holds is decided by whoever runs the site, and the help page says why the two differ.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Role

_CLASSES = 3
_LIFE = timedelta(days=180)

SECOND_FACTOR_ROLES = frozenset({Role.ADMIN, Role.LEADER, Role.ASSESSOR, Role.AUDITOR})
"""须用动态口令的角色 in 等保: whoever decides, scores, reads everything or sets up accounts."""


class Profile(StrEnum):
    """安全档: the value of RESPBOOK_PROFILE."""

    PLAIN = ""
    DENGBAO = "dengbao"


def check_classes(profile: Profile, password: str) -> None:
    """口令复杂度: in 等保 three of capitals, small letters, figures, and everything else. Raises RuleBroken."""
    if profile is not Profile.DENGBAO:
        return
    kinds = {_kind(mark) for mark in password}
    if len(kinds) < _CLASSES:
        raise RuleBroken(
            "本系统按等级保护要求设置：大写字母、小写字母、数字、汉字或符号，四类中至少要有三类；请补上后再保存。",
            "password",
        )


def _kind(mark: str) -> str:
    if mark.isdecimal():
        return "figure"
    if mark.isascii() and mark.isalpha():
        return "capital" if mark.isupper() else "small"
    return "other"


def expired(profile: Profile, set_at: datetime | None, now: datetime) -> bool:
    """口令到期: in 等保 after 180 days; of one whose day nobody wrote down it is not known that it is younger."""
    return profile is Profile.DENGBAO and (set_at is None or now - set_at > _LIFE)


def must_have_second_factor(profile: Profile, roles: frozenset[Role]) -> bool:
    """须用动态口令."""
    return profile is Profile.DENGBAO and bool(roles & SECOND_FACTOR_ROLES)
