"""责任书列表: filter, order, page, export, and the neighbours of a letter in its list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.jobs import in_batch, open_batch
from respbook.queries.listing import PAGE_SIZE, Listing, capped, total_of
from respbook.queries.scope import letters_in_sight, programmes_seen
from respbook.queries.signing import IN_FORCE
from respbook.queries.units import CALLED, in_order, named_like
from respbook.rules.amending import Amends
from respbook.rules.lifecycles import BatchState, LetterState, letter_words
from respbook.rules.permissions import Viewer
from respbook.rules.signing import SigningState
from respbook.rules.units import UnitKind


@dataclass(frozen=True)
class LetterFilter:
    """责任书筛选."""

    programme_id: int | None = None
    template_id: int | None = None
    state: LetterState | None = None
    sent: bool | None = None
    waits: BatchState | None = None
    signing: SigningState | None = None
    words: str = ""
    sort: str = "unit"
    year: int | None = None
    office_id: int | None = None
    """发文单位: whose programmes, where a county looks at one town."""

    @property
    def asked(self) -> str:
        """状态 as the list's address says it."""
        return self.waits or self.signing or self.state or ""


@dataclass(frozen=True)
class LetterRow:
    """责任书列表的一行."""

    id: int
    unit_id: int
    unit_name: str
    unit_kind: UnitKind
    programme_name: str
    template_name: str
    state: LetterState
    number_text: str
    issued_on: date | None
    pages: int | None
    single_handed: bool
    signing: SigningState | None
    batch: BatchState | None
    amends: Amends | None
    replaced_by_id: int | None

    @property
    def told(self) -> str:
        """状态用语."""
        return letter_words(self.state, self.batch, self.signing, self.replaced_by_id is not None)


def _of_programmes(wanted: LetterFilter) -> list[ColumnElement[bool]]:
    of = [] if wanted.programme_id is None else [Programme.id == wanted.programme_id]
    of += [] if wanted.year is None else [Programme.year == wanted.year]
    of += [] if wanted.office_id is None else [Programme.unit_id == wanted.office_id]
    if wanted.programme_id is not None and len(of) == 1:
        return [Letter.programme_id == wanted.programme_id]
    return [Letter.programme_id.in_(select(Programme.id).where(*of))] if of else []


def _chosen(viewer: Viewer, wanted: LetterFilter) -> Select[Any]:
    chosen = select(Letter.id).join(Letter.unit).where(letters_in_sight(viewer))
    chosen = chosen.where(*_of_programmes(wanted))
    if wanted.template_id is not None:
        chosen = chosen.where(Letter.template_id == wanted.template_id)
    if wanted.state is not None:
        chosen = chosen.where(Letter.state == wanted.state)
    if wanted.sent is not None:
        chosen = chosen.where(Letter.amends.is_(None), in_batch() if wanted.sent else ~in_batch())
    if wanted.waits is not None:
        reviewed = open_batch() == BatchState.REVIEW
        chosen = chosen.where(in_batch(), reviewed if wanted.waits is BatchState.REVIEW else ~reviewed)
    if wanted.signing is not None:
        chosen = chosen.where(IN_FORCE, Letter.signing == wanted.signing)
    if wanted.words.strip():
        chosen = chosen.where(named_like(wanted.words) | (Letter.number_text == wanted.words.strip()))
    return chosen


def _order(viewer: Viewer, sort: str) -> tuple[Any, ...]:
    """排序 by the words of ``rules.list_states``."""
    units = in_order(viewer)
    orders: dict[str, tuple[Any, ...]] = {
        "unit": (Letter.programme_id.desc(), *units, Letter.id),
        "-unit": (Letter.programme_id, *(column.desc() for column in units), Letter.id.desc()),
        "number": (Letter.programme_id.desc(), Letter.number.is_(None), Letter.number, Letter.id),
        "-number": (Letter.programme_id, Letter.number.is_(None), Letter.number.desc(), Letter.id.desc()),
        "issued": (Letter.issued_on.is_(None), Letter.issued_on, Letter.number, Letter.id),
        "-issued": (Letter.issued_on.is_(None), Letter.issued_on.desc(), Letter.number.desc(), Letter.id.desc()),
    }
    return orders[sort]


