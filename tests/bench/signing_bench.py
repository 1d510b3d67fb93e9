"""How fast a whole town is signed: the leader's list with one mark, the town's seal, the signed copies that follow.

Run by hand:  python tests/bench/signing_bench.py [--villages 88] [--folder FOLDER]

Builds the example town with that many villages, its letters issued (88 villages and the town's own units: 100 letters), lets
the units' own sides sign at the table and prints milliseconds and statements for each step. Marks are drawn beforehand;
without --folder nothing is left behind.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from sqlalchemy import event  # noqa: E402

from respbook import settings  # noqa: E402
from respbook.actions import glass, seals, signing  # noqa: E402
from respbook.actions.signed_copies import AT_ONCE, freeze_waiting  # noqa: E402
from respbook.commands.house import now, opened  # noqa: E402
from respbook.demo import town  # noqa: E402
from respbook.demo.build import Builder  # noqa: E402
from respbook.demo.founding import Wanted  # noqa: E402
from respbook.demo.handwriting import picture_of, strokes_of  # noqa: E402
from respbook.models.base import db  # noqa: E402
from respbook.models.letters import Letter  # noqa: E402
from respbook.models.programmes import Programme  # noqa: E402
from respbook.press.sample_seal import sample_seal  # noqa: E402
from respbook.queries.letter_lists import LetterFilter, all_letters  # noqa: E402
from respbook.queries.signing import slots_of_letters  # noqa: E402
from respbook.rules.lifecycles import LetterState  # noqa: E402
from respbook.rules.permissions import Viewer  # noqa: E402
from respbook.rules.sealing import MOST_AT_ONCE  # noqa: E402
from respbook.rules.signature_record import Proof, Shown  # noqa: E402
from respbook.works import tools  # noqa: E402


class Measured(Exception):
    """What the rest of the example town would add is not waited for."""


class Bench(Builder):
    """The example town up to its issued letters, which are signed by everybody here."""

    def _signed(self, programme: Programme) -> None:
        self.statements = 0
        event.listen(db.engine, "before_cursor_execute", self._count)
        letters = all_letters(self.as_("jingban"), LetterFilter(programme.id, state=LetterState.ISSUED))
        ids = [letter.id for letter in letters]
        leader, host = self.as_("zhenzhang"), self.as_("jingban")
        lists = self._lists(letters, leader.name)
        self._timed("signed by the leader from lists, one mark", "letter", len(letters), lambda: self._by_list(lists))
        seats = self._seats(letters, leader.name)
        self._timed("the other slots signed at the table", "slot", len(seats), lambda: self._at_table(seats, host))
        unit_id = self.units[town.TOWN.name].id
        picture = self.tools.store.put(sample_seal(town.TOWN.party_a, self.tools.binder.faces))
        seal = seals.register(unit_id, "公章（样章）", picture, by=leader, now=self.now())
        order, proof = seals.SealOrder(seal.id, leader.name), Proof("password", self.now(), leader.name)
        some = ids[:MOST_AT_ONCE]
        self._timed(
            "sealed in one deed", "letter", len(some), lambda: seals.use(some, order, proof, by=leader, now=self.now())
        )
        some = ids[:AT_ONCE]
        self._timed(
            "signed copies set and frozen", "letter", len(some), lambda: freeze_waiting(some, self.tools, self.now())
        )
        raise Measured

    def _lists(self, letters: Sequence[Letter], name: str) -> list[list[tuple[int, Shown]]]:
        """The leader's slots, as many in a list as one deed takes."""
        bytes_of = {letter.id: letter.pdf_sha256 or "" for letter in letters}
        shown = [
            (slot.id, Shown(bytes_of[letter_id], self.now(), 0))
            for letter_id, slots in slots_of_letters(bytes_of).items()
            for slot in slots
            if slot.name == name
        ]
        return [shown[start : start + glass.MOST_AT_ONCE] for start in range(0, len(shown), glass.MOST_AT_ONCE)]

    def _by_list(self, lists: Sequence[Sequence[tuple[int, Shown]]]) -> None:
        leader, come = self.as_("zhenzhang"), glass.Came("bench", "127.0.0.1", "bench")
        mark = self._mark(leader.name, 1)
        for some in lists:
            glass.sign_many(some, mark, self.wanted.password, come, by=leader, now=self.now())

    def _seats(self, letters: Sequence[Letter], leader: str) -> list[tuple[int, str, signing.HandMark, Shown]]:
        """Everybody else's slots in the order of their turns, with a mark each."""
        found = slots_of_letters([letter.id for letter in letters])
        return [
            (
                slot.id,
                slot.name,
                self._mark(slot.name, slot.id),
                Shown(letter.pdf_sha256 or "", self.now(), letter.pages or 0),
            )
            for letter in letters
            for slot in sorted(found[letter.id], key=lambda slot: slot.step)
            if slot.name and slot.name != leader
        ]

    def _at_table(self, seats: Sequence[tuple[int, str, signing.HandMark, Shown]], host: Viewer) -> None:
        for slot_id, name, mark, shown in seats:
            proof = Proof("host", self.now(), host.name)
            signing.sign_at_table(slot_id, name, mark, shown, proof, by=host, now=self.now())

    def _mark(self, name: str, seed: int) -> signing.HandMark:
        strokes = strokes_of(name, self.tools.binder.faces, seed)
        return signing.HandMark(self.tools.store.put(picture_of(strokes)), self.tools.store.put(strokes))

    def _count(self, *_: object) -> None:
        self.statements += 1

    def _timed(self, words: str, each: str, count: int, deed: Callable[[], object]) -> None:
        db.session.rollback()
        self.statements, begin = 0, time.perf_counter()
        deed()
        took = time.perf_counter() - begin
        costs = f"{took / count * 1000:.0f} ms and {self.statements / count:.1f} statements a {each}"
        print(f"{words}: {count} in {took:.1f} s, {costs}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--villages", type=int, default=88)
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as passing:
        app = opened(settings.read({}, given.folder or Path(passing)))
        with app.app_context():
            with suppress(Measured):
                Bench(Wanted(given.villages, password="bench-password-2026"), tools(app), now, print).build()
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
