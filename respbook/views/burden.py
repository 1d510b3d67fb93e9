"""减负表: what every village is asked for in a week, against what the office wants to ask at most (features X4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.forms.lists import day_in
from respbook.queries import burden as queries
from respbook.queries.in_force import in_force_by_unit
from respbook.queries.scope import unit_in_sight
from respbook.rules import burden as rules
from respbook.rules.permissions import Permission
from respbook.rules.report_words import span_words
from respbook.rules.reports import Ask
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, today

pages = Blueprint("burden", __name__, url_prefix="/burden")


@dataclass(frozen=True)
class Week:
    """所看的一周, with the ones beside it."""

    first: date
    last: date
    label: str
    before: date
    after: date
    this: bool


def _week() -> Week:
    """``?week=`` any day of it; this week where it cannot be read."""
    asked = day_in(request.args.get("week", "")) or today()
    now = today()
    on = asked if abs((asked - now).days) < 3660 else now
    first, last = rules.week_of(on)
    step = timedelta(days=7)
    return Week(first, last, span_words(first, last), first - step, first + step, first <= now <= last)


@pages.get("/")
@needs(Permission.TASK_READ)
def index() -> ResponseReturnValue:
    """减负表 of the units in sight: who is over the budget first, then what costs most. A unit is led to its own line."""
    week, viewer = _week(), current()
    if not viewer.of_office:
        return go(url_for("burden.show", unit_id=viewer.unit_id, week=week.first))
    rows = rules.heaviest(queries.burdens(viewer, week.first, week.last))
    return page(
        "burden/index.html",
        week=week,
        rows=rows,
        over=[row for row in rows if row.over],
        spare=sum(len(row.spares) for row in rows),
        costs=rules.costs(rows),
        minutes=rules.minutes_words,
        each={ask: rules.MINUTES[ask] for ask in Ask},
        may_write=viewer.may(Permission.TARGET_WRITE),
        may_set=viewer.may(Permission.SETTING_WRITE),
    )


@pages.get("/<int:unit_id>")
@needs(Permission.TASK_READ)
def show(unit_id: int) -> ResponseReturnValue:
    """一个单位的负担: item by item, what is asked twice, the letters in force."""
    week, viewer = _week(), current()
    unit = unit_in_sight(viewer, unit_id)
    found = queries.burdens(viewer, week.first, week.last, unit.id)
    return page(
        "burden/show.html",
        week=week,
        unit=unit,
        row=found[0] if found else None,
        letters=in_force_by_unit(viewer, week.last, unit.id).get(unit.id, []),
        minutes=rules.minutes_words,
        may_write=viewer.may(Permission.TARGET_WRITE),
        may_read_letters=viewer.may(Permission.LETTER_READ),
        list_of=url_for("reporting_rates.listing", u=unit.id, first=week.first, last=week.last),
    )
