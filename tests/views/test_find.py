"""查找的网页: each role finds what it may read, nobody anything of others; pickers; an answer stays cheap."""

import drafting
import pytest
from making import make
from reading import Page
from standing import stands

from respbook.actions import units as unit_actions
from respbook.models.base import db
from respbook.queries.scope import unit_in_sight
from respbook.rules.units import UnitKind

year = stands(make.year)


def labels(client, words):
    return Page(client.get("/find/", query_string={"q": words})).all("//section[@id='find-hits']//h3/text()")


def hits(client, words):
    return Page(client.get("/find/", query_string={"q": words})).all("//a[@data-hit]")


@pytest.mark.parametrize("words", ["王家庄", "wjz", "WangJia", "王家", "wjzc"])
def test_the_village_is_found_in_every_way(year, client_as, words):
    assert "王家庄村村民委员会" in hits(client_as("clerk"), words)


def test_each_role_finds_what_it_may_read(year, client_as):
    assert {"单位", "责任书"} <= set(labels(client_as("clerk"), "王家庄"))
    assert {"任务", "目标任务", "条款"} <= set(labels(client_as("clerk"), "秸秆")) | set(
        labels(client_as("clerk"), "完成")
    )
    assert labels(client_as("reporter"), "王家庄") == ["单位", "责任书"]
    assert "目标任务" not in labels(client_as("reporter"), "秸秆")
    assert labels(client_as("admin"), "王家庄") == ["单位"]
    assert "用户" in labels(client_as("admin"), "陈静") and "用户" not in labels(client_as("leader"), "陈静")


@pytest.mark.parametrize("words", ["李家沟", "ljg", "lijiagou", "青环责", "2026", "%", "_", "李小兰"])
def test_nothing_of_another_village_is_told_not_even_its_count(year, client_as, town, words):
    answer = Page(client_as("reporter").get("/find/", query_string={"q": words}))
    other = town.villages[1]
    shown = " ".join(answer.all("//section[@id='find-hits']//ul"))
    assert other.name not in shown and other.short_name not in shown and "李小兰" not in shown
    assert all(number.isdecimal() and int(number) <= 2 for number in answer.all("//h3/span"))


def test_deeds_are_offered_to_those_who_may(year, client_as):
    assert "拟稿" in hits(client_as("clerk"), "拟稿") and "拟稿" in hits(client_as("clerk"), "ng")
    assert "签发责任书" in hits(client_as("leader"), "签发") and "签发责任书" not in hits(client_as("clerk"), "签发")
    assert "新建年度方案" in hits(client_as("clerk"), "xinjian") and "新建年度方案" not in hits(
        client_as("leader"), "xinjian"
    )
    assert "责任书" in hits(client_as("reporter"), "zrs")


@pytest.mark.parametrize("login", ["clerk", "leader", "assessor", "auditor", "admin", "reporter", "signer"])
@pytest.mark.parametrize("words", ["王家庄", "秸秆", "签发", "年度", "n", "方案"])
def test_every_hit_leads_somewhere(year, client_as, login, words):
    client = client_as(login)
    for address in Page(client.get("/find/", query_string={"q": words})).root.xpath("//a[@data-hit]/@href"):
        assert client.get(address).status_code in (200, 303), address


def test_the_box_asks_for_the_list_alone(year, client_as):
    answer = client_as("clerk").piece("/find/?q=wjz", "find-hits")
    assert answer.text.lstrip().startswith("<section") and "王家庄村" in answer.text


def test_nothing_typed_and_nothing_found_say_what_to_do(client_as):
    assert "上下键" in Page(client_as("clerk").get("/find/")).text
    assert "没有找到“不存在的”" in Page(client_as("clerk").get("/find/?q=不存在的")).text


@pytest.mark.parametrize("words", ["'", '"', "a' OR 1=1 --", "%%%", "\\", "<script>", "{{7*7}}", "𠮷", "a" * 500])
def test_odd_words_find_nothing_and_break_nothing(year, client_as, words):
    answer = client_as("clerk").get("/find/", query_string={"q": words})
    assert answer.status_code == 200 and not Page(answer).root.xpath("//a[@data-hit]")


def test_as_many_statements_for_three_letters_as_for_all(app, town, client_as, counted):
    clerk, spent = client_as("clerk"), []
    drafting.drafts(town, count=3)
    for _ in range(2):
        with counted() as sql:
            Page(clerk.get("/find/?q=村"))
        spent.append(len(sql))
        make.year(app, town) if len(spent) == 1 else None
    assert spent[0] == spent[1] <= 12


def test_the_picker_offers_units_in_sight(client_as, town):
    picks = client_as("clerk").piece("/find/units?q=ljg", "find-picks")
    page = Page(picks)
    assert page.all("//button/@data-pick") == [str(town.villages[1].id)]
    assert not Page(client_as("reporter").piece("/find/units?q=ljg", "find-picks")).root.xpath("//button")
    assert page.all("//button") == ["李家沟村"] and page.all("//li/span") == ["李家沟村村民委员会"]
    assert "李家沟" in Page(client_as("clerk").get("/find/units?q=ljg")).text


def test_the_picker_offers_people_of_posts_and_accounts(client_as):
    names = Page(client_as("clerk").piece("/find/people?q=陈静", "find-picks")).all("//button/@data-label")
    assert names == ["陈静"]
    assert Page(client_as("clerk").piece("/find/people?q=王1喆", "find-picks")).all("//button/@data-label") == ["王1喆"]


def test_the_office_corrects_a_reading_and_it_survives_a_rename(client_as, town):
    clerk = client_as("clerk")
    by, now = town.viewer("clerk"), town.now
    made = unit_actions.add(unit_actions.UnitFacts(town.unit.id, UnitKind.VILLAGE, "单家村"), by=by, now=now)
    address = f"/units/{made.id}/edit"
    form = Page(clerk.get(address)).form(address)
    assert form["reading"] == "dan jia cun"
    assert clerk.post(address, data=form | {"reading": "shan jia cun"}).status_code == 303
    form = Page(clerk.get(address)).form(address)
    assert form["reading"] == "shan jia cun"
    assert clerk.post(address, data=form | {"name": "单家社区"}).status_code == 303
    db.session.expire_all()
    assert unit_in_sight(by, made.id).reading == "shan jia she qu"
    assert "单家社区" in hits(clerk, "sjsq") and "单家社区" not in hits(clerk, "djsq")
    form = Page(clerk.get(address)).form(address)
    wrong = Page(clerk.post(address, data=form | {"reading": "shan"}), 422)
    assert "对不上" in wrong.fields_wrong()["reading"]
    assert wrong.root.get_element_by_id("reading").get("value") == "shan"


def test_the_written_readings_are_those_of_the_dictionary():
    from respbook.rules.pinyin import reading_of
    from respbook.web.deeds import DEEDS, PLACE_READINGS
    from respbook.web.navigation import LINES

    assert {line.label for line in LINES} == set(PLACE_READINGS)
    for label, reading in [*PLACE_READINGS.items(), *((deed.label, deed.reading) for deed in DEEDS)]:
        assert reading == reading_of(label)
