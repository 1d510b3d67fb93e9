"""respbook letters: the issued PDFs of a programme, byte for byte as they were issued; Word copies beside them."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from respbook.commands.house import opened
from respbook.papers.letter import file_names
from respbook.press.word import word
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.letters import papers_for_print
from respbook.queries.programmes import programme_list
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import system_viewer


def register(words: Any) -> None:
    """Add ``letters`` to the command line."""
    deeds = words.add_parser("letters", help="责任书").add_subparsers(dest="deed", required=True, metavar="做什么")
    pdf = deeds.add_parser("pdf", help="导出已签发的PDF")
    pdf.add_argument("--programme", required=True, metavar="方案", help="年度方案的名称或编号")
    pdf.add_argument("--out", required=True, type=Path, metavar="目录")
    pdf.add_argument("--docx", action="store_true", help="旁边另存一份Word版，供再利用；签发的是PDF")
    pdf.set_defaults(run=run_pdf)


def run_pdf(asked: argparse.Namespace) -> int:
    """导出PDF: 01_王家庄村_责任书.pdf and so on, in the order of the list. Exit 0, 2 nothing to export."""
    app = opened()
    with app.app_context():
        letters = all_letters(system_viewer(), LetterFilter(_programme(asked.programme), state=LetterState.ISSUED))
        if not letters:
            raise RuleBroken("这个方案还没有已签发的责任书，没有可以导出的内容。")
        asked.out.mkdir(parents=True, exist_ok=True)
        names = file_names([letter.unit.called for letter in letters])
        for name, letter in zip(names, letters, strict=True):
            (asked.out / name).write_bytes(app.extensions["store"].get(letter.pdf_sha256))
        if asked.docx:
            _write_words(asked.out, letters)
    print(f"已导出{len(letters)}份到 {asked.out}。")
    return 0


def _write_words(folder: Path, letters: Sequence[Any]) -> None:
    names = file_names([letter.unit.called for letter in letters], "docx")
    for name, paper in zip(names, papers_for_print(letters), strict=True):
        (folder / name).write_bytes(word(paper))


def _programme(words: str) -> int:
    programmes = [row.programme for row in programme_list(system_viewer())]
    found = [each.id for each in programmes if words in (each.name, str(each.id))]
    if len(found) != 1:
        said = "没有" if not found else "不止一个"
        raise RuleBroken(f"{said}名称或编号为“{words}”的年度方案。请写全称或编号。")
    return found[0]
