"""页面材料: the site's own sheets and scripts under an address that changes with their content.

They are written in rooms and travel joined: a first visit costs six requests, not nine (speed goal 17).
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

from respbook.web.guard import public

BUNDLES = {
    "site.css": ("css/tokens.css", "css/layout.css", "css/parts.css", "css/print.css"),
    "site.js": ("js/site.js", "js/hands.js", "js/find.js"),
}
_KINDS = {".css": "text/css", ".js": "text/javascript"}


def init_app(app: Flask) -> None:
    """``asset(path)`` and ``bundle(name)`` for templates, and the address of the joined files."""
    app.jinja_env.globals.update(asset=asset, bundle=bundle)
    app.add_url_rule("/site.css", view_func=site_css)
    app.add_url_rule("/site.js", view_func=site_js)
    app.view_functions["static"] = public(app.view_functions["static"])


def asset(path: str) -> str:
    """The address of one file of static/, with its content's stamp."""
    return _asset_at(_folder(), request.script_root, path)


def bundle(name: str) -> str:
    """The address of a joined file, with its content's stamp."""
    return _bundle_at(_folder(), request.script_root, name)


def _folder() -> str:
    return current_app.static_folder or ""


@lru_cache
def _asset_at(folder: str, _root: str, path: str) -> str:
    return url_for("static", filename=path, v=_stamp((Path(folder) / path).read_text("utf-8", "replace")))


@lru_cache
def _bundle_at(folder: str, _root: str, name: str) -> str:
    return url_for(name.replace(".", "_"), v=_stamp(joined(folder, name)))


def _stamp(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache
def joined(folder: str, name: str) -> str:
    """合并文件: the parts in order; what is for paper only says so."""
    texts = []
    for part in BUNDLES[name]:
        text = (Path(folder) / part).read_text("utf-8")
        texts.append(f"@media print {{\n{text}\n}}" if part.endswith("print.css") else text)
    return "\n".join(texts)


@public
def site_css() -> Response:
    """全部样式."""
    return _served("site.css")


@public
def site_js() -> Response:
    """全部脚本."""
    return _served("site.js")


def _served(name: str) -> Response:
    answer = Response(joined(_folder(), name), mimetype=_KINDS[Path(name).suffix])
    if "v" in request.args:
        answer.cache_control.public = answer.cache_control.immutable = True
        answer.cache_control.max_age = 31536000
    return answer
