"""审核的网页: read once, say it at the clause, agree or send back; the clerk finds it where he works (L7, I6, U2)."""

import pytest
import reviewing
from reading import Page
from standing import stands

from respbook.actions import reviews

STATEMENTS = 19
"""Of the reading page of one template, whatever the number of letters."""


sent = stands(reviewing.sent)


@pytest.fixture
def where(sent):
    return f"/batches/{sent.job_id}/review"


@pytest.fixture
def press(client_as, where):
    """Press a button of the reading page as somebody."""

    def button(verdict, login="leader", **fields):
        client = client_as(login)
        form = Page(client.get(where)).form(where)
        return client.post(where, data={**form, "verdict": verdict, **fields})

    return button


def test_the_common_text_stands_once_and_each_letter_is_a_click_away(client_as, sent, where):
    page = Page(client_as("leader").get(where))
    assert page.text.count("签订本责任书") == 2 and "第一次审阅" in page.text  # once to read, once to choose
    assert all(page.has_link(f"/letters/{letter_id}") for letter_id in sent.made.letter_ids)
    assert "可选条款" in page.all("//th")


def test_the_sender_and_the_readers_have_no_buttons(client_as, where):
    for login in ("clerk", "assessor", "auditor"):
        page = Page(client_as(login).get(where))
        assert not page.all("//button[@name='verdict']"), login


def test_the_reviewer_finds_it_on_his_first_page_and_agrees(client_as, press, sent, where):
    home = Page(client_as("leader").get("/"))
    assert "3份待审核" in home.text and home.has_link(where)
    assert not Page(client_as("clerk").get("/")).has_link(where)
    assert press("agree", words="数字已核对。").status_code == 303
    batch = Page(client_as("leader").get(f"/batches/{sent.job_id}"))
    assert "数字已核对" in batch.text and "等候签发" in batch.text and "同意签发" in batch.text


def test_an_opinion_at_a_clause_reaches_the_clerk_and_is_marked_when_met(client_as, press, sent, where, town):
    clause = reviewing.clause(town, sent.made.template_id)
    assert press("remark", words="写明职务。", clause_id=str(clause.id)).status_code == 303
    assert press("return").status_code == 303
    template = f"/letter-templates/{sent.made.template_id}"
    before = Page(client_as("clerk").get(template))
    assert "写明职务" in before.text and "未改" in before.text and before.has_link(f"/clauses/{clause.id}")
    preflight = Page(client_as("clerk").get(f"/programmes/{sent.made.programme_id}/letters/preflight"))
    assert "没有改动" in preflight.text and "送审" in preflight.all("//form//button")
    reviewing.reword(town, sent.made.template_id, "{{负责人职务}}{{负责人}}是第一责任人。")
    after = Page(client_as("clerk").get(template))
    assert "已改" in after.text and "{{负责人职务}}" in after.all("//ins")
    again = Page(client_as("clerk").get(f"/programmes/{sent.made.programme_id}/letters/preflight"))
    assert "有改动" in again.text


def test_ticked_letters_go_back_alone(client_as, press, sent):
    back = str(sent.made.letter_ids[1])
    assert press("picked", words="户数不对。", letter_ids=back).status_code == 303
    letter = Page(client_as("clerk").get(f"/letters/{back}"))
    assert "户数不对" in letter.text and "办理过程" in letter.text
    batch = Page(client_as("clerk").get(f"/batches/{sent.job_id}"))
    assert "已退回" in batch.text and "2份" in batch.text
    assert "1份被退回" in Page(client_as("clerk").get("/")).text


def test_what_lacks_is_said_at_its_field_and_what_was_typed_stays(press, town, sent):
    nothing = Page(press("picked", words="写好的话"), status=422)
    assert "还没有勾选" in nothing.text and "写好的话" in nothing.all("//textarea")[0]
    empty = Page(press("return"), status=422)
    assert empty.fields_wrong() == {"words": "请写明退回的原因，经办人好据此修改。"}
    wrong = Page(press("remark", words="看", clause_id="987654"), status=422)
    assert wrong.all("//section[@role='alert']")
    assert Page(press("agreed"), status=422).all("//section[@role='alert']")


