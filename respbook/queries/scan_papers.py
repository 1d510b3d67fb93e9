"""纸质件: the filed pages of letters as papers — what is there, what is missing, who compared it (features S4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.scans import FiledPage, ScanBatch
from respbook.models.signing import Signature, SigningSlot
from respbook.queries.scope import letters_in_sight
from respbook.queries.units import CALLED, IN_ORDER
from respbook.rules.amending import Amends, said_of
from respbook.rules.lifecycles import LetterState
from respbook.rules.paper_compare import PaperPage, Verdict, best_copy
from respbook.rules.permissions import Viewer
from respbook.rules.scan_sorting import Gap, KnownIssue, Outcome, gaps_of, spans
from respbook.rules.signing import SignatureMethod


@dataclass(frozen=True)
class PaperRow:
    """在档的一页, with the hands it went through."""

    id: int
    scan_id: int
    copy: int
    page: int
    picture_sha256: str
    verdict: Verdict | None
    remark: str
    compared_by: str | None
    compared_by_id: int | None
    compared_at: datetime | None
    recorded_at: datetime | None
    placed_by: str | None
    placed_by_id: int | None
    sent_by: str
    sent_by_id: int
    version: int

    @property
    def hands(self) -> tuple[int | None, ...]:
        """经手人 before the comparison."""
        return (self.sent_by_id, self.placed_by_id)

    @property
    def plain(self) -> PaperPage:
        """As the rules ask for it."""
        return PaperPage(self.page, self.picture_sha256, self.verdict)

    @property
    def single_handed(self) -> bool:
        """一人经办: the comparer also sent or placed it."""
        return self.compared_by_id is not None and self.compared_by_id in self.hands


@dataclass(frozen=True)
class OpenSlot:
    """还没有签的签字位."""

    id: int
    words: str


@dataclass(frozen=True)
class LetterPaper:
    """一份责任书的纸质件: the pages of all its copies that are on file."""

    letter_id: int
    unit_name: str
    amends: Amends | None
    number_text: str
    pages: int
    token: str
    state: LetterState
    replaced: bool
    alone: bool
    there: Sequence[PaperRow]
    slots: Sequence[OpenSlot] = field(default_factory=tuple)

    @property
    def said(self) -> str:
        """名称和文号."""
        return said_of(self.unit_name, self.amends, self.number_text)

    @property
    def copy(self) -> int | None:
        """取哪一份来核对."""
        copies: dict[int, list[int]] = {}
        for row in self.there:
            copies.setdefault(row.copy, []).append(row.page)
        return best_copy(self.pages, copies)

    @property
    def chosen(self) -> list[PaperRow]:
        """核对的各页, in their order."""
        return [row for row in self.there if row.copy == self.copy]

    @property
    def gaps(self) -> list[Gap]:
        """缺页, copy by copy."""
        on_file = frozenset((row.copy, row.page) for row in self.there)
        return gaps_of(self.token, KnownIssue(self.letter_id, self.pages), on_file)

    @property
    def missing(self) -> tuple[int, ...]:
        """核对的这一份缺哪几页."""
        found = {row.page for row in self.chosen}
        return tuple(page for page in range(1, self.pages + 1) if page not in found)

    @property
    def missing_words(self) -> str:
        """缺页用语."""
        return f"缺第{spans(self.missing)}页" if self.missing else ""

    @property
    def unseen(self) -> list[PaperRow]:
        """还没有核对的页."""
        return [row for row in self.chosen if row.verdict is None]

    @property
    def differing(self) -> list[PaperRow]:
        """核对不符的页."""
        return [row for row in self.chosen if row.verdict is Verdict.DIFFERS]

    @property
    def recorded(self) -> bool:
        """已登记: this paper stands behind signatures, or there is nothing left to sign."""
        return not self.slots or (bool(self.chosen) and all(row.recorded_at for row in self.chosen))

    @property
    def ready(self) -> bool:
        """可以登记: every page that is there agrees, the signature page among them."""
        whole = bool(self.chosen) and not self.unseen and not self.differing and self.pages not in self.missing
        return whole and bool(self.slots) and self.in_force

    @property
    def in_force(self) -> bool:
        """现行: pages of a replaced or void letter are not recorded."""
        return self.state is LetterState.ISSUED and not self.replaced


def papers_of(viewer: Viewer, letter_ids: Iterable[int]) -> list[LetterPaper]:
    """纸质件 of letters in sight, in the order of the units: three statements however many."""
    ids = set(letter_ids)
    letters: Any = db.session.execute(
        select(
            Letter.id,
            CALLED,
            Letter.amends,
            Letter.number_text,
            Letter.pages,
            Letter.check_token,
            Letter.state,
            Letter.replaced_by_id.is_not(None),
            Programme.clerk_may_issue,
        )
        .join(Letter.unit)
        .join(Letter.programme)
        .where(Letter.id.in_(ids), letters_in_sight(viewer))
        .order_by(*IN_ORDER, Letter.id)
    ).all()
    there, slots = _pages(ids), _slots(ids)
    return [
        LetterPaper(
            letter_id, unit, amends, number, pages or 0, token or "", state, replaced, alone,
            there.get(letter_id, ()), slots.get(letter_id, ()),
        )
        for letter_id, unit, amends, number, pages, token, state, replaced, alone in letters
    ]  # fmt: skip


def _pages(letter_ids: set[int]) -> dict[int, list[PaperRow]]:
    found: dict[int, list[PaperRow]] = {}
    rows: Any = db.session.execute(
        select(
            FiledPage.letter_id, FiledPage.id, FiledPage.scan_id, FiledPage.copy, FiledPage.page,
            FiledPage.picture_sha256, FiledPage.verdict, FiledPage.remark, FiledPage.compared_by,
            FiledPage.compared_by_id, FiledPage.compared_at, FiledPage.recorded_at, FiledPage.placed_by,
            FiledPage.placed_by_id, ScanBatch.made_by, ScanBatch.made_by_id, FiledPage.version,
        )
        .join(FiledPage.scan)
        .where(FiledPage.letter_id.in_(letter_ids), FiledPage.outcome == Outcome.FILED)
        .order_by(FiledPage.copy, FiledPage.page)
    )  # fmt: skip
    for letter_id, *rest in rows:
        found.setdefault(letter_id, []).append(PaperRow(*rest))
    return found


def _slots(letter_ids: set[int]) -> dict[int, list[OpenSlot]]:
    found: dict[int, list[OpenSlot]] = {}
    rows: Any = db.session.execute(
        select(SigningSlot.letter_id, SigningSlot.id, SigningSlot.party, SigningSlot.post, SigningSlot.name)
        .where(SigningSlot.letter_id.in_(letter_ids), SigningSlot.signature_id.is_(None))
        .order_by(SigningSlot.side, SigningSlot.place)
    )
    for letter_id, slot_id, party, post, name in rows:
        found.setdefault(letter_id, []).append(OpenSlot(slot_id, f"{party}{post}{name}"))
    return found


def papers_in(viewer: Viewer, scan_id: int) -> list[LetterPaper]:
    """一批扫描件涉及的责任书 with all that is on file of them. The caller has checked the sight of the batch."""
    touched = select(FiledPage.letter_id).where(
        FiledPage.scan_id == scan_id, FiledPage.letter_id.is_not(None), FiledPage.outcome.in_(_TOUCHING)
    )
    return papers_of(viewer, [each for each in db.session.scalars(touched.distinct()) if each is not None])


_TOUCHING = (Outcome.FILED, Outcome.DUPLICATE, Outcome.DISCARDED)


def paper_of(viewer: Viewer, letter_id: int) -> LetterPaper | None:
    """一份责任书的纸质件. None for a letter out of sight."""
    return next(iter(papers_of(viewer, [letter_id])), None)


def last_box(viewer: Viewer) -> str:
    """上次的存放处 in sight, offered again."""
    wanted = (
        select(Signature.kept_at)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Letter.unit)
        .where(Signature.method == SignatureMethod.PAPER, Signature.kept_at != "", letters_in_sight(viewer))
    )
    return db.session.scalar(wanted.order_by(Signature.id.desc()).limit(1)) or ""


def box_of(letter_id: int) -> str:
    """原件存放处 of a letter's paper. The caller has checked the sight."""
    wanted = select(Signature.kept_at).where(
        Signature.letter_id == letter_id, Signature.method == SignatureMethod.PAPER, Signature.kept_at != ""
    )
    return db.session.scalar(wanted.order_by(Signature.id.desc()).limit(1)) or ""
