"""示例计分事项: gathered from the records, told, answered by the villages that have somebody, confirmed or dismissed; one bonus, one veto that was refused."""

import io
from datetime import date, datetime, timedelta

from respbook.actions import evidence, matter_decisions, matter_gathering, score_matters, vetoes
from respbook.actions.evidence import Received
from respbook.demo.findings import Hands
from respbook.demo.scenes import scene
from respbook.models.score_matters import ScoreMatter
from respbook.queries.matter_gathering import gathering
from respbook.queries.matter_grounds import InForce, in_force_of
from respbook.queries.score_matters import matters_named
from respbook.readers.evidence import inspect
from respbook.rules.chinese import china_day
from respbook.rules.findings import FindingSource
from respbook.rules.score_matters import Told, grounds
from respbook.rules.scoring.rule_kinds import Bonus

STATEMENT = "属实。当天已经组织人员清理，以后安排专人巡查。"
OWN_FIND = "这件是我们巡查时先发现的，督查时正在清理，有当天的巡查日报，请核对。"
LEVEL = FindingSource.COUNTY.value
"""Who praised."""
ENOUGH = 3
"""Matters beyond which one is dismissed."""


def heard(programme_id: int, hands: Hands, told_at: datetime, decided_at: datetime) -> list[ScoreMatter]:
    """归集 to 确认: what the records tell by ``told_at``; the window must be over by ``decided_at``."""
    basis = in_force_of(hands.clerk, programme_id)
    found = gathering(hands.inspector, basis, china_day(told_at)).candidates
    if not found:
        return []
    keys = [each.key for each in found]
    made = matter_gathering.gather(programme_id, keys, by=hands.inspector, now=told_at)
    told = score_matters.tell({row.id: row.version for row in made}, by=hands.clerk, now=told_at + timedelta(hours=1))
    heard_of = [row for row in told if hands.reporter_of(row.unit_id) is not None]
    disputed = {heard_of[0].id: STATEMENT} if heard_of else {}
    if len(heard_of) > ENOUGH:
        disputed[heard_of[-1].id] = OWN_FIND
    for place, row in enumerate(heard_of[:2] + heard_of[ENOUGH:][-1:]):
        reporter, at = hands.reporter_of(row.unit_id), told_at + timedelta(days=1, minutes=place)
        assert reporter is not None
        if row.id in disputed:
            matter_decisions.answer(row.id, disputed[row.id], (), row.version, by=reporter, now=at)
        else:
            matter_decisions.no_objection(row.id, row.version, by=reporter, now=at)
    return _decided([row.id for row in told], disputed, hands, decided_at)


def _decided(ids: list[int], disputed: dict[int, str], hands: Hands, now: datetime) -> list[ScoreMatter]:
    """确认 of what was heard or not answered in time; of what was disputed each by itself."""
    rows = matters_named(hands.leader, ids)
    quiet = {row.id: row.version for row in rows if row.id not in disputed}
    if quiet:
        matter_decisions.confirm(quiet, by=hands.leader, now=now)
    for row in rows:
        if disputed.get(row.id) == OWN_FIND:
            reason = "经核对巡查日报，问题由该村先发现并已着手清理，按细则自查的不扣分。"
            matter_decisions.dismiss(row.id, reason, row.version, by=hands.leader, now=now)
        elif row.id in disputed:
            words = "属实，已按期改好，仍按细则扣分。"
            matter_decisions.confirm({row.id: row.version}, words, by=hands.leader, now=now)
    return rows


def praised(programme_id: int, unit_id: int, on: date, hands: Hands, now: datetime) -> ScoreMatter | None:
    """加分 by the rule that knows the county's praise, else the first one; recorded by the clerk, granted by the leader."""
    basis = in_force_of(hands.clerk, programme_id)
    bonuses = [each for each in grounds(basis.rules) if isinstance(each.rule.parameters, Bonus)]
    if not bonuses:
        return None
    ground = max(bonuses, key=lambda each: LEVEL in each.levels)
    told = Told(
        on,
        "垃圾分类做法在全县现场会上作了介绍。",
        source=LEVEL if LEVEL in ground.levels else next(iter(ground.levels), ""),
    )
    photo = _photo(unit_id, "现场会", hands, now)
    entry = score_matters.Entry(programme_id, unit_id, ground.row.key, ground.rule.key, told, (photo,))
    row = score_matters.record(entry, by=hands.clerk, now=now)
    return matter_decisions.grant(row.id, "", row.version, by=hands.leader, now=now + timedelta(hours=1))


def spared(programme_id: int, unit_id: int, on: date, hands: Hands, told_at: datetime, decided_at: datetime) -> None:
    """一票否决 that was proposed, answered and refused; nothing where the rubric has no item or the unit nobody to answer."""
    basis, reporter = in_force_of(hands.clerk, programme_id), hands.reporter_of(unit_id)
    if not basis.rules.vetoes or reporter is None:
        return
    words = "村边沟渠发现死鱼，群众反映上游有人倾倒废液。"
    entry = vetoes.Entry(
        programme_id, unit_id, _first(basis), words, on, (_photo(unit_id, "沟渠死鱼", hands, told_at),)
    )
    row = vetoes.propose(entry, by=hands.clerk, now=told_at)
    row = vetoes.tell(row.id, row.version, by=hands.clerk, now=told_at + timedelta(hours=1))
    said = "经查是雨后缺氧，水样检测没有超标，检测报告已交环保办。"
    row = vetoes.answer(row.id, said, (), row.version, by=reporter, now=told_at + timedelta(days=1))
    vetoes.refuse(row.id, "水样检测达标，不构成污染事件。", row.version, by=hands.leader, now=decided_at)


def _first(basis: InForce) -> str:
    return basis.rules.vetoes[0].key


def _photo(unit_id: int, name: str, hands: Hands, moment: datetime) -> int:
    """佐证 of the office, which the unit sees with the matter only."""
    digest, size, looked = hands.store.take(io.BytesIO(scene("其他", unit_id, mended=False)), inspect)
    file = Received(f"{name}.jpg", digest, size, looked, purpose=name)
    return evidence.keep(hands.clerk.unit_id, file, by=hands.clerk, now=moment).row.id
