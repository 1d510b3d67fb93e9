"""考核结果的页面和文书: what a village sees from 公示 on and not before, appeals on the phone, papers, archive, recount."""

import io
import json
import re
import zipfile
from decimal import Decimal

import desk_rounds
import pytest
from making import NOW, make, many_villages
from reading import Page, pdf_text
from settling import after, announced, confirmed, fresh, sheets
from sqlalchemy import text

from respbook.actions import appeals, assessment_results, score_sheets
from respbook.models.base import db
from respbook.queries.checkpoints import last_checkpoints
from respbook.queries.verify import verify_chain
from respbook.rules.anchors import read_anchors
from respbook.rules.checkpoints import Occasion
from respbook.rules.permissions import Role
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.reading import decode_facts, decode_rubric

CANARY = "23.457"


@pytest.fixture
def row(app, town):
    return make.assessment(town, make.rubric(town, make.programme(town)))


def test_before_the_announcement_no_digit_of_a_mark_reaches_a_unit(town, client_as, row):
    village = town.villages[0]
    confirmed(town, row, {(village.id, "r1"): CANARY})
    sheet, reporter = sheets(row)[0], client_as("reporter")
    told = {
        "/": 200,
        "/assessments/": 200,
        f"/assessments/{row.id}": 200,
        "/standing/": 200,
        f"/self-scores/{sheet.id}": 200,
        "/notices/": 200,
        "/appeals/": 200,
    }
    for path, status in told.items():
        answer = reporter.get(path)
        assert answer.status_code == status, path
        assert CANARY not in answer.text, path
    for path in (
        f"/assessments/{row.id}/results",
        f"/assessments/{row.id}/public-list.pdf",
        f"/assessments/{row.id}/recount",
    ):
        assert reporter.get(path).status_code == 404
    for path in ("score-sheet.pdf", "explanation.pdf", "why"):
        assert reporter.get(f"/score-sheets/{sheet.id}/{path}").status_code == 404
    assert reporter.get(f"/assessments/{row.id}/score-sheets.pdf").status_code == 403


def test_the_clerk_is_told_how_far_the_year_has_come_and_who_shares_a_place(town, client_as, row):
    clerk = client_as("clerk")
    assert f"{len(sheets(row))}份考核评分表还没有复核" in Page(clerk.get("/")).text
    shown = announced(town, row, {(town.villages[0].id, "r1"): "30"})
    home = Page(clerk.get("/")).text
    assert "考核评分表还没有复核" not in home and "件考核申诉待决定" not in home
    ranked = Page(clerk.get(f"/assessments/{shown.id}/results")).text
    assert "并列第1名：青山供电所、青山镇中心小学、青山镇卫生院。总分相同，名次并列，其后名次顺延2位。" in ranked
    sheet = sheets(row)[0]
    appeals.file(sheet.id, "r1", appeals.Objection("当天已扑灭"), by=town.viewer("signer"), now=NOW)
    assert "1件考核申诉待决定" in Page(clerk.get("/")).text


def test_from_the_announcement_on_a_village_reads_the_list_its_own_rows_and_appeals(town, client_as, row):
    village = town.villages[0]
    shown = announced(town, row, {(village.id, "r1"): "30"})
    sheet, signer = sheets(row)[0], client_as("signer")
    page = Page(signer.get(f"/assessments/{row.id}/results"))
    assert "王家庄村" in page.text and "李家沟村" in page.text and "公示期" in page.text
    others = sheets(row)[1]
    for path in ("score-sheet.pdf", "explanation.pdf", "why", "appeals/r1"):
        assert signer.get(f"/score-sheets/{others.id}/{path}").status_code == 404
    address = f"/score-sheets/{sheet.id}/appeals/r1"
    form = Page(signer.get(address)).form(address)
    wrong = Page(signer.post(address, data=form | {"words": "两处不在本村", "wanted": "41"}), 422)
    assert "最多40分" in wrong.fields_wrong()["wanted"] and "两处不在本村" in wrong.text
    for typed in ("NaN", "1e999", "-0", "34.1234", "三十"):
        form = Page(signer.get(address)).form(address)
        wrong = Page(signer.post(address, data=form | {"words": "两处不在本村", "wanted": typed}), 422)
        assert "wanted" in wrong.fields_wrong() and "两处不在本村" in wrong.text, typed
    form = Page(signer.get(address)).form(address)
    done = signer.post(address, data=form | {"words": "两处不在本村", "wanted": "３４"})
    assert done.status_code == 303
    told = Page(signer.get(done.location))
    assert "待决定" in told.text and "34" in told.text
    assert client_as("neighbour").get(done.location).status_code == 404
    queue = Page(client_as("leader").get(f"/appeals/?assessment_id={row.id}"))
    assert "王家庄村" in queue.text and "秸秆禁烧" in queue.text
    assert "应当由另一人决定" in Page(client_as("leader").get(done.location)).text
    assert shown.announced_until is not None


