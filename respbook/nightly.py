"""定时事务: what the program does by itself, once for all hosts, beside the site (safety C12, R82, R99)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Flask

from respbook.actions import errands
from respbook.rules.errors import RuleBroken

log = logging.getLogger("respbook.nightly")
NIGHT = time(2, 0)


@dataclass(frozen=True)
class Errand:
    """一项定时事务: ``run`` gives a sentence on what it did; raises RuleBroken with one on why not."""

    name: str
    label: str
    run: Callable[[Flask, datetime], str]
    every: timedelta = timedelta(days=1)
    at: time = NIGHT


ERRANDS: tuple[Errand, ...] = ()


def run_due(app: Flask, now: datetime, kinds: tuple[Errand, ...] | None = None) -> None:
    """办理到时的事务; one that fails is told and does not stop the others."""
    for errand in ERRANDS if kinds is None else kinds:
        if not errands.take_up(errand.name, errand.every, errand.at, now):
            continue
        try:
            outcome = errand.run(app, now)
        except RuleBroken as problem:
            errands.failed(errand.name, problem.sentence, now)
            log.warning("%s: %s", errand.name, problem.sentence)
        except Exception:
            errands.failed(errand.name, f"{errand.label}出错，原因见程序日志。", now)
            log.exception("%s failed", errand.name)
        else:
            errands.done(errand.name, outcome, now)
