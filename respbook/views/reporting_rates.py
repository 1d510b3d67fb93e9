"""报送情况: units by days or months, and the list behind every figure (feature R2)."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.forms.base import year_in
from respbook.forms.lists import day_in
from respbook.queries import reporting_lists as lists
from respbook.queries.closing import closing_of
from respbook.queries.rate_comparison import compared, total_of
from respbook.queries.reporting_rates import rate_grid
from respbook.queries.scope import unit_in_sight
from respbook.rules.lifecycles import REPORT
from respbook.rules.obligations import PUNCTUALITY_LABELS, Punctuality
from respbook.rules.permissions import Permission
from respbook.rules.report_words import dated_words, share
from respbook.rules.reporting_rates import (
    SHADE_LABELS,
    Column,
    before,
    change_words,
    days_of,
    month_end,
    months_of,
    year_before,
)
from respbook.rules.reports import SAID_LABELS
from respbook.rules.typed import whole_in
from respbook.views.report_urging import span_asked
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current, today

pages = Blueprint("reporting_rates", __name__, url_prefix="/reporting-rate")
SHOWS = {"": "应报", lists.TOLD: "已报", **{str(each): words for each, words in PUNCTUALITY_LABELS.items()}}


@dataclass(frozen=True)
class Shown:
    """所看的月或年, with the ones beside it."""

    label: str
    columns: list[Column]
    before: str
    after: str
    year: int
    month: str = ""


def _shown() -> Shown:
    """``?year=2026`` or ``?month=2026-11``; this month where nothing can be read."""
    year = year_in(request.args.get("year", ""))
    if year is not None:
        index = "reporting_rates.index"
        return Shown(f"{year}年", months_of(year), url_for(index, year=year - 1), url_for(index, year=year + 1), year)
    first = day_in(f"{request.args.get('month', '')}-01") or today().replace(day=1)
    last = month_end(first)
    beside = (date.fromordinal(each) for each in (first.toordinal() - 1, last.toordinal() + 1))
    back, on = (url_for("reporting_rates.index", month=f"{each:%Y-%m}") for each in beside)
    return Shown(f"{first.year}年{first.month}月", days_of(first, last), back, on, first.year, f"{first:%Y-%m}")


@pages.get("/")
@needs(Permission.TASK_READ)
def index() -> ResponseReturnValue:
    """报送情况 of a month or a year."""
    shown = _shown()
    grid = rate_grid(current(), shown.columns, today())
    return page("reporting_rates/index.html", shown=shown, grid=grid, legend=SHADE_LABELS)


@pages.get("/comparison")
@needs(Permission.TASK_READ)
def comparison() -> ResponseReturnValue:
    """同期对比 of a month or a year up to today, with last month's and last year's same days."""
    shown, words = _shown(), ["上月同期", "去年同期"]
    first, end = shown.columns[0].from_on, shown.columns[-1].to_on
    span = first, min(end, today()) if first <= today() else end
    spans = [span, before(*span), year_before(*span)]
    if not shown.month:
        del words[0], spans[1]
    rows = compared(current(), spans, today())
    heads = [{"words": each, "kind": "num"} for each in (f"{shown.label}{'以来' if span[1] < end else ''}", *words)]
    return page(
        "reporting_rates/comparison.html",
        shown=shown,
        spans=spans,
        labels=[dated_words(*each) for each in spans],
        heads=heads,
        rows=rows,
        total=total_of(rows, len(spans)),
        share=share,
        change=change_words,
    )


@pages.get("/list")
@needs(Permission.TASK_READ)
def listing() -> ResponseReturnValue:
    """应报清单 behind a figure: ``u`` a unit, ``first`` and ``last`` the days, ``show`` what of it."""
    span, viewer = span_asked(), current()
    unit_id = whole_in(request.args.get("u", ""))
    unit = unit_in_sight(viewer, unit_id) if unit_id is not None else None
    show = request.args.get("show", "")
    show = show if show in SHOWS else ""
    listing = lists.asked_list(viewer, span, today(), show, unit_id, page_number())
    return page(
        "reporting_rates/list.html",
        listing=listing,
        span=span,
        unit=unit,
        show=show,
        shows=SHOWS,
        times=PUNCTUALITY_LABELS,
        said=SAID_LABELS,
        states=REPORT.labels,
        missing=Punctuality.MISSING,
        closing=closing_of([row.task for row in listing.rows], today()),
        may_open=viewer.may(Permission.REPORT_REVIEW),
    )
