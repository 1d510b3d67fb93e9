"""How fast a whole town is signed: the leader's list with one mark, the town's seal, the signed copies that follow.

Run by hand:  python tests/bench/signing_bench.py [--villages 88] [--folder FOLDER]

Builds the example town with that many villages, its letters issued (88 villages and the town's own units: 100 letters), lets
the units' own sides sign at the table and prints milliseconds and statements a letter for each step.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from sqlalchemy import event  # noqa: E402

from respbook import settings  # noqa: E402
from respbook.actions import glass, seals, signing  # noqa: E402
from respbook.actions.signed_copies import freeze_waiting  # noqa: E402
from respbook.commands.house import now, opened  # noqa: E402
from respbook.demo import signed, town  # noqa: E402
from respbook.demo.build import Builder  # noqa: E402
from respbook.demo.founding import Wanted  # noqa: E402
from respbook.demo.handwriting import picture_of, strokes_of  # noqa: E402
from respbook.models.base import db  # noqa: E402
from respbook.models.letters import Letter  # noqa: E402
from respbook.models.programmes import Programme  # noqa: E402
from respbook.press.sample_seal import sample_seal  # noqa: E402
from respbook.queries.letter_lists import LetterFilter, all_letters  # noqa: E402
from respbook.queries.signing import slots_of  # noqa: E402
from respbook.rules.lifecycles import LetterState  # noqa: E402
from respbook.rules.signature_record import Proof, Shown  # noqa: E402
from respbook.runner import tools  # noqa: E402


class Bench(Builder):
    """The example town up to its issued letters, which are signed by everybody here."""

    def _signed(self, programme: Programme) -> None:
        self.statements = 0
        event.listen(db.engine, "before_cursor_execute", self._count)
        letters = all_letters(self.as_("jingban"), LetterFilter(programme.id, state=LetterState.ISSUED))
        ids, count = [letter.id for letter in letters], len(letters)
        hands = signed.Hands(self.as_("jingban"), self.as_("zhenzhang"), self._signer_of, self.now)
        self._timed("signed by the leader from a list, one mark", count, lambda: self._by_list(letters))
        self._timed("the other slots signed at the table", count, lambda: self._all_sides(letters, hands))
        unit_id = self.units[town.TOWN.name].id
        picture = self.tools.store.put(sample_seal(town.TOWN.party_a, self.tools.binder.faces))
        seal = seals.register(unit_id, "公章（样章）", picture, by=hands.leader, now=self.now())
        order, proof = seals.SealOrder(seal.id, hands.leader.name), Proof("password", self.now(), hands.leader.name)
        self._timed(
            "sealed in one deed", count, lambda: seals.use(ids[:200], order, proof, by=hands.leader, now=self.now())
        )
        self._timed("signed copies set and frozen", count, lambda: freeze_waiting(ids, self.tools, self.now()))
        raise SystemExit

    def _by_list(self, letters: Sequence[Letter]) -> None:
        leader, come = self.as_("zhenzhang"), glass.Came("bench", "127.0.0.1", "bench")
        strokes = strokes_of(leader.name, self.tools.binder.faces, 1)
        mark = signing.HandMark(self.tools.store.put(picture_of(strokes)), self.tools.store.put(strokes))
        shown = [
            (slot.id, Shown(letter.pdf_sha256 or "", self.now(), 0))
            for letter in letters
            for slot in slots_of(letter.id)
            if slot.name == leader.name
        ]
        for start in range(0, len(shown), glass.MOST_AT_ONCE):
            some = shown[start : start + glass.MOST_AT_ONCE]
            glass.sign_many(some, mark, self.wanted.password, come, by=leader, now=self.now())

    def _all_sides(self, letters: Sequence[Letter], hands: signed.Hands) -> None:
        for letter in letters:
            for slot in slots_of(letter.id):
                if slot.name and slot.signature_id is None:
                    signed.sign_slot(slot, letter, self.tools, hands)

    def _count(self, *_: object) -> None:
        self.statements += 1

    def _timed(self, words: str, count: int, deed: Callable[[], object]) -> None:
        db.session.rollback()
        self.statements, begin = 0, time.perf_counter()
        deed()
        took = time.perf_counter() - begin
        each = f"{took / count * 1000:.0f} ms and {self.statements / count:.1f} statements a letter"
        print(f"{words}: {count} letters in {took:.1f} s, {each}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--villages", type=int, default=88)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / f"signing-{now():%H%M%S}")
    given = asked.parse_args()
    app = opened(settings.read({}, given.folder))
    with app.app_context():
        Bench(Wanted(given.villages, password="bench-password-2026"), tools(app), now, print).build()


if __name__ == "__main__":
    main()