def test_a_decision_on_an_old_page_is_refused_with_the_input_kept(client_as, sent, where, town):
    client = client_as("leader")
    form = Page(client.get(where)).form(where)
    job = reviewing.job(town, sent.job_id)
    back = (sent.made.letter_ids[0],)
    reviews.refer_back(job.id, "这份不行。", job.version, back, by=reviewing.second_clerk(town), now=town.now)
    late = Page(client.post(where, data={**form, "verdict": "agree", "words": "我同意"}), status=409)
    assert "我同意" in late.all("//textarea")[0] and "别人刚刚改过" in late.text


def test_pressed_twice_it_is_said_once(client_as, sent, where, town):
    client = client_as("leader")
    form = Page(client.get(where)).form(where) | {"verdict": "remark", "words": "只说一次。"}
    assert [client.post(where, data=form).status_code for _ in range(2)] == [303, 303]
    assert Page(client.get(where)).text.count("只说一次") == 1


def test_letters_changed_since_are_named_before_anybody_agrees(client_as, press, sent, where, town):
    reviewing.reword(town, sent.made.template_id, "第一责任人是{{负责人}}。")
    page = Page(client_as("leader").get(where))
    assert "3份内容有改动" in page.text and page.text.count("送出后有改动") == 3
    assert press("agree").status_code == 422


@pytest.mark.parametrize("count", [2, 8])
def test_few_statements_however_many_letters(app, town, client_as, counted, count):
    job_id = reviewing.sent(town, app, count=count).job_id
    client = client_as("leader")
    client.get(f"/batches/{job_id}/review")
    with counted() as sql:
        Page(client.get(f"/batches/{job_id}/review"))
    assert len(sql) == STATEMENTS, "\n".join(sql)


def test_the_programme_says_whether_it_is_reviewed(client_as, sent):
    assert "由第二个人审核" in Page(client_as("clerk").get(f"/programmes/{sent.made.programme_id}")).text


def test_unit_people_see_nothing_of_it(client_as, sent, where, app, town):
    assert client_as("reporter").get(where).status_code == 403


def test_a_returned_opinion_stands_where_the_clerk_works_until_it_is_met(client_as, press, sent, town):
    clause, clerk = reviewing.clause(town, sent.made.template_id), client_as("clerk")
    assert press("remark", words="写明职务。", clause_id=str(clause.id)).status_code == 303
    pages = tuple(f"/programmes/{sent.made.programme_id}{each}" for each in ("", "/letters/preflight"))
    assert not any("没有改。" in Page(clerk.get(each)).text for each in pages)  # nobody has returned it yet
    assert press("return").status_code == 303
    for each in pages:
        page = Page(clerk.get(each))
        assert "已退回，还有1条意见没有改" in page.text
        assert page.has_link(f"/batches/{sent.job_id}/review#opinions")
    todo = Page(clerk.get("/")).all("//main//tbody/tr/th")
    assert todo.index("2026年度方案：3份已退回") < todo.index("3个单位还没有登记负责人")
    editor = Page(clerk.get(f"/clauses/{clause.id}", follow_redirects=True))
    (panel,) = editor.root.xpath("//section[@id='opinions']//a")
    assert panel.get("href") == f"#of-{clause.id}" and panel.text.startswith("单位简称党支部书记")
    beside = editor.root.xpath(f"//details[@open][summary/@id='of-{clause.id}']/following-sibling::p[1]")[0]
    assert "意见，未改：写明职务。" in beside.text_content()
    reader = client_as("leader").get(f"/clauses/{clause.id}")
    assert reader.location.endswith(f"#clause-{clause.id}")
    reviewing.reword(town, sent.made.template_id, "{{负责人职务}}{{负责人}}是第一责任人。")
    assert not any("没有改。" in Page(clerk.get(each)).text for each in pages)
    after = Page(clerk.get(f"/letter-templates/{sent.made.template_id}/edit"))
    assert "写明职务" not in after.text


def test_an_opinion_on_a_heading_shows_its_words(client_as, press, sent, where, town):
    heading = reviewing.clause(town, sent.made.template_id, place=1)
    press("remark", words="改称责任主体。", clause_id=str(heading.id))
    assert "所指条款：一、责任对象" in Page(client_as("leader").get(where)).text
