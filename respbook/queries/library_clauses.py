"""条款库: what is kept in sight, and which templates of running programmes still use an old text (features L4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.base import db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.library_clauses import LibraryClause, LibraryClauseVersion
from respbook.models.programmes import Programme
from respbook.queries.letter_templates import how_many
from respbook.queries.scope import kept_in_sight, owned_by
from respbook.rules.chinese import joined
from respbook.rules.lifecycles import LetterState, ProgrammeState
from respbook.rules.permissions import Viewer


def versions_in_sight(viewer: Viewer, ids: Collection[int]) -> set[int]:
    """看得到的版本: which of these versions are of the viewer's library."""
    statement = select(LibraryClauseVersion.id).join(LibraryClauseVersion.library_clause)
    return set(db.session.scalars(statement.where(LibraryClauseVersion.id.in_(ids), kept_in_sight(viewer))))


def versions_standing(ids: Collection[int]) -> set[int]:
    """现存的版本: which of these versions are still kept, in whatever library."""
    return set(db.session.scalars(select(LibraryClauseVersion.id).where(LibraryClauseVersion.id.in_(ids))))


def version_in_sight(viewer: Viewer, version_id: int) -> LibraryClauseVersion | None:
    """一个版本 with its clause; None when the library has it no more."""
    return db.session.scalars(
        select(LibraryClauseVersion)
        .join(LibraryClauseVersion.library_clause)
        .where(LibraryClauseVersion.id == version_id, kept_in_sight(viewer))
        .options(joinedload(LibraryClauseVersion.library_clause))
    ).one_or_none()


@dataclass(frozen=True)
class LibraryRow:
    """条款库的一行: the newest text, how many clauses of templates come from it, how many of them are behind."""

    clause: LibraryClause
    used: int
    behind: int

    @property
    def newest(self) -> LibraryClauseVersion:
        """现行文本."""
        return self.clause.newest


def library(viewer: Viewer) -> list[LibraryRow]:
    """条款库 by category: three statements."""
    kept = db.session.scalars(
        select(LibraryClause)
        .where(kept_in_sight(viewer))
        .order_by(LibraryClause.category, LibraryClause.id)
        .options(selectinload(LibraryClause.versions))
    ).all()
    newest = {row.id: row.newest.id for row in kept}
    used: dict[int, list[int]] = {}
    statement = (
        select(LibraryClauseVersion.library_clause_id, LibraryClauseVersion.id, func.count())
        .join(Clause, Clause.library_version_id == LibraryClauseVersion.id)
        .join(Clause.template)
        .join(LetterTemplate.programme)
        .where(owned_by(viewer), Programme.state == ProgrammeState.OPEN)
        .group_by(LibraryClauseVersion.library_clause_id, LibraryClauseVersion.id)
    )
    for key, version, count in db.session.execute(statement):
        counts = used.setdefault(key, [0, 0])
        counts[0] += count
        counts[1] += 0 if newest.get(key) == version else count
    return [LibraryRow(row, *used.get(row.id, (0, 0))) for row in kept]


@dataclass(frozen=True)
class Use:
    """使用处: a clause of a template of a running programme; ``taken`` is the text that it was taken from the library as."""

    clause_id: int
    template_id: int
    template_name: str
    programme_name: str
    text: str
    taken: str
    behind: bool
    drafts: int
    issued: int

    @property
    def altered(self) -> bool:
        """自行改过: the template has changed the wording itself."""
        return self.text != self.taken

    @property
    def all_issued(self) -> bool:
        """全部签发: no draft would take the new text."""
        return self.issued > 0 and not self.drafts

    @property
    def fitting(self) -> bool:
        """宜更新: ticked to begin with."""
        return not self.altered and not self.all_issued


def uses_of(viewer: Viewer, kept: LibraryClause) -> list[Use]:
    """使用处 of a clause in running programmes; closed ones stay as they are."""
    drafts, issued = how_many(LetterState.DRAFT), how_many(LetterState.ISSUED)
    statement = (
        select(Clause, LibraryClauseVersion, LetterTemplate, Programme, drafts, issued)
        .join(Clause, Clause.library_version_id == LibraryClauseVersion.id)
        .join(LetterTemplate, LetterTemplate.id == Clause.template_id)
        .join(LetterTemplate.programme)
        .where(
            LibraryClauseVersion.library_clause_id == kept.id,
            owned_by(viewer),
            Programme.state == ProgrammeState.OPEN,
        )
        .order_by(Programme.id, LetterTemplate.position, Clause.position)
    )
    return [
        Use(
            clause.id,
            template.id,
            template.name,
            programme.name,
            clause.text,
            version.text,
            version.id != kept.newest.id,
            drafted,
            given,
        )
        for clause, version, template, programme, drafted, given in db.session.execute(statement)
    ]


def behind_words(uses: Sequence[Use]) -> str:
    """旧文本说明: 12份草稿、3个模板使用旧文本; "" when all are up to date."""
    templates = {use.template_id for use in uses if use.behind}
    if not templates:
        return ""
    drafts = db.session.scalar(
        select(func.count()).where(Letter.template_id.in_(templates), Letter.state == LetterState.DRAFT)
    )
    return joined([f"{drafts}份草稿" if drafts else "", f"{len(templates)}个模板"]) + "使用旧文本"


def ever_taken(kept: LibraryClause) -> int:
    """取用过: how many clauses, of any year, name this clause as their source."""
    statement = select(func.count(Clause.id)).join(
        LibraryClauseVersion, LibraryClauseVersion.id == Clause.library_version_id
    )
    return db.session.scalar(statement.where(LibraryClauseVersion.library_clause_id == kept.id)) or 0


def titles_in(unit_id: int) -> set[str]:
    """条款名称 of a town's library, to refuse a second one of the same name."""
    return set(db.session.scalars(select(LibraryClause.title).where(LibraryClause.unit_id == unit_id)))
