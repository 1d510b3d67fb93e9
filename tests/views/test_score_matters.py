"""计分事项 and 一票否决 on the pages: from the record to the decision, on the desk and on the unit's phone (X19, X14, R30)."""

import datetime as d
import re

import inspecting
import listing_matters as matters
import pytest
import reporting
from making import make
from reading import Page

from respbook.models.base import db
from respbook.models.notices import Notice
from respbook.models.score_matters import ScoreMatter
from respbook.queries.matters_waiting import MattersWaiting, matters_waiting
from respbook.rules.lifecycles import MatterState, VetoState

WORDS = "河边焚烧秸秆一处"


@pytest.fixture
def programme(app, town):
    return matters.ruled(town)


@pytest.fixture
def village(town):
    return town.villages[0]


@pytest.fixture
def today(clock):
    """The clock stands on 5 March, or wherever it is put."""

    def move(month=3, day=5):
        reporting.it_is(clock, inspecting.at(month, day))

    move()
    return move


def texts(client, *addresses):
    return " ".join(Page(client.get(each)).text for each in addresses)


def test_from_a_problem_to_the_phone_and_back_to_the_desk(app, town, programme, village, client_as, today):
    finding = inspecting.assigned(town, village)
    clerk, phone, leader = client_as("clerk"), client_as("reporter"), client_as("leader")
    page = Page(clerk.get(f"/findings/{finding.id}"))
    assert page.has_link(f"/score-matters/new?origin=findings-{finding.id}")
    rules = Page(clerk.get(f"/score-matters/new?origin=findings-{finding.id}"))
    assert "每发现1处扣2分" in rules.text and "受表扬的加分" in rules.text
    address = f"/score-matters/new?programme={programme.id}&rule=r1/r1-1&origin=findings-{finding.id}"
    form = Page(clerk.get(address))
    assert "村东头河边，河边有一堆秸秆正在冒烟" in form.source and "由问题2026-0001列入" in form.text
    sent = {
        "programme": programme.id,
        "rule": "r1/r1-1",
        "origin": f"findings-{finding.id}",
        "unit_id": village.id,
        "on": "2026-03-05",
        "words": WORDS,
        "count": "1",
        "key": "once",
    }
    refused = clerk.post("/score-matters/new", data=sent | {"count": "0", "key": "bad"})
    assert refused.status_code == 422 and "数量应大于0" in refused.text and WORDS in refused.text
    first, second = (clerk.post("/score-matters/new", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303 and first.location == second.location
    twice = clerk.post("/score-matters/new", data=sent | {"key": "other"})
    assert twice.status_code == 422 and "不再重复扣分" in twice.text and WORDS in twice.text
    shown = Page(clerk.get(first.location))
    assert "拟扣2分" in shown.text and shown.has_link(f"/findings/{finding.id}")
    assert WORDS not in texts(phone, "/", "/score-matters/", f"/findings/{finding.id}", "/evidence/", "/notices/")
    assert "计分事项" not in Page(phone.get(f"/findings/{finding.id}")).root.xpath("string(//main)")
    assert phone.get(first.location).status_code == 404

    row = db.session.query(ScoreMatter).one()
    chosen = {"chosen": f"{row.id}:{row.version}", "workdays": "5"}
    wrong = clerk.post("/score-matters/telling", data=chosen | {"workdays": "99"})
    assert wrong.status_code == 422 and "应在1和30之间" in wrong.text and WORDS in wrong.text
    asked = Page(clerk.post("/score-matters/telling", data=chosen))
    assert "2026年3月12日" in asked.text and WORDS in asked.text
    told = clerk.post("/score-matters/telling", data=chosen | {"confirmed": "1"})
    assert told.status_code == 303
    assert "1件拟扣分事项待陈述" in Page(phone.get("/")).text
    notice = db.session.query(Notice).one()
    assert Page(phone.get(f"/notices/{notice.id}")).has_link(first.location)
    own = Page(phone.get(first.location))
    assert "请于2026年3月12日" in own.text and "登记" not in own.root.xpath("string(//main)")
    barred = Page(leader.get(first.location))
    assert "还没有陈述" in barred.text and not barred.root.xpath("//form[contains(@action, '/confirmation')]")
    db.session.expire_all()
    version = db.session.query(ScoreMatter).one().version
    early = leader.post(f"{first.location}/confirmation", data={"version": version})
    assert early.status_code == 422 and "2026年3月13日起" in early.text

    statement = f"{first.location}/statement"
    empty = phone.post(statement, data={"version": version, "words": ""})
    assert empty.status_code == 422 and "请填写意见" in empty.text
    photo = make.evidence(app, town, village, make.photo_bytes(5), "reporter")
    said = phone.post(statement, data={"version": version, "words": "当天已扑灭", "evidence": photo.id})
    assert said.status_code == 303
    assert phone.post(statement, data={"version": version, "words": "又一次"}).status_code == 409
    desk = Page(leader.get("/score-matters/confirming"))
    assert "请逐件看（1）" in desk.text and "当天已扑灭" in desk.text
    assert leader.get(f"{first.location}/small-proofs/{photo.id}.jpg").status_code == 200
    assert client_as("neighbour").get(f"{first.location}/proofs/{photo.id}").status_code == 404
    done = leader.post(f"{first.location}/confirmation", data={"version": version + 1, "words": "事实清楚"})
    assert done.status_code == 303
    assert "事实清楚" in Page(phone.get(first.location)).text
    assert Page(phone.get(f"/findings/{finding.id}")).has_link(first.location)


def test_the_desk_passes_the_quiet_ones_together(app, town, programme, village, client_as, today):
    units = town.villages[:3]
    rows = [matters.told(app, town, programme, unit) for unit in units]
    own = matters.told(app, town, programme, town.villages[3], login="assessor")
    phone = client_as("signer")
    tap = phone.post(f"/score-matters/{rows[0].id}/no-objection", data={"version": rows[0].version, "key": "t"})
    assert tap.status_code == 303 and "已记下：无异议" in Page(phone.get(tap.location)).text
    today(3, 14)
    assert matters_waiting(town.viewer("assessor"), d.date(2026, 3, 14)).to_confirm == 3
    assert matters_waiting(town.viewer("clerk"), d.date(2026, 3, 14)).to_watch == 4
    assert "陈述期满待确认" in Page(client_as("clerk").get("/")).text
    assessor = client_as("assessor")
    page = Page(assessor.get("/score-matters/confirming"))
    assert "可一并确认（3）" in page.text and "请由另一人确认：柳树店村" in page.text
    chosen = page.root.xpath("//input[@name='chosen']/@value")
    assert len(chosen) == 3
    mixed = assessor.post("/score-matters/confirming", data={"chosen": [*chosen, f"{own.id}:{own.version}"]})
    assert mixed.status_code == 422 and "您登记的，应当由另一人确认" in mixed.text
    done = assessor.post("/score-matters/confirming", data={"chosen": chosen})
    assert done.status_code == 303
    db.session.expire_all()
    states = {row.id: row.state for row in db.session.query(ScoreMatter)}
    assert sum(state is MatterState.CONFIRMED for state in states.values()) == 3
    assert states[own.id] is MatterState.TOLD


def test_buttons_are_what_one_may_do(app, town, programme, village, client_as, today):
    row = matters.recorded(app, town, programme, village, login="assessor")
    bonus = matters.recorded(app, town, programme, village, "b1", source="县级")

    def buttons(login, which):
        main = Page(client_as(login).get(f"/score-matters/{which.id}")).root.xpath("//main")[0]
        return {
            re.sub(r"\s", "", each.text_content())
            for each in main.xpath(".//*[contains(@class, 'sheet-acts')]//*[self::a or self::button]")
        }

    assert buttons("clerk", row) == {"告知单位", "修改", "撤销登记"}
    assert buttons("assessor", row) == {"告知单位", "修改", "撤销登记"}, "who recorded it does not dismiss it"
    assert buttons("leader", row) == {"不计"}
    assert buttons("leader", bonus) == {"确认加分", "不计"}
    assert buttons("auditor", bonus) == set()
    edit = Page(client_as("clerk").get(f"/score-matters/{row.id}/edit"))
    assert "另行计分" in edit.text
    stale = {"on": "2026-03-05", "words": "改过的话", "count": "2", "version": 0}
    answer = client_as("clerk").post(f"/score-matters/{row.id}/edit", data=stale)
    assert answer.status_code in (409, 422) and "改过的话" in answer.text
    dropped = client_as("clerk").post(f"/score-matters/{row.id}/removal", data={"version": row.version, "reason": ""})
    assert dropped.status_code == 422 and "请填写理由" in dropped.text


def test_a_veto_from_proposal_to_decision(app, town, programme, village, client_as, today):
    clerk, leader, phone = client_as("clerk"), client_as("leader"), client_as("reporter")
    photo = make.evidence(app, town, town.unit, make.photo_bytes(4), "clerk")
    sent = {"veto_key": f"{programme.id}/v1", "unit_id": village.id, "on": "2026-03-05", "words": "排污致死鱼"}
    bare = clerk.post("/vetoes/new", data=sent)
    assert bare.status_code == 422 and "至少一件" in bare.text and "排污致死鱼" in bare.text
    made = clerk.post("/vetoes/new", data=sent | {"evidence": photo.id})
    assert made.status_code == 303
    assert phone.get(made.location).status_code == 404 and "死鱼" not in texts(phone, "/", "/vetoes/", "/evidence/")
    address = made.location
    veto_id = int(address.split("/")[-1])

    def at_hand(**more):
        return {"version": matters.veto_in_sight(town.viewer("leader"), veto_id).version} | more

    assert clerk.post(f"{address}/telling", data=at_hand(workdays="5")).status_code == 303
    assert "1件拟一票否决待陈述" in Page(phone.get("/")).text
    assert "没有效力" in Page(phone.get(address)).text
    early = clerk.post(f"{address}/silence", data=at_hand())
    assert early.status_code == 422 and "才能记明" in early.text
    assert not Page(leader.get(address)).root.xpath("//form[contains(@action, '/decision')]")
    said = phone.post(f"{address}/statement", data=at_hand(words="雨水管破裂"))
    assert said.status_code == 303
    assert matters_waiting(town.viewer("leader"), d.date(2026, 3, 5)) == MattersWaiting(vetoes_to_decide=1)
    assert "1件一票否决待决定" in Page(leader.get("/")).text
    decision = at_hand(decision="事实清楚，决定否决。", decided_on="2026-03-05")
    assert client_as("assessor").post(f"{address}/decision", data=decision).status_code == 403
    done = leader.post(f"{address}/decision", data=decision)
    assert done.status_code == 303
    shown = Page(phone.get(address))
    assert "环考否决〔2026〕1号" in shown.text and "雨水管破裂" in shown.text and "李建国" in shown.text
    assert matters.veto_in_sight(town.viewer("leader"), veto_id).state is VetoState.UPHELD
    assert phone.get(f"{address}/decision.pdf").data.startswith(b"%PDF-")
    assert client_as("neighbour").get(f"{address}/decision.pdf").status_code == 404
    assert client_as("neighbour").get(address).status_code == 404


def test_lists_cost_the_same_for_three_and_thirty(app, town, programme, village, client_as, today, counted):
    photo = make.evidence(app, town, town.unit, make.photo_bytes(1), "clerk").id

    def cost(address):
        client = client_as("leader")
        with counted() as sql:
            Page(client.get(address))
        return len(sql)

    matters.told(app, town, programme, village, evidence=(photo,))
    few = [cost(each) for each in ("/score-matters/", "/score-matters/confirming", "/")]
    for unit in town.villages:
        for _ in range(3):
            matters.told(app, town, programme, unit, evidence=(photo,))
    assert [cost(each) for each in ("/score-matters/", "/score-matters/confirming", "/")] == few


def test_gathering_shows_the_list_first_and_keeps_the_ticks(app, town, programme, village, client_as, today):
    kept = inspecting.assigned(town, village)
    left = inspecting.assigned(town, town.villages[1], "桥下垃圾")
    today(3, 25)
    clerk = client_as("clerk")
    page = Page(clerk.get("/score-matters/gathering"))
    assert "桥下垃圾" in page.text and page.has_link(f"/findings/{kept.id}") and "扣4分" in page.text
    keys = page.root.xpath("//input[@name='chosen'][@checked]/@value")
    assert len(keys) == 2
    sent = {"programme": programme.id, "chosen": [key for key in keys if key.startswith(f"{village.id}|")]}
    none = clerk.post("/score-matters/gathering", data={"programme": programme.id})
    assert none.status_code == 422 and "一件也没有勾选" in none.text
    done = clerk.post("/score-matters/gathering", data=sent | {"key": "g"})
    assert (
        done.status_code == 303 and clerk.post("/score-matters/gathering", data=sent | {"key": "g"}).status_code == 303
    )
    again = clerk.post("/score-matters/gathering", data=sent | {"key": "h"})
    assert again.status_code == 409 and "清单刚刚有变化" in again.text
    assert [row.finding_id for row in db.session.query(ScoreMatter)] == [kept.id]
    listed = Page(clerk.get(done.location))
    assert "王家庄村" in listed.text and "桥下垃圾" not in listed.text
    assert "桥下垃圾" in Page(clerk.get(f"/score-matters/gathering?programme={programme.id}")).text
    assert not Page(client_as("reporter").get(f"/findings/{kept.id}")).root.xpath(
        "//a[contains(@href, 'score-matters')]"
    )
    assert left.id
