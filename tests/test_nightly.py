"""定时事务: each once in its time; one that fails is told, tried again, and stops nobody."""

from datetime import datetime, timedelta

from respbook import nightly
from respbook.nightly import Errand
from respbook.queries.errands import errand_runs
from respbook.rules.chinese import CHINA
from respbook.rules.errors import RuleBroken

NOON = datetime(2026, 11, 10, 12, tzinfo=CHINA)


def test_each_is_done_once_and_a_failure_is_told_and_tried_again(app):
    done = []

    def refused(_app, now):
        done.append(("refused", now))
        raise RuleBroken("备份盘没有插上。")

    def broken(_app, _now):
        raise ValueError("secret")

    def fine(_app, now):
        done.append(("fine", now))
        return "已办。"

    kinds = (Errand("refused", "甲", refused), Errand("broken", "乙", broken), Errand("fine", "丙", fine))
    for minutes in (0, 1, 59, 61):
        nightly.run_due(app, NOON + timedelta(minutes=minutes), kinds)
    assert [name for name, _ in done] == ["refused", "fine", "refused"]
    runs = errand_runs()
    assert (runs["refused"].outcome, runs["refused"].done_at) == ("备份盘没有插上。", None)
    assert runs["broken"].outcome == "乙出错，原因见程序日志。" and runs["broken"].failed_at
    assert (runs["fine"].outcome, runs["fine"].done_at, runs["fine"].failed_at) == ("已办。", NOON, None)
