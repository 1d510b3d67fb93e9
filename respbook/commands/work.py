"""respbook work: the queue alone, on another host than the site (PostgreSQL), or while the site is being repaired."""

import argparse
import signal
from threading import Event
from typing import Any

from respbook.commands import logs
from respbook.commands.house import opened
from respbook.runner import WORKERS


def register(words: Any) -> None:
    """Add ``work`` to the command line."""
    parser = words.add_parser("work", help="只办理队列中的批次")
    parser.add_argument(
        "--workers", type=int, choices=range(1, 17), default=WORKERS, metavar="N", help="同时办理几件，默认3"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """办理队列: take up what was interrupted, work batches off until Ctrl+C or SIGTERM. Exit 0.

    ``serve`` does this by itself; both at once, on one host or several, do no harm: a batch has one worker, and when that
    one dies another takes it over within half a minute.
    """
    logs.start()
    queue = opened().extensions["queue"]
    consumer = queue.consume(asked.workers)
    stopped = Event()
    for word in (signal.SIGINT, signal.SIGTERM):
        signal.signal(word, lambda *_: stopped.set())
    print("正在办理队列。按 Ctrl+C 停止。", flush=True)
    while not stopped.wait(1):
        pass
    queue.stop(consumer)
    return 0
