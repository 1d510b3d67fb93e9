"""县对镇的考核: what a town sees of its county's assessment of it, by the pages of a village; its own and no other's."""

import making
import pytest
from making import make
from reading import Page, pdf_text
from settling import announced, sheets
from sqlalchemy import select
from standing import stands

from respbook.actions import matter_decisions
from respbook.models.assessment_results import Appeal
from respbook.models.assessments import Assessment, ScoreSheet, SelfScore
from respbook.models.base import db
from respbook.models.score_matters import ScoreMatter
from respbook.models.units import Unit
from respbook.rules.lifecycles import AppealState

county = stands(make.assessed_towns)


@pytest.fixture
def row(county):
    return db.session.scalars(select(Assessment)).one()


def sheets_by_town(county, row):
    own, other = sheets(row)
    assert (own.unit_id, other.unit_id) == (county.town.unit.id, county.other.id)
    return own.id, other.id


def test_before_it_is_announced_a_town_knows_that_it_takes_place_and_no_figure(county, row, client_as):
    own, other = sheets_by_town(county, row)
    for login in ("clerk", "leader", "assessor", "auditor"):
        visitor = client_as(login)
        listed = Page(visitor.get("/assessments/")).text
        assert "县里对本镇的考核" in listed and row.name in listed, login
        shown = Page(visitor.get(f"/assessments/{row.id}")).text
        assert "考核中" in shown and "青山镇" in shown and "拟定" not in shown and making.CANARY not in shown, login
        for address in (
            f"/assessments/{row.id}/results",
            f"/assessments/{row.id}/recount",
            f"/assessments/{row.id}/score-sheets.pdf",
            f"/assessments/{row.id}/rows/1",
            f"/assessments/{row.id}/assessors",
            f"/score-sheets/{own}",
            f"/score-sheets/{own}/why",
            f"/score-sheets/{own}/explanation.pdf",
            f"/score-sheets/{other}/why",
        ):
            assert visitor.get(address).status_code == 404, f"{login} {address}"
    assert client_as("reporter").get(f"/assessments/{row.id}").status_code == 404, "it is no matter of a village"
    assert row.name not in client_as("reporter").get("/assessments/").text


def test_a_town_says_its_own_word_in_its_own_name(county, row, client_as):
    own, other = sheets_by_town(county, row)
    visitor = client_as("clerk")
    assert "青山镇" in Page(visitor.get("/self-scores/")).text
    address = f"/self-scores/{own}/rows/1"
    form = Page(visitor.get(address)).form(address)
    assert visitor.post(address, data=form | {"points": "38", "words": "自查一处，已改"}).status_code == 303
    address = f"/self-scores/{own}"
    form = Page(visitor.get(address)).form(address)
    assert visitor.post(address, data=form).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(SelfScore, (own, "r1")).by == "陈静"
    assert db.session.get_one(ScoreSheet, own).self_proxy is False
    assert visitor.get(f"/self-scores/{other}").status_code == 404


