"""压缩包检查: what an xlsx or docx holds, looked at before anything of it is unpacked (safety R63)."""

import io
import zipfile
from enum import StrEnum

from respbook.rules.errors import RuleBroken

MOST_UNPACKED = 50 * 1024 * 1024
"""Bytes of all members together, unpacked."""
MOST_RATIO = 100
MOST_MEMBERS = 200
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


class PackageKind(StrEnum):
    """文件种类."""

    WORKBOOK = "xl/workbook.xml"
    DOCUMENT = "word/document.xml"


_WORDS = {
    PackageKind.WORKBOOK: ("Excel表格", "xlsx"),
    PackageKind.DOCUMENT: ("Word文档", "docx"),
}


def inspect(content: bytes, kind: PackageKind, field: str = "file") -> None:
    """检查: refuse bombs, macros, links outside, passwords and what is no such file.

    Raises RuleBroken on ``field`` with a sentence that says what to do instead.
    """
    name, ending = _WORDS[kind]
    if content.startswith(_OLD_OFFICE):
        raise RuleBroken(f"这是旧格式或加了密码的文件；请在Office或WPS中打开，另存为不加密的.{ending}后再传。", field)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise RuleBroken(f"这不是完整的{name}；请重新另存为.{ending}后再传。", field) from None
    names = {member.filename for member in members}
    if kind not in names:
        raise RuleBroken(f"这不是{name}；请另存为.{ending}后再传。", field)
    _check_size(members, name, field)
    _check_inside(members, name, ending, field)


def _check_size(members: list[zipfile.ZipInfo], name: str, field: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 20_000):
        raise RuleBroken(f"{name}展开后过大，没有读取；请删去无关的工作表、图片和空白行后再传。", field)


def _check_inside(members: list[zipfile.ZipInfo], name: str, ending: str, field: str) -> None:
    for member in members:
        path = member.filename
        if path.startswith(("/", "\\")) or ".." in path.split("/") or ":" in path or member.external_attr >> 28 == 0xA:
            raise RuleBroken(f"{name}的内部结构不正常，没有读取；请重新另存为.{ending}后再传。", field)
        if path.rsplit("/", 1)[-1].lower() in ("vbaproject.bin", "vbadata.xml"):
            raise RuleBroken(f"{name}带有宏，没有读取；请另存为不带宏的.{ending}后再传。", field)
        if member.flag_bits & 1:
            raise RuleBroken(f"{name}加了密码，读不出来；请取消密码后再传。", field)
