"""示例变更: an objection is granted and a 更正函 follows, a letter is signed anew, a village's secretary hands over."""

from datetime import date
from re import sub

from respbook.actions import amending, handovers, objections, units
from respbook.actions.issuing import Tools
from respbook.demo.signed import Hands
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import Objection
from respbook.queries.amendments import sentences_now
from respbook.queries.handovers import due_handovers, handovers_of
from respbook.queries.scope import unit_in_sight
from respbook.rules.amending import Amends, Item
from respbook.rules.chinese import china_day
from respbook.rules.units import PostRole


def granted(objection: Objection, hands: Hands) -> None:
    """答复异议: 采纳."""
    text = "情况属实，镇里采纳；另发更正函，其余条款不变。"
    objections.answer(objection.id, True, text, objection.version, by=hands.leader, now=hands.later())


def corrected(letter: Letter, objection_id: int, tools: Tools, hands: Hands) -> None:
    """更正函: the first figure of a 目标任务 is lowered by one, drafted by the clerk and issued by the leader."""
    sentences = sentences_now([letter.id])[letter.id]
    for each in sorted(sentences, key=lambda sentence: not sentence.target):
        after = sub(r"(?<![\d.年])[2-9](?![\d.年月日%])", lambda found: str(int(found[0]) - 1), each.text, count=1)
        if after != each.text:
            break
    else:
        return
    item = Item(each.text, after, each.clause_id, each.target)
    why = "经核实，原定数字与该单位实际不符。"
    facts = amending.AmendmentFacts(Amends.CORRECTION, why, (item,), objection_id=objection_id)
    (made,) = amending.draft(letter.id, facts, by=hands.host, now=hands.later())
    amending.issue(made.id, made.version, tools, by=hands.leader, now=hands.later())


def handed_over(unit_id: int, successor: str, issuer: str, tools: Tools, hands: Hands) -> None:
    """责任交接: a new secretary since a few days; the paper is made before the 包村干部."""
    now, unit = hands.later(), unit_in_sight(hands.host, unit_id)
    stationed = next(each for each in unit.holders if each.role is PostRole.STATIONED)
    before = next(each for each in unit.holders if each.role is PostRole.FIRST)
    witness, post = stationed.name, stationed.post
    today: date = china_day(now)
    facts = units.HolderFacts(PostRole.FIRST, before.post, successor, "13900001234", today)
    units.appoint(unit_id, facts, by=hands.host, now=now)
    db.session.expire_all()  # so that the new holder is among those of the unit
    ((giver, taker),) = due_handovers(unit_in_sight(hands.host, unit_id), handovers_of(unit_id))
    wanted = handovers.HandoverFacts(giver.id, taker.id, today, witness, post)
    handovers.make(unit_id, wanted, issuer, tools.binder, tools.store, by=hands.host, now=hands.later())
