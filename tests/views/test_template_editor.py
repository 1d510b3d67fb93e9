"""编写页: outline, scopes, library, finder and preview as pieces and without scripts; nothing typed is lost (L1, L2, L4; I3)."""

import re

import drafting
import pytest
from reading import Page

from respbook.actions import letter_templates
from respbook.models.base import db
from respbook.queries.library_clauses import library
from respbook.queries.scope import template_in_sight

CLAUSES = (
    (1, "责任对象", ""),
    (0, "{{单位名称}}签订本责任书。", ""),
    (1, "工作任务", ""),
    (2, "河道", ""),
    (0, "沿河的{{单位简称}}每月排查。", "沿河"),
    (0, "{{签字栏}}", ""),
)


@pytest.fixture
def template(app, town):
    made = drafting.template(town, drafting.programme(town).id, wording=CLAUSES).id
    db.session.expunge_all()  # the test reads it as the page has saved it, not as it was made
    return made


@pytest.fixture
def address(template):
    return f"/letter-templates/{template}/edit"


@pytest.fixture
def page(client_as, address):
    return Page(client_as("clerk").get(address))


def typed(page):
    """What a browser without scripts would send back, fields that belong to the form by name included."""
    form = page.root.get_element_by_id("letter-templates-form")
    sent = {}
    for field in [*form.xpath(".//input|.//select|.//textarea"), *page.root.xpath("//input[@form]")]:
        kind = field.get("type")
        if kind in ("checkbox", "radio") and field.get("checked") is None:
            continue
        value = field.get("value", "") if field.tag == "input" else field.value
        sent.setdefault(field.get("name"), []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in sent.items() if name}


@pytest.fixture
def press(client_as, address, page):
    """press("up-2", …): the whole page as a browser without scripts gets it after the press."""

    def pressed(turn, sent=None, status=200, **more):
        data = {**(typed(page) if sent is None else sent), **more, "turn": turn}
        return Page(client_as("clerk").post(address, data=data), status)

    return pressed


@pytest.fixture
def piece(client_as, address, page):
    """piece("preview", "letter-templates-preview"): what htmx gets."""

    def asked(turn, target, **more):
        data = {**typed(page), **more, "turn": turn}
        return Page(client_as("clerk").piece(address, target, method="POST", data=data))

    return asked


def texts(page):
    return [field.value for field in page.root.xpath("//textarea[starts-with(@name, 'clause-')]")]


def levels(page):
    found = page.root.xpath("//select[contains(@name, '-level')]/option[@selected]/@value")
    return [int(each) for each in found]


def test_each_clause_is_a_line_with_number_words_and_whom_it_reaches(page):
    lines = page.all("//details[starts-with(@id, 'clause-')]/summary")
    assert lines[0] == "1 一、责任对象"
    assert lines[3] == "4 （一）河道"
    assert "限沿河，4个单位" in lines[4]


def test_a_heading_moves_with_what_stands_under_it(press):
    moved = press("up-2")
    assert texts(moved) == [
        "工作任务",
        "河道",
        "沿河的{{单位简称}}每月排查。",
        "{{签字栏}}",
        "责任对象",
        "{{单位名称}}签订本责任书。",
    ]
    assert press("move-0-6").all("//summary//span[@class='clause-words']")[0] == "一、工作任务"


def test_ranks_go_with_what_stands_under_them(press):
    lower = press("in-2")
    assert levels(lower) == [1, 0, 2, 3, 0, 0]
    assert levels(press("out-2", typed(lower))) == [1, 0, 1, 2, 0, 0]
    deep = typed(press("in-2", typed(press("in-2"))))
    assert "不能再降" in press("in-2", deep).text


def test_a_clause_taken_out_stays_at_hand_until_it_is_saved(press, client_as, address, template, town):
    gone = press("remove-3")
    assert "已删去“河道”" in gone.text and "河道" not in texts(gone)
    assert texts(press("restore-3", typed(gone)))[3] == "河道"
    assert client_as("clerk").post(address, data=typed(gone)).status_code == 303
    saved = template_in_sight(town.viewer("clerk"), template)
    assert [clause.text for clause in saved.clauses] == [text for _, text, _ in CLAUSES if text != "河道"]


def test_a_printed_label_is_kept_beside_the_number_by_its_place(press):
    sent = typed(press("check", **{"clause-2-label": "四、"}))
    assert sent["clause-2-label"] == "四、"
    assert "印为“四、”，按次序应为“二、”" in press("check", sent).text


