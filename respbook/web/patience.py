"""限频: how often strangers may ask from one address; kept in memory, nothing is written for a stranger."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from respbook.actions.sign_in import TooManyTries

A_MINUTE = 60


class Patience:
    """耐心: at most 60 times a minute from one address."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence
        self._asked: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def count(self, address: str, moment: datetime) -> None:
        """Raises TooManyTries."""
        with self._lock:
            recent = [each for each in self._asked.pop(address, []) if moment - each < timedelta(minutes=1)]
            self._asked[address] = [*recent, moment]
            while len(self._asked) > 1000:
                self._asked.popitem(last=False)
        if len(recent) >= A_MINUTE:
            raise TooManyTries(self._sentence)

    def clear(self) -> None:
        """重新计数."""
        self._asked.clear()
