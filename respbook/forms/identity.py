"""身份证号的提醒: nobody needs one here; whoever writes one is asked once, and keeps it by sending the form again (safety R97)."""

import hashlib
from collections import OrderedDict
from threading import Lock
from time import monotonic

from respbook.rules.personal import identities, masked

_REMEMBERED = 900.0
"""Seconds for which an answer holds; kept in memory and as a digest only."""
_MOST = 1000
_asked: OrderedDict[str, float] = OrderedDict()
_lock = Lock()


def reminder(text: str, who: str) -> str:
    """提醒的一句; "" where there is no number, or where this person was asked about it already."""
    fresh = [number for number in identities(text) if not _known(number, who)]
    if not fresh:
        return ""
    told = "、".join(masked(number) for number in fresh)
    return f"这里像是有身份证号（{told}）。本系统用不着身份证号，请删去；确实要写的，再提交一次。"


def _known(number: str, who: str) -> bool:
    key = hashlib.sha256(f"{who}|{number}".encode()).hexdigest()
    with _lock:
        moment = _asked.pop(key, None)
        _asked[key] = monotonic()
        while len(_asked) > _MOST:
            _asked.popitem(last=False)
    return moment is not None and monotonic() - moment < _REMEMBERED