def test_the_village_sees_what_the_office_filed_for_it_and_the_office_takes_it_back_with_a_reason(
    town, client_as, row, app
):
    village = town.villages[0]
    announced(town, row, {(village.id, "r1"): "30"})
    clerk = town.viewer("clerk")
    photo = make.evidence(app, town, town.unit, make.photo_bytes(1), "clerk")
    said = appeals.Objection("来电说不在本村", None, (photo.id,))
    filed = appeals.file(sheets(row)[0].id, "r1", said, by=clerk, now=NOW)
    page, proof = f"/appeals/{filed.id}", f"/appeals/{filed.id}/proofs/{photo.id}"
    signer = client_as("signer")
    assert proof in signer.get(page).text and signer.get(proof).status_code == 200
    assert client_as("neighbour").get(proof).status_code == 404
    assert signer.get(f"/appeals/{filed.id}/proofs/{photo.id + 1}").status_code == 404
    office, address = client_as("clerk"), f"{page}/withdrawal"
    form = Page(office.get(page)).form(address)
    assert "为什么撤回" in Page(office.post(address, data=form), 422).fields_wrong()["reason"]
    assert office.post(address, data=form | {"reason": "来电撤回"}).status_code == 303
    assert "来电撤回" in Page(signer.get(page)).text


def test_the_decider_types_points_as_at_the_desk(town, client_as, row):
    announced(town, row, {(town.villages[0].id, "r1"): "30"})
    said = appeals.Objection("不在本村", Decimal(34))
    filed = appeals.file(sheets(row)[0].id, "r1", said, by=town.viewer("signer"), now=NOW)
    desk_rounds.another(town, "leader2", "钱立", Role.LEADER)
    other, page = client_as("leader2"), f"/appeals/{filed.id}"
    form = Page(other.get(page)).form(f"{page}/decision")
    assert form["points"] == "34"
    for typed in ("NaN", "1e999", "-0", "33.1234", ""):
        data = form | {"points": typed, "words": "属实", "how": "uphold"}
        assert "points" in Page(other.post(f"{page}/decision", data=data), 422).fields_wrong(), typed
    data = form | {"points": "３３.5", "words": "属实", "how": "uphold"}
    assert other.post(f"{page}/decision", data=data).status_code == 303
    assert "33.5" in Page(other.get(page)).text


def test_a_row_of_a_period_is_appealed_from_the_sheet_of_the_final_assessment(town, client_as, app):
    rubric = make.rubric(town, make.programme(town))
    month = make.assessment(town, rubric, final=False, period_key="1", name="一月")
    confirmed(town, month, {(town.villages[0].id, "r1"): "30"})
    final, signer = make.assessment(town, rubric), client_as("signer")
    address = f"/score-sheets/{sheets(month)[0].id}/appeals/r1"
    assert signer.get(address).status_code == 404
    announced(town, final)
    own = sheets(final)[0]
    why = signer.get(f"/score-sheets/{own.id}/why").text
    assert address in why and f"/score-sheets/{own.id}/appeals/r1" in why
    form = Page(signer.get(address)).form(address)
    done = signer.post(address, data=form | {"words": "两处不在本村"})
    assert "30/40" in Page(signer.get(done.location)).text


