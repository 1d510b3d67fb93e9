"""考核: opened for every unit, how far it is, and what a village sees of it."""

from decimal import Decimal as D

import judging
import pytest
from making import NOW, make, many_villages
from reading import Page
from settling import announced, sheets
from sqlalchemy import update

from respbook.actions import appeals
from respbook.actions.appeals import Objection
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rule_kinds import Discretion


@pytest.fixture
def rubric(town):
    return make.rubric(town, make.programme(town))


def test_the_clerk_opens_an_assessment_and_every_unit_has_its_sheet(town, client_as, rubric):
    clerk = client_as("clerk")
    assert "还没有开始考核" in Page(clerk.get("/assessments/")).text
    address = f"/rubrics/{rubric.id}/assessments/new"
    form = Page(clerk.get(address)).form(address)
    wrong = Page(clerk.post(address, data=form | {"name": "", "last_on": "2025年1月1日", "wide_gap": "1e999"}), 422)
    assert set(wrong.fields_wrong()) >= {"name", "wide_gap"}
    assert wrong.root.get_element_by_id("last_on").get("value") == "2025年1月1日"
    done = clerk.post(address, data=form | {"last_on": "2026-12-31"})
    assert done.status_code == 303
    shown = Page(clerk.get(done.location))
    assert f"评分表（{len(town.villages) + len(town.offices)}）" in shown.text
    form = Page(clerk.get(address)).form(address)
    again = Page(clerk.post(address, data=form | {"last_on": "2026-12-31"}), 422)
    assert "不能再开一次" in again.text


def test_a_village_sees_its_own_sheet_and_nothing_of_scores(town, client_as, rubric):
    row = make.assessment(town, rubric)
    village = client_as("reporter")
    shown = Page(village.get(f"/assessments/{row.id}"))
    assert "王家庄村" in shown.text and "李家沟村" not in shown.text and "考核中" in shown.text
    assert village.get(f"/assessments/{row.id}/results").status_code == 404
    assert client_as("assessor").get(f"/assessments/{row.id}/results").status_code == 200
    assert client_as("reporter").post(f"/assessments/{row.id}/cancellation", data={}).status_code == 403


def test_marking_a_period_beside_an_announced_result_says_that_it_changes_nothing(app, town, client_as):
    parts = (values.Part("month", "平时考核", D(40), times=2), values.Part("end", "年终考核", D(60)))
    judged = values.Rule("a", Discretion(), source=FactSource.JUDGED)
    lines = (judging.row("m", judged, points="100", part="month"), judging.row("e", judged, points="100", part="end"))
    made = judging.published(make.programme(town), judging.rubric(*lines, parts=parts))
    month = judging.opened(town, made, final=False, part_key="month", period_key="2026-02", period_label="2月")
    final = judging.opened(town, made, part_key="end")
    clerk, said = client_as("clerk"), "不影响已公示的结果"
    assert said not in Page(clerk.get(f"/assessments/{month.id}")).text
    announced_now = {"state": "announced", "announced_on": town.today, "announced_until": town.today}
    db.session.execute(update(Assessment).where(Assessment.id == final.id).values(**announced_now))
    db.session.commit()
    assert said in Page(clerk.get(f"/assessments/{month.id}")).text
    assert said not in Page(client_as("reporter").get(f"/assessments/{month.id}")).text


def test_drawing_up_names_the_sheets_that_are_not_confirmed(town, client_as, rubric):
    row = make.assessment(town, rubric)
    clerk = client_as("clerk")
    page = Page(clerk.get(f"/assessments/{row.id}"))
    refused = clerk.post(f"/assessments/{row.id}/drawing-up", data=page.form(f"/assessments/{row.id}/drawing-up"))
    assert "还有11个单位的评分表没有复核" in Page(refused, 422).text and "等11个单位" in Page(refused, 422).text
    gone = clerk.post(
        f"/assessments/{row.id}/cancellation",
        data=page.form(f"/assessments/{row.id}/cancellation") | {"reason": "细则要改"},
    )
    assert gone.status_code == 303 and "细则要改" in Page(clerk.get(gone.location)).text
    assert make.assessment(town, rubric).id != row.id


@pytest.mark.parametrize("path", ["/assessments/", "/assessments/{}", "/assessments/{}/results"])
def test_as_many_statements_for_eleven_units_as_for_forty(town, client_as, rubric, counted, path):
    assessor = client_as("assessor")
    first = make.assessment(town, rubric, final=False, period_key="1", name="一月")
    assessor.get(path.format(first.id))
    with counted() as few:
        assert assessor.get(path.format(first.id)).status_code == 200
    many_villages(town, 30)
    second = make.assessment(town, rubric, final=False, period_key="2", name="二月")
    assessor.get(path.format(second.id))
    with counted() as many:
        assert assessor.get(path.format(second.id)).status_code == 200
    assert len(few) == len(many)


def test_as_many_statements_for_one_appeal_as_for_eleven_and_days_are_those_of_china(town, client_as, rubric, counted):
    row = make.assessment(town, rubric)
    announced(town, row)
    clerk, own = client_as("clerk"), sheets(row)
    before_dawn = NOW.replace(hour=1)
    appeals.file(own[0].id, "r1", Objection("不在本村"), by=town.viewer("clerk"), now=before_dawn)
    clerk.get("/appeals/")
    with counted() as few:
        assert "等了0天" in Page(clerk.get("/appeals/")).text
    for sheet in own[1:]:
        appeals.file(sheet.id, "r1", Objection("不在本村"), by=town.viewer("clerk"), now=NOW)
    with counted() as many:
        shown = Page(clerk.get("/appeals/"))
    assert shown.text.count("等了0天") == 11 and len(few) == len(many)


def test_a_village_finds_everything_of_the_assessment_on_one_page(town, client_as, rubric):
    make.assessment(town, rubric)
    for login in ("reporter", "signer"):
        village = client_as(login)
        links = Page(village.get("/assessments/")).root.xpath("//main//a[@class='big']/@href")
        assert {"/self-scores/", "/score-matters/", "/standing/", "/rubrics/", "/appeals/"} <= set(links), login
        assert [each for each in links if village.get(each).status_code != 200] == []
    assert Page(client_as("clerk").get("/assessments/")).all("//main//a[@class='big']") == []
