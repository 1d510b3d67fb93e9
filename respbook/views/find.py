"""查找: the one box over everything in sight, and the lists under the boxes in which one picks (features V1, V2)."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.queries import find as queries
from respbook.queries.saved_filters import filters_named
from respbook.rules.list_states import LISTS
from respbook.rules.permissions import Permission
from respbook.web.deeds import deeds_like, places_like
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.listing import address_of
from respbook.web.viewer import current

pages = Blueprint("find", __name__, url_prefix="/find")

_ADDRESSES = {
    "unit": ("units.show", "unit_id"),
    "person": ("people.show", "user_id"),
    "letter": ("letters.show", "letter_id"),
    "task": ("tasks.show", "task_id"),
    "circular": ("circulars.show", "circular_id"),
    "programme": ("programmes.show", "programme_id"),
    "target": ("targets.split", "target_id"),
    "template": ("letter_templates.show", "template_id"),
    "clause": ("letter_templates.of_clause", "clause_id"),
    "job": ("jobs.show", "job_id"),
}
_LISTS = {"unit": "units.index", "person": "people.index", "letter": "letters.index"}
"""Lists that know the same words, where all of a kind can be seen."""


@dataclass(frozen=True)
class Shown:
    """一类结果 with its addresses; ``all_href`` where a list shows more than stands here."""

    label: str
    total: str
    rows: list[tuple[queries.Hit, str]]
    all_href: str = ""


def _words() -> str:
    return request.args.get("q", "").strip()[:40]


@pages.get("/")
@needs(Permission.HOME_READ)
def index() -> ResponseReturnValue:
    """查找."""
    words = _words()
    return page("find/index.html", words=words, groups=_groups(words) if words else [])


def _groups(words: str) -> list[Shown]:
    near = [("事项", deeds_like(words)), ("栏目", places_like(words)), ("常用筛选", _saved(words))]
    groups = [Shown(label, str(len(rows)), rows) for label, rows in near if rows]
    return groups + [_shown(group, words) for group in queries.found(current(), words)]


def _saved(words: str) -> list[tuple[queries.Hit, str]]:
    return [
        (queries.Hit(each.id, each.name, LISTS[each.listing].label), address_of(each.listing, each.query))
        for each in filters_named(current(), words)
    ]


def _address(endpoint: str, values: dict[str, Any]) -> str:
    return url_for(endpoint, **values)


def _shown(group: queries.Group, words: str) -> Shown:
    endpoint, name = _ADDRESSES[group.kind]
    rows = [(hit, _address(endpoint, {name: hit.id})) for hit in group.hits]
    further = group.total > len(rows) and group.kind in _LISTS
    return Shown(group.label, group.total_words, rows, url_for(_LISTS[group.kind], q=words) if further else "")


@pages.get("/units")
@needs(Permission.UNIT_READ)
def units() -> ResponseReturnValue:
    """选单位."""
    words = _words()
    return page("find/picks.html", title="选单位", hits=queries.units_picked(current(), words), words=words)


@pages.get("/people")
@needs(Permission.PERSON_READ)
def people() -> ResponseReturnValue:
    """选人员."""
    words = _words()
    return page("find/picks.html", title="选人员", hits=queries.people_picked(current(), words), words=words)
