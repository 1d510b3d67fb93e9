"""方案的网页: the list, the clerk's home of a programme, the settings."""

import datetime as d

import pytest
from reading import Page

from respbook.actions import programmes
from respbook.rules.programmes import ProgrammeKind

FIELDS = {
    "kind": "yearly", "year": "2026", "name": "2026年度责任书", "issuer": "青山镇人民政府", "term_from": "2026-01-01",
    "term_to": "2026-12-31", "number_pattern": "青环责〔{年}〕{号}号", "copies": "2", "source": "",
}  # fmt: skip


def opened(town, name="2026年度责任书", year=2026):
    facts = programmes.ProgrammeFacts(
        ProgrammeKind.YEARLY, year, name, "青山镇人民政府",
        d.date(year, 1, 1), d.date(year, 12, 31), "青环责〔{年}〕{号}号",
    )  # fmt: skip
    return programmes.open_programme(town.unit.id, facts, by=town.viewer("clerk"), now=town.now).id


@pytest.fixture
def programme(app, town):
    return opened(town)


def test_an_empty_list_says_what_comes_next(client_as):
    assert "新建年度方案" in Page(client_as("clerk").get("/programmes/")).text
    assert "新建年度方案" not in Page(client_as("leader").get("/programmes/")).text


def test_it_is_opened_with_what_most_likely_holds(client_as):
    clerk = client_as("clerk")
    form = Page(clerk.get("/programmes/new"))
    assert form.root.get_element_by_id("number_pattern").get("value") == "青环责〔{年}〕{号}号"
    assert "青环责〔2026〕1号" in form.text
    page = Page(clerk.get(clerk.post("/programmes/new", data=FIELDS).headers["Location"]))
    assert "先编写责任书模板" in page.text
    assert "青环责〔2026〕1号" in page.text


def test_what_was_typed_stays_after_a_refusal(client_as):
    page = Page(client_as("clerk").post("/programmes/new", data=FIELDS | {"number_pattern": "青环责[{年}]{号}号"}), 422)
    assert "六角括号" in page.text
    assert page.root.get_element_by_id("number_pattern").get("value") == "青环责[{年}]{号}号"
    assert page.root.get_element_by_id("name").get("value") == FIELDS["name"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("青环责〔{年}〕{号}号", "青环责〔2027〕1号"),
        ("青环责（{年}）{号}号", "六角括号"),
        ("", "未填写"),
        ("{{7*7}}", "没有“{号}”"),
    ],
)
def test_the_number_is_shown_while_it_is_typed(client_as, pattern, words):
    answer = client_as("clerk").piece(
        "/programmes/number-example", "programmes-number", query_string={"number_pattern": pattern, "year": "2027"}
    )
    assert words in Page(answer).text


def test_the_switch_of_one_hand_is_honest(client_as, programme):
    clerk = client_as("clerk")
    assert "不能隐去" in Page(clerk.get(f"/programmes/{programme}/edit")).text
    clerk.post(f"/programmes/{programme}/edit", data=FIELDS | {"clerk_may_issue": "y", "version": "1"})
    assert "一人经办" in Page(client_as("leader").get(f"/programmes/{programme}")).text


def test_two_clerks_see_both_texts(client_as, programme):
    clerk, address = client_as("clerk"), f"/programmes/{programme}/edit"
    clerk.post(address, data=FIELDS | {"copies": "3", "version": "1"})
    page = Page(clerk.post(address, data=FIELDS | {"copies": "4", "version": "1"}), 409)
    assert "您填写的：4" in page.text
    assert "现在的：3" in page.text


def test_closing_and_reopening(client_as, programme):
    clerk, address = client_as("clerk"), f"/programmes/{programme}"
    assert clerk.post(f"{address}/closing", data={"version": "1"}).status_code == 303
    page = Page(clerk.get(address))
    assert "已结束" in page.text
    assert "修改方案" not in page.text
    assert clerk.post(f"{address}/closing", data={"version": "2"}).status_code == 409
    assert clerk.post(f"{address}/reopening", data={"version": "2"}).status_code == 303


@pytest.mark.parametrize("login", ["leader", "assessor", "auditor", "admin", "reporter", "signer"])
def test_others_read_and_do_not_change(client_as, programme, login):
    other = client_as(login)
    page = Page(other.get(f"/programmes/{programme}"))
    assert "修改方案" not in page.text
    for link in page.root.xpath("//main//a[starts-with(@href, '/')]/@href"):
        assert other.get(link).status_code in (200, 303), link
    assert other.get(f"/programmes/{programme}/edit").status_code == 403
    assert other.post(f"/programmes/{programme}/closing", data={"version": "1"}).status_code == 403


def test_the_list_needs_the_same_statements_for_three_and_thirty(client_as, town, app, counted):
    clerk, spent = client_as("clerk"), []
    for years in (range(2020, 2023), range(2030, 2057)):
        for year in years:
            opened(town, f"{year}年度", year)
        with counted() as sql:
            Page(clerk.get("/programmes/"))
        spent.append(len(sql))
    assert spent[0] == spent[1] <= 4
