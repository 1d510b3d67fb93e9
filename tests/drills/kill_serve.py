"""强杀网站：手机报送时反复强杀，已确认的不丢失、不重复（R87、D1）。

respbook drill kill_serve [--rounds 50] [--phones 12] [--seed 1] [--postgresql] [--server]   (--server: PostgreSQL itself)
"""

import random
import secrets
import sys
import tempfile
import threading
import time
from pathlib import Path

import databases
from drills._base import hands, options
from drills._field import Phone, build, evidence_id, look, photo, told


class Work:
    """What the phones have been told."""

    def __init__(self):
        self.lock = threading.Lock()
        self.acknowledged, self.photos, self.replayed, self.stop = {}, 0, 0, False


def phone(held, login, number, work):
    """Photo, report, photo, report …, each sent until it is answered, with the key of the first try."""
    client, count = Phone(held, login), 0
    while not work.stop:
        count += 1
        key, text, kept, tries = secrets.token_hex(16), f"{number}号手机第{count}件", 0, 0
        while not work.stop:
            tries += 1
            try:
                if not kept:
                    kept = evidence_id(client.send_photo(photo(number * 100_000 + count, 60_000)))
                    work.photos += bool(kept)
                    continue
                if client.report(kept, key, text).status in (200, 303):
                    with work.lock:
                        work.acknowledged[text] = 1
                        work.replayed += tries > 2
                    break
            except OSError:
                time.sleep(0.05)


def main():
    asked = options(
        __doc__,
        rounds=(50, "强杀次数"),
        phones=(12, "手机台数"),
        seed=(1, "随机种子"),
        postgresql=(False, "用 PostgreSQL"),
        server=(False, "强杀的是 PostgreSQL 本身"),
    )
    databases.POSTGRESQL = asked.postgresql or asked.server or databases.POSTGRESQL
    with tempfile.TemporaryDirectory() as place, databases.careful():
        folder = Path(place)
        held = build(folder, databases.fresh_address(folder), asked.phones)
        held.started = time.time()
        held.start()
        work, chance, back = Work(), random.Random(asked.seed), []
        threads = hands(phone, *((held, login, number, work) for number, login in enumerate(held.logins)))
        for _ in range(asked.rounds):
            time.sleep(chance.uniform(0.5, 2.5))
            if asked.server:
                databases.kill()
                databases.revive()
            else:
                held.kill()
                back.append(held.start())
        time.sleep(2)
        work.stop = True
        for thread in threads:
            thread.join()
        held.stop()
        found = look(held)
        lost, doubled = told(work.acknowledged, found)
    print(
        f"{asked.rounds}轮强杀，恢复最长 {max(back, default=0):.1f} 秒；照片 {work.photos}，重发后办成 {work.replayed}"
    )
    print(
        f"已确认 {len(work.acknowledged)}，丢失 {len(lost)}，重复 {len(doubled)}，缺文件 {found.lost_files}，链断 {found.broken}"
    )
    return 1 if lost or doubled or found.lost_files or found.broken or not work.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
