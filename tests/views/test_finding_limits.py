"""督查整改 where somebody tries more than is his: other units' letters, other names, old requests, numbers that are none."""

import datetime as d
from dataclasses import replace

import inspecting
import pytest
import reporting
from inspecting import at, seen
from making import make
from sqlalchemy import text

from respbook.actions import findings, people, rectification, workdays
from respbook.actions.action import StaleVersion
from respbook.actions.finding_steps import Told
from respbook.actions.findings import Entry, Handing
from respbook.models.base import db
from respbook.models.findings import FindingExtension
from respbook.models.people import User
from respbook.queries.finding_ledger import finding_ledger
from respbook.queries.finding_lists import FindingFilter, finding_list, to_answer
from respbook.queries.finding_page import finding_page
from respbook.queries.scope import NotInSight
from respbook.queries.scope_findings import finding_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingKind, Term
from respbook.rules.lifecycles import FindingState
from respbook.rules.permissions import Role
from respbook.rules.workdays import DayKind


@pytest.fixture(autouse=True)
def morning(clock, town):
    reporting.it_is(clock, at(3, 5))


def renamed(town, login, name):
    """更名 of an account."""
    user = db.session.query(User).filter_by(login=login).one()
    facts = people.PersonFacts(login, name, user.unit_id, "", town.viewer(login).roles)
    people.change(user.id, facts, user.version, by=town.viewer("admin"), now=at(3, 5))


@pytest.mark.parametrize("listed", ["9" * 5000 + ":1", "99999999999999999999:1", "1:99999999999999999999"])
def test_numbers_that_are_none_are_left_out(client_as, listed):
    for path in ("closing", "publication"):
        answer = client_as("leader").post(
            f"/findings/{path}", data={"chosen": listed, "workdays": "5", "confirmed": "1"}
        )
        assert answer.status_code == 422 and "请先勾选" in answer.text


def test_what_is_no_number_of_a_problem_is_looked_for_as_words(client_as):
    for words in ("1-99999999999999", "9999999999-1", "٣-٣", "1-1-1"):
        assert client_as("clerk").get("/findings/", query_string={"q": words}).status_code == 200


def test_the_way_back_is_a_list_of_ours(town, client_as):
    rows = [inspecting.brought(town, town.villages[0], FindingState.CHECKED, text=each) for each in ("一处", "二处")]
    chosen = {"chosen": [f"{row.id}:{row.version}" for row in rows], "confirmed": "1"}
    answer = client_as("leader").post("/findings/closing", data=chosen | {"back": "?q=字&stage=open\r\nX-Made: 1"})
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/findings/")


def test_who_helps_reads_nothing_of_the_other_units_letter(app, town):
    reporting.running(app, town, 2)
    row = inspecting.assigned(town, town.villages[1], helpers=(town.villages[0].id,))
    assert finding_page(town.viewer("clerk"), row, d.date(2026, 3, 5)).task is not None
    helper = finding_page(
        town.viewer("reporter"), finding_in_sight(town.viewer("reporter"), row.id), d.date(2026, 3, 5)
    )
    assert helper.task is None and not helper.sentence and not helper.slots


def test_what_was_merged_before_it_was_handed_out_stays_with_the_office(town):
    village, clerk = town.villages[0], town.viewer("clerk")
    secret = inspecting.recorded(town, "暗访看到的", at_unit_id=village.id)
    into = inspecting.assigned(town, village)
    findings.merge(secret.id, into.id, secret.version, by=clerk, now=at(3, 5))
    with pytest.raises(NotInSight):
        finding_in_sight(town.viewer("reporter"), secret.id)


def test_what_was_merged_into_it_is_read_before_it_is_answered(town):
    clerk = town.viewer("clerk")
    into = inspecting.brought(town, town.villages[0], FindingState.UNDER_WAY)
    read = into.version
    other = inspecting.assigned(town, town.villages[0], "另一处还在冒烟", at(3, 9))
    findings.merge(other.id, into.id, other.version, by=clerk, now=at(3, 9))
    with pytest.raises(StaleVersion):
        rectification.tell_done(into.id, Told("都改好了"), read, by=town.viewer("reporter"), now=at(3, 9))


def test_a_village_answers_for_its_groups_and_a_group_not_for_its_village(town):
    village, reporter = town.villages[0], town.viewer("reporter")
    (group,) = make.groups(town, village, "一社")
    row = inspecting.assigned(town, group)
    assert [each.id for each in to_answer(reporter, d.date(2026, 3, 5))] == [row.id]
    assert rectification.receive(row.id, row.version, by=reporter, now=at(3, 5)).state is FindingState.RECEIVED
    below = people.PersonFacts("yishe", "社长", group.id, "", frozenset({Role.REPORTER}))
    user, _ = people.add(below, by=town.viewer("admin"), now=at(3, 5))
    of_group = replace(reporter, user_id=user.id, name="社长", unit_id=group.id, unit_path=group.path)
    entry = Entry(seen("社里的事", d.date(2026, 3, 5)), group.id, Handing(village.id))
    of_village = findings.record(entry, by=town.viewer("clerk"), now=at(3, 5))
    with pytest.raises(RuleBroken, match="由责任单位签收"):
        rectification.tell_done(of_village.id, Told("好了"), of_village.version, by=of_group, now=at(3, 5))


