"""改日志：十二种手法各一百次，有存证时必须全部查出；没有存证查不出的如实列出（R79）。

respbook drill tamper [--trials 100]: on a real SQLite database with a town and its deeds, triggers dropped, columns made to fit.
"""

import sys
import tempfile
import time
from pathlib import Path
from random import Random

import making
from drills._base import options, site
from tampering import ON_TABLES, attacked, drop_triggers, links_of

from respbook.models.base import db
from respbook.queries.verify import verify_chain
from respbook.rules.anchors import Anchor

NAMES = {
    "edit": "改一条",
    "edit_with_own_hash": "改一条，重算本条散列",
    "delete": "删一条",
    "swap": "调换两条",
    "insert": "插一条",
    "renumber_and_rehash": "删一条，重编序号、重算散列",
    "edit_and_rehash": "改一条，重算其后散列",
    "insert_and_rehash": "插一条，重算其后散列",
    "cut_the_tail": "截去后面各条",
    "cut_the_last": "截去最后一条",
    "wipe": "全部清空",
    "rewritten_on": "退回以后另写",
}


def main():
    trials = options(__doc__, trials=(100, "每种手法试几次")).trials
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
        f"{NAMES[attack.__name__]}　有存证 {with_anchors}/{trials}，无存证 {alone}/{trials}{needs}　{time.perf_counter() - start:.1f}秒",
        flush=True,
    )
    return trials - with_anchors


if __name__ == "__main__":
    sys.exit(main())
