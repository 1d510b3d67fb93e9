"""模板的网页: the editor without scripts, what was typed stays, both texts after a conflict (features L1, L2; R53)."""

import datetime as d
import re
from dataclasses import replace

import pytest
from reading import Page

from respbook.actions import letter_templates, programmes
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts
from respbook.queries.scope import template_in_sight
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.units import UnitKind

FACTS = TemplateFacts(
    "村责任书",
    (UnitKind.VILLAGE,),
    "{{甲方名称}}{{年度}}年度责任书",
    (
        ClauseFacts(0, "{{单位名称}}签订本责任书。"),
        ClauseFacts(1, "责任对象"),
        ClauseFacts(2, "大气"),
        ClauseFacts(0, "沿河各村每月排查。", tag="沿河"),
    ),
)


@pytest.fixture
def programme(app, town):
    facts = programmes.ProgrammeFacts(
        ProgrammeKind.YEARLY, 2026, "2026年度", "青山镇人民政府",
        d.date(2026, 1, 1), d.date(2026, 12, 31), "青环责〔{年}〕{号}号",
    )  # fmt: skip
    return programmes.open_programme(town.unit.id, facts, by=town.viewer("clerk"), now=town.now).id


@pytest.fixture
def template(programme, town):
    return letter_templates.write(programme, FACTS, by=town.viewer("clerk"), now=town.now).id


@pytest.fixture
def saved(town, template):
    """What the book holds now: (id, text) of each clause."""

    def read():
        found = template_in_sight(town.viewer("clerk"), template)
        return [(clause.id, clause.text) for clause in found.clauses]

    return read


def typed(page):
    """What a browser without scripts would send back."""
    form = page.root.get_element_by_id("letter-templates-form")
    fields = {}
    for field in form.xpath(".//input|.//select|.//textarea"):
        name, kind = field.get("name"), field.get("type")
        if kind == "checkbox" and field.get("checked") is None:
            continue
        fields[name] = field.value if field.tag != "input" else field.get("value", "")
    return {name: value for name, value in fields.items() if value is not None}


def texts(page):
    return [field.value for field in page.root.xpath("//textarea[starts-with(@name, 'clause-')]")]


@pytest.fixture
def editor(client_as, template):
    """editor(): the form as read; editor(data): the form as sent, with the status expected."""
    browser, address = client_as("clerk"), f"/letter-templates/{template}/edit"

    def ask(data=None, status=200, **more):
        if data is None:
            return Page(browser.get(address), status)
        return Page(browser.post(address, data=data, **more), status)

    return ask


def test_the_wording_shows_numbers_and_whom_an_optional_clause_reaches(client_as, template):
    page = Page(client_as("leader").get(f"/letter-templates/{template}"))
    assert "一、责任对象" in page.text
    assert "（一）大气" in page.text
    assert "此条款适用4个单位" in page.text
    assert "修改模板" not in page.text


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ("down-0", [1, 0, 2, 3]),
        ("up-2", [0, 2, 3, 1]),
        ("remove-1", [0, 2, 3]),
        ("insert-1", [0, 1, None, 2, 3]),
        ("add", [0, 1, 2, 3, None]),
        ("up-0", [0, 1, 2, 3]),
        ("down-99", [0, 1, 2, 3]),
        ("nonsense", [0, 1, 2, 3]),
    ],
)
def test_the_buttons_turn_the_rows_keep_what_was_typed_and_save_nothing(editor, saved, turn, expected):
    before = saved()
    sent = typed(editor())
    sent["clause-3-text"] = "正在写的半句"
    page = editor(sent | {"turn": turn})
    was = [FACTS.clauses[0].text, FACTS.clauses[1].text, FACTS.clauses[2].text, "正在写的半句"]
    assert texts(page) == ["" if place is None else was[place] for place in expected]
    keys = [key for key, _ in before]
    hidden = page.root.xpath("//input[starts-with(@name, 'clause-') and @type='hidden']")
    ids = [field.get("value") for field in hidden if re.fullmatch(r"clause-[0-9]+-id", field.get("name"))]
    ids = [each for each in ids if turn != "remove-1" or each != str(keys[1])]
    assert ids == ["" if place is None else str(keys[place]) for place in expected]
    assert saved() == before


def test_htmx_gets_the_rows_alone(client_as, editor, template):
    sent = typed(editor()) | {"turn": "add"}
    answer = client_as("clerk").piece(
        f"/letter-templates/{template}/edit", "letter-templates-clauses", method="POST", data=sent
    )
    assert len(texts(Page(answer))) == 5
    assert "<html" not in answer.text


def test_a_misspelt_field_blocks_saving_and_one_press_mends_it(editor, saved):
    before = saved()
    sent = typed(editor()) | {"clause-1-text": "由{{单位名程}}负责", "name": "改了名"}
    page = editor(sent, 422)
    assert "第2条，第1行第2字" in page.text
    assert "是否应为“{{单位名称}}”" in page.text
    assert texts(page)[1] == "由{{单位名程}}负责"
    assert page.root.get_element_by_id("name").value == "改了名"
    assert saved() == before
    mended = editor(typed(page) | {"turn": "fix-1-0"})
    assert texts(mended)[1] == "由{{单位名称}}负责"


