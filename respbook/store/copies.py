"""可重建的副本: kept beside the store, on each host for itself; whatever is lost is made again."""

from contextlib import suppress
from pathlib import Path

from respbook import disk


class Copies:
    """可重建的副本: small pictures made from originals. They may be deleted at any time; no digest speaks of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, digest: str, name: str, content: bytes) -> None:
        """存副本 of an original; whole or not at all. A full disk is no fault: it is made again when asked for."""
        place = self._place(digest, name)
        with suppress(OSError):
            place.parent.mkdir(mode=0o700, exist_ok=True)
            disk.write(place, content, settled=False)

    def find(self, digest: str, name: str) -> bytes | None:
        """取副本; None where it has to be made."""
        try:
            return self._place(digest, name).read_bytes()
        except OSError:
            return None

    def _place(self, digest: str, name: str) -> Path:
        if len(digest) != 64 or set(digest) - set("0123456789abcdef") or not name.isidentifier():
            raise ValueError("not a copy")
        return self._folder / digest[:2] / f"{digest}-{name}"
