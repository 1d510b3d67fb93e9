"""通报的版面: PDF and Word from the same paper, with the clean copies of its photos; the frozen bytes where it was issued."""

from dataclasses import replace
from typing import Any

from respbook.actions.circular_issuing import Press
from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.papers.circular import compose_circular
from respbook.press.word import word
from respbook.queries import circulars as queries
from respbook.queries.scope_circulars import PUBLIC
from respbook.web.evidence import SHOWN, copy_of
from respbook.web.press import binder, store
from respbook.web.viewer import today


def issuing_press() -> Press:
    """签发所需 of this app."""
    return Press(binder(), store(), _picture)


def _picture(sha256: str) -> bytes:
    return copy_of(sha256, SHOWN)


def circular_pdf(row: Any) -> bytes:
    """通报 PDF: frozen where it was issued."""
    if row.state in PUBLIC:
        return store().get(row.pdf_sha256)
    paper = _draft(row)
    return binder().pdf(paper, "", _pictures(paper)).pdf


def circular_docx(row: Any) -> bytes:
    """通报 Word copy of the frozen paper, or of the draft."""
    if row.state in PUBLIC:
        paper = replace(stored.loaded(row.paper or ""), loose=True)  # what was kept earlier does not say it
    else:
        paper = _draft(row)
    return word(paper, _pictures(paper))


def _draft(row: Any) -> Paper:
    return compose_circular(queries.content_of(row, today()))


def _pictures(paper: Paper) -> dict[str, bytes]:
    return {sha256: _picture(sha256) for sha256 in paper.pictured}
