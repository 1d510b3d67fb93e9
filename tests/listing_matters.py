"""计分事项材料: a town with a rubric in force, matters and vetoes in any state, made through the real deeds."""

import datetime as d
from decimal import Decimal

from inspecting import at
from making import make

from respbook.actions import matter_decisions, score_matters, vetoes
from respbook.queries.scope_assessments import matter_in_sight, veto_in_sight
from respbook.rules.score_matters import Told
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rule_kinds import Bonus, BySource, Occurrence, ZeroRow

D = Decimal
RECORDED, TOLD_AT, HEARD, DECIDED = at(3, 5), at(3, 6), at(3, 9), at(3, 10)


def rows():
    """r1 takes 2 for each finding (double when late), s1 by the finder, b1 gives 3 or 5, z1 empties the row."""
    return (
        values.Row(
            "r1",
            "秸秆禁烧",
            D(60),
            standard="全年不发生露天焚烧秸秆。",
            rules=(
                values.Rule(
                    "r1-1",
                    Occurrence(D(2)),
                    "每发现1处扣2分，逾期整改的加倍。",
                    escalation=values.Escalation(late_factor=D(2)),
                    source=FactSource.FINDINGS,
                ),
                values.Rule("s1", BySource({"county": D(5), "self": D(1)}, D(2)), "按发现层级扣分。"),
                values.Rule("z1", ZeroRow(), "发生重大火情的，本项不得分。"),
            ),
        ),
        values.Row(
            "r2",
            "通报表扬",
            D(40),
            rules=(values.Rule("b1", Bonus(D(3), {"县级": D(5), "镇级": D(3)}), "受表扬的加分。"),),
        ),
    )


def ruled(town, **more):
    """A programme with the rubric in force."""
    programme = make.programme(town)
    make.rubric(town, programme, rows=rows(), **more)
    return programme


def entry(programme, unit, rule="r1-1", words="河边焚烧秸秆", on=d.date(2026, 3, 4), **more):
    """What is recorded; evidence or a record must come with it."""
    names = ("count", "source", "late", "again", "again_reason")
    told = Told(on, words, **{name: more.pop(name) for name in names if name in more})
    row = "r2" if rule == "b1" else "r1"
    return score_matters.Entry(programme.id, unit.id, row, rule, told, **more)


def recorded(app, town, programme, unit, rule="r1-1", now=RECORDED, login="clerk", **more):
    """拟定."""
    by = town.viewer(login)
    if "origin_table" not in more and "evidence" not in more:
        more["evidence"] = (make.evidence(app, town, town.unit, make.photo_bytes(1), login).id,)
    return score_matters.record(entry(programme, unit, rule, **more), by=by, now=now)


def again(town, row, login="leader"):
    """The matter as it stands now."""
    return matter_in_sight(town.viewer(login), row.id)


def told(app, town, programme, unit, now=TOLD_AT, **more):
    """已告知."""
    row = recorded(app, town, programme, unit, **more)
    (row,) = score_matters.tell({row.id: row.version}, by=town.viewer("clerk"), now=now)
    return row


def answered(app, town, programme, unit, words="当天已扑灭", now=HEARD, login="reporter", **more):
    """已陈述."""
    row = told(app, town, programme, unit, **more)
    return matter_decisions.answer(row.id, words, (), row.version, by=town.viewer(login), now=now)


def proposed_veto(app, town, programme, unit, now=RECORDED, login="clerk", **more):
    """一票否决, proposed."""
    photo = make.evidence(app, town, town.unit, make.photo_bytes(2), login)
    facts = {"words": "养殖场粪污直排入河，造成死鱼", "on": d.date(2026, 3, 4), "evidence": (photo.id,)} | more
    return vetoes.propose(vetoes.Entry(programme.id, unit.id, "v1", **facts), by=town.viewer(login), now=now)


def veto_again(town, row, login="leader"):
    """The veto as it stands now."""
    return veto_in_sight(town.viewer(login), row.id)
