"""签字和印章 of an issued letter."""

import io
from functools import lru_cache

from flask import Flask, current_app
from PIL import Image

from making.township import NOW, Town
from respbook.actions import seals, signing
from respbook.models.letters import Letter
from respbook.press.faces import Faces
from respbook.press.sample_seal import sample_seal
from respbook.queries.scope import letter_in_sight
from respbook.queries.signing import slot_rows
from respbook.rules.signature_record import Proof, Shown
from respbook.works import tools

STROKES = b'{"height":60,"strokes":[[[10,10,0.5],[60,40,0.5]],[[20,50,0.5],[90,12,0.5]]],"width":120}'
"""A mark as the pad sends it."""


def picture() -> bytes:
    """A photo of a stack, small."""
    out = io.BytesIO()
    Image.new("L", (60, 40), 200).save(out, "PNG")
    return out.getvalue()


def signed(town: Town, letter: Letter, *, whole: bool = False) -> None:
    """The village's side of an issued letter signed on glass, before the clerk; ``whole``: the town's too."""
    by = town.viewer("clerk")
    shown, store = Shown(letter_in_sight(by, letter.id).pdf_sha256 or "", NOW, 1), current_app.extensions["store"]
    for slot in slot_rows(letter.id):
        if slot.signature_id is None and (whole or slot.unit_id == letter.unit_id):
            mark = signing.HandMark(store.put(picture()), store.put(STROKES))
            signing.sign_at_table(slot.id, slot.name, mark, shown, Proof("host", NOW, by.name), by=by, now=NOW)


def sealed(app: Flask, town: Town, letter: Letter) -> None:
    """The town's seal, registered and put on the letter by the leader."""
    by, store = town.viewer("leader"), tools(app).store
    seal = seals.register(town.unit.id, "公章", store.put(_town_seal(tools(app).binder.faces)), by=by, now=NOW)
    proof = Proof("password", NOW, by.name)
    seals.use([letter.id], seals.SealOrder(seal.id, by.name), proof, by=by, now=NOW)


@lru_cache
def _town_seal(faces: Faces) -> bytes:
    return sample_seal("青山镇人民政府", faces)
