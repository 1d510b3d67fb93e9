"""存证处: the server's own key, its folder of checkpoints, and the folder that other people keep (safety C5, R82).

The key shows which server wrote a checkpoint, and that nobody altered it on its way. Against whoever holds the server it
proves nothing: what it proves then, it proves by lying with somebody else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from respbook.disk import write_once
from respbook.rules.checkpoints import Note, checkpoint, key_id, key_line, origin_of, signature_line
from respbook.rules.errors import RuleBroken

KEY_FILE = "anchor.key"


class SignedBy(StrEnum):
    """签名核对: by this server's key, by another one, or not signed at all."""

    US = "us"
    OTHERS = "others"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Anchorage:
    """存证处: ``own`` lies with the data, ``outside`` belongs to the auditor (a USB disk, a share), if there is one."""

    own: Path
    outside: Path | None
    host: str
    key: Ed25519PrivateKey

    @classmethod
    def at(cls, folder: Path, outside: Path | None, host: str) -> "Anchorage":
        """存证处 of a data folder; its key is made at first start, for its owner alone."""
        return cls(folder / "anchors", outside, host, _key(folder / KEY_FILE))

    @property
    def public(self) -> bytes:
        """公钥, 32 bytes."""
        return self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    @property
    def key_line(self) -> str:
        """公钥 in the form that other programs read."""
        return key_line(origin_of(self.host), self.public)

    def note(self, seq: int, digest: str, at: datetime) -> str:
        """检查点, signed."""
        text = checkpoint(self.host, seq, digest, at)
        return f"{text}\n{signature_line(origin_of(self.host), self.public, self.key.sign(text.encode()))}"

    def signed_by(self, note: Note) -> SignedBy:
        """核对签名. Raises RuleBroken where our own signature does not fit the text."""
        for each in note.signatures:
            if each.key_id == key_id(each.name, self.public):
                try:
                    self.key.public_key().verify(each.value, note.text.encode())
                except InvalidSignature:
                    raise RuleBroken(
                        "检查点的签名与内容不符，文件在取走以后被改动过。请换一份原件。", "anchors"
                    ) from None
                return SignedBy.US
        return SignedBy.OTHERS if note.signatures else SignedBy.NOBODY

    def keep(self, seq: int, digest: str, text: str) -> None:
        """存一份 with the data. Raises RuleBroken when the disk does not take it."""
        try:
            self.own.mkdir(mode=0o700, exist_ok=True)
            put(self.own, seq, digest, text)
        except OSError:
            raise RuleBroken("检查点没有写成：磁盘已满或不可写。请清理磁盘。") from None

    def give(self, folder: Path, seq: int, digest: str, text: str) -> None:
        """给审计一份. The folder is never made here: an unplugged disk must not become a folder of ours.

        Raises RuleBroken when it is not there or takes nothing.
        """
        try:
            put(folder, seq, digest, text)
        except OSError:
            raise RuleBroken(f"审计副本目录{folder}不在或不可写，请插上审计U盘后再写一次检查点。") from None

    def held(self) -> Iterator[tuple[str, str]]:
        """本机留存的检查点: (file name, text)."""
        return texts(self.own) if self.own.is_dir() else iter(())


def put(folder: Path, seq: int, digest: str, text: str) -> Path:
    """写入: one file for each head, never written over: after a roll-back the same number has two. Raises OSError."""
    path = folder / f"{seq:09d}-{digest[:8]}.txt"
    write_once(path, text.encode())
    return path


def texts(place: Path) -> Iterator[tuple[str, str]]:
    """读存证文件 of a folder, or the one file: (name, text). Raises RuleBroken for what cannot be read."""
    files = sorted((*place.glob("*.txt"), *place.glob("*.jsonl"))) if place.is_dir() else [place]
    for path in files:
        try:
            yield path.name, path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise RuleBroken(f"读不到存证文件 {path}，或它不是文本文件。", "anchors") from None


def _key(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        fresh = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_once(path, fresh)
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, Ed25519PrivateKey):
        raise RuleBroken(f"{path} 不是本程序的存证钥匙。请从备份恢复，或移走后重新启动。")
    return found