def letter_list(viewer: Viewer, wanted: LetterFilter, page: int = 1) -> Listing[LetterRow]:
    """责任书列表: one statement however many rows; the page is cut before anything is joined to it."""
    chosen = _chosen(viewer, wanted)
    order = _order(viewer, wanted.sort)
    shown = chosen.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE).subquery()
    rows = db.session.execute(
        select(
            capped(chosen).label("total"),
            Letter.id,
            Letter.unit_id,
            CALLED.label("unit_name"),
            Unit.kind.label("unit_kind"),
            Programme.name.label("programme_name"),
            LetterTemplate.name.label("template_name"),
            Letter.state,
            Letter.number_text,
            Letter.issued_on,
            Letter.pages,
            Letter.single_handed,
            Letter.signing,
            open_batch().label("batch"),
            Letter.amends,
            Letter.replaced_by_id,
        )
        .join(shown, shown.c.id == Letter.id)
        .join(Letter.unit)
        .join(Letter.programme)
        .join(Letter.template)
        .order_by(*order)
    ).all()
    return Listing([LetterRow(*row[1:]) for row in rows], rows[0].total if rows else total_of(chosen), page)


def listed_letters(viewer: Viewer, wanted: LetterFilter) -> Iterator[Any]:
    """全部责任书 of a filter as the sheet tells them, in the order of the list: one statement, read as it is written."""
    statement = (
        select(
            Unit.name,
            Letter.state,
            open_batch(),
            Letter.signing,
            Letter.number_text,
            Letter.issued_on,
            LetterTemplate.name,
            Programme.name,
            Letter.pages,
            Letter.single_handed,
            Letter.amends,
            Letter.replaced_by_id,
        )
        .join(Letter.unit)
        .join(Letter.programme)
        .join(Letter.template)
        .where(Letter.id.in_(_chosen(viewer, wanted)))
        .order_by(*_order(viewer, wanted.sort))
    )
    return iter(db.session.execute(statement.execution_options(yield_per=2000)))


def newest_issued(viewer: Viewer) -> int | None:
    """最近签发的方案: the youngest programme with an issued letter in sight; one statement."""
    issued = (letters_in_sight(viewer), Letter.state == LetterState.ISSUED)
    chosen = select(Programme.id).join(Letter, Letter.programme_id == Programme.id).join(Letter.unit).where(*issued)
    own = Programme.unit_id != viewer.office_id
    return db.session.scalar(chosen.order_by(own, Programme.year.desc(), Programme.id.desc()).limit(1))


def programmes_to_choose(viewer: Viewer) -> Sequence[Any]:
    """可选的方案 of the viewer's town, the youngest first; for a county its own before those of its towns, each with its
    town: rows of id and name; one statement."""
    own = Programme.unit_id != viewer.office_id
    around = viewer.offices_around
    name = case((own, Programme.name + "（" + CALLED + "）"), else_=Programme.name) if around else Programme.name
    columns = select(Programme.id, name.label("name")).join(Programme.unit).where(programmes_seen(viewer))
    order = (
        (own, Programme.year.desc(), Programme.id.desc()) if around else (Programme.year.desc(), Programme.id.desc())
    )
    return db.session.execute(columns.order_by(*order)).all()


def how_many(viewer: Viewer, wanted: LetterFilter) -> int:
    """份数 of a filter."""
    return total_of(_chosen(viewer, wanted))


def all_letters(viewer: Viewer, wanted: LetterFilter) -> Sequence[Letter]:
    """全部责任书 of a filter, with unit and template, in print order."""
    return db.session.scalars(
        select(Letter)
        .join(Letter.unit)
        .where(Letter.id.in_(_chosen(viewer, wanted)))
        .order_by(*_order(viewer, wanted.sort))
        .options(joinedload(Letter.unit), joinedload(Letter.template))
    ).all()


@dataclass(frozen=True)
class Neighbours:
    """前后: the letters before and after this one in the list one came from, for ←/→ (features I3, V3)."""

    before: int | None
    after: int | None
    place: int
    total: int


def neighbours(viewer: Viewer, letter: Letter, wanted: LetterFilter) -> Neighbours:
    """前后 of a letter in the list of the filter; one that is not in it (any more) stands among its programme's."""
    ids = _ids(viewer, wanted)
    if letter.id not in ids:
        ids = _ids(viewer, LetterFilter(letter.programme_id, sort=wanted.sort))
    place = ids.index(letter.id)
    return Neighbours(
        ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None, place + 1, len(ids)
    )


def _ids(viewer: Viewer, wanted: LetterFilter) -> list[int]:
    return list(db.session.scalars(_chosen(viewer, wanted).order_by(*_order(viewer, wanted.sort))))
