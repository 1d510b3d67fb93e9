"""通知: what is refused before it is sent, whom it reaches, what a unit is told to do next, what the group reads."""

import datetime as d
from dataclasses import replace

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import NoticeState
from respbook.rules.notices import (
    Asking,
    NoticeFacts,
    Own,
    Place,
    check_facts,
    chosen,
    next_sentence,
    notice_urging,
)
from respbook.rules.units import UnitKind

TODAY = d.date(2026, 3, 2)
FACTS = NoticeFacts("禁烧通知", "请连夜部署", "各村：\n请安排🔥巡查。", (1, 2))
SENT, WITHDRAWN = NoticeState.SENT, NoticeState.WITHDRAWN


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": " "}, "title", "请填写标题"),
        ({"purpose": ""}, "purpose", "请填写事由"),
        ({"purpose": "因为\n所以"}, "purpose", "不要换行"),
        ({"text": "字" * 10_001}, "text", "10000个字，现在有10001个字"),
        ({"reply_by": TODAY - d.timedelta(days=1)}, "reply_by", "2026年3月1日已经过了"),
        ({"unit_ids": ()}, "unit_ids", "还没有选定"),
    ],
)
def test_what_is_refused(changed, field, words):
    with pytest.raises(RuleBroken, match=words) as refused:
        check_facts(replace(FACTS, **changed), TODAY)
    assert refused.value.field == field


def test_a_long_text_with_emoji_and_a_reply_today_is_fine():
    check_facts(replace(FACTS, text="🔥" * 10_000, reply_by=TODAY), TODAY)


def test_units_are_chosen_by_kind_by_tag_and_by_name_each_once():
    places = [
        Place(1, "王家庄村", UnitKind.VILLAGE, frozenset({"沿河"})),
        Place(2, "新区社区", UnitKind.COMMUNITY, frozenset({"沿河"})),
        Place(3, "供电所", UnitKind.AFFILIATED),
        Place(4, "卫生院", UnitKind.AFFILIATED),
    ]
    assert [each.id for each in chosen(places, ["village"], ["沿河"], {1, 4})] == [1, 2, 4]
    assert chosen(places, [], [], set()) == []


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (Own(SENT, True, False), "请看完后按“签收”。"),
        (Own(SENT, False, False, d.date(2026, 3, 5)), "请看完后按“我已阅知”，并于2026年3月5日前回复。"),
        (Own(SENT, True, True), "已签收，镇里能看到，没有别的要办。"),
        (Own(SENT, True, True, d.date(2026, 3, 5)), "已签收，镇里能看到；请于2026年3月5日前回复。"),
        (
            Own(SENT, False, True, d.date(2026, 3, 1)),
            "已阅知，镇里能看到；回复期限2026年3月1日已过，请尽快回复。",
        ),
        (
            Own(SENT, True, True, d.date(2026, 3, 1), True),
            "已签收，镇里能看到；回复已收到，需要补充的可以再次回复。",
        ),
        (Own(WITHDRAWN, True, False), "这份通知已经撤回，不用再办理。"),
    ],
)
def test_each_state_tells_what_comes_next(own, sentence):
    assert next_sentence(own, TODAY) == sentence


def test_the_group_reads_who_is_missing_and_why_it_matters():
    asking = Asking("禁烧通知", "请连夜部署。", True, d.date(2026, 3, 1), "http://x/notices/3", "青山镇人民政府")
    text = notice_urging(asking, ["石桥村", "杨集村"], ["大埝村"], TODAY)
    assert text.split("\n") == [
        "【催办】《禁烧通知》：请连夜部署。",
        "以下2个单位还没有签收，请打开看后签收：石桥村、杨集村。",
        "以下1个单位还没有回复：大埝村。",
        "回复期限：2026年3月1日，已过，请尽快回复。",
        "查看请点：http://x/notices/3",
        "青山镇人民政府　2026年3月2日",
    ]
    assert notice_urging(asking, [], [], TODAY) == ""
