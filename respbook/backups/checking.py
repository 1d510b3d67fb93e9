"""核验备份: every file by its digest, the database by itself, the book by its head (safety R102, R103)."""

import sqlite3
from contextlib import closing
from pathlib import Path

from respbook.backups.shelf import manifest_of
from respbook.disk import digest_of
from respbook.rules.backups import DATABASE, LISTING, MANIFEST, Manifest, read_listing
from respbook.rules.chain import GENESIS, Link, check_chain
from respbook.rules.errors import RuleBroken


def check(folder: Path) -> tuple[Manifest, list[str]]:
    """核验: the manifest, and every fault in a sentence. Raises RuleBroken where there is no manifest to go by."""
    manifest = manifest_of(folder)
    try:
        files = read_listing((folder / LISTING).read_text("utf-8"))
        if digest_of(folder / LISTING) != manifest.listing:
            return manifest, ["文件清单与备份清单不符，被改动过。"]
    except (OSError, UnicodeDecodeError):
        return manifest, ["备份的文件清单已缺失或损坏。"]
    faults = [*_files(folder, files), *_strangers(folder, files)]
    if DATABASE not in files:
        return manifest, [*faults, "备份里没有数据库。"]
    return manifest, faults or _database(folder / DATABASE, manifest)


def _files(folder: Path, files: dict[str, str]) -> list[str]:
    found = []
    for path, digest in files.items():
        try:
            fine = not (folder / path).is_symlink() and digest_of(folder / path) == digest
        except FileNotFoundError:
            found.append(f"缺少文件 {path}。")
        except OSError:
            found.append(f"文件 {path} 读不出来，磁盘可能已损坏。")
        else:
            found += [] if fine else [f"文件 {path} 的内容与清单不符，被改动过或已损坏。"]
    return found


def _strangers(folder: Path, files: dict[str, str]) -> list[str]:
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if not each.is_dir()}
    return [f"多出清单以外的文件 {path}。" for path in sorted(there - set(files) - {MANIFEST, LISTING})]


def _database(file: Path, manifest: Manifest) -> list[str]:
    try:
        quick_check(file)
        if schema_of_file(file) != manifest.schema:
            return ["数据库的库表版本与备份清单不符。"]
        if head_of_file(file) != (manifest.seq, manifest.head):
            return ["操作日志的末尾与备份清单不符。"]
        with closing(reading(file)) as book:
            entries = book.execute("SELECT seq, prev_hash, hash, body FROM audit_entries ORDER BY seq")
            return [each.sentence for each in check_chain((Link(*row) for row in entries), {}).broken]
    except RuleBroken as problem:
        return [problem.sentence]
    except sqlite3.Error:
        return ["数据库打不开，已损坏。"]


def reading(file: Path) -> sqlite3.Connection:
    """A database that is only looked at; nothing is written beside it."""
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def quick_check(file: Path) -> None:
    """快速检查 of SQLite's own. Raises RuleBroken."""
    with closing(reading(file)) as looked:
        found = looked.execute("PRAGMA quick_check(1)").fetchone()
    if found != ("ok",):
        raise RuleBroken("数据库没有通过完整性检查，已损坏。")


def head_of_file(file: Path) -> tuple[int, str]:
    """日志头: (seq, hash)."""
    with closing(reading(file)) as looked:
        found = looked.execute("SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(found[0]), str(found[1])) if found else (0, GENESIS)


def schema_of_file(file: Path) -> str:
    """库表版本."""
    with closing(reading(file)) as looked:
        found = looked.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else ""
