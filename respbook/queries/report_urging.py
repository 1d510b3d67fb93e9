"""催报: who owes which reports, who of them may be asked today, and the text (features N1, N2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select

from respbook.models.base import db
from respbook.models.units import Holder, Unit
from respbook.queries.holders import PRESENT
from respbook.queries.obligations import Span, obligations
from respbook.queries.office_settings import ROBOT, kept_setting, office_settings
from respbook.queries.reminders import Made, made_on, reminded, units_reminded
from respbook.queries.units import IN_ORDER
from respbook.rules.chinese import china_day
from respbook.rules.obligations import owes
from respbook.rules.permissions import Viewer, works_on
from respbook.rules.reminding import Limits, ReminderKind, Turns, turns
from respbook.rules.report_urging import OwedPeriod, Owing, report_urging
from respbook.rules.units import PostRole


@dataclass(frozen=True)
class UrgingDesk:
    """催报一屏 of a span for the day ``on`` on which it goes out (after eight in the evening: tomorrow)."""

    span: Span
    on: date
    limits: Limits
    quiet: bool
    owing: list[Owing]
    turns: Turns[Owing]
    text: str
    text_today: str
    made: list[Made]
    robot: bool

    @property
    def periods(self) -> int:
        """未报的期数."""
        return sum(len(each.periods) for each in self.owing)

    def overdue(self, today: date) -> int:
        """其中到期未报的期数."""
        return sum(each.overdue(today) for each in self.owing)


def urging_desk(viewer: Viewer, span: Span, now: datetime, link: str, again: Collection[int] = ()) -> UrgingDesk:
    """催报一屏: twelve statements for any number of units."""
    settings = office_settings(viewer)
    on, everybody = settings.limits.day(now), owing(viewer, span, china_day(now))
    told = reminded(viewer, ReminderKind.REPORT, min(each.oldest for each in everybody)) if everybody else {}
    who = turns(everybody, told, settings.limits, units_reminded(viewer, ReminderKind.REPORT, on), again)
    named = {matter for matter, row in told.items() if row.last >= on}
    copied = [each for each in (row.only(named) for row in who.today) if each.periods]
    days = span.from_on, span.to_on
    return UrgingDesk(
        span,
        on,
        settings.limits,
        settings.limits.quiet(now),
        everybody,
        who,
        report_urging(who.asked, settings.issuer, link, days, on),
        report_urging(copied, settings.issuer, link, days, on),
        made_on(viewer, ReminderKind.REPORT, on),
        kept_setting(viewer.unit_id, ROBOT) is not None,
    )


def owing(viewer: Viewer, span: Span, today: date) -> list[Owing]:
    """未报的单位 in their order: what is due by the end of today and was not told: four statements."""
    found: dict[int, list[OwedPeriod]] = {}
    called: dict[int, str] = {}
    for each in obligations(viewer, span):
        if not works_on(
            viewer, each.task.town_id, None
        ):  # a county asks for its own reports, and no town for the county's
            continue
        if owes(each.asked.due_on, each.report is not None, today) and not each.task.course.gone(today):
            period = OwedPeriod(each.task.id, each.task.title, each.asked.starts_on, each.asked.due_on)
            found.setdefault(each.task.unit_id, []).append(period)
            called[each.task.unit_id] = each.task.unit_called
    return [Owing(unit_id, called[unit_id], head, tuple(found[unit_id])) for unit_id, head in _heads(found).items()]


def _heads(unit_ids: Collection[int]) -> dict[int, str]:
    """负责人 of each unit, in the order of the units; "" where nobody is in office."""
    head = and_(Holder.unit_id == Unit.id, Holder.role == PostRole.FIRST, PRESENT)
    rows = db.session.execute(
        select(Unit.id, func.coalesce(Holder.name, "").label("head"))
        .outerjoin(Holder, head)
        .where(Unit.id.in_(unit_ids))
        .order_by(*IN_ORDER, Holder.position.desc(), Holder.id.desc())
    )
    return {row.id: row.head for row in rows}
