"""安全日志: what is written down of signing in, of refusals and of personal data, and how long it is kept (safety R84, R86)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Viewer
from respbook.rules.personal import masked, one_line

SHORTEST_DAYS = 180
"""At least six months: 网络安全法 第二十三条."""
USUAL_DAYS = 400
LONGEST_WORDS = 200


class SecurityKind(StrEnum):
    """安全事件类别."""

    SIGN_IN = "sign_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    THROTTLED = "throttled"
    REFUSED = "refused"
    OUT_OF_SIGHT = "out_of_sight"
    UNPROVEN = "unproven"
    FORGED = "forged"
    EXPORT = "export"
    PERSONAL = "personal"
    ACCOUNT = "account"
    VIRUS = "virus"
    CLOCK = "clock"
    BROWSER = "browser"


SECURITY_LABELS = {
    SecurityKind.SIGN_IN: "登录、退出、再次验证",
    SecurityKind.SIGN_IN_REFUSED: "登录未成功",
    SecurityKind.THROTTLED: "尝试过多，被限制",
    SecurityKind.REFUSED: "无权办理，被拒绝",
    SecurityKind.OUT_OF_SIGHT: "访问查看范围之外的内容",
    SecurityKind.UNPROVEN: "未登录或须再次验证",
    SecurityKind.FORGED: "表单令牌或网址不符",
    SecurityKind.EXPORT: "导出、下载",
    SecurityKind.PERSONAL: "查看、导出个人信息",
    SecurityKind.ACCOUNT: "账号、角色、密钥变动",
    SecurityKind.VIRUS: "上传的文件带病毒",
    SecurityKind.CLOCK: "时钟异常",
    SecurityKind.BROWSER: "浏览器安全报告",
}

_OF_VERB = {
    "session.": SecurityKind.SIGN_IN,
    "session.refuse": SecurityKind.SIGN_IN_REFUSED,
    "user.": SecurityKind.ACCOUNT,
    "user.set_step": None,
    "user.enter_by_code": SecurityKind.SIGN_IN,
    "link.": SecurityKind.ACCOUNT,
    "root.": SecurityKind.ACCOUNT,
    "certificate.": SecurityKind.ACCOUNT,
    "phone.": SecurityKind.PERSONAL,
    "contacts.": SecurityKind.PERSONAL,
    "clock.": SecurityKind.CLOCK,
}


def kind_of(verb: str) -> SecurityKind | None:
    """安全事件 that an audited deed is besides: by the whole verb, else by its noun."""
    return _OF_VERB.get(verb, _OF_VERB.get(f"{verb.partition('.')[0]}."))


@dataclass(frozen=True)
class Happening:
    """安全事件: who, from where, what; ``fold``: those of the same fold are one row with a count."""

    kind: SecurityKind
    what: str
    address: str = ""
    request_id: str = ""
    user_id: int = 0
    name: str = ""
    role: str = ""
    times: int = 1
    fold: str | None = None


def of_viewer(viewer: Viewer | None) -> tuple[int, str, str]:
    """何人: number, name and role as they were; nothing of a stranger."""
    return (viewer.user_id, viewer.name, viewer.role_words) if viewer is not None else (0, "", "")


def words_kept(text: str) -> str:
    """记入日志的文字: one line, no full numbers of people, not too long."""
    plain = masked(one_line(text))
    return plain if len(plain) <= LONGEST_WORDS else plain[: LONGEST_WORDS - 1] + "…"


_PLACE = re.compile(r"（((?:[A-Z]+ )?/[^（）]*)）$")


def with_place(what: str, place: str) -> str:
    """内容 with the address that it was about at its end; without one it stands alone."""
    return f"{what}（{place}）" if place else what


def split_place(told: str) -> tuple[str, str]:
    """内容 for people, and the address that stands at its end for whoever looks closer; "" where there is none."""
    found = _PLACE.search(told)
    return (told[: found.start()], found[1]) if found and found.start() else (told, "")


def check_term(days: int) -> timedelta:
    """保存期限. Raises RuleBroken under half a year."""
    if days < SHORTEST_DAYS:
        raise RuleBroken(f"安全日志至少保存{SHORTEST_DAYS}天（网络安全法第二十三条），不能按{days}天清理。")
    return timedelta(days=days)
