"""县区总览: two towns on one page, each figure leads to its list, the same number of statements however many towns."""

import making
import pytest
import reporting
from lxml import html
from making import make
from sqlalchemy import select
from standing import stands

from respbook.actions import offices, people
from respbook.models.base import db
from respbook.models.findings import Finding, FindingStep
from respbook.models.letters import Letter
from respbook.models.notices import Notice
from respbook.models.people import User
from respbook.rules.permissions import Role, system_viewer

county = stands(make.busy_towns)


def cells(answer):
    """{town: [words of its cells]} of the console."""
    rows = html.document_fromstring(answer.text).xpath("//table//tr[th[@scope='row']]")
    return {
        row.xpath("string(th)").strip(): [" ".join(td.text_content().split()) for td in row.xpath("td")] for row in rows
    }


def links(answer, town):
    row = html.document_fromstring(answer.text).xpath(f"//tr[th[contains(., '{town}')]]")[0]
    return {td.get("data-label"): td.xpath("string(.//a/@href)") for td in row.xpath("td")}


def test_both_towns_stand_with_their_figures(county, client_as):
    answer = client_as("county-clerk").get("/county/")
    assert answer.status_code == 200
    found = cells(answer)
    assert found["青山镇"][:2] == ["0/1", "未签发"]
    assert found[f"{making.CANARY}白水镇"][:2] == ["0/1", "0/1"]
    assert found["合计"][:2] == ["0/2", "0/1"]


def test_a_figure_leads_into_the_town_and_out_again(county, client_as):
    visitor = client_as("county-clerk")
    asked = links(visitor.get("/county/"), "白水镇")
    shown = visitor.get(asked["镇内签订"], follow_redirects=True)
    assert f"{making.CANARY}上河村" in shown.text
    assert "现在只看" in shown.text
    units = visitor.get("/units/").text
    assert f"{making.CANARY}上河村" in units and "王家庄村" not in units
    assert "现在只看" not in visitor.get("/county/").text
    visitor.get(asked["镇内签订"])
    visitor.get("/county/whole")
    assert "王家庄村" in visitor.get("/units/").text
    given = visitor.get(asked["与县签订"], follow_redirects=True).text
    assert "云政责〔2026〕2号" in given and "白环责〔2026〕1号" not in given


@pytest.mark.parametrize("login", ["clerk", "leader", "reporter", "auditor"])
def test_a_town_has_no_console(county, client_as, login):
    visitor = client_as(login)
    assert visitor.get("/county/").status_code in (403, 404)
    assert visitor.get(f"/county/towns/{county.other.id}").status_code in (403, 404)
    assert "县区总览" not in visitor.get("/").text


def test_the_statements_are_as_many_for_thirty_towns(county, client_as, counted):
    visitor, pages = client_as("county-leader"), ("/county/", "/findings/", "/reporting-rate/", "/find/?q=村")

    def look():
        console, *_ = [visitor.get(page) for page in pages]
        return console

    look()
    with counted() as few:
        look()
    for place in range(28):
        facts = offices.OfficeFacts(f"第{place}镇人民政府", admin=f"甲{place}", login=f"admin{place}")
        offices.add_town(county.unit.id, facts, by=system_viewer(), now=making.NOW)
    with counted() as many:
        answer = look()
    assert len(cells(answer)) == 31
    assert len(many) == len(few)


def test_the_sheet_has_the_rows_of_the_page(county, client_as):
    written = client_as("county-clerk").get("/county/export?format=csv").get_data(as_text=True)
    assert "青山镇,0,1" in written and "合计,0,2,0,1" in written


def test_the_administrator_sets_up_a_town(county, client_as):
    visitor = client_as("county-admin")
    assert visitor.get("/county/towns/new").status_code == 200
    told = {"name": "黑山镇人民政府", "admin": "黑明"}
    answer = visitor.post("/county/towns/new", data=told)
    assert answer.status_code == 200 and "heiming" in answer.text
    again = visitor.post("/county/towns/new", data=told)
    assert again.status_code == 422 and "已有同名单位" in again.text
    assert client_as("admin").get("/county/towns/new").status_code == 404


