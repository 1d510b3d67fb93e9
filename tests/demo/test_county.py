"""建县: a small county through the real actions; its console tells of each town what was done there."""

import datetime as d

from respbook.demo.county import VILLAGES, CountyBuilder
from respbook.models.base import db
from respbook.queries.county import console
from respbook.queries.sessions import viewer_named
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.chinese import CHINA
from respbook.works import tools

NOW = d.datetime(2026, 6, 18, 9, 0, tzinfo=CHINA)


def test_two_towns_stand_on_the_console(real_app):
    app, said = real_app(town=False), []
    with app.app_context():
        CountyBuilder(2, "松林溪石月光7319", True, tools(app), lambda: NOW).build(said.append)
        db.session.remove()
        first, second = console(viewer_named("xianzhang"), 2026, NOW.date())
        assert (first.called, second.called) == ("青山镇CANARY-T1", "白水镇CANARY-T2")
        assert (first.to_sign, first.signed, second.signed) == (VILLAGES, VILLAGES, VILLAGES - 1)
        assert (first.given_signed, second.given_signed) == (1, 0)
        assert (first.open, second.open, second.red) == (0, 1, 1)
        assert first.reports.told and first.reports.missing == 0
        assert verify_chain().clean and verify_state() == []
