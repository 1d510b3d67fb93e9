"""收件: one file from the request into the store and the book; the photos of a form that came without scripts."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import IO, Any

from flask import request

from respbook.actions import audit
from respbook.actions import evidence as actions
from respbook.actions.action import AlreadyDone
from respbook.queries import evidence as queries
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_evidence import evidence_named
from respbook.readers import photos
from respbook.readers.evidence import inspect
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import ACCEPT_PHOTOS, MOST_FILES, check_daily, check_shown_on
from respbook.rules.typed import file_name
from respbook.web.press import copies, store
from respbook.web.viewer import current, now

SHOWN, SMALL = "shown", "small"
"""The clean copies of a photo."""


@dataclass(frozen=True)
class About:
    """说明 that comes with a file."""

    unit_id: int
    shown_on: date | None = None
    purpose: str = ""


def take_in(stream: IO[bytes], name: str, about: About) -> actions.Kept:
    """收下 one file: looked at, safe on disk, then in the book. Raises RuleBroken, TooLarge, DiskFull, NotInSight.

    The decoding is done before the write gate is asked for; a form that comes twice gets the same answer.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    store().spare(size)
    unit_in_sight(current(), about.unit_id)
    check_shown_on(about.shown_on, china_day(now()))
    check_daily(queries.sent_today(current().user_id, now()), size)  # before anything is kept of it
    digest, size, looked = store().take(stream, inspect)
    file = actions.Received(file_name(name, 200), digest, size, looked, about.shown_on, about.purpose)
    try:
        kept = actions.keep(about.unit_id, file, by=current(), now=now())
    except AlreadyDone as done:
        same = queries.standing(current(), about.unit_id, digest) if done.same else None
        if same is None:  # another file under a key that is used up
            raise AlreadyDone(done.location, False) from None
        kept = actions.Kept(same, True)
    if looked.photo:
        copies().keep(digest, SHOWN, looked.photo.shown)
        copies().keep(digest, SMALL, looked.photo.small)
    return kept


def copy_of(sha256: str, which: str) -> bytes:
    """清洁副本, made again where it is gone. Raises RuleBroken when the original is missing or changed."""
    if (found := copies().find(sha256, which)) is not None:
        return found
    made = dict(zip((SHOWN, SMALL), photos.copies(store().get(sha256)), strict=True))
    for name, content in made.items():
        copies().keep(sha256, name, content)
    return made[which]


@dataclass(frozen=True)
class PhotoBox:
    """照片框 of a form (evidence/_photos.html): what was kept so far, for which unit, what did not arrive."""

    unit_id: int
    rows: Sequence[Any] = ()
    wrong: Sequence[str] = ()
    offers: Sequence[Any] = ()
    accept: str = ACCEPT_PHOTOS
    most: int = MOST_FILES
    field: str = "photos"
    title: str = "佐证照片"

    @property
    def ids(self) -> tuple[int, ...]:
        """所附佐证的号, in order."""
        return tuple(row.id for row in self.rows)


def photo_box(
    unit_id: int, evidence_ids: Sequence[int] = (), wrong: Sequence[str] = (), *, offer: bool = False
) -> PhotoBox:
    """照片框 for a page: the rows of the ids that the form names; ``offer``: also what the unit sent of late (R9)."""
    rows = evidence_named(current(), evidence_ids)
    chosen = {row.id for row in rows}
    offers = [row for row in queries.recent(current(), unit_id) if row.id not in chosen] if offer else []
    return PhotoBox(unit_id, rows, wrong, offers)


def sent_photos(
    evidence_ids: Sequence[int],
    unit_id: int,
    purpose: str,
    *,
    ours: bool = True,
    offer: bool = True,
    title: str = PhotoBox.title,
) -> PhotoBox:
    """照片 that a form names, and those that travelled in it; none is lost by a form that is refused.

    ``ours`` is false for a form whose token does not fit: of that nothing is taken in.
    """
    if request.method != "POST" or not ours:
        return replace(photo_box(unit_id, evidence_ids, offer=offer), title=title)
    taken = take_with_form(request.files.getlist(PhotoBox.field), About(unit_id, None, purpose[:60]))
    return replace(photo_box(unit_id, [*evidence_ids, *taken.ids], taken.wrong, offer=offer), title=title)


@dataclass
class Taken:
    """随表单收下的照片: ids of those kept, and a sentence for each that was not."""

    ids: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def take_with_form(files: Sequence[Any], about: About) -> Taken:
    """随表单收下: what browsers without scripts send in the form itself. A photo that fails never loses the form."""
    taken = Taken()
    for each in [file for file in files if file and file.filename][:MOST_FILES]:
        try:
            with _aside():
                taken.ids.append(take_in(each.stream, each.filename, about).row.id)
        except RuleBroken as refusal:
            taken.wrong.append(f"“{file_name(each.filename, 40)}”：{refusal.sentence}")
    return taken


def _aside() -> AbstractContextManager[None]:
    """The form's key belongs to the form's own deed, not to the photos that travel with it."""
    return audit.origin(replace(audit.current_origin(), key="", body_sha256=""))
