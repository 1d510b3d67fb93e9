"""责任书的页面: list, drafting, preflight, batch, what was done to a letter."""

import drafting
import pytest
import reviewing
from making import make
from reading import Page
from sqlalchemy import select
from standing import stands

from respbook.actions import units
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.queries.audit_head import head
from respbook.queries.checkpoints import last_checkpoints
from respbook.rules.checkpoints import Occasion
from respbook.rules.units import UnitKind
from respbook.views.letters import link_to


@stands
def issued(app, town):
    made = drafting.drafts(town)
    drafting.issue(town, app, made)
    return made


def no_head(town):
    clerk = town.viewer("clerk")
    for holder in units.unit_in_sight(clerk, town.villages[0].id).holders:
        units.end_post(holder.id, by=clerk, now=town.now, on=town.today)


def row(letter_id):
    db.session.rollback()
    return db.session.get(Letter, letter_id)


def test_what_is_not_drafted_yet_is_told_template_by_template(app, town, client_as):
    made = drafting.drafts(town, count=3)
    wider = drafting.template(
        town, made.programme_id, name="镇村责任书", unit_kinds=(UnitKind.VILLAGE, UnitKind.AFFILIATED)
    )
    clerk, of = client_as("clerk"), f"/programmes/{made.programme_id}"
    for address in (of, f"{of}/letters/preflight"):
        page = Page(clerk.get(address))
        assert "还有5个村没有拟稿（村责任书）" in page.text and "个村、镇属单位没有拟稿（镇村责任书）" in page.text
        assert f"{of}/letters/draft?template_id={wider.id}" in page.root.xpath("//a[.='去拟稿']/@href")
    clerk.post(
        f"{of}/letters/draft",
        data={"template_id": made.template_id, "unit_ids": [str(unit.id) for unit in town.villages]},
    )
    assert "（村责任书）" not in Page(clerk.get(of)).text
    page = Page(clerk.get(f"{of}/letters/draft"))
    assert page.first("//select[@name='template_id']/option[@selected]") == "镇村责任书"


def test_the_clerk_drafts_checks_and_proposes_and_the_leader_issues(app, town, client_as):
    made = drafting.drafts(town, count=1)
    clerk, leader = client_as("clerk"), client_as("leader")
    page = Page(clerk.get(f"/programmes/{made.programme_id}/letters/draft"))
    assert len(page.root.xpath("//input[@name='unit_ids']")) == 8
    chosen = [str(unit.id) for unit in town.villages[:3]]
    answer = clerk.post(
        f"/programmes/{made.programme_id}/letters/draft",
        data={"template_id": made.template_id, "unit_ids": chosen},
    )
    assert answer.status_code == 303 and answer.location.endswith("/letters/preflight")
    page = Page(clerk.get(answer.location))
    assert "新拟2份，另有1份早已拟好" in page.text and "可以送签" in page.text
    ids = page.root.xpath("//input[@name='letter_ids']/@value")
    answer = clerk.post(f"/programmes/{made.programme_id}/letters/proposal", data={"letter_ids": ids})
    assert answer.status_code == 303
    page = Page(clerk.get(answer.location))
    assert "同意签发" not in page.text
    page = Page(leader.get(answer.location))
    assert "同意签发" in page.text
    version = page.root.xpath("//form[contains(@action,'approval')]//input[@name='version']/@value")[0]
    leader.post(answer.location + "/approval", data={"version": version})
    page = Page(leader.get(answer.location))
    assert "已办完" in page.text and "3/3" in page.text.replace(" ", "")
    (written,) = last_checkpoints()
    assert (written.occasion, written.seq) == (Occasion.ISSUE, head()[0]), (
        "the book is witnessed once the batch is through"
    )


def test_no_unit_chosen_is_said_at_the_form(app, town, client_as):
    made = drafting.drafts(town, count=1)
    answer = client_as("clerk").post(
        f"/programmes/{made.programme_id}/letters/draft", data={"template_id": made.template_id}
    )
    assert "请至少选择一个单位" in Page(answer, 422).text


def test_a_finding_links_to_its_gap_and_a_warning_passes_with_a_reason(app, town, client_as):
    made = drafting.drafts(town, count=1)
    clerk = client_as("clerk")
    no_head(town)
    path = f"/programmes/{made.programme_id}/letters/preflight"
    page = Page(clerk.get(path))
    links = page.root.xpath("//ul[@class='refusals']//a/@href")
    assert f"/units/{town.villages[0].id}" in links
    assert not page.root.xpath("//input[@name='letter_ids'][@checked]")


