"""一年: a running year with something at every step."""

from datetime import timedelta

from flask import Flask

from making.assessments import assessment
from making.cascade import pledges_of, returned
from making.desk import county_form, farms, register, scan, sheet
from making.evidence import evidence_of, photo_bytes
from making.letters import drafts, issued, programme, proposal, source, target, template
from making.rubrics import rubric
from making.signing import sealed
from making.township import NOW, Town
from respbook.actions import library_clauses, measures, notices, score_matters, vetoes
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.rules.notices import NoticeFacts
from respbook.rules.score_matters import Told
from respbook.rules.scoring.ladder import MeasureKind
from respbook.rules.units import UnitKind


def year(app: Flask, town: Town) -> Programme:
    """A running year, a clause in the library: letters of the first two villages issued, the third's a draft, the fourth's proposed."""
    made = programme(town)
    kept = library_clauses.LibraryFacts("附则", "份数", "本责任书一式{{份数}}份。")
    library_clauses.keep(kept, by=town.viewer("clerk"), now=NOW)
    target(town, made)
    source(app, town, made)
    target(town, made, "本级督查", unit_kinds=(UnitKind.TOWN,))
    written = template(town, made)
    rows = drafts(town, written, [village.id for village in town.villages[:4]])
    issued(app, town, rows[:2])
    proposal(app, town, rows[3:])
    scan(app, town, rows[0])
    county_form(app, town)
    sheet(town)
    register(town)
    farms(town)
    sealed(app, town, rows[0])
    pledges_of(app, town, rows[0])
    pledges_of(app, town, rows[1])
    returned(town, rows[0])
    evidence_of(app, town, town.villages[0], photo_bytes(1))
    evidence_of(app, town, town.villages[1], photo_bytes(2), login="neighbour")
    told = NoticeFacts(
        "关于做好春季禁烧工作的通知", "清明前后风大，请安排夜间巡查", "请各村安排。", (town.villages[0].id,)
    )
    notices.send(told, by=town.viewer("clerk"), now=NOW)
    for village in town.villages[:2]:
        talked(town, made, village)
    assessed(app, town, made, town.villages[0])
    return made


def talked(town: Town, made: Programme, village: Unit) -> None:
    """约谈 of a village that was decided upon."""
    facts, clause = "三次被通报点名。", "《约谈办法》第三条。"
    wanted = measures.Wanted(made.id, village.id, "", MeasureKind.TALK, NOW.date(), facts, clause)
    row = measures.propose(wanted, by=town.viewer("clerk"), now=NOW)
    measures.decide(row.id, "同意。", NOW.date() + timedelta(days=7), row.version, by=town.viewer("leader"), now=NOW)


def assessed(app: Flask, town: Town, made: Programme, village: Unit) -> None:
    """考核 with 自评 open; a 扣分事项 and a veto that the village was told of."""
    clerk = town.viewer("clerk")
    assessment(town, rubric(town, made), self_until=NOW.date() + timedelta(days=20))
    proof = evidence_of(app, town, town.unit, photo_bytes(3), login="clerk")
    seen = Told(NOW.date(), "河边焚烧秸秆")
    matter = score_matters.record(
        score_matters.Entry(made.id, village.id, "r1", "r1-1", seen, evidence=(proof.id,)), by=clerk, now=NOW
    )
    score_matters.tell({matter.id: matter.version}, by=clerk, now=NOW)
    veto = vetoes.propose(
        vetoes.Entry(made.id, village.id, "v1", "粪污直排入河", NOW.date(), evidence=(proof.id,)), by=clerk, now=NOW
    )
    vetoes.tell(veto.id, veto.version, by=clerk, now=NOW)
