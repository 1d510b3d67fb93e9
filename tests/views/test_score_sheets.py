"""评分的页面: one plain form without scripts (R55), one cell as JSON, no digit of the other's marks before both are in (A6)."""

import re

import desk_rounds
import pytest
from desk_rounds import D, marks
from making import NOW
from reading import Page
from sqlalchemy import update

from respbook.actions import score_assignments, score_sheets, scoring
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.rules.lifecycles import AssessmentState
from respbook.rules.marking import Proposal, Typed

TEN, OPEN = Proposal(D(10)), Proposal(None, "", True)
CANARY = "7.391"


def two(app, town):
    return desk_rounds.round_of(app, town, assessors=2)


@pytest.fixture
def one(stand):
    return stand(desk_rounds.round_of)


@pytest.fixture
def both(stand):
    return stand(two)


@pytest.fixture
def assessor(client_as, app):
    return lambda: client_as("assessor")


def give(viewer, sheet, key="r1", points="10", proposal=TEN, reason="", na=None):
    return scoring.mark(sheet.id, key, Typed(points, reason, na), proposal, 0, by=viewer, now=NOW)


def save(client, sheet, status=303, **typed):
    address = f"/score-sheets/{sheet.id}"
    values = Page(client.get(address)).form(address)
    return client.post(address, data={**values, **{name.replace("_", "-"): text for name, text in typed.items()}})


def test_the_whole_sheet_is_one_plain_form(one, town, assessor):
    client, sheet = assessor(), one.of(town.villages[0])
    answer = save(client, sheet, points_1="１０", points_2="8", reason_2="少两块展板")
    assert answer.status_code == 303
    page = Page(client.get(answer.headers["Location"]))
    assert "已保存2项。" in page.text and page.text.count("已保存 09:00") == 2 and "2/2" in page.text
    assert {key: row.points for (key, _), row in marks(sheet).items()} == {"r1": 10, "r2": 8}
    assert "没有改动" in Page(client.get(save(client, sheet).headers["Location"])).text
    refused = Page(save(client, sheet, points_1="7", points_2="NaN", reason_2="又少了一块"), 422)
    assert "有2项没有存上" in refused.text and "与系统算分10分不同，请写明理由。" in refused.text
    assert "“NaN”不是得分" in refused.text
    kept = refused.form(f"/score-sheets/{sheet.id}")
    assert (kept["points-1"], kept["points-2"], kept["reason-2"]) == ("7", "NaN", "又少了一块")
    mended = {"points-1": "7", "reason-1": "少三处", "points-2": "8", "reason-2": "少两块展板"}
    answer = client.post(f"/score-sheets/{sheet.id}", data={**kept, **mended})
    assert answer.status_code == 303 and marks(sheet)["r1", town.viewer("assessor").user_id].points == 7


def test_somebody_was_first(one, town, assessor):
    client, sheet, me = assessor(), one.of(town.villages[0]), town.viewer("assessor")
    address = f"/score-sheets/{sheet.id}"
    old = Page(client.get(address)).form(address)
    give(me, sheet)
    refused = Page(client.post(address, data={**old, "points-1": "6", "reason-1": "少四处"}), 409)
    assert "已在别处保存为10分" in refused.text
    again = refused.form(address)
    assert (again["points-1"], again["version-1"]) == ("6", "1"), "what was typed, upon what stands"
    assert client.post(address, data=again).status_code == 303
    assert marks(sheet)["r1", me.user_id].points == 6


def cell(client, sheet, place=1, **typed):
    return client.post(
        f"/score-sheets/{sheet.id}/rows/{place}", data={"version": "0", **typed}, headers={"Accept": "application/json"}
    )


def test_one_cell_as_the_script_sends_it(one, town, assessor):
    client, sheet = assessor(), one.of(town.villages[0])
    saved = cell(client, sheet, points="10")
    assert saved.status_code == 200 and saved.json == {"version": 1, "at": "09:00", "points": "10", "warn": ""}
    assert cell(client, sheet, points="10").status_code == 200, "the answer was lost: the same again is saved"
    clash = cell(client, sheet, points="8", reason="少两处")
    assert clash.status_code == 409 and clash.json["version"] == 1 and clash.json["stands"]["points"] == "10"
    wrong = cell(client, sheet, 2, points="1e999")
    assert wrong.status_code == 422 and wrong.json["field"] == "points"
    assert cell(client, sheet, 2, points="9").json["field"] == "reason"
    assert cell(client, sheet, 99, points="9").status_code == 404
    assert client.post(f"/score-sheets/{sheet.id}/rows/1", data={"points": "1"}, csrf=False).status_code == 400


