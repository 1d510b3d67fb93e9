"""核验: one question for the public page and the command: what stands behind a token or a file (features S7, safety R33)."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.signed_copies import SignedCopy
from respbook.models.signing import Signature, SigningSlot
from respbook.queries.amendments import changed_publicly
from respbook.queries.trust import trust_of_letters
from respbook.rules.check_result import Checked, conclusion_of
from respbook.rules.chinese import china_day
from respbook.rules.codes import code_of
from respbook.rules.page_codes import own_codes, slip_code
from respbook.rules.signing import SignatureMethod


def checked(token: str) -> Checked | None:
    """核验 by the 128-bit token of the QR; None for anything else. Five statements."""
    return _one(Letter.check_token == token)


def checked_file(sha256: str) -> Checked | None:
    """核验 by the bytes of a PDF as it was issued, or of its signed copy; None for any other file. Five statements."""
    copies = select(SignedCopy.letter_id).where(SignedCopy.sha256 == sha256)
    return _one((Letter.pdf_sha256 == sha256) | Letter.id.in_(copies))


def checked_codes(texts: Sequence[str]) -> Checked | None:
    """核验 by the codes found on the pages of a file: the first that is one of ours."""
    found: Iterator[Checked | None] = (checked(code.token) for code in own_codes(texts))
    return next((each for each in found if each is not None), None)


def checked_slip(texts: Sequence[str]) -> tuple[str, Checked] | None:
    """核验 a receipt or an evidence sheet by its code: what it is, and the letter that it belongs to."""
    for slip in filter(None, map(slip_code, texts)):
        if found := checked(slip[1]):
            return slip[0], found
    return None


def _one(which: ColumnElement[bool]) -> Checked | None:
    row = db.session.execute(
        select(
            Letter.id,
            Letter.number_text,
            Programme.issuer,
            Letter.issued_on,
            Letter.state,
            Letter.signing,
            Letter.signed_on,
            Letter.paper_sha256,
            Letter.pdf_sha256,
            Letter.voided_at,
        )
        .join(Letter.programme)
        .where(which, Letter.issued_on.is_not(None))
        .order_by(Letter.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    slots, signed, methods = _signed(row.id)
    amended, replaced_by = changed_publicly(row.id)
    return Checked(
        row.number_text,
        row.issuer,
        row.issued_on,
        conclusion_of(row.state, row.signing, bool(replaced_by)),
        code_of(row.paper_sha256 or ""),
        row.pdf_sha256 or "",
        china_day(row.voided_at) if row.voided_at else None,
        row.signed_on,
        slots,
        signed,
        methods,
        amended,
        replaced_by,
        trust_of_letters([row.id]).get(row.id, ()),
    )


def _signed(letter_id: int) -> tuple[int, int, tuple[SignatureMethod, ...]]:
    """(slots, signed ones, by which methods)."""
    rows: Any = db.session.execute(
        select(Signature.method, func.count())
        .select_from(SigningSlot)
        .outerjoin(Signature, Signature.id == SigningSlot.signature_id)
        .where(SigningSlot.letter_id == letter_id)
        .group_by(Signature.method)
    )
    found: dict[SignatureMethod | None, int] = dict(tuple(row) for row in rows)
    methods = tuple(method for method in SignatureMethod if method in found)
    return sum(found.values()), sum(found[method] for method in methods), methods
