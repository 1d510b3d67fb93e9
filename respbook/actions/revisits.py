"""回头看: closed problems drawn at random and looked at again; what has come back is handed out anew (features X13)."""

from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit, findings
from respbook.actions.action import action, expect_version
from respbook.actions.finding_steps import Told, add_step, called
from respbook.actions.inspection_draws import Asked, kept_draw
from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.inspections import Draw, Revisit
from respbook.queries.finding_facts import year_closed
from respbook.queries.revisits import drawable_findings, last_round
from respbook.queries.scope_findings import finding_in_sight
from respbook.queries.scope_inspections import revisit_in_sight
from respbook.rules.chinese import china_day, day
from respbook.rules.draws import DrawKind
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingKind, FindingSource, Seen, Term, number_words, said
from respbook.rules.lifecycles import FindingState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.revisits import REVISIT_LABELS, RevisitOutcome, check_looked_on, closed_before


@dataclass(frozen=True)
class Look:
    """回访所见: on which day, in words, with photos."""

    text: str = ""
    looked_on: date | None = None
    evidence: tuple[int, ...] = ()


@action(Permission.INSPECTION_WRITE)
def draw_closed(days: int, asked: Asked, *, by: Viewer, now: datetime) -> Draw:
    """抽已销号的问题, closed at least so many days ago. What an earlier draw has brought stays to be looked at; while any of
    it waits, another draw needs a reason. Raises RuleBroken."""
    rows = drawable_findings(by, closed_before(china_day(now), days))
    if not rows:
        raise RuleBroken(f"没有销号满{days}天、还没有回访过的问题。", "days")
    before, waiting = last_round(by)
    names = {number_words(row.year, row.serial): row for row in rows}
    made = kept_draw(DrawKind.FINDINGS, list(names), asked, before if waiting else None, None, by=by, now=now)
    db.session.flush()
    for name in made.drawn.splitlines():
        row = names[name]
        db.session.add(
            Revisit(town_id=row.town_id, draw_id=made.id, finding_id=row.id, unit_id=row.unit_id, category=row.category)
        )
    return made


@action(Permission.INSPECTION_WRITE)
def hold(revisit_id: int, look: Look, version: int, *, by: Viewer, now: datetime) -> Revisit:
    """未反弹: seen in place, in a word or a photo. Raises RuleBroken, StaleVersion, NotInSight."""
    row, finding, on = _opened(revisit_id, look, version, by, now)
    words = said(look.text, "请写一句现场情况，或者拍一张照片。", len(look.evidence))
    if finding.state is not FindingState.CLOSED:
        raise RuleBroken("这件抽中以后已经重新交办，不能记为“未反弹”；请记“反弹”。")
    _told(row, finding, RevisitOutcome.HELD, words, on, by, now)
    add_step(finding, "finding.hold", Told(words, on, look.evidence), by=by, now=now)
    audit.note("revisit.hold", row, called(finding), after=_facts(row))
    return row


@action(Permission.INSPECTION_WRITE)
def relapse(
    revisit_id: int, look: Look, unit_id: int, term: Term, version: int, *, by: Viewer, now: datetime
) -> Revisit:
    """反弹: the problem comes back under its own number with a new limit; as a new one where its year is over.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row, finding, on = _opened(revisit_id, look, version, by, now)
    words = said(look.text, "请写明反弹的情况，或者拍一张照片。", len(look.evidence))
    _told(row, finding, RevisitOutcome.RELAPSED, words, on, by, now)
    handing = findings.Handing(unit_id, term, helpers=tuple(each.unit_id for each in finding.helpers))
    if finding.state is FindingState.CLOSED and year_closed(finding.town_id, finding.year):
        row.renewed_id = _anew(finding, handing, look, words, on, by, now).id
    elif finding.state is FindingState.CLOSED:
        told = Told(words, on, look.evidence)
        findings.reopen(finding.id, handing, told, finding.version, by=by, now=now)
    audit.note("revisit.relapse", row, called(finding), after=_facts(row))
    return row


def _anew(
    finding: Finding, handing: findings.Handing, look: Look, words: str, on: date, by: Viewer, now: datetime
) -> Finding:
    number = number_words(finding.year, finding.serial)
    text = words or f"{number}反弹，见照片"
    seen = Seen(FindingKind.PROBLEM, FindingSource.TOWN, finding.category, finding.place, text, on, by.name)
    entry = findings.Entry(
        seen,
        finding.at_unit_id,
        handing,
        look.evidence,
        repeats_id=finding.id,
        anyway=True,
        note=f"{number}的反弹",
    )
    return findings.record(entry, by=by, now=now)


def _opened(revisit_id: int, look: Look, version: int, by: Viewer, now: datetime) -> tuple[Revisit, Finding, date]:
    row = revisit_in_sight(by, revisit_id)
    expect_version(row, version)
    if row.outcome is not None:
        raise RuleBroken(f"这件已经回访过，记为“{REVISIT_LABELS[row.outcome]}”。")
    finding = finding_in_sight(by, row.finding_id)
    on = look.looked_on or china_day(now)
    check_looked_on(on, finding.closed_on, china_day(now))
    return row, finding, on


def _told(
    row: Revisit, finding: Finding, outcome: RevisitOutcome, words: str, on: date, by: Viewer, now: datetime
) -> None:
    row.outcome, row.text, row.looked_on = outcome, words, on
    row.own_closing = finding.closed_by == by.name
    row.told_by, row.told_by_id, row.told_at = by.name, by.user_id, now


def _facts(row: Revisit) -> dict[str, str]:
    facts = {"结果": REVISIT_LABELS[row.outcome] if row.outcome else "", "说明": row.text}
    facts |= {"日期": day(row.looked_on) if row.looked_on else "", "回访人": "即销号人" if row.own_closing else ""}
    return {name: words for name, words in facts.items() if words}
