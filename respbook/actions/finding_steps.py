"""整改记录: the one hand that writes steps of a problem; each with its audit entry (field.md 6: who, when, why on every step)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.models.base import db
from respbook.models.findings import Finding, FindingEvidence, FindingStep
from respbook.queries.finding_facts import last_number
from respbook.queries.scope import NotInSight
from respbook.queries.scope_evidence import evidence_named
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import check_count
from respbook.rules.findings import PACE_LABELS, Pace, number_words
from respbook.rules.permissions import Viewer


@dataclass(frozen=True)
class Told:
    """一步所说: words, the day that is told (None: today), what it rests on, and how far things are."""

    text: str = ""
    on_day: date | None = None
    evidence: tuple[int, ...] = ()
    pace: Pace | None = None


def called(row: Finding) -> str:
    """问题的称呼 in the book: 2026-0012 王家庄村秸秆焚烧."""
    unit = row.unit or row.at_unit
    return f"{number_words(row.year, row.serial)} {unit.called if unit else ''}{row.category}"


def day_told(row: Finding, told: Told, now: datetime) -> date:
    """所说的日期: not before it was found, or handed out anew, and not after today. Raises RuleBroken at ``on_day``."""
    today = china_day(now)
    on = told.on_day or today
    if on > today:
        raise RuleBroken(f"日期{day(on)}还没有到，请核对。", "on_day")
    if on < row.found_on:
        raise RuleBroken(f"日期{day(on)}早于发现问题的{day(row.found_on)}，请核对。", "on_day")
    if row.relapses and row.assigned_on is not None and on < row.assigned_on:
        raise RuleBroken(f"日期{day(on)}早于反弹后重新交办的{day(row.assigned_on)}，请核对。", "on_day")
    return on


def proofs(evidence_ids: Sequence[int], by: Viewer) -> list[FindingEvidence]:
    """所附照片和材料, all in sight. Raises RuleBroken for too many, NotInSight."""
    wanted = list(dict.fromkeys(evidence_ids))
    check_count(len(wanted))
    found = evidence_named(by, wanted)
    if len(found) != len(wanted):
        raise NotInSight
    return [FindingEvidence(evidence_id=each.id) for each in found]


def add_step(row: Finding, deed: str, told: Told, *, by: Viewer, now: datetime) -> FindingStep:
    """记一步, after the problem itself was changed; ``due_on`` of the step is the one that the step set, if any."""
    db.session.flush()
    step = FindingStep(
        finding_id=row.id,
        number=last_number(row.id) + 1,
        deed=deed,
        at=now,
        on_day=told.on_day or china_day(now),
        by_id=by.user_id,
        by_name=by.name,
        by_unit_id=by.unit_id or row.town_id,
        for_unit=by.keeps(row.town_id) and deed in _OF_THE_UNIT and row.unit_id != row.town_id,
        state=row.state,
        text=told.text,
        pace=told.pace,
        due_on=row.due_on if deed in _SETS_DUE else None,
    )
    step.proofs = proofs(told.evidence, by)
    db.session.add(step)
    after = {
        "说明": told.text,
        "日期": day(step.on_day) if step.on_day != china_day(now) else "",
        "进度": PACE_LABELS[told.pace] if told.pace else "",
        "整改时限": day(step.due_on) if step.due_on else "",
        "照片和材料": f"{len(step.proofs)}件" if step.proofs else "",
        "代办": "是" if step.for_unit else "",
    }
    audit.note(deed, row, called(row), after={name: words for name, words in after.items() if words})
    return step


_OF_THE_UNIT = frozenset(
    f"finding.{name}" for name in ("receive", "plan", "progress", "stop_gap", "tell_done", "ask_extension")
)
"""责任单位的事: done by the office they are done for it."""
_SETS_DUE = frozenset(f"finding.{name}" for name in ("assign", "reassign", "reopen", "grant_extension"))
