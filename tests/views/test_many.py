"""成批办理: above twenty the list is shown and the count typed; nothing is lost on the way."""

import making
import pytest
from reading import Page
from sqlalchemy import func, select
from standing import stands

from respbook.models.base import db
from respbook.models.notices import Notice
from respbook.models.units import Unit
from respbook.rules.many import asks_for_count, typed_right


def crowded(app, town):
    """A town of twenty-four villages."""
    making.many_villages(town, 24)
    return list(db.session.scalars(select(Unit.id).where(Unit.name.like("第%")).order_by(Unit.id)))


villages = stands(crowded)


def test_from_the_twenty_first_on():
    assert not asks_for_count(20) and asks_for_count(21)
    assert typed_right(" ２１", 21) and not typed_right("20", 21) and not typed_right("", 21)


@pytest.fixture
def told(villages):
    return {
        "title": "关于清明禁烧的通知",
        "purpose": "风大，请安排巡查",
        "text": "请各村安排。",
        "unit_ids": villages[:21],
    }


def sent():
    return db.session.scalar(select(func.count()).select_from(Notice))


def test_a_notice_to_more_than_twenty_is_sent_by_its_count(client_as, told, villages):
    clerk = client_as("clerk")
    listed = Page(clerk.post("/notices/new", data=told))
    assert "一次办理21个单位，核对名单后请填总数" in listed.text
    again = {**told, "seen": ",".join(map(str, told["unit_ids"]))}
    asked = Page(clerk.post("/notices/new", data=again))
    assert "发给21个单位" in asked.heading and "还没有办理" in asked.text and sent() == 0
    wrong = Page(clerk.post("/notices/new", data={**asked.form(), "how_many": "20"}), 422)
    assert "填的是“20”，名单上是21" in wrong.text and sent() == 0
    fields = wrong.form()
    assert fields["title"] == told["title"]
    answer = clerk.post("/notices/new", data={**again, "how_many": "21"})
    assert answer.status_code == 303 and sent() == 1


def test_twenty_go_without_it(client_as, told):
    clerk = client_as("clerk")
    few = {**told, "unit_ids": told["unit_ids"][:20]}
    assert "核对名单后请填" not in Page(clerk.post("/notices/new", data=few)).text
    answer = clerk.post("/notices/new", data={**few, "seen": ",".join(map(str, few["unit_ids"]))})
    assert answer.status_code == 303 and sent() == 1
