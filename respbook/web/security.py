"""安全头: cookies, CSP and the other headers on every answer (safety R19, R47, R48, C10)."""

from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from respbook.rules.errors import RuleBroken
from respbook.settings import Settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "report-uri /csp"
)
FILE_CSP = "default-src 'none'; sandbox"
MAX_BODY = 32 * 1024 * 1024
MAX_SCANS = 64 * 1024 * 1024
"""What a copier sends at once: the body of the views that take scans in, spooled to disk."""
_TAKES_SCANS = frozenset({"scans.take_in", "scans.take_in_for"})
LAST_NUMBER = 2**31 - 1
"""The largest number an address may name: no table has a row beyond it; a longer one is a page that is not there."""

csrf = CSRFProtect()


class RowNumber(IntegerConverter):
    """编号 in an address, no larger than a database can hold."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LAST_NUMBER, **kwargs})


def init_app(app: Flask, settings: Settings) -> None:
    """Set cookies, limits, trusted hosts, CSRF and headers."""
    app.config.update(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SESSION_COOKIE_NAME="__Host-session" if settings.tls else "session",
        SESSION_COOKIE_SECURE=settings.tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        TRUSTED_HOSTS=[settings.host, "127.0.0.1", "localhost"],
        PROVIDE_AUTOMATIC_OPTIONS=False,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
    )
    app.extensions["tls"] = settings.tls
    app.extensions["plain"] = settings.allow_http and not settings.tls
    app.url_map.converters["int"] = RowNumber
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    csrf.init_app(app)
    app.after_request(headers)


def refuse_over_plain(what: str) -> None:
    """明文访问时不办: what must not cross the network in the clear (safety R101). Raises RuleBroken."""
    if current_app.extensions["plain"]:
        raise RuleBroken(f"网站现在是明文访问（http），不能{what}。请系统管理员配好 https（respbook cert）后再办。")


def admit() -> None:
    """放行大件: before anything of the body is read."""
    if request.endpoint in _TAKES_SCANS:
        request.max_content_length = MAX_SCANS


def readable() -> bool:
    """可读的请求: no part without a name and no NUL, which no browser sends and PostgreSQL does not store (safety R39)."""
    if None in request.form or None in request.files:
        return False
    words = (*request.args.values(), *(text for _, text in request.form.items(multi=True)))
    return "\0" not in request.path and not any("\0" in each for each in words)


def headers(answer: Response) -> Response:
    """after_request: the headers of safety C10 on every answer."""
    answer.headers.setdefault("Content-Security-Policy", CSP)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self), payment=()"
    answer.headers.setdefault("X-Request-ID", g.get("request_id", ""))
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000"
    return answer
