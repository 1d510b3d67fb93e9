"""条款库的网页: kept, corrected, told who is behind, renewed by choice (features L4; R53)."""

import drafting
import pytest
from reading import Page

from respbook.actions import letter_templates, library_clauses
from respbook.actions.library_clauses import LibraryFacts
from respbook.models.base import db
from respbook.queries.scope import library_clause_in_sight, template_in_sight

TEXT = "沿河的{{单位简称}}每月排查河岸。"


@pytest.fixture
def kept(app, town):
    facts = LibraryFacts("河道", "河段巡查", TEXT, "沿河")
    return library_clauses.keep(facts, by=town.viewer("clerk"), now=town.now).id


@pytest.fixture
def behind(kept, town):
    """Two templates on the first text, one of them in its own words; the library has gone on to the second."""
    clerk, source = town.viewer("clerk"), library_clause_in_sight(town.viewer("clerk"), kept).newest.id
    year = drafting.programme(town).id
    clause = letter_templates.ClauseFacts
    ids = [
        drafting.template(town, year, name=name, clauses=(clause(0, text, library=source),)).id
        for name, text in (("甲", TEXT), ("乙", TEXT + "雨后加查。"))
    ]
    facts = LibraryFacts("河道", "河段巡查", TEXT.replace("每月", "每周"), "沿河")
    library_clauses.correct(kept, facts, 1, by=clerk, now=town.now)
    db.session.expire_all()
    return ids


def test_an_empty_library_says_what_comes_next(client_as):
    page = Page(client_as("clerk").get("/library-clauses/"))
    assert "条款库还是空的" in page.text and page.has_link("/library-clauses/new")
    assert not Page(client_as("leader").get("/library-clauses/")).has_link("/library-clauses/new")


def test_a_clause_is_written_and_stands_in_its_category(client_as):
    clerk = client_as("clerk")
    form = Page(clerk.get("/library-clauses/new")).form("/library-clauses/new")
    wrong = Page(
        clerk.post("/library-clauses/new", data=form | {"category": "河道", "title": "河段", "text": "{{单位名程}}"}),
        422,
    )
    assert "是否应为" in wrong.text
    form = wrong.form("/library-clauses/new") | {
        "text": TEXT,
        "tags": "沿河、有养殖",
        "rule": "all",
        "kinds": "village",
    }
    made = clerk.post("/library-clauses/new", data=form)
    assert made.status_code == 303
    assert "限沿河且有养殖的村" in Page(clerk.get(made.headers["Location"])).text
    assert Page(clerk.get("/library-clauses/")).has_link(made.headers["Location"])


def test_who_is_behind_is_told_and_only_the_chosen_are_renewed(client_as, kept, behind, town):
    clerk, address = client_as("clerk"), f"/library-clauses/{kept}"
    page = Page(clerk.get(address))
    assert "2个模板使用旧文本" in page.text
    assert "这个模板自己改过文字" in page.text
    assert page.all("//del") == ["月", "月", "雨后加查。"] and page.all("//ins") == ["周", "周"]
    form = page.form(f"{address}/renewal")
    first = template_in_sight(town.viewer("clerk"), behind[0]).clauses[0].id
    assert form["clause_ids"] == str(first)
    assert clerk.post(f"{address}/renewal", data=form).status_code == 303
    db.session.expire_all()
    texts = [template_in_sight(town.viewer("clerk"), each).clauses[0].text for each in behind]
    assert texts == [TEXT.replace("每月", "每周"), TEXT + "雨后加查。"]
    assert "1个模板使用旧文本" in Page(clerk.get(address)).text


def test_nothing_chosen_and_a_forged_choice_are_refused(client_as, kept, behind):
    clerk, address = client_as("clerk"), f"/library-clauses/{kept}/renewal"
    assert "至少选一个" in Page(clerk.post(address), 422).text
    assert "不存在的选项" in Page(clerk.post(address, data={"clause_ids": "987654"}), 422).text


def test_two_clerks_see_both_texts(client_as, kept, town):
    clerk, address = client_as("clerk"), f"/library-clauses/{kept}/edit"
    mine = Page(clerk.get(address)).form(address) | {"text": "我改的。"}
    facts = LibraryFacts("河道", "河段巡查", "别人改的。")
    library_clauses.correct(kept, facts, 1, by=town.viewer("clerk"), now=town.now)
    page = Page(clerk.post(address, data=mine), 409)
    assert "我改的。" in page.text and "别人改的。" in page.text
    assert clerk.post(address, data=page.form(address)).status_code == 303
    assert "第3版" in Page(clerk.get(f"/library-clauses/{kept}")).text


def test_readers_read_and_nobody_else_comes_in(client_as, kept, behind):
    page = Page(client_as("leader").get(f"/library-clauses/{kept}"))
    assert "更新所选模板" not in page.text and "使用旧文本" in page.text
    assert client_as("reporter").get(f"/library-clauses/{kept}").status_code == 403
    assert client_as("clerk").get(f"/library-clauses/{kept + 1}").status_code == 404


def test_what_nobody_took_is_removed(client_as, kept):
    clerk = client_as("clerk")
    page = Page(clerk.get(f"/library-clauses/{kept}"))
    assert (
        clerk.post(f"/library-clauses/{kept}/removal", data=page.form(f"/library-clauses/{kept}/removal")).status_code
        == 303
    )
    assert clerk.get(f"/library-clauses/{kept}").status_code == 404


def test_a_template_whose_letters_are_all_issued_is_not_ticked(app, client_as, kept, town):
    source = library_clause_in_sight(town.viewer("clerk"), kept).newest.id
    wording = tuple(letter_templates.ClauseFacts(level, text, tag) for level, text, tag in drafting.WORDING)
    made = drafting.drafts(town, count=2)
    db.session.expire_all()
    row = template_in_sight(town.viewer("clerk"), made.template_id)
    facts = letter_templates.TemplateFacts(
        row.name, row.kinds, row.title, (*wording, letter_templates.ClauseFacts(0, TEXT, "沿河", library=source))
    )
    letter_templates.revise(row.id, facts, row.version, by=town.viewer("clerk"), now=town.now)
    newer = LibraryFacts("河道", "河段巡查", TEXT.replace("每月", "每周"), "沿河")
    library_clauses.correct(kept, newer, 1, by=town.viewer("clerk"), now=town.now)
    address = f"/library-clauses/{kept}"
    assert "clause_ids" in Page(client_as("clerk").get(address)).form(f"{address}/renewal")
    drafting.issue(town, app, made)
    page = Page(client_as("clerk").get(address))
    assert "clause_ids" not in page.form(f"{address}/renewal") and "2份责任书已全部签发" in page.text
