"""返回待核对清单: whoever came from the list of a programme keeps the way back while mending one of its lines."""

from typing import Any

from flask import Flask, request


def init_app(app: Flask) -> None:
    """``way_back()`` for templates."""
    app.jinja_env.globals["way_back"] = way_back


def way_back() -> dict[str, Any]:
    """来处: what the addresses of this page carry on, for url_for; nothing where one did not come from a list."""
    programme = request.args.get("checks", "")
    return {"checks": int(programme)} if programme.isdecimal() and len(programme) < 10 else {}
