"""扫描件检查: a PDF or picture from a copier or phone, looked at before it is kept (safety R59, R60, R64)."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from respbook.pdfium import LOCK
from respbook.readers.pdf_programs import carries
from respbook.rules.errors import RuleBroken

MOST_PIXELS = 50_000_000
MOST_SIDE = 12_000
_PDFIUM = cast(Any, raw)
_JPEG = ("image/jpeg", "jpg")
_MEDIA = {"JPEG": _JPEG, "MPO": _JPEG, "PNG": ("image/png", "png"), "TIFF": ("image/tiff", "tif")}
"""MPO is a phone's JPEG with a second picture behind it; the first is the photo."""
_TELEPHONE = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
"""Brands of HEIF files, as they stand behind ``ftyp``."""


@dataclass(frozen=True)
class Limits:
    """收件限度: pages and bytes of one file, and the kinds of pictures."""

    pages: int
    size: int | None
    pictures: tuple[str, ...]


ARCHIVE = Limits(200, None, ("JPEG", "PNG"))
"""往年文书; its form limits the size."""
BATCH = Limits(500, 60 * 2**20, ("JPEG", "PNG", "TIFF"))
"""批量扫描."""


@dataclass(frozen=True)
class Scan:
    """扫描件: what it is and how many pages it has."""

    media: str
    ending: str
    pages: int


def inspect(source: bytes | Path, limits: Limits = ARCHIVE) -> Scan:
    """检查: bytes, or a file that need not be read whole. Raises RuleBroken on ``file`` with what to do instead."""
    size, head = _size_and_head(source)
    if not size:
        raise RuleBroken("文件是空的，没有收下。", "file")
    if limits.size is not None and size > limits.size:
        raise RuleBroken(f"文件超过{limits.size // 2**20}兆，没有收下；请降低扫描精度或分成几份再传。", "file")
    if is_pdf(head):
        return Scan("application/pdf", "pdf", _pages_of(source, limits))
    with opened_picture(source, limits) as picture:
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if frames > limits.pages:
            raise RuleBroken(f"这份文件有{frames}页，一份最多{limits.pages}页；请拆开后再传。", "file")
        media, ending = _MEDIA[picture.format or ""]
    return Scan(media, ending, frames)


def is_pdf(head: bytes) -> bool:
    """PDF否, by the beginning of the file."""
    return head[:1024].lstrip().startswith(b"%PDF-")


def _size_and_head(source: bytes | Path) -> tuple[int, bytes]:
    if isinstance(source, bytes):
        return len(source), source[:1024]
    with source.open("rb") as file:
        return source.stat().st_size, file.read(1024)


def head_of(source: bytes | Path) -> bytes:
    """文件开头."""
    return _size_and_head(source)[1]


def opened_pdf(source: bytes | Path) -> Any:
    """打开PDF; the caller holds PDFium's lock and closes the document. Raises RuleBroken."""
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as problem:
        if problem.err_code == _PDFIUM.FPDF_ERR_PASSWORD:
            raise RuleBroken("这份PDF加了密码，打不开；请去掉密码后再传。", "file") from None
        raise RuleBroken("这份PDF打不开，可能已损坏；请重新扫描或另存后再传。", "file") from None


def _pages_of(source: bytes | Path, limits: Limits) -> int:
    with LOCK:
        document = opened_pdf(source)
        try:
            pages = len(document)
            scripts = _PDFIUM.FPDFDoc_GetJavaScriptActionCount(document)
            loaded = _PDFIUM.FPDFDoc_GetAttachmentCount(document) > 0
            plain = _PDFIUM.FPDF_GetSecurityHandlerRevision(document) < 0
            clear = source if plain else _decrypted(document)
        finally:
            document.close()
    if scripts > 0 or loaded or carries(clear):
        raise RuleBroken("这份PDF里带有程序或附件，没有收下；请打印成普通PDF后再传。", "file")
    if not 0 < pages <= limits.pages:
        raise RuleBroken(f"这份PDF有{pages}页，一份最多{limits.pages}页；请拆开后再传。", "file")
    return pages


def _decrypted(document: Any) -> bytes:
    """A copy to be looked at, where a copier has locked editing: it opens without a password, its streams are unreadable."""
    out = io.BytesIO()
    document.save(out, flags=_PDFIUM.FPDF_REMOVE_SECURITY)
    return out.getvalue()


@contextmanager
def opened_picture(source: bytes | Path, limits: Limits = ARCHIVE) -> Iterator[Image.Image]:
    """打开图片: its size looked at before its dots are. Raises RuleBroken, also for what breaks inside the block."""
    if head_of(source)[4:8] == b"ftyp" and head_of(source)[8:12] in _TELEPHONE:
        raise RuleBroken(
            "这是手机的HEIC格式，暂不能读取；请在手机“设置—相机—格式”里改为“兼容性最佳”后重拍，或另存为JPG再传。",
            "file",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a bomb is refused by its size
            place = io.BytesIO(source) if isinstance(source, bytes) else source
            with Image.open(place, formats=list(limits.pictures)) as picture:
                fit(picture)
                if limits is ARCHIVE:
                    picture.load()
                yield picture
    except RuleBroken:
        raise
    except Exception:  # a broken picture breaks in any way
        kinds = "PDF、JPG、PNG或TIFF" if "TIFF" in limits.pictures else "PDF、JPG或PNG"
        raise RuleBroken(f"这不是{kinds}，或已损坏；请转换后再传。", "file") from None


def fit(picture: Image.Image) -> None:
    """尺寸检查. Raises RuleBroken."""
    wide, high = picture.size
    if max(wide, high) > MOST_SIDE or wide * high > MOST_PIXELS:
        raise RuleBroken("图片尺寸过大，没有收下；请按300dpi以下扫描后再传。", "file")
