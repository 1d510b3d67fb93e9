"""如果今天考核 and 为什么是这个分 as pages: the engine's own figures, nothing of marks before 公示, three clicks to the signed sentence."""

import datetime as d

import judging
import reporting
from inspecting import assigned, at
from judging import each, mark, matter, opened, published, row, rubric, share, sheet_of
from lxml import html
from making import make

from respbook.actions.action import action
from respbook.models.base import db
from respbook.queries import standing
from respbook.queries.assessing import results_of
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.rules.lifecycles import MatterState
from respbook.rules.permissions import Permission, system_viewer
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.rule_kinds import Discretion

JUDGED = Rule("j", Discretion(), words="由考核组酌情评分", source=FactSource.JUDGED)
CANARY = "7.368"
"""A mark whose digits stand nowhere else."""


def scored_year(app, town, *, judged=True):
    """A signed village with a problem of its target 秸秆禁烧, and a rubric whose row rests on that target."""
    programme = make.programme(town)
    target = make.target(town, programme)
    village = town.villages[0]
    letters = make.drafts(town, make.template(town, programme), [village.id])
    make.issued(app, town, letters)
    db.session.rollback()
    problem = assigned(town, village, now=at(3, 5))
    rows = [
        row("burning", each("a", FactSource.FINDINGS, "2"), points="20", title="秸秆禁烧", target_ids=(target.id,)),
        row("signing", share("s", FactSource.SIGNING), points="30", title="责任书签订"),
    ]
    rows += [row("care", JUDGED, points="50", title="环境面貌")] if judged else []
    made = published(programme, rubric(*rows))
    return programme, village, letters[0].id, problem, made


def test_today_equals_the_official_run_without_marks(app, town, clock):
    programme, village, _, problem, made = scored_year(app, town)
    matter(programme, village, "burning", "a", f"finding:{problem.id}", MatterState.CONFIRMED, finding_id=problem.id)
    assessment = opened(town, made, last_on=d.date(2026, 3, 20), now=at(3, 20))
    viewer, today = town.viewer("reporter"), d.date(2026, 3, 20)
    found = standing.standing_of(viewer, rubric_in_sight(viewer, made.id), village.id, today)
    official = next(
        each
        for each in results_of(judging.again(town, assessment.id), True, on=today).units
        if each.unit == str(village.id)
    )
    assert [each.result for each in found.rows] == [each for p in official.parts for q in p.periods for each in q.rows]
    assert found.result.total == official.total == 18
    assert [each.row.key for each in found.unscored] == ["care"]


def test_a_village_sees_its_own_standing_and_what_is_proposed(app, town, client_as, clock):
    programme, village, _, problem, _ = scored_year(app, town)
    clock.now = at(3, 20)
    reporting.it_is(clock, at(3, 20))
    page = client_as("reporter").get("/standing/").get_data(as_text=True)
    assert "拟扣的1件" in page and "未评" in page and "不保存，不是考核结果" in page
    assert f"/findings/{problem.id}" in page
    ways = html.fromstring(page).xpath("//section[@id='chances']//li")
    assert ways and "责任书签订" in ways[0].text_content()
    assert ways[0].xpath(".//a[starts-with(@href, '/letters/')]")
    neighbour = client_as("neighbour")
    assert neighbour.get(f"/standing/?unit={village.id}").status_code == 404
    office = client_as("clerk").get(f"/standing/?unit={village.id}").get_data(as_text=True)
    assert "拟扣的1件" in office
    hidden = matter(programme, village, "burning", "a", "hand:1", words="还没有告知的一件")
    assert "还没有告知的一件" not in client_as("reporter").get("/standing/").get_data(as_text=True)
    assert "还没有告知的一件" in client_as("clerk").get(f"/standing/?unit={village.id}").get_data(as_text=True)
    assert hidden.id


def test_no_digit_of_a_mark_before_it_is_announced(app, town, client_as):
    _, village, letter, _, made = scored_year(app, town)
    assessment = opened(town, made)
    sheet = sheet_of(assessment, village)
    mark(sheet, "care", CANARY, reason="保密的理由")
    reporter = client_as("reporter")
    for address in ("/standing/", f"/letters/{letter}/scores", "/"):
        page = reporter.get(address)
        assert page.status_code == 200
        assert CANARY not in page.get_data(as_text=True) and "保密的理由" not in page.get_data(as_text=True)
    for address in (f"/score-sheets/{sheet}/why", f"/score-sheets/{sheet}/why/care"):
        assert reporter.get(address).status_code == 404
    assert "保密的理由" in client_as("clerk").get(f"/score-sheets/{sheet}/why/care").get_data(as_text=True)
    assert f"/score-sheets/{sheet}" not in reporter.get(f"/letters/{letter}/scores").get_data(as_text=True)


