"""县区总览: all towns on one page, worst first; each figure leads to its list in that town."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.forms.base import year_in
from respbook.forms.letters import EVERY
from respbook.queries import county as queries
from respbook.queries.scope import NotInSight
from respbook.rules.county import SORT_LABELS, SORTS, TownFigures, in_order, total_of
from respbook.rules.outgoing import COUNTY, Value
from respbook.rules.permissions import Permission, Viewer
from respbook.web import sheets
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import see_town, today, whole

pages = Blueprint("county", __name__, url_prefix="/county")


def _county() -> Viewer:
    """The whole county's viewer. Raises NotInSight for everybody else."""
    viewer = whole()
    if not viewer.county:
        raise NotInSight
    return viewer


def _asked() -> tuple[int, str]:
    sort = request.args.get("sort", "")
    return year_in(request.args.get("year", "")) or today().year, sort if sort in SORTS else SORTS[0]


@pages.get("/")
@needs(Permission.TEMPLATE_READ)
def index() -> ResponseReturnValue:
    """县区总览; the sight of the whole county comes back with it."""
    viewer, (year, sort) = _county(), _asked()
    see_town(None)
    towns = queries.console(viewer, year, today())
    return page(
        "county/index.html",
        towns=in_order(towns, sort),
        total=total_of(towns),
        year=year,
        years=sorted({year, *queries.years_of(viewer)}, reverse=True),
        sort=sort,
        sorts=SORT_LABELS,
    )


@pages.get("/export")
@needs(Permission.TEMPLATE_READ)
def export() -> ResponseReturnValue:
    """县区总览 as a sheet, in the order of the page."""
    viewer, (year, sort) = _county(), _asked()
    towns = queries.console(viewer, year, today())
    rows = [_row(town) for town in (*in_order(towns, sort), total_of(towns))]
    return sheets.send(sheets.write(COUNTY, rows), f"{year}年县区总览")


def _row(town: TownFigures) -> tuple[Value, ...]:
    score, rank, grade = town.result[1:] if town.result else (None, None, None)
    tally = town.reports
    figures = (town.given_signed, town.given, town.signed, town.to_sign, tally.told, tally.asked, tally.missing)
    return (town.called, *figures, town.open, town.red, score, rank, grade, "已公布" if town.released else None)


_LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "letters": ("letters.index", {"state": "issued"}),
    "given": ("letters.index", {"state": "issued"}),
    "reports": ("reporting_rates.listing", {}),
    "missing": ("reporting_rates.listing", {"show": "missing"}),
    "open": ("findings.index", {"stage": "open"}),
    "red": ("findings.index", {"light": "red"}),
    "results": ("assessments.index", {}),
    "programmes": ("programmes.index", {}),
}
"""各数的清单: where a figure of the page leads, within the town."""


@pages.get("/towns/<int:town_id>")
@needs(Permission.TEMPLATE_READ)
def enter(town_id: int) -> ResponseReturnValue:
    """只看一镇: from here on every list is that town's; ``?list=`` says which one comes first."""
    town = queries.town_in_sight(_county(), town_id)
    see_town(town.id)
    endpoint, told = _LISTS.get(request.args.get("list", ""), _LISTS["letters"])
    year, _ = _asked()
    if endpoint == "letters.index":
        office = _county().unit_id if request.args.get("list") == "given" else town.id
        told = told | {"programme_id": EVERY, "year": year, "office": office}
    if endpoint == "reporting_rates.listing":
        told = told | {"first": today().replace(day=1).isoformat(), "last": today().isoformat()}
    return go(url_for(endpoint, **told))


@pages.get("/whole")
@needs(Permission.TEMPLATE_READ)
def leave() -> ResponseReturnValue:
    """看全县: out of the town again."""
    _county()
    see_town(None)
    return go(url_for("county.index"))
