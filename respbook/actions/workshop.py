"""工坊: what makers of large files share — the content of a piece, clean copies of photos, letting go of the session."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from respbook.models.base import db
from respbook.papers.blocks import Paper
from respbook.papers.stored import dumped, loaded
from respbook.press.binder import Binder, wording
from respbook.press.lines import printable
from respbook.press.scans import pages_pdf
from respbook.queries.signed_copies import copy_bytes
from respbook.queries.year_pieces import Piece
from respbook.readers import photos
from respbook.rules.errors import RuleBroken
from respbook.store import Copies, Store

_SHOWN, _SMALL = "shown", "small"
"""Names of the clean copies, as the pages keep them."""
_UNPRINTABLE = "＿"


@dataclass(frozen=True)
class Workshop:
    """工坊 of an app."""

    store: Store
    binder: Binder
    copies: Copies

    def pressed(self, paper: Paper) -> bytes:
        """成文 with its photos; a character that no face has becomes a blank: one rare name must not stop a year."""
        lacking = self.binder.faces.missing(printable(wording(paper)))
        if lacking:
            text = dumped(paper)
            for character in lacking:
                text = text.replace(character, _UNPRINTABLE)
            paper = loaded(text)
        return self.binder.pdf(paper, "", self._pictures(paper)).pdf

    def content(self, piece: Piece) -> bytes:
        """一件的内容: as kept, or pressed now; pictures as pages. Raises RuleBroken for a file that is missing or changed."""
        if piece.sha256:
            return self.store.get(piece.sha256)
        if piece.paper is not None:
            return self.pressed(piece.paper)
        if piece.copy is not None:
            return copy_bytes(piece.copy, self.store, self.binder)
        if piece.pictures:
            return self.paged(piece.pictures)
        return piece.text.encode()

    def paged(self, pictures: tuple[str, ...]) -> bytes:
        """一张一页."""
        out = io.BytesIO()
        pages_pdf((self.store.get(each) for each in pictures), out)
        return out.getvalue()

    def photo(self, sha256: str) -> bytes | None:
        """清洁副本 of a photo; None where the original is missing or broken: its frame stays empty."""
        found = self.copies.find(sha256, _SHOWN)
        if found is not None:
            return found
        try:
            shown, small = photos.copies(self.store.get(sha256))
        except RuleBroken:
            return None
        self.copies.keep(sha256, _SHOWN, shown)
        self.copies.keep(sha256, _SMALL, small)
        return shown

    def _pictures(self, paper: Paper) -> Mapping[str, bytes]:
        found = ((sha256, self.photo(sha256)) for sha256 in paper.pictured)
        return {sha256: content for sha256, content in found if content is not None}


def let_go() -> None:
    """放下会话: what was read stays readable, the view of the database is given back."""
    db.session.expunge_all()
    db.session.rollback()
