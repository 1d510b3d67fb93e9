"""责任书模板: the wording, its editor, the preview for a real unit."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import letter_templates as actions
from respbook.forms import clauses
from respbook.forms.base import ConfirmForm, Led
from respbook.forms.letter_templates import DEFAULT_TITLE, TemplateForm
from respbook.queries import letter_templates as queries
from respbook.queries import reviews
from respbook.queries.letter_sources import source_of
from respbook.queries.scope import (
    NotInSight,
    clause_in_sight,
    programme_in_sight,
    template_in_sight,
)
from respbook.queries.template_versions import issued_otherwise
from respbook.rules import clause_rows
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.rules.programmes import check_open
from respbook.rules.reviewing import STEP_LABELS, VERDICT_LABELS
from respbook.rules.scopes import scope_of
from respbook.rules.signing_plan import loaded, words
from respbook.rules.typed import whole_in
from respbook.rules.units import UnitKind, kinds_words
from respbook.views import template_editor as editor
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import at_hand, picture
from respbook.web.undo import gone
from respbook.web.viewer import current, now
from respbook.web.way_back import way_back

pages = Blueprint("letter_templates", __name__)


@pages.get("/letter-templates/")
@needs(Permission.TEMPLATE_READ)
def index() -> ResponseReturnValue:
    """模板列表: it stands on the programme's page."""
    programme_id = whole_in(request.args.get("programme_id", ""))
    if programme_id is not None:
        found = programme_in_sight(current(), programme_id)
        return go(url_for("programmes.show", programme_id=found.id, _anchor="templates"))
    return go(url_for("programmes.index"))


@pages.get("/letter-templates/<int:template_id>")
@needs(Permission.TEMPLATE_READ)
def show(template_id: int) -> ResponseReturnValue:
    """模板页: the whole wording with its numbers; whom each optional clause reaches."""
    template = template_in_sight(current(), template_id)
    units = editor.units_under(template.programme, template.kinds)
    rows = clause_rows.standing(template.clauses)
    drafts, issued = queries.letters_under(template_id)
    return page(
        "letter_templates/show.html",
        template=template,
        rows=rows,
        reached=queries.reached_by(units, (row.tag for row in rows)),
        scope_words=lambda written: scope_of(written).words,
        units=units,
        kinds=kinds_words(template.kinds),
        drafts=drafts,
        issued=issued,
        otherwise=issued_otherwise(template),
        opinions=reviews.opinions_on_template(template),
        steps=STEP_LABELS,
        verdicts=VERDICT_LABELS,
        source=source_of(template_id) if current().may(Permission.TEMPLATE_WRITE) else None,
        closed=template.programme.state is ProgrammeState.CLOSED,
        signing_words=words(loaded(template.signing), template.programme.unit.kind is UnitKind.COUNTY),
        confirm=ConfirmForm(data={"version": template.version}),
    )


@pages.get("/clauses/<int:clause_id>")
@needs(Permission.TEMPLATE_READ)
def of_clause(clause_id: int) -> ResponseReturnValue:
    """一条条款: where its template is written, for whoever may; else where it is read."""
    clause = clause_in_sight(current(), clause_id)
    template = template_in_sight(current(), clause.template_id)
    if not current().may(Permission.TEMPLATE_WRITE) or template.programme.state is not ProgrammeState.OPEN:
        anchor = f"clause-{clause.id}"
        return go(url_for("letter_templates.show", template_id=template.id, **way_back(), _anchor=anchor))
    anchor = f"of-{clause.id}"
    return go(url_for("letter_templates.edit", template_id=template.id, clause=clause.id, **way_back(), _anchor=anchor))


@pages.get("/letter-templates/<int:template_id>/preview")
@needs(Permission.TEMPLATE_READ)
def preview(template_id: int) -> ResponseReturnValue:
    """模板预览: the saved wording filled for one unit."""
    template = template_in_sight(current(), template_id)
    rows = clause_rows.standing(template.clauses)
    shown = editor.filled_values(template.programme, template.kinds, template.title, rows)
    return page("letter_templates/preview.html", template=template, live=False, **shown)


@pages.get("/letter-templates/sheets/<token>/<int:number>.png")
@needs(Permission.TEMPLATE_READ)
def sheet(token: str, number: int) -> ResponseReturnValue:
    """预览页面图片 of a wording that is saved nowhere, as long as it is at hand."""
    found = at_hand(token)
    if found is None or number > found.pages:
        raise NotInSight
    return files.png(picture(token, number, lambda: found.pdf))


