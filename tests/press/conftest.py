"""Faces, a binder and the sample letter for the tests of the press."""

import ctypes
import sys
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from respbook.press.binder import Binder
from respbook.press.faces import Faces

sys.path.insert(0, str(Path(__file__).parent))  # press_letter is shared with the bench


@pytest.fixture(scope="session")
def faces(tmp_path_factory):
    """Our faces, unpacked once for all workers (unpacking replaces a file whole, so they do not disturb each other)."""
    return Faces.load(tmp_path_factory.getbasetemp().parent / "faces")


@pytest.fixture
def binder(faces):
    return Binder(faces)


@pytest.fixture
def glyphs():
    return glyphs_of


def glyphs_of(pdf: bytes, page: int):
    """(character, left, right, baseline) of a page in points, in order of drawing, from the content as printed."""
    document = pypdfium2.PdfDocument(pdf)
    leaf = document[page - 1]
    text = leaf.get_textpage()
    found = []
    for k in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, k)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text.raw, k, x, y)
        loose = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text.raw, k, loose)
        if not raw.FPDFText_IsGenerated(text.raw, k):
            found.append((chr(code), loose.left, loose.right, y.value))
    text.close()
    leaf.close()
    document.close()
    return found


@pytest.fixture(scope="session")
def letter_module():
    import press_letter

    return press_letter
