"""佐证材料: the list, what stands already, what a person sent today, what looks alike, where one is used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Table, func, literal, or_, select, union_all

from respbook.models.base import Base, db
from respbook.models.evidence import Evidence
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.scope import under
from respbook.queries.scope_evidence import evidence_seen_by
from respbook.queries.units import CALLED
from respbook.rules.chinese import CHINA, china_day
from respbook.rules.evidence import like
from respbook.rules.permissions import Viewer
from respbook.rules.row_kinds import kind_words


def evidence_list(viewer: Viewer, page: int = 1) -> Listing[Evidence]:
    """佐证材料列表, the youngest first: two statements."""
    seen = evidence_seen_by(viewer)
    rows = seen.order_by(Evidence.id.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return Listing(db.session.scalars(rows).all(), total_of(seen), page)


def recent(viewer: Viewer, unit_id: int, most: int = 12) -> Sequence[Evidence]:
    """最近的佐证材料 of one unit: offered wherever its work is told, so that nothing is sent twice (features R9)."""
    own = evidence_seen_by(viewer).where(Evidence.unit_id == unit_id)
    return db.session.scalars(own.order_by(Evidence.id.desc()).limit(most)).all()


def standing(viewer: Viewer, unit_id: int, sha256: str) -> Evidence | None:
    """已收下的同一文件 of the same unit."""
    same = evidence_seen_by(viewer).where(Evidence.unit_id == unit_id, Evidence.sha256 == sha256)
    return db.session.scalars(same).one_or_none()


def sent_today(user_id: int, now: datetime) -> int:
    """今天已传 by a person, in bytes, withdrawn or not."""
    morning = datetime.combine(china_day(now), time(), CHINA)
    sent = select(func.coalesce(func.sum(Evidence.size), 0)).where(
        Evidence.uploaded_by_id == user_id,
        Evidence.received_at >= morning,
        Evidence.received_at < morning + timedelta(days=1),
    )
    return int(db.session.scalar(sent) or 0)


@dataclass(frozen=True)
class Like:
    """疑似重复的一件: whose, when received; ``same``: the very same bytes."""

    id: int
    unit_name: str
    received_at: datetime
    same: bool


def likes_of(viewer: Viewer, rows: Iterable[Evidence]) -> dict[int, list[Like]]:
    """疑似重复, for reviewers only: of every row those in sight that look like it; two statements however many.

    All marks of the town are read: a hundred thousand take a tenth of a second, and no index finds what is merely near.
    """
    asked = list(rows)
    marks = _marks(viewer, [row.sha256 for row in asked]) if asked else []
    drawn = [(id_, mark) for id_, mark, _ in marks if mark is not None]
    found: dict[int, list[int]] = {}
    for row in asked:
        near = set(like(row.mark, drawn)) if row.mark is not None else set()
        near |= {id_ for id_, _, sha256 in marks if sha256 == row.sha256}
        found[row.id] = sorted(near - {row.id})
    shown = _shown({id_ for ids in found.values() for id_ in ids})
    return {
        row.id: [Like(each, *shown[each][:2], shown[each][2] == row.sha256) for each in found[row.id]]
        for row in asked
        if found[row.id]
    }


def _marks(viewer: Viewer, digests: list[str]) -> Sequence[Any]:
    columns = select(Evidence.id, Evidence.mark, Evidence.sha256).join(Evidence.unit)
    said = or_(Evidence.mark.is_not(None), Evidence.sha256.in_(digests))
    return db.session.execute(columns.where(under(viewer), Evidence.withdrawn_at.is_(None), said)).all()


def _shown(ids: set[int]) -> dict[int, tuple[str, datetime, str]]:
    if not ids:
        return {}
    columns = select(Evidence.id, CALLED, Evidence.received_at, Evidence.sha256).join(Unit, Unit.id == Evidence.unit_id)
    rows = db.session.execute(columns.where(Evidence.id.in_(sorted(ids)[:1000])))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


@dataclass(frozen=True)
class Use:
    """用处: by what kind of record, how many of them."""

    words: str
    count: int


def uses_of(evidence_ids: Sequence[int]) -> dict[int, list[Use]]:
    """用在哪里: whatever table points to a piece of evidence uses it. One statement; none while there is no such table."""
    links = _links()
    if not links or not evidence_ids:
        return {}
    counts = [
        select(column.label("id"), literal(column.table.name).label("kind"), func.count().label("count"))
        .where(column.in_(evidence_ids))
        .group_by(column)
        for column in links
    ]
    found: dict[int, list[Use]] = {}
    for id_, kind, count in db.session.execute(union_all(*counts)):
        found.setdefault(id_, []).append(Use(kind_words(kind), count))
    return found


def _links() -> list[Column[Any]]:
    """The columns that point here; rooms that use evidence have a table of links and say nothing more."""
    own = Evidence.__table__
    assert isinstance(own, Table)
    return [key.parent for table in Base.metadata.sorted_tables for key in table.foreign_keys if key.references(own)]
