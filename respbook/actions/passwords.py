"""口令: argon2id with explicit parameters, at most one hash per core at a time (safety R07, C2)."""

import os
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from respbook.rules.passwords import as_typed

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_ROOM = Semaphore(os.cpu_count() or 1)
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$rAskr659nsHktR80AWNuXg$kB8vyaF5orpLrydoEl1qaeWHbnIkowZniok7Dc3yYH8"
"""A password that nobody knows, hashed with the parameters above: checking against it takes as long as any other."""


def hashed(password: str) -> str:
    """口令散列: the string to store."""
    with _ROOM:
        return _HASHER.hash(as_typed(password))


def matches(stored: str, password: str) -> bool:
    """核对口令: an empty ``stored`` (unknown, locked, not yet entered) takes as long as a wrong one (safety R03)."""
    with _ROOM:
        try:
            return _HASHER.verify(stored or _NOBODY, as_typed(password)) and bool(stored)
        except (VerifyMismatchError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """需重算: made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)
