"""权限一览: every permission under one head, who holds which role, how far one person sees."""

from collections import Counter

from reading import Page

from respbook.rules.permissions import Permission
from respbook.rules.permissions.areas import AREAS, area_of, by_area


def test_every_permission_stands_under_one_head():
    assert Counter(each for _, found in by_area(frozenset(Permission)) for each in found) == Counter(Permission)
    nouns = [noun for _, words in AREAS for noun in words.split()]
    assert len(nouns) == len(set(nouns)) and {area_of(each) for each in Permission} == {head for head, _ in AREAS}


def test_the_page_tells_who_is_what_and_how_far_one_sees(town, client_as, counted):
    clerk = client_as("clerk")
    page = Page(clerk.get("/people/roles/"))
    assert "王小燕（王家庄村）" in page.text and "系统管理员、审计/纪检不与其他角色兼任" in page.text
    assert "发布考核细则" in page.text and page.has_link("/people/?role=reporter") is False
    village = Page(clerk.get(f"/people/roles/?person={town.viewer('reporter').user_id}"))
    assert "只有王家庄村" in village.text and "看不到镇上的工作过程" in village.text
    office = Page(clerk.get(f"/people/roles/?person={town.viewer('clerk').user_id}"))
    assert "青山镇及下级单位：村8个" in office.text and "只能看，不能办理，15分钟自动结束" in office.text
    with counted() as sql:
        clerk.get(f"/people/roles/?person={town.viewer('clerk').user_id}")
    assert len(sql) <= 8
    assert client_as("reporter").get("/people/roles/").status_code == 403
    assert clerk.get("/people/roles/?person=99999").status_code == 404
    assert clerk.get("/people/roles/?person=x").status_code == 200


def test_people_and_help_lead_there(town, client_as):
    clerk = client_as("clerk")
    assert Page(clerk.get("/people/")).has_link("/people/roles/")
    assert Page(clerk.get("/help/permissions")).has_link("/people/roles/")
    assert not Page(client_as("reporter").get("/help/permissions")).has_link("/people/roles/")
