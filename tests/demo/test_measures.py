"""示例问责: the measures of the sample year are built through the real deeds."""

import datetime as d

import making

from respbook.demo.measures import Hands, accounted
from respbook.queries.measure_record import RecordFilter, record_of
from respbook.queries.measures import running
from respbook.works import tools


def test_the_sample_measures_stand_as_they_say(app, town):
    year, clerk = making.programme(town), town.viewer("clerk")
    reporters = {town.villages[0].id: town.viewer("reporter"), town.villages[1].id: town.viewer("neighbour")}
    hands = Hands(clerk, town.viewer("leader"), reporters.get, tools(app))
    last = d.date(2026, 10, 9)
    assert "约谈2次" in accounted(year.id, [each.id for each in town.villages[:4]], last, hands)
    assert sorted(each.standing.words for each in running(clerk, last)) == ["待报落实情况", "待签收"]
    assert sum(line.cells[2026].reminding for line in record_of(clerk, RecordFilter())) == 3
