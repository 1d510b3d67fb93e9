"""How fast a whole batch is issued: proposed, approved and worked off through the real actions, a transaction a letter.

Run by hand:  python tests/bench/batch_bench.py [--villages 488] [--folder FOLDER] [--profile]

Builds the example town with that many villages (500 letters with the town's own units) and prints for each step the
seconds by the wall and by the processor, letters a second, the peak of the process's memory and the size on disk.
"""

import argparse
import cProfile
import pstats
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from sqlalchemy import event  # noqa: E402

from respbook import settings  # noqa: E402
from respbook.actions import batch  # noqa: E402
from respbook.commands.house import now, opened  # noqa: E402
from respbook.demo.build import Builder  # noqa: E402
from respbook.demo.founding import Wanted  # noqa: E402
from respbook.models.base import db  # noqa: E402
from respbook.models.programmes import Programme  # noqa: E402
from respbook.queries.jobs import progress_of  # noqa: E402
from respbook.works import tools  # noqa: E402


def pss() -> float:
    """MiB of this process, shared pages once."""
    found = re.search(r"^Pss:\s+(\d+)", Path("/proc/self/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0


@contextmanager
def watched() -> Iterator[None]:
    """Print how far the memory went, looked at five times a second."""
    before, seen, over = pss(), [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            seen[0] = max(seen[0], pss())

    threading.Thread(target=look, daemon=True).start()
    yield
    over.set()
    print(f"memory      {before:8.0f} MiB before, {seen[0]:.0f} MiB at the highest")


def timed(what: str, count: int, work: Callable[[], Any]) -> Any:
    """Do it, and print the seconds."""
    begin, used = time.perf_counter(), time.process_time()
    found = work()
    took, cpu = time.perf_counter() - begin, time.process_time() - used
    print(
        f"{what:<12}{took:8.2f} s by the wall, {cpu:.2f} s of the processor, {count / took:.1f} letters/s", flush=True
    )
    return found


class Bench(Builder):
    """The example town, its first batch under the clock."""

    profile = False

    def _issue(self, programme: Programme) -> int:
        begin = time.perf_counter()
        job = self._proposed(programme)
        print(f"draft, check and propose {time.perf_counter() - begin:.2f} s")
        timed(
            "approve", job.total, lambda: batch.approve(job.id, job.version, by=self.as_("zhenzhang"), now=self.now())
        )
        statements = [0]
        event.listen(db.engine, "before_cursor_execute", lambda *_: statements.__setitem__(0, statements[0] + 1))
        profile = cProfile.Profile()
        with watched():
            if self.profile:
                profile.enable()
            timed("work off", job.total, lambda: batch.work_off(job.id, self.tools, self.now))
            profile.disable()
        print(f"statements  {statements[0] / job.total:8.1f} a letter")
        if self.profile:
            pstats.Stats(profile).sort_stats("cumtime").print_stats(60)
        progress = progress_of(job)
        print(f"issued {progress.done} of {job.total}; refused {len(progress.refusals)}")
        return progress.done

    def _propose(self, programme: Programme) -> int:
        return 0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--villages", type=int, default=488)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / f"batch-{now():%H%M%S}")
    asked.add_argument("--profile", action="store_true")
    given = asked.parse_args()
    Bench.profile = given.profile
    app = opened(settings.read({}, given.folder))
    with app.app_context():
        Bench(Wanted(given.villages, password="bench-password-2026"), tools(app), now, print).build()
    size = sum(file.stat().st_size for file in (given.folder / "store").rglob("*") if file.is_file())
    print(f"store       {size / 1e6:8.1f} MB")


if __name__ == "__main__":
    main()
