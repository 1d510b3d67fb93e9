"""按名称或拼音查找: the one way in which a name is looked for in SQL (features V1): 王家, wangjia, wjz all find 王家庄."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select

from respbook.models.base import db
from respbook.models.people import User
from respbook.models.units import Unit
from respbook.queries.listing import starting, within
from respbook.rules import pinyin

SLOTS: dict[str, Any] = {name: bindparam(name) for name in ("name", "begins", "follows", "letters")}
"""Places that ``spelling`` fills, for a statement that is built once."""


def spelled(*names: Any, readings: Any, initials: Any, typed: Mapping[str, Any]) -> ColumnElement[bool]:
    """名称或拼音: ``typed`` is ``SLOTS``, or ``spelling`` of what was typed."""
    return or_(
        *(name.like(typed["name"], escape="\\") for name in names),
        readings.like(typed["begins"], escape="\\"),
        readings.like(typed["follows"], escape="\\"),
        initials.like(typed["letters"], escape="\\"),
    )


def spelling(words: str) -> dict[str, str]:
    """What was typed, as the patterns of a name, of a reading and of initials."""
    typed = pinyin.typed(words) or words.strip()
    return {
        "name": within(words),
        "begins": starting(typed),
        "follows": f"% {starting(typed)}",
        "letters": within(typed),
    }


def unspelt_units() -> list[tuple[int, str, str, str | None]]:
    """没有检索键的单位: (id, name, short name, reading) of rows from before keys were kept."""
    rows = db.session.execute(select(Unit.id, Unit.name, Unit.short_name, Unit.reading).where(Unit.sounds.is_(None)))
    return [(unit_id, name, short, reading) for unit_id, name, short, reading in rows]


def unspelt_people() -> list[tuple[int, str, str | None]]:
    """没有检索键的用户: (id, name, reading)."""
    rows = db.session.execute(select(User.id, User.name, User.reading).where(User.sounds.is_(None)))
    return [(user_id, name, reading) for user_id, name, reading in rows]
