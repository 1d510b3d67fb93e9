"""活: what is done by the queue. One line a kind: which pieces of it are unfinished, by the database, and how one is done.

To add a kind: its number in rules/works.py, its line here; whoever asks for one writes its row and then says
``queue.start(kind, number)``.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from respbook.actions import (
    backups,
    batch,
    checkpoints,
    exporting,
    exports,
    robot_sending,
    runs,
    scan_reading,
    verification,
)
from respbook.actions.issuing import Tools
from respbook.actions.queued import Clock
from respbook.actions.runs import Asked, Outcome
from respbook.actions.workshop import Workshop
from respbook.queries.exports import unfinished as unfinished_exports
from respbook.queries.runs import unfinished_runs
from respbook.rules.checkpoints import Occasion
from respbook.rules.errors import RuleBroken
from respbook.rules.exports import AT_ONCE
from respbook.rules.runs import RunKind
from respbook.rules.works import Kind

log = logging.getLogger("respbook.queue")


@dataclass(frozen=True)
class Desk:
    """工位: what whoever does a piece of work has at hand."""

    app: Flask
    clock: Clock
    post: robot_sending.Post
    stopped: Callable[[], bool]


@dataclass(frozen=True)
class Work:
    """一种活: the numbers of what is unfinished at a moment; doing one, which gives when to come again, if at all.

    ``seats``: how many are done at once on all hosts together; 0: as many as there are workers.
    """

    kind: Kind
    unfinished: Callable[[datetime], Sequence[int]]
    do: Callable[[Desk, int], datetime | None]
    seats: int = 0


def _issue(desk: Desk, job_id: int) -> None:
    batch.work_off(job_id, tools(desk.app), desk.clock)
    anchor(desk, Occasion.ISSUE)


def _read(desk: Desk, scan_id: int) -> None:
    scan_reading.read_off(scan_id, desk.app.extensions["store"], desk.clock)


def _export(desk: Desk, export_id: int) -> None:
    shop = exports.Shop(desk.app.extensions["exports"], exporting.maker(workshop(desk.app)), desk.stopped)
    exports.work_off(export_id, shop, desk.clock)


def _run(desk: Desk, run_id: int) -> None:
    room = desk.app.extensions

    def way(asked: Asked) -> Outcome:
        if asked.kind is RunKind.VERIFY:
            return verification.carry_out_for(asked, room["anchorage"], room["store"], desk.clock())
        return backups.carry_out(asked, room["holdings"], desk.clock)

    runs.work_off(run_id, way, desk.clock)


def _send(desk: Desk, message_id: int) -> datetime | None:
    return robot_sending.send_off(message_id, desk.post, desk.clock)


def _published(desk: Desk, _seq: int) -> None:
    """By the end of the book at that moment: two publications, however close, are two pieces of work."""
    anchor(desk, Occasion.PUBLISH)


def anchor(desk: Desk, occasion: Occasion) -> None:
    """写检查点 after what others rely on; what hinders it is told, and the daily errand writes the next one."""
    try:
        checkpoints.write(desk.app.extensions["anchorage"], occasion, desk.clock())
    except RuleBroken as problem:
        log.warning("anchor: %s", problem.sentence)


WORKS = {
    each.kind: each
    for each in (
        Work(Kind.BATCH, lambda _: batch.unfinished(), _issue),
        Work(Kind.SCAN, lambda _: scan_reading.unfinished(), _read),
        Work(Kind.EXPORT, lambda _: unfinished_exports(), _export, seats=AT_ONCE),
        Work(Kind.RUN, lambda _: unfinished_runs(), _run),
        Work(Kind.MESSAGE, robot_sending.due, _send),
        Work(Kind.PUBLICATION, lambda _: (), _published),
    )
}


def tools(app: Flask) -> Tools:
    """What issuing needs besides the database: the store, the binder, the public address."""
    return Tools(app.extensions["store"], app.extensions["binder"], app.extensions["settings"].public_url)


def workshop(app: Flask) -> Workshop:
    """What makers of large files need: the store, the binder, the copies of photos."""
    return Workshop(app.extensions["store"], app.extensions["binder"], app.extensions["copies"])
