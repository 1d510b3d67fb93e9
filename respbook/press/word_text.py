"""Word段落: paragraphs from runs. Text goes in as text; nothing of it becomes a field, a link or markup (safety R38)."""

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from respbook.papers.blocks import Runs, plain
from respbook.press.lines import printable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NO_XML = re.compile(r"[^\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, **attributes: object) -> Any:
    """An element of Word's main namespace; attributes too are of that namespace."""
    return etree.Element(_W + tag, {_W + name: str(value) for name, value in attributes.items()})


def under(parent: Any, tag: str, **attributes: object) -> Any:
    """The same, put at the end of ``parent``."""
    return etree.SubElement(parent, _W + tag, {_W + name: str(value) for name, value in attributes.items()})


def paragraph(style: str, text: str | Runs = "", properties: Iterable[Any] = ()) -> Any:
    """段落 of a style; ``properties`` stand in the schema's order. A line feed becomes a line break."""
    made = element("p")
    shape = under(made, "pPr")
    under(shape, "pStyle", val=style)
    for each in properties:
        shape.append(each)
    words = text if isinstance(text, str) else plain(text)
    if words:
        put_text(made, words)
    return made


def clean(words: str) -> str:
    """净文字: as the press prints it, NFC, nothing invisible, nothing that XML refuses."""
    return _NO_XML.sub("", printable(words))


def put_text(to: Any, words: str) -> Any:
    """One run with the words, cleaned; a line feed becomes a line break."""
    run = under(to, "r")
    for place, line in enumerate(clean(words).split("\n")):
        if place:
            under(run, "br")
        if line:
            inside = under(run, "t")
            inside.text = line
            inside.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


def exact(line: int, before: int = 0, after: int = 0) -> Any:
    """行距: exact, in twentieths of a point."""
    return element("spacing", before=before, after=after, line=line, lineRule="exact")
