"""撤销一步 on the page: the button beside the sentence, the list of one's own changes, the bin."""

from making import make
from reading import Page
from sqlalchemy import select
from standing import stands

from respbook.models.base import db
from respbook.models.county_forms import CountyForm
from respbook.models.units import Unit

year = stands(make.year)


def buttons(page):
    return page.root.xpath("//div[@id='flash']//form/@action")


def test_the_sentence_has_the_button_and_it_puts_back_what_was(town, client_as):
    village = town.villages[2].id
    clerk = client_as("clerk")
    form = Page(clerk.get(f"/units/{village}/edit")).form()
    answer = clerk.post(f"/units/{village}/edit", data={**form, "name": "张河湾新村村民委员会"})
    page = Page(clerk.get(answer.headers["Location"]))
    assert "张河湾新村" in page.text and len(buttons(page)) == 1
    after = Page(clerk.get(clerk.post(buttons(page)[0]).headers["Location"]))
    assert "已撤销：修改单位“张河湾新村村民委员会”。" in after.text and not buttons(after)
    assert db.session.scalar(select(Unit.name).where(Unit.id == village)) == "张河湾村村民委员会"
    assert "已由陈静撤销，不用再办" in clerk.post(buttons(page)[0]).text
    listed = Page(clerk.get("/changes/"))
    assert "已由陈静撤销" in listed.text and "撤销" in listed.text


def test_what_leaves_the_office_has_no_button(town, year, client_as):
    clerk = client_as("clerk")
    user = town.viewer("reporter").user_id
    answer = clerk.post(f"/people/{user}/sign-out")
    assert not buttons(Page(clerk.get(answer.headers["Location"])))
    assert client_as("auditor").get("/changes/").status_code == 403


def test_a_draft_that_was_thrown_away_lies_in_the_bin(town, year, client_as):
    clerk = client_as("clerk")
    form = db.session.scalars(select(CountyForm)).one()
    answer = clerk.post(f"/county-forms/{form.id}/removal", data={"version": form.version})
    assert answer.status_code == 303, answer.text
    page = Page(clerk.get("/removals/"))
    assert "月度汇总" in page.text and "上级报表" in page.text and "还剩30天" in page.text
    undo = page.root.xpath("//form[contains(@action, '/changes/')]/@action")[0]
    after = Page(clerk.get(clerk.post(undo).headers["Location"]))
    assert "已恢复“月度汇总”" in after.text
    assert db.session.scalars(select(CountyForm.name)).one() == "月度汇总"
