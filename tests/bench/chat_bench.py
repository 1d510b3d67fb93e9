"""Measures the reading of group chats: lines a second, and what comes of the samples of tests/chat_samples.py.

Run by hand:  python tests/bench/chat_bench.py [--lines 2000] [--units 40] [--rounds 5]

Goals: 2,000 lines in less than a second; no row of any sample filed wrongly (features X2).
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from chat_samples import BOTH, CALLED, ITEM_CALLED, PEOPLE, SAMPLES, TODAY, UNITS  # noqa: E402

from respbook.rules.chat_reports import CHECK_LABELS, ChatUnit, LineUse, read_chat  # noqa: E402
from respbook.rules.chinese import figure  # noqa: E402

SAID = (
    "{n}. {u}：今日巡查3次，出动6人，未发现焚烧秸秆现象，清运垃圾{c}车",
    "{u} 无异常，{c}车",
    "收到",
    "{u}村东发现焚烧1处，已扑灭，电话13812345678",
    "无名村{n} 正常",
    "{u}基本正常，下午补报",
)


def speed(lines: int, units: int, rounds: int) -> float:
    """Median seconds of the processor for a paste of so many lines, none like another."""
    more = tuple(
        ChatUnit(100 + n, f"{'东西南北上下'[n % 6]}{'柳石清王李赵张'[n % 7]}{'庄沟湾坪塬'[n % 5]}村")
        for n in range(units)
    )
    known = {unit.name: unit for unit in (*UNITS, *more)}
    names = list(known)
    paste = "\n".join(SAID[n % len(SAID)].format(n=n, u=names[n % len(names)], c=n) for n in range(lines))
    took = []
    for _ in range(rounds):
        begin = time.process_time()
        read_chat(paste, units=known.values(), people=PEOPLE, items=BOTH, today=TODAY)
        took.append(time.process_time() - begin)
    return statistics.median(took)


def counts() -> dict[str, int]:
    """What comes of the samples: lines, rows filed rightly and wrongly, rows lacking, lines asked about and set aside."""
    made = dict.fromkeys(("samples", "lines", "right", "wrong", "lacking", "asked", "set aside"), 0)
    for sample in SAMPLES:
        reading = read_chat(sample.paste, units=UNITS, people=PEOPLE, items=sample.items, today=TODAY)
        filed = {
            f"{CALLED[row.unit_id]} {ITEM_CALLED[row.item_id]} "
            f"{CHECK_LABELS[row.state] if row.state else figure(row.amount)}"
            for row in reading.filed
        }
        wanted = {each.strip() for each in sample.filed.split("｜") if each.strip()}
        made["samples"] += 1
        made["lines"] += sum(line.use is not LineUse.MARKING for line in reading.lines)
        made["right"] += len(filed & wanted)
        made["wrong"] += len(filed - wanted)
        made["lacking"] += len(wanted - filed)
        made["asked"] += sum(line.use is LineUse.ASKED for line in reading.lines)
        made["set aside"] += len(reading.set_aside)
    return made


def main() -> int:
    """Exit 1 when a row is filed wrongly or 2,000 lines take a second."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=2000)
    asked.add_argument("--units", type=int, default=40)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    took = speed(given.lines, given.units, given.rounds)
    print(f"{given.lines} lines, {given.units + len(UNITS)} units: {took:.3f} s, {given.lines / took:,.0f} lines/s")
    found = counts()
    print(", ".join(f"{number} {word}" for word, number in found.items()))
    return found["wrong"] > 0 or took * 2000 / given.lines >= 1


if __name__ == "__main__":
    sys.exit(main())
