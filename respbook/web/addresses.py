"""地址: url_for for templates; a list of fifty rows asks for a hundred addresses that differ by a number alone."""

from typing import Any

from flask import Flask, request, url_for

_MARK = 9_071_993_000_000_000_000
"""Stands in a pattern where the number will stand; no row of any table has it."""


def init_app(app: Flask) -> None:
    """Templates of this app ask here."""
    app.jinja_env.globals["url_for"] = Addresses()


class Addresses:
    """地址簿: what Flask's url_for gives; an address with one number is built once and then filled in."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[str, str, str], tuple[str, str]] = {}

    def __call__(self, endpoint: str, **values: Any) -> str:
        """The address, to be used as Flask's own. Raises BuildError as it does."""
        if len(values) != 1 or endpoint.startswith("."):
            return url_for(endpoint, **values)  # the others are few on a page
        name, number = next(iter(values.items()))
        if type(number) is not int or number < 0 or name.startswith("_"):
            return url_for(endpoint, **values)
        key = (request.script_root, endpoint, name)
        if key not in self._patterns:
            marked: dict[str, Any] = {name: _MARK}
            before, _, after = url_for(endpoint, **marked).partition(str(_MARK))
            self._patterns[key] = before, after
        before, after = self._patterns[key]
        return f"{before}{number}{after}"
