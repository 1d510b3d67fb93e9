"""本机字体: finds the office's own 仿宋, 楷体, 黑体 and 小标宋 by the names inside the font files.

They are used only when asked for, read where they lie, and never copied. Not finding them is normal.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

WANTED: dict[str, tuple[str, ...]] = {
    "fang": ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "楷体"),
    "hei": ("SimHei", "黑体"),
    "song": ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXBSJW--GB1-0", "FZXBSK--GBK1-0"),
    "rare": ("SimSun-ExtB", "宋体-ExtB", "BabelStone Han", "HanaMinB", "HanaMinA"),
}
"""Role → names, best first (name table ids 1, 4 and 6 in any language); "rare": hanzi that no other face has."""

_RESTRICTED = 0x0002
_NAME_IDS = frozenset((1, 4, 6))


@dataclass(frozen=True)
class OfficeFace:
    """本机字体: a font file, the face's index in a collection, the name it was found by, its 嵌入许可 bits."""

    path: Path
    index: int
    name: str
    embedding: int

    @property
    def restricted(self) -> bool:
        """Whether its maker forbids embedding (OS/2 fsType bit 1)."""
        return bool(self.embedding & _RESTRICTED)


def font_folders() -> list[Path]:
    """字体目录: where Windows and Linux keep fonts; only those that exist."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    if windows := os.environ.get("WINDIR"):
        folders.append(Path(windows) / "Fonts")
    if local := os.environ.get("LOCALAPPDATA"):
        folders.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
    return [folder for folder in folders if folder.is_dir()]


def find_office_faces(folders: Iterable[Path] | None = None) -> dict[str, OfficeFace]:
    """查找本机字体: role → face for each role found; faces that may not be embedded are left out."""
    best: dict[str, tuple[int, OfficeFace]] = {}
    for path in _files(font_folders() if folders is None else folders):
        for face, names in _faces_of(path):
            if not face.restricted:
                _rank(best, face, names)
    return {role: face for role, (_, face) in best.items()}


def _rank(best: dict[str, tuple[int, OfficeFace]], face: OfficeFace, names: set[str]) -> None:
    for role, wanted in WANTED.items():
        place = next((k for k, name in enumerate(wanted) if name in names), None)
        if place is not None and (role not in best or place < best[role][0]):
            best[role] = (place, OfficeFace(face.path, face.index, wanted[place], face.embedding))


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in (".ttf", ".ttc"):
                yield path


def _faces_of(path: Path) -> list[tuple[OfficeFace, set[str]]]:
    """The faces of a file with their names; none where the file is damaged or has no TrueType outlines."""
    found: list[tuple[OfficeFace, set[str]]] = []
    try:
        with path.open("rb") as file:
            data = file.read(12)
            starts = [0]
            if data[:4] == b"ttcf":
                count = struct.unpack(">I", data[8:12])[0]
                starts = list(struct.unpack(f">{count}I", file.read(4 * min(count, 64))))
            for index, start in enumerate(starts):
                file.seek(start)
                tables = _directory(file.read(12 + 16 * 64))
                if "glyf" in tables and "name" in tables:
                    names = _names(_table(file, tables["name"]))
                    embedding = struct.unpack_from(">H", _table(file, tables["OS/2"]), 8)[0] if "OS/2" in tables else 0
                    found.append((OfficeFace(path, index, "", embedding), names))
    except (OSError, struct.error, ValueError):
        return []
    return found


def _directory(head: bytes) -> dict[str, tuple[int, int]]:
    count = struct.unpack_from(">H", head, 4)[0]
    entries = [struct.unpack_from(">4sIII", head, 12 + 16 * k) for k in range(min(count, 64))]
    return {tag.decode("latin1"): (offset, length) for tag, _, offset, length in entries}


def _table(file: BinaryIO, place: tuple[int, int]) -> bytes:
    file.seek(place[0])
    return file.read(min(place[1], 1 << 20))


def _names(table: bytes) -> set[str]:
    _, count, strings = struct.unpack_from(">HHH", table, 0)
    names: set[str] = set()
    for k in range(count):
        platform, encoding, _, name_id, length, offset = struct.unpack_from(">6H", table, 6 + 12 * k)
        if name_id in _NAME_IDS:
            raw = table[strings + offset : strings + offset + length]
            names.add(raw.decode(_codec(platform, encoding), "replace"))
    return names


def _codec(platform: int, encoding: int) -> str:
    if platform == 3 and encoding == 3:
        return "gbk"
    return "utf-16-be" if platform in (0, 3) else "latin1"
