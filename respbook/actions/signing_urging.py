"""催签: written down as copied, a unit once a day, three times a letter (features S8, N1)."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.reminding import Again, check_turns, rows_of, told_of
from respbook.models.base import db
from respbook.queries.scope import programme_in_sight
from respbook.queries.signing_urging import SigningDesk, signing_desk
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reminding import ReminderKind, Way


@action(Permission.REMINDER_WRITE)
def copy(programme_id: int, again: Again, *, by: Viewer, now: datetime) -> SigningDesk:
    """记下复制催签 of a programme. Raises RuleBroken where nobody is to be asked, NotInSight."""
    again.check()
    programme = programme_in_sight(by, programme_id)
    desk = signing_desk(by, programme, now, again.units)
    check_turns(desk.turns, desk.limits)
    db.session.add_all(rows_of(desk.turns, ReminderKind.SIGN, Way.COPIED, again, desk.on, by=by, now=now))
    told = told_of(desk.turns, again, desk.on, desk.quiet)
    audit.note("urge.copy", programme, f"{programme.name}催签", after=told)
    return desk
