"""备份: how old, where, made at once, copied to a stick, looked through; for the system's administrator (feature U4)."""

from pathlib import Path

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import backups as actions
from respbook.backups import places, shelf
from respbook.backups.holdings import Holdings
from respbook.forms.backups import CheckForm, PlaceForm, StickForm
from respbook.forms.base import ConfirmForm, filled
from respbook.queries import backups as queries
from respbook.queries.errands import errand_runs
from respbook.queries.runs import recent_runs
from respbook.queries.scope import NotInSight
from respbook.rules.backups import age_words
from respbook.rules.chinese import volume
from respbook.rules.permissions import Permission
from respbook.rules.runs import OF_BACKUPS, RUN_LABELS, RunKind
from respbook.rules.works import Kind
from respbook.web.backups import look_again
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("backups", __name__, url_prefix="/backups")


def _holdings() -> Holdings:
    holdings: Holdings = current_app.extensions["holdings"]
    return holdings


@pages.get("/")
@needs(Permission.BACKUP_WRITE)
def index() -> ResponseReturnValue:
    """备份."""
    return _page(StickForm(formdata=None))


def _page(form: StickForm, made: ConfirmForm | None = None) -> ResponseReturnValue:
    holdings, runs = _holdings(), recent_runs(OF_BACKUPS)
    root = actions.root_of(holdings)
    look_again()
    refused = form if made is None else made
    return page(
        "backups/index.html",
        form=form.offering([str(each) for each in places.sticks()]),
        refused=refused,
        root=root,
        fixed=holdings.root is not None,
        warnings=actions.warnings_of(holdings, now()),
        rows=shelf.backups_in(root),
        checks=queries.last_checks(),
        runs=runs,
        moving=any(each.ended_at is None for each in runs),
        night=errand_runs().get("backup"),
        kinds=RUN_LABELS,
        age=lambda moment: age_words(moment, now()),
        volume=volume,
    ), refused.status


@pages.post("/")
@needs(Permission.BACKUP_WRITE)
def make() -> ResponseReturnValue:
    """立即备份."""
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            return _handed_over(RunKind.BACKUP, actions.root_of(_holdings()), "已开始备份，不影响使用，结果见下。")
    return _page(StickForm(formdata=None), form)


@pages.post("/sticks")
@needs(Permission.BACKUP_WRITE, fresh=True)
def copy() -> ResponseReturnValue:
    """拷到U盘."""
    form = StickForm().offering([str(each) for each in places.sticks()])
    if form.validate_on_submit():
        with form.refusals():
            place = actions.checked_place(_holdings(), *form.place) / actions.STICK_FOLDER
            return _handed_over(RunKind.STICK, place, f"正在拷到 {place}，办完前请勿拔出，结果见下。")
    return _page(form)


@pages.post("/checks")
@needs(Permission.BACKUP_WRITE)
def check() -> ResponseReturnValue:
    """核验一份备份."""
    form = CheckForm()
    if form.validate_on_submit():
        with form.refusals():
            place = _named(filled(form.name))
            return _handed_over(RunKind.CHECK, place, f"正在核验 {place.name}，结果见下。")
    return _page(StickForm(formdata=None), ConfirmForm(formdata=None) if form.status == 200 else _shown(form))


def _shown(form: CheckForm) -> ConfirmForm:
    """What was refused, at the head of the page."""
    shown = ConfirmForm(formdata=None)
    shown.status, shown.form_errors = form.status, [*form.form_errors]
    return shown


def _named(name: str) -> Path:
    """Only what lies on the shelf. Raises NotInSight."""
    for each in shelf.backups_in(actions.root_of(_holdings())):
        if each.folder.name == name:
            return each.folder
    raise NotInSight


def _handed_over(kind: RunKind, place: Path, said: str) -> ResponseReturnValue:
    row = actions.ask(kind, place, by=current(), now=now())
    current_app.extensions["queue"].start(Kind.RUN, row.id)
    return go(url_for("backups.index", _anchor="backups-runs"), said)


@pages.route("/place", methods=["GET", "POST"])
@needs(Permission.BACKUP_WRITE, fresh=True)
def place() -> ResponseReturnValue:
    """设定备份位置."""
    holdings, row = _holdings(), queries.place_set()
    form = PlaceForm(data={"path": row.value if row else "", "version": row.version if row else 0})
    if form.validate_on_submit() and holdings.root is None:
        with form.refusals():
            chosen = actions.checked_place(holdings, filled(form.path), "path")
            actions.set_place(chosen, form.version.data or 0, by=current(), now=now())
            return go(url_for("backups.index"), f"今后备份到 {chosen}；原来位置的备份没有移动。")
    fixed = holdings.root is not None
    return page("backups/place.html", form=form, root=actions.root_of(holdings), fixed=fixed), form.status
