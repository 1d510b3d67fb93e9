"""送审: a programme with 需要审核 on, its drafts sent by the clerk; a second clerk and the leader stand by."""

from dataclasses import dataclass, replace

import drafting

from respbook.actions import letter_templates, programmes
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts
from respbook.models.base import db
from respbook.queries.scope import job_in_sight, programme_in_sight, template_in_sight


@dataclass(frozen=True)
class Sent:
    """送审的一批; ids only, so that a test reads afresh."""

    made: drafting.Drafts
    job_id: int


def second_clerk(town):
    """Another clerk of the same town: only who it is differs."""
    return replace(town.viewer("clerk"), user_id=town.viewer("assessor").user_id, name="马俊杰")


def needs_review(town, programme_id, *, alone=False):
    db.session.expire_all()
    clerk = town.viewer("clerk")
    row = programme_in_sight(clerk, programme_id)
    names = ("kind", "year", "name", "issuer", "term_from", "term_to", "number_pattern", "copies")
    facts = programmes.ProgrammeFacts(
        **{name: getattr(row, name) for name in names}, clerk_may_issue=alone, needs_review=True
    )
    programmes.change(programme_id, facts, row.version, by=clerk, now=town.now)


def sent(town, app, *, count=3, alone=False) -> Sent:
    made = drafting.drafts(town, count=count)
    needs_review(town, made.programme_id, alone=alone)
    return Sent(made, drafting.propose(town, app, made).id)


def job(town, job_id):
    db.session.expire_all()
    return job_in_sight(town.viewer("clerk"), job_id)


def clause(town, template_id, place=2):
    db.session.expire_all()
    return template_in_sight(town.viewer("clerk"), template_id).clauses[place]


def reword(town, template_id, text, place=2):
    """The clerk changes one clause."""
    db.session.expire_all()
    row = template_in_sight(town.viewer("clerk"), template_id)
    clauses = [ClauseFacts(c.level, c.text, c.tag, c.label, c.id) for c in row.clauses]
    clauses[place] = replace(clauses[place], text=text)
    facts = TemplateFacts(row.name, row.kinds, row.title, tuple(clauses))
    return letter_templates.revise(template_id, facts, row.version, by=town.viewer("clerk"), now=town.now)
