"""回收站页: 撤销 beside the sentence, the list, restoring once."""

import drafting
import pytest
from reading import Page


@pytest.fixture
def dropped(town, client_as):
    """A draft that the clerk has just removed: (client, the page after it)."""
    made = drafting.drafts(town, count=1)
    clerk = client_as("clerk")
    answer = clerk.post(f"/letters/{made.letter_ids[0]}/removal")
    assert answer.status_code == 303
    return clerk, Page(clerk.get(answer.headers["Location"]))


def test_the_next_page_offers_to_take_it_back(dropped):
    clerk, page = dropped
    assert "已删除“王家庄村责任书草稿”" in page.text and "撤销" in page.text
    undo = page.root.xpath("//div[@id='flash']//form/@action")[0]
    after = Page(clerk.get(clerk.post(undo).headers["Location"]))
    assert "已恢复“王家庄村责任书草稿”" in after.text
    assert "不用再办" in clerk.post(undo).text


def test_the_bin_lists_what_may_come_back(dropped, client_as):
    clerk, _ = dropped
    page = Page(clerk.get("/removals/"))
    assert "王家庄村责任书草稿" in page.text and "还剩30天" in page.text
    assert client_as("reporter").get("/removals/").status_code == 403


def test_an_empty_bin_says_so(client_as):
    assert "没有删除过" in Page(client_as("clerk").get("/removals/")).text


def test_as_many_statements_for_many(town, client_as, counted):
    made = drafting.drafts(town, count=8)
    clerk = client_as("clerk")
    told = []
    for letter_id in made.letter_ids:
        clerk.post(f"/letters/{letter_id}/removal")
        with counted() as sql:
            clerk.get("/removals/")
        told.append(len(sql))
    assert told[0] == told[-1] <= 4
