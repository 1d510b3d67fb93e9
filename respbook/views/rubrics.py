"""考核细则: its editions, one as a whole to be read and printed; a new draft, published, dropped (features A1, A8)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import rubrics as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.rubrics import StartForm, TitleForm
from respbook.queries import rubrics as queries
from respbook.queries.assessing import rubric_of
from respbook.queries.audit import trail_of
from respbook.queries.scope import NotInSight, programme_in_sight
from respbook.queries.scope_assessments import rubric_in_sight, rubric_shown
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import RUBRIC, RubricState
from respbook.rules.permissions import Permission
from respbook.rules.scoring import editing
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.model_rubric import linked, model
from respbook.rules.typed import whole_in
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.rubrics import sheet_in, told
from respbook.web.viewer import current, facing, now

pages = Blueprint("rubrics", __name__, url_prefix="/rubrics")


@pages.get("/")
@needs(Permission.RUBRIC_READ)
def index() -> ResponseReturnValue:
    """各版细则, of one programme or of all."""
    programme = _asked()
    found = queries.editions(current(), programme) if programme else queries.all_editions(current())
    may_write = (facing(programme) if programme else current()).may(Permission.RUBRIC_WRITE)
    return page(
        "rubrics/index.html",
        programme=programme,
        rows=found,
        states=RUBRIC.labels,
        programmes=queries.open_programmes(current()) if may_write else (),
        may_write=may_write,
    )


def _asked() -> Any:
    asked = request.args.get("programme_id", "")
    if not asked:
        return None
    number = whole_in(asked)
    if number is None:
        raise NotInSight
    return programme_in_sight(current(), number)


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def new() -> ResponseReturnValue:
    """起草细则: from the model, from another edition, from a sheet, or blank."""
    programme = _asked()
    if programme is None:
        raise NotInSight
    others = [row for row in queries.all_editions(current()) if row.state is not RubricState.DRAFT]
    form = StartForm(data={"title": f"{programme.name.removesuffix('方案')[:56]}考核细则", "start": "model_parts"})
    form.start.choices = _starts(programme, others)
    if form.validate_on_submit():
        with form.refusals():
            value = _begun(programme, form)
            row = actions.write(programme.id, value, by=current(), now=now())
            return go(url_for("rubrics.show", rubric_id=row.id), "细则草稿已建立，请核对后发布。")
    standing = [row for row in queries.editions(current(), programme) if row.state is RubricState.DRAFT]
    return page(
        "rubrics/new.html", form=form, programme=programme, draft=standing[0] if standing else None
    ), form.status


def _starts(programme: Any, others: list[Any]) -> list[tuple[str, str]]:
    made = [
        ("model_parts", "从范本开始：平时考核40分，年终考核60分"),
        ("model_year", "从范本开始：年终一次考核"),
    ]
    for row in others:
        label = "照本方案" if row.programme_id == programme.id else f"从{row.programme.year}年度结转："
        made.append((f"copy_{row.id}", f"{label}{row.title}（第{row.edition}版）"))
    return [*made, ("file", "从表格导入（本系统导出的xlsx或json文件）"), ("blank", "空白")]


def _begun(programme: Any, form: StartForm) -> values.Rubric:
    title, start = filled(form.title), form.start.data or ""
    if start == "blank":
        return editing.blank(title)
    if start == "file":
        return editing.retitled(sheet_in(form.file), title)
    targets = queries.targets_of(current(), programme.id)
    clauses = queries.clauses_of(current(), programme.id)
    if start.startswith("copy_"):
        row = rubric_in_sight(current(), int(start.removeprefix("copy_")))
        others = queries.targets_of(current(), row.programme_id)
        ids = {target.name: target.id for target in targets.values()}
        same = {target.id: ids[target.name] for target in others.values() if target.name in ids}
        return editing.carried(rubric_of(row), title, (str(clause.id) for clause in clauses), same)
    made = model(title, with_parts=start == "model_parts")
    named = [(target.id, f"{target.category}{target.name}") for target in targets.values()]
    return linked(made, named, [(str(clause.id), clause.text) for clause in clauses if not clause.level])


@pages.get("/<int:rubric_id>")
@needs(Permission.RUBRIC_READ)
def show(rubric_id: int) -> ResponseReturnValue:
    """细则全文, its sums and what is to be mended."""
    row = rubric_shown(current(), rubric_id)
    value, viewer = rubric_of(row), facing(row)
    may_write = viewer.may(Permission.RUBRIC_WRITE) and row.state is RubricState.DRAFT
    return page(
        "rubrics/show.html",
        viewer=viewer,
        row=row,
        value=value,
        confirm=ConfirmForm(formdata=None, data={"version": row.version}),
        may_write=may_write,
        deeds={step.name for step in RUBRIC.open_to(row.state, viewer)},
        before=queries.edition_in_force(row.programme_id) if row.state is RubricState.DRAFT else None,
        states=RUBRIC.labels,
        entries=trail_of(viewer, "rubrics", row.id) if viewer.of_office else [],
        **told(current(), row.programme_id, value, checked=may_write),
    )


@pages.get("/<int:rubric_id>/paper")
@needs(Permission.RUBRIC_READ)
def paper(rubric_id: int) -> ResponseReturnValue:
    """打印页."""
    row = rubric_shown(current(), rubric_id)
    value = rubric_of(row)
    return page(
        "rubrics/paper.html",
        row=row,
        value=value,
        states=RUBRIC.labels,
        **told(current(), row.programme_id, value, checked=False),
    )


@pages.route("/<int:rubric_id>/title", methods=["GET", "POST"])
@needs(Permission.RUBRIC_WRITE)
def rename(rubric_id: int) -> ResponseReturnValue:
    """改名."""
    row = rubric_in_sight(current(), rubric_id)
    form = TitleForm(data={"title": row.title, "version": row.version})
    if form.validate_on_submit():
        with form.refusals():
            title = filled(form.title)
            actions.change(
                rubric_id,
                form.version.data or 0,
                lambda value: editing.retitled(value, title),
                by=current(),
                now=now(),
            )
            return go(url_for("rubrics.show", rubric_id=rubric_id), "名称已保存。")
        if form.status == 409:
            fresh = rubric_in_sight(current(), rubric_id)
            form.beside(TitleForm(formdata=None, data={"title": fresh.title, "version": fresh.version}))
    return page("rubrics/title.html", form=form, row=row), form.status


@pages.post("/<int:rubric_id>/publication")
@needs(Permission.RUBRIC_PUBLISH)
def publish(rubric_id: int) -> ResponseReturnValue:
    """发布."""
    rubric_in_sight(current(), rubric_id)
    try:
        row = actions.publish(rubric_id, ConfirmForm().version.data or 0, by=current(), now=now())
    except RuleBroken as refusal:
        raise type(refusal)("；".join(each.rstrip("。") for each in refusal.sentences[:5]) + "。") from refusal
    return go(url_for("rubrics.show", rubric_id=row.id), "细则已发布，各单位可以查看，内容不再改动。")


@pages.post("/<int:rubric_id>/dropping")
@needs(Permission.RUBRIC_WRITE)
def drop(rubric_id: int) -> ResponseReturnValue:
    """弃稿."""
    row = actions.drop(rubric_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("rubrics.index", programme_id=row.programme_id), "草稿已弃。")