@pages.route("/programmes/<int:programme_id>/letter-templates/new", methods=["GET", "POST"])
@needs(Permission.TEMPLATE_WRITE)
def new(programme_id: int) -> ResponseReturnValue:
    """编写新模板: empty, or from another template; an old letter comes in by letter_sources."""
    programme = programme_in_sight(current(), programme_id)
    check_open(programme.state, programme.name)
    form = (TemplateForm() if request.method == "POST" else _started()).of_office(programme.unit.kind)
    if request.method == "POST":
        answer = _posted(form, programme, None)
        if answer is not None:
            return answer
        programme = programme_in_sight(current(), programme_id)
    return _editor(form, programme, None)


def _started() -> TemplateForm:
    """The form that a new template begins with."""
    source = whole_in(request.args.get("source", ""))
    if source is not None:
        return TemplateForm.of(template_in_sight(current(), source), copied=True, formdata=None)
    form = TemplateForm(data={"title": DEFAULT_TITLE}, formdata=None)
    form.rows = [clause_rows.ClauseRow(folded=False)]
    return form


@pages.route("/letter-templates/<int:template_id>/edit", methods=["GET", "POST"])
@needs(Permission.TEMPLATE_WRITE)
def edit(template_id: int) -> ResponseReturnValue:
    """修改模板."""
    template = template_in_sight(current(), template_id)
    check_open(template.programme.state, template.programme.name)
    if request.method == "GET":
        form = TemplateForm.of(template).of_office(template.programme.unit.kind)
        form.rows = clause_rows.opened(form.rows, request.args.get("clause", ""))
        return _editor(form, template.programme, template)
    form = TemplateForm().of_office(template.programme.unit.kind)
    answer = _posted(form, template.programme, template)
    if answer is not None:
        return answer
    template = template_in_sight(current(), template_id)  # a refused deed lets go of what was read before it
    differing = None
    if form.status == 409:
        differing = clause_rows.differences(form.rows, template.clauses)
        form.rows = clause_rows.without_lost(form.rows, template.clauses)
        form.beside(TemplateForm.of(template, formdata=None))
    return _editor(form, template.programme, template, differing=differing)


def _posted(form: TemplateForm, programme: Any, template: Any) -> ResponseReturnValue | None:
    """One press in the editor: a button of a row, the preview, or saving. None: show the form again."""
    with form.refusals():
        form.rows = clauses.posted(request.form.items(multi=True))
    if form.status != 200:
        return None
    targets = queries.target_names(programme.id)
    turn = request.form.get("turn", "")
    if turn:
        return editor.answer(form, programme, template, turn[:80], targets)
    form.rows = clause_rows.without_blanks(form.rows)
    fine = form.validate()
    if not form.look(targets):
        form.status = 422
        form.form_errors = [
            *(Led(f"标题{problem.sentence}", "title") for problem in form.title_problems),
            *clauses.complaints(form.rows),
            "改好以前不会保存，写好的内容都在。",
        ]
        form.rows = clause_rows.faulty_opened(form.rows)
        return None
    return _saved(form, programme, template) if fine else None


def _saved(form: TemplateForm, programme: Any, template: Any) -> ResponseReturnValue | None:
    with form.refusals():
        if template is None:
            made = actions.write(programme.id, form.facts(), by=current(), now=now())
        else:
            made = actions.revise(template.id, form.facts(), form.version.data or 0, by=current(), now=now())
        waiting = sum(len(row.problems) for row in clause_rows.living(form.rows))
        said = f"有{waiting}处指标还没有登记，请接着登记目标任务，登记后自动填入。" if waiting else ""
        return go(url_for("letter_templates.show", template_id=made.id, **way_back()), f"已保存“{made.name}”。{said}")
    return None


def _editor(form: TemplateForm, programme: Any, template: Any, *, differing: Any = None) -> ResponseReturnValue:
    drafts = queries.letters_under(template.id)[0] if template else 0
    form.rows = form.rows or [clause_rows.ClauseRow(folded=False)]
    shown = editor.preview_values(form, programme, template)
    return page(
        "letter_templates/edit.html",
        **editor.editor_values(form, programme, template) | shown | editor.field_values(form, programme, shown),
        sources=[] if template else queries.templates_to_copy(current()),
        differing=differing,
        drafts=drafts,
    ), form.status


@pages.post("/letter-templates/<int:template_id>/removal")
@needs(Permission.TEMPLATE_WRITE)
def remove(template_id: int) -> ResponseReturnValue:
    """删除模板."""
    removal = actions.remove(template_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return gone(removal.name, removal.id, url_for("programmes.show", programme_id=removal.programme_id))
