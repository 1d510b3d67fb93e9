"""印章: registered, put on one letter or many, retired. The picture itself has no address; it is seen on pages only (S5)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook import pades
from respbook.actions import seals as actions
from respbook.forms.base import ConfirmForm, filled
from respbook.forms.seals import SealForm, UseForm, UseManyForm
from respbook.press.seal_preview import seal_preview
from respbook.queries import seals as queries
from respbook.queries.scope import letter_in_sight
from respbook.queries.scope_seals import seal_in_sight
from respbook.rules.many import check_count
from respbook.rules.permissions import Permission
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.press import binder, store
from respbook.web.security import refuse_over_plain
from respbook.web.signed_copies import freeze_now, proof
from respbook.web.viewer import current, now

pages = Blueprint("seals", __name__)


@pages.get("/seals/")
@needs(Permission.SEAL_USE)
def index() -> ResponseReturnValue:
    """印章."""
    return page(
        "seals/index.html",
        seals=queries.seals_of(current()),
        counts=queries.use_counts(current()),
        uses=queries.newest_uses(current()),
        newest=queries.NEWEST,
        confirm_form=ConfirmForm,
        pades=pades.available(),
    )


@pages.route("/seals/new", methods=["GET", "POST"])
@needs(Permission.SEAL_USE, fresh=True)
def register() -> ResponseReturnValue:
    """登记印章图片."""
    form = SealForm(data={"name": "公章"})
    form.unit_id.choices = [(str(unit.id), unit.name) for unit in queries.seal_units(current())]
    if form.validate_on_submit():
        with form.refusals():
            kept = store().put(form.picture())
            actions.register(int(form.unit_id.data), filled(form.name), kept, by=current(), now=now())
            return go(url_for("seals.index"), "印章图片已登记，请核对预览。")
    return page("seals/register.html", form=form), form.status


@pages.get("/seals/<int:seal_id>/preview.png")
@needs(Permission.SEAL_USE)
def preview(seal_id: int) -> ResponseReturnValue:
    """印章预览: on a page, with words across it."""
    seal = seal_in_sight(current(), seal_id)
    return files.png(seal_preview(store().get(seal.sha256), seal.unit.name, binder().faces))


@pages.post("/seals/<int:seal_id>/retirement")
@needs(Permission.SEAL_USE, fresh=True)
def retire(seal_id: int) -> ResponseReturnValue:
    """停用印章图片."""
    seal = actions.retire(seal_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("seals.index"), f"“{seal.name}”已停用，以前盖的仍然有效。")


@pages.route("/seals/<int:seal_id>/use", methods=["GET", "POST"])
@needs(Permission.SEAL_USE, fresh=True)
def use_many(seal_id: int) -> ResponseReturnValue:
    """批量用印: letters ticked by name, one password for all."""
    seal = seal_in_sight(current(), seal_id)
    letters = queries.unsealed(current(), seal)
    form = UseManyForm(data={"approved_by": current().name})
    form.letter_ids.choices = [(str(each.id), each.unit) for each in letters]
    if form.validate_on_submit():
        with form.refusals():
            check_count(form.how_many.data, len(form.letters()), "份")
            return _sealed(form.letters(), seal_id, filled(form.approved_by), url_for("seals.index"))
        seal = seal_in_sight(current(), seal_id)  # what was refused let go of the rows that the page shows
    return page("seals/use_many.html", seal=seal, letters=letters, form=form), form.status


@pages.route("/letters/<int:letter_id>/seal", methods=["GET", "POST"])
@needs(Permission.SEAL_USE, fresh=True)
def use(letter_id: int) -> ResponseReturnValue:
    """加盖印章."""
    letter = letter_in_sight(current(), letter_id)
    seals = queries.seals_for(current(), letter)
    form = UseForm(data={"approved_by": current().name, "seal_id": str(seals[0].id) if seals else ""})
    form.seal_id.choices = [(str(seal.id), f"{seal.unit.name}：{seal.name}") for seal in seals]
    if form.validate_on_submit():
        with form.refusals():
            back = url_for("letters.show", letter_id=letter_id)
            return _sealed((letter_id,), int(form.seal_id.data), filled(form.approved_by), back)
        letter = letter_in_sight(current(), letter_id)
    return page("seals/use.html", letter=letter, seals=seals, form=form), form.status


def _sealed(letter_ids: tuple[int, ...], seal_id: int, approved_by: str, back: str) -> ResponseReturnValue:
    refuse_over_plain("加盖印章")
    result = actions.use(letter_ids, actions.SealOrder(seal_id, approved_by), proof(), by=current(), now=now())
    done = [row.letter_id for row in result.done]
    said = f"{len(done)}份责任书已盖章" + (
        "，两页以上的同时盖了骑缝章。" if any(row.edge for row in result.done) else "。"
    )
    said += "".join(f"{name}没有盖：{why}" for name, why in result.refused[:5])
    answer = go(back, said)
    freeze_now(done)
    return answer
