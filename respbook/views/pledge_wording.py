"""下级文书样式: the wording of 社责任书 and 承诺书, and how many stand on a sheet (features C4)."""

import io

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import pledge_templates as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.pledges import WordingForm, kind_in
from respbook.papers.pledge import PledgePaper, composed
from respbook.queries import pledges as queries
from respbook.queries.scope import NotInSight, programme_in_sight
from respbook.queries.targets import names_in
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.permissions import Permission
from respbook.rules.pledges import PLEDGE_KIND_LABELS, PledgeKind, PledgeWording, fields_for
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder
from respbook.web.viewer import current, now

pages = Blueprint("pledge_wording", __name__, url_prefix="/programmes/<int:programme_id>/pledge-wording")


@pages.get("")
@needs(Permission.TEMPLATE_READ)
def show(programme_id: int) -> ResponseReturnValue:
    """下级文书样式, both kinds."""
    programme = programme_in_sight(current(), programme_id)
    wordings = {kind: queries.wording_of(programme_id, kind) for kind in PledgeKind}
    return page(
        "pledge_wording/show.html",
        programme=programme,
        wordings=wordings,
        kinds=PLEDGE_KIND_LABELS,
        confirms={
            kind: ConfirmForm(formdata=None, data={"version": row.version})
            for kind, (_, row) in wordings.items()
            if row is not None
        },
        may_write=current().may(Permission.TEMPLATE_WRITE) and programme.state is ProgrammeState.OPEN,
    )


def _kind() -> PledgeKind:
    kind = kind_in(request.values.get("kind", PledgeKind.HOUSEHOLD.value))
    if kind is None:
        raise NotInSight
    return kind


@pages.route("/edit", methods=["GET", "POST"])
@needs(Permission.TEMPLATE_WRITE)
def edit(programme_id: int) -> ResponseReturnValue:
    """修改样式 of one kind."""
    programme, kind = programme_in_sight(current(), programme_id), _kind()
    form = _form(programme_id, kind)
    if form.validate_on_submit():
        with form.refusals():
            wording = form.wording()
            _try(kind, wording)
            actions.word(programme_id, kind, wording, form.version.data or 0, by=current(), now=now())
            said = f"{PLEDGE_KIND_LABELS[kind]}样式已保存，以后生成的照此印；已生成的不变。"
            return go(url_for("pledge_wording.show", programme_id=programme_id), said)
        if form.status == 409:
            form.beside(_form(programme_id, kind, formdata=None))
    return page(
        "pledge_wording/edit.html",
        programme=programme,
        form=form,
        kind=kind,
        kind_words=PLEDGE_KIND_LABELS[kind],
        fields=fields_for(kind),
        targets=list(names_in(programme_id)),
    ), form.status


def _form(programme_id: int, kind: PledgeKind, **rest: None) -> WordingForm:
    wording, row = queries.wording_of(programme_id, kind)
    stands = {"title": wording.title, "body": wording.body, "per_sheet": str(wording.per_sheet)}
    return WordingForm(data={**stands, "kind": kind.value, "version": row.version if row else 0}, **rest)


def _try(kind: PledgeKind, wording: PledgeWording) -> None:
    """试排: a text that does not fit its half sheet is refused when it is written. Raises RuleBroken on ``body``."""
    binder().pledges([sample(kind, wording)], "样张")


def sample(kind: PledgeKind, wording: PledgeWording) -> PledgePaper:
    """样张: the wording with its fields shown by name, two duties in the list."""
    values = {name: f"〔{name}〕" for name in fields_for(kind)} | {"编号": "样张-001"}
    return composed(kind, wording, values, ["〔任务一〕", "〔任务二〕"], "〔村名〕")


@pages.get("/sample.pdf")
@needs(Permission.TEMPLATE_READ)
def sample_file(programme_id: int) -> ResponseReturnValue:
    """样张 as PDF: what would be printed today, fields by name."""
    programme_in_sight(current(), programme_id)
    kind = _kind()
    wording, _ = queries.wording_of(programme_id, kind)
    paper = sample(kind, wording)
    pressed = binder().pledges([paper] * wording.per_sheet, "样张")
    return files.attachment(io.BytesIO(pressed.pdf), f"{PLEDGE_KIND_LABELS[kind]}样张.pdf", "application/pdf")


@pages.post("/reset")
@needs(Permission.TEMPLATE_WRITE)
def reset(programme_id: int) -> ResponseReturnValue:
    """恢复起始样式."""
    programme_in_sight(current(), programme_id)
    kind = _kind()
    actions.reset(programme_id, kind, ConfirmForm().version.data or 0, by=current(), now=now())
    said = f"{PLEDGE_KIND_LABELS[kind]}已恢复起始样式。"
    return go(url_for("pledge_wording.show", programme_id=programme_id), said)