def test_a_clause_is_mended_where_the_finding_leads_or_waived_for_the_leader_to_read(app, town, client_as):
    made = drafting.drafts(town, count=2, wording=((0, "自2025年起，由____负责。", ""), *drafting.WORDING))
    clerk = client_as("clerk")
    path = f"/programmes/{made.programme_id}/letters"
    page = Page(clerk.get(path + "/preflight"))
    (first, second) = page.root.xpath("//ul[contains(@class, 'reasons')]/li")
    assert "“2025年”" in first.text_content() and "留有空白" in second.text_content()
    answer = clerk.get(first.xpath("./a/@href")[0])
    assert answer.status_code == 303 and "#of-" in answer.location
    editor = Page(clerk.get(answer.location))
    summary = f"//details[@open]/summary[@id='{answer.location.partition('#')[2]}']"
    assert editor.root.xpath(f"{summary}/..//textarea")[0].text.startswith("自2025年")
    assert client_as("clerk").get("/clauses/99999").status_code == 404
    for each in (first, second):
        sent = {"warning": each.xpath(".//input[@name='warning']/@value"), "reason": "引用去年文件，名字当场手写。"}
        said = clerk.post(path + "/waivers", data=sent)
        assert said.status_code == 303
    page = Page(clerk.get(path + "/preflight"))
    assert "已写明理由（2）" in page.text and "体检没有发现问题" in page.text
    sent = clerk.post(path + "/proposal", data={"letter_ids": [str(each) for each in made.letter_ids]})
    batch = Page(client_as("leader").get(sent.location))
    assert "体检提示，已写明理由（2）" in batch.text and "名字当场手写。" in batch.text


@pytest.mark.parametrize(
    "sent",
    (
        {},
        {"reason": "有理由"},
        {"warning": "x", "reason": "有理由"},
        {"warning": "a" * 64 + "甲\n乙", "reason": "有理由"},
    ),
)
def test_a_waiver_of_nothing_is_refused_in_words(app, town, client_as, sent):
    made = drafting.drafts(town, count=1)
    answer = client_as("clerk").post(f"/programmes/{made.programme_id}/letters/waivers", data=sent)
    assert "理由" in Page(answer, 409).text


def test_the_same_warning_of_several_units_takes_one_reason(app, town, client_as):
    made = drafting.drafts(town, count=3, many=1)
    clerk = client_as("clerk")
    path = f"/programmes/{made.programme_id}/letters"
    page = Page(clerk.get(path + "/preflight"))
    (group,) = page.root.xpath("//ul[contains(@class, 'reasons')]/li")
    warnings = group.xpath(".//input[@name='warning']/@value")
    assert len(warnings) == 3 and "同类的共3条" in group.text_content()
    assert f"/units/{town.villages[0].id}#letters" in group.xpath(".//a/@href")
    answer = clerk.post(path + "/waivers", data={"warning": warnings, "reason": "分三次下达。"})
    assert answer.status_code == 303, Page(answer, answer.status_code).text
    assert "已写明理由（3）" in Page(clerk.get(path + "/preflight")).text


def test_the_units_page_lists_its_letters_in_force(app, town, client_as, issued):
    letter = row(issued.letter_ids[0])
    page = Page(client_as("clerk").get(f"/units/{town.villages[0].id}"))
    assert "在效责任书（1）" in page.text and letter.number_text in page.text
    assert "现在没有在效的责任书" in Page(client_as("clerk").get(f"/units/{town.offices[0].id}")).text
    own = Page(client_as("signer").get(f"/units/{town.villages[0].id}"))
    assert letter.number_text in own.text


def test_the_faultless_letters_may_go_without_the_faulty_one(app, town, client_as):
    made = drafting.drafts(town, count=3)
    no_head(town)
    clerk, path = client_as("clerk"), f"/programmes/{made.programme_id}/letters"
    page = Page(clerk.get(path + "/preflight"))
    ticked = page.root.xpath("//input[@name='letter_ids'][@checked]/@value")
    assert ticked == [str(each) for each in made.letter_ids[1:]]
    assert page.root.xpath("//button[text()='送签'][not(@disabled)]")
    assert clerk.post(path + "/proposal", data={"letter_ids": ticked}).status_code == 303
    refused = clerk.post(path + "/proposal", data={"letter_ids": [str(made.letter_ids[0])]})
    assert "负责人" in Page(refused, 422).text


def test_the_same_form_sent_twice_proposes_once(app, town, client_as):
    made = drafting.drafts(town, count=2)
    clerk = client_as("clerk")
    form = {"letter_ids": [str(each) for each in made.letter_ids], "key": "a" * 32}
    first = clerk.post(f"/programmes/{made.programme_id}/letters/proposal", data=form)
    again = clerk.post(f"/programmes/{made.programme_id}/letters/proposal", data=form)
    assert first.status_code == again.status_code == 303 and first.location == again.location
    other = form | {"letter_ids": form["letter_ids"][:1]}
    assert clerk.post(f"/programmes/{made.programme_id}/letters/proposal", data=other).status_code == 409


def test_a_stale_approval_is_refused(app, town, client_as):
    made = drafting.drafts(town, count=1)
    job = drafting.propose(town, app, made)
    answer = client_as("leader").post(f"/batches/{job.id}/approval", data={"version": job.version + 5})
    assert "刚刚改过" in Page(answer, 409).text