def shown(client, address):
    """The page as it was sent, without what every page has of its own."""
    answer = client.get(address)
    assert answer.status_code in (200, 403), address
    return re.sub(r'name="(key|csrf_token)"[^>]*>|"X-CSRFToken":"[^"]*"', "", answer.text)


@pytest.mark.parametrize("other", ["assessor2", "leader", "clerk"])
def test_nothing_of_the_other_leaks_before_both_are_in(both, town, client_as, other):
    sheet, me, client = both.of(town.villages[0]), town.viewer("assessor"), client_as(other)
    own, round_ = f"/score-sheets/{sheet.id}", f"/assessments/{both.assessment.id}"
    addresses = ["/score-sheets/", own, f"{own}?order=gap", f"{own}/rows/1", f"{own}/why", f"{own}/why/r1"]
    addresses += [f"{round_}/rows/1", f"{round_}/assessors", round_, f"{round_}/results"]
    addresses += [f"{own}/acceptance", "/audit/"] if other == "assessor2" else []
    before = [shown(client, address) for address in addresses]
    give(me, sheet, points=CANARY, reason="暗记理由")
    for address, page in zip(addresses, before, strict=True):
        assert shown(client, address) == page, f"{address} tells that a mark was given, or more"
    if other == "assessor2":
        told = [cell(client, sheet, points="1e5"), cell(client, sheet, points="9", reason="少一处", version="3")]
        told.append(cell(client, sheet, points="9", reason="少一处"))
        assert [each.status_code for each in told] == [422, 409, 200]
        assert all(CANARY not in each.text and "2.609" not in each.text for each in told[:2])
        assert CANARY in client.get(own).text, "both are in"
        assert "合成8.196分" in client.get(f"{own}/rows/1").text


def test_units_see_nothing_of_the_desk(one, town, client_as):
    sheet = one.of(town.villages[0])
    give(town.viewer("assessor"), sheet, points=CANARY, reason="暗记理由")
    for login in ("reporter", "signer"):
        client = client_as(login)
        own = f"/score-sheets/{sheet.id}"
        for address in ("/score-sheets/", own, f"{own}/rows/1", f"/assessments/{one.assessment.id}/rows/1"):
            assert client.get(address).status_code == 403
        assert cell(client, sheet, points="10").status_code == 403


def test_figures_are_accepted_joint_decisions_made_and_the_sheet_handed_on(both, town, client_as):
    sheet, first, second = both.of(town.villages[0]), client_as("assessor"), client_as("assessor2")
    address = f"/score-sheets/{sheet.id}"
    accept = Page(first.get(f"{address}/acceptance"))
    assert "日常巡查" in accept.text and "宣传发动" not in accept.text
    answer = first.post(f"{address}/acceptance", data={**accept.form(f"{address}/acceptance")})
    assert answer.status_code == 303 and "1项已采用系统算分" in Page(first.get(address)).text
    assert save(first, sheet, points_2="10").status_code == 303
    assert (
        save(second, sheet, points_1="6", reason_1="少四处", points_2="9.5", reason_2="少一块展板").status_code == 303
    )
    page = Page(second.get(address))
    assert "有1项各人评分差距大，须合议：日常巡查" in page.text
    values = page.form(f"{address}/submission")
    refused = Page(second.post(f"{address}/submission", data=values), 422)
    assert "“日常巡查”：各人相差4分，还没有合议" in refused.text
    row = Page(second.get(f"{address}/rows/1"))
    settled = second.post(
        f"{address}/rows/1/settlement",
        data={**row.form(f"{address}/rows/1/settlement"), "points": "8", "reason": "两处属实"},
    )
    assert settled.status_code == 303
    page = Page(second.get(address))
    assert "合议8分" in page.text
    assert second.post(f"{address}/submission", data=page.form(f"{address}/submission")).status_code == 303
    own = Page(second.get(address))
    assert "须由没有评过的人复核" in own.text and not own.root.xpath("//form[contains(@action,'confirmation')]")
    leader = client_as("leader")
    values = Page(leader.get(address)).form(f"{address}/confirmation")
    assert leader.post(f"{address}/confirmation", data=values).status_code == 303
    assert "已复核" in Page(leader.get(address)).text


