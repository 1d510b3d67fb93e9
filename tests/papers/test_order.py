"""督办文书 as papers: what stands on them, a draft that says so, the colour in words, and where a clause stands."""

import datetime as d
from dataclasses import replace

from respbook.papers import stored
from respbook.papers.blocks import Heading, Paper, Paragraph, Photos, Run, Subscription, Table, plain
from respbook.papers.order import OrderContent, Shown, compose_order, inviting, place_of
from respbook.rules.lights import Light
from respbook.rules.orders import Line, OrderKind

LINE = Line("村东头河边", "河边有一堆秸秆正在冒烟", "立即清理", d.date(2026, 3, 10))
CONTENT = OrderContent(
    OrderKind.RECTIFY, None, "青山镇人民政府", "王家庄村村民委员会", "发现下列问题：", "根据镇督查安排", "立即整改。\n举一反三。",
    "请于2026年3月10日前回复。", d.date(2026, 3, 10), (LINE,), d.date(2026, 3, 5), (Shown("a" * 64, "1"),), "青环改〔2026〕3号",
)  # fmt: skip


def texts(paper):
    return [plain(each.runs) for each in paper.blocks if isinstance(each, Paragraph | Heading)]


def test_a_notice_tells_unit_problems_demands_receipt_and_photos():
    paper = compose_order(CONTENT)
    assert paper.title == "青山镇人民政府整改通知书" and paper.number == "青环改〔2026〕3号" and paper.loose
    told = texts(paper)
    assert told[:3] == ["王家庄村村民委员会：", "发现下列问题：", "根据镇督查安排，现提出如下要求："]
    assert "1．立即整改。" in told and "2．举一反三。" in told and "3．请于2026年3月10日前回复。" in told
    assert "整改通知书（青环改〔2026〕3号）已收到，内容已知悉，将按要求整改并按时回复。" in told
    (table,) = (each for each in paper.blocks if isinstance(each, Table))
    assert sum(column.width for column in table.columns) == 156
    assert [plain(cell.runs) for cell in table.rows[0]][1:] == [LINE.place, LINE.problem, LINE.demand, "2026年3月10日"]
    assert Subscription("青山镇人民政府", "2026年3月5日", ("整改前照片",), "place") in paper.blocks
    (photos,) = (each for each in paper.blocks if isinstance(each, Photos))
    assert photos.rows[0].photos[0].words == "图1　问题1　村东头河边" and paper.pictured == ("a" * 64,)


def test_a_draft_is_a_draft_and_without_photos_there_is_no_annex():
    paper = compose_order(replace(CONTENT, number="", photos=()))
    assert not paper.loose and "附件" not in texts(paper) and not paper.pictured


def test_the_colour_of_a_督办单_is_told_in_words():
    paper = compose_order(replace(CONTENT, kind=OrderKind.SUPERVISE, light=Light.RED))
    assert "督办颜色：红（逾期）　督办期限：2026年3月10日" in texts(paper)


def test_what_is_kept_reads_back_and_its_fingerprint_does_not_speak_of_the_code_to_scan():
    paper = compose_order(CONTENT)
    kept = stored.loaded(stored.dumped(inviting(paper, "https://example.cn/orders/1")))
    assert kept.blocks == paper.blocks and stored.fingerprint(kept) == stored.fingerprint(paper)


def test_a_clause_is_found_with_the_article_that_it_stands_in():
    blocks = (
        Heading(1, (Run("三、"), Run("大气")), 5),
        Paragraph((Run("每日洒水。"),), 6),
        Heading(1, (Run("四、"), Run("秸秆禁烧")), 7),
        Heading(2, (Run("（一）"), Run("巡查")), 8),
        Paragraph((Run("（二）严禁露天焚烧秸秆。"),), 9),
    )
    letter = Paper("责任书", "王家庄村", "青环责〔2026〕3号", blocks)
    assert place_of(letter, 6, "") == ("第三条", "每日洒水。")
    assert place_of(letter, 9, "") == ("第四条第（二）项", "（二）严禁露天焚烧秸秆。")
    assert place_of(letter, 7, "") == ("第四条", "")
    assert place_of(letter, 99, "没有的任务") == ("", "")
