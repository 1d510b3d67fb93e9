"""定时事务: what the program does by itself, once for all hosts, beside the site (safety C12, R82, R99)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Flask

from respbook.actions import backups, checkpoints, errands, exports, retention, security_log, taking_back
from respbook.rules.checkpoints import Occasion
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer

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


def _clear_exports(app: Flask, now: datetime) -> str:
    return f"清除到期的导出文件{exports.clear(app.extensions['exports'], now)}件。"


def _anchor(app: Flask, now: datetime) -> str:
    return checkpoints.write(app.extensions["anchorage"], Occasion.DAILY, now)


def _purge_security_log(app: Flask, now: datetime) -> str:
    days: int = app.extensions["settings"].log_days
    if not security_log.any_older(days, now):
        return "没有期满的安全日志。"
    return f"清理期满的安全日志{security_log.purge(days, by=system_viewer('定时清理'), now=now)}条。"


def _clear_contacts(app: Flask, now: datetime) -> str:
    cleared = [retention.carry_out(each, by=system_viewer("定时清理"), now=now) for each in retention.approved()]
    ended = retention.forget_ended(now)
    said = f"清除离任人员联系方式{sum(cleared)}条" if cleared else "没有已批准的联系方式清理"
    return f"{said}，清除已结束的登录{ended}个。"


def _back_up(app: Flask, now: datetime) -> str:
    return backups.nightly(app.extensions["holdings"], now)


ERRANDS: tuple[Errand, ...] = (
    Errand("backup", "备份", _back_up),
    Errand("security_log", "清理期满的安全日志", _purge_security_log),
    Errand("contacts", "清除离任人员联系方式和已结束的登录", _clear_contacts),
    Errand("undo_steps", "清理改前内容", lambda _app, now: f"清理{taking_back.throw_away(now)}条。"),
    Errand("anchor", "写检查点", _anchor),
    Errand("exports", "清除到期的导出文件", _clear_exports),
)


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
