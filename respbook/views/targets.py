"""目标任务: what a programme promises, and its division among the units (分解)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import shares
from respbook.actions import targets as actions
from respbook.forms.base import EditForm, filled
from respbook.forms.targets import Cell, ShortfallForm, SplitForm, TargetForm, read_cells
from respbook.queries import splits
from respbook.queries import targets as queries
from respbook.queries.burden import lifted_by
from respbook.queries.office_settings import office_settings
from respbook.queries.scope import programme_in_sight, target_in_sight
from respbook.queries.units import all_tags
from respbook.rules.burden import lifted_words
from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.rules.targets import BASIS_LABELS, Basis, TargetKind, in_words
from respbook.web.guard import needs
from respbook.web.htmx import go, show, wants_piece
from respbook.web.undo import gone
from respbook.web.viewer import current, now
from respbook.web.way_back import way_back

pages = Blueprint("targets", __name__)

_STARTS = {"kind": TargetKind.AT_LEAST.value, "cadence": Cadence.ONCE.value, "step": Decimal(1)}


def _may_write(programme: Any) -> bool:
    return current().may(Permission.TARGET_WRITE) and programme.state is ProgrammeState.OPEN


@pages.get("/programmes/<int:programme_id>/targets")
@needs(Permission.TARGET_READ)
def index(programme_id: int) -> ResponseReturnValue:
    """目标列表 by category."""
    programme = programme_in_sight(current(), programme_id)
    return show(
        "targets/index.html",
        programme=programme,
        listing=queries.target_list(current(), programme),
        may_write=_may_write(programme),
        own_form=EditForm(),
    )


def _ready(form: TargetForm, programme: Any) -> TargetForm:
    """标签 of the register, and a kind that redraws the fields of the figure."""
    form.kind.render_kw = {
        "hx-get": request.path,
        "hx-target": "#targets-figure",
        "hx-include": "#targets-figure",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
    }
    form.category.render_kw = {"list": "categories"}
    form.categories = office_settings(current()).categories
    return form.of_office(programme.unit.kind).with_tags([tag for tag, _ in all_tags(current())])


def _saves(form: TargetForm) -> bool:
    """Whether the form is to be saved; without scripts 换成这类指标的填写项 only draws it anew."""
    return "redraw" not in request.form and form.validate_on_submit()


@pages.route("/programmes/<int:programme_id>/targets/new", methods=["GET", "POST"])
@needs(Permission.TARGET_WRITE)
def new(programme_id: int) -> ResponseReturnValue:
    """增加目标任务."""
    programme = programme_in_sight(current(), programme_id)
    if wants_piece() and request.method == "GET":
        form = _ready(TargetForm(formdata=request.args), programme)
    else:
        form = _ready(TargetForm(data=_STARTS), programme)
    if _saves(form):
        with form.refusals():
            target = actions.add(programme_id, form.facts(), by=current(), now=now())
            return _added(target)
        programme = programme_in_sight(current(), programme_id)
    return show("targets/edit.html", form=form, programme=programme, target=None, out=0, remove_form=None), form.status


def _added(target: Any) -> ResponseReturnValue:
    if target.divided:
        href, said = url_for("targets.split", target_id=target.id), f"已增加“{target.name}”，请接着分解到各单位。"
    else:
        href, said = url_for("targets.index", programme_id=target.programme_id), f"已增加“{target.name}”。"
    heavy = _heavy(target)
    return go(href, said + heavy, "warn" if heavy else "ok")


def _heavy(target: Any) -> str:
    """负担提示: what the target adds to the week of those who bear it."""
    return lifted_words(lifted_by(target, programme_in_sight(current(), target.programme_id)))


@pages.route("/targets/<int:target_id>/edit", methods=["GET", "POST"])
@needs(Permission.TARGET_WRITE)
def edit(target_id: int) -> ResponseReturnValue:
    """修改目标任务."""
    target = target_in_sight(current(), target_id)
    if request.method == "POST":
        form = TargetForm()
    else:
        form = TargetForm(formdata=request.args) if wants_piece() else TargetForm.of(target)
    form = _ready(form, target.programme)
    if _saves(form):
        with form.refusals():
            target = actions.change(target_id, form.facts(), form.version.data or 0, by=current(), now=now())
            return _changed(target)
        target = target_in_sight(current(), target_id)
        if form.status == 409:
            form.beside(_ready(TargetForm.of(target, formdata=None), target.programme))
    return show(
        "targets/edit.html",
        form=form,
        programme=target.programme,
        target=target,
        out=queries.letters_out(target),
        remove_form=EditForm(formdata=None, data={"version": target.version}),
    ), form.status


def _changed(target: Any) -> ResponseReturnValue:
    if target.divided and any(cell.amount is None and cell.applies for cell in target.allocations):
        said = f"已保存“{target.name}”。总量或承担单位变了，没有固定的数已清空，请重新分解。"
        return go(url_for("targets.split", target_id=target.id, **way_back()), said, "warn")
    heavy = _heavy(target)
    href = url_for("targets.index", programme_id=target.programme_id, **way_back())
    return go(href, f"已保存“{target.name}”。{heavy}", "warn" if heavy else "ok")


@pages.post("/targets/<int:target_id>/removal")
@needs(Permission.TARGET_WRITE)
def remove(target_id: int) -> ResponseReturnValue:
    """删除目标任务 that was never handed down."""
    form = EditForm()
    removal = actions.remove(target_id, form.version.data or 0, by=current(), now=now())
    return gone(removal.name, removal.id, url_for("targets.index", programme_id=removal.programme_id))


@pages.get("/targets/<int:target_id>/split")
@needs(Permission.TARGET_READ)
def split(target_id: int) -> ResponseReturnValue:
    """分解页."""
    return _split(target_id, SplitForm(), {})


@pages.post("/targets/<int:target_id>/split")
@needs(Permission.TARGET_WRITE)
def save_split(target_id: int) -> ResponseReturnValue:
    """保存分解, or divide anew by the basis whose button was pressed."""
    target = target_in_sight(current(), target_id)
    form = SplitForm()
    cells = read_cells(request.form, queries.units_bearing(current(), target), target.step)
    wrong = [cell for cell in cells.values() if cell.problem]
    if form.validate_on_submit() and not wrong:
        with form.refusals():
            return _split_saved(target_id, form, cells)
    elif wrong:
        form.status = 422
        form.form_errors = [f"有{len(wrong)}格看不懂，已在表中标出；没有保存，请改正后再保存。"]
    return _split(target_id, form, cells)


def _split_saved(target_id: int, form: SplitForm, cells: Mapping[int, Cell]) -> ResponseReturnValue:
    deed, version = request.form.get("deed", ""), form.version.data or 0
    asked = {unit_id: cell.share for unit_id, cell in cells.items()}
    if deed in set(Basis):
        state = shares.divide(target_id, Basis(deed), version, asked, by=current(), now=now())
    else:
        state = shares.set_shares(target_id, asked, version, by=current(), now=now())
    here = url_for("targets.split", target_id=target_id)
    if state is None or state.even:
        return go(here, "已保存。" if state is None else f"已保存，{state.sentence}。")
    return go(here, f"已保存，{state.sentence}。请补足，或在表下写明不足的原因。", "warn")


def _split(
    target_id: int, form: SplitForm, cells: Mapping[int, Cell], reason_form: ShortfallForm | None = None
) -> ResponseReturnValue:
    target = target_in_sight(current(), target_id)
    page = splits.split_page(target, queries.units_bearing(current(), target))
    form.version.data, form.version.raw_data = target.version, None
    if reason_form is None:
        reason_form = ShortfallForm(formdata=None, data={"reason": target.shortfall_reason})
    reason_form.version.data, reason_form.version.raw_data = target.version, None
    return show(
        "targets/split.html",
        page=page,
        target=target,
        programme=target.programme,
        form=form,
        cells=cells,
        reason_form=reason_form,
        state=_typed_state(target, cells) if cells and target.divided else page.balance,
        wrong=sum(bool(cell.problem) for cell in cells.values()),
        out=queries.letters_out(target),
        may_write=_may_write(target.programme),
        typed=bool(cells),
        bases=list(BASIS_LABELS.items()),
        figure_words=in_words(target.figure(target.amount)),
    ), max(form.status, reason_form.status)


def _typed_state(target: Any, cells: Mapping[int, Cell]) -> Any:
    amounts: Sequence[Decimal | None] = [cell.share.amount for cell in cells.values() if cell.share.applies]
    return splits.standing(target, amounts)


@pages.post("/targets/<int:target_id>/split/balance")
@needs(Permission.TARGET_WRITE)
def balance(target_id: int) -> ResponseReturnValue:
    """平衡: what is typed and not yet saved against the total; writes nothing."""
    target = target_in_sight(current(), target_id)
    cells = read_cells(request.form, queries.units_bearing(current(), target), target.step)
    return show(
        "targets/_balance.html",
        target=target,
        state=_typed_state(target, cells),
        wrong=sum(bool(cell.problem) for cell in cells.values()),
        typed=True,
        may_write=True,
    )


@pages.post("/targets/<int:target_id>/shortfall")
@needs(Permission.TARGET_WRITE)
def explain(target_id: int) -> ResponseReturnValue:
    """不足说明."""
    form = ShortfallForm()
    if form.validate_on_submit():
        with form.refusals():
            shares.explain_shortfall(target_id, filled(form.reason), form.version.data or 0, by=current(), now=now())
            return go(url_for("targets.split", target_id=target_id), "已记下不足的原因，签发时一并核对。")
    return _split(target_id, SplitForm(formdata=None), {}, form)
