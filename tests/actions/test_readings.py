"""检索键: after an upgrade those who stood already are found by letters, and the book knows of it (features V1)."""

from sqlalchemy import select, text

from respbook.actions import readings
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.queries.naming import unspelt_people, unspelt_units
from respbook.queries.units import UnitFilter, unit_list
from respbook.queries.verify import verify_state
from respbook.rules.permissions import system_viewer


def test_rows_from_before_are_completed_in_one_deed(real_app):
    app = real_app()
    town = app.town
    clerk = town.viewer("clerk")
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE units SET sounds = NULL, initials = ''"))
            connection.execute(text("UPDATE users SET sounds = NULL, initials = NULL"))
        assert not unit_list(clerk, UnitFilter(words="wangjia")).rows
        many = len(unspelt_units()) + len(unspelt_people())
        assert readings.complete(by=system_viewer("升级"), now=town.now) == many > 10
        assert [row.name for row in unit_list(clerk, UnitFilter(words="wangjia")).rows] == ["王家庄村村民委员会"]
        assert unspelt_units() == [] and unspelt_people() == []
        assert db.session.scalar(select(AuditEntry.verb).order_by(AuditEntry.seq.desc())) == "unit.complete_keys"
        assert verify_state() == []
