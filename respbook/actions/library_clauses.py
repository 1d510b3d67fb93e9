"""条款库: keep, correct, renew in templates, remove. Issued letters are never touched: they are frozen paper (L4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts, revise
from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.models.library_clauses import LibraryClause, LibraryClauseVersion
from respbook.queries import library_clauses as queries
from respbook.queries.scope import library_clause_in_sight, template_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scopes import check_scope, limits_words
from respbook.rules.wording import BLOCKS, FIELDS, TARGET, check, fields_in, tidy


@dataclass(frozen=True)
class LibraryFacts:
    """库存条款内容; ``tag`` is the scope that a template is offered with it."""

    category: str
    title: str
    text: str
    tag: str = ""


@action(Permission.TEMPLATE_WRITE, undo=True)
def keep(facts: LibraryFacts, *, by: Viewer, now: datetime) -> LibraryClause:
    """存入条款库 of the clerk's town. Raises RuleBroken."""
    _check(facts, by.unit_id, "")
    kept = LibraryClause(unit_id=by.unit_id, versions=[])
    db.session.add(kept)
    _fill(kept, facts, by, now)
    audit.note("library.keep", kept, kept.title, after=_words(kept))
    return kept


@action(Permission.TEMPLATE_WRITE, undo=True)
def correct(library_clause_id: int, facts: LibraryFacts, version: int, *, by: Viewer, now: datetime) -> LibraryClause:
    """修改库存条款: another text is another version; templates follow only by ``renew``. Raises RuleBroken, StaleVersion."""
    kept = library_clause_in_sight(by, library_clause_id)
    expect_version(kept, version)
    _check(facts, kept.unit_id, kept.title)
    before = _words(kept)
    _fill(kept, facts, by, now)
    flag_modified(kept, "changed_at")
    audit.note_change("library.correct", kept, kept.title, before, _words(kept))
    return kept


@action(Permission.TEMPLATE_WRITE, undo=True)
def renew(library_clause_id: int, clause_ids: Collection[int], *, by: Viewer, now: datetime) -> tuple[str, ...]:
    """按条款库更新: the chosen clauses of templates take the newest text, their drafts with them. Raises RuleBroken.

    Gives the names of the templates.
    """
    kept = library_clause_in_sight(by, library_clause_id)
    known = {use.clause_id: use.template_id for use in queries.uses_of(by, kept)}
    if not clause_ids:
        raise RuleBroken("还没有选要更新的模板；请至少选一个。", "clause_ids")
    if not set(clause_ids) <= set(known):
        raise RuleBroken("所选的条款已被改动或移走，没有更新。请刷新页面，按最新内容重选。", "clause_ids")
    names = []
    for template_id in dict.fromkeys(known[each] for each in clause_ids):
        template = template_in_sight(by, template_id)
        revise(template_id, _renewed(template, clause_ids, kept.newest), template.version, by=by, now=now)
        names.append(template.name)
    audit.note("library.renew", kept, kept.title, after={"模板": names, "版本": f"第{kept.newest.number}版"})
    return tuple(names)


def _renewed(template: LetterTemplate, clause_ids: Collection[int], newest: LibraryClauseVersion) -> TemplateFacts:
    clauses = (
        ClauseFacts(each.level, newest.text, each.tag, each.label, each.id, newest.id)
        if each.id in clause_ids
        else ClauseFacts(each.level, each.text, each.tag, each.label, each.id, each.library_version_id)
        for each in template.clauses
    )
    return TemplateFacts(template.name, template.kinds, template.title, tuple(clauses))


@action(Permission.TEMPLATE_WRITE, undo=True)
def remove(library_clause_id: int, version: int, *, by: Viewer, now: datetime) -> None:
    """从条款库删除 what no template has taken. Raises RuleBroken, StaleVersion, NotInSight."""
    kept = library_clause_in_sight(by, library_clause_id)
    expect_version(kept, version)
    if taken := queries.ever_taken(kept):
        raise RuleBroken(
            f"已有模板的{taken}条取自“{kept.title}”，不能删除，否则来源无从查考。不再用的，可改入“停用”类别。"
        )
    audit.note("library.remove", kept, kept.title, before=_words(kept))
    db.session.delete(kept)


def _fill(kept: LibraryClause, facts: LibraryFacts, by: Viewer, now: datetime) -> None:
    kept.category, kept.title, kept.tag = facts.category, facts.title, facts.tag
    kept.changed_at, kept.changed_by = now, by.name
    text = tidy(facts.text)
    if not kept.versions or kept.newest.text != text:
        number = kept.newest.number + 1 if kept.versions else 1
        kept.versions.append(LibraryClauseVersion(number=number, text=text, made_at=now, made_by=by.name))
    db.session.flush()


def _check(facts: LibraryFacts, unit_id: int, own_title: str) -> None:
    if not facts.category.strip() or not facts.title.strip():
        raise RuleBroken("类别和名称都要填写，取用时靠它们来找。", "title")
    if facts.title != own_title and facts.title in queries.titles_in(unit_id):
        raise RuleBroken(f"条款库里已有“{facts.title}”。请换一个名称，或修改那一条。", "title")
    if not facts.text.strip():
        raise RuleBroken("条款没有内容，请填写。", "text")
    check_scope(facts.tag)
    figures = tuple(name.removeprefix(TARGET) for name in fields_in(facts.text) if name.startswith(TARGET))
    if problems := check(facts.text, (*FIELDS, *BLOCKS), figures):
        raise RuleBroken(problems[0].sentence, "text", tuple(problem.sentence for problem in problems))


def _words(kept: LibraryClause) -> dict[str, object]:
    """The facts in words, for the log."""
    return {
        "类别": kept.category,
        "名称": kept.title,
        "适用": limits_words(kept.tag) or "全部单位",
        "版本": f"第{kept.newest.number}版",
        "条款": kept.newest.text,
    }
