"""A local CA with two signers, and letters signed by both, for the tests of digital signatures and their bench."""

from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace

import press_letter
import press_marks

from respbook import pades
from respbook.press.appearance import seal_appearance, words_appearance
from respbook.press.binder import Binder
from respbook.press.places import find_place
from respbook.press.sample_seal import sample_seal
from respbook.press.stamping import EdgeSeal, Handwriting, stamp
from respbook.rules.chinese import CHINA

NOW = datetime(2026, 3, 5, 10, 20, tzinfo=CHINA)
TOWN, VILLAGE = "青山镇人民政府", "青山镇柳沟村村民委员会"


def authority(folder, name="青山镇本机CA"):
    """A CA with the town's seal and a villager."""
    root = pades.make_ca(folder, name, "ca-passphrase", NOW).read_bytes()
    town = pades.make_signer(folder, TOWN, TOWN, "town-passphrase", "ca-passphrase", NOW).read_bytes()
    person = pades.make_signer(folder, "王守田", VILLAGE, "person-passphrase", "ca-passphrase", NOW).read_bytes()
    return SimpleNamespace(folder=folder, root=root, town=town, person=person)


@lru_cache(1)
def _town_seal(faces):
    return sample_seal(TOWN, faces)


def town_signs(pdf, ca, faces, **more):
    picture = seal_appearance(_town_seal(faces), press_marks.THROUGH, faces)
    words = {"reason": "签发责任书", "location": "青山镇", "now": NOW, "certify": True, "appearance": picture}
    return pades.sign(pdf, ca.town, "town-passphrase", "Town", **(words | more))


def village_signs(pdf, ca, faces, **more):
    lines = ("数字签名：王守田", VILLAGE, "2026-03-05 10:20")
    picture = words_appearance(lines, 60, 14, faces)
    words = {"reason": "签订责任书", "location": "青山镇", "now": NOW, "appearance": picture}
    return pades.sign(pdf, ca.person, "person-passphrase", "Village", **(words | more))


def signed_letter(ca, faces):
    """issued, marked, prepared, by the town, by both: each begins with the one before."""
    pressed = Binder(faces).pdf(press_letter.letter(), press_letter.wording())
    place, seal = find_place(pressed.places, "sign", 1, 0), find_place(pressed.places, "seal", 0)
    marks = [Handwriting(place, press_marks.handwriting()), EdgeSeal(sample_seal(TOWN, faces), press_marks.THROUGH)]
    marked = stamp(pressed.pdf, marks, faces)
    fields = [
        pades.Field("Town", seal.page, seal.x, seal.y, 42, 42),
        pades.Field("Village", seal.page, 110, 185, 60, 14),
    ]
    prepared = pades.prepare(marked, fields)
    town = town_signs(prepared, ca, faces)
    both = village_signs(town, ca, faces)
    return SimpleNamespace(
        issued=pressed.pdf, marked=marked, prepared=prepared, town=town, both=both, pages=pressed.pages
    )