def test_the_town_finds_the_countys_letter_and_task(county, client_as):
    """今天 of clerk and leader: the letter to sign, what to report; the letter opens, its programme too."""
    today = client_as("leader").get("/").text
    assert "待我签" in today or "签" in today
    row = db.session.scalars(select(Letter).where(Letter.unit_id == county.town.unit.id)).one()
    for login in ("clerk", "leader"):
        shown = client_as(login).get(f"/letters/{row.id}")
        assert shown.status_code == 200 and "云政责〔2026〕1号" in shown.text
        assert client_as(login).get(f"/programmes/{row.programme_id}").status_code == 200
    assert client_as("clerk").get(f"/programmes/{row.programme_id}/edit").status_code in (200, 404)
    assert client_as("other-clerk").get(f"/letters/{row.id}").status_code == 404
    assert client_as("reporter").get(f"/letters/{row.id}").status_code == 404
    assert "清洁取暖改造" in client_as("clerk").get("/tasks/").text


def test_a_problem_of_the_county_is_answered_by_the_town(county, client_as):
    """The town has it on 今天 as its own, signs for it as the unit, and does not close it; another town knows nothing of it."""
    row = db.session.scalars(select(Finding).where(Finding.town_id == county.unit.id)).one()
    visitor, address = client_as("clerk"), f"/findings/{row.id}"
    assert "国道边垃圾" in visitor.get("/").text
    shown = visitor.get(address).text
    assert ">签收<" in shown and "代签收" not in shown and "合并" not in shown
    assert client_as("other-clerk").get(address).status_code == 404
    visitor.post(f"{address}/receipt", data={"version": row.version})
    db.session.expire_all()
    step = db.session.scalars(
        select(FindingStep).where(FindingStep.finding_id == row.id, FindingStep.deed == "finding.receive")
    ).one()
    assert (step.for_unit, step.by_unit_id) == (False, county.town.unit.id)


def test_a_notice_of_the_county_is_read_by_the_town_as_a_unit(county, client_as):
    notice = db.session.scalars(select(Notice).where(Notice.town_id == county.unit.id)).one()
    visitor = client_as("clerk")
    assert "新通知：秦川的通知" in visitor.get("/").text
    shown = visitor.get(f"/notices/{notice.id}")
    assert shown.status_code == 200 and "撤回" not in shown.text
    assert visitor.get(f"/notices/{notice.id}/export").status_code == 404
    assert client_as("county-clerk").get(f"/notices/{notice.id}/export").status_code == 200


def test_a_county_has_no_buttons_on_what_its_town_keeps(county, client_as):
    row = db.session.scalars(select(Finding).where(Finding.town_id == county.other.id)).one()
    shown = client_as("county-clerk").get(f"/findings/{row.id}")
    assert shown.status_code == 200 and "河堤垃圾" in shown.text
    assert "代签收" not in shown.text and "改派" not in shown.text
    answer = client_as("county-clerk").post(f"/findings/{row.id}/receipt", data={"version": row.version})
    assert answer.status_code in (409, 422) and "由金丝雀白水镇办理" in answer.text


def test_a_county_reads_the_town_beside_each_village_and_a_town_does_not(county, client_as):
    """On lists, in searching, as office before what an office keeps; one town looked at alone needs no name."""
    visitor, village = client_as("county-clerk"), f"{making.CANARY}上河村"
    named = f"{making.CANARY}白水镇 · {village}"
    own = db.session.scalars(select(Letter).where(Letter.unit_id == county.village.id)).one()
    pages = (
        "/findings/",
        f"/letters/?programme_id={own.programme_id}",
        "/reporting-rate/",
        "/tasks/",
        f"/find/?q={village}",
    )
    for page in pages:
        shown = " ".join(html.document_fromstring(visitor.get(page).text).text_content().split())
        assert named in shown, page
        assert "青山镇 · 青山镇" not in shown and f"云岭县 · {making.CANARY}" not in shown, page
    assert "青山镇 · " not in visitor.get("/programmes/").text
    sheet = visitor.get("/findings/export?format=csv").get_data(as_text=True)
    assert f"{making.CANARY}白水镇{village}" in sheet
    visitor.get(f"/county/towns/{county.other.id}")
    assert village in visitor.get("/findings/").text and named not in visitor.get("/findings/").text
    assert named not in client_as("other-clerk").get("/findings/").text


