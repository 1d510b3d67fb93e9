"""出错页: one short Chinese page with a request number, never a trace (safety R42)."""

import logging

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from respbook.actions.action import AlreadyDone, awaited_location
from respbook.actions.sign_in import TooManyTries
from respbook.queries.scope import NotInSight
from respbook.rules.errors import RuleBroken, TooLarge
from respbook.rules.permissions import NotAllowed
from respbook.rules.second_factor import Duty
from respbook.rules.security_log import SecurityKind
from respbook.store import DiskFull
from respbook.web import security_log
from respbook.web.guard import SignInNeeded, StepUpNeeded
from respbook.web.htmx import go, wants_piece
from respbook.web.listing import came_from
from respbook.web.viewer import acting

log = logging.getLogger("respbook")

SENTENCES = {
    400: "提交的内容不完整或已过期。请返回上一页刷新后重试。",
    403: "您没有办理这件事的权限。",
    404: "没有找到这个页面，可能已被移走，或不在您的查看范围内。",
    405: "这个地址不能这样访问。请从页面上的按钮进入。",
    413: "提交的内容太大。单个文件请不要超过30兆。",
    429: "操作太频繁，请稍后再试。",
    500: "系统出了问题，刚才的操作没有完成，已有的数据不受影响。请稍后重试；再次出现时请把编号告诉系统管理员。",
}


def init_app(app: Flask) -> None:
    """Register one handler for each way of going wrong."""
    app.register_error_handler(NotInSight, _out_of_sight)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(TooManyTries, lambda problem: error_page(429, problem.sentence))
    app.register_error_handler(DiskFull, lambda problem: error_page(507, problem.sentence))
    app.register_error_handler(TooLarge, lambda problem: error_page(413, problem.sentence))
    app.register_error_handler(RuleBroken, _refused)
    app.register_error_handler(AlreadyDone, _already_done)
    app.register_error_handler(SignInNeeded, _sign_in)
    app.register_error_handler(StepUpNeeded, _step_up)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def error_page(code: int, sentence: str = "", next_href: str = "", next_label: str = "") -> Response:
    """出错页: the sentence, where to go next, and the request number."""
    said = sentence or SENTENCES.get(code, SENTENCES[400])
    if wants_piece():
        said += f"（编号 {g.get('request_id', '')}）" if code >= 500 else ""
        g.out_of_band = True
        answer = make_response(render_template("_flash.html", flashes=[("bad", said)]), code)
        answer.headers["HX-Reswap"] = "none"
        return answer
    page = render_template(
        "errors/show.html",
        code=code,
        sentence=said,
        next_href=next_href or url_for("home.show"),
        next_label=next_label or "回到“今天”",
        request_id=g.get("request_id", ""),
    )
    return make_response(page, code)


def _not_allowed(problem: NotAllowed) -> Response:
    """Refusals stand in the security log with who and where (safety R84); nothing of what was typed."""
    return error_page(403, problem.sentence)


def _out_of_sight(_: NotInSight) -> Response:
    security_log.refused(SecurityKind.OUT_OF_SIGHT)
    return error_page(404)


def _forged(_: CSRFError) -> Response:
    security_log.refused(SecurityKind.FORGED)
    return error_page(400, "页面停留过久或登录已变更，请刷新页面后重新提交。")


def _refused(problem: RuleBroken) -> Response:
    back = came_from()
    return error_page(409, problem.sentence, back, "返回上一页" if back else "")


def _already_done(done: AlreadyDone) -> Response:
    if not done.same:
        return error_page(409, "这份表单已经提交过，内容与这次不同。请刷新页面，按最新情况重新填写。")
    by = acting()
    location = done.location or (awaited_location(by.user_id, g.key) if by else "")
    return go(location or url_for("home.show"), "这件事刚才已经办好，没有重复办理。")


_SIGN_IN = ("sign_in.show", "登录已过期，刚才填写的内容还在本页。请重新登录后再提交。", "重新登录")
OWED = {
    Duty.CODE: ("sign_in.code", "还要输入手机上的动态口令。填写的内容还在本页，验证后接着办理。", "输入动态口令"),
    Duty.SET_UP: (
        "second_factor.must_set_up",
        "您的账号须先设置动态口令。填写的内容还在本页：请在新窗口打开本系统设置好，再回到这一页重办。",
        "设置动态口令",
    ),
    Duty.PASSWORD: ("sign_in.renew_password", "密码已到期，请先修改。填写的内容还在本页，改好后接着办理。", "修改密码"),
}
"""登录后先办: the page, the sentence, the words of the link."""


def _sign_in(_: SignInNeeded) -> Response | BaseResponse:
    """Pages go to the sign-in page, or to what is still owed after it; a piece or a form stays where it is: what was typed
    is not lost (safety R50)."""
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    half = g.get("half")
    page, sentence, label = OWED[half.duty] if half else _SIGN_IN
    target = url_for(page, next=here or None)
    if request.method == "GET" and wants_piece():
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = target
        return answer
    if request.method in ("GET", "HEAD"):
        return redirect(target, 303)
    answer = error_page(401, sentence, target, label)
    if half:
        answer.headers["X-Sign-In"] = url_for(page, piece=1)
    return answer


def _step_up(_: StepUpNeeded) -> Response | BaseResponse:
    back = request.full_path.rstrip("?") if request.method == "GET" else came_from()
    target = url_for("sign_in.step_up", next=back or None)
    if request.method in ("GET", "HEAD") and not wants_piece():
        return redirect(target, 303)
    answer = error_page(401, "这一步需要再次输入密码。验证后请回到原来的页面重新提交。", target, "再次验证")
    answer.headers["X-Sign-In"] = url_for("sign_in.step_up", piece=1)
    return answer


def _foreign_host(_: SecurityError) -> Response:
    """A name that is not ours gets a plain answer: no address can be built on it (safety R45)."""
    security_log.refused(SecurityKind.FORGED)
    return Response("请从本系统公布的网址进入。", 400, mimetype="text/plain")


def _http(problem: HTTPException) -> Response:
    answer = error_page(problem.code or 500)
    if problem.code == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(problem, "valid_methods", None) or ()))
    return answer


def _broken(problem: Exception) -> Response:
    log.error("request %s failed", g.get("request_id", ""), exc_info=problem)
    return error_page(500)
