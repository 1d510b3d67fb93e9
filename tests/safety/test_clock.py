"""时钟: a jump stops what is settled by its day, until it is put right or confirmed (safety R96)."""

from datetime import date, datetime, timedelta

import pytest
from making import NOW
from sqlalchemy import select

from respbook.actions import action
from respbook.actions import clock as deeds
from respbook.actions.clock import ClockWatch
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.security import ClockState, SecurityEvent
from respbook.queries.clock import resting
from respbook.rules.chinese import CHINA
from respbook.rules.clock import ClockDoubted, Drift, check_dated, drift_of
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission

FRIDAY = datetime(2026, 3, 6, 18, 0, tzinfo=CHINA)


def weekend(on: date) -> bool:
    return on.weekday() > 4


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (timedelta(seconds=-60), None),
        (timedelta(seconds=-61), Drift.BACK),
        (timedelta(days=-1), Drift.BACK),
        (timedelta(hours=62), None),
        (timedelta(hours=96), Drift.AHEAD),
        (timedelta(days=40), Drift.AHEAD),
        (timedelta(days=4000), Drift.AHEAD),
    ],
)
def test_back_over_a_minute_or_ahead_over_a_day_of_work(span, found):
    """From Friday evening to Monday morning is a weekend; to Tuesday evening is not."""
    assert drift_of(FRIDAY, FRIDAY + span, weekend) is found
    assert (
        drift_of(FRIDAY - timedelta(days=2), FRIDAY - timedelta(days=2) + timedelta(hours=25), weekend) is Drift.AHEAD
    )


def test_reading_and_accounts_go_on(app):
    check_dated(Permission.LETTER_SIGN, None)
    doubt = deeds.Doubt(Drift.BACK, NOW)
    check_dated(Permission.PERSON_WRITE, doubt)
    with pytest.raises(ClockDoubted, match="校正或确认"):
        check_dated(Permission.LETTER_SIGN, doubt)


@pytest.fixture
def watch(app, monkeypatch):
    """The app's own watch, on a counter that stands still unless the test moves it."""
    counter = [0.0]
    found = ClockWatch(resting, elapsed=lambda: counter[0])
    found.counter = counter
    monkeypatch.setitem(app.extensions, "clock_watch", found)
    monkeypatch.setattr(action, "_check_clock", found.check)
    return found


def report(client, day="20260302"):
    return client.post("/report/patrols", data={"on": day})


@pytest.mark.parametrize("span", [timedelta(days=-1), timedelta(hours=2)], ids=["back", "ahead"])
def test_a_jump_stops_dated_deeds_shows_a_banner_and_mends_itself(app, town, client_as, clock, watch, span):
    """Ahead: 2 hours on the clock alone are fine; 40 days in the same moment are not."""
    clerk = client_as("clerk")
    watch.keep(clock())
    assert "可能不对" not in clerk.get("/").text
    clock.forward(seconds=span.total_seconds())
    if span > timedelta():
        assert watch.look(clock()) is None, "two hours are no jump"
        clock.forward(days=40)
    assert watch.look(clock()) is not None
    with pytest.raises(ClockDoubted):
        watch.check(Permission.LETTER_ISSUE, clock())
    db.session.rollback()
    assert db.session.get(ClockState, 1, populate_existing=True).held_since == clock()
    assert db.session.scalars(select(SecurityEvent.kind).where(SecurityEvent.kind == "clock")).all() == ["clock"]
    page = client_as(None).get("/sign-in").text
    assert "服务器的时间可能不对" in page and "3月2日" in page, "judged by the day that was believed"
    clock.now = NOW + timedelta(hours=2 if span < timedelta() else 4)
    watch.counter[0] += 7200
    assert watch.look(clock()) is None
    assert db.session.get(ClockState, 1, populate_existing=True).held_since is None
    watch.check(Permission.LETTER_ISSUE, clock())


def test_the_administrator_confirms_it_with_the_reason(app, town, client_as, clock, watch):
    admin = client_as("admin")
    watch.keep(clock())
    clock.forward(minutes=-2)
    page = admin.get("/clock/").text
    assert "存疑，待确认" in page and "确认" in page
    assert client_as("leader").get("/clock/").status_code == 403
    assert admin.post("/clock/", data={"reason": ""}).status_code == 422
    assert admin.post("/clock/", data={"reason": "原来的时间走快了，已用手机核对"}).status_code == 303
    assert "可信" in admin.get("/clock/").text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "clock.confirm")).one()
    assert "走快了" in entry.body
    with pytest.raises(RuleBroken, match="不用确认"):
        deeds.confirm("再来", by=town.viewer("admin"), now=clock())


def test_a_jump_while_the_program_was_down_is_seen_at_the_start(app, town, clock, watch):
    watch.keep(clock())
    later = ClockWatch(resting, elapsed=lambda: 0.0)
    assert later.look(clock() + timedelta(days=3)) is not None
    assert ClockWatch(resting, elapsed=lambda: 0.0).look(clock() + timedelta(hours=1)) is None
