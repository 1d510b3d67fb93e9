"""How fast a whole batch is examined before issuing, and what it costs in statements.

Run by hand:  python tests/bench/preflight_bench.py [--villages 488] [--folder FOLDER]

Builds the example town with that many villages (500 drafts with the town's own units) up to its drafts and prints the
seconds and statements of 体检, and the seconds of its rules alone. Word copies of 20 of the drafts are timed as well.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from sqlalchemy import event  # noqa: E402

from respbook import settings  # noqa: E402
from respbook.actions import letters  # noqa: E402
from respbook.commands.house import now, opened  # noqa: E402
from respbook.demo.build import Builder  # noqa: E402
from respbook.demo.founding import Wanted  # noqa: E402
from respbook.models.base import db  # noqa: E402
from respbook.models.programmes import Programme  # noqa: E402
from respbook.press.word import word  # noqa: E402
from respbook.queries import preflight  # noqa: E402
from respbook.queries.issue_facts import issue_facts  # noqa: E402
from respbook.queries.letter_lists import LetterFilter, all_letters  # noqa: E402
from respbook.queries.letters import draftable_units, paper_of, templates_of  # noqa: E402
from respbook.queries.scope import programme_in_sight  # noqa: E402
from respbook.rules.preflight import examine  # noqa: E402
from respbook.works import tools  # noqa: E402


class Bench(Builder):
    """The example town up to the drafts of its first programme, which are examined instead of issued."""

    def _issue(self, programme: Programme) -> int:
        clerk = self.as_("jingban")
        for template in templates_of(programme):
            chosen = [unit.id for unit, _ in draftable_units(clerk, template)]
            letters.draft(template.id, chosen, by=clerk, now=self.now())
        statements = [0]
        event.listen(db.engine, "before_cursor_execute", lambda *_: statements.__setitem__(0, statements[0] + 1))
        for _ in range(3):
            self._examine(programme.id, statements)
        self._write(programme.id)
        raise SystemExit

    def _examine(self, programme_id: int, statements: list[int]) -> None:
        db.session.rollback()
        db.session.expunge_all()
        clerk, missing = self.as_("jingban"), self.tools.binder.faces.missing
        programme = programme_in_sight(clerk, programme_id)
        drafts = all_letters(clerk, LetterFilter(programme.id))
        statements[0], begin = 0, time.perf_counter()
        found = preflight.report(programme, drafts, missing, self.now())
        took, asked = time.perf_counter() - begin, statements[0]
        gathered = issue_facts(programme, drafts, missing, self.now())
        begin = time.perf_counter()
        examine(gathered)
        rules = time.perf_counter() - begin
        told = f"{len(found.stops)} stops, {len(found.warnings)} warnings"
        print(f"{len(drafts)} drafts: {took:.2f} s, {asked} statements; rules alone {rules:.2f} s; {told}", flush=True)

    def _write(self, programme_id: int) -> None:
        clerk = self.as_("jingban")
        papers = [paper_of(clerk, each.id)[1] for each in all_letters(clerk, LetterFilter(programme_id))[:20]]
        begin = time.perf_counter()
        size = sum(len(word(paper)) for paper in papers)
        took = (time.perf_counter() - begin) / len(papers)
        print(f"Word copies: {took * 1000:.0f} ms and {size / len(papers) / 1000:.0f} kB each")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--villages", type=int, default=488)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / f"preflight-{now():%H%M%S}")
    given = asked.parse_args()
    app = opened(settings.read({}, given.folder))
    with app.app_context():
        Bench(Wanted(given.villages, password="bench-password-2026"), tools(app), now, print).build()


if __name__ == "__main__":
    main()
