"""安全日志的笔: one row as it is kept, and as it is told to the program's log; what audited deeds leave here besides (safety R84)."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from respbook.models.base import db
from respbook.models.security import SecurityEvent
from respbook.rules.permissions import Viewer
from respbook.rules.personal import one_line
from respbook.rules.security_log import SECURITY_LABELS, Happening, SecurityKind, kind_of, of_viewer, words_kept
from respbook.rules.verbs import deed_words

log = logging.getLogger("respbook.security")
_ENTERING = (SecurityKind.SIGN_IN, SecurityKind.SIGN_IN_REFUSED)


def row_of(happening: Happening, now: datetime) -> SecurityEvent:
    """一行: masked and on one line, whatever was typed."""
    return SecurityEvent(
        at=now,
        kind=happening.kind,
        user_id=happening.user_id,
        name=happening.name[:30],
        role=happening.role[:100],
        address=words_kept(happening.address)[:64],
        what=words_kept(happening.what),
        request_id=happening.request_id[:32],
        times=happening.times,
        fold=happening.fold,
    )


def tell(happening: Happening) -> None:
    """写入程序日志, from where a syslog server has it, if one is set."""
    who = f"{happening.name}（{happening.role}）" if happening.role else happening.name or "未登录"
    said = f"{SECURITY_LABELS[happening.kind]}：{who}，{happening.address or '本机'}，{words_kept(happening.what)}"
    log.info("request %s: %s", happening.request_id or "-", one_line(said))


def beside(note: Mapping[str, Any], by: Viewer, address: str, request_id: str, now: datetime) -> Happening | None:
    """随日志记一条: the security event that an audited deed is besides, in its transaction; None for any other deed."""
    kind = kind_of(note["verb"])
    if kind is None:
        return None
    user_id, name, role = of_viewer(by)
    if by.system and kind in _ENTERING:  # who signs in is nobody yet
        user_id, name, role = note["subject_id"], note["subject"], ""
    what = deed_words(note["verb"], name, note["subject"])
    happening = Happening(kind, what, address, request_id, user_id, name, role)
    db.session.add(row_of(happening, now))
    return happening
