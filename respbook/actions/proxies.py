"""代签授权: registered from a dated paper with its scan; withdrawn, never changed (features S9, safety C3)."""

from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.signing import Proxy
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_signing import proxy_in_sight
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.holders import in_post
from respbook.rules.permissions import Permission, Viewer

LONGEST_DAYS = 366


@dataclass(frozen=True)
class ProxyFacts:
    """授权内容; the scan lies in the store already."""

    unit_id: int
    holder: str
    proxy: str
    from_on: date
    to_on: date
    reason: str
    scan_sha256: str
    scan_name: str
    media: str


@action(Permission.PROXY_WRITE)
def authorise(facts: ProxyFacts, *, by: Viewer, now: datetime) -> Proxy:
    """登记代签授权. Raises RuleBroken (no holder of that name, dates), NotInSight."""
    unit = unit_in_sight(by, facts.unit_id)
    on = china_day(now)
    if not any(each.name == facts.holder and in_post(each, on) for each in unit.holders):
        raise RuleBroken(f"{unit.called}现在没有叫“{facts.holder}”的任职人，不能由他授权；请先登记任职。", "holder")
    if facts.proxy == facts.holder:
        raise RuleBroken("授权人和代签人是同一个人，不用授权。", "proxy")
    if facts.to_on < facts.from_on:
        raise RuleBroken("授权截止日期早于开始日期；请改正。", "to_on")
    if facts.to_on < on:
        raise RuleBroken("授权已经过期，不能登记；请核对日期。", "to_on")
    if (facts.to_on - facts.from_on).days > LONGEST_DAYS:
        raise RuleBroken("授权最长一年；长期由别人负责的，请登记任职。", "to_on")
    row = Proxy(
        unit_id=unit.id,
        holder=facts.holder,
        proxy=facts.proxy,
        from_on=facts.from_on,
        to_on=facts.to_on,
        reason=facts.reason[:200],
        scan_sha256=facts.scan_sha256,
        scan_name=facts.scan_name[-200:],
        media=facts.media,
        made_by=by.name,
        made_at=now,
    )
    db.session.add(row)
    audit.note(
        "proxy.authorise",
        row,
        f"{unit.called}：{row.holder}授权{row.proxy}代签",
        after={"期限": f"{day(row.from_on)}至{day(row.to_on)}", "授权书摘要": row.scan_sha256, "事由": row.reason},
    )
    return row


@action(Permission.PROXY_WRITE)
def withdraw(proxy_id: int, version: int, *, by: Viewer, now: datetime) -> Proxy:
    """撤销授权: what was signed by it stays. Raises RuleBroken, StaleVersion, NotInSight."""
    row = proxy_in_sight(by, proxy_id)
    expect_version(row, version)
    if row.withdrawn_at is not None:
        raise RuleBroken("这份授权已经撤销。")
    row.withdrawn_by, row.withdrawn_at = by.name, now
    audit.note("proxy.withdraw", row, f"{row.unit.called}：{row.holder}授权{row.proxy}代签")
    return row