def test_from_a_deduction_to_the_signed_sentence_and_back(app, town, client_as):
    programme, village, letter, problem, made = scored_year(app, town, judged=False)
    matter(programme, village, "burning", "a", f"finding:{problem.id}", MatterState.CONFIRMED, finding_id=problem.id)
    assessment = opened(town, made)
    sheet = sheet_of(assessment, village)
    clerk = client_as("clerk")

    whole = html.fromstring(clerk.get(f"/score-sheets/{sheet}/why").get_data(as_text=True))
    (first,) = whole.xpath("//th[@scope='row']/a[contains(., '秸秆禁烧')]/@href")
    detail = html.fromstring(clerk.get(first).get_data(as_text=True))
    assert "18分" in detail.text_content() and "2026-0001" in detail.text_content()
    (second,) = detail.xpath(
        "//section[@id='clause']//dd/a[contains(., '全年不发生露天焚烧秸秆') or contains(., '秸秆禁烧：')]/@href"
    )
    address, _, anchor = second.partition("#")
    paper = html.fromstring(clerk.get(address).get_data(as_text=True))
    assert paper.xpath(f"//*[@id='{anchor}']//*[local-name()='image']"), "the page of the PDF on which it stands"

    back = html.fromstring(clerk.get(f"/letters/{letter}/scores").get_data(as_text=True))
    assert back.xpath(f"//a[@href='/score-sheets/{sheet}/why/burning']")
    assert paper.xpath(f"//*[@hx-get='/letters/{letter}/scores']")


def test_a_unit_sees_its_own_from_announcement_on(app, town, client_as):
    _, village, letter, _, made = scored_year(app, town)
    assessment = opened(town, made)
    sheet, other = sheet_of(assessment, village), sheet_of(assessment, town.villages[1])
    mark(sheet, "care", "40", reason="村容整洁")
    announced(assessment.id)
    reporter = client_as("reporter")
    page = reporter.get(f"/score-sheets/{sheet}/why").get_data(as_text=True)
    assert "40" in page
    row_page = reporter.get(f"/score-sheets/{sheet}/why/care").get_data(as_text=True)
    assert "核定40分" in row_page
    assert reporter.get(f"/score-sheets/{other}/why").status_code == 404
    assert f"/score-sheets/{sheet}/why/burning" in reporter.get(f"/letters/{letter}/scores").get_data(as_text=True)


@action(Permission.SCORE_PUBLISH)
def _announced(assessment_id, *, by, now):
    from respbook.actions import audit
    from respbook.actions.assessment_results import _freeze
    from respbook.models.assessments import Assessment
    from respbook.queries.assessing import facts_of, reckoned_by
    from respbook.queries.scope_assessments import assessment_in_sight
    from respbook.rules.assessments import ResultStage
    from respbook.rules.lifecycles import AssessmentState

    row_: Assessment = assessment_in_sight(by, assessment_id)
    row_.edition = 1
    row_.announced_sha256 = _freeze(row_, ResultStage.ANNOUNCED, reckoned_by(row_), facts_of(row_))
    row_.state, row_.announced_on = AssessmentState.ANNOUNCED, now.date()
    audit.note("assessment.announce", row_, row_.name)


def announced(assessment_id):
    db.session.expire_all()
    _announced(assessment_id, by=system_viewer(), now=at(3, 25))


def test_blind_marks_are_not_told_either(app, town, client_as):
    _, village, _, _, made = scored_year(app, town)
    assessment = opened(town, made, assessors=2)
    sheet = sheet_of(assessment, village)
    mark(sheet, "care", CANARY, assessor_id=99, assessor="甲")
    page = f"/score-sheets/{sheet}/why/care"
    assert CANARY not in client_as("assessor").get(page).get_data(as_text=True)
    mark(sheet, "care", "40", assessor_id=98, assessor="乙")
    assert CANARY in client_as("assessor").get(page).get_data(as_text=True)


def test_statements_of_the_pages_are_flat(app, town, client_as, counted):
    _, village, _, _, made = scored_year(app, town)
    assessment = opened(town, made)
    sheet = sheet_of(assessment, village)
    clerk = client_as("clerk")

    def statements(address):
        with counted() as sql:
            assert clerk.get(address).status_code == 200
        return len(sql)

    addresses = [f"/standing/?unit={village.id}", f"/score-sheets/{sheet}/why/burning"]
    before = [statements(address) for address in addresses]
    for day in range(6, 12):
        assigned(town, village, f"第{day}处", at(3, day))
    assert [statements(address) for address in addresses] == before
