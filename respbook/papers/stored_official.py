"""留存 of the parts that only papers of the office have, as JSON and back; see ``stored.py``."""

from collections.abc import Mapping
from typing import Any

from respbook.papers.blocks import (
    Imprint,
    Masthead,
    Official,
    Photo,
    PhotoRow,
    Photos,
    Seal,
    SignLines,
    Subscription,
    photo_rows,
)

OFFICIAL = frozenset({"masthead", "subscription", "imprint", "photos", "signlines", "ending", "pictures"})
"""The last two stand in papers that were kept before all papers ended alike; they are read, not written."""
_SEALS: dict[str, Seal] = {"place": "place", "room": "room", "none": "none"}
_NONE = ("整改前（无照片）", "整改后（无照片）")


def official_json(block: Official) -> dict[str, Any]:
    """构件转JSON."""
    match block:
        case Masthead():
            return {"block": "masthead", "mark": block.mark, "number": block.number}
        case Subscription():
            signed = {"issuer": block.issuer, "date": block.date, "annexes": list(block.annexes)}
            return {"block": "subscription", **signed, **({} if block.seal == "room" else {"seal": block.seal})}
        case Imprint():
            printed = {"printer": block.printer, "date": block.date}
            return {"block": "imprint", "copies_to": block.copies_to, **printed}
        case Photos():
            return {"block": "photos", "rows": [_row_json(row) for row in block.rows]}
        case SignLines():
            lines = {"labels": list(block.labels), "columns": block.columns, "dated": block.dated}
            return {"block": "signlines", **lines}


def _row_json(row: PhotoRow) -> dict[str, Any]:
    return {"caption": row.caption, "photos": [[each.sha256, each.words] for each in row.photos]}


def official_block(stored: Mapping[str, Any]) -> Official:
    """JSON转构件."""
    match stored["block"]:
        case "masthead":
            return Masthead(stored["mark"], stored["number"])
        case "subscription":
            annexes = tuple(stored["annexes"])
            return Subscription(stored["issuer"], stored["date"], annexes, _SEALS[stored.get("seal", "room")])
        case "imprint":
            return Imprint(stored["copies_to"], stored["printer"], stored["date"])
        case "signlines":
            return SignLines(tuple(stored["labels"]), stored["columns"], stored["dated"])
        case "ending":
            return Subscription(stored["unit"], stored["date"], seal="place")
        case "pictures":
            return Photos(photo_rows([Photo(each["sha256"], each["caption"]) for each in stored["pictures"]]))
    if "pairs" in stored:
        return Photos(tuple(_pair(each) for each in stored["pairs"]))
    rows = [(tuple(Photo(*each) for each in row["photos"]), row["caption"]) for row in stored["rows"]]
    return Photos(tuple(PhotoRow(*row) for row in rows))


def _pair(stored: Mapping[str, Any]) -> PhotoRow:
    both = (stored["before"], stored["after"])
    photos = tuple(Photo(*each) if each else Photo("", none) for each, none in zip(both, _NONE, strict=True))
    return PhotoRow(photos, stored["caption"])
