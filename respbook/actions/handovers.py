"""责任交接: the paper is made and frozen, comes back signed as a scan, and a second person compares it (X9, safety C3)."""

from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.overtaken import Overtaken, made_again
from respbook.models.base import db
from respbook.models.handovers import Handover
from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.papers.handover import HandoverContent, Person, compose_handover
from respbook.press.binder import Binder
from respbook.queries.audit_head import anchored
from respbook.queries.handovers import due_handovers, handovers_of, open_duties
from respbook.queries.in_force import letters_in_force, single_handed
from respbook.queries.scope import holder_in_sight, unit_in_sight
from respbook.queries.scope_around import handover_in_sight
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.handing import check_handover
from respbook.rules.paper_compare import check_comparer
from respbook.rules.permissions import Permission, Viewer, demand
from respbook.store import Store


@dataclass(frozen=True)
class HandoverFacts:
    """交接内容: which holders, on which day, before whom."""

    from_id: int
    to_id: int
    handed_on: date
    witness: str
    witness_post: str


@dataclass(frozen=True)
class ScanFacts:
    """签好的交接书; its bytes lie in the store already."""

    sha256: str
    name: str
    media: str
    kept_at: str


@dataclass(frozen=True)
class _Made:
    """做好的交接书, and what it was made from."""

    content: HandoverContent
    paper: Paper
    pdf_sha256: str


def make(
    unit_id: int, facts: HandoverFacts, issuer: str, binder: Binder, store: Store, *, by: Viewer, now: datetime
) -> Handover:
    """制作责任交接书: set outside the write gate, then kept; set again when a duty came or went meanwhile.

    Raises RuleBroken, NotInSight, DiskFull.
    """
    demand(by, Permission.HANDOVER_WRITE)

    def once() -> Handover:
        content = _content(unit_id, facts, issuer, by, now)
        paper = anchored(compose_handover(content))
        db.session.rollback()
        made = _Made(content, paper, store.put(binder.pdf(paper).pdf))
        return _keep(unit_id, facts, made, by=by, now=now)

    return made_again(once, "任务正在变动，交接书没有做成。请稍后再试。")


def _content(unit_id: int, facts: HandoverFacts, issuer: str, by: Viewer, now: datetime) -> HandoverContent:
    unit = unit_in_sight(by, unit_id)
    pair = next(
        (
            (giver, taker)
            for giver, taker in due_handovers(unit, handovers_of(unit_id))
            if (giver.id, taker.id) == (facts.from_id, facts.to_id)
        ),
        None,
    )
    if pair is None:
        raise RuleBroken("这两人之间没有要办的交接，或已经办过；请刷新页面。", "pair")
    today = china_day(now)
    check_handover(*pair, facts.handed_on, today, facts.witness)
    giver, taker = (Person(each.post, each.name) for each in pair)
    return HandoverContent(
        unit.name,
        issuer,
        facts.handed_on,
        giver,
        taker,
        Person(facts.witness_post, facts.witness),
        tuple(f"{row.programme_name}（{row.number_text}）" for row in letters_in_force(by, unit_id, today)),
        open_duties(unit_id, today),
    )


@action(Permission.HANDOVER_WRITE)
def _keep(unit_id: int, facts: HandoverFacts, made: _Made, *, by: Viewer, now: datetime) -> Handover:
    unit = unit_in_sight(by, unit_id)
    giver, taker = holder_in_sight(by, facts.from_id), holder_in_sight(by, facts.to_id)
    if any((row.from_id, row.to_id) == (giver.id, taker.id) for row in handovers_of(unit_id)):
        raise RuleBroken("这两人之间的交接书已经做好，不用再做；请从单位页面打开。", "pair")
    if _content(unit_id, facts, made.content.issuer, by, now) != made.content:
        raise Overtaken
    duties = len(made.content.duties)
    row = Handover(
        unit_id=unit.id,
        from_id=giver.id,
        to_id=taker.id,
        handed_on=facts.handed_on,
        witness=facts.witness,
        witness_post=facts.witness_post,
        duties=duties,
        paper=stored.dumped(made.paper),
        paper_sha256=stored.fingerprint(made.paper),
        pdf_sha256=made.pdf_sha256,
        made_by=by.name,
        made_at=now,
    )
    db.session.add(row)
    audit.note(
        "handover.make",
        row,
        f"{unit.called}：{giver.name}交{taker.name}",
        after={
            "交接日期": day(row.handed_on),
            "见证人": row.witness,
            "移交任务": f"{duties}项",
            "PDF摘要": made.pdf_sha256,
        },
    )
    return row


@action(Permission.HANDOVER_WRITE)
def take_scan(handover_id: int, facts: ScanFacts, version: int, *, by: Viewer, now: datetime) -> Handover:
    """上传签好的交接书; a better scan may take its place until it is compared. Raises RuleBroken, StaleVersion, NotInSight."""
    row = handover_in_sight(by, handover_id)
    expect_version(row, version)
    if row.compared_by is not None:
        raise RuleBroken("交接书已经核对过，不能再换扫描件。")
    row.scan_sha256, row.scan_name, row.media = facts.sha256, facts.name[-200:], facts.media
    row.kept_at, row.scanned_by, row.scanned_by_id = facts.kept_at[:60], by.name, by.user_id
    audit.note("handover.scan", row, _called(row), after={"扫描件摘要": row.scan_sha256, "原件存放处": row.kept_at})
    return row


@action(Permission.HANDOVER_WRITE)
def compare(handover_id: int, version: int, *, by: Viewer, now: datetime) -> Handover:
    """核对: somebody else than who scanned it has held the original beside it, unless the unit's programmes are 一人经办.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row = handover_in_sight(by, handover_id)
    expect_version(row, version)
    if not row.scan_sha256:
        raise RuleBroken("还没有上传签好的交接书，不能核对。")
    if row.compared_by is not None:
        raise RuleBroken(f"已由{row.compared_by}核对过，不用再核。")
    alone = single_handed(row.unit_id, china_day(now))
    row.single_handed = check_comparer(by.user_id, (row.scanned_by_id,), alone)
    row.compared_by, row.compared_at = by.name, now
    audit.note("handover.compare", row, _called(row), after={"一人经办": "是"} if row.single_handed else {})
    return row


def _called(row: Handover) -> str:
    return f"{row.unit.called}：{row.giver.name}交{row.taker.name}"
