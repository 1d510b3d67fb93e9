"""收下笔迹: strokes as sent → both digests in the store; where a signature came from (features S2)."""

import hashlib
from datetime import date

from flask import g, request

from respbook.actions.proofs import Came
from respbook.actions.signing import HandMark
from respbook.press.handwriting import mark_png, shown_mark
from respbook.rules.strokes import read_strokes
from respbook.web.press import binder, store


def mark_of(text: str) -> HandMark:
    """笔迹入库: the strokes in their canonical form, and the picture drawn from them. Raises RuleBroken."""
    strokes = read_strokes(text)
    return HandMark(store().put(mark_png(strokes)), store().put(strokes.text().encode()))


def mark_shown(sha256: str, number: str, on: date) -> bytes:
    """供查看的签名图: a kept mark with its letter's number and the day across it; what is kept stays as it was."""
    return shown_mark(store().get(sha256), f"{number}　{on:%Y-%m-%d}", binder().faces)


def came(digest: str = "") -> Came:
    """签字来源 of this request; ``digest`` is that of a code or table, else the session's."""
    return Came((digest or g.sid_sha256)[:8], request.remote_addr or "", request.headers.get("User-Agent", ""))


def digest_of(token: str) -> str:
    """码的摘要: what the book knows of it."""
    return hashlib.sha256(token.encode()).hexdigest()
