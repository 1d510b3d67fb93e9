"""边写边备份：收照片、记日志的同时备份二十次，次次打得开，日志头与清单相符（R102、D8）。

respbook drill backups_under_load [--backups 20] [--megabytes 200]
"""

import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

from drills._base import options
from drills._office import fill_book, fill_store, office
from making import make

from respbook.actions import action
from respbook.backups import checking
from respbook.backups.making import Request, back_up
from respbook.models.base import db
from respbook.rules.chinese import CHINA


def written(app, town, stop, took):
    """Photos of a village, one after the other, as fast as they go; seconds of each deed."""
    seed = 100
    with app.app_context():
        while not stop.is_set():
            seed += 1
            photo = make.photo_bytes(seed)
            start = time.perf_counter()
            make.evidence(app, town, town.villages[seed % 2], photo, ("reporter", "neighbour")[seed % 2])
            took.append(time.perf_counter() - start)
            time.sleep(0.02)
        db.session.remove()


def main():
    """The figures, and 1 where a backup is not sound or a deed waited a second."""
    asked = options(__doc__, backups=(20, "备份次数"), megabytes=(200, "数据量，MB"))
    with tempfile.TemporaryDirectory(prefix="respbook-drill-") as name:
        place, took, seconds, heads = Path(name), [], [], []
        app, town = office(place / "office")
        fill_book(app, asked.megabytes * 1_000_000)
        fill_store(app, asked.megabytes * 200_000)
        stop = threading.Event()
        writer = threading.Thread(target=written, args=(app, town, stop, took))
        writer.start()
        faults = []
        for number in range(asked.backups):
            start = time.perf_counter()
            manifest = back_up(
                app.extensions["holdings"], Request(place / f"b{number}", action.gate(), datetime.now(CHINA))
            )
            seconds.append(time.perf_counter() - start)
            heads.append(manifest.seq)
        stop.set()
        writer.join()
        for number in range(asked.backups):
            faults += checking.check(place / f"b{number}")[1]
    print(
        f"备份{asked.backups}份，每份{min(seconds):.1f}至{max(seconds):.1f}秒；期间办理{len(took)}件，日志由{heads[0]}到{heads[-1]}条"
    )
    print(f"单件最慢{max(took) * 1000:.0f}毫秒；不完好{len(faults)}处")
    return 1 if faults or max(took) >= 1 or heads != sorted(heads) else 0


if __name__ == "__main__":
    sys.exit(main())
