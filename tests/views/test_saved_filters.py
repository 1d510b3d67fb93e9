"""常用筛选与列表地址: kept, shared with the office, never a way out; the address says the state and nothing else."""

import drafting
import pytest
from making import make
from reading import Page
from standing import stands

from respbook.actions import saved_filters as actions
from respbook.actions.action import StaleVersion
from respbook.queries.saved_filters import filters_of, own_filters
from respbook.queries.scope import NotInSight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed


@stands
def letters(app, town):
    return drafting.drafts(town, count=6)


def chips(client, address="/letters/"):
    return Page(client.get(address)).root.xpath("//main//a[@class='tag']")


def keep(client, listing="letters", query="state=draft", name="没签发的", **more):
    return client.post("/filters/new", data={"listing": listing, "query": query, "name": name, **more})


def test_a_state_is_kept_from_the_list_and_found_again(letters, client_as):
    clerk = client_as("clerk")
    page = Page(clerk.get("/letters/?state=draft&q=王&sort=number&page=1"))
    form = page.form("/filters/new")
    assert form["query"] == "state=draft&q=%E7%8E%8B&sort=number"
    answer = clerk.post("/filters/new", data=form | {"name": "王姓的草稿"})
    assert answer.headers["Location"] == "/letters/?state=draft&q=%E7%8E%8B&sort=number"
    [chip] = chips(clerk)
    assert (chip.text, chip.get("href")) == ("王姓的草稿", "/letters/?state=draft&q=%E7%8E%8B&sort=number")
    assert "王姓的草稿" in Page(clerk.get("/find/?q=王姓")).text
    there = Page(clerk.get(chip.get("href")))
    assert "✓ 王姓的草稿" in there.text and "/filters/new" not in there.source


def test_the_office_shares_and_others_do_not_see_the_private_ones(letters, client_as):
    clerk, leader, reporter = client_as("clerk"), client_as("leader"), client_as("reporter")
    keep(clerk, name="自己的")
    keep(clerk, name="大家的", query="state=issued", shared="y")
    assert [chip.text for chip in chips(leader)] == ["大家的"]
    assert chips(reporter) == []
    assert "自己的" not in Page(leader.get("/find/?q=自己的")).root.xpath("string(//ul)")


@pytest.mark.parametrize(
    ("listing", "query", "location"),
    [
        ("letters", "next=https%3A%2F%2Fevil.example&state=draft", "/letters/?state=draft"),
        ("letters", "state=draft&_external=1&_scheme=https&_anchor=x", "/letters/?state=draft"),
        ("letters", "q=%2F%2Fevil.example", "/letters/?q=//evil.example"),
        ("tasks", "year=2026&endpoint=sign_in", "/tasks/?year=2026"),
    ],
)
def test_what_a_list_does_not_know_is_left_out(letters, client_as, listing, query, location):
    assert keep(client_as("clerk"), listing, query).headers["Location"] == location


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"listing": "https://evil.example"}, "没有这个列表"),
        ({"listing": "sign_in"}, "没有这个列表"),
        ({"query": ""}, "没有筛选条件"),
        ({"query": "x=1"}, "没有筛选条件"),
        ({"name": ""}, "请填写名称"),
        ({"name": "名" * 21}, "不能超过20个字"),
        ({"query": "q=" + "a" * 700}, "条件太长"),
    ],
)
def test_what_cannot_be_kept_is_told(letters, client_as, data, words):
    page = Page(keep(client_as("clerk"), **data), 422)
    assert words in page.text


def test_a_list_one_may_not_read_is_not_kept(client_as, town):
    with pytest.raises(NotAllowed):
        actions.save("people", "q=a", actions.FilterFacts("a"), by=town.viewer("leader"), now=town.now)


def test_they_are_renamed_and_removed_by_their_owner_alone(app, town, client_as):
    clerk, leader = town.viewer("clerk"), town.viewer("leader")
    saved = actions.save("letters", "state=draft", actions.FilterFacts("甲", True), by=clerk, now=town.now)
    with pytest.raises(NotInSight):
        actions.change(saved.id, actions.FilterFacts("乙"), saved.version, by=leader, now=town.now)
    with pytest.raises(NotInSight):
        actions.remove(saved.id, by=leader, now=town.now)
    with pytest.raises(StaleVersion):
        actions.change(saved.id, actions.FilterFacts("乙"), 9, by=clerk, now=town.now)
    with pytest.raises(RuleBroken, match="已有名为"):
        actions.save("letters", "state=issued", actions.FilterFacts("甲"), by=clerk, now=town.now)
    browser = client_as("clerk")
    edit = f"/filters/{saved.id}/edit"
    assert browser.post(edit, data=Page(browser.get(edit)).form(edit) | {"name": "乙"}).status_code == 303
    assert [each.name for each in filters_of(leader, "letters")] == ["乙"]
    assert "乙" in Page(browser.get("/filters/")).text
    browser.post(f"/filters/{saved.id}/removal")
    assert own_filters(clerk) == []


