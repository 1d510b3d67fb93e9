"""打包: files one after the other into a ZIP on disk; memory stays flat, and each is summed as it is written (features D5)."""

import hashlib
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from respbook.rules.chinese import CHINA

SUMS = "SHA256SUMS"
_PACKED = frozenset({"pdf", "jpg", "jpeg", "png", "webp", "zip", "docx", "xlsx"})
"""What is compressed already is stored as it is."""
_LONGEST = 80
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]')
_STEM_DOTS = re.compile(r"^[. ]+|[. ]+$")


def plain_name(words: str) -> str:
    """文件名 that every disk takes: no folder, no drive, no dot at either end, of a length that Windows unpacks."""
    return _STEM_DOTS.sub("", _FORBIDDEN.sub("_", words))[:_LONGEST].rstrip(". ") or "_"


class Pack:
    """包: ``with Pack(path, at) as pack: pack.add("甲/乙.pdf", content)``; the list of digests is its last file.

    Every member bears the same moment, so that the same content gives the same bytes. ``folder``: all stand below it.
    """

    def __init__(self, path: Path, at: datetime, folder: str = "") -> None:
        self._at = at.astimezone(CHINA).timetuple()[:6]
        self._folder = f"{plain_name(folder)}/" if folder else ""
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self.sums: dict[str, str] = {}

    def __enter__(self) -> "Pack":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def add(self, name: str, content: bytes) -> str:
        """放入; returns the name that it got: a second one of the same name is numbered."""
        return self.pour(name, (content,))

    def pour(self, name: str, pieces: Iterable[bytes]) -> str:
        """放入 piece by piece, for what is not held in memory as a whole."""
        name = self._free(name)
        told = zipfile.ZipInfo(self._folder + name, self._at)
        told.external_attr = 0o644 << 16
        told.compress_type = zipfile.ZIP_STORED if name.rpartition(".")[2] in _PACKED else zipfile.ZIP_DEFLATED
        summed = hashlib.sha256()
        with self._zip.open(told, "w", force_zip64=True) as member:
            for piece in pieces:
                summed.update(piece)
                member.write(piece)
        self.sums[name] = summed.hexdigest()
        return name

    def close_list(self, name: str = SUMS) -> None:
        """写校验清单: in the form that ``sha256sum -c`` reads; nothing is put in after it."""
        listed = "".join(f"{digest}  {each}\n" for each, digest in self.sums.items())
        self.pour(name, (listed.encode(),))

    def _free(self, name: str) -> str:
        if name not in self.sums:
            return name
        stem, dot, ending = name.rpartition(".")
        number = 2
        while f"{stem}（{number}）{dot}{ending}" in self.sums:
            number += 1
        return f"{stem}（{number}）{dot}{ending}"
