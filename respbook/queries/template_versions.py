"""模板版本: every wording a template had, the one in force, and the one to compare with (features L5, L6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.template_versions import TemplateVersion
from respbook.queries.scope import NotInSight
from respbook.rules.kept_wording import clause_texts, digest, dumped, loaded
from respbook.rules.lifecycles import LetterState
from respbook.rules.redline import ClauseText


@dataclass(frozen=True)
class VersionRow:
    """历次版本的一行; ``issued`` are the living letters of this version."""

    number: int
    made_at: datetime
    made_by: str
    words: str
    remark: str
    issued: int


@dataclass(frozen=True)
class Wording:
    """一版文字: ``called`` names it for people."""

    template_id: int
    number: int
    called: str
    title: str
    clauses: tuple[ClauseText, ...]
    made_at: datetime
    made_by: str
    sha256: str
    remark: str = ""


def kept(template_id: int, number: int) -> TemplateVersion | None:
    """留存的一版, None when it is from before versions were kept."""
    same = select(TemplateVersion).where(TemplateVersion.template_id == template_id, TemplateVersion.number == number)
    return db.session.scalars(same).one_or_none()


def versions_of(template: LetterTemplate) -> list[VersionRow]:
    """历次版本, the youngest first; the wording in force is there even if nothing was saved since versions are kept."""
    issued = issued_by_version(template.id)
    rows = db.session.execute(
        select(
            TemplateVersion.number,
            TemplateVersion.made_at,
            TemplateVersion.made_by,
            TemplateVersion.words,
            TemplateVersion.remark,
        )
        .where(TemplateVersion.template_id == template.id)
        .order_by(TemplateVersion.number.desc())
    )
    found = [VersionRow(*row, issued.get(row[0], 0)) for row in rows]
    if not found or found[0].number != template.version:
        now = VersionRow(
            template.version, template.changed_at, template.changed_by, "", "", issued.get(template.version, 0)
        )
        found.insert(0, now)
    return found


def issued_by_version(template_id: int) -> Mapping[int, int]:
    """已签发的份数, by the version they are of."""
    rows = db.session.execute(
        select(Letter.template_version, func.count())
        .where(Letter.template_id == template_id, Letter.state == LetterState.ISSUED)
        .group_by(Letter.template_version)
    )
    return {number: count for number, count in rows if number is not None}


def issued_otherwise(template: LetterTemplate) -> Sequence[tuple[int, int]]:
    """与现文不同的已签发: (version, how many letters), the youngest first."""
    found = issued_by_version(template.id)
    return [(number, found[number]) for number in sorted(found, reverse=True) if number != template.version]


def wording_now(template: LetterTemplate) -> Wording:
    """现文: the wording in force."""
    return Wording(
        template.id,
        template.version,
        f"第{template.version}版（现文）",
        template.title,
        clause_texts(template.clauses),
        template.changed_at,
        template.changed_by,
        digest(template.title, dumped(template.clauses)),
    )


def wording_of(template: LetterTemplate, number: int) -> Wording:
    """第几版的文字. Raises NotInSight for a version that was never kept."""
    if number == template.version:
        return wording_now(template)
    row = kept(template.id, number)
    if row is None:
        raise NotInSight
    return Wording(
        template.id,
        number,
        f"第{number}版",
        row.title,
        loaded(row.clauses),
        row.made_at,
        row.made_by,
        row.sha256,
        row.remark,
    )


def counterpart_of(template: LetterTemplate, programme: Programme) -> LetterTemplate | None:
    """上年的同类模板: of the same town and kind of programme, the youngest earlier year, by name, else by kinds of unit."""
    rows = db.session.scalars(
        select(LetterTemplate)
        .join(LetterTemplate.programme)
        .where(
            Programme.unit_id == programme.unit_id,
            Programme.kind == programme.kind,
            Programme.year < programme.year,
        )
        .order_by(Programme.year.desc(), Programme.id.desc(), LetterTemplate.position)
        .limit(20)
        .options(selectinload(LetterTemplate.clauses))
    ).all()
    same_name = (each for each in rows if each.name == template.name)
    same_kinds = (each for each in rows if set(each.kinds) & set(template.kinds))
    return next(same_name, None) or next(same_kinds, None)
