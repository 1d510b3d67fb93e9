"""佐证: photos of scenes, and one that a unit has sent."""

import io
from random import Random

from flask import Flask
from PIL import Image

from making.township import NOW, Town
from respbook.actions import evidence
from respbook.models.evidence import Evidence
from respbook.models.units import Unit
from respbook.readers import photos
from respbook.readers.evidence import Looked


def photo_bytes(seed: int = 1, size: tuple[int, int] = (160, 120), kind: str = "JPEG", **more: object) -> bytes:
    """A photo of a scene: blurred patches of colour, others for each seed."""
    chance, out = Random(seed), io.BytesIO()
    patches = Image.frombytes("RGB", (9, 9), chance.randbytes(243))
    patches.resize(size, Image.Resampling.BICUBIC).save(out, kind, **more)
    return out.getvalue()


def evidence_of(app: Flask, town: Town, unit: Unit, content: bytes, login: str = "reporter") -> Evidence:
    """A photo of a unit, kept."""
    looked = photos.inspect(content)
    found = Looked(looked.kind, looked)
    sent = evidence.Received("河道.jpg", app.extensions["store"].put(content), len(content), found)
    return evidence.keep(unit.id, sent, by=town.viewer(login), now=NOW).row
