"""安全日志 at the door: refusals, throttled tries and files taken away; an ordinary page writes nothing (safety R84, R85)."""

import logging
import logging.handlers
from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import Any, cast

from flask import Flask, Response, current_app, g, request

from respbook.actions import security_log
from respbook.actions.action import written_all_the_same
from respbook.rules.permissions import Permission
from respbook.rules.security_log import Happening, SecurityKind, of_viewer, with_place
from respbook.web.page_names import page_name
from respbook.web.viewer import now

log = logging.getLogger("respbook")
LINES_A_MINUTE = 60
"""Lines written of one address, person and kind; what is beyond is counted, and told by the next line."""
_OF_STATUS = {
    401: SecurityKind.UNPROVEN,
    403: SecurityKind.REFUSED,
    429: SecurityKind.THROTTLED,
}
_PERSONAL = frozenset({Permission.PHONE_READ, Permission.ORIGINAL_READ})


class Budget:
    """限量: nobody fills the disk, or holds up those who write, by asking for what he may not have."""

    def __init__(self) -> None:
        self._spent: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def allowed(self, address: str) -> int:
        """How many happenings the next line stands for; 0: none is written now."""
        with self._lock:
            began, count = self._spent.pop(address, (monotonic(), 0))
            left_out = 0
            if monotonic() - began >= 60:
                began, left_out, count = monotonic(), max(count - LINES_A_MINUTE, 0), 0
            self._spent[address] = began, count + 1
            while len(self._spent) > 1000:
                self._spent.popitem(last=False)
        return 1 + left_out if count < LINES_A_MINUTE else 0


def init_app(app: Flask, syslog: str) -> None:
    """Watch the answers; ``syslog`` as for ``init_syslog``."""
    app.extensions["security_budget"] = Budget()
    app.after_request(_watch)
    init_syslog(syslog)


def init_syslog(syslog: str) -> None:
    """转发: host:port of a server that has every line too, by UDP (RFC 3164); "" for none."""
    logger = logging.getLogger("respbook.security")
    logger.setLevel(logging.INFO)
    for handler in [each for each in logger.handlers if isinstance(each, logging.handlers.SysLogHandler)]:
        logger.removeHandler(handler)
        handler.close()
    if syslog:
        host, _, port = syslog.rpartition(":")
        facility = logging.handlers.SysLogHandler.LOG_AUTHPRIV
        out = logging.handlers.SysLogHandler((host.strip("[]"), int(port)), facility)
        out.setFormatter(logging.Formatter("respbook: %(message)s"))
        logger.addHandler(out)


def days_kept() -> int:
    """安全日志保存天数."""
    days: int = current_app.extensions["settings"].log_days
    return days


def refused(kind: SecurityKind) -> None:
    """拒绝的缘由, where the status of the answer does not tell it."""
    g.refusal = kind


def taken_away(name: str) -> None:
    """取走文件: told once the answer stands."""
    g.taken_away = name


def write(kind: SecurityKind, what: str, fold: str | None = None, place: str = "") -> None:
    """记一条安全日志 of this request; ``place``: the address, for whoever looks closer. A log that cannot be written stops nobody's work."""
    address = request.remote_addr or ""
    budget: Budget = current_app.extensions["security_budget"]
    viewer = g.get("viewer")
    if viewer is not None and viewer.previewed_by:  # whoever looks through somebody's eyes does so under his own name
        what, viewer = f"{what}（正以{viewer.name}的身份查看）", g.whole_viewer
    user_id, name, role = of_viewer(viewer)
    # by person and kind too: whoever floods it with refusals hides no file that is taken away behind the same address
    times = 1 if fold else budget.allowed(f"{address}|{user_id}|{kind}")
    if not times:
        return
    happening = Happening(
        kind, with_place(what, place), address, g.get("request_id", ""), user_id, name, role, times, fold
    )
    try:
        with written_all_the_same():
            security_log.record(happening, now())
    except Exception:
        log.exception("request %s: the security log could not be written", g.get("request_id", ""))


def _watch(answer: Response) -> Response:
    """after_request: what was refused, and what was taken away."""
    kind = g.pop("refusal", None) or _OF_STATUS.get(answer.status_code)
    name = g.pop("taken_away", None)
    if kind is not None:
        write(kind, page_name(), place=f"{request.method} {place()}" if request.url_rule else "")
    elif name is not None and answer.status_code == 200 and request.method == "GET":
        view = cast(Any, current_app.view_functions.get(request.endpoint or ""))
        personal = getattr(view, "needs", None) in _PERSONAL
        write(SecurityKind.PERSONAL if personal else SecurityKind.EXPORT, name, place=place())
    return answer


def place() -> str:
    """地址 without its query and without tokens: numbers of rows alone are filled in (safety R85, R100)."""
    if request.url_rule is None:
        return ""
    path = request.url_rule.rule
    for name, value in (request.view_args or {}).items():
        if isinstance(value, int):
            path = path.replace(f"<int:{name}>", str(value))
    return path
