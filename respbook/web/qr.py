"""二维码 on a page: as the path of an SVG, drawn by the template."""

from dataclasses import dataclass

import segno
from flask import current_app


@dataclass(frozen=True)
class Code:
    """二维码: the address it carries, its modules with the quiet zone, the dark ones as a path."""

    address: str
    size: int
    path: str


def code_of_address(path: str) -> Code:
    """二维码 of a path of this site, as phones reach it."""
    return code_with(current_app.extensions["settings"].public_url + path)


def code_with(words: str) -> Code:
    """二维码 of any words, for a reader that knows what they are."""
    rows = [list(row) for row in segno.make(words, error="m", micro=False).matrix_iter(border=4)]
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return Code(words, len(rows), dark)
