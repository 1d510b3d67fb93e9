"""旧责任书: keep, check at leisure, and make a template with its targets out of it, all in one stroke."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit, letter_templates, targets
from respbook.actions.action import action, expect_version
from respbook.actions.letter_templates import TemplateFacts
from respbook.actions.targets import TargetFacts
from respbook.models.base import db
from respbook.models.letter_sources import LetterSource
from respbook.models.letter_templates import LetterTemplate
from respbook.models.programmes import Programme
from respbook.queries.letter_sources import waiting_like
from respbook.queries.scope import programme_in_sight, source_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.source_lines import SourceKind
from respbook.store import Store

LARGEST_PROGRESS = 2_000_000
"""Characters of kept decisions; a thousand rows fit."""


@dataclass(frozen=True)
class SourceFacts:
    """旧责任书内容: the bytes as they were handed in, and how many lines were read from them."""

    kind: SourceKind
    name: str
    content: bytes
    lines: int


class TargetRefused(RuleBroken):
    """目标未能登记: ``place`` is which of the chosen targets, from 0."""

    def __init__(self, place: int, problem: RuleBroken) -> None:
        super().__init__(problem.sentence, "targets")
        self.place = place


@action(Permission.TEMPLATE_WRITE)
def keep(programme_id: int, facts: SourceFacts, store: Store, *, by: Viewer, now: datetime) -> LetterSource:
    """读入: the original into the store; the same one that still waits is found again. Raises RuleBroken, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    digest = hashlib.sha256(facts.content).hexdigest()
    source = waiting_like(programme.id, digest)
    if source is None:
        source = LetterSource(
            programme_id=programme.id,
            kind=facts.kind,
            name=facts.name[:120],
            sha256=store.put(facts.content),
            size=len(facts.content),
            lines=facts.lines,
            progress="",
            added_at=now,
            added_by=by.name,
        )
        db.session.add(source)
    audit.note(
        "source.keep", source, source.name, after={"文件": source.name, "段数": str(source.lines), "校验值": digest}
    )
    return source


@action(Permission.TEMPLATE_WRITE, undo=True)
def save(source_id: int, progress: str, version: int, *, by: Viewer, now: datetime) -> LetterSource:
    """保存核对进度. Raises RuleBroken, StaleVersion, NotInSight."""
    source = _waiting(by, source_id, version)
    if len(progress) > LARGEST_PROGRESS:
        raise RuleBroken("改动的内容过多，存不下；请先建立模板，再在模板里修改。")
    source.progress = progress
    audit.note("source.save", source, source.name)
    return source


@action(Permission.TEMPLATE_WRITE)
def use(
    source_id: int, facts: TemplateFacts, goals: Sequence[TargetFacts], version: int, *, by: Viewer, now: datetime
) -> LetterTemplate:
    """建立模板: the chosen targets and the template, or nothing. Raises RuleBroken, StaleVersion, NotInSight."""
    source = _waiting(by, source_id, version)
    for place, goal in enumerate(goals):
        try:
            targets.add(source.programme_id, goal, by=by, now=now)
            db.session.flush()
        except RuleBroken as problem:
            raise TargetRefused(place, problem) from None
    template = letter_templates.write(source.programme_id, facts, by=by, now=now)
    db.session.flush()
    source.template_id, source.progress = template.id, ""
    after = {"模板": template.name, "条数": str(len(facts.clauses)), "目标任务": str(len(goals))}
    audit.note("source.use", source, source.name, after=after)
    return template


@action(Permission.TEMPLATE_WRITE, undo=True)
def drop(source_id: int, version: int, *, by: Viewer, now: datetime) -> Programme:
    """删去 one that no template was made from; the original stays in the store. Raises RuleBroken, NotInSight."""
    source = _waiting(by, source_id, version)
    programme = source.programme
    audit.note("source.drop", source, source.name, before={"文件": source.name, "校验值": source.sha256})
    db.session.delete(source)
    return programme


def _waiting(by: Viewer, source_id: int, version: int) -> LetterSource:
    source = source_in_sight(by, source_id)
    check_open(source.programme.state, source.programme.name)
    if source.template_id is not None:
        raise RuleBroken("这份旧责任书已经建立了模板，不再改动；请到模板里修改。")
    expect_version(source, version)
    return source
