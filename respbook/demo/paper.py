"""示例纸质签订: two letters come back on paper and are scanned; one is compared and recorded, one waits and lacks a page."""

import io
from datetime import date

from PIL import Image

from respbook.actions import scan_compare, scan_reading, scans
from respbook.actions.issuing import Tools
from respbook.demo.handwriting import strokes_of
from respbook.demo.signed import Hands
from respbook.models.letters import Letter
from respbook.press.pictures import page_png
from respbook.press.signed_copy import Written, bind
from respbook.queries.scan_papers import papers_of
from respbook.queries.signed_copies import places_of_letter
from respbook.queries.signing import slots_of
from respbook.readers.scans import BATCH, inspect
from respbook.rules.paper_compare import Verdict

_TURNS = (0.7, -0.5, 0.3, -0.8)
"""Degrees by which the pages lie askew on the copier, one after another."""


def scanned(letter: Letter, signed_on: date, without: int | None, tools: Tools, hands: Hands) -> None:
    """扫描、识别: the pages of one copy but ``without`` are sent by the clerk and read, each filed by its code."""
    pages = [number for number in range(1, (letter.pages or 0) + 1) if number != without]
    signed = _by_pen(letter, signed_on, tools)
    files = []
    for number in pages:
        picture = _copied(page_png(signed, number, 150), _TURNS[number % len(_TURNS)])
        name, kept = f"扫描{number:02d}.jpg", tools.store.put(picture)
        files.append(scans.Sent(name, kept, len(picture), inspect(picture, BATCH)))
    taken = scans.take_in(None, None, files, True, by=hands.host, now=hands.later())
    assert taken.scan is not None
    scan_reading.read_off(taken.scan.id, tools.store, hands.later)


def confirmed(letter_id: int, signed_on: date, hands: Hands) -> None:
    """核对、登记: the leader has held every page beside the original."""
    (paper,) = papers_of(hands.leader, [letter_id])
    for row in paper.chosen:
        scan_compare.compare(row.id, Verdict.AGREES, "", row.version, by=hands.leader, now=hands.later())
    facts = scan_compare.PaperFacts(letter_id, tuple(slot.id for slot in paper.slots), signed_on)
    scan_compare.confirm([facts], "镇档案室2号柜第3格", by=hands.leader, now=hands.later())


def _by_pen(letter: Letter, on: date, tools: Tools) -> bytes:
    """The issued paper with a name in every slot, as if signed in ink."""
    faces = tools.binder.faces
    parts = [
        Written(slot.side, slot.place, on, strokes_of(slot.name, faces, slot.id))
        for slot in slots_of(letter.id)
        if slot.name
    ]
    places = places_of_letter(letter.id, tools.binder)
    return bind(tools.store.get(letter.pdf_sha256 or ""), places, parts, None, faces)


def _copied(png: bytes, turn: float) -> bytes:
    """What the copier makes of a page: a little askew, a little grey."""
    with Image.open(io.BytesIO(png)) as page:
        askew = page.convert("L").rotate(turn, Image.Resampling.BICUBIC, fillcolor=250)
    out = io.BytesIO()
    askew.point([min(value, 246) for value in range(256)]).save(out, "JPEG", quality=70, dpi=(150, 150))
    return out.getvalue()
