"""What a signed copy costs: milliseconds and bytes for marks, seals, digital signatures and their verification.

Run by hand:  python tests/bench/bench_signing.py [ROUNDS] [FOLDER]     (20 rounds, a temporary folder)
"""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "press"), str(ROOT / "tests" / "pades")]

import press_letter  # noqa: E402
import press_marks  # noqa: E402
from signed_letters import NOW, TOWN, authority, signed_letter, town_signs, village_signs  # noqa: E402

from respbook import pades  # noqa: E402
from respbook.press.binder import Binder  # noqa: E402
from respbook.press.faces import Faces  # noqa: E402
from respbook.press.places import find_place  # noqa: E402
from respbook.press.sample_seal import sample_seal  # noqa: E402
from respbook.press.stamping import EdgeSeal, Handwriting, SealImprint, stamp  # noqa: E402


def timed(what: str, rounds: int, work, before: int | None = None):
    made = work()  # the first one reads faces, keys and pictures
    start = time.perf_counter()
    for _ in range(rounds):
        made = work()
    each = (time.perf_counter() - start) * 1000 / rounds
    added = f"{len(made) - before:10,d} bytes added" if before is not None else ""
    print(f"{what:<34}{each:8.1f} ms{added}", flush=True)
    return made


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    faces = Faces.load(folder / "faces")
    binder, paper = Binder(faces), press_letter.letter()
    pressed = binder.pdf(paper, press_letter.wording())
    seal = sample_seal(TOWN, faces)
    hand = [
        Handwriting(place, press_marks.handwriting(k), ("手写影像", "2026-03-05"))
        for k, place in enumerate(each for each in pressed.places if each.kind == "sign")
    ]
    imprint = SealImprint(find_place(pressed.places, "seal", 0), seal, press_marks.THROUGH)
    size = len(pressed.pdf)
    print(f"a letter of {pressed.pages} pages, {size:,d} bytes; {rounds} rounds each")
    timed("places of a stored paper", rounds, lambda: binder.places(paper))
    timed("one handwriting", rounds, lambda: stamp(pressed.pdf, hand[:1], faces), size)
    timed("four handwritings", rounds, lambda: stamp(pressed.pdf, hand, faces), size)
    timed("one seal", rounds, lambda: stamp(pressed.pdf, [imprint], faces), size)
    timed("edge seal", rounds, lambda: stamp(pressed.pdf, [EdgeSeal(seal, press_marks.THROUGH)], faces), size)
    timed(
        "all of them",
        rounds,
        lambda: stamp(pressed.pdf, [*hand, imprint, EdgeSeal(seal, press_marks.THROUGH)], faces),
        size,
    )
    if not pades.available():
        print("pyhanko is not installed: no digital signatures measured")
        return
    ca = authority(folder / "ca")
    letter = signed_letter(ca, faces)
    fields = [pades.Field("Town", 4, 26, 82, 42, 42), pades.Field("Village", 4, 110, 185, 60, 14)]
    timed("two fields", rounds, lambda: pades.prepare(letter.marked, fields), len(letter.marked))
    timed("town certifies, seal shown", rounds, lambda: town_signs(letter.prepared, ca, faces), len(letter.prepared))
    timed(
        "town certifies, nothing shown",
        rounds,
        lambda: town_signs(letter.prepared, ca, faces, appearance=None),
        len(letter.prepared),
    )
    timed("village signs, words shown", rounds, lambda: village_signs(letter.town, ca, faces), len(letter.town))
    timed("verify both", rounds, lambda: pades.verify(letter.both, [ca.root], NOW, letter.issued))


if __name__ == "__main__":
    main()
