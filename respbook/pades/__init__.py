"""数字签名（PAdES）: the optional extra ``respbook[pades]``. Everything else runs without it.

Each function loads the library at its first use and says in one sentence what to install where it is absent.
A local CA proves that nothing was changed and who held the key here. It is no third party: a signature made with it
is none that 《电子签名法》 asks a licensed 电子认证服务 for, and the picture of a seal in it is no 电子印章 (GB/T 38540).

pdf = prepare(pdf, fields)                    all fields first: a field added after the town has certified breaks its seal
pdf = sign(pdf, key, passphrase, …, certify)  the town first with certify=True, then the others one after another
verdict = verify(pdf, roots, now)             a plain sentence, and what was found of each signature
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from respbook.pades.values import Certified, Field, Finding, Root, Verdict
from respbook.rules.errors import RuleBroken
from respbook.rules.trust import LOCAL_WORTH

__all__ = [
    "Certified",
    "Field",
    "Finding",
    "Root",
    "Verdict",
    "available",
    "certified",
    "chain_ends_at",
    "make_ca",
    "make_signer",
    "prepare",
    "read_root",
    "sign",
    "verify",
]

WORTH = LOCAL_WORTH
_KEPT_CHAINS = 2000

T = TypeVar("T")


def available() -> bool:
    """是否已安装: whether the extra is there."""
    return all(find_spec(name) is not None for name in ("pyhanko", "cryptography"))


def need() -> None:
    """Raises RuleBroken where the extra is not installed."""
    if not available():
        raise RuleBroken("没有安装数字签名组件；请由管理员运行 pip install 'respbook[pades]' 后再试。")


def make_ca(folder: Path, name: str, passphrase: str, now: datetime) -> Path:
    """建本机CA: a key and a certificate of ten years in ``folder``; returns the certificate's file. Raises RuleBroken."""
    need()
    from respbook.pades import authority

    return authority.make_ca(folder, name, passphrase, now)


def make_signer(folder: Path, name: str, unit: str, passphrase: str, ca_passphrase: str, now: datetime) -> Path:
    """发签名证书 of five years for a seal or a person; returns the PKCS#12 file. Raises RuleBroken."""
    need()
    from respbook.pades import authority

    return authority.make_signer(folder, name, unit, passphrase, ca_passphrase, now)


def certified(key: bytes, passphrase: str, now: datetime) -> Certified:
    """看证书: what a PKCS#12 file holds, for its registration. Raises RuleBroken (passphrase, no chain, lapsed)."""
    need()
    from respbook.pades import authority

    return authority.certified(key, passphrase, now)


def prepare(pdf: bytes, fields: Sequence[Field]) -> bytes:
    """建签名域: all fields that will ever be signed, at once and before the first signature. Raises RuleBroken."""
    need()
    from respbook.pades import signing

    return signing.prepare(pdf, fields)


def sign(
    pdf: bytes,
    key: bytes,
    passphrase: str,
    field: str,
    *,
    reason: str,
    location: str,
    now: datetime,
    certify: bool = False,
    appearance: bytes | None = None,
) -> bytes:
    """签名: fills a prepared field with a PAdES B-B signature, as an increment.

    ``key``: a PKCS#12 file; ``certify``: the first signature, after which only prepared fields may be filled;
    ``appearance``: a page of press.appearance. Raises RuleBroken.
    """
    need()
    from respbook.pades import signing

    words = signing.Words(reason, location)
    return _apart(lambda: signing.sign(pdf, key, passphrase, field, words, now, certify, appearance))


def verify(
    pdf: bytes,
    roots: Sequence[bytes],
    now: datetime,
    issued: bytes | str | None = None,
    *,
    listed: Sequence[bytes] = (),
    moments: Mapping[str, datetime] | None = None,
) -> Verdict:
    """查验: never raises for a bad file. ``roots``: certificates (PEM or DER) that are believed.

    ``issued``: the issued bytes, or their SHA-256 in hex; where given, the file must begin with them.
    ``listed``: the roots of the office's list: each finding names the one that its chain ends at.
    ``moments``: when fields were signed, by the book; certificates must have held then, all others must hold now.
    Raises RuleBroken for a root that is no certificate.
    """
    need()
    from respbook.pades import verifying

    return _apart(lambda: verifying.verify(pdf, roots, now, issued, listed, moments or {}))


def read_root(content: bytes, now: datetime) -> Root:
    """看根证书: what a file of an issuing authority holds, for the list of trusted ones. Raises RuleBroken on ``file``."""
    need()
    from respbook.pades import roots

    return roots.read_root(content, now)


@lru_cache(_KEPT_CHAINS)
def chain_ends_at(chain: str, listed: tuple[str, ...], moment: datetime) -> str:
    """链到哪里: the fingerprint of the listed root (PEM) that a chain ends at as of ``moment``, or ""; asked once."""
    need()
    from respbook.pades import chains

    leaf, *others = chains.chain_of(chain.encode("ascii"))
    roots = [chains.loaded(root.encode("ascii")) for root in listed]
    return _apart(lambda: chains.ends_at(leaf, others, roots, moment))


def _apart(work: Callable[[], T]) -> T:
    """另起一线程: pyHanko opens an event loop of its own, which no thread can do that already runs one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()
