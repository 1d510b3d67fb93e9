"""版面预览: presses a draft once and keeps its pages at hand, so that ←/→ answers at once (features I3)."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from flask import current_app
from pypdfium2 import PdfiumError

from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.press.binder import Binder, Pressed
from respbook.press.pictures import page_count, page_png, page_with
from respbook.rules.errors import RuleBroken
from respbook.store import Copies, Store

T = TypeVar("T")
DPI = 96


class Shelf:
    """手边的版面: the last few pressed papers and page pictures, by what they were made from."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[object, object] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object, make: Callable[[], T]) -> T:
        """From the shelf, or made now; two at once may both make it, which harms nobody."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return made

    def find(self, key: object) -> object | None:
        """What still lies on the shelf."""
        with self._lock:
            return self._kept.get(key)


_papers = Shelf(60)
_pages = Shelf(600)


def binder() -> Binder:
    """The app's binder."""
    found: Binder = current_app.extensions["binder"]
    return found


def store() -> Store:
    """The app's file store."""
    found: Store = current_app.extensions["store"]
    return found


def copies() -> Copies:
    """The app's copies of photos, which can be made again."""
    found: Copies = current_app.extensions["copies"]
    return found


def pressed(paper: Paper, common: str) -> Pressed:
    """排好的版面 of a paper."""
    return _papers.get((stored.fingerprint(paper), paper.mark), lambda: binder().pdf(paper, common))


def laid_out(paper: Paper, common: str) -> tuple[str, Pressed]:
    """摊开的草稿: a draft that is saved nowhere, pressed; the name by which its pages can be asked for while at hand."""
    return stored.fingerprint(paper), pressed(paper, common)


def at_hand(name: str) -> Pressed | None:
    """手边的草稿 by its name, which only those know whom its content was shown to."""
    found = _papers.find((name, None))
    return found if isinstance(found, Pressed) else None


def picture(key: str, page: int, content: Callable[[], bytes]) -> bytes:
    """页面图片 of a PDF; ``key`` names its bytes. Raises IndexError beyond the last page."""

    def make() -> bytes:
        pdf = content()
        if not 1 <= page <= page_count(pdf):
            raise IndexError(page)
        return page_png(pdf, page, DPI)

    return _pages.get((key, page), make)


_places = Shelf(400)


def page_of(sha256: str, words: str) -> int | None:
    """第几页 of a kept PDF a sentence begins on; None where it is not found, or the file is gone."""

    def find() -> int | None:
        try:
            return page_with(store().get(sha256), words)
        except (RuleBroken, PdfiumError):
            return None

    return _places.get((sha256, words), find) if sha256 and words else None
