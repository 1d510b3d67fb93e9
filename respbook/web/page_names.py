"""页面名称: what an address is called in Chinese, as the docstring of its view begins: for logs, which people read."""

import re
from functools import cache
from typing import Any, cast

from flask import Flask, current_app, request

_TERM = re.compile(r"[^.:;,—]+?(?= [a-z]|[.:;,—]|$)")
_LIST = re.compile(r"(列表|一览|队列|记录)$")


def page_name() -> str:
    """页面名称 of this request: with its noun where the name alone does not tell of what, and with the number of its row."""
    if request.url_rule is None:
        return "不存在的网址"
    if request.endpoint == "static":
        return "样式或脚本文件"
    name = _named(cast(Flask, current_app._get_current_object()), request.endpoint or "")  # type: ignore[attr-defined]
    numbers = [value for value in (request.view_args or {}).values() if isinstance(value, int)]
    return f"{name}（第{'-'.join(map(str, numbers))}号）" if numbers else name


@cache
def _named(app: Flask, endpoint: str) -> str:
    name, noun = _term(app, endpoint), _LIST.sub("", _noun(app, endpoint))
    return name if noun in name or name in noun else f"{noun}·{name}"


def _noun(app: Flask, endpoint: str) -> str:
    """The list that a page belongs to: that of its blueprint, else the one at the head of its address."""
    own = _term(app, f"{endpoint.partition('.')[0]}.index")
    if own:
        return own
    rule = next(app.url_map.iter_rules(endpoint)).rule
    head = f"/{rule.split('/')[1]}"
    above = (each.endpoint for each in app.url_map.iter_rules() if each.rule in (head, f"{head}/"))
    return _term(app, next(above, ""))


def _term(app: Flask, endpoint: str) -> str:
    """The Chinese term that a docstring begins with; "" where there is no such page."""
    view = cast(Any, app.view_functions.get(endpoint))
    found = _TERM.match((view.__doc__ or "").strip()) if view else None
    return found[0].strip() if found else ""
