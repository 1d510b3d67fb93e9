"""下级文书的签订: a stack recorded at once and put right, voided with its share, left alone by everybody else."""

import datetime as d

import pytest
from making import make
from passing_on import all_of, amounts, entries, generate, households, passed_on, record, wanted
from sqlalchemy import func, select
from standing import stands

from respbook.actions import pledge_signing, pledges, programmes
from respbook.actions.action import StaleVersion
from respbook.models.base import db
from respbook.models.pledges import PledgeDivision, PledgeStack
from respbook.models.tasks import Task
from respbook.queries import pledge_lists
from respbook.queries.pledges import PrintWanted, papers_to_print
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.verify import verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.household_lists import Household
from respbook.rules.permissions import NotAllowed
from respbook.rules.pledge_states import PledgeState
from respbook.rules.targets import Basis

letter = stands(passed_on)


def test_a_stack_is_recorded_at_once_and_put_right_with_a_reason(app, town, letter):
    generate(town, letter)
    rows = all_of()
    stack = record(app, town, letter, rows[:2])
    assert (stack.count, stack.media, stack.signed_on) == (2, "image/png", town.today)
    assert [row.state for row in all_of()] == [PledgeState.SIGNED, PledgeState.SIGNED, PledgeState.WAITING]
    assert "001至002" in entries("pledge.sign")[-1].body and stack.sha256 in entries("pledge.sign")[-1].body
    with pytest.raises(RuleBroken, match="已经登记过"):
        record(app, town, letter, rows[1:])
    assert db.session.scalar(select(func.count()).select_from(PledgeStack)) == 1
    first = all_of()[0]
    by, now = town.viewer("reporter"), town.now
    with pytest.raises(RuleBroken, match="原因"):
        pledge_signing.correct(first.id, " ", first.version, by=by, now=now)
    pledge_signing.name_signer(first.id, "王小明（儿子）", first.version, by=by, now=now)
    first = all_of()[0]
    pledge_signing.correct(first.id, "勾错了，社长没有到会。", first.version, by=by, now=now)
    first = all_of()[0]
    assert (first.state, first.signed_on, first.stack_id, first.signed_by) == (PledgeState.WAITING, None, None, "")
    pledge_signing.leave_unsigned(first.id, True, "外出务工。", first.version, by=by, now=now)
    first = all_of()[0]
    pledge_signing.leave_unsigned(first.id, False, "不同意。", first.version, by=by, now=now)
    with pytest.raises(StaleVersion):
        pledge_signing.leave_unsigned(first.id, True, "又外出。", first.version - 1, by=by, now=now)
    record(app, town, letter, [all_of()[0]])
    assert all_of()[0].reason == "" and list(verify_state()) == []


def test_the_day_lies_between_issue_and_today(app, town, letter):
    generate(town, letter)
    for on in (town.today + d.timedelta(days=1), d.date(2025, 12, 1)):
        with pytest.raises(RuleBroken, match="签订日期") as refusal:
            record(app, town, letter, all_of(), on=on)
        assert refusal.value.field == "signed_on"


def test_papers_of_another_letter_are_not_recorded_along(app, town, letter):
    generate(town, letter)
    other = db.session.scalar(select(Task.letter_id).where(Task.unit_id == town.villages[1].id).limit(1))
    pledges.generate_households(other, households(1), False, Basis.EQUAL, by=town.viewer("clerk"), now=town.now)
    strange = next(row for row in all_of() if row.letter_id == other)
    with pytest.raises(NotInSight):
        record(app, town, letter, [*all_of()[:1], strange])
    rows = all_of()
    assert len(rows) > 1 and all(row.state is PledgeState.WAITING for row in rows)


def test_a_void_paper_gives_its_share_to_the_others(app, town, letter):
    generate(town, letter)
    by, now = town.viewer("signer"), town.now
    first, second, third = all_of()
    pledges.void(first.id, "并入西关社", first.version, by=by, now=now)
    assert sum(amounts()) == 38 and len(amounts()) == 2
    record(app, town, letter, [second])
    third = all_of()[2]
    pledges.void(third.id, "并入西关社", third.version, by=by, now=now)
    division = db.session.scalars(select(PledgeDivision).execution_options(populate_existing=True)).one()
    assert amounts() == [19] and "并入西关社" in division.reason
    with pytest.raises(RuleBroken, match="原因"):
        pledges.void(second.id, "", 2, by=by, now=now)
    generate(town, letter)
    assert [row.serial for row in all_of()] == [1, 2, 3, 4, 5] and sum(amounts()) == 38


@pytest.mark.parametrize("login", ["leader", "auditor", "assessor", "admin"])
def test_others_only_look(app, town, letter, login):
    generate(town, letter)
    row, by, now = all_of()[0], town.viewer(login), town.now
    for deed in (
        lambda: generate(town, letter, login=login),
        lambda: pledges.generate_households(letter, households(1), False, Basis.EQUAL, by=by, now=now),
        lambda: record(app, town, letter, [row], login),
        lambda: pledge_signing.correct(row.id, "错", 1, by=by, now=now),
        lambda: pledges.void(row.id, "错", 1, by=by, now=now),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_neighbour_sees_nothing_of_it(app, town, letter):
    generate(town, letter)
    row, by, now = all_of()[0], town.viewer("neighbour"), town.now
    for deed in (
        lambda: generate(town, letter, login="neighbour"),
        lambda: record(app, town, letter, [row], "neighbour"),
        lambda: pledge_signing.correct(row.id, "错", 1, by=by, now=now),
        lambda: pledges.void(row.id, "错", 1, by=by, now=now),
    ):
        with pytest.raises(NotInSight):
            deed()


def test_papers_below_a_replaced_letter_stay_as_they_are(app, town, letter):
    clerk = town.viewer("clerk")
    make.pledges_of(app, town, letter_in_sight(clerk, letter))
    _, waiting = [row.id for row in pledge_lists.pledge_list(clerk, wanted(town, letter)).rows]
    before = papers_to_print(letter, PrintWanted())
    made = make.renewed(app, town, letter_in_sight(clerk, letter))
    assert papers_to_print(letter, PrintWanted()) == before
    assert len(pledge_lists.pledge_list(clerk, wanted(town, letter)).rows) == 2
    assert not pledge_lists.pledge_list(clerk, pledge_lists.PledgeFilter(made.programme_id)).rows
    day, by = town.now.date(), {"by": clerk, "now": town.now}
    for deed in (
        lambda: pledge_signing.record(letter, [waiting], day, make.photo(app), **by),
        lambda: pledge_signing.leave_unsigned(waiting, True, "外出务工。", 1, **by),
        lambda: pledges.generate_households(letter, [Household(1, "李满囤")], False, Basis.EQUAL, **by),
        lambda: pledges.void(waiting, "有误", 1, **by),
    ):
        with pytest.raises(RuleBroken, match="请从重新签订的那一份上办理"):
            deed()
        db.session.rollback()


def test_nothing_is_voided_in_a_closed_programme(app, town, letter):
    clerk = town.viewer("clerk")
    make.pledges_of(app, town, letter_in_sight(clerk, letter))
    _, waiting = [row.id for row in pledge_lists.pledge_list(clerk, wanted(town, letter)).rows]
    year = letter_in_sight(clerk, letter).programme
    programmes.close(year.id, year.version, by=clerk, now=town.now)
    with pytest.raises(RuleBroken, match="已结束，内容不再改动"):
        pledges.void(waiting, "有误", 1, by=clerk, now=town.now)
