"""通报的页面: the list by year, one circular with what changed since it was drafted, its paper; a flat number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.circulars import Circular, CircularItem
from respbook.models.units import Unit
from respbook.papers.blocks import Photo, PhotoRow
from respbook.papers.circular import CircularContent
from respbook.queries.circular_facts import Shot, matters_named, shots_of
from respbook.queries.scope_circulars import circulars_in_sight
from respbook.queries.units import IN_ORDER, signing_with
from respbook.rules.circular_figures import Figures, figures_of, filled_text
from respbook.rules.circular_words import notice_words, sentences_of
from respbook.rules.circulars import (
    CIRCULAR_LABELS,
    Change,
    CircularGroup,
    Drafted,
    Matter,
    change_of,
    groups_of,
    short,
)
from respbook.rules.permissions import Viewer

_MOST_PAIRS = 2
"""Pairs of photos of one finding."""


def years_of(viewer: Viewer) -> list[int]:
    """有通报的年份, the youngest first."""
    rows = select(Circular.year).where(circulars_in_sight(viewer)).distinct().order_by(Circular.year.desc())
    return list(db.session.scalars(rows))


def circulars_of(viewer: Viewer, year: int) -> Sequence[Circular]:
    """一年的通报: drafts first, then the youngest; two statements."""
    rows = (
        select(Circular)
        .where(circulars_in_sight(viewer), Circular.year == year)
        .order_by(Circular.issued_on.is_not(None), Circular.issued_on.desc(), Circular.id.desc())
        .options(selectinload(Circular.items))
    )
    return db.session.scalars(rows).all()


def figures(row: Circular) -> Figures:
    """数字 of a circular, counted from its items."""
    return figures_of(((item.group, item.duty) for item in row.items), row.until)


def changes_of(viewer: Viewer, row: Circular) -> list[Change]:
    """拟稿以后的变化, item by item: two statements."""
    return changes_among(row, matters_named(viewer, [item.finding_id for item in row.items]))


def changes_among(row: Circular, matters: Mapping[int, Matter]) -> list[Change]:
    """拟稿以后的变化 against findings that were read already."""
    drafted = (
        (Drafted(item.id, item.drafted_on, item.proposed, item.duty), matters.get(item.finding_id))
        for item in row.items
    )
    return [change for each, matter in drafted if (change := change_of(each, matter))]


def grouped(row: Circular) -> list[tuple[CircularGroup, list[CircularItem]]]:
    """各组的条目, in the order in which they are printed; also the empty groups."""
    return [(group, [item for item in row.items if item.group is group]) for group in groups_of(row.kind)]


def content_of(row: Circular, on: date, number: str = "") -> CircularContent:
    """成文的内容 of a circular: its figures filled in, its photos found; two statements at most."""
    counted = figures(row)
    items = [(item.group, item.text, item.duty) for item in row.items]
    return CircularContent(
        row.kind,
        row.issuer,
        number,
        row.title,
        row.addressees,
        filled_text(row.opening, counted),
        tuple(sentences_of(row.kind, items, row.numbers)),
        filled_text(row.closing, counted),
        on,
        row.copies_to,
        tuple(_pairs(row)) if row.photos else (),
    )


def _pairs(row: Circular) -> list[PhotoRow]:
    shots = shots_of({item.finding_id for item in row.items})
    made: list[PhotoRow] = []
    for _, items in grouped(row):
        for item in items:
            made += _pairs_of(item, shots[item.finding_id], len(made))
    return made


def _pairs_of(item: CircularItem, shots: Sequence[Shot], place: int) -> list[PhotoRow]:
    """整改前 beside 整改后, the last ones of these; what has only one side is shown with it."""
    before = [shot for shot in shots if not shot.after][:_MOST_PAIRS]
    after = [shot for shot in shots if shot.after][-_MOST_PAIRS:]
    words = item.text if len(item.text) <= 18 else item.text[:17] + "…"
    return [
        PhotoRow(
            (_photo(before, k, "整改前"), _photo(after, k, "整改后")),
            f"{place + k + 1}.{words}（{item.duty}）",
        )
        for k in range(max(len(before), len(after)))
    ]


def _photo(shots: Sequence[Shot], place: int, words: str) -> Photo:
    if place >= len(shots):
        return Photo("", f"{words}（无照片）")
    return Photo(shots[place].sha256, f"{words}（{short(shots[place].on_day)}）")


@dataclass(frozen=True)
class CircularNotice:
    """通知 of an issued circular: what units are told, and for what."""

    title: str
    purpose: str
    text: str


def circular_notice(row: Circular) -> CircularNotice:
    """通知用语 of an issued circular, for whoever sends notices to units."""
    title, text = notice_words(row.kind, row.number_text or "", row.title)
    return CircularNotice(title, f"{CIRCULAR_LABELS[row.kind]}，请查阅", text)


def units_told(viewer: Viewer) -> tuple[int, ...]:
    """收通报的单位: the living villages, communities and offices of the town: one statement."""
    return tuple(db.session.scalars(select(Unit.id).where(signing_with(viewer)).order_by(*IN_ORDER)))
