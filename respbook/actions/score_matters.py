"""计分事项: recorded by hand or from a record, changed while 拟定, dropped, told to the units (features X19, Y5)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from respbook.actions import audit, notices
from respbook.actions.action import StaleVersion, action, expect_version
from respbook.actions.matter_origins import incident_of, record_of
from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.score_matters import ScoreMatter, ScoreMatterEvidence
from respbook.queries.matter_grounds import Closed, InForce, closed_in, closed_over, in_force_of
from respbook.queries.scope import NotInSight, unit_in_sight
from respbook.queries.scope_assessments import matter_in_sight
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.scope_findings import finding_in_sight
from respbook.queries.score_matters import before_of, matters_named, rows_named, veto_from
from respbook.queries.workdays import calendar_of
from respbook.rules.assessments import ANSWER_WORKDAYS, LONGEST_REASON
from respbook.rules.chinese import china_day, day, figure, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import check_count
from respbook.rules.lifecycles import MATTER, MatterState
from respbook.rules.notices import NoticeFacts
from respbook.rules.permissions import Permission, Viewer, standing_in
from respbook.rules.score_matters import (
    AGAINST,
    MOST_AT_ONCE,
    Ground,
    Line,
    Told,
    check_once,
    check_own,
    check_window,
    checked,
    ground_of,
    notice_text,
    own_in_time,
    points_words,
    source_words,
)
from respbook.rules.scoring.rubric import class_of
from respbook.rules.typed import read_words
from respbook.rules.units import signing_kinds


@dataclass(frozen=True)
class Entry:
    """要登记的事项: under which rule, for which unit, what happened, and the record that it comes from.

    ``incident`` is taken from the record; ``same_as`` names another matter of the same incident.
    """

    programme_id: int
    unit_id: int
    row_key: str
    rule_key: str
    told: Told
    evidence: tuple[int, ...] = ()
    origin_table: str = ""
    origin_id: int | None = None
    same_as: int | None = None


def called(row: ScoreMatter, title: str) -> str:
    """事项的称呼 in the book: 王家庄村秸秆禁烧（2026年3月5日）."""
    return f"{row.unit.called}{title}（{day(row.on)}）"


@action(Permission.ASSESSMENT_WRITE, undo=True)
def record(entry: Entry, *, by: Viewer, now: datetime) -> ScoreMatter:
    """登记计分事项. Raises RuleBroken at the field, NotInSight."""
    basis = in_force_of(by, entry.programme_id)
    unit = unit_in_sight(by, entry.unit_id)
    if unit.kind not in signing_kinds(by.office_kind):
        raise RuleBroken(f"{unit.called}不是考核对象，请选择村、社区或镇属单位。", "unit_id")
    ground = _ground(basis, entry.row_key, entry.rule_key, unit.kind)
    finding = record_of(entry.origin_table, entry.origin_id, unit, by)
    told = checked(entry.told, ground, len(entry.evidence), bool(entry.origin_table), china_day(now))
    row = ScoreMatter(
        programme_id=basis.programme.id,
        programme=basis.programme,
        unit_id=unit.id,
        unit=unit,
        finding_id=finding.id if finding else None,
        origin_table=entry.origin_table,
        origin_id=entry.origin_id,
        incident=incident_of(entry.origin_table, entry.origin_id, entry.same_as, finding, unit, by),
        state=MATTER.start,
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
    )
    _write(row, ground, told)
    _check_listed(row, ground, finding, basis, "登记")
    db.session.add(row)
    db.session.flush()
    if not row.incident:
        row.incident = f"matter:{row.id}"
    attach(row, entry.evidence, by)
    audit.note("matter.record", row, called(row, ground.row.title), after=_facts(row, ground))
    return row


def _ground(basis: InForce, row_key: str, rule_key: str, unit_kind: str) -> Ground:
    ground = ground_of(basis.rules, row_key, rule_key, class_of(basis.rules, unit_kind))
    if ground is None:
        raise RuleBroken("这个单位不适用所选的指标，或细则中已没有这条规则，请重新选择。", "unit_id")
    return ground


def _check_listed(row: ScoreMatter, ground: Ground, finding: Finding | None, basis: InForce, deed: str) -> None:
    """可否列为计分事项 as it is written now: no own find put right in time, no closed period, once for one incident. Raises RuleBroken."""
    if finding is not None:
        check_own(ground, own_in_time(finding.source, finding.state, finding.done_on, finding.due_on))
    not_too_late(row, ground, deed, closed_in(row.programme_id))
    if row.incident:
        check_once(row.kind, before_of(row, basis.rules), row.again)


def _write(row: ScoreMatter, ground: Ground, told: Told) -> None:
    row.row_key, row.rule_key = ground.row.key, ground.rule.key
    row.kind = ground.kind(told.source)
    row.on, row.words, row.count, row.source = told.on, told.words, told.count, told.source
    row.late, row.again, row.again_reason = told.late, told.again, told.again_reason


def attach(row: ScoreMatter, evidence: Sequence[int], by: Viewer, answer: bool = False) -> None:
    """附佐证, also of a statement. Raises RuleBroken, NotInSight."""
    check_count(len(evidence))
    if len(evidence_named(by, evidence)) != len(set(evidence)):
        raise NotInSight
    db.session.add_all(
        ScoreMatterEvidence(matter_id=row.id, evidence_id=each, answer=answer) for each in dict.fromkeys(evidence)
    )


def not_too_late(row: ScoreMatter, ground: Ground | None, deed: str, found: Sequence[Closed]) -> None:
    """拟定以后不再改动 what a result rests on, unless it is sent back; nor after 公示. Raises RuleBroken."""
    public = closed_over(found, row.on, ground.row.part if ground else "")
    if public is None:
        return
    if public.drawn_up:
        raise RuleBroken(f"“{public.name}”结果已拟定，请先退回评分，再{deed}{day(row.on)}的计分事项。")
    since = f"已于{day(public.on)}公示" if public.on else "已公示"
    raise RuleBroken(f"“{public.name}”{since}，{day(row.on)}的计分事项不能再{deed}；结果有误的，按申诉办理。")


def _facts(row: ScoreMatter, ground: Ground) -> dict[str, str]:
    told = {
        "指标": ground.row.title,
        "规则": ground.words,
        "日期": day(row.on),
        "事项": row.words,
        "数量": figure(row.count),
        "来源或级别": source_words(row.source),
        "逾期": "是" if row.late else "",
        "另行计分的依据": row.again_reason,
        "拟计分": points_words(ground.points_of(row.count, row.source, row.late)),
    }
    return {name: words for name, words in told.items() if words}


@action(Permission.ASSESSMENT_WRITE, undo=True)
def change(
    matter_id: int, told: Told, evidence: Sequence[int], version: int, *, by: Viewer, now: datetime
) -> ScoreMatter:
    """修改 while nobody was told of it. Raises RuleBroken at the field, StaleVersion, NotInSight."""
    row = _proposed(matter_id, version, by, "修改")
    basis = in_force_of(by, row.programme_id)
    ground = _ground(basis, row.row_key, row.rule_key, row.unit.kind)
    before = _facts(row, ground)
    kept = checked(told, ground, len(evidence), bool(row.origin_table), china_day(now))
    _write(row, ground, kept)
    row.changed_by, row.changed_by_id = by.name, by.user_id
    finding = finding_in_sight(by, row.finding_id) if row.finding_id is not None else None
    _check_listed(row, ground, finding, basis, "修改")
    db.session.execute(
        delete(ScoreMatterEvidence).where(
            ScoreMatterEvidence.matter_id == row.id, ScoreMatterEvidence.answer.is_(False)
        )
    )
    attach(row, evidence, by)
    audit.note_change("matter.change", row, called(row, ground.row.title), before, _facts(row, ground))
    return row


@action(Permission.ASSESSMENT_WRITE, undo=True)
def drop(matter_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> None:
    """撤销登记 of what nobody was told of. It decides nothing: what a record tells is offered again when they are gathered.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row = _proposed(matter_id, version, by, "撤销登记")
    words = read_words(reason, "请写明为什么撤销。", longest=LONGEST_REASON, field="reason")
    if number := veto_from(row.id):
        raise RuleBroken(f"第{number}号一票否决以这件为依据，不能撤销登记。")
    title = rows_named(by, [row.id])[0].title
    audit.note("matter.drop", row, called(row, title), before={"事项": row.words}, after={"原因": words})
    for link in db.session.scalars(select(ScoreMatterEvidence).where(ScoreMatterEvidence.matter_id == row.id)):
        db.session.delete(link)
    db.session.flush()
    db.session.delete(row)


