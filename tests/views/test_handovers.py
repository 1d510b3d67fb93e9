"""责任交接: due after a change of holders, made as a paper, signed by scan, compared by a second person."""

import datetime as d
import io

import pytest
from making import NOW, make
from PIL import Image
from reading import Page
from sqlalchemy import select, update
from standing import stands

from respbook.actions import handovers, units
from respbook.actions.handovers import HandoverFacts, ScanFacts
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.queries import handovers as queries
from respbook.queries.scope import unit_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.handing import check_handover
from respbook.rules.units import PostRole

CHANGE = d.date(2026, 3, 2)
LATER = NOW + d.timedelta(days=3)


@stands
def due(app, town):
    """The first village's letter is issued; its head has left for a successor."""
    programme = make.programme(town)
    make.target(town, programme)
    rows = make.drafts(town, make.template(town, programme), [town.villages[0].id])
    make.issued(app, town, rows)
    facts = units.HolderFacts(PostRole.FIRST, "党支部书记", "赵新民", "", CHANGE)
    units.appoint(town.villages[0].id, facts, by=town.viewer("clerk"), now=NOW)
    unit = unit_in_sight(town.viewer("clerk"), town.villages[0].id)
    (pair,) = queries.due_handovers(unit, [])
    found = (rows[0].id, pair[0].id, pair[1].id)
    db.session.rollback()
    return found


def made(app, town, due, **change):
    facts = {"from_id": due[1], "to_id": due[2], "handed_on": CHANGE, "witness": "李明", "witness_post": "包村干部"}
    tools = app.extensions
    return handovers.make(
        town.villages[0].id, HandoverFacts(**facts | change), "青山镇人民政府", tools["binder"], tools["store"],
        by=town.viewer("clerk"), now=LATER,
    )  # fmt: skip


def test_the_unit_offers_it_and_the_letter_tells_it(app, town, due, client_as):
    page = Page(client_as("clerk").get(f"/units/{town.villages[0].id}"))
    assert "王1喆已离任，赵新民接任，还没有办责任交接" in page.text
    address = f"/units/{town.villages[0].id}/handovers"
    page = Page(client_as("clerk").get(address))
    assert "党支部书记王1喆 交 党支部书记赵新民" in page.text and "移交的任务（1）" in page.text
    sent = {"pair": f"{due[1]}-{due[2]}", "handed_on": "2026-03-02", "witness": "李明", "witness_post": "包村干部"}
    answer = client_as("clerk").post(address, data=sent)
    assert answer.status_code == 303
    shown = Page(client_as("signer").get(answer.location))
    assert "待签字" in shown.text and "移交任务1项" in shown.text
    assert client_as("signer").get(f"{answer.location}/paper.pdf").data.startswith(b"%PDF")
    assert client_as("signer").get(f"{answer.location}/scan").status_code == 404
    assert client_as("neighbour").get(answer.location).status_code == 404
    assert client_as("neighbour").get(f"{answer.location}/paper.pdf").status_code == 404
    letter = Page(client_as("signer").get(f"/letters/{due[0]}"))
    assert "此前由王1喆负责，此后由赵新民负责" in letter.text
    assert "没有要办的交接" in Page(client_as("clerk").get(address)).text


def test_a_duty_that_comes_while_the_paper_is_set_is_on_it(app, town, due, monkeypatch):
    whole, asked = handovers.open_duties, []

    def late(unit_id, on):
        asked.append(1)
        return whole(unit_id, on)[len(asked) == 1 :]

    monkeypatch.setattr(handovers, "open_duties", late)
    assert made(app, town, due).duties == 1 and len(asked) == 4  # twice set, each time looked at again


def test_signed_by_scan_and_compared_by_another(app, town, due, client_as):
    row = made(app, town, due)
    address, unit = f"/handovers/{row.id}", row.unit_id
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    files = {"scan": (io.BytesIO(picture.getvalue()), "交接书.png"), "kept_at": "3柜", "version": row.version}
    assert client_as("clerk").post(address, data=files).status_code == 303
    page = Page(client_as("clerk").get(address))
    assert "待核对" in page.text and "等另一位同志" in page.text
    db.session.expire_all()
    version = queries.handovers_of(unit)[0].version
    with pytest.raises(RuleBroken, match="不能是同一个人"):
        handovers.compare(row.id, version, by=town.viewer("clerk"), now=LATER)
    answer = client_as("leader").post(f"{address}/comparison", data={"version": version})
    assert answer.status_code == 303 and "已交接" in Page(client_as("leader").get(address)).text
    assert client_as("clerk").get(f"{address}/scan").status_code == 200
    db.session.expire_all()
    version = queries.handovers_of(unit)[0].version
    scan = ScanFacts("a" * 64, "x", "image/png", "")
    with pytest.raises(RuleBroken, match="不能再换"):
        handovers.take_scan(row.id, scan, version, by=town.viewer("clerk"), now=LATER)
    with pytest.raises(RuleBroken, match="不用再核"):
        handovers.compare(row.id, version, by=town.viewer("leader"), now=LATER)
    assert not verify_state()


def test_one_clerk_alone_finishes_it_and_it_is_marked(app, town, due, client_as):
    db.session.execute(update(Programme.__table__).values(clerk_may_issue=True))
    db.session.commit()
    row = made(app, town, due)
    scan = ScanFacts("a" * 64, "交接书.png", "image/png", "3柜")
    row = handovers.take_scan(row.id, scan, row.version, by=town.viewer("clerk"), now=LATER)
    address, version = f"/handovers/{row.id}", row.version
    clerk = client_as("clerk")
    assert "等另一位同志" not in Page(clerk.get(address)).text
    assert clerk.post(f"{address}/comparison", data={"version": version}).status_code == 303
    assert "一人经办（上传和核对是同一个人）" in Page(clerk.get(address)).text
    db.session.expire_all()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "handover.compare")).one()
    assert '"一人经办":"是"' in entry.body


def test_a_scan_that_is_none_is_refused(app, town, due, client_as):
    row = made(app, town, due)
    files = {"scan": (io.BytesIO(b"nothing"), "a.pdf"), "kept_at": "3柜", "version": row.version}
    assert client_as("clerk").post(f"/handovers/{row.id}", data=files).status_code == 422
    with pytest.raises(RuleBroken, match="还没有上传"):
        handovers.compare(row.id, row.version, by=town.viewer("leader"), now=LATER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"handed_on": d.date(2026, 3, 1)}, "不能更早"),
        ({"handed_on": d.date(2026, 9, 1)}, "还没有到"),
        ({"witness": "赵新民"}, "见证人不能是"),
        ({"from_id": 987654}, "没有要办的交接"),
    ],
)
def test_what_is_refused(app, town, due, change, words):
    with pytest.raises(RuleBroken, match=words):
        made(app, town, due, **change)


def test_not_twice(app, town, due):
    made(app, town, due)
    with pytest.raises(RuleBroken, match="已经办过"):
        made(app, town, due)


def test_people_of_two_units_hand_nothing_over(app, town, due):
    first, second = (
        unit_in_sight(town.viewer("clerk"), village.id).holders[0] for village in (town.villages[0], town.villages[1])
    )
    with pytest.raises(RuleBroken, match="不是同一个单位"):
        check_handover(first, second, CHANGE, CHANGE, "李明")
    with pytest.raises(RuleBroken, match="同一个人"):
        check_handover(first, first, CHANGE, CHANGE, "李明")
