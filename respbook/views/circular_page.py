"""通报的页面: one page for readers, for who writes and for who issues; also the answer to what was refused there."""

from collections.abc import Mapping
from typing import Any

from flask.typing import ResponseReturnValue

from respbook.forms.base import ConfirmForm, Form
from respbook.forms.circulars import CircularReasonForm, ItemGroupForm, ItemWordForm
from respbook.queries import circulars as queries
from respbook.queries.circular_facts import matters_named
from respbook.queries.scope_circulars import circular_in_sight
from respbook.rules.circular_figures import filled_parts, loose_figures
from respbook.rules.circulars import (
    CIRCULAR_LABELS,
    GROUP_HEADINGS,
    GROUP_WORDS,
    CircularGroup,
    Matter,
    not_due,
)
from respbook.rules.lifecycles import CIRCULAR, FINDING, CircularState
from respbook.rules.permissions import Permission
from respbook.web.htmx import show as page
from respbook.web.viewer import current, facing, today


def shown(circular_id: int, form: Form | None = None, *, refused: str = "", item_id: int = 0) -> ResponseReturnValue:
    """通报的页面; ``form`` is one that was refused, ``refused`` its deed, ``item_id`` the item it was about."""
    row = circular_in_sight(current(), circular_id)
    viewer = facing(row)
    writing = row.state is CircularState.DRAFT and viewer.may(Permission.CIRCULAR_WRITE)
    watched = row.state in (CircularState.DRAFT, CircularState.PROPOSED)
    matters = matters_named(viewer, [item.finding_id for item in row.items]) if watched else {}
    changes = {each.item_id: each for each in queries.changes_among(row, matters)} if watched else {}
    counted = queries.figures(row)
    version = {"version": row.version}
    values: dict[str, Any] = {
        "viewer": viewer,
        "row": row,
        "kinds": CIRCULAR_LABELS,
        "labels": CIRCULAR.labels,
        "findings": FINDING.labels,
        "headings": GROUP_HEADINGS,
        "groups": GROUP_WORDS,
        "grouped": queries.grouped(row),
        "opening": filled_parts(row.opening, counted),
        "closing": filled_parts(row.closing, counted),
        "loose": loose_figures(row.opening, row.closing) if writing else [],
        "matters": matters,
        "early": {item.id: words for item in row.items if (words := _early(item, matters))} if writing else {},
        "changes": changes,
        "writing": writing,
        "own": row.proposed_by_id == viewer.user_id or row.proposed_by == viewer.name,
        "form": form,
        "refused": refused,
        "item_id": item_id,
        "confirm": ConfirmForm(formdata=None, data=version),
        "reason": form if refused in ("send_back", "void") else CircularReasonForm(formdata=None, data=version),
        "words": ItemWordForm(formdata=None, data=version),
        "mover": ItemGroupForm.among(row.kind, formdata=None, data=version),
    }
    return page("circulars/show.html", **values), form.status if form else 200


def _early(item: Any, matters: Mapping[int, Matter]) -> str:
    matter = matters.get(item.finding_id)
    return not_due(matter, today()) if matter is not None and item.group is CircularGroup.UNDONE else ""
