"""示例审核: the season's letters are sent for review, come back with an opinion, are mended, and wait for the leader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import letter_templates, reviews
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts
from respbook.models.jobs import Job
from respbook.models.letter_templates import LetterTemplate
from respbook.queries.letter_templates import with_clauses
from respbook.rules.permissions import Viewer

_WHERE = "立即报告综合执法队，"
_MENDED = "半小时内报告综合执法队和镇值班室，"
_OPINION = "“立即报告”不好考核，请写明时限；夜间综合执法队未必有人，应同时报镇值班室。"
_REASON = "火情报告一条请按意见写实，改好再送。"
_AGREED = "已按意见修改，拟同意签发。"


@dataclass(frozen=True)
class Hands:
    """经手人: who drafts and who reviews; ``later`` is the time of the next deed."""

    clerk: Viewer
    reviewer: Viewer
    later: Callable[[], datetime]


def returned_and_mended(job: Job, programme_id: int, hands: Hands) -> None:
    """退回并修改: the reviewer pins an opinion to a clause and sends back; the clerk mends the clause."""
    template = with_clauses(programme_id)[0]
    clause = next(each for each in template.clauses if _WHERE in each.text)
    reviews.remark(job.id, _OPINION, clause.id, by=hands.reviewer, now=hands.later())
    reviews.refer_back(job.id, _REASON, job.version, by=hands.reviewer, now=hands.later())
    letter_templates.revise(template.id, _mended(template), template.version, by=hands.clerk, now=hands.later())


def _mended(template: LetterTemplate) -> TemplateFacts:
    clauses = tuple(
        ClauseFacts(each.level, each.text.replace(_WHERE, _MENDED), each.tag, each.label, each.id)
        for each in template.clauses
    )
    return TemplateFacts(template.name, template.kinds, template.title, clauses, "按审核意见写明火情报告的时限")


def agreed(job: Job, hands: Hands) -> None:
    """审核同意: the second time; the batch waits for the leader."""
    reviews.agree(job.id, _AGREED, job.version, by=hands.reviewer, now=hands.later())
