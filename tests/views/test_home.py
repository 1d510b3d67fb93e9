"""今天: what each role finds there, in a flat number of statements."""

import pytest
from reading import Page

LOGINS = ("admin", "clerk", "leader", "assessor", "auditor", "reporter", "signer")


@pytest.mark.parametrize("login", LOGINS)
def test_everybody_finds_something_to_begin_with(client_as, login):
    page = Page(client_as(login).get("/"))
    assert page.heading == "今天"
    assert page.links("//main")


@pytest.mark.parametrize("login", LOGINS)
def test_few_statements(client_as, counted, login):
    client = client_as(login)
    client.get("/")
    with counted() as sql:
        client.get("/")
    assert len(sql) <= 6, "\n".join(sql)


def test_clerk_is_told_which_units_have_nobody_to_sign(client_as):
    page = Page(client_as("clerk").get("/"))
    assert "3个单位还没有登记负责人" in page.text
    listed = Page(client_as("clerk").get("/units/?headless=1"))
    assert "青山镇卫生院" in listed.text and "王家庄村" not in listed.text


def test_reporter_does_not_see_the_office(client_as):
    page = Page(client_as("reporter").get("/"))
    assert "登记负责人" not in page.text and "签发进度" not in page.text
