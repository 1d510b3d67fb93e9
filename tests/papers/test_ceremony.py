"""签订仪式的文书: who is addressed, what the notice tells, and that none of them is printed as a draft."""

import datetime as d
from dataclasses import replace

from respbook.papers.blocks import Heading, Paragraph, Subscription, Table, plain
from respbook.papers.ceremony import Guest, Meeting, addressed, group_text, notice, people, sign_in_sheet
from respbook.rules.units import UnitKind

GUESTS = tuple(Guest(f"第{n}村", UnitKind.VILLAGE, (("书记", "张三"), ("主任", "李四"))) for n in range(8))
MEETING = Meeting(
    "2026年度责任书", "青山镇人民政府", d.date(2026, 1, 15), "上午9:00", "二楼会议室", "李建国",
    ("请携带公章。", "请提前核对。"), d.date(2026, 1, 12), GUESTS,
)  # fmt: skip


def texts(paper):
    return [plain(each.runs) for each in paper.blocks if isinstance(each, Paragraph | Heading)]


def test_many_are_addressed_by_kind_few_by_name() -> None:
    mixed = (*GUESTS, Guest("卫生院", UnitKind.AFFILIATED, ()))
    assert addressed(mixed) == "各村、镇属各单位"
    assert addressed(GUESTS[:2]) == "第0村、第1村"


def test_the_notice_says_when_where_who() -> None:
    paper = notice(MEETING)
    told = "\n".join(texts(paper))
    assert paper.title == "关于举行2026年度责任书签订仪式的通知" and paper.loose
    for words in ("各村：", "上午9:00", "二楼会议室", "李建国", "1．请携带公章。"):
        assert words in told
    assert Subscription("青山镇人民政府", "2026年1月12日", ("参加单位名单",)) in paper.blocks
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    assert len(table.rows) == 8 and sum(column.width for column in table.columns) <= 156


def test_one_demand_is_not_numbered_and_none_leaves_no_heading() -> None:
    assert "请携带公章。" in texts(notice(replace(MEETING, demands=("请携带公章。",))))
    assert not any("有关要求" in each for each in texts(notice(replace(MEETING, demands=()))))


def test_a_person_of_several_posts_or_seats_is_named_once() -> None:
    seats = (("书记", "张三"), ("主任", "张三"), ("书记", "张三"), ("副主任", ""), ("驻村干部", "李四"), ("副主任", ""))
    assert people(seats) == (("书记、主任", "张三"), ("副主任", ""), ("驻村干部", "李四"))


def test_the_list_to_sign_in_on_has_a_row_for_each_person() -> None:
    paper = sign_in_sheet(MEETING, 1)
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    assert [column.title for column in table.columns] == ["序号", "单位", "职务", "姓名", "签到", "领取份数"]
    assert len(table.rows) == 16 and sum(column.width for column in table.columns) <= 156
    words = [[plain(cell.runs) if cell else None for cell in row] for row in table.rows[:3]]
    assert words[0] == ["1", "第0村", "书记", "张三", "", "1份　"]
    assert words[1] == ["2", None, "主任", "李四", "", None] and words[2][1] == "第1村"
    assert table.rows[0][1].rows == table.rows[0][5].rows == 2


def test_the_group_is_told_the_same() -> None:
    text = group_text(MEETING)
    assert "【会议通知】各村：" in text and "二楼会议室" in text and text.endswith("青山镇人民政府　2026年1月12日")
