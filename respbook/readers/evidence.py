"""佐证检查: by what a file is, not by what it is called: photos, PDFs, sheets and letters (safety R58–R64)."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from respbook.readers import packages, photos, scans
from respbook.readers.photos import Photo
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import EvidenceKind, check_size, refusal_of

_PDF = scans.Limits(200, None, ())
_PACKAGES = {
    packages.PackageKind.WORKBOOK: EvidenceKind.XLSX,
    packages.PackageKind.DOCUMENT: EvidenceKind.DOCX,
}
_ZIPPED = "这是压缩包，没有收下。请解压后一张一张地传；表格和文档请另存为xlsx或docx。"


@dataclass(frozen=True)
class Looked:
    """检查结果: the kind, and what there is of a photo."""

    kind: EvidenceKind
    photo: Photo | None = None


def inspect(path: Path) -> Looked:
    """检查 one file. Raises RuleBroken on ``file``, TooLarge beyond the limits, with what to do instead."""
    with path.open("rb") as file:
        head = file.read(1024)
    size = path.stat().st_size
    photo = photos.is_photo(head)
    check_size(size, photo)
    if photo:
        found = photos.inspect(path.read_bytes())
        return Looked(found.kind, found)
    if scans.is_pdf(head):
        scans.inspect(path, _PDF)
        return Looked(EvidenceKind.PDF)
    if head.startswith(b"PK\x03\x04"):
        return Looked(_package(path.read_bytes()))
    raise RuleBroken(refusal_of(head), "file")


def _package(content: bytes) -> EvidenceKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except Exception:  # a broken zip breaks in any way
        raise RuleBroken("这个文件不完整或已损坏，没有收下。请重新保存后再传。", "file") from None
    for part, kind in _PACKAGES.items():
        if part in names:
            packages.inspect(content, part)
            return kind
    raise RuleBroken(_ZIPPED, "file")
