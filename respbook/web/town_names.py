"""镇名 on pages: ``placed(name, unit_id)`` and ``kept(name, office_id)`` for templates, looked up once a request and only when used."""

from flask import Flask, g

from respbook.queries.town_names import TownNames, town_names


def init_app(app: Flask) -> None:
    """Put both where templates and their macros find them."""
    app.jinja_env.globals.update(placed=placed, kept=kept)


def placed(name: str, unit_id: int | None) -> str:
    """单位名称, the town before it where more than one is seen."""
    return _names().placed(name, unit_id)


def kept(name: str, office_id: int | None) -> str:
    """名称, before it the town that keeps it where more than one is seen."""
    return _names().kept(name, office_id)


def _names() -> TownNames:
    if "town_names" not in g:
        g.town_names = town_names(g.viewer) if g.get("viewer") is not None else TownNames()
    found: TownNames = g.town_names
    return found
