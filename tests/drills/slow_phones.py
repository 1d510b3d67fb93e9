"""三百个慢手机：断断续续发送的手机不影响办公（R94）。

respbook drill slow_phones [--phones 300] [--office 50] [--seconds 30] [--postgresql]
"""

import random
import socket
import sys
import tempfile
import time
from pathlib import Path

import databases
from drills._base import hands, options
from drills._field import Phone, build, p, turn_pages


def slow(held, login, until):
    """A photo of which a few bytes come each second."""
    phone = Phone(held, login)
    head = (
        f"POST /evidence/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: session={phone.cookie}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2000000\r\n\r\n--x\r\n"
    )
    with socket.create_connection(("127.0.0.1", held.port), timeout=60) as line:
        line.sendall(head.encode())
        while time.time() < until:
            time.sleep(1)
            try:
                line.sendall(b"slow")
            except OSError:
                return


def main():
    asked = options(
        __doc__,
        phones=(300, "手机台数"),
        office=(50, "办公人数"),
        seconds=(30.0, "持续多少秒"),
        postgresql=(False, "用 PostgreSQL"),
    )
    databases.POSTGRESQL = asked.postgresql or databases.POSTGRESQL
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        held = build(folder, databases.fresh_address(folder), 20)
        held.started = time.time()
        held.start()
        until, chance = time.time() + asked.seconds, random.Random(1)
        seconds, faults = [], []

        def tell(answer):
            if isinstance(answer, OSError) or answer.status >= 500:
                faults.append(str(answer)[:80])
            else:
                seconds.append(answer.seconds)

        threads = hands(slow, *((held, chance.choice(held.logins), until) for _ in range(asked.phones)))
        threads += hands(turn_pages, *((held, n, until, (4, 12), tell) for n in range(asked.office)))
        for thread in threads:
            thread.join()
        held.stop()
    print(
        f"{asked.phones}个慢手机；办公 {len(seconds)} 次，p50 {p(seconds, 0.5)}毫秒，p95 {p(seconds, 0.95)}毫秒，出错 {len(faults)} {faults[:3]}"
    )
    return 1 if faults or not seconds or p(seconds, 0.95) >= 500 else 0


if __name__ == "__main__":
    sys.exit(main())
