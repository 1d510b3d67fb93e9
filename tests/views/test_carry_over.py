"""新建年度的网页: what is chosen for the figures, and the list of what to look at."""

import datetime as d
from decimal import Decimal

import drafting
import pytest
from reading import Page
from standing import stands

from respbook.actions import letters, programmes
from respbook.queries import letters as letters_of_programme
from respbook.queries.programmes import programme_list
from respbook.queries.scope import programme_in_sight
from respbook.queries.targets import targets_of
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.targets import TargetKind

FIELDS = {
    "kind": "yearly", "year": "2027", "name": "2027年度责任书", "issuer": "青山镇人民政府", "term_from": "2027-01-01",
    "term_to": "2027-12-31", "number_pattern": "青环责〔{年}〕{号}号", "copies": "2",
}  # fmt: skip


last = stands(drafting.drafts)


def opened(clerk, last, **more):
    return clerk.post("/programmes/new", data={**FIELDS, "source": str(last.programme_id), **more})


def the_target(town):
    newest = programme_list(town.viewer("clerk"))[0].programme
    return next(iter(targets_of(town.viewer("clerk"), newest)))


def test_the_choices_stand_for_the_year_that_is_carried_over(last, client_as):
    clerk = client_as("clerk")
    page = Page(clerk.get("/programmes/new"))
    assert {"照上年", "留空", "按百分比增减"} <= set(page.all("//select[@name='figures']/option"))
    assert "垃圾乱丢" in page.text and "按现在的户数" in page.text
    piece = Page(clerk.piece("/programmes/new?source=", "programmes-facts"))
    assert not piece.root.xpath("//select[@name='figures']")
    assert "垃圾乱丢" in Page(clerk.piece(f"/programmes/new?source={last.programme_id}", "programmes-facts")).text


SEASONAL = programmes.ProgrammeFacts(
    ProgrammeKind.SEASONAL, 2025, "2025—2026年采暖季专项", "青山镇大气办",
    d.date(2025, 11, 1), d.date(2026, 3, 31), "青气责〔{年}〕{号}号", copies=3, many_letters=5, needs_review=True,
)  # fmt: skip


def filled(page):
    read = {each.name: each.value for each in page.root.xpath("//*[@id='programmes-facts']//*[@name]") if each.value}
    ticked = set(page.all("//input[@type='checkbox'][@checked]/@name"))
    return {k: v for k, v in read.items() if k not in ("needs_review", "clerk_may_issue")} | dict.fromkeys(ticked, "y")


@pytest.fixture
def season(last, town):
    return programmes.open_programme(town.unit.id, SEASONAL, by=town.viewer("clerk"), now=town.now).id


def test_the_name_and_the_term_follow_the_programme_that_is_carried_over(last, season, client_as):
    facts = filled(Page(client_as("clerk").get("/programmes/new")))
    assert facts["name"] == "2027年度方案"
    assert (facts["kind"], facts["year"], facts["term_from"]) == ("yearly", "2027", "2027-01-01")


@pytest.mark.parametrize("scripts", [True, False])
def test_another_source_fills_everything_from_it(season, client_as, scripts):
    clerk = client_as("clerk")
    if scripts:
        page = Page(clerk.piece(f"/programmes/new?source={season}", "programmes-facts"))
    else:
        page = Page(clerk.post("/programmes/new", data={**FIELDS, "source": str(season), "refill": "1"}))
        assert page.first("//select[@name='source']/option[@selected]/@value") == str(season)
    assert filled(page).items() >= {
        "kind": "seasonal", "year": "2026", "name": "2026—2027年采暖季专项", "issuer": "青山镇大气办",
        "term_from": "2026-11-01", "term_to": "2027-03-31", "number_pattern": "青气责〔{年}〕{号}号",
        "copies": "3", "many_letters": "5", "needs_review": "y",
    }.items()  # fmt: skip
    assert "青气责〔2026〕1号" in page.text


def test_without_a_source_the_settings_of_the_office_hold(season, client_as):
    facts = filled(Page(client_as("clerk").piece("/programmes/new?source=", "programmes-facts")))
    assert facts["kind"] == "yearly" and "needs_review" not in facts and "many_letters" not in facts


def test_a_refused_plan_keeps_what_was_typed(season, client_as):
    sent = {**FIELDS, "source": str(season), "name": "我写的名称", "copies": "0"}
    page = Page(client_as("clerk").post("/programmes/new", data=sent), 422)
    assert filled(page)["name"] == "我写的名称"


def test_a_year_with_five_per_cent_more(last, client_as, town):
    clerk = client_as("clerk")
    answer = opened(clerk, last, figures="changed", percent="5", shares="copied")
    assert answer.headers["Location"].endswith("/carry-over")
    page = Page(clerk.get(answer.headers["Location"]))
    assert "不少于400次" in page.text and "不少于420次" in page.text
    assert the_target(town).amount == Decimal(420)


def test_a_category_of_its_own(last, client_as, town):
    opened(
        client_as("clerk"),
        last,
        figures="changed",
        percent="5",
        shares="empty",
        **{"figures-0": "changed", "percent-0": "-10"},
    )
    assert the_target(town).amount == Decimal(360)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"figures": "changed"}, "请填写幅度"),
        ({"figures": "changed", "percent": "五"}, "应填数字"),
        ({"figures": "changed", "percent": "500"}, "应在-100和100之间"),
        ({"figures": "same", "figures-0": "changed", "percent-0": "十"}, "“垃圾乱丢”：增减幅度应填数字"),
    ],
)
def test_a_wrong_figure_is_told_at_its_field_and_the_input_stays(last, client_as, more, words):
    page = Page(opened(client_as("clerk"), last, **more), 422)
    assert words in page.fields_wrong()["percent"]
    assert page.root.get_element_by_id("name").get("value") == FIELDS["name"]
    if "percent-0" in more:
        assert page.first("//input[@name='percent-0']/@value") == "十"