def test_what_is_to_be_deducted_is_answered_by_the_town_and_decided_above_it(county, row, client_as):
    visitor = client_as("clerk")
    assert "1件拟扣分事项待陈述" in visitor.get("/").text
    matter = db.session.scalars(select(ScoreMatter)).one()
    assert "国道边焚烧秸秆" in visitor.get("/score-matters/").text
    address = f"/score-matters/{matter.id}/statement"
    form = Page(visitor.get(address)).form(address)
    assert visitor.post(address, data=form | {"words": "不在本镇地界"}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(ScoreMatter, matter.id).answered_proxy is False
    assert "待确认" not in client_as("leader").get("/").text
    assert "国道边" not in client_as("leader").get("/score-matters/confirming").text
    assert "1件计分事项待确认" in client_as("county-leader").get("/").text
    assert client_as("other-clerk").get(f"/score-matters/{matter.id}").status_code == 404


def test_the_announced_score_leads_down_to_the_signed_sentence_and_is_appealed_against(app, county, row, client_as):
    matter = db.session.scalars(select(ScoreMatter)).one()
    told = matter_decisions.no_objection(matter.id, matter.version, by=county.viewer("clerk"), now=making.NOW)
    matter_decisions.confirm({told.id: told.version}, by=county.viewer("county-leader"), now=making.NOW)
    announced(county.office, row)
    own, other = sheets_by_town(county, row)
    visitor = client_as("clerk")
    assert "本单位得分" in Page(visitor.get("/assessments/")).text
    assert "公示" in Page(visitor.get(f"/assessments/{row.id}")).text
    shown = Page(visitor.get(f"/assessments/{row.id}/results"))
    assert f"/score-sheets/{own}/why" in shown.source and f"/score-sheets/{other}/why" not in shown.source
    assert "全部评分表" not in shown.text and "考核档案" not in shown.text
    assert "逐项申诉" in Page(visitor.get(f"/score-sheets/{own}/why")).text
    assert "国道边焚烧秸秆" in Page(visitor.get(f"/score-sheets/{own}/why/r1")).text
    line = Page(visitor.get(f"/score-sheets/{own}/why/r3"))
    assert "清洁取暖改造" in line.text and "云政责〔2026〕1号" in line.text
    signed = line.first("//section[@id='clause']//a/@href")
    assert visitor.get(signed).status_code == 200
    assert "得分说明单" in pdf_text(visitor.get(f"/score-sheets/{own}/explanation.pdf"))[1]
    assert visitor.get(f"/assessments/{row.id}/public-list.pdf").status_code == 200
    for address in (
        f"/score-sheets/{own}",
        f"/score-sheets/{other}/why",
        f"/score-sheets/{other}/why/r1",
        f"/score-sheets/{other}/explanation.pdf",
        f"/score-sheets/{other}/score-sheet.pdf",
        f"/assessments/{row.id}/score-sheets.pdf",
        f"/assessments/{row.id}/circular.docx",
    ):
        assert visitor.get(address).status_code == 404, address
    address = f"/score-sheets/{own}/appeals/r1"
    others = make.evidence(
        app, county.office, db.session.get_one(Unit, county.other.id), make.photo_bytes(9), "county-clerk"
    )
    wrong = {"words": "附错了别镇的照片", "evidence": str(others.id), "key": "another town's"}
    assert client_as("county-clerk").post(address, data=wrong).status_code == 404
    form = Page(visitor.get(address)).form(address)
    made = visitor.post(address, data=form | {"words": "不在本镇地界"})
    assert made.status_code == 303
    db.session.expire_all()
    appeal = db.session.scalars(select(Appeal)).one()
    assert appeal.proxy is False
    shown = Page(visitor.get(f"/appeals/{appeal.id}")).text
    assert "撤回申诉" in shown and "维持原分" not in shown
    refused = client_as("leader").post(f"/appeals/{appeal.id}/decision", data={"how": "reject", "words": "否"})
    assert refused.status_code != 303 and "待决定" in Page(client_as("county-clerk").get(f"/appeals/{appeal.id}")).text
    assert client_as("other-clerk").get(f"/appeals/{appeal.id}").status_code == 404
    form = Page(visitor.get(f"/appeals/{appeal.id}")).form(f"/appeals/{appeal.id}/withdrawal")
    assert visitor.post(f"/appeals/{appeal.id}/withdrawal", data=form).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Appeal, appeal.id).state is AppealState.WITHDRAWN


def test_a_town_reads_the_rubric_and_tries_todays_figures(county, row, client_as):
    visitor = client_as("clerk")
    assert f"/rubrics/{row.rubric_id}" in visitor.get("/rubrics/").text
    shown = Page(visitor.get(f"/rubrics/{row.rubric_id}")).text
    assert "秸秆禁烧" in shown and "规则试算" not in shown
    assert visitor.get(f"/rubrics/{row.rubric_id}/trial/").status_code == 404
    assert "秸秆禁烧" in Page(visitor.get("/standing/", query_string={"rubric": row.rubric_id})).text
    assert client_as("reporter").get(f"/rubrics/{row.rubric_id}").status_code == 404
