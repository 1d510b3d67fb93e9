"""登录、第二步、退出、再次验证、凭码开户."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from respbook.actions import own_passwords, second_factors
from respbook.actions import sign_in as actions
from respbook.forms.base import Form
from respbook.forms.sign_in import CodeForm, PasswordForm, SecondStepForm, SignInForm, StepUpForm
from respbook.queries.sessions import Entrance, entrance, second_of
from respbook.rules.permissions import Permission
from respbook.rules.second_factor import Duty
from respbook.web.errors import OWED
from respbook.web.filters import moment
from respbook.web.guard import needs, owed, public
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, enter, halfway, leave, now, profile, resume, vault, where

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
    """To what is still owed, then to the page asked for; inside the dialog the next form, at the end only the fresh CSRF
    token goes back (safety R50)."""
    if g.half is not None:
        return _owed() if request.values.get("piece") else go(url_for(OWED[g.half.duty][0], next=_next() or None))
    if request.values.get("piece"):
        return "", 200, {"X-CSRF-Token": generate_csrf()}
    return go(_next() or url_for("home.show"))


def _owed() -> str:
    """The form of what is owed, for the dialog."""
    if g.half.duty is Duty.CODE:
        return page("sign_in/_code.html", form=SecondStepForm(formdata=None), next="", piece=True)
    if g.half.duty is Duty.PASSWORD:
        return page("sign_in/_renew_password.html", form=PasswordForm(formdata=None), next="", piece=True)
    return page("second_factor/_elsewhere.html")


def _came_in(entered: actions.Entered) -> None:
    """Open the session in the browser; once nothing is owed any more, tell how this account was last used."""
    enter(entered)
    if entered.ended and not request.values.get("piece"):
        flash("同时登录的设备已满5台，最早的一台已自动退出。", "warn")
    _tell_last_time(entered.user_id)


def _tell_last_time(user_id: int) -> None:
    """上次登录, with what happened since (safety R12, R14)."""
    if g.half is None and not request.values.get("piece"):
        found = entrance(user_id)
        flash(_last_time(found), "warn" if found.failures or found.resets else "ok")


def _last_time(found: Entrance) -> str:
    said = ["这是您第一次登录。"]
    if found.last_at:
        said = [f"上次登录：{moment(found.last_at)}，来自 {found.last_address or '本机'}。"]
    if found.failures:
        said.append(f"其后登录失败{found.failures}次；不是您本人所为的，请尽快修改密码并告诉系统管理员。")
    said += [f"您的{each.words}：{moment(each.at)}，由{each.by}办理。" for each in found.resets]
    if found.resets:
        said.append("不是您要求的，请立即告诉系统管理员。")
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
    return _shown(form, "sign_in/_form.html", "sign_in/show.html")


def _shown(form: Form, alone: str, whole: str) -> ResponseReturnValue:
    piece = bool(request.values.get("piece"))
    return page(alone if piece else whole, form=form, next=_next(), piece=piece), form.status


@pages.route("/sign-in/code", methods=["GET", "POST"])
@owed(Duty.CODE)
def code() -> ResponseReturnValue:
    """登录第二步: the code of the phone, or one of the slip (safety R10)."""
    form = SecondStepForm()
    if form.validate_on_submit():
        with form.refusals():
            by, typed = halfway().viewer, form.code.data or form.recovery.data or ""
            resume(second_factors.enter(g.sid_sha256, typed, vault(), by=by, now=now()))
            _tell_last_time(by.user_id)
            return _onwards()
    return _shown(form, "sign_in/_code.html", "sign_in/code.html")


@pages.route("/sign-in/password", methods=["GET", "POST"])
@owed(Duty.PASSWORD)
def renew_password() -> ResponseReturnValue:
    """密码到期: a new one before the session opens; what was on the way stays (safety R06)."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            by, old, chosen = halfway().viewer, form.old.data or "", form.password.data or ""
            own_passwords.change_password(old, chosen, g.sid_sha256, profile(), by=by, now=now())
            resume(session["sid"])
            _tell_last_time(by.user_id)
            return _onwards()
    return _shown(form, "sign_in/_renew_password.html", "sign_in/renew_password.html")


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
    """再次验证 by password or phone; ``piece=1`` gives the form alone, as for signing in."""
    form = StepUpForm()
    if second_of(current().user_id) is None:
        del form.code
    if form.validate_on_submit():
        with form.refusals():
            session["sid"] = _proven(form)
            return _onwards()
    return _shown(form, "sign_in/_step_up.html", "sign_in/step_up.html")


def _proven(form: StepUpForm) -> str:
    if form.password.data:
        return actions.step_up(g.sid_sha256, form.password.data, by=current(), now=now())
    return second_factors.step_up(g.sid_sha256, form.code.data or "", vault(), by=current(), now=now())


@pages.route("/enter", methods=["GET", "POST"])
@public
def enter_by_code() -> ResponseReturnValue:
    """凭码开户."""
    form = CodeForm()
    if form.validate_on_submit():
        with form.refusals(), _patience(form):
            typed, chosen = form.code.data or "", form.password.data or ""
            _came_in(own_passwords.enter_by_code(typed, chosen, profile(), where=where(), now=now()))
            return _onwards()
    return page("sign_in/enter.html", form=form), form.status
