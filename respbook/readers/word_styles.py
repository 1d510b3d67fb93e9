"""Word样式: what a paragraph or a run takes from its style and the styles below it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off", "none"}
_DEEPEST = 12
"""Styles based on styles: Word allows eleven; a circle ends here."""
_HEADING = re.compile(r"(?:heading|标题)\s*([1-4])", re.IGNORECASE)


def value(element: Any, path: str) -> str | None:
    """The w:val of a child (``pPr/jc``); None when it is not there."""
    if element is None:
        return None
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + "val", "")


def switched(element: Any, path: str) -> bool | None:
    """A toggle such as w:b or w:vanish: on, off, or not said (None)."""
    found = value(element, path)
    return None if found is None else found not in _OFF


def whole(text: str | None, otherwise: int) -> int:
    """A small whole number of the file; anything else is the stand-in."""
    plain = text or ""
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 6 else otherwise


class Styles:
    """样式表 of a document; empty where the file has none."""

    def __init__(self, root: Any = None) -> None:
        found = root.iterfind(W + "style") if root is not None else ()
        self._styles: dict[str, Any] = {style.get(W + "styleId", ""): style for style in found}
        self._default = next(
            (
                key
                for key, s in self._styles.items()
                if s.get(W + "type") == "paragraph" and s.get(W + "default") == "1"
            ),
            "",
        )

    def own(self, paragraph: Any) -> str:
        """The paragraph's style, or the default one."""
        return value(paragraph, "pPr/pStyle") or self._default

    def chain(self, style: str) -> Iterator[Any]:
        """The style and those it is based on, the nearest first."""
        for _ in range(_DEEPEST):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = value(element, "basedOn") or ""

    def said(self, style: str, ask: Callable[[Any], Any]) -> Any:
        """The first answer along the chain that is not None."""
        return next((answer for each in self.chain(style) if (answer := ask(each)) is not None), None)

    def bold(self, style: str) -> bool:
        """加粗 by the style."""
        return bool(self.said(style, lambda each: switched(each, "rPr/b")))

    def hidden(self, style: str) -> bool:
        """隐藏 by the style."""
        return bool(self.said(style, lambda each: switched(each, "rPr/vanish")))

    def centred(self, paragraph: Any) -> bool:
        """居中, by the paragraph or its style."""
        own = value(paragraph, "pPr/jc")
        return (own or self.said(self.own(paragraph), lambda each: value(each, "pPr/jc"))) == "center"

    def heading(self, paragraph: Any) -> int:
        """标题级别 1 to 4 by an outline level or the style's name; 0 for none."""
        style = self.own(paragraph)
        outline = value(paragraph, "pPr/outlineLvl") or self.said(style, lambda each: value(each, "pPr/outlineLvl"))
        if outline is not None and whole(outline, 9) < 4:
            return whole(outline, 9) + 1
        named = self.said(style, lambda each: _HEADING.search(value(each, "name") or ""))
        return int(named[1]) if named else 0