def test_lines_are_ticked_off_and_the_programme_says_how_many_are_left(last, client_as):
    clerk = client_as("clerk")
    address = opened(clerk, last).headers["Location"]
    page = Page(clerk.get(address))
    ids = page.root.xpath("//input[@name='check_ids']/@value")
    assert len(ids) > 2 and f"{len(ids)}条没有核对" in Page(clerk.get(address.removesuffix("/carry-over"))).text
    for link in page.root.xpath("//tbody//th//a/@href"):
        assert clerk.get(link).status_code in (200, 303), link
    assert clerk.post(address, data={"check_ids": ids, "deed": "tick"}).status_code == 303
    done = Page(clerk.get(address))
    assert "全部核对完毕" in done.text and not done.root.xpath("//input[@name='check_ids']")
    assert clerk.post(address, data={"check_ids": ids, "deed": "tick"}).status_code == 409
    assert clerk.post(address, data={"deed": "years"}).status_code == 409


@pytest.mark.parametrize("login", ["leader", "assessor", "auditor"])
def test_others_read_the_list(last, client_as, login):
    address = opened(client_as("clerk"), last).headers["Location"]
    page = Page(client_as(login).get(address))
    assert "待核对" in page.text and not page.root.xpath(
        "//main//button | //main//input[@name='check_ids'] | //tbody//th//a"
    )
    assert client_as(login).post(address, data={"deed": "tick"}).status_code == 403


def test_a_programme_that_was_not_carried_over_has_no_list(last, client_as):
    assert "不是沿用上年" in Page(client_as("clerk").get(f"/programmes/{last.programme_id}/carry-over")).text


def test_the_list_needs_the_same_statements_for_few_and_many(last, client_as, counted, town):
    clerk, spent = client_as("clerk"), []
    for number in (1, 30):
        for each in range(number):
            drafting.target(town, last.programme_id, name=f"任务{number}-{each}")
        address = opened(clerk, last, name=f"2027-{number}").headers["Location"]
        with counted() as sql:
            Page(clerk.get(address))
        spent.append(len(sql))
    assert spent[0] == spent[1] <= 4


def test_the_examination_warns_of_open_lines_and_of_a_base_year_without_a_figure(last, client_as, town):
    relative = {"kind": TargetKind.RELATIVE, "amount": Decimal(-3), "base_year": 2025, "base_amount": Decimal(60)}
    drafting.target(town, last.programme_id, name="信访量", unit_word="件", divided=False, basis=None, **relative)
    clerk = client_as("clerk")
    opened(clerk, last, shares="copied")
    made = programme_list(town.viewer("clerk"))[0].programme.id
    template = letters_of_programme.templates_of(programme_in_sight(town.viewer("clerk"), made))[0]
    units = [unit.id for unit, _ in letters_of_programme.draftable_units(town.viewer("clerk"), template)]
    letters.draft(template.id, units, by=town.viewer("clerk"), now=town.now)
    address = f"/programmes/{made}/letters/preflight"
    page = Page(clerk.get(address))
    assert "没有核对" in page.text and "目标“信访量”以2026年为基准，基准年数值没有填写" in page.text
    assert page.first("//a[.='去核对']/@href") == f"/programmes/{made}/carry-over"
    warning = page.first("//form[.//input[@name='reason']]//input[contains(@value, '没有核对')]/@value")
    clerk.post(f"/programmes/{made}/letters/waivers", data={"warning": warning, "reason": "已在纸上核对"})
    assert "已在纸上核对" in Page(clerk.get(address)).text
    ids = Page(clerk.get(f"/programmes/{made}/carry-over")).root.xpath("//input[@name='check_ids']/@value")
    clerk.post(f"/programmes/{made}/carry-over", data={"check_ids": ids, "deed": "tick"})
    assert "没有核对" not in Page(clerk.get(address)).text


def test_a_tick_is_taken_back_once(last, client_as):
    clerk = client_as("clerk")
    address = opened(clerk, last).headers["Location"]
    ids = Page(clerk.get(address)).root.xpath("//input[@name='check_ids']/@value")
    clerk.post(address, data={"check_ids": ids[:2], "deed": "tick"})
    back = Page(clerk.get(address)).first("//form[button='撤销']/@action")
    assert clerk.post(back).status_code == 303
    page = Page(clerk.get(address))
    assert page.root.xpath("//input[@name='check_ids']/@value") == ids and "已撤销，2条" in page.text
    assert clerk.post(back).status_code == 409
    assert clerk.post(f"{address}/taking-back?ticked_at=昨天").status_code == 409
    assert client_as("leader").post(back).status_code == 403


def test_whoever_came_from_the_list_finds_the_way_back_after_saving(last, client_as, town):
    clerk = client_as("clerk")
    address = opened(clerk, last).headers["Location"]
    way = f"//a[.='返回待核对清单'][@href='{address}']"
    for link in set(Page(clerk.get(address)).root.xpath("//tbody//th//a/@href")):
        answer = clerk.get(link)
        assert Page(clerk.get(answer.headers.get("Location", link))).root.xpath(way), link
    target = the_target(town)
    link = f"/targets/{target.id}/edit?checks={target.programme_id}"
    form = Page(clerk.get(link)).form(link)
    saved = clerk.post(link, data=form)
    assert saved.status_code == 303 and Page(clerk.get(saved.headers["Location"])).root.xpath(way)
    assert "返回待核对清单" not in Page(clerk.get("/programmes/?checks=x")).text
