"""粘贴接龙: the clerk files from the group's chat; nothing is filed unseen, no line is lost."""

import datetime as d

import pytest
import reporting
from proxying import CHAT, DAY, file, read, reports
from reading import Page
from sqlalchemy import func, select
from standing import stands

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.reports import ChatPaste, ReportEntry
from respbook.models.units import Unit
from respbook.rules.permissions import Permission, system_viewer
from respbook.rules.reports import Origin, Said
from respbook.rules.units import UnitKind

year = stands(reporting.running)


@pytest.fixture
def clerk(client_as, year):
    return client_as("clerk")


def test_a_chat_is_read_filed_and_kept(clerk, town, year):
    page = read(clerk, CHAT)
    assert "现在什么都还没有报" in page.text and reports() == []
    assert "张河湾村" in page.text and "“赵铁柱”不在名单中" in page.text
    answer = file(clerk, page)
    assert answer.status_code == 303, Page(answer, answer.status_code).text
    first, second = town.villages[:2]
    said = {(unit, task): what for unit, task, what, _ in reports()}
    assert said == {
        (first.id, year.of(first, "每日巡查").id): Said.NOTHING,
        (first.id, year.of(first, "禁烧巡查").id): Said.NOTHING,
        (second.id, year.of(second, "每日巡查").id): Said.NOTHING,
        (second.id, year.of(second, "禁烧巡查").id): Said.NOTHING,
        (second.id, year.of(second, "垃圾清运").id): Said.FIGURE,
    }
    entries = db.session.scalars(select(ReportEntry).order_by(ReportEntry.id)).all()
    assert {(row.origin, row.for_unit) for row in entries} == {(Origin.CHAT, True)}
    assert {row.quoted for row in entries} == {"1. 王家庄村 无异常", "2. 李家沟 无异常，垃圾清运3吨"}
    paste = db.session.scalars(select(ChatPaste)).one()
    assert paste.text == CHAT and {row.chat_id for row in entries} == {paste.id}
    kept = Page(clerk.get(answer.headers["Location"]))
    assert "已代报3条" in kept.text and "李家沟村 垃圾清运：3吨" in kept.text
    assert "张河湾村" in kept.first("//textarea[@id='urging']") and "王家庄村" not in kept.first(
        "//textarea[@id='urging']"
    )


def test_what_stands_is_shown_and_not_overwritten_unasked(clerk, town, year):
    first = town.villages[0]
    reporting.nothing(year.of(first, "每日巡查"), DAY, town.viewer("reporter"))
    reporting.figure(year.of(first, "垃圾清运"), d.date(2026, 3, 1), "3", town.viewer("reporter"), town.now)
    page = read(clerk, "王家庄村 无异常，垃圾清运5吨")
    assert "已报：无异常（王小燕" in page.text and "再加5吨（合计8吨）" in page.text
    answer = file(clerk, page)
    assert answer.status_code == 303
    assert "内容相同，不必再报" in page.text
    assert [(said, given) for _, _, said, given in reports()] == [
        (Said.NOTHING, None),
        (Said.FIGURE, 3),
        (Said.NOTHING, None),
    ]
    page = read(clerk, "王家庄村垃圾清运5吨")
    tokens = page.root.xpath("//input[@name='change']/@value")
    assert len(tokens) == 2
    both = file(clerk, page, change=tokens)
    assert "选了两次" in Page(both, 422).text
    answer = file(clerk, page, change=tokens[1], key="0" * 32)
    assert answer.status_code == 303
    assert {(said, given) for _, _, said, given in reports() if said is Said.FIGURE} == {(Said.FIGURE, 8)}


def test_questions_are_answered_by_hand(clerk, town, year):
    page = read(clerk, "赵铁柱 无异常\n今天村东冒烟了\n王家庄村有无异常？")
    assert page.text.count("报什么") == 0 and len(page.root.xpath("//fieldset[@class='asked']")) == 2
    second, third = town.villages[1:3]
    answers = {"unit-0": second.id, "item-0": "patrol", "value-0": "1", "unit-1": third.id, "item-1": "patrol"}
    refused = Page(file(clerk, page, **answers, **{"value-1": "2"}), 422)
    assert "无异常填1" in refused.text and reports() == []
    assert refused.form("/proxy-reports/chat/filing")["unit-1"] == str(third.id)
    assert refused.form("/proxy-reports/chat/filing")["value-0"] == "1"
    refused.root.xpath("//input[@name='value-1']")[0].set("value", "村东秸秆冒烟，已扑灭")
    answer = file(clerk, refused)
    assert answer.status_code == 303, Page(answer, answer.status_code).text
    said = {(unit, task): what for unit, task, what, _ in reports()}
    assert said[third.id, year.of(third, "禁烧巡查").id] is Said.FOUND
    assert said[third.id, year.of(third, "每日巡查").id] is Said.NOTHING
    assert {row.quoted for row in db.session.scalars(select(ReportEntry))} == {"赵铁柱 无异常", "今天村东冒烟了"}


