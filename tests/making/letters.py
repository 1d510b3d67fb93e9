"""年度责任书: from the programme to issued letters, made the way the office makes them: through actions."""

import datetime as d

from flask import Flask

from making.township import NOW, Town
from respbook.actions import amending, batch, letter_sources, letter_templates, letters, programmes, targets
from respbook.models.base import db
from respbook.models.jobs import Job
from respbook.models.letter_sources import LetterSource
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.queries import preflight
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.scope import letter_in_sight, programme_in_sight
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.source_lines import SourceKind
from respbook.rules.targets import TargetKind
from respbook.rules.units import UnitKind
from respbook.works import tools


def programme(town: Town, name: str = "2026年度环境保护目标责任书", **more: object) -> Programme:
    """An open programme of the year."""
    facts = {
        "kind": ProgrammeKind.YEARLY,
        "year": 2026,
        "name": name,
        "issuer": "青山镇人民政府",
        "term_from": d.date(2026, 1, 1),
        "term_to": d.date(2026, 12, 31),
        "number_pattern": "青环责〔{年}〕{号}号",
    } | more
    clerk = town.viewer("clerk")
    return programmes.open_programme(town.unit.id, programmes.ProgrammeFacts(**facts), by=clerk, now=NOW)


def target(town: Town, programme: Programme, name: str = "秸秆禁烧", **more: object) -> Target:
    """A yes-or-no target of the villages."""
    facts = {
        "category": "大气污染防治",
        "name": name,
        "kind": TargetKind.YES_NO,
        "unit_kinds": (UnitKind.VILLAGE,),
        "duty": "全年不发生露天焚烧秸秆。",
    } | more
    return targets.add(programme.id, targets.TargetFacts(**facts), by=town.viewer("clerk"), now=NOW)


def template(town: Town, programme: Programme, name: str = "村级责任书", **more: object) -> LetterTemplate:
    """A template for the villages with two clauses and the list of duties."""
    clause = letter_templates.ClauseFacts
    facts = {
        "name": name,
        "unit_kinds": (UnitKind.VILLAGE,),
        "title": "{{年度}}年度{{单位简称}}\n环境保护目标责任书",
        "clauses": (
            clause(1, "责任目标"),
            clause(0, "{{单位名称}}应当完成下列任务。"),
            clause(0, "{{目标任务表}}"),
            clause(0, "{{任务清单}}"),
            clause(0, "{{签字栏}}"),
        ),
    } | more
    facts = letter_templates.TemplateFacts(**facts)
    return letter_templates.write(programme.id, facts, by=town.viewer("clerk"), now=NOW)


def source(
    app: Flask, town: Town, programme: Programme, text: str = "一、责任目标\n1、每月巡查不少于2次。"
) -> LetterSource:
    """A letter of last year, pasted and waiting to be checked."""
    facts = letter_sources.SourceFacts(SourceKind.PASTED, "粘贴的全文", text.encode(), len(text.split("\n")))
    return letter_sources.keep(programme.id, facts, tools(app).store, by=town.viewer("clerk"), now=NOW)


def drafts(town: Town, template: LetterTemplate, unit_ids: list[int]) -> list[Letter]:
    """Drafted letters of the units, in their order."""
    letters.draft(template.id, unit_ids, by=town.viewer("clerk"), now=NOW)
    found = {row.unit_id: row for row in all_letters(town.viewer("clerk"), LetterFilter(template_id=template.id))}
    return [found[unit_id] for unit_id in unit_ids]


def proposal(app: Flask, town: Town, rows: list[Letter]) -> Job:
    """The drafts proposed for issue by the clerk; every warning waived."""
    clerk, missing = town.viewer("clerk"), tools(app).binder.faces.missing
    year = programme_in_sight(clerk, rows[0].programme_id)
    report = preflight.report(year, rows, missing, NOW)
    assert not report.stops, report.stops
    if report.warnings:
        letters.waive(year.id, [finding.key for finding in report.warnings], "已核对。", by=clerk, now=NOW)
    asked = batch.Proposal(tuple(row.id for row in rows))
    return batch.propose(year.id, asked, missing, by=clerk, now=NOW)


def issued(app: Flask, town: Town, rows: list[Letter]) -> Job:
    """The drafts issued by the leader, as one batch."""
    job = proposal(app, town, rows)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=NOW)
    with app.app_context():  # a session of its own, as the queue has
        batch.work_off(job.id, tools(app), lambda: NOW)
    return job


def renewed(app: Flask, town: Town, letter: Letter) -> Letter:
    """The letter signed anew (全文重签): its renewal drafted by the clerk and issued by the leader; the old one is replaced."""
    by = town.viewer("clerk")
    made = amending.renew(letter.id, by=by, now=NOW)
    issued(app, town, [letter_in_sight(by, made.id)])
    db.session.rollback()
    db.session.expire_all()
    return letter_in_sight(by, made.id)
