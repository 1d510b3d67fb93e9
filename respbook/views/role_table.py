"""权限一览: who holds which role, what each role may do, and how far one chosen person sees."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from respbook.queries import role_holders as queries
from respbook.queries.scope import user_in_sight
from respbook.queries.sessions import viewer_of
from respbook.rules.permissions import (
    GRANTS,
    ON_A_LINKED_PHONE,
    ROLE_DUTIES,
    ROLE_LABELS,
    Permission,
    Role,
)
from respbook.rules.permissions.areas import by_area
from respbook.rules.permissions.roles import held_alone
from respbook.rules.reach import limits_of, reach_words
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.viewer import current

pages = Blueprint("role_table", __name__, url_prefix="/people/roles")
SHOWN = 8


@pages.get("/")
@needs(Permission.PERSON_READ)
def index() -> ResponseReturnValue:
    """权限一览; ``person`` chooses one."""
    held = queries.role_holders(current())
    asked = request.args.get("person", "")
    chosen = user_in_sight(current(), int(asked)) if asked.isdecimal() and len(asked) < 10 else None
    people = {each.id: each for holders in held.values() for each in holders}
    return page(
        "role_table/index.html",
        roles=[(role, _label(role), ROLE_DUTIES[role], held[role]) for role in Role],
        shown=SHOWN,
        alone=[ROLE_LABELS[role] for role in held_alone()],
        people=sorted(people.values(), key=lambda each: each.id),
        chosen=chosen,
        told=_told(chosen.id) if chosen is not None else None,
        areas=by_area(frozenset(Permission)),
        grants=GRANTS,
        linked=ON_A_LINKED_PHONE,
    )


def _label(role: Role) -> str:
    """角色名称; a county's leader has it too."""
    return "县、镇领导" if role is Role.LEADER and current().county else ROLE_LABELS[role]


def _told(user_id: int) -> dict[str, object] | None:
    """What the chosen person may do and see; nothing where the account rests."""
    viewer = viewer_of(user_id)
    if viewer is None:
        return None
    own = user_in_sight(current(), user_id).unit.called
    return {
        "roles": viewer.role_words,
        "reach": reach_words(own, queries.units_below(viewer.unit_path)),
        "may": by_area(viewer.permissions),
        "may_not": by_area(frozenset(Permission) - viewer.permissions),
        "limits": limits_of(viewer),
    }
