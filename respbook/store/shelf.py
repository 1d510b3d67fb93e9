"""导出架: large files made for somebody, kept some days (safety R68)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from respbook import disk


class ExportShelf:
    """导出架: large files made for somebody, kept some days, each named by its export; no digest of the store speaks of them."""

    _OLD = 86400.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def making(self, export_id: int, tries: int) -> Iterator[Path]:
        """正在生成的文件: gone afterwards unless it was kept. Two makers of one export never write the same file."""
        path = self.made(export_id, tries)
        try:
            yield path
        finally:
            with suppress(FileNotFoundError):
                path.unlink()

    @staticmethod
    def measure(path: Path) -> tuple[int, str]:
        """大小和摘要 of a finished file, which is on the disk then."""
        disk.sync(path)
        return path.stat().st_size, disk.digest_of(path)

    def keep(self, export_id: int, tries: int) -> None:
        """放上架."""
        os.replace(self.made(export_id, tries), self._path(export_id, tries))
        disk.sync(self._folder)

    def made(self, export_id: int, tries: int) -> Path:
        """所在 while it is being made."""
        return self._folder / f".making-{export_id}-{tries}"

    def find(self, export_id: int, tries: int) -> Path | IO[bytes] | None:
        """找出; None where it is gone."""
        path = self._path(export_id, tries)
        return path if path.exists() else None

    def _path(self, export_id: int, tries: int) -> Path:
        return self._folder / f"{export_id}-{tries}"

    def drop(self, export_id: int) -> None:
        """取下."""
        for path in self._folder.glob(f"{export_id}-*"):
            path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """扫架: what makers that were killed left behind, once it is a day older than the folder's last change."""
        newest = self._folder.stat().st_mtime
        for path in self._folder.glob(".making-*"):
            with suppress(FileNotFoundError):
                if newest - path.stat().st_mtime > self._OLD:
                    path.unlink()