def test_an_account_that_was_renamed_is_still_the_same_persons(town):
    leader = town.viewer("leader")
    row = inspecting.assigned(town, town.villages[0])
    clerk = town.viewer("clerk")
    rectification.tell_done(row.id, Told("好了"), row.version, by=clerk, now=at(3, 5))
    renamed(town, "clerk", f" {leader.name[:1]}　{leader.name[1:]}".strip())
    with pytest.raises(RuleBroken, match="不同名的另一人核查"):
        rectification.check(row.id, True, Told("好"), row.version, by=leader, now=at(3, 5))
    asked_of = inspecting.assigned(town, town.villages[0], "又一处")
    asked = rectification.ask_extension(
        asked_of.id, d.date(2026, 4, 1), "下雨", asked_of.version, by=clerk, now=at(3, 5)
    )
    with pytest.raises(RuleBroken, match="由另一人批准"):
        rectification.decide_extension(asked.id, True, "", asked.version, by=leader, now=at(3, 5))


def test_an_extension_of_the_old_limit_is_not_granted_for_the_new_one(town):
    clerk, leader = town.viewer("clerk"), town.viewer("leader")
    row = inspecting.assigned(town, town.villages[0])
    asked = rectification.ask_extension(
        row.id, d.date(2026, 3, 20), "下雨", row.version, by=town.viewer("reporter"), now=at(3, 5)
    )
    handing = Handing(town.villages[1].id, due_on=d.date(2026, 6, 30))
    findings.reassign(row.id, handing, "不在该村", row.version, by=clerk, now=at(3, 6))
    db.session.refresh(asked)
    assert asked.granted is False and "重新交办" in asked.answer
    with pytest.raises(RuleBroken, match="已经批复过"):
        rectification.decide_extension(asked.id, True, "", asked.version, by=leader, now=at(3, 6))
    assert db.session.query(FindingExtension).filter_by(granted=None).count() == 0
    row = finding_in_sight(clerk, row.id)
    later = rectification.ask_extension(row.id, d.date(2026, 7, 30), "雨季", row.version, by=clerk, now=at(3, 6))
    assert later.granted is None and row.due_on == d.date(2026, 6, 30)


def test_the_day_it_was_found_stays_before_the_day_it_was_handed_out(town):
    row = inspecting.brought(town, town.villages[0], FindingState.DONE)

    def described(**more):
        place = more.pop("place", town.villages[0].id)
        told = seen("改过的话", **more)
        return findings.describe(row.id, told, place, "", "", row.version, by=town.viewer("clerk"), now=at(3, 20))

    with pytest.raises(RuleBroken, match="发现日期不能晚于"):
        described(on=d.date(2026, 3, 15))
    loose = inspecting.recorded(town, "没定单位的")
    good = seen("好的做法", kind=FindingKind.GOOD)
    with pytest.raises(RuleBroken, match="请选定所在"):
        findings.describe(loose.id, good, None, "", "", loose.version, by=town.viewer("clerk"), now=at(3, 20))


def test_no_step_is_told_of_a_day_before_the_one_that_it_answers(town):
    village, inspector = town.villages[0], town.viewer("assessor")
    row = inspecting.brought(town, village, FindingState.DONE)
    with pytest.raises(RuleBroken, match="早于自报完成"):
        told = Told("好", row.done_on - d.timedelta(days=1))
        rectification.check(row.id, True, told, row.version, by=inspector, now=at(3, 20))
    closed = inspecting.brought(town, village, FindingState.CLOSED, text="又一处")
    again = Handing(village.id, Term(5))
    findings.reopen(closed.id, again, Told("又冒烟"), closed.version, by=town.viewer("clerk"), now=at(3, 20))
    back = finding_in_sight(inspector, closed.id)
    with pytest.raises(RuleBroken, match="重新交办"):
        told = Told("好", d.date(2026, 3, 8))
        rectification.tell_done(back.id, told, back.version, by=town.viewer("reporter"), now=at(3, 23))


def test_the_ledger_of_a_village_counts_by_the_towns_calendar(town):
    for on in (d.date(2026, 3, 11), d.date(2026, 3, 12)):
        workdays.change_day(on, DayKind.REST, "三月三", "本地放假", 0, by=town.viewer("clerk"), now=at(3, 5))
    inspecting.assigned(town, town.villages[0], term=Term(5))
    (line,) = finding_ledger(town.viewer("reporter"), FindingFilter(), d.date(2026, 3, 10))
    (row,) = finding_list(town.viewer("reporter"), FindingFilter(), d.date(2026, 3, 10)).rows
    assert row.lit is not None and row.lit.words in line


def test_a_statement_that_fails_is_told_without_its_values(app):
    with pytest.raises(Exception, match=r"no such table|does not exist") as told:
        db.session.execute(text("SELECT * FROM nowhere WHERE key = :key"), {"key": "0123-secret-key"})
    assert "0123-secret-key" not in str(told.value)
