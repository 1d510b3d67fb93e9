"""文件下载: names in Chinese, headers that keep a file from running, many letters in one ZIP."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO
from urllib.parse import quote

from flask import Response, send_file

from respbook.web import security_log
from respbook.web.security import FILE_CSP

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf(content: bytes, name: str) -> Response:
    """PDF, shown in the browser; no sandbox, Chromium's viewer dies in it (safety C10)."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(plain(name), safe='')}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def picture_kind(content: bytes) -> str:
    """图片类型 by the first bytes; "" for what is no PNG and no JPEG and is not shown in a page."""
    return next((kind for head, kind in _PICTURES.items() if content.startswith(head)), "")


def kept(content: bytes, name: str) -> Response:
    """收存的原件: a picture is shown, a PDF too, anything else is taken away."""
    kind = picture_kind(content)
    if not kind and content.startswith(b"%PDF-"):
        return pdf(content, f"{name}.pdf")
    if not kind:
        return attachment(io.BytesIO(content), name, "application/octet-stream")
    answer = png(content)
    answer.mimetype = kind
    answer.headers["Content-Security-Policy"] = FILE_CSP
    return answer


def png(content: bytes) -> Response:
    """页面图片."""
    answer = Response(content, mimetype="image/png")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def jpeg(content: bytes) -> Response:
    """扫描页图片."""
    answer = Response(content, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def clean_copy(content: bytes) -> Response:
    """照片的清洁副本: it never changes, and a phone keeps it for its own session; another session asks again."""
    answer = Response(content, mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Content-Security-Policy"] = FILE_CSP
    answer.headers["Cache-Control"] = "private, max-age=86400"
    answer.vary.add("Cookie")
    return answer


def attachment(file: IO[bytes], name: str, mimetype: str) -> Response:
    """附件下载, under a name that every disk takes."""
    answer = send_file(file, mimetype=mimetype, as_attachment=True, download_name=plain(name))
    security_log.taken_away(plain(name))
    answer.headers["Content-Security-Policy"] = FILE_CSP
    answer.headers["Cache-Control"] = "no-store"
    return answer


def plain(name: str) -> str:
    """文件名: no folder, no drive, nothing that a disk refuses, whatever the unit is called (safety R62)."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]', "_", name).lstrip(".")


def packed(files: Iterable[tuple[str, Iterable[str]]]) -> IO[bytes]:
    """压缩打包 of texts, written piece by piece into a temporary file."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer is sent
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in files:
            with archive.open(plain(name), "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece.encode())
    out.seek(0)
    return out


def zipped(files: Iterable[tuple[str, bytes]]) -> IO[bytes]:
    """打包 into a temporary file: memory stays flat however many there are; PDF and docx are compressed already."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer is sent
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(plain(name), content)
    out.seek(0)
    return out
