"""催签: which units have not signed, who of them may be asked today, and the text (features S8, N1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from respbook.models.programmes import Programme
from respbook.queries.ledger import missing_units
from respbook.queries.office_settings import settings_of
from respbook.queries.reminders import reminded, units_reminded
from respbook.rules.permissions import Viewer
from respbook.rules.programmes import letters_name
from respbook.rules.reminding import Limits, ReminderKind, Turns, turns
from respbook.rules.signing_urging import Missing, signing_urging


@dataclass(frozen=True)
class SigningDesk:
    """催签一屏 of a programme for the day ``on`` on which it goes out."""

    on: date
    limits: Limits
    quiet: bool
    missing: list[Missing]
    turns: Turns[Missing]
    text: str


def signing_desk(viewer: Viewer, programme: Programme, now: datetime, again: Collection[int] = ()) -> SigningDesk:
    """催签一屏: five statements."""
    limits, missing = settings_of(programme.unit_id).limits, missing_units(viewer, programme.id)
    on = limits.day(now)
    told = reminded(viewer, ReminderKind.SIGN, min(each.issued_on for each in missing)) if missing else {}
    who = turns(missing, told, limits, units_reminded(viewer, ReminderKind.SIGN, on), again)
    text = signing_urging(letters_name(programme.name), programme.issuer, who.asked, on)
    return SigningDesk(on, limits, limits.quiet(now), missing, who, text)
