"""登录、退出、再次验证、凭码开户."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from respbook.actions import sign_in as actions
from respbook.forms.base import Form
from respbook.forms.sign_in import CodeForm, SignInForm, StepUpForm
from respbook.queries.sessions import Entrance, entrance
from respbook.rules.permissions import Permission
from respbook.web.filters import moment
from respbook.web.guard import needs, public
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, enter, leave, now, where

pages = Blueprint("sign_in", __name__)


def _next() -> str:
    """Where to go afterwards: a path of this site only."""
    target = request.values.get("next", "")
    plain = target.isascii() and not any(mark < " " or mark == "\\" for mark in target)
    return target if plain and target.startswith("/") and not target.startswith("//") else ""


@contextmanager
def _patience(form: Form) -> Iterator[None]:
    """An address that tried too often waits: 429, with the sentence on the form."""
    try:
        yield
    except actions.TooManyTries as problem:
        form.status, form.form_errors = 429, list(problem.sentences)


def _onwards() -> ResponseReturnValue:
    """To the page asked for; inside the dialog only the fresh CSRF token goes back (safety R50)."""
    if request.values.get("piece"):
        return "", 200, {"X-CSRF-Token": generate_csrf()}
    return go(_next() or url_for("home.show"))


def _came_in(entered: actions.Entered) -> None:
    """Open the session in the browser, and tell how this account was last used (safety R12, R14)."""
    enter(entered)
    found = entrance(entered.user_id)
    if not request.values.get("piece"):
        flash(_last_time(found, entered.ended), "warn" if found.failures or found.reset_at else "ok")


def _last_time(found: Entrance, ended: int) -> str:
    said = ["这是您第一次登录。"]
    if found.last_at:
        said = [f"上次登录：{moment(found.last_at)}，来自 {found.last_address or '本机'}。"]
    if found.failures:
        said.append(f"其后登录失败{found.failures}次；不是您本人所为的，请尽快修改密码并告诉系统管理员。")
    if found.reset_at:
        said.append(f"密码曾于{moment(found.reset_at)}由{found.reset_by}重置；不是您要求的，请立即告诉系统管理员。")
    if ended:
        said.append("同时登录的设备已满5台，最早的一台已自动退出。")
    return "".join(said)


@pages.route("/sign-in", methods=["GET", "POST"], endpoint="show")
@public
def sign_in() -> ResponseReturnValue:
    """登录; ``piece=1`` gives the form alone for the dialog over a half-filled page (safety R50)."""
    form = SignInForm()
    if g.viewer is not None and (g.viewer.only is None or g.viewer.previewed_by) and request.method == "GET":
        return redirect(_next() or url_for("home.show"), 303)
    if form.validate_on_submit():
        with form.refusals(), _patience(form):
            _came_in(actions.sign_in(form.login.data or "", form.password.data or "", where=where(), now=now()))
            return _onwards()
    piece = bool(request.values.get("piece"))
    name = "sign_in/_form.html" if piece else "sign_in/show.html"
    return page(name, form=form, next=_next(), piece=piece), form.status


@pages.post("/sign-out")
@needs(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """退出."""
    actions.sign_out(g.sid_sha256, by=current(), now=now())
    leave()
    answer: Response = go(url_for("sign_in.show"), "您已退出。")
    if request.is_secure:
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.route("/step-up", methods=["GET", "POST"])
@needs(Permission.OWN_ACCOUNT)
def step_up() -> ResponseReturnValue:
    """再次验证; ``piece=1`` gives the form alone, as for signing in."""
    form = StepUpForm()
    if form.validate_on_submit():
        with form.refusals():
            session["sid"] = actions.step_up(g.sid_sha256, form.password.data or "", by=current(), now=now())
            return _onwards()
    piece = bool(request.values.get("piece"))
    name = "sign_in/_step_up.html" if piece else "sign_in/step_up.html"
    return page(name, form=form, next=_next(), piece=piece), form.status


@pages.route("/enter", methods=["GET", "POST"])
@public
def enter_by_code() -> ResponseReturnValue:
    """凭码开户."""
    form = CodeForm()
    if form.validate_on_submit():
        with form.refusals(), _patience(form):
            entered = actions.enter_by_code(form.code.data or "", form.password.data or "", where=where(), now=now())
            _came_in(entered)
            return go(url_for("home.show"))
    return page("sign_in/enter.html", form=form), form.status
