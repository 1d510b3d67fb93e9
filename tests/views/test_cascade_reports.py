"""层层签订上报 pages: the village's page, the tree with its filter, the sheet; a neighbour sees nothing (features C3)."""

from making import make
from reading import Page
from sqlalchemy import select
from standing import stands

from respbook.models.base import db
from respbook.models.cascade_reports import CascadeReport
from respbook.models.pledges import Pledge


@stands
def letters(app, town):
    """Two villages with two households each, one of them waiting; the first has two 社 of 20 and 21 households, without papers."""
    programme = make.programme(town)
    make.target(town, programme)
    rows = make.drafts(town, make.template(town, programme), [village.id for village in town.villages[:2]])
    make.issued(app, town, rows)
    for row in rows:
        make.pledges_of(app, town, row)
    make.groups(town, town.villages[0], "东关社", "西关社")
    return rows


def settle(client, town, unit_id):
    """The household that waits is away."""
    row = db.session.scalar(select(Pledge).where(Pledge.unit_id == unit_id, Pledge.signed_on.is_(None)))
    address = f"/pledges/{row.id}/unsigned"
    form = Page(client.get(f"/pledges/{row.id}")).form(address)
    assert client.post(address, data=form | {"reason": "外出务工。", "how": "absent"}).status_code == 303
    return row.id


def test_reported_received_unlocked_on_the_page(client_as, town, letters):
    letter = letters[0]
    home = f"/letters/{letter.id}/pledges"
    reports = f"{home}/reports"
    signer, clerk = client_as("signer"), client_as("clerk")
    page = Page(signer.get(home))
    assert "未上报" in page.text and "还有1份待签" in page.text and f'action="{reports}"' not in signer.get(home).text
    pledge_id = settle(signer, town, town.villages[0].id)
    page = Page(signer.get(home))
    refused = Page(signer.post(reports, data=page.form(reports)), 422)
    assert "还没有社责任书" in refused.fields_wrong()["remark"]
    answer = signer.post(reports, data=page.form(reports) | {"remark": "各社不另签。", "key": "k"})
    assert answer.status_code == 303 and answer.location == home
    page = Page(signer.get(home))
    assert "待接收" in page.text and "户承诺书已签1/2份" in page.text and "外出务工" in page.text
    assert not page.has_link(f"{home}/households") and "解锁" not in page.text
    assert "要改请镇里退回" in signer.get(f"{home}/households").text
    assert signer.get(f"{home}/groups").status_code == signer.get(f"{home}/signing").status_code == 409
    paper = signer.get(f"/pledges/{pledge_id}")
    assert "要改请镇里退回" in paper.text and f"/pledges/{pledge_id}/voiding" not in paper.text
    (row,) = db.session.scalars(select(CascadeReport)).all()
    base = f"{reports}/{row.id}"
    page = Page(clerk.get(home))
    assert signer.post(f"{base}/acceptance", data=page.form(f"{base}/acceptance")).status_code == 403
    stale = clerk.post(f"{base}/acceptance", data=page.form(f"{base}/acceptance") | {"version": "7"})
    assert "别人刚刚改过" in Page(stale, 409).text
    assert clerk.post(f"{base}/acceptance", data=Page(clerk.get(home)).form(f"{base}/acceptance")).status_code == 303
    page = Page(clerk.get(home))
    assert "已接收" in page.text and not page.has_link(f"{home}/households")
    data = page.form(f"{base}/unlocking")
    assert clerk.post(f"{base}/unlocking", data=data | {"reason": ""}).status_code == 422
    answer = clerk.post(f"{base}/unlocking", data=data | {"reason": "村里要求补签。", "key": "k2"})
    assert answer.status_code == 303
    page = Page(clerk.get(home))
    assert "陈静解锁" in page.text and "村里要求补签" in page.text and page.has_link(f"{home}/households")
    assert "代上报" in page.text


def test_a_returned_report_says_why(client_as, town, letters):
    letter, clerk = letters[0], client_as("clerk")
    row = make.reported(town, letter, "各社不另签。")
    home = f"/letters/{letter.id}/pledges"
    base = f"{home}/reports/{row.id}/return"
    page = Page(clerk.get(home))
    assert clerk.post(base, data=page.form(base) | {"reason": "请把东关社补上。"}).status_code == 303
    page = Page(client_as("reporter").get(home))
    assert "陈静于" in page.text and "请把东关社补上" in page.text and page.has_link(f"{home}/groups")
    again = clerk.post(base, data={"version": "2", "reason": "再退", "key": "z"})
    assert "现为“已退回”，不能退回" in Page(again, 422).text


def test_the_tree_tells_who_has_reported(client_as, town, letters):
    letter, clerk = letters[0], client_as("clerk")
    tree = f"/programmes/{letter.programme_id}/cascade"
    make.reported(town, letter, "各社不另签。")
    page = Page(clerk.get(tree))
    assert "未上报 1" in page.text and "待接收 1" in page.text and "已接收 0" in page.text
    assert "名册41户" in page.text and "共\u206020\u2060户" in page.text
    narrowed = Page(clerk.get(f"{tree}?report=reported"))
    assert [row.text_content().strip() for row in narrowed.root.xpath("//tbody//th")] == ["王家庄村"]
    assert "没有" in Page(clerk.get(f"{tree}?report=accepted")).text
    sheet = clerk.get(f"{tree}/export?format=csv").data.decode("utf-8-sig").splitlines()
    assert len(sheet) == 3 and "王家庄村,待签,0,2,1,2,41,待接收,王喆" in sheet[1] and "未上报" in sheet[2]
    assert len(clerk.get(f"{tree}/export?format=csv&report=due").data.decode("utf-8-sig").splitlines()) == 2


def test_a_neighbour_sees_and_does_nothing(client_as, town, letters):
    own, other = letters
    row = make.reported(town, own, "各社不另签。")
    neighbour = client_as("neighbour")
    home = f"/letters/{own.id}/pledges"
    assert neighbour.post(f"{home}/reports", data={"remark": ""}).status_code == 404
    clerk = client_as("clerk")
    strange = f"/letters/{other.id}/pledges/reports/{row.id}/acceptance"
    assert clerk.post(strange, data={"version": "1"}).status_code == 404
    told = neighbour.get(f"/programmes/{own.programme_id}/cascade/export?format=csv").data.decode("utf-8-sig")
    assert "王家庄村" not in told and "李家沟村" in told


def test_as_many_statements_for_many_reports(client_as, town, letters, counted):
    clerk, tree = client_as("clerk"), f"/programmes/{letters[0].programme_id}/cascade"
    told = []
    for letter in letters:
        clerk.get(tree)
        make.reported(town, letter, "各社不另签。", "clerk")
        counts = []
        for page in (tree, f"{tree}/export?format=csv", f"/letters/{letters[0].id}/pledges"):
            with counted() as sql:
                assert clerk.get(page).status_code == 200
            counts.append(len(sql))
        told.append(counts)
    assert told[0] == told[1] and max(told[0]) <= 14
