"""签订本到浏览器: its bytes and page pictures from the shelf; frozen right after a deed; how the viewer proved himself."""

from collections.abc import Iterable
from typing import Any

from flask import current_app

from respbook.actions.issuing import Tools
from respbook.actions.proofs import proof_of
from respbook.actions.signed_copies import freeze_waiting
from respbook.press.pictures import page_count, page_png
from respbook.queries.signed_copies import Copy, copy_bytes
from respbook.rules.signature_record import Proof
from respbook.web.handwriting import came
from respbook.web.press import DPI, Shelf, binder, store
from respbook.web.viewer import current, now, proven_at

_copies = Shelf(40)
_pages = Shelf(300)


def content(copy: Copy) -> bytes:
    """签订本的字节, built once. Raises RuleBroken."""
    return _copies.get(copy.key, lambda: copy_bytes(copy, store(), binder()))


def picture(copy: Copy, page: int) -> bytes:
    """签订本的页面图片, in colour: seals are red. Raises IndexError beyond the last page, RuleBroken."""

    def make() -> bytes:
        pdf = content(copy)
        if not 1 <= page <= page_count(pdf):
            raise IndexError(page)
        return page_png(pdf, page, DPI, colour=True)

    return _pages.get((copy.key, page), make)


def tools() -> Tools:
    """What building and signing a copy needs."""
    settings: Any = current_app.extensions["settings"]
    return Tools(store(), binder(), settings.public_url)


def freeze_now(letter_ids: Iterable[int]) -> int:
    """定稿 of what these letters' last signatures made whole; to be called after a deed, outside its transaction."""
    return freeze_waiting(letter_ids, tools(), now())


def proof() -> Proof:
    """身份验证 of a deed behind a fresh password: this session, this browser, when the password was given. Raises RuleBroken."""
    return proof_of("session", came(), current(), proven_at())
