"""今天 tells of papers that wait: a circular for the leader, an order for the village; each row leads to its list."""

import inspecting
import ordering
import pytest
import reporting
from inspecting import at
from reading import Page

from respbook.actions import order_issuing, orders
from respbook.queries.papers_waiting import PapersWaiting, papers_waiting
from respbook.rules.findings import Term
from respbook.works import tools


@pytest.fixture(autouse=True)
def morning(clock, town):
    reporting.it_is(clock, at(3, 5))


def test_nobody_is_told_of_papers_that_do_not_wait(app, town, client_as):
    inspecting.assigned(town, town.villages[0])
    for login in ("leader", "reporter", "auditor"):
        assert papers_waiting(town.viewer(login)) == PapersWaiting()
    assert "待签发" not in Page(client_as("leader").get("/")).text


def test_a_red_order_waits_for_the_leader_and_then_for_the_village(app, town, client_as):
    village = town.villages[0]
    row = inspecting.assigned(town, village, now=at(3, 2), term=Term(1))
    sent = ordering.drafted(town, [row], at(3, 5), ordering.RED)
    orders.submit(sent.id, sent.version, by=town.viewer("clerk"), now=at(3, 5))
    assert papers_waiting(town.viewer("leader")) == PapersWaiting(orders=1)
    page = Page(client_as("leader").get("/"))
    assert "1份督办文书待签发" in page.text and page.has_link("/orders/?state=proposed")
    assert "待签发" not in Page(client_as("clerk").get("/")).text
    sent = ordering.again(town, sent)
    order_issuing.issue(sent.id, sent.version, tools(app), by=town.viewer("leader"), now=at(3, 5))
    assert papers_waiting(town.viewer("reporter")) == PapersWaiting(to_sign_for=1)
    assert "1份整改通知书、督办单待签收" in Page(client_as("reporter").get("/")).text
    assert papers_waiting(town.viewer("neighbour")) == PapersWaiting()


def test_a_problem_leads_to_its_orders_and_an_order_to_its_problems(app, town, client_as):
    helper = town.villages[1]
    row = inspecting.assigned(town, town.villages[0], helpers=(helper.id,))
    draft = ordering.drafted(town, [row], at(3, 5))
    address = f"/orders/{draft.id}"
    assert Page(client_as("clerk").get(f"/findings/{row.id}")).has_link(address)
    assert not Page(client_as("reporter").get(f"/findings/{row.id}")).has_link(address), "a draft is the office's own"
    order_issuing.issue(draft.id, draft.version, tools(app), by=town.viewer("clerk"), now=at(3, 5))
    assert Page(client_as("reporter").get(f"/findings/{row.id}")).has_link(address)
    assert not Page(client_as("neighbour").get(f"/findings/{row.id}")).has_link(address), "nor does it go to who helps"
    assert Page(client_as("reporter").get(address)).has_link(f"/findings/{row.id}")