def test_units_stand_town_by_town(county, client_as):
    """白水镇's village was entered last and is called first; 青山镇's stand together before it."""
    visitor = client_as("county-clerk")
    rows = html.document_fromstring(visitor.get("/units/").text).xpath("//table//tr/th[@scope='row']")
    names = [row.text_content().strip() for row in rows]
    villages = [name for name in names if "村" in name]
    assert villages[-1].startswith(making.CANARY), villages
    assert names.index("云岭县人民政府") < names.index("青山镇人民政府") < names.index(villages[0])


@pytest.mark.parametrize("login", ["admin", "auditor"])
def test_the_whole_book_is_verified_by_the_county_alone(county, client_as, login):
    visitor = client_as(login)
    for method, address in (
        ("GET", "/audit/verification"),
        ("POST", "/audit/verification"),
        ("POST", "/audit/checkpoint"),
    ):
        answer = visitor.open(address, method=method, data={} if method == "POST" else None)
        assert answer.status_code == 403 and "涉及全县" in answer.text, (login, address)
    assert "/audit/verification" not in visitor.get("/").text
    assert client_as("county-admin").get("/audit/verification").status_code == 200


def test_a_towns_auditor_reads_the_deeds_of_his_town(county, client_as):
    shown = client_as("auditor").get("/audit/").text
    assert "查验要通读全县的日志" in shown and ">查验<" not in shown
    assert "陈静" in shown and making.CANARY not in shown and "秦川" not in shown


def test_a_countys_clerk_looks_through_the_eyes_of_its_towns_reporters_only(county, client_as):
    """Villages are the towns' own; and the preview is whole, whatever town he looked at before."""
    visitor = client_as("county-clerk")
    other = db.session.scalars(select(User).where(User.login == "other-reporter")).one()
    assert "以该用户身份查看" not in visitor.get(f"/people/{other.id}").text
    refused = visitor.post(f"/preview/{other.id}")
    assert refused.status_code in (409, 422) and "由所在的镇查看" in refused.text
    facts = people.PersonFacts("town-reporter", "镇填报", county.town.unit.id, "", frozenset({Role.REPORTER}))
    reporter, _ = people.add(facts, by=county.viewer("county-admin"), now=making.NOW)
    visitor.get(f"/county/towns/{county.other.id}")
    assert visitor.post(f"/preview/{reporter.id}").status_code == 303
    shown = visitor.get("/").text
    assert "正在以青山镇镇填报" in shown and "现在只看" not in shown
    visitor.csrf_token = html.document_fromstring(shown).xpath("string(//input[@name='csrf_token']/@value)")
    assert visitor.post("/preview/end").status_code == 303
    assert "现在只看" in visitor.get("/units/").text


def test_the_table_of_roles_tells_who_decides_what_where(county, client_as):
    shown = client_as("county-clerk").get("/people/roles/").text
    village = f"{making.CANARY}白水镇 · {making.CANARY}上河村"
    assert village in shown and "县里对各镇的记录只看不办" in shown
    clerk = db.session.scalars(select(User).where(User.login == "clerk")).one()
    told = client_as("clerk").get(f"/people/roles/?person={clerk.id}").text
    assert "以责任单位的身份签订、报送、申诉" in told


def test_a_county_drafts_nothing_in_a_towns_programme(county, client_as):
    own = db.session.scalars(select(Letter).where(Letter.unit_id == county.village.id)).one()
    address = f"/letters/?programme_id={own.programme_id}"
    assert "体检与送签" not in client_as("county-clerk").get(address).text
    assert "体检与送签" in client_as("other-clerk").get(address).text


def test_a_county_urges_nobody_for_what_towns_are_told_by_their_own(county, client_as, clock):
    """催报 leaves rows behind that count against whoever is named: each office asks for what it keeps."""
    reporting.it_is(clock, reporting.at(12, 31))
    address = "/reporting-rate/urging?first=2026-01-01&last=2026-12-31"
    village = f"{making.CANARY}上河村"
    asked = {login: client_as(login).get(address).text for login in ("county-clerk", "other-clerk", "clerk")}
    assert village in asked["other-clerk"] and village not in asked["county-clerk"]
    assert "青山镇" in asked["county-clerk"] and "各单位都报了，没有要催的" in asked["clerk"]
