"""运行主机: enters, says that it is there, leaves."""

from datetime import timedelta

from sqlalchemy import delete

from respbook.actions.action import housekeeping
from respbook.models.base import db
from respbook.models.hosts import Host
from respbook.queries.hosts import others_living, server_time
from respbook.rules.errors import RuleBroken
from respbook.rules.hosts import HostFacts, objections

_FORGOTTEN = timedelta(days=1)


@housekeeping
def enter(mine: HostFacts) -> None:
    """加入, unless it lacks what the others have. Raises RuleBroken."""
    refusals = list(objections(mine, others_living(mine.name, mine.place)))
    if refusals:
        raise RuleBroken("".join(refusals) + "那一台如已停用，请过两分钟再启动。")
    _write(mine)
    db.session.execute(delete(Host).where(Host.seen_at < server_time() - _FORGOTTEN))


@housekeeping
def here(mine: HostFacts) -> None:
    """在运行."""
    _write(mine)


@housekeeping
def leave(mine: HostFacts) -> None:
    """停下: others need not wait until it is taken for dead."""
    db.session.execute(delete(Host).where(Host.name == mine.name, Host.place == mine.place))


def _write(mine: HostFacts) -> None:
    row = db.session.get(Host, (mine.name, mine.place)) or Host(name=mine.name, place=mine.place)
    row.version, row.keys, row.store, row.skew = mine.version, " ".join(mine.keys)[:200], mine.store, mine.skew
    row.seen_at = server_time()
    db.session.add(row)
