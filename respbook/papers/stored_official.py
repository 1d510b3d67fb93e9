"""留存 of the parts that only papers with a red head have, as JSON and back; see ``stored.py``."""

from collections.abc import Mapping
from typing import Any

from respbook.papers.blocks import Imprint, Masthead, Official, Photo, PhotoPair, Photos, Subscription

OFFICIAL = frozenset({"masthead", "subscription", "imprint", "photos"})


def official_json(block: Official) -> dict[str, Any]:
    """构件转JSON."""
    match block:
        case Masthead():
            return {"block": "masthead", "mark": block.mark, "number": block.number}
        case Subscription():
            signed = {"issuer": block.issuer, "date": block.date, "annexes": list(block.annexes)}
            return {"block": "subscription", **signed}
        case Imprint():
            printed = {"printer": block.printer, "date": block.date}
            return {"block": "imprint", "copies_to": block.copies_to, **printed}
        case Photos():
            return {"block": "photos", "pairs": [_pair_json(pair) for pair in block.pairs]}


def _pair_json(pair: PhotoPair) -> dict[str, Any]:
    before, after = (None if each is None else [each.sha256, each.words] for each in (pair.before, pair.after))
    return {"caption": pair.caption, "before": before, "after": after}


def official_block(stored: Mapping[str, Any]) -> Official:
    """JSON转构件."""
    match stored["block"]:
        case "masthead":
            return Masthead(stored["mark"], stored["number"])
        case "subscription":
            return Subscription(stored["issuer"], stored["date"], tuple(stored["annexes"]))
        case "imprint":
            return Imprint(stored["copies_to"], stored["printer"], stored["date"])
    return Photos(tuple(_pair(each) for each in stored["pairs"]))


def _pair(stored: Mapping[str, Any]) -> PhotoPair:
    before, after = (None if each is None else Photo(*each) for each in (stored["before"], stored["after"]))
    return PhotoPair(stored["caption"], before, after)
