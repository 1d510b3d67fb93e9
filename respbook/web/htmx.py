"""htmx: the only file that knows htmx-flask 0.1.0, and why (its eight traps are listed in the README's decisions)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urldefrag, urlsplit

from flask import Flask, Response, current_app, flash, g, make_response, redirect, render_template, request
from htmx_flask import Htmx
from jinja2 import Environment, TemplateNotFound, meta
from markupsafe import Markup

_TARGET = re.compile(r"^[a-z][a-z0-9-]*$")


def init_app(app: Flask) -> None:
    """Set up htmx-flask, and ``here()`` for templates."""
    Htmx(app)
    app.jinja_env.globals["here"] = here
    app.after_request(_vary)


def wants_piece() -> bool:
    """片段请求: htmx asks for a piece, not for a page (boosts and history restores want pages)."""
    asked = cast(Any, request).htmx
    return bool(asked) and not asked.boosted and not asked.history_restore_request


def show(page: str, /, **values: Any) -> str:
    """The full page; or, when htmx targets ``letters-table``, only ``letters/_table.html`` with the same values."""
    if wants_piece() and request.method == "GET":
        partial = _partial(request.headers.get("HX-Target", ""))
        if partial and partial in _pieces_of(page):
            return render_template(partial, **values)
    return render_template(page, **values)


def piece(partial: str, /, *, also: Sequence[str] = (), quiet: bool = False, **values: Any) -> str:
    """The answer to an htmx POST: the partial, then ``also`` and the flash line out of band.

    ``quiet``: the flash line stays as it is; for what the page asks for by itself.
    """
    parts = [render_template(partial, **values)]
    g.out_of_band = True
    try:
        parts += [render_template(other, **values) for other in (*also, *(() if quiet else ("_flash.html",)))]
    finally:
        g.out_of_band = False
    return "\n".join(parts)


def go(address: str, said: str = "", kind: str = "ok", undo: str = "") -> Response:
    """办完前往: 303 for browsers, HX-Redirect for htmx. ``address`` comes from url_for (ASCII only).

    ``undo`` is where 撤销 beside the sentence posts to (features U3).
    """
    assert address.isascii(), "only url_for() results"
    if said:
        flash(said, f"{kind} {undo}".strip())
    if wants_piece():
        answer = make_response("")
        answer.headers["HX-Redirect"] = address
        if _only_another_anchor(address):
            answer.headers["HX-Refresh"] = "true"
        return answer
    return cast(Response, redirect(address, 303))


def _only_another_anchor(address: str) -> bool:
    """Whether the browser stands on this page already: it would only scroll, and show what was there before the deed."""
    page, anchor = urldefrag(address)
    at = urlsplit(request.headers.get("HX-Current-URL", ""))
    return bool(anchor) and page == f"{at.path}?{at.query}".rstrip("?")


def here(identity: str) -> Markup:
    """The id of a partial's root element; marks it out-of-band when it rides along with another answer."""
    if not _TARGET.match(identity):
        raise ValueError(f"not an id: {identity}")
    swap = ' hx-swap-oob="true"' if g.get("out_of_band") else ""
    return Markup('id="{}"').format(identity) + Markup(swap)


def _partial(target: str) -> str | None:
    """letters-row-12 → letters/_row.html; letter-templates-clauses → letter_templates/_clauses.html."""
    name = re.sub(r"-\d+$", "", target.rsplit("#", 1)[-1])
    if not _TARGET.match(name):
        return None
    words = name.split("-")
    for split in range(len(words) - 1, 0, -1):
        partial = f"{'_'.join(words[:split])}/_{'_'.join(words[split:])}.html"
        try:
            current_app.jinja_env.get_template(partial)
        except TemplateNotFound:
            continue
        return partial
    return None


@lru_cache
def _pieces_of(page: str) -> frozenset[str]:
    """The partials that a page is made of; any other would be drawn with values it does not know."""
    return frozenset(_included(current_app.jinja_env, page, set()))


def _included(jinja: Environment, page: str, known: set[str]) -> set[str]:
    assert jinja.loader is not None
    source = jinja.loader.get_source(jinja, page)[0]
    for name in meta.find_referenced_templates(jinja.parse(source)):
        if name is not None and name not in known:
            known.add(name)
            _included(jinja, name, known)
    return known


def _vary(answer: Response) -> Response:
    """Back must not show a bare fragment as the page; nothing but the site's own files is kept (safety R54)."""
    answer.headers.setdefault("Cache-Control", "no-store")
    if answer.mimetype == "text/html":
        answer.headers["Cache-Control"] = "no-store"
        if wants_piece() and request.method == "GET" and g.get("shown_address"):
            answer.headers["HX-Push-Url"] = g.shown_address
        answer.vary.update(("HX-Request", "HX-Target", "Cookie"))
    return answer
