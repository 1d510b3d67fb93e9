"""限时恢复：500 MB 数据库、2 GB 照片，备份并恢复，计时，核对是否完全相同（R103、D9）。

respbook drill restore_timed [--part 1]: --part 20 takes a twentieth of it.
"""

import os
import random
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from drills._base import options
from drills._office import fill_book, fill_store, office
from sqlalchemy import text

from respbook.actions import action
from respbook.backups import rows
from respbook.backups.holdings import engine_of, sqlite_url
from respbook.backups.making import Request, back_up
from respbook.commands import main as respbook
from respbook.rules.chinese import CHINA

LIMIT = 300
_CHANGED = {"audit_entries", "sessions", "device_links"}
"""What restoring itself writes: its entry, and that everybody has to enter anew."""


def main():
    """The figures, and 1 where something differs or five minutes are not enough."""
    asked = options(__doc__, part=(1, "只用几分之一的数据量"))
    os.environ.pop("RESPBOOK_DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="respbook-drill-") as name:
        place = Path(name)
        app, _ = office(place / "office")
        fill_book(app, 500_000_000 // asked.part)
        fill_store(app, 2_000_000_000 // asked.part)
        start = time.perf_counter()
        manifest = back_up(app.extensions["holdings"], Request(place / "backup", action.gate(), datetime.now(CHINA)))
        made = time.perf_counter() - start
        start = time.perf_counter()
        code = respbook(["restore", str(place / "backup"), "--to", str(place / "again")])
        restored = time.perf_counter() - start
        differing = _differing(place) if code == 0 else ["没有恢复"]
        papers = _papers(app, place)
    print(
        f"{manifest.words}：备份{made:.1f}秒，恢复（含先核验）{restored:.1f}秒；不同的表：{'、'.join(differing) or '无'}；{papers}"
    )
    return 1 if differing or restored > LIMIT or "不同0件" not in papers else 0


def _differing(place):
    ours, theirs = (engine_of(sqlite_url(place / each / "respbook.db")) for each in ("office", "again"))
    with ours.connect() as one, theirs.connect() as other:
        found = [each for each in rows.differing(one, other) if each not in _CHANGED]
        last = rows.head(one)
        same = other.scalar(text("SELECT hash FROM audit_entries WHERE seq = :seq"), {"seq": last[0]}) == last[1]
    return found + ([] if same else ["audit_entries"])


def _papers(app, place):
    digests = list(app.extensions["store"].digests())
    some = random.Random(1).sample(digests, min(100, len(digests)))
    wrong = 0
    for digest in some:
        there = place / "again" / "store" / digest[:2] / digest
        wrong += there.read_bytes() != app.extensions["store"].get(digest)
    return f"抽{len(some)}个文件逐字节比对，不同{wrong}件"


if __name__ == "__main__":
    sys.exit(main())