def test_no_more_than_fifty(app, town):
    clerk = town.viewer("clerk")
    for number in range(actions.MOST):
        actions.save("letters", "state=draft", actions.FilterFacts(f"第{number}个"), by=clerk, now=town.now)
    with pytest.raises(RuleBroken, match="最多50个"):
        actions.save("letters", "state=draft", actions.FilterFacts("再一个"), by=clerk, now=town.now)


def test_htmx_is_told_the_address_without_defaults(letters, client_as):
    clerk = client_as("clerk")
    asked = clerk.piece("/letters/?q=&state=draft&sort=&page=1", "letters-table")
    assert asked.headers["HX-Push-Url"] == "/letters/?state=draft"
    assert clerk.piece("/tasks/?q=&year=2026&state=", "tasks-table").headers["HX-Push-Url"] == "/tasks/"
    assert "HX-Push-Url" not in clerk.get("/letters/?state=draft").headers


@pytest.mark.parametrize(
    ("listing", "sort", "word"),
    [("letters", "-unit", "单位"), ("letters", "number", "文号"), ("units", "name", "名称"), ("units", "-households", "户数"),
     ("people", "name", "姓名"), ("tasks", "-due", "完成时限"), ("tasks", "unit", "单位")],
)  # fmt: skip
def test_columns_sort_and_turn_round(stand, town, client_as, listing, sort, word):
    stand(make.year)
    page = Page(client_as("clerk").get(f"/{listing}/?sort={sort}"))
    [head] = page.root.xpath("//th[@aria-sort]")
    assert (
        head.get("aria-sort") == ("descending" if sort.startswith("-") else "ascending") and word in head.text_content()
    )
    turned = head.xpath(".//a/@href")[0]
    assert f"sort={sort}" not in turned
    assert client_as("clerk").get(turned, follow_redirects=True).status_code == 200


def test_the_order_is_what_was_asked_for(letters, client_as):
    clerk = client_as("clerk")
    up = Page(clerk.get("/letters/")).all("//tbody/tr/th")
    assert Page(clerk.get("/letters/?sort=-unit")).all("//tbody/tr/th") == up[::-1]
    sizes = Page(clerk.get("/units/?sort=-households")).all("//td[@data-label='户数']")
    numbers = [int(size or 0) for size in sizes]
    assert numbers == sorted(numbers, reverse=True) and max(numbers) > 100


def test_the_next_letter_is_the_next_of_the_list(letters, client_as):
    clerk = client_as("clerk")
    listed = Page(clerk.get("/letters/?q=村&sort=-unit")).root.xpath("//tbody/tr/th/a/@href")
    walked, address = [], listed[0]
    while address:
        walked.append(address)
        address = next(iter(Page(clerk.get(address)).root.xpath("//a[@rel='next']/@href")), None)
    assert walked == listed and len(walked) == 6
    alone = Page(clerk.get("/letters/?q=wjz")).root.xpath("//tbody/tr/th/a/@href")
    assert Page(clerk.get(alone[0])).root.xpath("//a[@rel='next' or @rel='prev']") == []


def test_the_next_task_is_the_next_of_the_list(stand, town, client_as):
    stand(make.year)
    clerk = client_as("clerk")
    for query in ("", "?sort=-due", "?sort=unit&state=open", "?sort=-unit"):
        listed = Page(clerk.get(f"/tasks/{query}")).root.xpath("//tbody/tr/th/a/@href")
        assert len(listed) > 1
        seen = Page(clerk.get(listed[0]))
        assert seen.root.xpath("//a[@rel='prev']") == []
        assert seen.root.xpath("//a[@rel='next']/@href") == [listed[1]]
        assert Page(clerk.get(listed[1])).root.xpath("//a[@rel='prev']/@href") == [listed[0]]


def test_a_filter_of_a_thousand_parts_is_refused_in_words(letters, client_as):
    answer = keep(client_as("clerk"), query="&".join(f"a{n}=1" for n in range(30)))
    assert "请减少条件" in Page(answer, answer.status_code).text and answer.status_code in (409, 422)


def test_conditions_are_folded_until_one_is_set(client_as):
    """更多条件 needs no script; what always stands in the address unfolds nothing."""
    clerk = client_as("clerk")
    for address in (
        "/findings/?q=王家庄&sort=found",
        "/tasks/?year=2026",
        "/orders/",
        "/reports/",
        "/letters/?programme_id=0",
    ):
        page = Page(clerk.get(address))
        assert page.all("//form[@role='search']/details[not(@open)]/summary") and "更多条件" in page.text, address
    page = Page(clerk.get("/findings/?stage=open&category=扬尘"))
    assert page.all("//form[@role='search']/details[@open]") and "更多条件（已选2项）" in page.text
    assert page.all("//option[@value='open'][@selected]")
