"""改日志：十二种手法各一百次，有存证时必须全部查出；没有存证查不出的如实列出（R79）。

respbook drill tamper [--trials 100]: on a real SQLite database with a town and its deeds, triggers dropped, columns made to fit.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import making
from drills._base import site
from tampering import ON_TABLES, attacked, drop_triggers, links_of

from respbook.models.base import db
from respbook.queries.verify import verify_chain
from respbook.rules.anchors import Anchor


def main():
    words = argparse.ArgumentParser(prog="respbook drill tamper")
    words.add_argument("--trials", type=int, default=100)
    trials = words.parse_args().trials
    with tempfile.TemporaryDirectory() as folder, site(Path(folder), new=True):
        making.town()
        drop_triggers(db.session)
        db.session.commit()
        lost = sum(_tried(attack, trials) for attack in ON_TABLES)
    print(f"有存证：{len(ON_TABLES) * trials - lost}/{len(ON_TABLES) * trials} 查出。")
    return 1 if lost else 0


def _tried(attack, trials):
    """Print how often an attack was found with anchors and without; gives how often anchors did not help."""
    links, start = links_of(db.session), time.perf_counter()
    places = [0, len(links) // 3, len(links) - 1]
    anchors = [Anchor(links[place].seq, links[place].hash) for place in places]
    with_anchors = alone = 0
    for trial in range(trials):
        attacked(db.session, attack, Random(f"{attack.__name__}{trial}").randrange(len(links) - 1))
        with_anchors += not verify_chain(anchors).clean
        alone += not verify_chain().clean
        db.session.rollback()
    needs = "" if alone == trials else "，须有存证"
    print(
        f"{attack.__name__}　有存证 {with_anchors}/{trials}，无存证 {alone}/{trials}{needs}　{time.perf_counter() - start:.1f}秒",
        flush=True,
    )
    return trials - with_anchors


if __name__ == "__main__":
    sys.exit(main())
