"""Word版 in LibreOffice, where it is installed: same pages, same order, 28 characters on a line, 22 lines on a page.

WPS and Word themselves cannot be asked here.
"""

import os
import re
import shutil
import subprocess

import pypdfium2
import pytest

from respbook.papers.blocks import Paper, Paragraph, Run
from respbook.press.faces import Role
from respbook.press.word import word

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
NAMES = {
    "仿宋_GB2312": Role.FANG,
    "黑体": Role.HEI,
    "楷体_GB2312": Role.KAI,
    "方正小标宋简体": Role.SONG,
    "宋体": Role.NUM,
}


@pytest.fixture(scope="module")
def rendered(faces, tmp_path_factory):
    """rendered(paper) → the PDF that LibreOffice makes of its docx, with our faces under the official names."""
    folder = tmp_path_factory.mktemp("office")
    stands = tmp_path_factory.getbasetemp().parent / "faces"
    same = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>Resp {role.capitalize()}</string></edit></match>'
        for name, role in NAMES.items()
    )
    settings = folder / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{stands}</dir><cachedir>{folder}/cache</cachedir>{same}</fontconfig>"
    )

    def render(paper):
        (folder / "paper.docx").write_bytes(word(paper))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "paper.docx"]
        told = os.environ | {"FONTCONFIG_FILE": str(settings), "HOME": str(folder)}
        subprocess.run(command, env=told, check=True, capture_output=True, timeout=180)
        return (folder / "paper.pdf").read_bytes()

    return render


def texts(pdf):
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append(re.sub(r"\s", "", text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return found


def test_the_letter_keeps_its_pages_and_its_order(binder, rendered, letter_module):
    paper = letter_module.letter()
    ours, theirs = texts(binder.pdf(paper).pdf), texts(rendered(paper))
    assert abs(len(ours) - len(theirs)) <= 1
    assert theirs[0].startswith("青山镇2026年度生态环境保护目标责任书青环责〔2026〕1号为切实加强")
    joined = "".join(theirs)
    places = [
        joined.find(words)
        for words in ("一、总体要求", "二、责任期限", "六、附则", "甲方（盖章）", "附件1目标任务清单", "合计")
    ]
    assert places == sorted(places) and places[0] > 0
    assert all(f"—{number}—" in page for number, page in enumerate(theirs, 1))


def test_28_characters_on_a_line_and_22_lines_on_a_page(rendered, glyphs):
    pdf = rendered(Paper("责任书", "甲", "", (Paragraph((Run("环" * 28 * 50),)),), None))
    rows = {}
    for character, _, _, base in glyphs(pdf, 1):
        if character == "环":
            rows.setdefault(round(base), []).append(character)
    counts = [len(row) for _, row in sorted(rows.items(), reverse=True)]
    assert counts == [26] + [28] * 21


def test_a_head_is_repeated_on_the_next_page(rendered, letter_module):
    table = letter_module.targets_table(60)
    pages = texts(rendered(Paper("责任书", "甲", "", (table,), None)))
    assert len(pages) > 2 and all("序号类别目标任务目标值" in page for page in pages)
