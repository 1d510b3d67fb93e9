"""模板版本: the versions of a template, one as it was, two side by side, and going back to one."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import letter_templates as actions
from respbook.forms.base import ConfirmForm
from respbook.queries import template_versions as queries
from respbook.queries.letter_templates import templates_to_copy
from respbook.queries.scope import template_in_sight
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.rules.redline import CHANGE_LABELS, compare_clauses, compared, folded, summary
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("template_versions", __name__, url_prefix="/letter-templates/<int:template_id>")


@pages.get("/versions")
@needs(Permission.TEMPLATE_READ)
def index(template_id: int) -> ResponseReturnValue:
    """历次版本."""
    template = template_in_sight(current(), template_id)
    return page(
        "template_versions/index.html",
        template=template,
        rows=queries.versions_of(template),
        last_year=queries.counterpart_of(template, template.programme),
    )


@pages.get("/versions/<int:number>")
@needs(Permission.TEMPLATE_READ)
def show(template_id: int, number: int) -> ResponseReturnValue:
    """一版文字, as it was."""
    template = template_in_sight(current(), template_id)
    is_open = template.programme.state is ProgrammeState.OPEN
    return page(
        "template_versions/show.html",
        template=template,
        wording=queries.wording_of(template, number),
        may_restore=is_open and number != template.version and current().may(Permission.TEMPLATE_WRITE),
        confirm=ConfirmForm(data={"version": template.version}, formdata=None),
    )


@pages.get("/comparison")
@needs(Permission.TEMPLATE_READ)
def compare(template_id: int) -> ResponseReturnValue:
    """两稿对照: two versions, or the template of another year against this one."""
    template = template_in_sight(current(), template_id)
    rows = queries.versions_of(template)
    new = _chosen(template, "new", template.version)
    other = _number("other")
    if other:
        source = template_in_sight(current(), other)
        old, called = queries.wording_now(source), f"{source.programme.name} · {source.name}"
    else:
        before = [row.number for row in rows if row.number < new.number]
        old = _chosen(template, "old", before[0] if before else new.number)
        called = old.called
    pairs = compare_clauses(old.clauses, new.clauses)
    return page(
        "template_versions/compare.html",
        template=template,
        versions=rows,
        others=[each for each in templates_to_copy(current()) if each[0] != template_id],
        other=other,
        old=old,
        new=new,
        called=called,
        title=compared(old.title, new.title),
        shown=folded(pairs),
        told=summary(pairs),
        labels=CHANGE_LABELS,
    )


def _number(name: str) -> int:
    """A number of the address; what cannot be read is none."""
    return whole_in(request.args.get(name, "")) or 0


def _chosen(template: Any, name: str, otherwise: int) -> queries.Wording:
    return queries.wording_of(template, _number(name) or otherwise)


@pages.post("/versions/<int:number>/restoration")
@needs(Permission.TEMPLATE_WRITE)
def restore(template_id: int, number: int) -> ResponseReturnValue:
    """恢复到此版."""
    made = actions.restore(template_id, number, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(
        url_for("letter_templates.show", template_id=template_id),
        f"已恢复到第{number}版的文字，存为第{made.version}版。",
    )
