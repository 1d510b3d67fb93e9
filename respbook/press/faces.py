"""字体: the faces of the press by role, unpacked once, with a fall-back character by character."""

import hashlib
import lzma
import os
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from respbook.press.cidfont import Face, Subset
from respbook.press.office import OfficeFace

_KEPT_SUBSETS = 32


class Role(StrEnum):
    """字体用途: 仿宋 text, 楷体 level 2, 黑体 level 1, 小标宋 titles, 宋体 digits of page numbers (GB/T 9704-2012)."""

    FANG = "fang"
    KAI = "kai"
    HEI = "hei"
    SONG = "song"
    NUM = "num"


class _Advances(dict[str, float]):
    """Widths in em by character, of whichever face draws it; one em for a character that no face has."""

    def __init__(self, faces: "Faces", role: Role) -> None:
        super().__init__()
        self._faces, self._role = faces, role

    def __missing__(self, character: str) -> float:
        face = self._faces.drawing(self._role, character)
        width = face.widths[character] / 1000 if face else 1.0
        self[character] = width
        return width


class Faces:
    """字库: one face for each role. Read only after loading, except its cache of shared subsets (locked)."""

    def __init__(self, by_role: Mapping[Role, Face], ours: Mapping[Role, Face], rare: Sequence[Face] = ()) -> None:
        self._by_role = dict(by_role)
        self._order = {role: _unique([by_role[role], ours[role], *ours.values(), *rare]) for role in Role}
        self.advances: dict[Role, dict[str, float]] = {role: _Advances(self, role) for role in Role}
        self._subsets: OrderedDict[tuple[str, tuple[str, ...]], Subset] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def load(cls, folder: Path, office: Mapping[str, OfficeFace] | None = None) -> "Faces":
        """载入字体: unpack the faces that come with the program into ``folder`` (once); they are read at their first use.

        ``office``: the office's own faces by role, as press.office.find_office_faces returns them;
        a role that is not in it, and a character that its face lacks, use ours; its "rare" comes last.
        Raises OSError.
        """
        ours = {role: Face(str(_unpacked(folder, role)), later=True) for role in Role}
        theirs = {role: Face(str(found.path), found.index) for role, found in (office or {}).items()}
        rare = [theirs.pop("rare")] if "rare" in theirs else []
        return cls(ours | {Role(role): face for role, face in theirs.items()}, ours, rare)

    @property
    def names(self) -> str:
        """字体名称 by role, as a letter's record keeps them: a later setting in other faces shows (papers.md 1.4)."""
        return "、".join(dict.fromkeys(f"{face.name} {face.version}".strip() for face in self._by_role.values()))

    def face(self, role: Role) -> Face:
        """The face that a role is set in."""
        return self._by_role[role]

    def drawing(self, role: Role, character: str) -> Face | None:
        """The first face that has the character, the role's own before the others; None where none has it."""
        for face in self._order[role]:
            if character in face.glyphs:
                return face
        return None

    def missing(self, text: str) -> list[str]:
        """缺字: the characters of ``text`` that no face can draw, in order, each once."""
        wanted = dict.fromkeys(text)
        return [c for c in wanted if self.drawing(Role.FANG, c) is None and unicodedata.category(c) not in ("Cc", "Cf")]

    def shared(self, face: Face, wording: str) -> Subset:
        """共用子集: the subset of a face with the characters of a template's wording."""
        return self.subset(face, tuple(sorted({c for c in wording if c in face.glyphs})))

    def subset(self, face: Face, characters: tuple[str, ...]) -> Subset:
        """子集: cut once and kept while it is asked for; headings of one template ask for the same one each time."""
        key = (face.name + face.version, characters)
        with self._lock:
            subset = self._subsets.pop(key, None) or face.subset(characters)
            self._subsets[key] = subset
            if len(self._subsets) > _KEPT_SUBSETS:
                self._subsets.popitem(last=False)
        return subset


def _unique(faces: list[Face]) -> list[Face]:
    return list({id(face): face for face in faces}.values())


def _unpacked(folder: Path, role: Role) -> Path:
    """The unpacked face; named by its digest so that a new version of the program unpacks its own."""
    packed = files("respbook").joinpath("fonts", f"{role}.ttf.xz").read_bytes()
    target = folder / f"{role}-{hashlib.sha256(packed).hexdigest()[:10]}.ttf"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{target.name}.{os.getpid()}-{threading.get_ident()}"
        draft.write_bytes(lzma.decompress(packed))
        draft.replace(target)
    return target
