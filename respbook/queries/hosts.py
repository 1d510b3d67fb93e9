"""运行主机: who else is at work on this database."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from respbook.models.base import db
from respbook.models.hosts import Host
from respbook.rules.hosts import HostFacts

LIVING = timedelta(seconds=100)
"""Three rounds of the maintenance tick, and a little."""


def server_time() -> datetime:
    """数据库的时刻: the one clock that all hosts share."""
    moment: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def others_living(name: str, place: str) -> list[HostFacts]:
    """另外在运行的主机."""
    rows = db.session.scalars(
        select(Host)
        .where(Host.seen_at > server_time() - LIVING, or_(Host.name != name, Host.place != place))
        .order_by(Host.name, Host.place)
    )
    return [HostFacts(row.name, row.place, row.version, tuple(row.keys.split()), row.store, row.skew) for row in rows]
