"""通报的规则: groups, sentences as such papers write them, figures that stay linked, what changed since (features Q7)."""

import datetime as d

import pytest

from respbook.rules import circular_figures as counts
from respbook.rules import circular_words as words
from respbook.rules.circulars import (
    THREE,
    Choice,
    CircularGroup,
    CircularKind,
    Drafted,
    ItemNumbers,
    Matter,
    Spoken,
    change_of,
    check_households,
    check_issuer,
    checked_choice,
    checked_words,
    day_groups,
    group_of,
    not_due,
    silence,
)
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingKind
from respbook.rules.lifecycles import FindingState

G = CircularGroup
S = FindingState
DUE = d.date(2026, 3, 10)


def matter(state=S.ASSIGNED, *steps, **more):
    facts = {
        "finding_id": 1,
        "number": "2026-0001",
        "kind": FindingKind.PROBLEM,
        "state": state,
        "category": "扬尘防控",
        "village": "",
        "place": "xx搅拌站",
        "text": "大部分原料露天堆放，未覆盖防尘网",
        "duty": "区住建委",
        "found_on": d.date(2026, 3, 5),
        "found_by": "赵伟",
        "assigned_on": d.date(2026, 3, 5),
        "due_on": DUE,
    } | more
    said = tuple(Spoken(f"finding.{deed}", text, d.date(2026, 3, 6)) for deed, text in steps)
    return Matter(**facts, steps=said)


@pytest.mark.parametrize(
    ("group", "found"),
    [
        (G.GOOD, matter(S.RECORDED, kind=FindingKind.GOOD, due_on=None)),
        (G.GOOD, matter(S.CHECKED, done_on=DUE)),
        (G.GOOD, matter(S.CLOSED, done_on=DUE - d.timedelta(1))),
        (G.SLOW, matter(S.CLOSED, done_on=DUE + d.timedelta(1))),
        (G.SLOW, matter(S.DONE, ("assign", ""), ("tell_done", "已覆盖"))),
        (G.SLOW, matter(S.UNDER_WAY, ("assign", ""), ("progress", "已安装防尘网"))),
        (G.SLOW, matter(S.UNDER_WAY, ("assign", ""), ("tell_done", "好了"), ("fail_check", "但不完善"))),
        (G.UNDONE, matter(S.ASSIGNED, ("assign", ""))),
        (G.UNDONE, matter(S.UNDER_WAY, ("assign", ""), ("plan", "购防尘网"))),
        (G.UNDONE, matter(S.ASSIGNED, ("assign", ""), ("progress", "已动手"), ("reopen", "又堆上了"))),
    ],
)
def test_what_was_done_decides_the_group(group, found):
    assert group_of(found) is group


@pytest.mark.parametrize(
    ("sentence", "group", "found"),
    [
        ("xx搅拌站，大部分原料露天堆放，未覆盖防尘网", G.UNDONE, matter()),
        ("xx工地南部空地有大量建筑垃圾", G.UNDONE, matter(place="xx工地南部空地", text="有大量建筑垃圾。")),
        (
            "王家庄村东头有一堆秸秆正在冒烟",
            G.UNDONE,
            matter(village="王家庄村", place="村东头", text="有一堆秸秆正在冒烟"),
        ),
        ("王家庄村垃圾池满溢", G.UNDONE, matter(village="王家庄村", place="", text="垃圾池满溢")),
        ("3社垃圾池满溢", G.UNDONE, matter(place="3社垃圾池", text="垃圾池满溢")),
        ("xx搅拌站堆料未盖", G.UNDONE, matter(text="xx搅拌站堆料未盖")),
        ("xx搅拌站存在扬尘防控问题", G.UNDONE, matter(text="")),
        (
            "xx搅拌站厂区洒水频率符合要求，整改情况较好",
            G.GOOD,
            matter(S.CHECKED, ("assign", ""), ("tell_done", "已整改"), ("pass_check", "厂区洒水频率符合要求。")),
        ),
        ("xx搅拌站已按要求整改，整改情况较好", G.GOOD, matter(S.CHECKED, ("assign", ""), ("pass_check", ""))),
        (
            "xx搅拌站已安装防尘网，但不完善",
            G.SLOW,
            matter(S.UNDER_WAY, ("assign", ""), ("fail_check", "已安装防尘网，但不完善"), ("progress", "正在补")),
        ),
        ("xx搅拌站又堆上了", G.UNDONE, matter(S.ASSIGNED, ("reopen", "又堆上了"))),
        ("赵伟发现xx搅拌站，大部分原料露天堆放，未覆盖防尘网，限3月10日前整改", G.FOUND, matter()),
    ],
)
def test_place_and_last_words_make_the_sentence(sentence, group, found):
    assert words.sentence_of(found, group) == sentence
    assert words.ended(sentence, "区住建委") == f"{sentence}（责任单位：区住建委）。"


