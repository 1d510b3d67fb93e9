"""会签平板的凭据: secrets in this device's own session, one for its entry to the table, one for the seat opened on it.

The book knows their digests alone, and for how long they are worth something; a cookie kept from before opens nothing.
"""

import secrets

from flask import session

from respbook.actions.tablets import Device
from respbook.web.handwriting import digest_of

_ENTRY, _SEAT, _NEXT = "table", "seat", "next_seat"


def is_tablet() -> bool:
    """会签模式: this device has entered a table, and nobody has let it go yet."""
    return _ENTRY in session


def device() -> Device:
    """这台设备, as the book may know it."""
    entry = session.get(_ENTRY)
    held = (session.get(name) for name in (_SEAT, _NEXT))
    return Device(
        digest_of(entry) if isinstance(entry, str) else "",
        tuple(digest_of(each) for each in held if isinstance(each, str)),
    )


def entered(secret: str) -> None:
    """已进入会签台: the session holds nothing else from now on."""
    session.clear()
    session[_ENTRY] = secret


def next_seat() -> str:
    """下一个席位的凭据, as its digest. It is in the session before the PIN is sent: an answer that is lost on the way
    leaves the seat with this device."""
    if not isinstance(session.get(_NEXT), str):
        session[_NEXT] = secrets.token_urlsafe(24)
    return digest_of(session[_NEXT])


def seated() -> None:
    """已入席: the secret of this seat takes the place of the one before."""
    if _NEXT in session:
        session[_SEAT] = session.pop(_NEXT)


def risen() -> bool:
    """已离席: whether there was a seat on this device."""
    held = [session.pop(name, None) for name in (_SEAT, _NEXT)]
    return held[0] is not None