def test_a_scope_of_several_tags_says_whom_it_reaches_and_is_saved(press, piece, client_as, address, template, town):
    sent = typed(press("scope-4")) | {"clause-4-tags": ["沿河", "有养殖"], "clause-4-rule": "all"}
    nobody = press("reach-4", sent)
    assert "没有单位符合“沿河且有养殖”" in nobody.text
    sent["clause-4-rule"] = "any"
    reached = press("reach-4", sent)
    assert "此条款适用8个单位" in reached.text and "王家庄村" in reached.text
    assert client_as("clerk").post(address, data=typed(reached)).status_code == 303
    assert template_in_sight(town.viewer("clerk"), template).clauses[4].tag == "有养殖、沿河"
    alone = Page(
        client_as("clerk").piece(
            address,
            "letter-templates-reach",
            method="POST",
            data={**sent, "clause-4-kinds": "community", "turn": "reach-4"},
        )
    )
    assert "没有单位符合" in alone.text and "textarea" not in alone.source


def test_clauses_are_found_by_words_and_by_field(press, piece):
    assert "“每月”在1条中" in press("find", find="每月").text
    assert "没有条款含有“罚款”" in piece("find", "letter-templates-found", find="罚款").text
    used = piece("uses-单位简称", "letter-templates-found")
    assert used.links() == ["#clause-4"]


def test_the_panel_says_what_the_unit_would_get(page, piece, town):
    assert "用在1条" in page.text
    other = piece("preview", "letter-templates-preview", unit_id=town.villages[1].id, shown_unit="")
    assert other.first("//*[@id='letter-templates-fields']//li[contains(., '单位简称')]").startswith(
        "单位简称 李家沟村"
    )


def test_the_preview_flips_units_and_finds_them_by_pinyin(piece, town):
    first, second = town.villages[:2]

    def shown(**asked):
        return piece("preview", "letter-templates-preview", **asked).first("//h3")

    assert shown() == first.name
    assert shown(unit_id=first.id, step="1") == second.name
    assert shown(unit_id=first.id, step="-1") == town.villages[-1].name
    assert shown(unit_id=first.id, unit_words="ljg") == second.name
    lost = piece("preview", "letter-templates-preview", unit_id=second.id, unit_words="没有的村")
    assert "没有找到“没有的村”" in lost.text and lost.first("//h3") == second.name


def test_what_is_left_out_is_said_by_name(piece, town):
    dry = piece("preview", "letter-templates-preview", unit_id=town.villages[0].id)
    assert f"沿河的{town.villages[0].called}每月排查（限沿河）" in dry.text


def test_the_typeset_page_shows_what_is_typed_and_only_while_at_hand(client_as, piece):
    typeset = piece(
        "preview", "letter-templates-preview", face="page", **{"clause-1-text": "刚写的{{单位名称}}与{{包村干部}}。"}
    )
    pictures = typeset.root.xpath("//image/@href")
    assert pictures
    answer = client_as("clerk").get(pictures[0])
    assert answer.status_code == 200 and answer.mimetype == "image/png"
    assert client_as("clerk").get(re.sub("[0-9]+[.]png", "99.png", pictures[0])).status_code == 404
    assert client_as("clerk").get(f"/letter-templates/sheets/{'0' * 64}/1.png").status_code == 404
    assert client_as("reporter").get(pictures[0]).status_code == 403
    wrong = piece("preview", "letter-templates-preview", face="page", **{"clause-1-text": "{{单位名称"})
    assert "还不能排版" in wrong.text and wrong.root.xpath("//article")


def test_one_press_keeps_a_clause_and_another_takes_it(press, client_as, address, town):
    kept = press("keep-4", **{"clause-4-text": "沿河的{{单位简称}}每周排查。"})
    assert "已存入条款库“工作任务”" in kept.text
    [row] = library(town.viewer("clerk"))
    source, text = row.newest.id, row.newest.text
    assert row.clause.title == "沿河的单位简称每周排查。"
    assert "不用再存" in press("keep-4", typed(kept)).text
    assert (text, row.clause.tag) == ("沿河的{{单位简称}}每周排查。", "沿河")
    taken = press(f"take-{source}", typed(kept), at="2")
    assert texts(taken)[2] == text
    assert client_as("clerk").post(address, data=typed(taken)).status_code == 303
    [row] = library(town.viewer("clerk"))
    assert (row.used, row.behind) == (2, 0)
    assert "条款库里已没有这一条" in press("take-987654", typed(taken)).text