def test_numbers_are_printed_as_the_model_does_or_as_chosen():
    items = [(G.GOOD, "甲", "一村"), (G.GOOD, "乙", "二村"), (G.UNDONE, "丙", "一村"), (G.UNDONE, "丁", "二村")]
    kind = CircularKind.INSPECTION
    good, undone = words.sentences_of(kind, items)
    assert (good.heading, undone.heading) == ("（一）整改较好的单位", "（二）未整改的单位")
    assert good.lines[0] == "甲（责任单位：一村）。" and undone.lines[1] == "2.丁（责任单位：二村）。"
    assert words.sentences_of(kind, items, ItemNumbers.ALL)[0].lines[0].startswith("1.")
    assert words.sentences_of(kind, items, ItemNumbers.NONE)[1].lines[0] == "丙（责任单位：一村）。"
    assert words.sentences_of(kind, items[2:3])[0].lines == ("丙（责任单位：一村）。",)


def test_figures_are_counted_and_lead_to_what_they_count():
    figures = counts.figures_of([(G.GOOD, "甲"), (G.SLOW, "乙"), (G.SLOW, "甲")], d.date(2026, 3, 31))
    text = "共检查{{检查}}处，进度较慢{{进度较慢}}处，未整改{{未整改}}处，涉及{{涉及单位}}个单位，{{整改期限}}前改完。"
    assert counts.filled_text(text, figures) == "共检查3处，进度较慢2处，未整改0处，涉及2个单位，3月底前改完。"
    assert [part.link for part in counts.filled_parts(text, figures) if part.link] == [
        "items", "group-slow", "group-undone", "items", "until"
    ]  # fmt: skip
    assert counts.loose_figures(text, "另有3处、2个单位") == ["3处", "2个单位"]
    for wrong in ("共{{检察}}处", "共{{检查处"):
        with pytest.raises(RuleBroken, match="开头") as refusal:
            counts.check_fields(wrong, "开头", "opening")
        assert refusal.value.field == "opening"


def test_a_day_tells_what_was_found_closed_and_left_without_an_answer():
    on = d.date(2026, 3, 5)
    assert day_groups(matter(), on) == [G.FOUND]
    closed = matter(S.CLOSED, found_on=on, closed_on=on)
    assert day_groups(closed, on) == [G.FOUND, G.CLOSED]
    assert silence(matter(), d.date(2026, 3, 6)) == "3月5日交办，至今未签收"
    assert silence(matter(S.UNDER_WAY), d.date(2026, 3, 11)) == "整改时限3月10日已过，至今未报完成"
    assert not silence(matter(S.UNDER_WAY), DUE) and not silence(matter(S.DONE), d.date(2026, 3, 11))
    assert not_due(matter(), DUE) and not not_due(matter(), d.date(2026, 3, 11))


def test_what_changed_since_the_draft_is_told_old_and_new():
    drafted = Drafted(7, S.UNDER_WAY, G.UNDONE, "区住建委")
    assert change_of(drafted, matter(S.UNDER_WAY)) is None
    assert change_of(drafted, matter(S.DONE)).words == "已由“整改中”变为“自报完成”"
    assert change_of(drafted, matter(S.UNDER_WAY, duty="区交通局")).after == "责任单位区交通局"
    moved = matter(S.UNDER_WAY, ("assign", ""), ("progress", "已动手"))
    assert (change_of(drafted, moved).before, change_of(drafted, moved).after) == ("未整改", "已整改但进度较慢")
    assert change_of(drafted, None).after == "已不在台账"
    assert set(THREE) == {G.GOOD, G.SLOW, G.UNDONE}


def test_nothing_of_a_person_becomes_public():
    for text in ("找13812341234", "身份证62010219800101123X"):
        with pytest.raises(RuleBroken, match="各单位都看得到"):
            checked_words(text, "这一句", "text", 300)
    assert checked_words("长13800毫米，编号20260305123456789", "这一句", "text", 300)
    with pytest.raises(RuleBroken, match="不点户名"):
        check_households("张三家门前有粪堆", ["张三"])
    for issuer in ((1, "李明"), (2, "陈静")):
        with pytest.raises(RuleBroken):
            check_issuer((1, "陈静"), issuer)


def test_dates_are_worded_as_such_papers_do():
    march = [d.date(2026, 3, each) for each in (5, 8, 12)]
    assert words.days_words(march[:1]) == "3月5日"
    assert words.days_words(march[:2]) == "3月5日和3月8日"
    assert words.days_words(march) == "3月5日至3月12日"
    assert words.until_words(d.date(2026, 2, 28)) == "2月底" and words.until_words(DUE) == "3月10日"
    assert words.until_of([matter()], d.date(2026, 3, 6)) == DUE
    assert words.until_of([], d.date(2026, 12, 30)) == d.date(2027, 1, 31)
    assert words.office_words("青山镇人民政府") == "镇政府" and words.office_words("区大气办") == "区大气办"
    with pytest.raises(RuleBroken):
        checked_choice(Choice(march[1], march[0]), march[2])
