"""自评 (journey 7): every row already carries the system's figure; one tap, or points, a sentence and photos; then it is sent."""

import datetime as d

import desk_rounds
import pytest
from desk_rounds import D
from making import NOW, make
from reading import Page
from sqlalchemy import select, update

from respbook.actions import scoring, self_scores
from respbook.actions.action import StaleVersion
from respbook.actions.self_scores import OwnWords
from respbook.models.assessments import Assessment, SelfScore, SelfScoreEvidence
from respbook.models.base import db
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import sheet_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import AssessmentState, SheetState
from respbook.rules.marking import Proposal, Typed
from respbook.rules.self_scores import shut_words

UNTIL = d.date(2026, 3, 20)
CANARY = "7.391"


def asking(app, town):
    return desk_rounds.round_of(app, town, self_until=UNTIL)


@pytest.fixture
def made(stand):
    return stand(asking)


def said(sheet):
    rows = db.session.scalars(
        select(SelfScore).where(SelfScore.sheet_id == sheet.id).execution_options(populate_existing=True)
    )
    return {row.row_key: (row.points, row.words) for row in rows}


def test_until_when_and_why_not():
    open_, scoring_ = SheetState.OPEN, AssessmentState.SCORING
    assert shut_words(scoring_, open_, UNTIL, UNTIL) == ""
    assert "不要求自评" in shut_words(scoring_, open_, None, UNTIL)
    assert "3月20日截止；没有自评的不扣分" in shut_words(scoring_, open_, UNTIL, UNTIL + d.timedelta(1))
    assert "正在复核" in shut_words(scoring_, SheetState.SUBMITTED, UNTIL, UNTIL)
    assert "评分已经结束" in shut_words(AssessmentState.DRAWN_UP, open_, UNTIL, UNTIL)


def test_a_unit_goes_through_its_rows_and_sends(app, made, town, client_as):
    village, client = town.villages[0], client_as("reporter")
    sheet = made.of(village)
    assert f"/self-scores/{sheet.id}" in Page(client.get("/self-scores/")).links()
    whole = Page(client.get(f"/self-scores/{sheet.id}"))
    assert "系统算分10/10" in whole.text and "未算出" in whole.text and "0/2" in whole.text
    row = Page(client.get(f"/self-scores/{sheet.id}/rows/1"))
    accept = f"/self-scores/{sheet.id}/rows/1/acceptance"
    answer = client.post(accept, data=row.form(accept))
    assert answer.headers["Location"] == f"/self-scores/{sheet.id}/rows/2"
    photo = make.evidence(app, town, village, make.photo_bytes(1), "reporter").id
    second = f"/self-scores/{sheet.id}/rows/2"
    page = Page(client.get(second))
    refused = Page(client.post(second, data={**page.form(second), "points": "10.5", "words": "办了两期专栏"}), 422)
    assert "这一项最多10分" in refused.text and refused.form(second)["words"].strip() == "办了两期专栏"
    kept = refused.form(second)
    answer = client.post(second, data={**kept, "points": "８", "evidence": str(photo)})
    assert answer.headers["Location"] == f"/self-scores/{sheet.id}"
    assert said(sheet) == {"r1": (10, ""), "r2": (8, "办了两期专栏")}
    whole = Page(client.get(f"/self-scores/{sheet.id}"))
    assert "各项都已自评" in whole.text and "佐证1件" in whole.text
    address = f"/self-scores/{sheet.id}"
    answer = client.post(address, data={**whole.form(address), "words": "全年无焚烧"})
    assert answer.status_code == 303 and "自评已报送" in Page(client.get(address)).text
    desk = Page(client_as("assessor").get(f"/score-sheets/{sheet.id}"))
    assert "单位自评：全年无焚烧" in desk.text and "1件" in desk.text
    focus = Page(client_as("assessor").get(f"/score-sheets/{sheet.id}/rows/2"))
    assert "自评8分：办了两期专栏" in focus.text and f"/evidence/{photo}" in " ".join(focus.links())


def test_who_only_sends_agrees_to_the_systems_figures(made, town, client_as):
    sheet, client = made.of(town.villages[0]), client_as("signer")
    address = f"/self-scores/{sheet.id}"
    assert client.post(address, data=Page(client.get(address)).form(address)).status_code == 303
    assert said(sheet) == {"r1": (10, "")}, "what the system could not work out is left open"
    db.session.rollback()
    row = sheet_in_sight(town.viewer("clerk"), sheet.id)
    assert (row.self_by, row.self_proxy) == ("王喆", False)


