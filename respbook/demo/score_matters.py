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
from respbook.rules.score_matters import Told, grounds
from respbook.rules.scoring.rule_kinds import Bonus

STATEMENT = "属实。当天已经组织人员清理，以后安排专人巡查。"


def heard(programme_id: int, hands: Hands, told_at: datetime, decided_at: datetime) -> list[ScoreMatter]:
    """归集 to 确认: what the records tell by ``told_at``; the window must be over by ``decided_at``."""
    basis = in_force_of(hands.clerk, programme_id)
    found = gathering(hands.inspector, basis, china_day(told_at)).candidates
    if not found:
        return []
    keys = [each.key for each in found]
    made = matter_gathering.gather(programme_id, keys, by=hands.inspector, now=told_at)
    told = score_matters.tell({row.id: row.version for row in made}, by=hands.clerk, now=told_at + timedelta(hours=1))
    objected = None
    for place, row in enumerate(told):
        reporter = hands.reporter_of(row.unit_id)
        at = told_at + timedelta(days=1, minutes=place)
        if reporter is None:
            continue
        if objected is None:
            objected = matter_decisions.answer(row.id, STATEMENT, (), row.version, by=reporter, now=at)
        else:
            matter_decisions.no_objection(row.id, row.version, by=reporter, now=at)
    rows = matters_named(hands.leader, [row.id for row in told])
    quiet = {row.id: row.version for row in rows if objected is None or row.id != objected.id}
    if quiet:
        matter_decisions.confirm(quiet, by=hands.leader, now=decided_at)
    if objected is not None:
        words = "属实，已按期改好，仍按细则扣分。"
        matter_decisions.confirm({objected.id: objected.version}, words, by=hands.leader, now=decided_at)
    return rows


def praised(programme_id: int, unit_id: int, on: date, hands: Hands, now: datetime) -> ScoreMatter | None:
    """加分: the first rule of the rubric that gives points, recorded by the clerk, granted by the leader."""
    basis = in_force_of(hands.clerk, programme_id)
    ground = next((each for each in grounds(basis.rules) if isinstance(each.rule.parameters, Bonus)), None)
    if ground is None:
        return None
    told = Told(on, "垃圾分类做法在全县现场会上作了介绍。", source=next(iter(ground.levels), ""))
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