def test_the_list_costs_the_same_for_three_and_for_thirty(app, town, client_as, counted):
    clerk = client_as("clerk")
    made = drafting.drafts(town, count=3)
    clerk.get("/letters/")
    with counted() as few:
        clerk.get("/letters/")
    for name in ("甲", "乙", "丙", "丁"):
        wording = drafting.template(town, made.programme_id, name=name)
        drafting.letters.draft(wording.id, [u.id for u in town.villages], by=town.viewer("clerk"), now=town.now)
    assert len(db.session.scalars(select(Letter.id)).all()) == 35
    with counted() as many:
        clerk.get("/letters/")
    assert len(few) == len(many) <= 6
    with counted() as piece:
        clerk.piece("/letters/", "letters-table")
    assert len(piece) <= 3


def test_the_bare_list_leads_to_the_newest_programme_that_has_issued(app, town, client_as, issued):
    later = make.programme(town, "后来的方案")
    make.target(town, later)
    make.drafts(town, make.template(town, later), [town.villages[0].id])
    clerk = client_as("clerk")
    assert later.id > issued.programme_id
    answer = clerk.get("/letters/")
    assert answer.location == f"/letters/?programme_id={issued.programme_id}"
    page = Page(clerk.get(answer.location))
    options = page.root.xpath("//select[@name='programme_id']/option")
    assert [each.get("value") for each in options] == ["all", str(later.id), str(issued.programme_id)]
    assert [each.get("value") for each in options if each.get("selected")] == [str(issued.programme_id)]
    assert f"programme_id={issued.programme_id}" in page.root.xpath("//thead//a/@href")[0]
    drafts = Page(clerk.get(f"/letters/?programme_id={later.id}"))
    assert len(drafts.all("//tbody/tr")) == 1 and "未签发" in drafts.text
    every = Page(clerk.get("/letters/?programme_id=all"))
    assert len(every.all("//tbody/tr")) == len(page.all("//tbody/tr")) + 1
    piece = clerk.piece("/letters/?programme_id=all&q=&state=", "letters-table")
    assert piece.headers["HX-Push-Url"] == "/letters/?programme_id=all", "the address carries the choice"


def test_while_nothing_is_issued_the_list_shows_what_there_is(town, client_as):
    drafting.drafts(town, count=2)
    assert len(Page(client_as("clerk").get("/letters/")).all("//tbody/tr")) == 2


def test_pinyin_jumps_to_the_one_letter_or_to_those_found(app, town, client_as):
    made = drafting.drafts(town, count=3)
    clerk = client_as("clerk")
    one = clerk.get(f"/letters/jump?programme_id={made.programme_id}&q=wjz")
    assert one.location == f"/letters/{made.letter_ids[0]}"
    assert clerk.get(f"/letters/jump?programme_id={made.programme_id}&q=").location.startswith("/letters/?")


def test_the_office_reads_what_was_done_to_a_letter_and_the_unit_does_not(app, town, client_as, issued):
    path = f"/letters/{issued.letter_ids[0]}"
    assert "签发" in Page(client_as("clerk").get(path)).root.xpath("string(//ol[@class='trail'])")
    assert not Page(client_as("signer").get(path)).root.xpath("//ol[@class='trail']")


@pytest.mark.parametrize(
    ("about", "field", "address"),
    [
        ("target", "allocations", "/targets/7/split"),
        ("target", "due_on", "/targets/7/edit"),
        ("unit", "head", "/units/7/holders/new"),
        ("programme", "targets", "/programmes/3/targets"),
    ],
)
def test_each_finding_leads_to_the_page_on_which_it_is_mended(app, about, field, address):
    with app.test_request_context():
        assert link_to(about, 7, field, 3) == address


@pytest.mark.parametrize(("reviewed", "word", "state"), ((True, "待审核", "review"), (False, "待签发", "proposed")))
def test_a_letter_that_was_sent_is_called_the_same_everywhere(app, town, client_as, reviewed, word, state):
    made = reviewing.sent(town, app).made if reviewed else drafting.drafts(town)
    if not reviewed:
        drafting.propose(town, app, made)
    clerk, letter_id, other = client_as("clerk"), made.letter_ids[0], {"待审核", "待签发", "拟稿"} - {word}
    (chip,) = {each.text for each in Page(clerk.get("/letters/")).root.xpath("//td[@data-label='状态']/span")}
    own = Page(clerk.get(f"/letters/{letter_id}"))
    assert chip == word and own.root.xpath("//header//span[contains(@class, 'chip')]")[0].text == word
    assert "删除草稿" not in own.text
    assert f"2026年 {word}" in Page(clerk.get("/find/", query_string={"q": town.villages[0].name})).text
    sheet = clerk.get("/letters/export?format=csv").get_data(as_text=True)
    assert sheet.count(word) == 3 and not any(each in sheet for each in other)
    for asked in ("review", "proposed"):
        rows = Page(clerk.get(f"/letters/?state={asked}")).root.xpath("//td[@data-label='状态']")
        assert len(rows) == (3 if asked == state else 0)
