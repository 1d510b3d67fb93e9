"""签字栏安排 of a template: which sides sign and in which order; drafts follow it, issued letters never (features S1)."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.template_versions import keep, keep_standing
from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.queries.scope import template_in_sight
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.signing_plan import Plan, check_plan, dumped, loaded, words


@action(Permission.TEMPLATE_WRITE, undo=True)
def set_plan(template_id: int, sides: Plan, version: int, *, by: Viewer, now: datetime) -> LetterTemplate:
    """设定签字栏. Raises RuleBroken with the field, StaleVersion, NotInSight."""
    template = template_in_sight(by, template_id)
    check_open(template.programme.state, template.programme.name)
    expect_version(template, version)
    check_plan(sides)
    before, after = words(loaded(template.signing)), words(sides)
    if before != after:
        keep_standing(template)
        template.signing, template.changed_at, template.changed_by = dumped(sides), now, by.name
        db.session.flush()
        keep(template, "调整签字栏安排")
    audit.note_change("template.set_signing", template, template.name, {"签字栏": before}, {"签字栏": after})
    return template
