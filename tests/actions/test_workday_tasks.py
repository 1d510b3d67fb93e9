"""时限按工作日: what letters and the town's own duties promise, from the target to the periods; what was issued stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from making import make
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from respbook.actions import carry_over, targets, tasks, units, workdays
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.targets import Target
from respbook.models.tasks import Task
from respbook.queries.obligations import Span, obligations
from respbook.queries.responsible import period_spans, records_of, task_spans
from respbook.queries.scope import NotInSight, task_in_sight
from respbook.queries.tasks import TaskFilter, task_list
from respbook.rules.cadence import Cadence
from respbook.rules.cadence_words import in_words as rhythm_words
from respbook.rules.carrying import CarryFacts
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.responsible import spans_words
from respbook.rules.targets import TargetKind
from respbook.rules.units import PostRole, UnitKind
from respbook.rules.workdays import DayKind


@pytest.fixture
def by(town):
    return town.viewer("clerk")


def own(town, programme, **more):
    facts = {"kind": TargetKind.AT_LEAST, "amount": Decimal(1), "unit_word": "次", "unit_kinds": (UnitKind.TOWN,)}
    return make.target(town, programme, more.pop("name", "研究环境保护工作"), **(facts | more))


def opened(town, programme):
    tasks.open_own(programme.id, by=town.viewer("clerk"), now=town.now)
    db.session.expire_all()
    rows = db.session.scalars(select(Task).order_by(Task.id).options(selectinload(Task.periods)))
    return {task.title: task for task in rows}


def test_five_working_days_after_each_month(app, town, by):
    programme = make.programme(town)
    own(town, programme, cadence=Cadence.MONTHLY, due_in_workdays=5)
    (task,) = opened(town, programme).values()
    dues = [period.due_on for period in task.periods]
    assert dues[0] == date(2026, 2, 6) and dues[1] == date(2026, 3, 6)
    assert dues[3] == date(2026, 5, 11) and dues[8] == date(2026, 10, 13)  # after the holidays of May and October
    assert dues[-1] == task.due_on and {period.moved_from for period in task.periods} == {None}


def test_what_falls_on_a_rest_day_moves_and_the_period_keeps_why(app, town, by):
    programme = make.programme(town)
    own(town, programme, cadence=Cadence.ONCE, due_on=date(2026, 4, 5), rolls_over=True)
    own(town, programme, name="不顺延", cadence=Cadence.ONCE, due_on=date(2026, 4, 5))
    made = opened(town, programme)
    (moved,), (stays,) = made["研究环境保护工作"].periods, made["不顺延"].periods
    assert (moved.due_on, moved.moved_from, moved.moved_for) == (date(2026, 4, 7), date(2026, 4, 5), "清明节")
    assert (stays.due_on, stays.moved_from, stays.moved_for) == (date(2026, 4, 5), None, None)
    assert made["研究环境保护工作"].due_on == date(2026, 4, 7)


def test_the_office_calendar_decides_and_what_stands_keeps_its_dates(app, town, by):
    programme = make.programme(town)
    own(town, programme, cadence=Cadence.ONCE, due_on=date(2026, 4, 8), rolls_over=True)
    workdays.change_day(date(2026, 4, 8), DayKind.REST, "古庙会", "县政府办通知", 0, by=by, now=town.now)
    (task,) = opened(town, programme).values()
    assert (task.due_on, task.periods[0].moved_for) == (date(2026, 4, 9), "古庙会")
    workdays.change_day(date(2026, 4, 9), DayKind.REST, "", "再放一天", 0, by=by, now=town.now)
    assert task_in_sight(by, task.id).due_on == date(2026, 4, 9)


def test_a_letter_promises_working_days_and_keeps_them(app, town, by):
    programme = make.programme(town)
    make.target(town, programme, cadence=Cadence.MONTHLY, due_in_workdays=5)
    make.target(town, programme, "清运", cadence=Cadence.QUARTERLY, rolls_over=True)
    rows = make.drafts(town, make.template(town, programme), [town.villages[0].id])
    make.issued(app, town, rows)
    db.session.expire_all()
    paper = db.session.scalar(select(Letter.paper).where(Letter.id == rows[0].id))
    assert "每月结束后5个工作日内" in paper and "每季度末前（遇休息日顺延）" in paper
    found = db.session.scalars(select(Task).order_by(Task.position).options(selectinload(Task.periods))).all()
    assert found[0].periods[3].due_on == date(2026, 5, 11)
    assert [period.due_on for period in found[1].periods[:3]] == [
        date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30),
    ]  # fmt: skip
    workdays.change_day(date(2026, 5, 11), DayKind.REST, "", "防汛演练", 0, by=by, now=town.now)
    db.session.expire_all()
    assert task_in_sight(by, found[0].id).periods[3].due_on == date(2026, 5, 11)


def test_a_year_not_announced_is_counted_by_weekends(app, town, by):
    programme = make.programme(town, term_from=date(2040, 1, 1), term_to=date(2040, 12, 31), year=2040)
    own(town, programme, cadence=Cadence.ONCE, due_on=date(2040, 9, 30), rolls_over=True)
    (task,) = opened(town, programme).values()
    assert (task.due_on, task.periods[0].moved_for) == (date(2040, 10, 1), "周日")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"due_day": 3, "due_in_workdays": 5, "cadence": Cadence.MONTHLY}, "due_in_workdays"),
        ({"due_on": date(2026, 3, 1), "due_in_workdays": 5, "cadence": Cadence.YEARLY}, "due_in_workdays"),
        ({"due_in_workdays": 400, "cadence": Cadence.MONTHLY}, "due_in_workdays"),
    ],
)
def test_rules_that_contradict_each_other_are_refused(app, town, by, facts, field):
    programme = make.programme(town)
    with pytest.raises(RuleBroken) as problem:
        own(town, programme, **facts)
    assert problem.value.field == field


def test_what_means_nothing_is_not_kept(app, town, by):
    programme = make.programme(town)
    daily = own(town, programme, cadence=Cadence.DAILY, rolls_over=True, due_in_workdays=0, market_days="147")
    assert (daily.rolls_over, daily.due_in_workdays, daily.market_days) == (None, None, None)


def test_old_targets_keep_empty_columns(app, town, by):
    plain = own(town, make.programme(town))
    assert (plain.due_in_workdays, plain.rolls_over, plain.market_days) == (None, None, None)


def test_a_change_is_told_in_the_book(app, town, by):
    target = own(town, make.programme(town), cadence=Cadence.MONTHLY)
    facts = targets.TargetFacts(
        category=target.category, name=target.name, kind=target.kind, amount=target.amount, unit_word="次",
        unit_kinds=(UnitKind.TOWN,), cadence=Cadence.MONTHLY, due_in_workdays=5, rolls_over=True, duty=target.duty,
    )  # fmt: skip
    targets.change(target.id, facts, target.version, by=by, now=town.now)
    body = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first().body
    assert '"期后工作日":"5"' in body and '"遇休息日顺延":"是"' in body


def test_market_days_are_frozen_with_the_task(app, town, by):
    programme = make.programme(town)
    own(town, programme, cadence=Cadence.MARKET_DAY, market_days="147")
    (task,) = opened(town, programme).values()
    assert (task.market_days, list(task.periods), task.due_on) == ("147", [], date(2026, 12, 31))


def test_market_days_by_the_moon_are_frozen_and_asked_for(app, town, by):
    programme = make.programme(town)
    own(town, programme, cadence=Cadence.MARKET_DAY, market_days="农369")
    (task,) = opened(town, programme).values()
    assert (
        task.market_days == "农369"
        and rhythm_words(Cadence.MARKET_DAY, market_days="农369") == "逢集日（农历逢3、6、9）"
    )
    asked = obligations(by, Span(date(2026, 3, 1), date(2026, 3, 12)))
    assert [each.asked.starts_on.day for each in asked] == [1, 4, 7, 11]


@pytest.mark.parametrize(
    ("cadence", "labels", "last"),
    [
        (Cadence.ONCE, ["责任期内"], date(2027, 3, 31)),
        (Cadence.MONTHLY, ["2026年11月", "2026年12月", "2027年1月", "2027年2月", "2027年3月"], date(2027, 3, 31)),
        (Cadence.QUARTERLY, ["2026年第四季度", "2027年第一季度"], date(2027, 3, 31)),
        (Cadence.HALF_YEARLY, ["2026年下半年", "2027年上半年"], date(2027, 3, 31)),
        (Cadence.YEARLY, ["2026年", "2027年"], date(2027, 3, 31)),
        (Cadence.FLOOD_SEASON, [], date(2027, 3, 31)),
        (Cadence.MARKET_DAY, [], date(2027, 3, 31)),
        (Cadence.DAILY, [], date(2027, 3, 31)),
    ],
)
def test_a_season_across_new_year_works_for_every_cadence(app, town, by, cadence, labels, last):
    """冬季取暖期: from 15 November to 31 March (field.md 4)."""
    season = {"kind": ProgrammeKind.SEASONAL, "term_from": date(2026, 11, 15), "term_to": date(2027, 3, 31)}
    programme = make.programme(town, "2026年冬季散煤管控", **season)
    own(town, programme, cadence=cadence)
    (task,) = opened(town, programme).values()
    assert ([period.label for period in task.periods], task.due_on) == (labels, last)
    assert (task.year, task.letter_id) == (2026, None)
    if task.periods:
        assert task.periods[0].starts_on == date(2026, 11, 15) and task.periods[-1].ends_on == last
    assert [row.title for row in task_list(by, TaskFilter(2026), town.today).rows] == [task.title]


def test_before_the_flood_season_of_a_year(app, town, by):
    programme = make.programme(town)
    own(town, programme, cadence=Cadence.FLOOD_SEASON, rolls_over=True)
    (task,) = opened(town, programme).values()
    (period,) = task.periods
    assert (period.label, period.due_on, period.moved_from) == ("2026年汛期前", date(2026, 6, 1), date(2026, 5, 31))


def test_the_next_year_takes_the_rules_over(app, town, by):
    programme = make.programme(town)
    own(town, programme, cadence=Cadence.MONTHLY, due_in_workdays=5, rolls_over=True)
    new = make.programme(town, "2027年度责任书", year=2027, term_from=date(2027, 1, 1), term_to=date(2027, 12, 31))
    carry_over.carry_over(new.id, programme.id, CarryFacts(), by=by, now=town.now)
    copied = db.session.scalars(select(Target).where(Target.programme_id == new.id)).one()
    assert (copied.due_in_workdays, copied.rolls_over) == (5, True)


# -- 责任人 ---------------------------------------------------------------------


@pytest.fixture
def task(app, town, by):
    """A monthly duty of the first village, from its issued letter."""
    programme = make.programme(town)
    make.target(town, programme, cadence=Cadence.MONTHLY)
    make.issued(app, town, make.drafts(town, make.template(town, programme), [town.villages[0].id]))
    db.session.expire_all()
    (row,) = db.session.scalars(select(Task)).all()
    return task_in_sight(by, row.id)


def successor(town, on, name="李志强", role=PostRole.FIRST, post="党支部书记"):
    facts = units.HolderFacts(role, post, name, "13812340000", on)
    units.appoint(town.villages[0].id, facts, by=town.viewer("clerk"), now=town.now)
    db.session.expire_all()


def test_who_holds_the_post_answers_with_dates(town, by, task):
    records = records_of(task.unit_id)
    assert spans_words(task_spans(task, records, date(2026, 1, 1))) == "王1喆"
    successor(town, date(2026, 3, 16))
    task, records = task_in_sight(by, task.id), records_of(task.unit_id)
    words = [spans_words(period_spans(task, records, period)) for period in task.periods]
    assert words[1:4] == ["王1喆", "王1喆（3月1日至3月15日）、李志强（3月16日至3月31日）", "李志强"]
    (row,) = task_list(by, TaskFilter(2026), date(2026, 3, 15)).rows
    assert row.person == "王1喆"
    (row,) = task_list(by, TaskFilter(2026), date(2026, 3, 16)).rows
    assert row.person == "李志强"


def test_the_clerk_names_another_post_or_a_person(town, by, task):
    successor(town, date(2026, 1, 5), "李明", PostRole.STATIONED, "包村干部")
    tasks.set_person(task.id, PostRole.STATIONED, "", task.version, by=by, now=town.now)
    assert task_list(by, TaskFilter(2026), town.today).rows[0].person == "李明"
    version = task_in_sight(by, task.id).version
    tasks.set_person(task.id, None, " 赵网格 ", version, by=by, now=town.now)
    assert task_list(by, TaskFilter(2026), town.today).rows[0].person == "赵网格"
    body = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first().body
    assert "包村干部" in body and "赵网格" in body
    with pytest.raises(StaleVersion):
        tasks.set_person(task.id, None, "别人", version, by=by, now=town.now)
    version = task_in_sight(by, task.id).version
    tasks.set_person(task.id, None, "", version, by=by, now=town.now)
    stands = task_in_sight(by, task.id)
    assert (stands.post_role, stands.person) == (None, None)


def test_who_may_name_them(town, by, task):
    with pytest.raises(NotAllowed):
        tasks.set_person(task.id, None, "某", task.version, by=town.viewer("leader"), now=town.now)
    with pytest.raises(NotInSight):
        tasks.set_person(task.id + 999, None, "某", task.version, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="只能选一种"):
        tasks.set_person(task.id, PostRole.SECOND, "某", task.version, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="没有改动"):
        tasks.set_person(task.id, None, "", task.version, by=by, now=town.now)


def test_days_after_the_last_holder_left_are_nobodys(town, by, task):
    holder = records_of(task.unit_id)[0]
    ended = town.today - timedelta(days=1)
    units.end_post(holder.id, on=ended, by=by, now=town.now)
    db.session.expire_all()
    task = task_in_sight(by, task.id)
    told = [span.name for span in task_spans(task, records_of(task.unit_id), date(2026, 1, 1))]
    assert told == ["王1喆", ""]
    assert task_list(by, TaskFilter(2026), town.today).rows[0].person == ""
