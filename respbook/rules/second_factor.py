"""动态口令: codes that a phone shows for half a minute (TOTP, RFC 6238), by pyotp (safety R10).

Six figures, thirty seconds, SHA-1: what every authenticator knows. A code is taken once, and from the half minutes
before and after, for the clock of a phone that is a little off.
"""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest

import pyotp

from respbook.rules.codes import in_fours

SPAN = 30
CODES = 8
"""备用码 on a slip."""
_NEAR = (0, -1, 1)


class Duty(StrEnum):
    """登录后先办: what a person whose password was right still owes before the session opens."""

    CODE = "code"
    SET_UP = "set_up"
    PASSWORD = "password"


def taken_step(secret: str, code: str, last_step: int | None, now: datetime) -> int | None:
    """核对动态口令: the half minute that the code belongs to, later than ``last_step``; None for a wrong or
    used one."""
    typed = normal(code) if secret else ""  # no secret: the key file that it was locked with is gone
    if not typed:
        return None
    here = int(now.timestamp()) // SPAN
    for step in (here + near for near in _NEAR):
        fresh = last_step is None or step > last_step
        if compare_digest(pyotp.HOTP(secret).at(step), typed) and fresh:
            return step
    return None


def normal(code: str) -> str:
    """数字归一: six figures as somebody typed them, full width and blanks forgiven; "" for anything else."""
    typed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", code[:40]))
    return typed if re.fullmatch(r"[0-9]{6}", typed) else ""


def address(secret: str, login: str, issuer: str) -> str:
    """二维码内容: what an authenticator reads from the screen."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def by_hand(secret: str) -> str:
    """密钥 to be typed into an authenticator that cannot scan."""
    return in_fours(secret)
