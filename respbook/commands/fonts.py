"""respbook fonts: what the papers are set in, and which characters of today's records no face can draw."""

import argparse
from importlib.resources import files
from pathlib import Path
from typing import Any

from respbook.commands.house import opened, say
from respbook.press.faces import Faces, Role
from respbook.press.office import find_office_faces
from respbook.queries import health

ROLE_WORDS = {
    Role.FANG: "仿宋（正文）",
    Role.KAI: "楷体（二级标题）",
    Role.HEI: "黑体（一级标题）",
    Role.SONG: "小标宋（大标题）",
    Role.NUM: "宋体（页码）",
}


def register(words: Any) -> None:
    """Add ``fonts`` to the command line."""
    parser = words.add_parser("fonts", help="列出排版字体和缺字")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """列出字体. Exit 0, 1 when a character is missing.

    JSON: {"faces": [{role, words, name, file, licence, characters}], "office": [{role, name, file}], "missing": [...]}.
    """
    app = opened()
    faces: Faces = app.extensions["binder"].faces
    with app.app_context():
        missing = faces.missing("".join(sorted({mark for text in health.words_on_paper() for mark in text})))
    rows = [_row(faces, role) for role in Role]
    office = [{"role": role, "name": face.name, "file": str(face.path)} for role, face in find_office_faces().items()]
    if asked.json:
        say({"faces": rows, "office": office, "missing": missing})
    else:
        _print(rows, office, missing)
    return 1 if missing else 0


def _row(faces: Faces, role: Role) -> dict[str, Any]:
    face = faces.face(role)
    return {
        "role": role.value,
        "words": ROLE_WORDS[role],
        "name": face.name,
        "file": str(face.path),
        "licence": _licence(Path(face.path)),
        "characters": len(face.glyphs),
    }


def _licence(path: Path) -> str:
    """SIL OFL 1.1 for the faces that come with the program; an office's own face is the office's own affair."""
    ours = {each.name.split(".")[0] for each in files("respbook").joinpath("fonts").iterdir()}
    return "SIL OFL 1.1" if path.name.split("-")[0] in ours else "本机字体，许可由本单位负责"


def _print(rows: list[dict[str, Any]], office: list[dict[str, str]], missing: list[str]) -> None:
    for row in rows:
        print(f"{row['words']}　{row['name']}　{row['characters']}字　{row['licence']}　{row['file']}")
    for found in office:
        print(f"本机另有 {found['role']}　{found['name']}　{found['file']}")
    if missing:
        print(
            f"现有内容中有{len(missing)}个字没有字体可用：{'、'.join(missing)}。请改用通行字，或安装含有这些字的字体。"
        )
    else:
        print("现有内容没有缺字。")
