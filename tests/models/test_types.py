"""列类型: what goes in comes out, the same on both databases (a row's digest depends on it)."""

import datetime as d
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, select, text
from sqlalchemy.exc import StatementError

from respbook.models.base import db
from respbook.models.types import Moment, Quantity, Word
from respbook.rules.units import UnitKind

KEPT = Table(
    "kept_for_test",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("moment", Moment),
    Column("quantity", Quantity),
    Column("kind", Word(UnitKind)),
)


@pytest.fixture
def kept(app):
    KEPT.create(db.session.connection())

    def keep(**values):
        db.session.execute(KEPT.delete())
        db.session.execute(KEPT.insert().values(id=1, **values))
        return db.session.execute(select(KEPT)).one()

    return keep


ZONES = st.sampled_from([d.UTC, d.timezone(d.timedelta(hours=8)), d.timezone(d.timedelta(hours=-5, minutes=-30))])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.datetimes(d.datetime(1990, 1, 1), d.datetime(2100, 1, 1), timezones=ZONES),
    st.decimals(Decimal("-9999999999"), Decimal("9999999999"), places=3),
    st.sampled_from(list(UnitKind)),
)
def test_round_trip(kept, moment, quantity, kind):
    row = kept(moment=moment, quantity=quantity, kind=kind)
    assert row.moment == moment and row.moment.tzinfo is d.UTC
    assert row.quantity == quantity and isinstance(row.quantity, Decimal)
    assert row.kind is kind


def test_nothing_stays_nothing(kept):
    assert tuple(kept(moment=None, quantity=None, kind=None))[1:] == (None, None, None)


def test_quantities_are_added_exactly(kept):
    row = kept(quantity=Decimal("0.1"))
    db.session.execute(KEPT.insert().values(id=2, quantity=Decimal("0.2")))
    assert db.session.scalar(text("SELECT sum(quantity) FROM kept_for_test")) == 300
    assert row.quantity == Decimal("0.1")


@pytest.mark.parametrize("given, kept_as", [("1.0005", "1.001"), ("1.0004", "1"), ("100", "100"), ("-2.5", "-2.5")])
def test_three_places(kept, given, kept_as):
    assert str(kept(quantity=Decimal(given)).quantity) == kept_as


def test_a_moment_needs_its_zone(kept):
    with pytest.raises(StatementError, match="time zone"):
        kept(moment=d.datetime(2026, 3, 2))


def test_an_unknown_word_is_refused(kept):
    with pytest.raises(StatementError):
        kept(kind="castle")
