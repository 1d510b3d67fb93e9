"""条款库: what is kept for reuse, its versions, and the templates that still use an old text (features L4)."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import library_clauses as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.library_clauses import LibraryForm, RenewForm
from respbook.queries import library_clauses as queries
from respbook.queries.scope import library_clause_in_sight
from respbook.rules.permissions import Permission
from respbook.rules.redline import compared
from respbook.rules.scopes import limits_words
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("library_clauses", __name__, url_prefix="/library-clauses")


@pages.get("/")
@needs(Permission.TEMPLATE_READ)
def index() -> ResponseReturnValue:
    """条款库 by category."""
    return page("library_clauses/index.html", shelf=queries.library(current()), limits_words=limits_words)


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.TEMPLATE_WRITE)
def new() -> ResponseReturnValue:
    """编写库存条款."""
    form = LibraryForm()
    if form.validate_on_submit():
        with form.refusals():
            kept = actions.keep(form.facts(), by=current(), now=now())
            return go(url_for("library_clauses.show", library_clause_id=kept.id), f"已存入“{kept.title}”。")
    return page("library_clauses/edit.html", form=form, kept=None), form.status


@pages.get("/<int:library_clause_id>")
@needs(Permission.TEMPLATE_READ)
def show(library_clause_id: int) -> ResponseReturnValue:
    """一条库存条款: its text, its versions, where it is used."""
    return _shown(library_clause_in_sight(current(), library_clause_id), RenewForm(formdata=None))


def _shown(kept: Any, form: RenewForm) -> ResponseReturnValue:
    uses = queries.uses_of(current(), kept)
    return page(
        "library_clauses/show.html",
        kept=kept,
        uses=uses,
        behind=queries.behind_words(uses),
        differing={use.clause_id: compared(use.text, kept.newest.text) for use in uses if use.text != kept.newest.text},
        limits=limits_words(kept.tag),
        form=form,
        confirm=ConfirmForm(data={"version": kept.version}, formdata=None),
    ), form.status


@pages.route("/<int:library_clause_id>/edit", methods=["GET", "POST"])
@needs(Permission.TEMPLATE_WRITE)
def edit(library_clause_id: int) -> ResponseReturnValue:
    """修改库存条款."""
    kept = library_clause_in_sight(current(), library_clause_id)
    form = LibraryForm.of(kept)
    if form.validate_on_submit():
        with form.refusals():
            actions.correct(kept.id, form.facts(), form.version.data or 0, by=current(), now=now())
            return go(url_for("library_clauses.show", library_clause_id=library_clause_id), "已保存。")
    kept = library_clause_in_sight(current(), library_clause_id)
    if form.status == 409:
        form.beside(LibraryForm.of(kept, formdata=None))
    return page("library_clauses/edit.html", form=form, kept=kept), form.status


@pages.post("/<int:library_clause_id>/renewal")
@needs(Permission.TEMPLATE_WRITE)
def renew(library_clause_id: int) -> ResponseReturnValue:
    """更新所选模板."""
    form = RenewForm()
    form.offer(
        use.clause_id for use in queries.uses_of(current(), library_clause_in_sight(current(), library_clause_id))
    )
    if form.validate():
        with form.refusals():
            names = actions.renew(library_clause_id, form.chosen(), by=current(), now=now())
            said = f"{len(names)}个模板已用上新文本，草稿随之更新；已签发的责任书不变。"
            return go(url_for("library_clauses.show", library_clause_id=library_clause_id), said)
    return _shown(library_clause_in_sight(current(), library_clause_id), form)


@pages.post("/<int:library_clause_id>/removal")
@needs(Permission.TEMPLATE_WRITE)
def remove(library_clause_id: int) -> ResponseReturnValue:
    """从条款库删除."""
    actions.remove(library_clause_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("library_clauses.index"), "已从条款库删除。")
