"""压缩包里的文件: a ZIP of old scans or of an auditor's copy, looked at before anything of it is unpacked (features M5; safety R59, R63)."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from respbook.rules.errors import RuleBroken

MOST_MEMBERS = 500
MOST_UNPACKED = 300 * 2**20
MOST_RATIO = 100
SCANS = (".pdf", ".jpg", ".jpeg", ".png")
_UTF8 = 0x800
_LOCKED = 0x1
_BROKEN = "压缩包打不开或不完整，没有收下；请重新压缩后再传。"


def is_zip(name: str, head: bytes) -> bool:
    """压缩包否."""
    return name.lower().endswith(".zip") and head.startswith(b"PK")


def files_in(content: bytes, largest: int, endings: tuple[str, ...] = SCANS) -> Iterator[tuple[str, bytes]]:
    """各件 as (path in the ZIP, bytes), one by one; what has none of the endings is left out. Raises RuleBroken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = [each for each in package.infolist() if not each.is_dir()]
            _check(members)
            for member in members:
                name = _name(member)
                if name.lower().endswith(endings) and not _hidden(name):
                    with package.open(member) as file:
                        yield name, file.read(largest + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as wrong:
        raise RuleBroken(_BROKEN) from wrong


def left_out(content: bytes) -> list[str]:
    """没有收的: names of what is no scan by its ending, of a ZIP that was read."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [_name(each) for each in package.infolist() if not each.is_dir()]
    return [name for name in names if not name.lower().endswith(SCANS) and not _hidden(name)]


def _hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")


def _check(members: list[zipfile.ZipInfo]) -> None:
    if any(each.flag_bits & _LOCKED for each in members):
        raise RuleBroken("压缩包加了密码，没有收下；请不加密码重新压缩。")
    unpacked, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 20_000):
        raise RuleBroken(f"压缩包展开后过大，没有收下；一个压缩包最多{MOST_MEMBERS}份、300兆，请分成几个。")


def _name(member: zipfile.ZipInfo) -> str:
    """Names as Windows writes them in China are GBK, and say nothing of it."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return member.filename
