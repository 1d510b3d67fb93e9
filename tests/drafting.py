"""拟好的责任书: a programme with template, targets and drafts, made through actions; the start of every letter test."""

import datetime as d
from dataclasses import dataclass
from decimal import Decimal

from respbook.actions import batch, letter_templates, letters, programmes, shares, targets, units
from respbook.models.programmes import Programme
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.scope import target_in_sight
from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import LetterState
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import PostRole, UnitKind

WORDING = (
    (0, "{{甲方名称}}与{{单位名称}}签订本责任书。", ""),
    (1, "责任对象", ""),
    (0, "{{单位简称}}党支部书记{{负责人}}是第一责任人。", ""),
    (1, "责任目标", ""),
    (0, "{{目标任务表}}", ""),
    (0, "全年清运生活垃圾{{指标:生活垃圾清运}}。", ""),
    (0, "沿河的{{单位简称}}每月排查河岸。", "沿河"),
    (1, "其他", ""),
    (0, "一式{{份数}}份，自{{责任期限起}}至{{责任期限止}}有效。", ""),
    (0, "{{签字栏}}", ""),
    (0, "{{任务清单}}", ""),
)


@dataclass(frozen=True)
class Drafts:
    """拟好的草稿 and what they hang on; ids only, so that a test reads afresh."""

    programme_id: int
    template_id: int
    target_id: int
    letter_ids: tuple[int, ...]


def programme(town, *, pattern="青环责〔{年}〕{号}号", name="2026年度方案", alone=False, many=None) -> Programme:
    facts = programmes.ProgrammeFacts(
        kind=ProgrammeKind.YEARLY,
        year=2026,
        name=name,
        issuer="青山镇人民政府",
        term_from=d.date(2026, 1, 1),
        term_to=d.date(2026, 12, 31),
        number_pattern=pattern,
        copies=2,
        clerk_may_issue=alone,
        many_letters=many,
    )
    return programmes.open_programme(town.unit.id, facts, by=town.viewer("clerk"), now=town.now)


def target(town, programme_id, **changed):
    facts = {
        "category": "垃圾乱丢",
        "name": "生活垃圾清运",
        "kind": TargetKind.AT_LEAST,
        "unit_word": "次",
        "amount": Decimal(400),
        "divided": True,
        "basis": Basis.HOUSEHOLDS,
        "step": Decimal(1),
        "unit_kinds": (UnitKind.VILLAGE, UnitKind.COMMUNITY),
        "cadence": Cadence.MONTHLY,
        "evidence": "清运台账",
        "lead_unit": "环保办",
    } | changed
    return targets.add(programme_id, targets.TargetFacts(**facts), by=town.viewer("clerk"), now=town.now)


def template(town, programme_id, wording=WORDING, **changed):
    facts = {
        "name": "村责任书",
        "unit_kinds": (UnitKind.VILLAGE,),
        "title": "{{甲方名称}}{{年度}}年度\n环境保护目标责任书",
        "clauses": tuple(letter_templates.ClauseFacts(level, text, tag) for level, text, tag in wording),
    } | changed
    return letter_templates.write(
        programme_id, letter_templates.TemplateFacts(**facts), by=town.viewer("clerk"), now=town.now
    )


def drafts(town, *, count=3, alone=False, wording=WORDING, **programme_facts) -> Drafts:
    """So many village drafts, divided, with signers for the town: nothing left to mend."""
    clerk, now = town.viewer("clerk"), town.now
    for role, post, name in ((PostRole.FIRST, "党委书记", "田兆堃"), (PostRole.SECOND, "镇长", "罗文淼")):
        units.appoint(town.unit.id, units.HolderFacts(role, post, name, "", d.date(2025, 1, 1)), by=clerk, now=now)
    made = programme(town, alone=alone, **programme_facts)
    aim = target(town, made.id)
    shares.divide(aim.id, Basis.HOUSEHOLDS, target_in_sight(clerk, aim.id).version, by=clerk, now=now)
    written = template(town, made.id, wording)
    letters.draft(written.id, [unit.id for unit in town.villages[:count]], by=clerk, now=now)
    found = all_letters(clerk, LetterFilter(made.id, state=LetterState.DRAFT))
    return Drafts(made.id, written.id, aim.id, tuple(letter.id for letter in found))


def propose(town, app, made: Drafts, *, opinion=""):
    proposal = batch.Proposal(made.letter_ids, opinion)
    missing = app.extensions["binder"].faces.missing
    return batch.propose(made.programme_id, proposal, missing, by=town.viewer("clerk"), now=town.now)


def issue(town, app, made: Drafts):
    """Proposed, approved by the leader, worked off; gives the job's id."""
    from respbook.works import tools

    job = propose(town, app, made)
    batch.approve(job.id, job.version, by=town.viewer("leader"), now=town.now)
    with app.app_context():  # a session of its own, as the queue has
        batch.work_off(job.id, tools(app), lambda: town.now)
    return job.id
