"""常用筛选: save the state of a list under a name, rename it, share it, remove it (features V3)."""

from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.saved_filters import SavedFilter
from respbook.queries import saved_filters as queries
from respbook.queries.scope import filter_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.list_states import LISTS, canonical, read_query
from respbook.rules.permissions import Permission, Viewer, demand

MOST = 50


@dataclass(frozen=True)
class FilterFacts:
    """常用筛选内容."""

    name: str
    shared: bool = False


@action(Permission.OWN_ACCOUNT, undo=True)
def save(listing: str, query: str, facts: FilterFacts, *, by: Viewer, now: datetime) -> SavedFilter:
    """存为常用: what the list does not know is left out. Raises RuleBroken, NotAllowed for a list one may not read."""
    state = canonical(listing, read_query(listing, query))
    demand(by, LISTS[listing].permission)
    if not state:
        raise RuleBroken("现在没有筛选条件，列表打开就是这样，不用另存。请先选好条件。")
    already = queries.how_many(by)
    if already >= MOST:
        raise RuleBroken(f"常用筛选最多{MOST}个。请先删去不用的。")
    _check_name(by, listing, facts.name)
    saved = SavedFilter(user_id=by.user_id, unit_id=by.unit_id, listing=listing, query=state, position=already + 1)
    saved.name, saved.shared = facts.name, facts.shared
    db.session.add(saved)
    audit.note("filter.save", saved, saved.name, after=_words(saved))
    return saved


def _check_name(by: Viewer, listing: str, name: str) -> None:
    if queries.name_taken(by, listing, name):
        raise RuleBroken(f"已有名为“{name}”的常用筛选。请换一个名称。", "name")


def _words(saved: SavedFilter) -> dict[str, str]:
    """The facts in words, for the log."""
    return {"名称": saved.name, "列表": LISTS[saved.listing].label, "共用": "是" if saved.shared else "否"}


@action(Permission.OWN_ACCOUNT, undo=True)
def change(filter_id: int, facts: FilterFacts, version: int, *, by: Viewer, now: datetime) -> SavedFilter:
    """改名、共用. Raises RuleBroken, StaleVersion, NotInSight."""
    saved = filter_in_sight(by, filter_id)
    expect_version(saved, version)
    if facts.name != saved.name:
        _check_name(by, saved.listing, facts.name)
    before = _words(saved)
    saved.name, saved.shared, saved.unit_id = facts.name, facts.shared, by.unit_id
    audit.note_change("filter.change", saved, saved.name, before, _words(saved))
    return saved


@action(Permission.OWN_ACCOUNT, undo=True)
def remove(filter_id: int, *, by: Viewer, now: datetime) -> None:
    """删除常用筛选. Raises NotInSight."""
    saved = filter_in_sight(by, filter_id)
    audit.note("filter.remove", saved, saved.name, before=_words(saved))
    db.session.delete(saved)
