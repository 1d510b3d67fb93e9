"""备份位置: sticks and disks that one may copy to, and whether a place lies on the same disk as the data (safety R104)."""

import ctypes
import os
import string
import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_UNDER = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
_REMOVABLE, _FIXED = 2, 3
"""What Windows calls drives."""


def sticks() -> list[Path]:
    """可拷贝的盘: what is plugged in or mounted where people mount; drive letters on Windows."""
    if sys.platform == "win32":
        return _letters()
    if _MOUNTS.exists():
        return [Path(each) for each in mounted(_MOUNTS.read_text("utf-8", "replace"))]
    return [each for each in Path("/Volumes").glob("*") if os.path.ismount(each)]


def mounted(mountinfo: str) -> list[str]:
    """Mount points of real devices under the folders where sticks and disks are mounted, by Linux's own table."""
    found = []
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields, rest = before.split(), after.split()
        if len(fields) < 5 or len(rest) < 2:
            continue
        place = fields[4].encode().decode("unicode_escape").encode("latin-1", "replace").decode("utf-8", "replace")
        network = rest[0] in ("cifs", "smb3", "nfs", "nfs4")
        if place.startswith(_UNDER) and (rest[1].startswith("/dev/") or network):
            found.append(place)
    return sorted(set(found))


def _letters() -> list[Path]:
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - there on Windows alone
    home = Path(sys.base_prefix).drive.upper()
    there = [
        f"{letter}:" for place, letter in enumerate(string.ascii_uppercase) if kernel.GetLogicalDrives() >> place & 1
    ]
    kinds = {each: kernel.GetDriveTypeW(f"{each}\\") for each in there}
    return [
        Path(f"{each}\\") for each in there if kinds[each] == _REMOVABLE or (kinds[each] == _FIXED and each != home)
    ]


def same_disk(one: Path, other: Path) -> bool:
    """同一块磁盘: the same file system, or two partitions of one disk where the machine tells."""
    first, second = (_existing(each) for each in (one, other))
    if sys.platform == "win32":
        return os.path.splitdrive(first.resolve())[0].upper() == os.path.splitdrive(second.resolve())[0].upper()
    numbers = [os.stat(each).st_dev for each in (first, second)]
    return numbers[0] == numbers[1] or _disk(numbers[0]) == _disk(numbers[1])


def _disk(number: int) -> str:
    """The disk of a file system, as Linux names it; else the number itself."""
    device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    if not device.exists():
        return str(number)
    place = device.resolve()
    return str(place.parent if (place / "partition").exists() else place)


def _existing(place: Path) -> Path:
    return next(each for each in (place.absolute(), *place.absolute().parents) if each.exists())
