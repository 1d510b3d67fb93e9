"""签署记录: the frozen facts of one signature as canonical JSON, and its digest (safety C6, R73–R75)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from respbook.rules.chain import canonical
from respbook.rules.signing import CAPACITY_LABELS, METHOD_LABELS, Capacity, SignatureMethod

DOMAIN = b"respbook-signature-v1"
FORM = "respbook-signature/2"


@dataclass(frozen=True)
class Worth:
    """签名效力 as it was found when the record was made: what it is called, whether it is reliable, and why."""

    words: str
    reliable: bool
    why: str


_WHY = {
    SignatureMethod.PAPER: "以纸质原件为准，系统证明扫描件没有改动。",
    SignatureMethod.HAND: "手写影像，签前重新验证身份；未使用由本人专有控制的签名数据，不属可靠电子签名。",
    SignatureMethod.SEAL: "图片印章，不属可靠电子签名。",
    SignatureMethod.PADES: "使用签署人证书；是否可靠以证书签发机构和双方约定为准。",
}


@dataclass(frozen=True)
class SignedLetter:
    """所签文书: what exactly was signed; digests are SHA-256 in hex."""

    id: int
    number: str
    title: str
    version: int
    template_version: int | None
    paper_sha256: str
    pdf_sha256: str


@dataclass(frozen=True)
class Shown:
    """签前所示: which bytes were on the screen, since when, how many pages were turned."""

    pdf_sha256: str
    opened_at: datetime | None
    pages_seen: int


@dataclass(frozen=True)
class Proof:
    """身份验证: ``kind`` is password (typed for this deed), session (typed shortly before it), host (the host of a 会签台
    confirms who stands there) or paper; ``at`` is when that was done; times are UTC."""

    kind: str
    at: datetime
    by: str
    session8: str = ""
    address: str = ""
    agent: str = ""
    reset_by: str = ""
    reset_at: datetime | None = None


@dataclass(frozen=True)
class Signatory:
    """签署人: the person, the post, and for whom."""

    user_id: int | None
    name: str
    post: str
    unit: str
    side: str
    capacity: Capacity
    holder: str
    printed: str
    proxy_sha256: str = ""


def record_of(
    letter: SignedLetter,
    signatory: Signatory,
    method: SignatureMethod,
    sentence: str,
    shown: Shown,
    proof: Proof,
    mark: Mapping[str, Any],
    signed_on: date,
    at: datetime,
    previous: str,
    worth: Worth | None = None,
) -> tuple[str, str]:
    """签署记录: (canonical JSON, digest); ``signed_on`` is the day of the signature, ``at`` when it was taken into the book.

    ``previous`` is the digest of the record that it corrects, or ""; ``worth``: where the way of signing alone does not tell.
    """
    found = worth or Worth(METHOD_LABELS[method], False, _WHY[method])
    text = canonical(
        {
            "form": FORM,
            "letter": vars(letter),
            "signer": {**vars(signatory), "capacity_words": CAPACITY_LABELS[signatory.capacity]},
            "method": {"kind": method, "words": found.words},
            "reliable": {"reliable": found.reliable, "why": found.why},
            "intent": {"sentence": sentence, "sha256": hashlib.sha256(sentence.encode()).hexdigest()},
            "shown": vars(shown),
            "proof": vars(proof),
            "mark": dict(mark),
            "signed_on": signed_on,
            "server_time": at,
            "previous": previous,
        }
    )
    return text, record_digest(text)


def record_digest(text: str) -> str:
    """签署记录摘要: SHA-256 under its own domain, so that no other digest can be passed off as one."""
    return hashlib.sha256(DOMAIN + b"\0" + text.encode()).hexdigest()
