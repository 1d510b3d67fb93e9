"""时钟: watched at each request and each round of the maintenance; confirmed by the administrator, with the reason (safety R96)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Lock
from time import monotonic

from respbook.actions import audit
from respbook.actions.action import action, housekeeping
from respbook.actions.security_rows import row_of, tell
from respbook.models.base import db
from respbook.models.security import ClockState
from respbook.queries.clock import clock_state
from respbook.queries.health import last_entry_at
from respbook.rules.clock import DRIFT_LABELS, Doubt, check_dated, drift_of
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.security_log import Happening, SecurityKind

_AGAIN = 5.0
"""Seconds after which a doubted clock is looked up again: another process may have had it confirmed."""


class ClockWatch:
    """守时: the last time that was believed, carried on by a counter that nobody can set.

    What it believes is kept in the database by the maintenance round, so that a jump while the program was down shows too.
    """

    def __init__(
        self, resting: Callable[[date], bool], *, active: bool = True, elapsed: Callable[[], float] = monotonic
    ) -> None:
        self.active = active
        self._resting, self._elapsed, self._lock = resting, elapsed, Lock()
        self._believed: datetime | None = None
        self._mark = self._asked = 0.0
        self._doubt: Doubt | None = None
        self._held = False

    def look(self, now: datetime) -> Doubt | None:
        """看一眼时钟: the doubt that there is, if any. Asks the database only at first and while there is one."""
        if not self.active:
            return None
        with self._lock:
            tick = self._elapsed()
            if self._believed is None or (self._doubt is not None and tick - self._asked > _AGAIN):
                self._load(now, tick)
            believed = (self._believed or now) + timedelta(seconds=tick - self._mark)
            drift = drift_of(believed, now, self._resting)
            if drift is None:
                if self._held:
                    _settle(now)
                self._believed, self._mark, self._doubt, self._held = max(believed, now), tick, None, False
            else:
                new, self._doubt = self._doubt is None, Doubt(drift, believed)
                if new:
                    self._held = True
                    _doubted(self._doubt, now)
            return self._doubt

    def look_again(self) -> None:
        """重新取: what was just confirmed counts at once in this process; the others ask within seconds."""
        self._asked = float("-inf")

    def check(self, permission: Permission, now: datetime) -> None:
        """按时间定论的事 before it is done. Raises ClockDoubted."""
        check_dated(permission, self.look(now))

    def keep(self, now: datetime) -> None:
        """记下可信的时间, so that a jump while the program is down is seen."""
        if self.active and self.look(now) is None:
            _keep(now)

    def _load(self, now: datetime, tick: float) -> None:
        state = clock_state()
        self._asked = tick
        if state is None:
            last = last_entry_at()
            self._believed = last if last is not None and last > now else now
            self._mark = tick
        elif state.held_since is None or self._believed is None:
            self._believed, self._mark, self._doubt = state.trusted_at, tick, None
            self._held = state.held_since is not None


@housekeeping
def _keep(now: datetime) -> None:
    state = db.session.get(ClockState, 1)
    if state is None:
        db.session.add(ClockState(id=1, trusted_at=now))
    elif state.held_since is None and state.trusted_at < now:
        state.trusted_at = now


@housekeeping
def _settle(now: datetime) -> None:
    """时钟已正常: it came right by itself."""
    state = db.session.get(ClockState, 1)
    if state is not None:
        state.held_since, state.trusted_at = None, now


@housekeeping
def _doubted(doubt: Doubt, now: datetime) -> None:
    state = db.session.get(ClockState, 1)
    if state is None:
        state = ClockState(id=1, trusted_at=doubt.believed)
        db.session.add(state)
    state.held_since = now
    happening = Happening(SecurityKind.CLOCK, f"服务器时钟{DRIFT_LABELS[doubt.drift]}，签字、签发等已暂停")
    db.session.add(row_of(happening, now))
    tell(happening)


@action(Permission.CLOCK_CONFIRM)
def confirm(reason: str, *, by: Viewer, now: datetime) -> None:
    """确认时钟: the time that the server has now is right. Raises RuleBroken."""
    if not reason.strip():
        raise RuleBroken("请写明时钟为什么变动、怎样核对的。", "reason")
    state = db.session.get(ClockState, 1)
    if state is None or state.held_since is None:
        raise RuleBroken("服务器的时间现在是可信的，不用确认。")
    before = {"最后可信的时间": state.trusted_at.isoformat(timespec="seconds")}
    state.trusted_at, state.held_since = now, None
    after = {"确认的时间": now.isoformat(timespec="seconds"), "理由": reason.strip()}
    audit.note("clock.confirm", state, "服务器的时间正确", before=before, after=after)
