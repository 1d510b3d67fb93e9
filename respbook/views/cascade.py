"""签订树 and the list of all papers below the letters of a programme; every figure opens its list (features C2)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.forms.pledges import pledge_filter, reporting_in
from respbook.queries import cascade as queries
from respbook.queries import pledge_lists as lists
from respbook.queries.scope import letter_in_sight, programme_in_sight
from respbook.rules.cascade_reports import REPORTING_LABELS
from respbook.rules.outgoing import CASCADE, PLEDGES
from respbook.rules.permissions import Permission
from respbook.rules.pledge_states import PLEDGE
from respbook.rules.pledges import PLEDGE_KIND_LABELS, PledgeKind
from respbook.web import sheets
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.listing import page_number
from respbook.web.viewer import current

pages = Blueprint("cascade", __name__, url_prefix="/programmes/<int:programme_id>")


@pages.get("/cascade")
@needs(Permission.LETTER_READ)
def show(programme_id: int) -> ResponseReturnValue:
    """签订树: 镇 → 村 → 社 → 户."""
    programme = programme_in_sight(current(), programme_id)
    tree = queries.cascade_of(current(), programme)
    wanted = reporting_in(request.args.get("report", ""))
    return page(
        "cascade/show.html",
        programme=programme,
        tree=tree,
        units=tree.narrowed(wanted),
        levels=_levels(programme_id, tree),
        standings=[(each, REPORTING_LABELS[each], count) for each, count in tree.standings.items()],
        wanted=wanted,
    )


@pages.get("/cascade/export")
@needs(Permission.LETTER_READ)
def export_tree(programme_id: int) -> ResponseReturnValue:
    """签订树 as a sheet: how far each village has come, and what it reported."""
    programme = programme_in_sight(current(), programme_id)
    units = queries.cascade_of(current(), programme).narrowed(reporting_in(request.args.get("report", "")))
    return sheets.send(sheets.write(CASCADE, queries.cascade_rows(units)), CASCADE.title)


def _levels(programme_id: int, tree: queries.Cascade) -> list[tuple[Any, str, str]]:
    """Each level with the address of its list, and what it counts."""
    town, village, group, household = tree.levels
    letters = url_for("letters.index", programme_id=programme_id, state="issued")

    def papers(kind: PledgeKind) -> str:
        return url_for("cascade.index", programme_id=programme_id, kind=kind.value)

    unmade = f"还有{tree.unmade}个社没有生成" if tree.unmade else "社责任书"
    return [
        (town, letters, "镇已签发的责任书"),
        (village, letters, "村和单位已签订"),
        (group, papers(PledgeKind.GROUP), unmade),
        (household, papers(PledgeKind.HOUSEHOLD), "户承诺书"),
    ]


@pages.get("/pledges")
@needs(Permission.LETTER_READ)
def index(programme_id: int) -> ResponseReturnValue:
    """社责任书和户承诺书列表."""
    programme = programme_in_sight(current(), programme_id)
    wanted = pledge_filter(programme_id, request.args)
    letter = letter_in_sight(current(), wanted.letter_id) if wanted.letter_id is not None else None
    return page(
        "cascade/index.html",
        programme=programme,
        letter=letter,
        wanted=wanted,
        listing=lists.pledge_list(current(), wanted, page_number()),
        kinds=PLEDGE_KIND_LABELS,
        states=PLEDGE.labels,
    )


@pages.get("/pledges/export")
@needs(Permission.LETTER_READ)
def export(programme_id: int) -> ResponseReturnValue:
    """社责任书和户承诺书列表 as a sheet."""
    programme_in_sight(current(), programme_id)
    wanted = pledge_filter(programme_id, request.args)
    return sheets.send(sheets.write(PLEDGES, lists.pledge_rows(current(), wanted)), PLEDGES.title)
