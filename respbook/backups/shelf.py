"""备份架: the backups that lie in one folder, the newest first; which of them go (safety C12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from respbook.backups.files import UNFINISHED, clear, remove
from respbook.rules.backups import MANIFEST, Manifest, kept, read
from respbook.rules.chinese import CHINA
from respbook.rules.errors import RuleBroken

_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Backup:
    """一份备份 and where it lies."""

    folder: Path
    manifest: Manifest

    def holds(self, digest: str) -> bool:
        """Whether that file is in it."""
        return (self.folder / "store" / digest[:2] / digest).exists()


def name_of(now: datetime) -> str:
    """目录名: 20261126-020000, in China's time."""
    return now.astimezone(CHINA).strftime(_STAMP)


def backups_in(root: Path) -> list[Backup]:
    """全部备份, the newest first; folders of other kinds are passed over."""
    found = []
    for place in sorted(root.iterdir()) if root.is_dir() else ():
        if place.name.startswith(UNFINISHED) or not (place / MANIFEST).is_file():
            continue
        try:
            found.append(Backup(place, manifest_of(place)))
        except RuleBroken:
            continue
    return sorted(found, key=lambda each: each.manifest.made_at, reverse=True)


def manifest_of(folder: Path) -> Manifest:
    """清单 of a backup. Raises RuleBroken."""
    try:
        return read((folder / MANIFEST).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise RuleBroken(f"“{folder}”里没有完整的备份。") from None


def newest(root: Path) -> Path | None:
    """最近一份."""
    found = backups_in(root)
    return found[0].folder if found else None


def prune(root: Path, now: datetime) -> list[str]:
    """清理 by the rule of what is kept; only folders that bear a backup's own name go. Gives their names."""
    there = backups_in(root)
    keeping = kept((each.manifest.made_at.astimezone(CHINA) for each in there), now)
    going = [
        each
        for each in there
        if each.manifest.made_at not in keeping and each.folder.name == name_of(each.manifest.made_at)
    ]
    for each in going:
        remove(each.folder)
    clear(root, (now - timedelta(days=1)).timestamp())
    return [each.folder.name for each in going]
