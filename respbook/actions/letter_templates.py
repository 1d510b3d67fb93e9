"""责任书模板: write, revise, remove. A clause keeps its id through every edit: tasks and scores point to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from respbook.actions import audit, removals
from respbook.actions.action import action, expect_version
from respbook.actions.template_versions import keep, keep_standing
from respbook.models.base import db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.programmes import Programme
from respbook.models.removals import Removal
from respbook.models.template_versions import TemplateVersion
from respbook.queries import letter_templates as queries
from respbook.queries.letter_sources import source_of
from respbook.queries.library_clauses import versions_in_sight
from respbook.queries.scope import programme_in_sight, template_in_sight
from respbook.queries.template_versions import wording_of
from respbook.rules.clauses import check_size, numbers
from respbook.rules.errors import RuleBroken
from respbook.rules.kept_wording import clause_texts
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.redline import ClauseText, compare_clauses, summary
from respbook.rules.scopes import check_scope
from respbook.rules.units import UnitKind, kinds_words, signing_kinds
from respbook.rules.wording import BLOCKS, FIELDS, check, tidy, waits


@dataclass(frozen=True)
class ClauseFacts:
    """条款内容: ``id`` is None for a new clause, ``tag`` the written scope, ``library`` the library's version it is from."""

    level: int
    text: str
    tag: str = ""
    label: str = ""
    id: int | None = None
    library: int | None = None


@dataclass(frozen=True)
class TemplateFacts:
    """责任书模板内容; ``remark`` tells later readers why it was changed."""

    name: str
    unit_kinds: tuple[UnitKind, ...]
    title: str
    clauses: tuple[ClauseFacts, ...]
    remark: str = ""


@action(Permission.TEMPLATE_WRITE, undo=True)
def write(programme_id: int, facts: TemplateFacts, *, by: Viewer, now: datetime) -> LetterTemplate:
    """编写模板. Raises RuleBroken (a field that cannot be filled among others), NotInSight."""
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    _check(programme, facts, "")
    template = LetterTemplate(programme_id=programme.id, position=queries.last_position(programme.id) + 1)
    facts = _from_library(facts, by)
    template.clauses = [_filled(Clause(), each, place) for place, each in enumerate(facts.clauses, 1)]
    _fill(template, facts, by, now)
    db.session.add(template)
    keep(template, f"新编{len(template.clauses)}条", facts.remark)
    audit.note("template.write", template, template.name, after=_words(template))
    return template


@action(Permission.TEMPLATE_WRITE, undo=True)
def revise(template_id: int, facts: TemplateFacts, version: int, *, by: Viewer, now: datetime) -> LetterTemplate:
    """修改模板: drafts use the new wording, issued letters never; every change is a version that is kept.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    template = template_in_sight(by, template_id)
    check_open(template.programme.state, template.programme.name)
    expect_version(template, version)
    _check(template.programme, facts, template.name)
    standing = {clause.id: clause for clause in template.clauses}
    kept = [clause.id for clause in facts.clauses if clause.id is not None]
    if len(set(kept)) != len(kept) or not set(kept) <= set(standing):
        raise RuleBroken("有条款已不在本模板中，无法保存。请刷新页面，按最新内容重新修改。")
    facts = _from_library(facts, by)
    if _unchanged(template, facts):
        audit.note("template.revise", template, template.name, after={"结果": "内容没有改动，没有另存新版"})
        return template
    keep_standing(template)
    before, texts, old = _words(template), {key: _text(each) for key, each in standing.items()}, _wording(template)
    template.clauses = [
        _filled(standing[each.id] if each.id is not None else Clause(), each, place)
        for place, each in enumerate(facts.clauses, 1)
    ]
    _fill(template, facts, by, now)
    flag_modified(template, "changed_at")
    db.session.flush()
    keep(template, _told(old, _wording(template)), facts.remark)
    after = _words(template)
    altered = {str(clause.id): _text(clause) for clause in template.clauses if texts.get(clause.id) != _text(clause)}
    audit.note(
        "template.revise",
        template,
        template.name,
        before=before | {"条款": {key: texts[int(key)] for key in altered if int(key) in texts} | _gone(texts, kept)},
        after=after | {"条款": altered},
    )
    return template


Wording = tuple[str, str, str, tuple[ClauseText, ...]]
"""文字: name, kinds of unit, title and clauses, to be compared."""


def _wording(template: LetterTemplate) -> Wording:
    return template.name, template.unit_kinds, template.title, clause_texts(template.clauses)


def _unchanged(template: LetterTemplate, facts: TemplateFacts) -> bool:
    clauses = [
        (each.id, each.level, each.label, each.tag, each.text, each.library_version_id) for each in template.clauses
    ]
    wanted = [(each.id, each.level, each.label, each.tag, tidy(each.text), each.library) for each in facts.clauses]
    head = (template.name, template.unit_kinds, template.title)
    return head == (facts.name, ",".join(facts.unit_kinds), tidy(facts.title)) and clauses == wanted


def _told(old: Wording, new: Wording) -> str:
    """What changed, counted: “改2条，增1条；标题有改动”."""
    told = [summary(compare_clauses(old[3], new[3]))]
    told += [f"{word}有改动" for word, place in (("标题", 2), ("名称", 0), ("适用单位", 1)) if old[place] != new[place]]
    return "；".join(each for each in told if each)


@action(Permission.TEMPLATE_WRITE, undo=True)
def restore(template_id: int, number: int, version: int, *, by: Viewer, now: datetime) -> LetterTemplate:
    """恢复到此版: title and clauses of an earlier version as a new one; a clause that still stands keeps its id.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    template = template_in_sight(by, template_id)
    expect_version(template, version)
    wanted, standing = wording_of(template, number), {clause.id for clause in template.clauses}
    clauses = tuple(
        ClauseFacts(each.level, each.text, each.tag, each.label, each.id if each.id in standing else None)
        for each in wanted.clauses
    )
    facts = TemplateFacts(template.name, template.kinds, wanted.title, clauses, f"恢复到第{number}版")
    if _unchanged(template, facts):
        raise RuleBroken(f"第{number}版与现在的文字相同，不用恢复。")
    audit.note("template.restore", template, template.name, after={"恢复到": f"第{number}版"})
    return revise(template_id, facts, version, by=by, now=now)


