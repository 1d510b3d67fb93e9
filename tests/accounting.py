"""问责材料: a published ladder and measures in any state, made through the real deeds, for the tests about them."""

import datetime as d
from decimal import Decimal

from sqlalchemy import select

from respbook.actions import audit, measures, talk_papers, talks
from respbook.actions.action import action
from respbook.models.assessment_results import AssessmentResult
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.models.rubrics import Rubric
from respbook.queries.measures import suggestions
from respbook.queries.scope_measures import measure_in_sight, talk_in_sight
from respbook.rules.assessments import ResultStage
from respbook.rules.lifecycles import AssessmentState, RubricState
from respbook.rules.permissions import Permission, Viewer, system_viewer
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.rubric import Row
from respbook.rules.scoring.rubric import Rubric as Content
from respbook.rules.scoring.writing import encode_rubric
from respbook.rules.talks import Held, Summons
from respbook.works import tools

LADDER = (
    LadderStep("remind", MeasureKind.REMIND, Trigger.OVERDUE_FINDINGS, Decimal(1), "", "逾期一件的，予以提醒。"),
    LadderStep(
        "letter", MeasureKind.LETTER, Trigger.OVERDUE_FINDINGS, Decimal(2), "", "逾期二件的，发函督办。", "remind"
    ),
    LadderStep("talk", MeasureKind.TALK, Trigger.GRADE, Decimal(1), "不合格", "考核不合格的，予以约谈。", "letter"),
)


def ladder(programme, steps=LADDER, now=None):
    """已发布的细则 with a ladder."""
    body = encode_rubric(Content("考核细则", (Row("r1", "大气", Decimal(100)),), ladder=tuple(steps)))
    return _publish(programme.id, body, by=system_viewer(), now=now or d.datetime(2026, 3, 2, 9, tzinfo=d.UTC))


@action(Permission.RUBRIC_PUBLISH)
def _publish(programme_id: int, body: str, *, by: Viewer, now: d.datetime) -> Rubric:
    row = Rubric(
        programme_id=programme_id,
        edition=1,
        title="考核细则",
        state=RubricState.PUBLISHED,
        body=body,
        body_sha256="0" * 64,
        made_by=by.name,
        made_by_id=0,
        made_at=now,
        changed_by=by.name,
        changed_at=now,
        published_at=now,
    )
    db.session.add(row)
    audit.note("rubric.publish", row, row.title)
    return row


def graded(programme, grades, now, state=AssessmentState.RELEASED):
    """已发布的年终考核: grades and ranks of units, the best first."""
    return _graded(programme.id, grades, state, by=system_viewer(), now=now)


@action(Permission.ASSESSMENT_WRITE)
def _graded(programme_id: int, grades, state, *, by: Viewer, now: d.datetime) -> Assessment:
    row = Assessment(
        programme_id=programme_id,
        rubric_id=db.session.scalars(select(Rubric.id)).one(),
        name="2026年度考核",
        period_key="2026",
        period_label="2026年度",
        first_on=d.date(2026, 1, 1),
        last_on=d.date(2026, 12, 31),
        edition=1,
        state=state,
        made_by=by.name,
        made_by_id=0,
        made_at=now,
    )
    db.session.add(row)
    db.session.flush()
    for rank, (unit, band, points) in enumerate(grades, 1):
        kept = AssessmentResult(
            assessment_id=row.id, edition=1, stage=ResultStage.FINAL, unit_id=unit.id, unit_name=unit.called
        )
        kept.total, kept.rank, kept.band, kept.body = Decimal(points), rank, band, "{}"
        db.session.add(kept)
    audit.note("assessment.open", row, row.name)
    return row


def released(row, now):
    """发布."""
    return _released(row.id, by=system_viewer(), now=now)


@action(Permission.SCORE_PUBLISH)
def _released(assessment_id: int, *, by: Viewer, now: d.datetime) -> Assessment:
    row = db.session.get_one(Assessment, assessment_id)
    row.state = AssessmentState.RELEASED
    audit.note("assessment.release", row, row.name)
    return row


def proposed(town, programme, village, now, kind=MeasureKind.TALK, step="", login="clerk", **more):
    """提出 beside the ladder, or by one of its steps."""
    facts = {"happened_on": now.date(), "facts": "三次被通报点名。", "clause": "《约谈办法》第三条。", **more}
    return measures.propose(
        measures.Wanted(programme.id, village.id, step, kind, **facts), by=town.viewer(login), now=now
    )


def decided(town, programme, village, now, kind=MeasureKind.TALK, **more):
    """决定采取 by the leader."""
    row = proposed(town, programme, village, now, kind, **more)
    due = now.date() + d.timedelta(days=14)
    return measures.decide(row.id, "同意。", due, row.version, by=town.viewer("leader"), now=now)


def summons(now, days=7, **more):
    """约谈安排."""
    facts = {
        "meet_on": now.date() + d.timedelta(days=days),
        "meet_at": "上午9时",
        "place": "镇政府二楼会议室",
        "host": "镇长李建国",
        "persons": "党支部书记王1喆",
        "cause": "三次被通报点名。",
        "problems": "河边垃圾多次清理后反弹\n露天焚烧两次被县里发现",
        "explain_until": now.date() + d.timedelta(days=days - 2),
        **more,
    }
    return Summons(**facts)


def notified(app, town, measure, now, **more):
    """发约谈通知."""
    talk = again(town, measure).talk
    facts = summons(now, **more)
    return talk_papers.notify(talk.id, facts, talk.version, tools(app), by=town.viewer("clerk"), now=now)


def held(town, talk, now, **more):
    """登记约谈."""
    facts = {
        "held_on": now.date(),
        "present": "镇长李建国、党支部书记王1喆",
        "demands": "三日内清完河边垃圾\n每日巡查",
        "demands_until": now.date() + d.timedelta(days=10),
        "promise": "保证按期整改到位。",
        **more,
    }
    row = talk_again(town, talk)
    return talks.hold(row.id, Held(**facts), row.version, by=town.viewer("clerk"), now=now)


def minuted(app, town, talk, now, until=None):
    """印发纪要."""
    row = talk_again(town, talk)
    return talk_papers.minute(row.id, until, row.version, tools(app), by=town.viewer("clerk"), now=now)


def again(town, row, login="clerk"):
    """The measure as it stands now."""
    db.session.expire_all()
    return measure_in_sight(town.viewer(login), row.id)


def talk_again(town, row, login="clerk"):
    """The talk as it stands now."""
    db.session.expire_all()
    return talk_in_sight(town.viewer(login), row.id)


def suggested(town, on, login="clerk"):
    """系统建议 as (unit, step, kind)."""
    db.session.expire_all()
    return [(each.unit.called, each.due.step.key, each.due.kind) for each in suggestions(town.viewer(login), on)]
