"""抢先: what was overtaken is made again from what stands now, a few times and no more."""

import pytest

from respbook.actions import audit
from respbook.actions.overtaken import TRIES, Overtaken, let_go, made_again, made_at_last
from respbook.models.base import db
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission


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


def test_the_last_try_keeps_the_turn_from_beginning_to_end(app, town):
    turns = []

    def once():
        let_go()
        turns.append(db.session().info.get("deed") is not None)
        if not turns[-1]:
            raise Overtaken
        audit.note_words("letter.issue", "letters", 0, "1号")
        return db.session().in_transaction()

    assert made_at_last(once, Permission.LETTER_ISSUE, by=town.viewer("leader"), now=town.now)
    assert turns == [False] * (TRIES - 1) + [True]
