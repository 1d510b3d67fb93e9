"""考核细则的页面材料: what stands on a rubric now, and a form sent as it stands."""

from reading import Page

from respbook.models.base import db
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.rules.scoring.reading import decode_rubric


def value_of(town, rubric_id):
    db.session.rollback()
    db.session.expire_all()
    return decode_rubric(rubric_in_sight(town.viewer("clerk"), rubric_id).body)


def sent(client, address, **told):
    """The answer to a form as it stands, some fields typed anew."""
    return client.post(address, data={**Page(client.get(address)).form(address), **told})