def test_two_clerks_see_both_texts_and_the_second_decides(editor, saved, template, town):
    mine = typed(editor()) | {"clause-0-text": "我改的第一条。"}
    keys = [key for key, _ in saved()]
    theirs = tuple(replace(each, id=key) for each, key in zip(FACTS.clauses, keys, strict=True))
    theirs = (replace(theirs[0], text="别人改的第一条。"), *theirs[1:2], ClauseFacts(0, "别人加的一条。"), theirs[3])
    letter_templates.revise(template, replace(FACTS, clauses=theirs), 1, by=town.viewer("clerk"), now=town.now)
    page = editor(mine, 409)
    for words in ("我改的第一条。", "别人改的第一条。", "别人加的一条。", "（您的稿中没有这一条）", "（已被删去）"):
        assert words in page.text
    assert saved()[0][1] == "别人改的第一条。"
    editor(typed(page), 303)
    assert [text for _, text in saved()] == ["我改的第一条。", "责任对象", "大气", "沿河各村每月排查。"]


def test_a_closed_programmes_template_is_shown_but_not_edited(client_as, editor, template, programme, town):
    sent = typed(editor())
    programmes.close(programme, 1, by=town.viewer("clerk"), now=town.now)
    editor(sent, 409)
    clerk = client_as("clerk")
    assert clerk.get(f"/programmes/{programme}/letter-templates/new").status_code == 409
    assert "修改模板" not in Page(clerk.get(f"/letter-templates/{template}")).text


@pytest.mark.parametrize("path", ["", "/edit", "/preview"])
def test_what_is_out_of_sight_is_missing(client_as, template, path):
    assert client_as("clerk").get(f"/letter-templates/{template + 1}{path}").status_code == 404
    assert client_as("reporter").get(f"/letter-templates/{template}{path}").status_code == 403


def test_the_preview_is_for_the_chosen_unit(client_as, template, town):
    unit = town.villages[1]
    page = Page(client_as("clerk").get(f"/letter-templates/{template}/preview?unit_id={unit.id}"))
    assert unit.name in [mark.text_content() for mark in page.root.xpath("//mark")]
    assert "沿河各村" in page.text
    dry = Page(client_as("clerk").get(f"/letter-templates/{template}/preview?unit_id={town.villages[0].id}"))
    assert "沿河各村" not in dry.first("//article")
    assert "有1条不适用于" in dry.text and "沿河各村每月排查（限沿河）" in dry.text


def test_the_live_preview_shows_what_is_typed(client_as, editor, template, saved):
    sent = typed(editor()) | {"clause-0-text": "刚写的：{{单位简称}}。<b>x</b>", "turn": "preview"}
    answer = client_as("clerk").piece(
        f"/letter-templates/{template}/edit", "letter-templates-preview", method="POST", data=sent
    )
    assert "刚写的：王家庄村。<b>x</b>" in Page(answer).text
    assert saved()[0][1] == FACTS.clauses[0].text


def test_another_template_is_copied(client_as, programme, template):
    clerk, address = client_as("clerk"), f"/programmes/{programme}/letter-templates/new"
    assert f"/programmes/{programme}/letter-sources" in Page(clerk.get(address)).links()
    copied = Page(clerk.get(f"{address}?source={template}"))
    assert texts(copied) == [clause.text for clause in FACTS.clauses]
    refused = Page(clerk.post(address, data=typed(copied)), 422)
    assert "已有同名模板" in refused.text
    made = clerk.post(address, data=typed(refused) | {"name": "镇属单位责任书"})
    assert re.fullmatch(r"/letter-templates/\d+", made.headers["Location"])
    assert clerk.get(f"{address}?source=99999").status_code == 404


def test_an_empty_form_is_refused_and_kept(client_as, programme):
    clerk, address = client_as("clerk"), f"/programmes/{programme}/letter-templates/new"
    page = Page(clerk.post(address, data=typed(Page(clerk.get(address))) | {"title": ""}), 422)
    assert "请填写责任书标题" in page.text
    assert "请填写模板名称" in page.text


def test_a_forged_form_is_refused(editor, saved):
    before, sent = saved(), typed(editor())
    assert len(texts(editor(sent | {f"clause-{place}-text": "条" for place in range(4, 420)}, 422))) >= 1
    editor(sent | {"clause-0-id": "999999"}, 422)
    assert saved() == before


def test_the_number_of_statements_does_not_grow_with_the_clauses(client_as, template, programme, town, counted):
    clerk = client_as("clerk")
    many = replace(FACTS, name="长模板", clauses=FACTS.clauses * 20)
    long = letter_templates.write(programme, many, by=town.viewer("clerk"), now=town.now).id
    spent = []
    for key in (template, long):
        with counted() as sql:
            clerk.get(f"/letter-templates/{key}")
        spent.append(len(sql))
    assert spent[0] == spent[1]
