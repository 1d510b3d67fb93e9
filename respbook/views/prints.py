"""成品: PDF and Word copy of one letter, its page pictures, all in a ZIP, one file to print (features I7, D3)."""

import io
import tempfile
from dataclasses import replace
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from respbook.forms.letters import letter_filter
from respbook.papers.letter import file_names
from respbook.press.word import word
from respbook.queries import letter_lists as lists
from respbook.queries import letters as queries
from respbook.queries.scope import NotInSight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import Permission
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.press import binder, picture, pressed, store
from respbook.web.viewer import current

pages = Blueprint("prints", __name__, url_prefix="/letters")


def _pdf(letter_id: int) -> tuple[str, bytes, str]:
    """(what names the bytes, the bytes, the file's name): frozen bytes of an issued letter, a fresh setting of a draft."""
    letter, paper, common = queries.paper_of(current(), letter_id)
    name = _name(letter, "pdf")
    if letter.pdf_sha256:
        return letter.pdf_sha256, store().get(letter.pdf_sha256), name
    content = pressed(paper, common).pdf
    return str(hash(content)), content, name


def _name(letter: Any, kind: str) -> str:
    return f"{letter.number_text or '草稿'}_{letter.unit.called}_责任书.{kind}"


@pages.get("/<int:letter_id>/paper.pdf")
@needs(Permission.LETTER_READ)
def pdf(letter_id: int) -> ResponseReturnValue:
    """PDF."""
    _, content, name = _pdf(letter_id)
    return files.pdf(content, name)


@pages.get("/<int:letter_id>/paper.docx")
@needs(Permission.LETTER_READ)
def word_copy(letter_id: int) -> ResponseReturnValue:
    """Word版: written from the frozen paper of an issued letter, from today's of a draft."""
    letter, paper, _ = queries.paper_of(current(), letter_id)
    return files.attachment(io.BytesIO(word(paper)), _name(letter, "docx"), files.DOCX)


@pages.get("/<int:letter_id>/pages/<int:number>.png")
@needs(Permission.LETTER_READ)
def page_picture(letter_id: int, number: int) -> ResponseReturnValue:
    """页面图片."""
    key, content, _ = _pdf(letter_id)
    try:
        return files.png(picture(key, number, lambda: content))
    except IndexError:
        raise NotInSight from None


def _issued() -> list[Any]:
    found = lists.all_letters(current(), replace(letter_filter(request.args), state=LetterState.ISSUED))
    if not found:
        raise RuleBroken("所选范围内还没有已签发的责任书，没有可以下载的内容。")
    return list(found)


@pages.get("/pack.zip")
@needs(Permission.LETTER_READ)
def pack() -> ResponseReturnValue:
    """单份打包: every issued letter of the list as its own PDF, the frozen bytes."""
    letters = _issued()
    names = file_names([each.unit.called for each in letters])
    named = ((name, store().get(each.pdf_sha256 or "")) for name, each in zip(names, letters, strict=True))
    return files.attachment(files.zipped(named), "责任书.zip", "application/zip")


@pages.get("/pack-word.zip")
@needs(Permission.LETTER_READ)
def pack_word() -> ResponseReturnValue:
    """Word版打包: every issued letter of the list as its own docx."""
    letters = _issued()
    names = file_names([each.unit.called for each in letters], "docx")
    papers = queries.papers_for_print(letters)
    named = ((name, word(paper)) for name, paper in zip(names, papers, strict=True))
    return files.attachment(files.zipped(named), "责任书Word版.zip", "application/zip")


@pages.get("/print.pdf")
@needs(Permission.LETTER_READ)
def print_file() -> ResponseReturnValue:
    """合订打印: one file, each letter starting on a front side, N copies of each."""
    copies = request.args.get("copies", "1")
    if copies not in {str(n) for n in range(1, 10)}:
        raise RuleBroken("份数应在1和9之间。")
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer is sent
    binder().print_file(queries.papers_for_print(_issued()), int(copies), out)
    out.seek(0)
    return files.attachment(out, "责任书打印.pdf", "application/pdf")