def test_the_same_words_kept_twice_have_two_titles(press, town):
    for key in ("a" * 32, "a" * 32, "b" * 32):  # the second is the same press once more
        assert texts(press("keep-4", key=key))[4] == "沿河的{{单位简称}}每月排查。"
    titles = [row.clause.title for row in library(town.viewer("clerk"))]
    assert titles == ["沿河的单位简称每月排查。", "沿河的单位简称每月排查。（2）"]


def test_a_changed_rank_is_numbered_at_once_and_the_clause_stays_open(press):
    page = press("hold-4", **{"clause-4-level": "3"})
    assert page.first("//details[@open]//span[@class='clause-words']").startswith("1.沿河")


def test_a_bad_clause_is_not_kept_and_the_editor_goes_on(press, town):
    refused = press("keep-1", **{"clause-1-text": "{{单位名程}}"})
    assert "是否应为" in refused.text and texts(refused)[1] == "{{单位名程}}"
    assert "不能存入条款库" in press("keep-1", **{"clause-1-text": " "}).text
    assert library(town.viewer("clerk")) == []


def test_both_texts_are_shown_with_their_scopes_after_a_conflict(client_as, address, press, template, town):
    mine = typed(press("scope-4")) | {"clause-4-tags": ["有养殖"], "clause-4-rule": "any"}
    saved = template_in_sight(town.viewer("clerk"), template)
    facts = letter_templates.TemplateFacts(
        saved.name, saved.kinds, saved.title,
        tuple(letter_templates.ClauseFacts(c.level, c.text, c.tag and "village；沿河", c.label, c.id) for c in saved.clauses),
    )  # fmt: skip
    letter_templates.revise(template, facts, saved.version, by=town.viewer("clerk"), now=town.now)
    page = Page(client_as("clerk").post(address, data=mine), 409)
    assert "（限有养殖）" in page.text and "（限沿河的村）" in page.text
    assert client_as("clerk").post(address, data=typed(page)).status_code == 303
    db.session.expire_all()
    assert template_in_sight(town.viewer("clerk"), template).clauses[4].tag == "有养殖"


def test_three_hundred_clauses_travel_in_one_form(client_as, address, town, template):
    many = drafting.template(
        town, template_in_sight(town.viewer("clerk"), template).programme_id, name="长", wording=CLAUSES * 50
    )
    where = f"/letter-templates/{many.id}/edit"
    page = Page(client_as("clerk").get(where))
    sent = typed(page)
    assert len(sent) < 2500
    assert len(texts(Page(client_as("clerk").post(where, data=sent | {"turn": "down-0"})))) == 300
    assert client_as("clerk").post(where, data=sent).status_code == 303


def test_a_refused_save_leads_to_each_faulty_clause_and_unfolds_it(client_as, address, page):
    sent = typed(page) | {"clause-2-gone": "1", "clause-3-text": "{{单位名程}}", "clause-5-text": "{{签字兰}}"}
    back = Page(client_as("clerk").post(address, data=sent), 422)
    links = back.root.xpath("//section[@role='alert']//a")
    assert [each.get("href") for each in links] == ["#clause-3", "#clause-5"]
    assert links[0].text.startswith("第3条，")
    assert back.root.xpath("//details[@open]/@id") == ["clause-3", "clause-5"]
    titled = Page(client_as("clerk").post(address, data=typed(page) | {"title": "{{年渡}}"}), 422)
    assert titled.root.xpath("//section[@role='alert']//a/@href") == ["#title"]
    assert titled.root.xpath("//details[@open]//*[@id='title']")


def test_what_is_left_out_never_shows_the_mark_of_a_field(piece, town):
    given = {"clause-4-text": "全年完成{{指标:散煤销售点登记}}，按季上报。", "unit_id": town.villages[0].id}
    page = piece("preview", "letter-templates-preview", **given)
    assert "没有写入：全年完成，按季上报（限沿河）" in page.text
    bare = piece("preview", "letter-templates-preview", **(given | {"clause-4-text": "{{指标:散煤销售点登记}}"}))
    assert "没有写入：散煤销售点登记（限沿河）" in bare.text
