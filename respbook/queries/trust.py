"""受信任的签发机构: the list as it stands, and what signatures may be called by it (features S6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from respbook import pades
from respbook.models.base import db
from respbook.models.signed_copies import Certificate, DigitalSignature, SignedCopy
from respbook.models.trusted_roots import TrustedRoot
from respbook.rules.trust import Trust, trust_of


@dataclass(frozen=True)
class Listed:
    """名单上的一家: what chains are checked against."""

    name: str
    sha256: str
    local: bool
    certificate: str


@dataclass(frozen=True)
class Roots:
    """现行名单: one statement, then asked for as many chains as there are."""

    listed: tuple[Listed, ...]

    @property
    def certificates(self) -> tuple[str, ...]:
        """All of them (PEM), in the order of the list."""
        return tuple(each.certificate for each in self.listed)

    def reached(self, chain: str | None, moment: datetime) -> Listed | None:
        """链到名单上的哪一家 as of ``moment``; None without a chain, without such a root, and without the extra."""
        if not chain or not self.listed or not pades.available():
            return None
        return self.named(pades.chain_ends_at(chain, self.certificates, moment))

    def named(self, sha256: str) -> Listed | None:
        """按指纹找."""
        return next((each for each in self.listed if each.sha256 == sha256), None)

    def trust(self, chain: str | None, moment: datetime) -> Trust:
        """核实结果 of a chain."""
        found = self.reached(chain, moment)
        return trust_of(found.local if found else None)


def roots() -> Roots:
    """现行名单. It is the site's own; which letter is asked about, the caller has checked."""
    rows: Any = db.session.execute(
        select(TrustedRoot.name, TrustedRoot.sha256, TrustedRoot.local, TrustedRoot.certificate)
        .where(TrustedRoot.removed_at.is_(None))
        .order_by(TrustedRoot.id)
    )
    return Roots(tuple(Listed(*tuple(row)) for row in rows))


def root_rows() -> Sequence[TrustedRoot]:
    """名单 for its page: those that stand, then those that were removed, the latest first."""
    removed = TrustedRoot.removed_at
    return db.session.scalars(
        select(TrustedRoot).order_by(removed.is_not(None), removed.desc(), TrustedRoot.name, TrustedRoot.id)
    ).all()


def living_root(sha256: str) -> TrustedRoot | None:
    """现行名单上的一家 by its fingerprint."""
    return db.session.scalar(
        select(TrustedRoot).where(TrustedRoot.sha256 == sha256, TrustedRoot.removed_at.is_(None)).limit(1)
    )


def trust_of_letters(letter_ids: Sequence[int]) -> dict[int, tuple[Trust, ...]]:
    """数字签名的核实结果 by letter, for lists: one statement, a second one where anything is signed, none for none."""
    if not letter_ids:
        return {}
    rows: Any = db.session.execute(
        select(DigitalSignature.letter_id, Certificate.chain, DigitalSignature.signed_at)
        .join(DigitalSignature.certificate)
        .where(DigitalSignature.letter_id.in_(letter_ids))
        .order_by(DigitalSignature.id)
    ).all()
    found: dict[int, tuple[Trust, ...]] = {}
    listed = roots() if rows else Roots(())
    for letter_id, chain, signed_at in rows:
        found[letter_id] = (*found.get(letter_id, ()), listed.trust(chain, signed_at))
    return found


def trust_of_certificates(ids: Sequence[int], now: datetime) -> dict[int, Trust]:
    """签名证书的核实结果 by certificate: what a signature made with it now would be called. The caller has checked the sight."""
    if not ids:
        return {}
    rows: Any = db.session.execute(select(Certificate.id, Certificate.chain).where(Certificate.id.in_(ids))).all()
    listed = roots()
    return {certificate_id: listed.trust(chain, now) for certificate_id, chain in rows}


def signed_moments(sha256: str) -> dict[str, datetime]:
    """签名时间 by field, of a signed copy that the book knows by its bytes; nothing for any other file."""
    letters = select(SignedCopy.letter_id).where(SignedCopy.sha256 == sha256)
    rows: Any = db.session.execute(
        select(DigitalSignature.field, DigitalSignature.signed_at).where(DigitalSignature.letter_id.in_(letters))
    )
    return dict(tuple(row) for row in rows)