def test_somebody_was_first_nothing_is_filed_and_the_choices_stay(clerk, town, year):
    page = read(clerk, CHAT)
    reporting.nothing(year.of(town.villages[0], "每日巡查"), DAY, town.viewer("reporter"))
    refused = Page(file(clerk, page), 409)
    assert "已有人报过" in refused.text and len(reports()) == 1
    ticked = refused.root.xpath("//input[@type='checkbox'][@checked]")
    assert len(ticked) == 3 and "已报：无异常（王小燕" in refused.text
    assert file(clerk, refused).status_code == 303
    assert len(reports()) == 5 and db.session.scalar(select(func.count(ChatPaste.id))) == 1


def test_pressed_twice_is_filed_once(clerk, year):
    page = read(clerk, CHAT)
    values = page.form("/proxy-reports/chat/filing")
    first, second = (clerk.post("/proxy-reports/chat/filing", data=values) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert db.session.scalar(select(func.count(ChatPaste.id))) == 1 and len(reports()) == 5


def test_too_much_nothing_and_a_day_to_come_are_refused_with_a_sentence(clerk, year):
    assert "一次最多2000行" in read(clerk, "王家庄村 无异常\n" * 2000 + "完", status=422).text
    assert "超过20万字" in read(clerk, "王" * 200_001, status=422).text
    assert "粘贴到这里" in read(clerk, "  \n", status=422).text
    page = read(clerk, "王家庄村 无异常", d.date(2026, 3, 3), status=422)
    assert "日期还没有到" in page.text and "王家庄村 无异常" in page.first("//textarea[@name='text']")


def test_two_thousand_lines_are_read(clerk, year):
    page = read(clerk, "\n".join(f"{each}. 某某{each}村 无异常" for each in range(1, 2001)))
    assert "另有1800条没有列出" in page.text
    assert file(clerk, page).status_code == 422


def test_hostile_words_stay_words(clerk, year):
    text = "<script>alert(1)</script> 王家庄村 无异常\r\n王家庄村：'\"--; DROP\u2028李家沟村 无异常👍\u202e\t尾"
    page = read(clerk, text)
    assert not page.root.xpath("//main//script")
    assert "<script>alert(1)</script>" in page.text
    answer = file(clerk, page)
    if answer.status_code == 303:
        kept = Page(clerk.get(answer.headers["Location"]))
        assert "<script>alert(1)</script>" in kept.text and "👍" in kept.text
    torn = clerk.post(
        "/proxy-reports/chat/filing", data={**page.form("/proxy-reports/chat/filing"), "take": "1\t2", "key": "1" * 32}
    )
    assert torn.status_code == 409 and "没有送全" in torn.text


def test_equal_lines_of_a_chat_keep_what_came_of_each(clerk, year):
    text = "王家庄村\n无异常\n李家沟村\n无异常"
    location = file(clerk, read(clerk, text)).headers["Location"]
    rows = Page(clerk.get(location)).root.xpath("//table[.//th[.='代报为']]/tbody/tr")
    came = [row.xpath("string(td[2])") for row in rows]
    assert ["王家庄村" in each for each in came] == [True, True, False, False]
    assert ["李家沟村" in each for each in came] == [False, False, True, True]


def test_a_paste_of_another_town_is_missing(clerk, town, year):
    location = file(clerk, read(clerk, CHAT)).headers["Location"]
    assert clerk.get(location).status_code == 200
    assert clerk.get("/proxy-reports/chats/987654").status_code == 404
    kept = db.session.scalars(select(ChatPaste)).one()
    _to_another_town(kept, by=system_viewer(), now=town.now)
    assert clerk.get(location).status_code == 404


@action(Permission.UNIT_WRITE)
def _to_another_town(paste, *, by, now):
    other = Unit(kind=UnitKind.TOWN, name="白水镇人民政府", path="/x/")
    db.session.add(other)
    db.session.flush()
    other.path = f"/{other.id}/"
    paste.unit_id = other.id
    audit.note("unit.add", other, other.name)


def test_tasks_of_another_unit_cannot_be_named(clerk, town, year):
    """A token made by hand names a task that is not there: nothing is filed."""
    page = read(clerk, CHAT)
    token = page.root.xpath("//input[@name='take']/@value")[0]
    forged = "987654\t" + token.split("\t", 1)[1].replace("0,0", "0")
    answer = file(clerk, page, take=forged)
    assert answer.status_code == 404 and reports() == []
