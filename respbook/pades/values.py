"""数字签名的值: fields, findings and verdicts, without a trace of the library that makes them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Field:
    """签名域: its name (ASCII letters and digits), and where it shows: page and mm from the page's upper left corner.

    Without a page it shows nothing: the handwriting that was drawn before says enough.
    """

    name: str
    page: int | None = None
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class Finding:
    """单个签名的查验: what the library found, and in one sentence what is wrong ("" where nothing is).

    ``root``: the fingerprint of the listed root that its chain ends at, "" where it ends at none.
    """

    field: str
    signer: str
    unit: str
    time: datetime | None
    intact: bool
    valid: bool
    trusted: bool
    coverage: str
    modification: str
    docmdp_ok: bool
    certifies: bool
    fault: str
    root: str = ""

    @property
    def sound(self) -> bool:
        """完好."""
        return not self.fault


@dataclass(frozen=True)
class Verdict:
    """查验结论: one sentence for people, all reasons, each signature, fields that nobody has filled.

    ``issued_kept``: whether the file begins with the issued bytes; None where nobody said what was issued.
    """

    sound: bool
    sentence: str
    reasons: tuple[str, ...]
    signatures: tuple[Finding, ...]
    open_fields: tuple[str, ...] = ()
    issued_kept: bool | None = None


@dataclass(frozen=True)
class Certified:
    """证书内容: whose certificate a PKCS#12 file holds, who issued it, the root that it hangs on (PEM).

    ``local``: it was issued by a root of our own making, as far as the file tells (see WORTH);
    ``chain``: its own certificate and those between it and the root (PEM), to be checked against the list of the day.
    """

    subject: str
    unit: str
    issuer: str
    serial: str
    ends_on: date
    root: bytes
    local: bool
    chain: str


@dataclass(frozen=True)
class Root:
    """根证书内容: what may be listed as trusted; ``homemade``: by pades make-ca, as far as it tells."""

    name: str
    sha256: str
    starts_on: date
    ends_on: date
    pem: str
    homemade: bool
