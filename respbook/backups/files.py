"""文件: copied and linked; a folder appears whole or not at all."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from respbook.disk import sync
from respbook.rules.errors import RuleBroken

UNFINISHED = ".respbook-unfinished-"
_FULL = "写不进去：{}。请检查磁盘是否已满、已拔出或不可写，原有数据不受影响。"


def copy(source: Path, to: Path) -> None:
    """复制, safe on disk when it returns."""
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(source, to)
    sync(to)


def link(source: Path, to: Path) -> bool:
    """硬链接: the same bytes under a second name; False where the disk has none or is another one."""
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(source, to)
    except OSError:
        return False
    return True


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """整体完成: what is put into the folder that is given stands at ``folder`` when the block ends, or nowhere.

    What a killed run has left behind goes first. The place may be an empty folder. Raises RuleBroken.
    """
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.parent.glob(f"{UNFINISHED}{folder.name}-????????"):
            shutil.rmtree(left, ignore_errors=True)
        temporary = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{folder.name}-", dir=folder.parent))
    except OSError as problem:
        raise RuleBroken(_FULL.format(problem.strerror or "原因不明")) from problem
    try:
        yield temporary
        for place, _, _ in os.walk(temporary):
            sync(Path(place))
        with suppress(FileNotFoundError):
            folder.rmdir()  # an empty folder gives way
        os.rename(temporary, folder)
        sync(folder.parent)
    except OSError as problem:
        raise RuleBroken(_FULL.format(problem.strerror or "原因不明")) from problem
    except sqlite3.Error as problem:
        raise RuleBroken(_FULL.format(problem)) from problem
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def probe(folder: Path) -> None:
    """试写: whether a folder can be made there; it goes at once. Raises OSError."""
    os.rmdir(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))


def clear(parent: Path, before: float) -> None:
    """清除残留 of runs that were killed: what was begun before a moment that no living run is as old as."""
    for left in parent.glob(f"{UNFINISHED}*"):
        if left.stat().st_mtime < before:
            shutil.rmtree(left, ignore_errors=True)


def remove(folder: Path) -> None:
    """删除 a whole folder: first out of sight, then away, so that a kill leaves no half of it."""
    gone = folder.with_name(f"{UNFINISHED}{folder.name}")
    os.rename(folder, gone)
    shutil.rmtree(gone, ignore_errors=True)


def must_be_free(folder: Path, what: str) -> None:
    """须是新目录. Raises RuleBroken."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RuleBroken(f"“{folder}”已有内容，不能{what}，以免覆盖。请另写一个新的目录名。")
