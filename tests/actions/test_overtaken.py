"""抢先: what was overtaken is made again from what stands now, a few times and no more."""

import pytest

from respbook.actions.overtaken import TRIES, Overtaken, made_again
from respbook.models.base import db
from respbook.rules.errors import RuleBroken


def overtaken(times, tried):
    def once():
        tried.append(db.session().in_transaction())
        db.session.connection()
        if len(tried) <= times:
            raise Overtaken
        return "written"

    return once


@pytest.mark.parametrize("times", range(TRIES))
def test_it_is_made_again_until_it_is_written(app, times):
    tried = []
    assert made_again(overtaken(times, tried), "请稍后再试。") == "written"
    assert tried == [False] * (times + 1)  # each round reads anew


def test_whoever_is_overtaken_every_time_is_told(app):
    tried = []
    with pytest.raises(RuleBroken, match="请稍后再试"):
        made_again(overtaken(TRIES, tried), "请稍后再试。")
    assert len(tried) == TRIES


def test_a_refusal_is_not_tried_again(app):
    tried = []

    def refused():
        tried.append(1)
        raise RuleBroken("不能签发。")

    with pytest.raises(RuleBroken, match="不能签发"):
        made_again(refused, "请稍后再试。")
    assert tried == [1]