def test_queries_do_not_grow_with_rows_and_units(stand, client_as, counted, town):
    few, many = stand(few_and_many)
    told = []
    for made in (few, many):
        sheet, client, counts = made.of(town.villages[0]), client_as("assessor"), []
        for address in (
            f"/score-sheets/{sheet.id}",
            f"/assessments/{made.assessment.id}/rows/1",
            f"/score-sheets/?assessment={made.assessment.id}",
        ):
            with counted() as sql:
                assert client.get(address).status_code == 200
            counts.append(len(sql))
        told.append(counts)
    assert told[0] == told[1] and max(told[0]) <= 22, told


def few_and_many(app, town):
    few = desk_rounds.round_of(app, town)
    rows = [desk_rounds.row(f"r{number}", title=f"指标{number}") for number in range(30)]
    many = desk_rounds.round_of(app, town, rows, second=few.second)
    sheet = many.of(town.villages[0])
    keys = [f"r{number}" for number in range(30)]
    scoring.accept(sheet.id, keys, dict.fromkeys(keys, TEN), by=town.viewer("assessor"), now=NOW)
    return few, many


def test_the_list_tells_how_far_one_is(one, town, client_as):
    first, second, me = one.of(town.villages[0]), one.of(town.villages[1]), town.viewer("assessor")
    score_assignments.assign(one.assessment.id, me.user_id, [first.id, second.id], ["r1"], by=town.viewer("clerk"), now=NOW)  # fmt: skip
    give(me, first)
    page = Page(client_as("assessor").get("/score-sheets/"))
    assert "请您评2个单位，已评完1/2" in page.text
    assert f"/score-sheets/{second.id}" == page.root.xpath("//a[text()='继续评分']/@href")[0]
    assert re.search(r"王家庄村 评分中 1/1", page.text) and "不须您评" in page.text
    other = Page(client_as("assessor2").get("/score-sheets/"))
    assert "请您评" not in other.text
    give(me, first, "r2", "9", OPEN, reason="少一块展板")
    score_sheets.submit(first.id, {"r1": TEN, "r2": OPEN}, first.version, by=me, now=NOW)
    page = Page(client_as("leader").get("/score-sheets/?state=submitted"))
    assert "王家庄村" in page.text and "李家沟村" not in page.text


def test_duties_are_set_and_scales_told(one, town, client_as):
    clerk, me, address = client_as("clerk"), town.viewer("assessor"), f"/assessments/{one.assessment.id}/assessors"
    assert "还没有安排分工" in Page(clerk.get(address)).text
    mine = f"{address}/{me.user_id}"
    form = Page(clerk.get(mine)).form(mine)
    first = one.of(town.villages[0])
    assert clerk.post(mine, data={**form, "sheet": str(first.id), "row": "r1"}).status_code == 303
    assert "孙敏王家庄村日常巡查" in Page(clerk.get(address)).text
    for village in town.villages[:6]:
        give(me, one.of(village), points="8", reason="少两处")
    page = Page(client_as("leader").get(address))
    assert "80.0%" in page.text and "-20.0" in page.text and not page.root.xpath("//a[text()='安排']")
    assert clerk.get(f"{address}/9999").status_code == 404


def stands(assessment, state):
    db.session.execute(update(Assessment).where(Assessment.id == assessment.id).values(state=state))
    db.session.commit()


def test_what_was_scored_stays_to_be_looked_up(one, town, client_as):
    sheet, client = one.of(town.villages[0]), client_as("assessor")
    address = f"/score-sheets/?assessment={one.assessment.id}"
    stands(one.assessment, AssessmentState.RELEASED)
    page = Page(client.get("/score-sheets/"))
    assert "现在没有正在评分的考核" in page.text and address in page.links()
    over = Page(client.get(address))
    assert f"/score-sheets/{sheet.id}" in over.links() and "评分已结束（已发布）" in over.text
    assert "开始评分" not in over.text
    stands(one.assessment, AssessmentState.CANCELLED)
    assert address not in Page(client.get("/score-sheets/")).links()
    assert client.get(address).status_code == 200, "the way back from a sheet"