def test_the_desk_settles_anew_what_an_appeal_settled_once_the_announcement_is_withdrawn(town, client_as, row):
    shown = announced(town, row, {(town.villages[0].id, "r1"): "30"})
    sheet, leader = sheets(row)[0], town.viewer("leader")
    filed = appeals.file(sheet.id, "r1", appeals.Objection("不在本村"), by=town.viewer("signer"), now=NOW)
    other = desk_rounds.another(town, "leader2", "钱立", Role.LEADER)
    appeals.uphold(filed.id, Decimal(34), "属实", filed.version, by=other, now=NOW)
    assessment_results.withdraw(shown.id, "漏了加分", fresh(town, row).version, by=leader, now=NOW)
    version = sheets(fresh(town, row))[0].version
    db.session.rollback()
    score_sheets.send_back(sheet.id, "重评", version, by=leader, now=NOW)
    assessor, cell = client_as("assessor"), f"/score-sheets/{sheet.id}/rows/1"
    page = Page(assessor.get(cell))
    assert "按申诉改定为34分" in page.text
    data = page.form(f"{cell}/settlement") | {"points": "33", "reason": "重新核对"}
    assert assessor.post(f"{cell}/settlement", data=data).status_code == 303
    assert "33" in Page(assessor.get(cell)).text and "按申诉改定" not in Page(assessor.get(cell)).text


def test_papers_archive_and_recount_agree(town, client_as, row):
    shown = announced(town, row)
    settled = assessment_results.settle(row.id, shown.version, by=town.viewer("leader"), now=after(shown))
    assert settled.final_sha256
    fresh(town, row)
    clerk, sheet = client_as("clerk"), sheets(row)[0]
    for path in (
        f"/score-sheets/{sheet.id}/score-sheet.pdf",
        f"/score-sheets/{sheet.id}/explanation.pdf",
        f"/assessments/{row.id}/public-list.pdf",
        f"/assessments/{row.id}/circular.pdf?number=青环通〔2026〕9号",
        f"/assessments/{row.id}/score-sheets.pdf",
    ):
        answer = clerk.get(path)
        assert answer.status_code == 200 and answer.data.startswith(b"%PDF-"), path
    assert clerk.get(f"/assessments/{row.id}/circular.docx").data.startswith(b"PK")
    assert "复算一致" in Page(clerk.get(f"/assessments/{row.id}/recount")).text
    made = clerk.post(f"/assessments/{row.id}/archive").headers["Location"]
    assert "取走文件" in Page(clerk.get(made)).text
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{made}/file").data)) as archive:
        names = archive.namelist()
        rubric = decode_rubric(archive.read("细则.json").decode())
        facts = decode_facts(archive.read("事实.json").decode(), rubric)
        results = json.loads(archive.read("结果.json"))
    assert {"结果通报.pdf", "公示.pdf", "申诉.csv", "清单.txt"} <= set(names) and sum(
        "评分表" in name for name in names
    ) == 11
    anew = {each.unit: each.total for each in score(rubric, facts).units}
    assert {each["unit"]: Decimal(str(each["total"])) for each in results} == anew


def test_what_is_published_bears_an_anchor_and_is_witnessed(town, client_as, row):
    shown = announced(town, row)
    _, words = pdf_text(client_as("signer").get(f"/assessments/{row.id}/public-list.pdf"))
    printed = re.search(r"存证\s*(\d+)\s*([A-Z2-7-]{24})", words)
    assert printed and verify_chain(read_anchors(" ".join(printed.groups()))).witnessed
    assessment_results.settle(row.id, shown.version, by=town.viewer("leader"), now=after(shown))
    leader, page = client_as("leader"), f"/assessments/{row.id}"
    assert last_checkpoints() == []
    assert leader.post(f"{page}/release", data=Page(leader.get(page)).form(f"{page}/release")).status_code == 303
    assert [each.occasion for each in last_checkpoints()] == [Occasion.PUBLISH]


def test_a_result_that_was_altered_is_named_by_the_recount(town, client_as, row):
    announced(town, row)
    altered = text("UPDATE assessment_results SET body = REPLACE(body, :was, :now)")
    db.session.execute(altered, {"was": '"rank":1', "now": '"rank":9'})
    db.session.commit()
    db.session.expire_all()
    assert "不一致" in Page(client_as("auditor").get(f"/assessments/{row.id}/recount")).text


def test_the_print_file_asks_as_much_for_eleven_sheets_as_for_twenty(town, client_as, row, counted):
    assessor, rubric = client_as("assessor"), row.rubric

    def asked(key):
        made = make.assessment(town, rubric, final=False, period_key=key, name=f"第{key}次")
        assessor.get(f"/assessments/{made.id}/score-sheets.pdf")
        with counted() as told:
            assert assessor.get(f"/assessments/{made.id}/score-sheets.pdf").status_code == 200
        return len(told)

    few = asked("1")
    many_villages(town, 9)
    rubric = fresh(town, row).rubric
    assert few == asked("2") < 40
