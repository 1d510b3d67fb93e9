"""密匣: short secrets that have to be read again are kept encrypted with the key file, so that a copied database alone
gives none of them away (safety R10). The first key encrypts, all of them open: rotation loses nothing (R107)."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"respbook-vault-v1"


class Vault:
    """密匣 of one installation."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._box = MultiFernet([Fernet(_derived(key)) for key in keys])

    def locked(self, words: str) -> str:
        """上锁: what may be written into the database."""
        return self._box.encrypt(words.encode()).decode()

    def opened(self, locked: str) -> str:
        """开锁: the words again; "" where no key fits, as after the loss of the key file."""
        try:
            return self._box.decrypt(locked.encode()).decode()
        except InvalidToken:
            return ""


def _derived(key: str) -> bytes:
    """A key of its own for this purpose: what signs cookies encrypts nothing."""
    raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(raw)
