"""历次版本的网页: list, one as it was, two side by side, with last year, going back (features L5, L6)."""

from dataclasses import replace

import drafting
import pytest
from reading import Page
from standing import stands

from respbook.actions import letter_templates
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts
from respbook.models.base import db
from respbook.queries.scope import template_in_sight


@stands
def made(app, town):
    return drafting.drafts(town, count=1)


@pytest.fixture
def revise(town, made):
    """Save once more, one clause after the other changed."""

    def save(place, text):
        db.session.expire_all()
        row = template_in_sight(town.viewer("clerk"), made.template_id)
        clauses = [ClauseFacts(c.level, c.text, c.tag, c.label, c.id) for c in row.clauses]
        clauses[place] = replace(clauses[place], text=text)
        facts = TemplateFacts(row.name, row.kinds, row.title, tuple(clauses), "按通知改")
        letter_templates.revise(row.id, facts, row.version, by=town.viewer("clerk"), now=town.now)

    return save


def address(made, rest=""):
    return f"/letter-templates/{made.template_id}{rest}"


def test_the_list_names_who_what_and_why(client_as, made, revise):
    revise(2, "{{负责人}}是第一责任人。")
    page = Page(client_as("leader").get(address(made, "/versions")))
    assert "第2版" in page.text and "改1条" in page.text and "按通知改" in page.text and "陈静" in page.text
    assert page.has_link(address(made, "/comparison?old=1&new=2"))


def test_a_flat_number_of_statements(client_as, made, revise, counted):
    client = client_as("clerk")
    counts = []
    for texts in (("一稿。",), [f"第{n}稿。" for n in range(12)]):
        for text in texts:
            revise(2, text)
        with counted() as sql:
            Page(client.get(address(made, "/versions")))
        counts.append(len(sql))
    assert counts[0] == counts[1] <= 8


def test_a_version_is_shown_as_it_was(client_as, made, revise):
    revise(2, "改过的话。")
    page = Page(client_as("leader").get(address(made, "/versions/1")))
    assert "第一责任人" in page.text and "改过的话" not in page.text and "恢复到此版" not in page.text
    assert "恢复到此版" in Page(client_as("clerk").get(address(made, "/versions/1"))).text
    assert client_as("clerk").get(address(made, "/versions/77")).status_code == 404


def test_side_by_side_marks_words_and_folds_the_rest(client_as, made, revise):
    revise(6, "沿河的{{单位简称}}每周排查河岸。")
    page = Page(client_as("clerk").get(address(made, "/comparison")))
    assert (page.all("//del"), page.all("//ins")) == (["划去的", "月"], ["加线的", "周"])
    assert "改1条" in page.text and "5条未改" in page.text
    same = Page(client_as("clerk").get(address(made, "/comparison?old=2&new=2")))
    assert "两稿文字相同" in same.text


@pytest.mark.parametrize("query", ["?old=x&new=²", "?old=99999999999999", "?other=abc"])
def test_an_unreadable_address_falls_back(client_as, made, query):
    assert client_as("clerk").get(address(made, f"/comparison{query}")).status_code == 200


@pytest.mark.parametrize("query", ["?old=77", "?new=77", "?other=987654"])
def test_what_is_not_there_is_missing(client_as, made, query):
    assert client_as("clerk").get(address(made, f"/comparison{query}")).status_code == 404


def test_two_templates_are_compared(client_as, town, made):
    wording = [*drafting.WORDING[:6], (0, "沿河的{{单位简称}}每旬排查河岸。", "沿河"), *drafting.WORDING[7:]]
    other = drafting.template(town, drafting.programme(town, name="另一方案").id, wording)
    page = Page(client_as("clerk").get(address(made, f"/comparison?other={other.id}")))
    assert "另一方案" in page.text and "月" in page.all("//ins") and "旬" in page.all("//del")


def test_going_back_by_the_button(client_as, made, revise, town):
    revise(2, "改过的话。")
    client = client_as("clerk")
    page = Page(client.get(address(made, "/versions/1")))
    where = address(made, "/versions/1/restoration")
    form = page.form(where)
    assert client.post(where, data=form).status_code == 303
    assert "改过的话" not in Page(client.get(address(made))).text
    stale = client.post(where, data={**form, "key": "another"})
    assert stale.status_code == 409


def test_the_letter_leads_to_the_text_as_it_was(client_as, town, app, made, revise):
    drafting.issue(town, app, made)
    revise(2, "签发以后改的话。")
    letter = Page(client_as("clerk").get(f"/letters/{made.letter_ids[0]}"))
    assert "模板第1版" in letter.text and letter.has_link(address(made, "/versions/1"))
    template = Page(client_as("clerk").get(address(made)))
    assert "已签发1份用第1版，与现文不同" in template.text and template.has_link(address(made, "/comparison?old=1"))
