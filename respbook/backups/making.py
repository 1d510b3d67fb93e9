"""备份: snapshot, files, manifest, looked through again, and only then in its place (safety C12, R102)."""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from respbook.backups import shelf
from respbook.backups.checking import head_of_file, quick_check, schema_of_file
from respbook.backups.files import copy, link, must_be_free, whole
from respbook.backups.holdings import Holdings
from respbook.backups.snapshot import snapshot
from respbook.disk import digest_of, write
from respbook.models.gate import Gate
from respbook.rules.backups import DATABASE, DUMP, LISTING, MANIFEST, Lost, Manifest, listing, written
from respbook.rules.chinese import volume
from respbook.rules.errors import RuleBroken


@dataclass(frozen=True)
class Request:
    """一次备份: where to, the write gate of this site, when, and what records speak of: (sha256, whose)."""

    folder: Path
    gate: Gate
    now: datetime
    wanted: Iterable[tuple[str, str]] = ()


def back_up(holdings: Holdings, request: Request) -> Manifest:
    """备份 into a new folder: whole or not at all. Raises RuleBroken; what lay there is never touched."""
    folder = request.folder
    refuse_inside(holdings, folder)
    must_be_free(folder, "备份到这里")
    with Gate(holdings.folder / "backup.lock").turn():
        _refuse_full(holdings, folder)
        with whole(folder) as place:
            said = snapshot(holdings, request.gate, place / DATABASE)
            quick_check(place / DATABASE)
            found = _Files(holdings, place, shelf.newest(folder.parent))
            found.take_all(dict(request.wanted))
            return _sealed(holdings, request.now, place, said, found)


def _sealed(holdings: Holdings, now: datetime, place: Path, said: str, found: "_Files") -> Manifest:
    files = [*found.taken.items(), (DATABASE, digest_of(place / DATABASE))]
    files += [(DUMP, digest_of(place / DUMP))] if (place / DUMP).exists() else []
    write(place / LISTING, listing(files).encode())
    seq, head = head_of_file(place / DATABASE)
    manifest = Manifest(
        made_at=now,
        program=holdings.program,
        schema=schema_of_file(place / DATABASE),
        engine="sqlite" if holdings.database else "postgresql",
        seq=seq,
        head=head,
        files=len(files),
        size=sum((place / path).stat().st_size for path, _ in files),
        listing=digest_of(place / LISTING),
        dump=said,
        lost=tuple(found.lost),
    )
    write(place / MANIFEST, written(manifest).encode())
    return manifest


class _Files:
    """存件 of one backup: each read through as it is taken."""

    def __init__(self, holdings: Holdings, place: Path, before: Path | None) -> None:
        self._holdings, self._place, self._before = holdings, place, before
        self.taken: dict[str, str] = {}
        self.lost: list[Lost] = []

    def take_all(self, wanted: dict[str, str]) -> None:
        """Everything that lies in the store, and the checkpoints; what records speak of and is not there is named."""
        for digest in self._holdings.store.digests():
            try:
                source = self._holdings.store.path(digest)
            except RuleBroken:
                self._miss(digest, wanted.pop(digest, "未登记的文件"))
            else:
                self._take(digest, source)
        for digest, whose in wanted.items():
            if _inside(digest) not in self.taken:
                self._miss(digest, whose)
        for anchor in sorted((self._holdings.folder / "anchors").glob("*.txt")):
            copy(anchor, self._place / "anchors" / anchor.name)
            self.taken[f"anchors/{anchor.name}"] = digest_of(self._place / "anchors" / anchor.name)

    def _take(self, digest: str, source: Path) -> None:
        """By a link to the backup before, which must still be whole, or to the store; copied where there are no links."""
        path = _inside(digest)
        to = self._place / path
        earlier = self._before / path if self._before else None
        linked = earlier is not None and earlier.exists() and digest_of(earlier) == digest and link(earlier, to)
        if not linked and not link(source, to):
            copy(source, to)
            if digest_of(to) != digest:
                raise RuleBroken("备份盘上读回的内容与原件不同，这块磁盘不可靠，没有备份。")
        self.taken[path] = digest

    def _miss(self, digest: str, whose: str) -> None:
        holder = next((each.folder.name for each in shelf.backups_in(self._place.parent) if each.holds(digest)), "")
        self.lost.append(Lost(digest, whose, holder))


def _inside(digest: str) -> str:
    return f"store/{digest[:2]}/{digest}"


def refuse_inside(holdings: Holdings, folder: Path) -> None:
    """不得备份到数据和程序目录里. Raises RuleBroken."""
    place, own = folder.resolve(), holdings.folder.resolve()
    if place == own or (place.is_relative_to(own) and not place.is_relative_to(own / "backups")):
        raise RuleBroken("不能备份到数据目录里面（backups 子目录除外），请换一个位置。", "folder")
    for kept in (holdings.migrations.resolve().parent / name for name in ("static", "templates", "migrations")):
        if place.is_relative_to(kept):
            raise RuleBroken("不能备份到程序目录里面，请换一个位置。", "folder")


def _refuse_full(holdings: Holdings, folder: Path) -> None:
    """空间检查: what has to be written anew, with a tenth to spare. Raises RuleBroken."""
    place = next(each for each in folder.absolute().parents if each.exists())
    need = holdings.database.stat().st_size if holdings.database else 0
    for each in (holdings.database.with_name(f"{holdings.database.name}-wal"),) if holdings.database else ():
        with suppress(OSError):
            need += each.stat().st_size
    need += sum(holdings.store.size(digest) for digest in _copied(holdings, place))
    free = shutil.disk_usage(place).free
    if free < need * 11 // 10:
        raise RuleBroken(f"备份盘空间不足：这次需要{volume(need)}，只剩{volume(free)}。请换一块磁盘或清理后再备份。")


def _copied(holdings: Holdings, place: Path) -> Iterable[str]:
    """What cannot be linked: everything on another disk that no earlier backup there holds."""
    if os.stat(place).st_dev == os.stat(holdings.folder).st_dev:
        return ()
    before = shelf.newest(place)
    return (each for each in holdings.store.digests() if before is None or not (before / _inside(each)).exists())
