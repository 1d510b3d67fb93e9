"""留存: a paper as JSON and back, exactly; and its fingerprint (safety R71, R74)."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from respbook.papers.blocks import (
    Align,
    Block,
    Cell,
    CheckMark,
    Column,
    Heading,
    Imprint,
    Masthead,
    Official,
    PageBreak,
    Paper,
    Paragraph,
    Photos,
    Run,
    Runs,
    SignatureBlock,
    SignatureSide,
    SignatureSlot,
    SignLines,
    Subscription,
    Table,
    Title,
    plain,
)
from respbook.papers.stored_official import OFFICIAL, official_block, official_json
from respbook.rules.canonical import canonical_text
from respbook.rules.codes import code_of

DOMAIN = "respbook-paper-v1"
"""Goes before what is hashed, so that no other document of the program has the same fingerprint."""
_ALIGNS: dict[str, Align] = {"left": "left", "centre": "centre", "right": "right"}


def as_json(paper: Paper) -> dict[str, Any]:
    """文书转JSON: plain values; lengths are strings, so that no reader rounds them.

    What says nothing new is not written, so that a paper kept earlier has the same fingerprint still.
    """
    return {
        "kind": paper.kind,
        "subject": paper.subject,
        "number": paper.number,
        "blocks": [_block_json(block) for block in paper.blocks],
        "mark": None if paper.mark is None else vars(paper.mark),
        **({"loose": True} if paper.loose else {}),
        **({"note": paper.note} if paper.note else {}),
    }


def from_json(stored: Mapping[str, Any]) -> Paper:
    """JSON转文书: exactly the paper that as_json was given. Raises ValueError for what as_json did not write."""
    try:
        return Paper(
            stored["kind"],
            stored["subject"],
            stored["number"],
            tuple(_block(each) for each in stored["blocks"]),
            None if stored["mark"] is None else CheckMark(**stored["mark"]),
            stored.get("loose", False),
            note=stored.get("note", ""),
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"not a stored paper: {wrong}") from wrong


def dumped(paper: Paper) -> str:
    """存储文本: the paper as JSON text, mark included."""
    return json.dumps(as_json(paper), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def loaded(text: str) -> Paper:
    """读取: the paper from ``dumped``. Raises ValueError."""
    return from_json(json.loads(text))


def canonical(paper: Paper) -> bytes:
    """规范文本: JSON by RFC 8785 in NFC, without the mark (which carries the code made from it)."""
    stored = as_json(paper)
    del stored["mark"]
    return canonical_text(_composed(stored)).encode()


def title_in(text: str | None) -> str:
    """标题 of a paper as it is stored."""
    title = next(block for block in loaded(text or "").blocks if isinstance(block, Title))
    return "".join(plain(line) for line in title.lines)


def fingerprint(paper: Paper) -> str:
    """指纹: SHA-256 of the domain and the canonical paper, 64 hex digits."""
    return hashlib.sha256(DOMAIN.encode("ascii") + b"\0" + canonical(paper)).hexdigest()


def marked(paper: Paper, url: str = "", anchor: str = "") -> Paper:
    """加校验码 of the paper itself; ``url`` for a QR that leads to it, ``anchor`` the audit chain's head as printed."""
    return replace(paper, mark=CheckMark(url, code_of(fingerprint(paper)), anchor))


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_composed(each) for each in value]
    if isinstance(value, dict):
        return {name: _composed(each) for name, each in value.items()}
    if isinstance(value, float):
        raise TypeError("lengths are kept as text")
    return value


def _runs_json(runs: Runs) -> list[list[str | None]]:
    return [[run.text, run.field] for run in runs]


def _runs(stored: list[list[Any]]) -> Runs:
    return tuple(Run(text, field) for text, field in stored)


def _block_json(block: Block) -> dict[str, Any]:
    match block:
        case Title():
            return {"block": "title", "lines": [_runs_json(line) for line in block.lines]}
        case Heading():
            return {"block": "heading", "level": block.level, "runs": _runs_json(block.runs), "clause": block.clause}
        case Paragraph():
            written = {"runs": _runs_json(block.runs), "clause": block.clause, "indent": block.indent}
            return {"block": "paragraph", "align": block.align, **written}
        case Table():
            return _table_json(block)
        case _:
            return _closing_json(block)


def _closing_json(block: SignatureBlock | Official | PageBreak) -> dict[str, Any]:
    match block:
        case SignatureBlock():
            sides = [_side_json(side) for side in block.sides]
            return {"block": "signatures", "sides": sides, "date": block.date}
        case PageBreak():
            return {"block": "page", **({"landscape": True} if block.landscape else {})}
        case Masthead() | Subscription() | Imprint() | Photos() | SignLines():
            return official_json(block)


def _table_json(table: Table) -> dict[str, Any]:
    columns = [{"title": c.title, "width": repr(float(c.width)), "align": c.align} for c in table.columns]
    rows = [[None if cell is None else _cell_json(cell) for cell in row] for row in table.rows]
    small = {"small": True} if table.small else {}
    return {"block": "table", "caption": table.caption, "columns": columns, "rows": rows, **small}


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {"runs": _runs_json(cell.runs), "rows": cell.rows, "cols": cell.cols}


def _side_json(side: SignatureSide) -> dict[str, Any]:
    slots = [vars(slot) for slot in side.slots]
    return {"party": side.party, "unit": side.unit, "slots": slots, "seal": side.seal}


def _block(stored: Mapping[str, Any]) -> Block:
    match stored["block"]:
        case "title":
            return Title(tuple(_runs(line) for line in stored["lines"]))
        case "heading":
            return Heading(stored["level"], _runs(stored["runs"]), stored["clause"])
        case "paragraph":
            align = _ALIGNS[stored["align"]]
            return Paragraph(_runs(stored["runs"]), stored["clause"], stored["indent"], align)
        case "table":
            return _table(stored)
        case _:
            return _closing(stored)


def _closing(stored: Mapping[str, Any]) -> Block:
    match stored["block"]:
        case "signatures":
            return SignatureBlock(tuple(_side(side) for side in stored["sides"]), stored["date"])
        case "page":
            return PageBreak(stored.get("landscape", False))
        case name if name in OFFICIAL:
            return official_block(stored)
        case unknown:
            raise ValueError(f"unknown block: {unknown}")


def _table(stored: Mapping[str, Any]) -> Table:
    columns = tuple(Column(c["title"], float(c["width"]), _ALIGNS[c["align"]]) for c in stored["columns"])
    rows = tuple(tuple(None if cell is None else _cell(cell) for cell in row) for row in stored["rows"])
    return Table(stored["caption"], columns, rows, stored.get("small", False))


def _cell(stored: Mapping[str, Any]) -> Cell:
    return Cell(_runs(stored["runs"]), stored["rows"], stored["cols"])


def _side(stored: Mapping[str, Any]) -> SignatureSide:
    slots = tuple(SignatureSlot(**slot) for slot in stored["slots"])
    return SignatureSide(stored["party"], stored["unit"], slots, stored["seal"])
