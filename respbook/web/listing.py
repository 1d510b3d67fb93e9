"""列表页: the page number of the address, and addresses that change one filter and keep the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import g, request, url_for

from respbook.queries.saved_filters import filters_of
from respbook.rules.list_states import LISTS, canonical, read_query, settings_of, sort_of


def page_number() -> int:
    """第几页, from ``?page=``; anything unreadable is the first."""
    text = request.args.get("page", "1")
    return min(max(int(text), 1), 10_000) if text.isdecimal() and len(text) < 7 else 1


def same_list(**changed: Any) -> str:
    """This list with some filters changed; None drops one. Every list state is an address (features V3)."""
    values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(), **changed}
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    if kept.get("page") == 1:
        del kept["page"]
    return url_for(request.endpoint or "home.show", **kept)


def address_of(listing: str, query: str) -> str:
    """The address of a kept state of a list: always a list of ours (safety R28)."""
    values: dict[str, Any] = dict(read_query(listing, query))
    return url_for(LISTS[listing].endpoint, **values)


def sort_asked(listing: str) -> str:
    """排序 of this request."""
    return sort_of(listing, request.args.get("sort", ""))


def column(listing: str, words: str, key: str, **rest: Any) -> dict[str, Any]:
    """表头 of a column that can be sorted by: its address turns the order round; the usual order is no parameter."""
    now, usual = sort_asked(listing), LISTS[listing].sorts[0]
    wanted = f"-{key}" if now == key else key
    turned = {key: "up", f"-{key}": "down"}.get(now, "")
    href = same_list(sort=None if wanted == usual else wanted, page=None)
    return {"words": words, "sort_href": href, "sorted": turned, **rest}


def of_list(listing: str) -> str:
    """来自哪个列表: what an address of a single row carries so that 上一份 and 下一份 follow the list; "" for none."""
    state = urlencode(settings_of(listing, request.args))
    return f"?{state}" if state else ""


@dataclass(frozen=True)
class SavedBar:
    """常用筛选 above a list: chips (name, address, whether it is the present state), and the state to be kept."""

    listing: str
    query: str
    chips: list[tuple[str, str, bool]]

    @property
    def kept(self) -> bool:
        """Whether the present state already has a name."""
        return any(current for _, _, current in self.chips)


def saved_bar(listing: str, asked: Mapping[str, str] | None = None) -> SavedBar:
    """常用筛选 for the list of this request; the address that htmx shows is the list's state without its defaults."""
    query = canonical(listing, request.args if asked is None else asked)
    state = "&".join(filter(None, (query, f"page={page_number()}" if page_number() > 1 else "")))
    g.shown_address = f"{request.path}?{state}" if state else request.path
    rows = filters_of(g.viewer, listing)
    return SavedBar(listing, query, [(row.name, address_of(listing, row.query), row.query == query) for row in rows])


def came_from() -> str:
    """来处: the page of this site that the request came from, as a path; "" when there is none."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if path.isascii() else ""