def _from_library(facts: TemplateFacts, by: Viewer) -> TemplateFacts:
    """A version that the library no longer has, or never had, is no source."""
    named = {clause.library for clause in facts.clauses if clause.library is not None}
    known = versions_in_sight(by, named) if named else set()
    kept = (replace(each, library=each.library if each.library in known else None) for each in facts.clauses)
    return replace(facts, clauses=tuple(kept))


def _gone(texts: dict[int, str], kept: Sequence[int]) -> dict[str, str]:
    return {str(key): text for key, text in texts.items() if key not in kept}


def _text(clause: Clause) -> str:
    return "｜".join((str(clause.level), clause.tag, clause.label, clause.text))


def _filled(clause: Clause, facts: ClauseFacts, place: int) -> Clause:
    clause.position, clause.level, clause.text = place, facts.level, tidy(facts.text)
    clause.tag, clause.label = facts.tag, facts.label
    clause.library_version_id = facts.library
    return clause


def _fill(template: LetterTemplate, facts: TemplateFacts, by: Viewer, now: datetime) -> None:
    template.name, template.title = facts.name, tidy(facts.title)
    template.unit_kinds = ",".join(facts.unit_kinds)
    template.changed_at, template.changed_by = now, by.name


def _words(template: LetterTemplate) -> dict[str, object]:
    """The facts in words, for the log."""
    return {
        "名称": template.name,
        "适用": kinds_words(template.kinds),
        "标题": template.title,
        "条数": str(len(template.clauses)),
    }


def _check(programme: Programme, facts: TemplateFacts, own_name: str) -> None:
    if facts.name != own_name and facts.name in queries.names_in(programme.id):
        raise RuleBroken(f"本方案已有同名模板“{facts.name}”。请换一个名称。", "name")
    signing = signing_kinds(programme.unit.kind)
    if not facts.unit_kinds or not set(facts.unit_kinds) <= set(signing):
        raise RuleBroken(f"请选择模板适用于哪类单位：{kinds_words(signing)}。", "unit_kinds")
    if not facts.title.strip():
        raise RuleBroken("标题未填写，责任书没有题目；请填写。", "title")
    if not facts.clauses:
        raise RuleBroken("模板还没有条款，责任书会是空白；请至少写一条。", "clauses")
    check_size(len(facts.clauses), sum(len(clause.text) for clause in facts.clauses))
    _check_wording(facts, queries.target_names(programme.id))


def _check_wording(facts: TemplateFacts, targets: tuple[str, ...]) -> None:
    """填充项检查: an unknown or misspelt field blocks saving, a target still to come does not (features L1)."""
    if problems := check(facts.title, tuple(FIELDS), targets):
        raise RuleBroken(problems[0].sentence, "title", tuple(problem.sentence for problem in problems))
    known = (*FIELDS, *BLOCKS)
    for place, clause in enumerate(facts.clauses, 1):
        if clause.level not in range(5) or not clause.text.strip():
            raise RuleBroken(f"第{place}条没有内容，或级别不对；请填写，或删去这一条。", "clauses")
        check_scope(clause.tag)
    printed = numbers((clause.level, clause.label) for clause in facts.clauses)
    for place, (clause, number) in enumerate(zip(facts.clauses, printed, strict=True), 1):
        if problems := [each for each in check(clause.text, known, targets) if not waits(each)]:
            raise RuleBroken(f"第{place}条{number and f'（{number}）'}{problems[0].sentence}", "clauses")


@action(Permission.TEMPLATE_WRITE)
def remove(template_id: int, version: int, *, by: Viewer, now: datetime) -> Removal:
    """删除模板 that no letter was ever made from; it can be brought back. Raises RuleBroken, StaleVersion, NotInSight."""
    template = template_in_sight(by, template_id)
    programme = template.programme
    check_open(programme.state, programme.name)
    expect_version(template, version)
    if queries.ever_used(template.id):
        raise RuleBroken(f"已有责任书按“{template.name}”拟稿或签发，不能删除。不再使用的，可修改适用类别。")
    source = source_of(template.id)
    if source is not None:
        source.template_id = None
        db.session.flush()
    audit.note("template.remove", template, template.name, before=_words(template))
    removal = removals.keep(template, programme, template.name, template.clauses, by=by, now=now)
    for row in db.session.scalars(select(TemplateVersion).where(TemplateVersion.template_id == template.id)):
        db.session.delete(row)
    db.session.flush()
    db.session.delete(template)
    return removal
