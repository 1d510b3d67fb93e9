"""旧责任书: read last year's letter, check it side by side, make a template with its targets out of it."""

import io
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from respbook.actions import letter_sources as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.letter_sources import ReviewForm, StartForm, beginning, kept, read_source, resumed
from respbook.queries import letter_sources as queries
from respbook.queries.scope import programme_in_sight, source_in_sight
from respbook.rules.old_letters import kinds_of_doubt, recognise, remarks_of
from respbook.rules.permissions import Permission
from respbook.rules.programmes import check_open
from respbook.rules.source_lines import ASIDE, PLACE_LABELS, SourceKind
from respbook.rules.source_rows import USES, value_of
from respbook.rules.targets import KIND_LABELS
from respbook.rules.wording import FIELDS
from respbook.web.files import DOCX, attachment
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import store
from respbook.web.viewer import current, now

pages = Blueprint("letter_sources", __name__)
_TYPES = {
    SourceKind.WORD: DOCX,
    SourceKind.PASTED: "text/plain",
}


@pages.route("/programmes/<int:programme_id>/letter-sources", methods=["GET", "POST"])
@needs(Permission.TEMPLATE_WRITE)
def start(programme_id: int) -> ResponseReturnValue:
    """导入旧责任书: a Word file or the whole text; below it what was read in before."""
    programme = programme_in_sight(current(), programme_id)
    check_open(programme.state, programme.name)
    form = StartForm()
    if form.validate_on_submit():
        with form.refusals():
            source = actions.keep(programme_id, form.source(), store(), by=current(), now=now())
            return go(url_for("letter_sources.show", source_id=source.id))
        programme = programme_in_sight(current(), programme_id)
    rows = queries.sources_of(programme)
    return page("letter_sources/start.html", form=form, programme=programme, sources=rows), form.status


@pages.route("/letter-sources/<int:source_id>", methods=["GET", "POST"])
@needs(Permission.TEMPLATE_WRITE)
def show(source_id: int) -> ResponseReturnValue:
    """核对旧责任书: each line as it stood, beside what it becomes."""
    source = source_in_sight(current(), source_id)
    sent = request.form if request.method == "POST" else resumed(source.progress)
    form, values = _review(source, sent)
    if request.method == "POST":
        answer = _posted(form, source, values)
        if answer is not None:
            return answer
        source = source_in_sight(current(), source_id)
        if form.status == 409:
            form.renewed(source.version)
    return page("letter_sources/show.html", form=form, source=source, **values), form.status


def _review(source: Any, sent: MultiDict[str, str]) -> tuple[ReviewForm, dict[str, Any]]:
    """The form over the rows, and what the page shows around it."""
    text = read_source(source.kind, store().get(source.sha256))
    register = queries.register_of(current(), source.programme)
    proposals = recognise(text.lines, register)
    form = ReviewForm(
        formdata=sent or None,
        data=beginning(source.name, [line.text for line in text.lines if line.place not in ASIDE], register),
    ).of_office(source.programme.unit.kind)
    if request.method == "GET":
        form.version.data = source.version
    form.load(proposals, sent.to_dict(flat=False), register)
    return form, {
        "register": register,
        "remarks": (*text.remarks, *remarks_of(proposals)),
        "doubts": kinds_of_doubt(proposals),
        "uses": USES,
        "kinds": KIND_LABELS,
        "places": PLACE_LABELS,
        "fields": FIELDS,
        "value_of": value_of,
        "confirm": ConfirmForm(formdata=None, data={"version": source.version}),
    }


def _posted(form: ReviewForm, source: Any, values: Mapping[str, Any]) -> ResponseReturnValue | None:
    """One press on the page: look again, keep for later, or make the template. None: show the form again."""
    deed = request.form.get("deed", "check")
    if deed == "save":
        return _kept(form, source)
    fine = form.validate() if deed == "use" else True
    if form.look(values["register"]) and fine and deed == "use":
        return _used(form, source, values["register"].targets)
    form.status = 422 if form.errors else 200
    return None


def _kept(form: ReviewForm, source: Any) -> ResponseReturnValue | None:
    with form.refusals():
        actions.save(source.id, kept(request.form), form.version.data or 0, by=current(), now=now())
        return go(url_for("letter_sources.show", source_id=source.id), "核对进度已保存，可以离开，回来接着核对。")
    return None


def _used(form: ReviewForm, source: Any, targets: tuple[str, ...]) -> ResponseReturnValue | None:
    goals = form.goals(targets)
    with form.refusals():
        try:
            made = actions.use(source.id, form.facts(), goals, form.version.data or 0, by=current(), now=now())
        except actions.TargetRefused as problem:
            form.refused(problem.place, problem.sentence, targets)
            return None
        said = f"已建立模板“{made.name}”" + (f"，登记{len(goals)}项目标任务。" if goals else "。")
        return go(url_for("letter_templates.edit", template_id=made.id), said)
    return None


@pages.get("/letter-sources/<int:source_id>/file")
@needs(Permission.TEMPLATE_WRITE)
def file(source_id: int) -> ResponseReturnValue:
    """原件, byte for byte."""
    source = source_in_sight(current(), source_id)
    name = source.name if source.kind is SourceKind.WORD else f"{source.name}.txt"
    return attachment(io.BytesIO(store().get(source.sha256)), name, _TYPES[source.kind])


@pages.post("/letter-sources/<int:source_id>/removal")
@needs(Permission.TEMPLATE_WRITE)
def drop(source_id: int) -> ResponseReturnValue:
    """删去读入的旧责任书."""
    programme = actions.drop(source_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("letter_sources.start", programme_id=programme.id), "已删去，操作日志中留有记录。")
