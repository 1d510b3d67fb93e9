"""待核对清单: what to look at after a year was carried over; each line leads to its place and is ticked off (features L6)."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import carry_over as actions
from respbook.forms.programmes import ChecksForm
from respbook.queries.carry_over import checks_of
from respbook.queries.scope import programme_in_sight
from respbook.rules.carrying import CHECK_LABELS, CheckPlace
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("carry_over", __name__)

_ADDRESSES = {
    CheckPlace.PROGRAMME: ("programmes.edit", "programme_id"),
    CheckPlace.TARGET: ("targets.edit", "target_id"),
    CheckPlace.CLAUSE: ("letter_templates.of_clause", "clause_id"),
    CheckPlace.TEMPLATE: ("letter_templates.edit", "template_id"),
    CheckPlace.UNIT: ("units.show", "unit_id"),
}


def _address(place: CheckPlace, subject_id: int, programme_id: int) -> str:
    endpoint, name = _ADDRESSES[place]
    values: dict[str, Any] = {name: subject_id}
    return url_for(endpoint, **values, checks=programme_id)


@pages.get("/programmes/<int:programme_id>/carry-over")
@needs(Permission.TEMPLATE_READ)
def index(programme_id: int) -> ResponseReturnValue:
    """待核对清单."""
    programme = programme_in_sight(current(), programme_id)
    rows = checks_of(programme)
    writes = current().may(Permission.PROGRAMME_WRITE) and programme.state is ProgrammeState.OPEN
    return page(
        "carry_over/index.html",
        programme=programme,
        groups=[
            (kind, words, found)
            for kind, words in CHECK_LABELS.items()
            if (found := [r for r in rows if r.kind is kind])
        ],
        left=sum(row.done_at is None for row in rows),
        total=len(rows),
        form=ChecksForm(formdata=None),
        address=_address,
        writes=writes,
    )


@pages.post("/programmes/<int:programme_id>/carry-over")
@needs(Permission.PROGRAMME_WRITE)
def settle(programme_id: int) -> ResponseReturnValue:
    """核对完毕, or the years put right as proposed."""
    form = ChecksForm()
    form.check_ids.choices = [(str(row.id), "") for row in checks_of(programme_in_sight(current(), programme_id))]
    ids = form.ids() if form.validate_on_submit() else ()
    address, moment = url_for("carry_over.index", programme_id=programme_id), now()
    if request.form.get("deed") == "years":
        return go(address, f"已改正{actions.move_years(programme_id, ids, by=current(), now=moment)}处年份。")
    said = f"已核对{actions.tick(programme_id, ids, by=current(), now=moment)}条。"
    back = url_for("carry_over.take_back", programme_id=programme_id, ticked_at=moment.isoformat())
    return go(address, said, undo=back)


@pages.post("/programmes/<int:programme_id>/carry-over/taking-back")
@needs(Permission.PROGRAMME_WRITE)
def take_back(programme_id: int) -> ResponseReturnValue:
    """撤销刚才的核对."""
    count = actions.take_back(programme_id, _moment(request.args.get("ticked_at", "")), by=current(), now=now())
    return go(url_for("carry_over.index", programme_id=programme_id), f"已撤销，{count}条恢复为待核对。")


def _moment(words: str) -> datetime:
    """The moment of an address. Raises RuleBroken where it is none."""
    try:
        return datetime.fromisoformat(words[:40]).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RuleBroken("撤销的地址不完整，没有改动。请回到待核对清单重新办理。") from None
