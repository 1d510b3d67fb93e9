"""五百村的早晨: every village sends a photo of 2 MB and a report within ten minutes, beside the office and a batch (R87, R94).

respbook drill morning [--reporters 500] [--minutes 10] [--megabytes 2] [--office 20] [--letters 60] [--postgresql]
"""

import argparse
import os
import random
import secrets
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

import databases
from drills._base import hands
from drills._field import Phone, build, evidence_id, look, p, photo, told, turn_pages


class Tally:
    """What all threads saw."""

    def __init__(self):
        self.lock = threading.Lock()
        self.seconds = {"photo": [], "report": [], "office": []}
        self.acknowledged, self.faults, self.again = {}, [], 0

    def add(self, kind, answer):
        with self.lock:
            if isinstance(answer, OSError):
                self.faults.append((kind, str(answer)))
                return
            self.seconds[kind].append(answer.seconds)
            if answer.status >= 500:
                self.faults.append((kind, answer.status))


def reporter(held, login, seed, wait, size, tally):
    """A photo, then the report that rests on it; whatever breaks is sent again."""
    time.sleep(wait)
    phone, key, text = Phone(held, login), secrets.token_hex(16), f"第{seed}件，已安排清理"
    kept = 0
    for _ in range(20):
        try:
            if not kept:
                answer = phone.send_photo(photo(seed, size))
                tally.add("photo", answer)
                kept = evidence_id(answer)
                continue
            answer = phone.report(kept, key, text)
            tally.add("report", answer)
            if answer.status in (200, 303):
                with tally.lock:
                    tally.acknowledged[text] = 1
                return
        except OSError:
            pass
        with tally.lock:
            tally.again += 1
        time.sleep(1)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--reporters", type=int, default=500)
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--megabytes", type=float, default=2)
    words.add_argument("--office", type=int, default=20)
    words.add_argument("--letters", type=int, default=60)
    words.add_argument("--postgresql", action="store_true")
    asked = words.parse_args()
    databases.POSTGRESQL = asked.postgresql or databases.POSTGRESQL
    with tempfile.TemporaryDirectory() as place, databases.careful():
        folder = Path(place)
        folder.chmod(0o700)
        held = build(folder, databases.fresh_address(folder), asked.reporters, asked.letters)
        print(f"镇已建成，用{time.time() - held.started:.0f}秒多；开始。", flush=True)
        held.started = time.time()
        held.start()
        tally, chance, begun = Tally(), random.Random(1), time.time()
        until, size = begun + asked.minutes * 60, int(asked.megabytes * 1_000_000)
        waits = [chance.uniform(0, asked.minutes * 57) for _ in held.logins]
        threads = hands(reporter, *((held, login, n, waits[n], size, tally) for n, login in enumerate(held.logins)))
        told_of = partial(tally.add, "office")
        threads += hands(turn_pages, *((held, n, until, (1, 4), told_of) for n in range(asked.office)))
        if held.job_id:
            time.sleep(min(5, asked.minutes * 6))
            leader = Phone(held, "leader")
            count = {"how_many": str(asked.letters)}  # over twenty at once the count is typed
            leader.post(f"/batches/{held.job_id}/approval", key=secrets.token_hex(16), version="1", **count)
        for thread in threads:
            thread.join()
        held.stop()
        if tally.faults:
            log = (folder / "serve.log").read_text("utf-8", "replace").splitlines()
            print("\n".join(line for line in log if "Error" in line or "error" in line)[-2000:])
        found = look(held)
        lost, doubled = told(tally.acknowledged, found)
        for kind, seconds in tally.seconds.items():
            print(
                f"{kind}: {len(seconds)} 次，p50 {p(seconds, 0.5)} ms，p95 {p(seconds, 0.95)} ms，最长 {p(seconds, 1)} ms"
            )
        print(f"签发 {found.issued}/{asked.letters} 份")
        print(f"重发 {tally.again}，5xx {len(tally.faults)} {tally.faults[:5]}，用时 {time.time() - begun:.0f} 秒")
        print(
            f"已确认 {len(tally.acknowledged)}，丢失 {len(lost)}，重复 {len(doubled)}，缺文件 {found.lost_files}，链断 {found.broken}"
        )
        print(
            f"数据库 {os.path.getsize(folder / 'respbook.db') >> 20} MB"
            if (folder / "respbook.db").exists()
            else "PostgreSQL"
        )
    whole = len(tally.acknowledged) == asked.reporters and not (lost or doubled or found.lost_files or found.broken)
    return 0 if whole and found.issued == asked.letters and not tally.faults else 1


if __name__ == "__main__":
    sys.exit(main())
