"""示例计分事项: the demo's year can be heard and decided by its own hands."""

import datetime as d

import inspecting
import listing_matters as matters
from inspecting import at

from respbook.demo.findings import Hands
from respbook.demo.score_matters import heard, praised, spared
from respbook.models.base import db
from respbook.models.score_matters import ScoreMatter, Veto
from respbook.rules.lifecycles import MatterState, VetoState
from respbook.works import tools


def test_matters_are_heard_and_decided(app, town):
    programme = matters.ruled(town)
    for unit in town.villages[:3]:
        inspecting.assigned(town, unit)
    reporters = {town.villages[0].id: town.viewer("reporter"), town.villages[1].id: town.viewer("neighbour")}
    hands = Hands(reporters.get, town.viewer("clerk"), town.viewer("assessor"), town.viewer("leader"), tools(app).store)
    assert len(heard(programme.id, hands, at(3, 20), at(4, 10))) == 3
    assert praised(programme.id, town.villages[2].id, d.date(2026, 3, 10), hands, at(4, 10)) is not None
    spared(programme.id, town.villages[0].id, d.date(2026, 3, 10), hands, at(3, 20), at(4, 10))
    rows = db.session.query(ScoreMatter).all()
    assert {row.state for row in rows} == {MatterState.CONFIRMED} and len(rows) == 4
    assert db.session.query(Veto).one().state is VetoState.REFUSED