def test_the_clerk_enters_it_for_a_unit_that_telephones(made, town, client_as):
    sheet, clerk = made.of(town.villages[2]), client_as("clerk")
    assert "张河湾村" in Page(clerk.get("/self-scores/")).text
    address = f"/self-scores/{sheet.id}"
    assert clerk.post(address, data={**Page(clerk.get(address)).form(address), "words": "电话所报"}).status_code == 303
    assert "陈静代报" in Page(clerk.get(address)).text


def test_no_digit_of_a_mark_and_nothing_of_others(made, town, client_as):
    sheet, other = made.of(town.villages[0]), made.of(town.villages[1])
    typed = Typed(CANARY, "暗记理由")
    scoring.mark(sheet.id, "r1", typed, Proposal(D(10)), 0, by=town.viewer("assessor"), now=NOW)
    client = client_as("reporter")
    for address in ("/self-scores/", f"/self-scores/{sheet.id}", f"/self-scores/{sheet.id}/rows/1"):
        answer = client.get(address)
        assert answer.status_code == 200 and CANARY not in answer.text and "暗记理由" not in answer.text
        assert "7.39" not in answer.text
    assert client.get(f"/self-scores/{other.id}").status_code == 404
    with pytest.raises(NotInSight):
        self_scores.say(other.id, "r1", OwnWords("9"), 0, by=town.viewer("reporter"), now=NOW)


def test_versions_photos_and_the_last_day(app, made, town, client_as, clock):
    village, me = town.villages[0], town.viewer("reporter")
    sheet = made.of(village)
    self_scores.say(sheet.id, "r1", OwnWords("9", "少一处"), 0, by=me, now=NOW)
    with pytest.raises(StaleVersion, match="（9分）"):
        self_scores.say(sheet.id, "r1", OwnWords("8"), 0, by=town.viewer("signer"), now=NOW)
    foreign = make.evidence(app, town, town.villages[1], make.photo_bytes(2), "neighbour").id
    with pytest.raises(NotInSight):
        self_scores.say(sheet.id, "r1", OwnWords("9", "", (foreign,)), 1, by=town.viewer("clerk"), now=NOW)
    own = make.evidence(app, town, village, make.photo_bytes(3), "reporter").id
    self_scores.say(sheet.id, "r1", OwnWords("9", "", (own,)), 1, by=me, now=NOW)
    self_scores.say(sheet.id, "r1", OwnWords("9", "", ()), 2, by=me, now=NOW)
    assert db.session.scalars(select(SelfScoreEvidence)).all() == []
    with pytest.raises(RuleBroken, match="不自评这一项的"):
        self_scores.say(sheet.id, "r2", OwnWords(" ", " "), 0, by=me, now=NOW)
    late = NOW + d.timedelta(30)
    with pytest.raises(RuleBroken, match="已于2026年3月20日截止"):
        self_scores.say(sheet.id, "r2", OwnWords("9"), 0, by=me, now=late)


def test_the_pages_ask_no_more_for_thirty_rows(stand, town, client_as, counted):
    told = []
    for made in stand(few_and_many):
        sheet, client, counts = made.of(town.villages[0]), client_as("reporter"), []
        for address in (f"/self-scores/{sheet.id}", f"/self-scores/{sheet.id}/rows/1"):
            with counted() as sql:
                assert client.get(address).status_code == 200
            counts.append(len(sql))
        told.append(counts)
    assert told[0] == told[1] and max(told[0]) <= 24, told


def few_and_many(app, town):
    few = asking(app, town)
    rows = [desk_rounds.row(f"r{number}", title=f"指标{number}") for number in range(30)]
    many = desk_rounds.round_of(app, town, rows, second=few.second, self_until=UNTIL)
    sheet = many.of(town.villages[0])
    for number in range(30):
        self_scores.say(sheet.id, f"r{number}", OwnWords("9", "少一处"), 0, by=town.viewer("reporter"), now=NOW)
    return few, many


def test_past_ones_stay_on_the_units_list(made, town, client_as):
    address = f"/self-scores/{made.of(town.villages[0]).id}"
    released = update(Assessment).where(Assessment.id == made.assessment.id).values(state=AssessmentState.RELEASED)
    db.session.execute(released)
    db.session.commit()
    assert address in Page(client_as("reporter").get("/self-scores/")).links()
    assert address not in Page(client_as("clerk").get("/self-scores/")).links()
