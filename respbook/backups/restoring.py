"""恢复: looked through first, then copied into a folder of its own; never onto anything that is there (safety R103)."""

from pathlib import Path

from respbook.backups.checking import check
from respbook.backups.files import copy
from respbook.backups.shelf import backups_in
from respbook.disk import digest_of
from respbook.models import schema
from respbook.models.schema import NewerDatabase
from respbook.rules.backups import DATABASE, DUMP, LISTING, MANIFEST, Manifest, read_listing
from respbook.rules.errors import RuleBroken


def sound(folder: Path, migrations: Path) -> Manifest:
    """可以恢复的备份: its manifest. Raises RuleBroken with every fault, NewerDatabase."""
    if not (folder / MANIFEST).exists() and (there := backups_in(folder)):
        raise RuleBroken(f"“{folder}”里有{len(there)}份备份，请指明一份，最新的是 {there[0].folder}。")
    manifest, faults = check(folder)
    if faults:
        more = f"等共{len(faults)}处" if len(faults) > 1 else ""
        raise RuleBroken(f"这份备份不完好，没有恢复：{faults[0].rstrip('。')}{more}。", sentences=tuple(faults))
    if manifest.schema not in schema.revisions(migrations):
        raise NewerDatabase("这份备份是由更新版本的程序做的，本程序不能恢复。请安装新版本。")
    return manifest


def unpack(folder: Path, place: Path) -> None:
    """取出 everything but manifest and pg_dump's file into the data folder that is being made. Raises RuleBroken.

    Copied, never linked: nothing that is done to the restored site may reach the backup.
    """
    for path, digest in read_listing((folder / LISTING).read_text("utf-8")).items():
        if path == DUMP:
            continue
        copy(folder / path, place / path)
        if digest_of(place / path) != digest:
            raise RuleBroken(f"恢复出来的 {path} 与备份不同，目标磁盘不可靠，没有恢复。")
    assert (place / DATABASE).exists()
