"""压缩: text answers travel as gzip; a slow village line waits for a fifth of the bytes (speed 8).

BREACH: a page holds one secret, the CSRF token, and echoes what the address says. Flask-WTF does not mask the token:
its first part stays the same for a session. It is worthless without the signature behind it, which changes every
second, so nobody can guess it over thousands of answers; and SameSite=Lax keeps the cookie from all requests of another
site but a visible change of page.
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

LEAST = 1024
"""Bytes below which the wrapping costs more than it saves."""
_LEVEL = 5
_TEXT = frozenset(
    {"text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml", "application/json", "text/csv"}
)
_BODILESS = frozenset({204, 206, 304})
_LARGEST_FILE = 512 * 1024


def init_app(app: Flask) -> None:
    """Register before all other after_request functions: the first one registered runs last."""
    app.after_request(compress)


def compress(answer: Response) -> Response:
    """after_request: gzip for texts over 1 KB; the site's own files are packed once and, under ``?v=``, kept for good."""
    static = request.endpoint == "static"
    if static and "v" in request.args:
        answer.cache_control.immutable = True
    if answer.mimetype not in _TEXT:
        return answer
    answer.vary.add("Accept-Encoding")
    if not _welcome(answer):
        return answer
    packed = _packed_file(answer) if static else _packed_page(answer)
    if packed is not None:
        answer.set_data(packed)
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _welcome(answer: Response) -> bool:
    """Whether the browser takes gzip and there is a whole body to pack."""
    if answer.status_code in _BODILESS or request.method == "HEAD" or "Content-Encoding" in answer.headers:
        return False
    return request.accept_encodings["gzip"] > 0


def _packed_page(answer: Response) -> bytes | None:
    if answer.is_streamed or answer.direct_passthrough:  # a file being sent is packed by nobody
        return None
    content = answer.get_data()
    return gzip.compress(content, _LEVEL, mtime=0) if len(content) >= LEAST else None


def _packed_file(answer: Response) -> bytes | None:
    """A file of the site: packed at the first asking. Its ETag goes weak: the same text in other bytes."""
    if not LEAST <= (answer.content_length or 0) <= _LARGEST_FILE:
        return None
    answer.direct_passthrough = False
    packed = _kept(answer.get_data())
    etag = answer.get_etag()[0]
    if etag:
        answer.set_etag(etag, weak=True)
    return packed


@lru_cache(maxsize=64)
def _kept(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
