"""安全日志 as the administrator and the auditor read it: filtered by kind, person, address and day (safety R84)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, or_, select

from respbook.models.base import db
from respbook.models.people import User
from respbook.models.security import SecurityEvent
from respbook.models.units import Unit
from respbook.queries.listing import within
from respbook.queries.scope import under
from respbook.rules.chinese import CHINA
from respbook.rules.permissions import Viewer
from respbook.rules.security_log import SecurityKind

PAGE_SIZE = 50


@dataclass(frozen=True)
class SecurityFilter:
    """安全日志筛选."""

    words: str = ""
    kind: SecurityKind | None = None
    person: str = ""
    address: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class SecurityPage:
    """一页安全日志: the youngest first; ``older`` is where the next page begins."""

    rows: Sequence[SecurityEvent]
    older: int | None


def in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """安全日志的视野: one's own subtree, and strangers, who belong to nobody."""
    people = select(User.id).join(Unit, Unit.id == User.unit_id).where(under(viewer))
    return or_(SecurityEvent.user_id == 0, SecurityEvent.user_id.in_(people))


def security_page(viewer: Viewer, wanted: SecurityFilter) -> SecurityPage:
    """安全日志 in sight: one statement however many lines."""
    statement = select(SecurityEvent).where(in_sight(viewer), *_conditions(wanted))
    if wanted.before is not None:
        statement = statement.where(SecurityEvent.id < wanted.before)
    rows = db.session.scalars(statement.order_by(SecurityEvent.id.desc()).limit(PAGE_SIZE + 1)).all()
    return SecurityPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None)


def _conditions(wanted: SecurityFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, words in (
        (SecurityEvent.what, wanted.words),
        (SecurityEvent.name, wanted.person),
        (SecurityEvent.address, wanted.address),
    ):
        if words.strip():
            found.append(column.like(within(words), escape="\\"))
    if wanted.kind is not None:
        found.append(SecurityEvent.kind == wanted.kind)
    if wanted.first is not None:
        found.append(SecurityEvent.at >= datetime.combine(wanted.first, time.min, CHINA))
    if wanted.last is not None:
        found.append(SecurityEvent.at <= datetime.combine(wanted.last, time.max, CHINA))
    return found
