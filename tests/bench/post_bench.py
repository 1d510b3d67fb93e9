"""一条报送: a report with a sentence posted beside one of the bare Flask page, one client in turn, then eight for ten seconds.

    export BENCH=/path/to/bench LAB=/path/to/lab      # as for app_bench.py: LAB/core has flask and gunicorn, LAB/db the bare page's rows
    python tests/bench/post_bench.py [--rounds 60] [--seconds 10] [--villages 40,500]

Prints medians, the median of the ratios round by round, growth from the smaller town to the larger, and what failed
(speed goals 8, 9, 11). The bare page writes with synchronous=NORMAL and keeps no book; ours writes through to the disk.
"""

import argparse
import http.client
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS)]

import databases  # noqa: E402
from drills._field import Phone, build, free_port, p  # noqa: E402

BODY = "month=12&due_on=2025-12-31&qty=3&note=%E5%B7%B2%E5%AE%8C%E6%88%90"


@contextmanager
def bare(size, folder):
    """The bare page on a copy of the rows of ``size``: post(n) → status."""
    port, rows = free_port(), folder / "bare.db"
    shutil.copy(Path(os.environ["LAB"]) / "db" / f"{size}.db", rows)
    command = [
        f"{os.environ['LAB']}/core/bin/gunicorn",
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
        "limit_app:app",
    ]
    served = subprocess.Popen(command, cwd=Path(os.environ["BENCH"]) / "peers", env=os.environ | {"DB": str(rows)})

    def post(n):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
            line.request("POST", f"/report/{271 + n % 8}", BODY, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            answer.read()
            return answer.status

    try:
        time.sleep(3)
        yield post
    finally:
        served.terminate()
        served.wait()


@contextmanager
def ours(villages, folder):
    """A town of so many villages, each with its reporter: post(n) → status."""
    held = build(folder, databases.fresh_address(folder), villages)
    held.started = time.time()
    held.start()
    phones = [Phone(held, login) for login in held.logins[:8]]

    def post(n):
        return phones[n % 8].report(0, secrets.token_hex(16), f"渠边垃圾{secrets.token_hex(4)}").status

    try:
        yield post
    finally:
        held.stop()


def timed(post, n):
    begun = time.perf_counter()
    status = post(n)
    return time.perf_counter() - begun, status < 400


def crowd(post, seconds):
    """Eight clients at once: (posts a second, how many failed)."""
    until, good, bad = time.perf_counter() + seconds, [0] * 8, [0] * 8

    def client(n):
        while time.perf_counter() < until:
            try:
                fine = post(n) < 400
            except OSError:
                fine = False
            good[n] += fine
            bad[n] += not fine

    threads = [Thread(target=client, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(good) / seconds, sum(bad)


def main():
    """Exit 1 when a post failed."""
    words = argparse.ArgumentParser()
    words.add_argument("--rounds", type=int, default=60)
    words.add_argument("--seconds", type=float, default=10)
    words.add_argument("--villages", default="40,500")
    asked = words.parse_args()
    failed, medians = 0, []
    for size, villages in zip(("town", "county"), map(int, asked.villages.split(",")), strict=False):
        with (
            tempfile.TemporaryDirectory() as place,
            bare(size, Path(place)) as limit,
            ours(villages, Path(place)) as post,
        ):
            pairs = [(timed(limit, n), timed(post, n)) for n in range(asked.rounds + 5)][5:]
            failed += sum(not fine for pair in pairs for _, fine in pair)
            bases, mine = [a for (a, _), _ in pairs], [b for _, (b, _) in pairs]
            ratio = statistics.median(b / a for a, b in zip(bases, mine, strict=True))
            medians.append(statistics.median(mine))
            print(
                f"{size}: bare {p(bases, 0.5)} ms, ours {p(mine, 0.5)} ms (p95 {p(mine, 0.95)}), {ratio:.1f} × the bare page"
            )
            (base_rate, base_bad), (rate, bad) = crowd(limit, asked.seconds), crowd(post, asked.seconds)
            failed += bad
            told = f"bare {base_rate:.0f}/s ({base_bad} failed), ours {rate:.0f}/s ({bad} failed)"
            print(f"{size}, 8 clients: {told}, {rate / base_rate:.2f} × the bare page", flush=True)
    if len(medians) > 1:
        print(f"growth {medians[1] / medians[0]:.2f}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