def _proposed(matter_id: int, version: int, by: Viewer, deed: str) -> ScoreMatter:
    row = matter_in_sight(by, matter_id)
    expect_version(row, version)
    if row.state is not MatterState.PROPOSED:
        raise RuleBroken(f"计分事项现为“{MATTER.labels[row.state]}”，不能{deed}；不应计分的，由确认人决定不计。")
    return row


@action(Permission.ASSESSMENT_WRITE)
def tell(
    versions: Mapping[int, int], workdays: int = ANSWER_WORKDAYS, *, by: Viewer, now: datetime
) -> list[ScoreMatter]:
    """告知 one or many, all or none: one notice for each unit, with the last day to answer.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    check_window(workdays)
    rows = chosen(versions, by)
    for_units = [row for row in rows if row.kind not in AGAINST]
    if for_units:
        raise RuleBroken(f"{joined(row.unit.called for row in for_units[:3])}的加分事项不用告知，由另一人确认即可。")
    until = calendar_of(rows[0].programme.unit_id).add_workdays(china_day(now), workdays)
    lines: dict[int, list[tuple[ScoreMatter, Line]]] = defaultdict(list)
    public = {each: closed_in(each) for each in {row.programme_id for row in rows}}
    titles = {}
    for read in rows_named(by, versions):
        row = read.matter
        titles[row.id] = read.title
        not_too_late(row, read.ground, "告知", public[row.programme_id])
        if read.ground is None:
            raise RuleBroken(f"{row.unit.called}“{read.title}”所依据的规则在现行细则中已没有，请撤销后重新登记。")
        points = points_words(read.ground.points_of(row.count, row.source, row.late))
        lines[row.unit_id].append((row, Line(row.on, row.words, read.rule or read.title, points)))
        row.state = MATTER.fire(row.state, "tell", by)
        row.told_by, row.told_at, row.answer_until = by.name, now, until
    for unit_id, told in lines.items():
        first = told[0][0]
        if first.unit.retired_on is not None:  # nobody is left to take a notice; it is told by word of mouth
            for row, line in told:
                after = {"陈述期限": day(until), "拟计分": line.points, "方式": "单位已撤并，由镇里当面告知"}
                audit.note("matter.tell", row, called(row, titles[row.id]), after=after)
            continue
        facts = NoticeFacts(
            title="考核拟扣分事项告知" + (f"（{len(told)}件）" if len(told) > 1 else ""),
            purpose=f"请于{day(until)}前陈述意见；没有意见的，按“无异议”。",
            text=notice_text([line for _, line in told], until),
            unit_ids=(unit_id,),
            wants_receipt=True,
            subject_kind="score_matters",
            subject_id=first.id,
        )
        notice = notices.send(facts, by=standing_in(by, Permission.NOTICE_WRITE), now=now)
        for row, line in told:
            row.notice_id = notice.id
            after = {"陈述期限": day(until), "拟计分": line.points}
            audit.note("matter.tell", row, called(row, titles[row.id]), after=after)
    return rows


def chosen(versions: Mapping[int, int], by: Viewer) -> list[ScoreMatter]:
    """选定的事项, as they were read. Raises RuleBroken, StaleVersion, NotInSight."""
    if not versions:
        raise RuleBroken("请先勾选计分事项。")
    if len(versions) > MOST_AT_ONCE:
        raise RuleBroken(f"一次最多办{MOST_AT_ONCE}件，请分几次。")
    rows = matters_named(by, versions)
    if len(rows) != len(versions):
        raise NotInSight
    stale = [f"{row.unit.called}{day(row.on)}" for row in rows if row.version != versions[row.id]]
    if stale:
        raise StaleVersion(f"{joined(stale[:3])}的计分事项刚刚有人改过，请核对后再办。")
    return rows
