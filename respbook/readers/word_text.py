"""Word文字: what a reader of the accepted text sees in one paragraph; what is left out is counted and told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from respbook.readers.word_styles import Styles, W, switched, value

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"
_GONE = {W + "del", W + "moveFrom"}
_COME = {W + "ins", W + "moveTo"}
_SILENT = {W + "pPr", W + "rPr", W + "instrText", W + "delText", W + "rt", W + "sdtPr", W + "sdtEndPr", W + "fldData"}
_MARKS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_WIDEST_BLANK = 12


@dataclass
class Left:
    """未读入的: counted while reading."""

    revisions: int = 0
    pictures: int = 0
    hidden: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Run:
    text: str
    bold: bool
    underlined: bool


@dataclass(frozen=True)
class Read:
    """一段的文字; ``boxes`` are the text boxes anchored in it, ``joined``: its end is deleted, the next one goes on."""

    text: str
    bold: bool
    boxes: tuple[Any, ...]
    joined: bool


def chosen(element: Any) -> Any:
    """Word writes a text box twice, new and old: the first alternative is read, the other is the same again."""
    found = element.find(MC + "Choice")
    return found if found is not None else element.find(MC + "Fallback")


class Speaker:
    """读一段: one for a document, so that what is left out adds up."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.left = Left()

    def read(self, paragraph: Any) -> Read:
        """文字 of the paragraph: insertions accepted, deletions gone, hidden runs out, ruled blanks as ____."""
        own = self._styles.own(paragraph)
        boxes: list[Any] = []
        runs = list(self._runs(paragraph, own, boxes))
        spoken = [run for run in runs if run.text.strip()]
        joined = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        self.left.revisions += joined
        return Read(_joined(runs), bool(spoken) and all(run.bold for run in spoken), tuple(boxes), joined)

    def _runs(self, element: Any, style: str, boxes: list[Any]) -> Iterator[_Run]:
        for child in element:
            if child.tag == W + "r":
                yield from self._run(child, style, boxes)
            elif child.tag in _GONE:
                self.left.revisions += 1
            elif child.tag == W + "sdt":
                yield from self._control(child, style, boxes)
            elif child.tag == MC + "AlternateContent":
                yield from self._runs(chosen(child), style, boxes) if chosen(child) is not None else ()
            elif isinstance(child.tag, str) and child.tag not in _SILENT:
                self.left.revisions += child.tag in _COME
                if child.tag == _MATH + "t" and child.text:
                    yield _Run(child.text, False, False)
                yield from self._runs(child, style, boxes)

    def _control(self, control: Any, style: str, boxes: list[Any]) -> Iterator[_Run]:
        """A form control that still says 单击此处输入文字 is a blank."""
        content = control.find(W + "sdtContent")
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            yield _Run("____", False, False)
        elif content is not None:
            yield from self._runs(content, style, boxes)

    def _run(self, run: Any, style: str, boxes: list[Any]) -> Iterator[_Run]:
        text = "".join(self._words(run, boxes))
        named = value(run, "rPr/rStyle") or ""
        hidden = switched(run, "rPr/vanish")
        if hidden is None:
            hidden = self._styles.hidden(named) or self._styles.hidden(style)
        if hidden:
            self.left.hidden += [text.strip()] if text.strip() else []
        elif text:
            bold = switched(run, "rPr/b")
            bold = self._styles.bold(named) or self._styles.bold(style) if bold is None else bold
            yield _Run(text, bold, value(run, "rPr/u") not in (None, "none"))

    def _words(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        """The words inside a run; pictures are counted, text boxes put aside."""
        for child in element:
            if child.tag == W + "t":
                yield child.text or ""
            elif child.tag in _MARKS:
                yield "" if child.get(W + "type") == "page" else _MARKS[child.tag]
            elif child.tag == W + "sym":
                yield "□"
            elif child.tag == W + "txbxContent":
                boxes.append(child)
            elif child.tag == MC + "AlternateContent":
                yield from self._words(chosen(child), boxes) if chosen(child) is not None else ()
            elif isinstance(child.tag, str) and child.tag not in _SILENT:
                self.left.pictures += child.tag in (_DRAWING + "blip", _VML + "imagedata")
                yield from self._words(child, boxes)


def _joined(runs: list[_Run]) -> str:
    """The runs as one text; underlined blanks in a row become one blank of underscores."""
    text, blank = "", 0
    for run in runs:
        if run.underlined and not run.text.strip():
            blank += sum(4 if mark == "\t" else 1 for mark in run.text)
            continue
        text += _ruled(blank)
        blank = 0
        text += run.text
    return text + _ruled(blank)


def _ruled(width: int) -> str:
    return "_" * min(max(width, 4), _WIDEST_BLANK) if width else ""
