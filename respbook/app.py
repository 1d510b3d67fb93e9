"""create_app: the one place where all parts meet; inspects the guard, then serves."""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, request
from jinja2 import StrictUndefined
from sqlalchemy import event
from sqlalchemy.engine import make_url

from respbook import __version__, paths, runner, views
from respbook import settings as settings_module
from respbook.actions import action, audit
from respbook.actions.clock import ClockWatch
from respbook.anchorage import Anchorage
from respbook.backups.holdings import Holdings
from respbook.forms.base import Form
from respbook.models.base import db, prepare
from respbook.models.gate import Gate
from respbook.press.binder import Binder
from respbook.press.faces import Faces
from respbook.press.office import find_office_faces
from respbook.queries.clock import resting
from respbook.queries.units import head_of
from respbook.rules.chinese import day_with_weekday
from respbook.rules.clock import doubt_words
from respbook.rules.codes import code_of
from respbook.rules.many import ABOVE, asks_for_count
from respbook.settings import Settings
from respbook.store import BucketShelf, BucketStore, Copies, ExportShelf, FolderStore
from respbook.vault import Vault
from respbook.web import (
    addresses,
    assets,
    backups,
    compress,
    errors,
    filters,
    guard,
    htmx,
    navigation,
    previewing,
    security,
    security_log,
    taking_back,
    town_names,
    viewer,
    viruses,
    way_back,
)
from respbook.web.listing import column, of_list, same_list
from respbook.web.sheets import export_of

Clock = Callable[[], datetime]


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Flask:
    """Build the site. Raises guard.Unmarked when a view has no permission mark."""
    settings = settings or settings_module.read()
    app = Flask("respbook", template_folder=str(paths.TEMPLATES), static_folder=str(paths.STATIC))
    app.config.update(CLOCK=clock, SQLALCHEMY_DATABASE_URI=settings.database_url, BENCH=settings.bench)
    postgres = make_url(settings.database_url).get_backend_name() == "postgresql"
    # A statement that fails is told in the log without its values: they may be a phone number or the robot's key.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True} | ({"pool_pre_ping": True} if postgres else {})
    app.extensions["settings"] = settings
    _files(app, settings)
    office = find_office_faces() if settings.press_faces == "system" else None
    app.extensions["binder"] = Binder(Faces.load(settings.folder / "faces", office))
    compress.init_app(app)  # first here, last on the way out
    _templates(app)
    _database(app, settings)
    for step in (_begin, viewer.load_viewer, previewing.look, guard.watch):
        app.before_request(step)
    security.init_app(app, settings)  # after the guard: an ended session is 401, not a CSRF error (safety R50)
    viruses.init_app(app, settings.clamd)
    htmx.init_app(app)
    filters.init_app(app)
    way_back.init_app(app)
    _answers(app, settings)
    app.teardown_request(_end)
    views.register(app)
    assets.init_app(app)
    if settings.bench:
        _count_statements(app)
    runner.init_app(app, settings)
    guard.inspect(app)
    return app


def _answers(app: Flask, settings: Settings) -> None:
    """What becomes of an answer on its way out, and of what went wrong."""
    errors.init_app(app)
    security_log.init_app(app, settings.syslog)
    app.after_request(_remember_location)
    app.after_request(_device_cookie)


def _files(app: Flask, settings: Settings) -> None:
    bucket = settings.bucket
    folder = settings.folder
    app.extensions["store"] = BucketStore(bucket, folder / "near") if bucket else FolderStore(folder / "store")
    app.extensions["copies"] = Copies(settings.folder / "copies")
    app.extensions["vault"] = Vault(settings.secret_keys)
    made = folder / "exports"
    app.extensions["exports"] = BucketShelf(bucket, made) if bucket else ExportShelf(made)
    app.extensions["anchorage"] = Anchorage.at(settings.folder, settings.anchors, settings.host)
    places = settings.folder, settings.database_url, app.extensions["store"], paths.MIGRATIONS
    app.extensions["holdings"] = Holdings(*places, __version__, settings.backup)


def _database(app: Flask, settings: Settings) -> None:
    app.extensions["clock_watch"] = ClockWatch(resting, active=app.config["CLOCK"] is None)
    action.use_clock(app.extensions["clock_watch"].check)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    action.use_gate(Gate(settings.folder / "write.lock" if settings.sqlite else None))


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["TEMPLATES_AUTO_RELOAD"] = False
    app.jinja_env.globals.update(
        version=__version__,
        same_list=same_list,
        export_of=export_of,
        asks_for_count=asks_for_count,
        most_unasked=ABOVE,
        column=column,
        of_list=of_list,
        key_form=lambda **_: Form(formdata=None),
        head_of=head_of,
        code_of=code_of,
    )
    app.context_processor(_everywhere)
    addresses.init_app(app)
    town_names.init_app(app)


def _everywhere() -> dict[str, Any]:
    """What every page may use."""
    settings: Settings = current_app.extensions["settings"]
    banner = "" if settings.tls or not settings.allow_http else "当前为明文访问，密码和内容可能被同一网络的人看到。"
    if g.get("doubt"):
        day = day_with_weekday(viewer.today())
        banner += (
            f"{doubt_words(g.doubt)}。签字、签发、报送等暂停办理，逾期仍按{day}判断，请系统管理员到“服务器时钟”核对。"
        )
    return {
        "viewer": g.get("viewer"),
        "menu": navigation.menu(),
        "looking_as": previewing.banner(),
        "flashes": taking_back.sentences(),
        "today": viewer.today(),
        "today_words": day_with_weekday(viewer.today()),
        "banner": banner,
        "town_seen": g.get("town_seen", ""),
        "backup_warning": backups.backup_warning(),
        "out_of_band": g.get("out_of_band", False),
    }


def _begin() -> Response | None:
    """One request number, and the form key for the action (safety C9, R40)."""
    g.request_id = secrets.token_hex(8)
    for name in request.args:
        if len(request.args.getlist(name)) > 1:
            return errors.error_page(400, "地址中有重复的参数，请从页面上的按钮进入。")
    g.doubt = current_app.extensions["clock_watch"].look(viewer.now())
    security.admit()
    if not security.readable():
        return errors.error_page(400)
    g.stack = ExitStack()
    key = request.form.get("key", "") if request.method == "POST" else ""
    fields = (
        sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token") if key else []
    )
    body = hashlib.sha256(repr((request.path, fields)).encode()).hexdigest() if key else ""
    g.stack.enter_context(audit.origin(audit.Origin(g.request_id, request.remote_addr or "", key[:64], body)))
    g.key = key[:64]
    return None


def _end(_problem: BaseException | None) -> None:
    if "stack" in g:
        g.stack.close()


def _remember_location(answer: Response) -> Response:
    """Where the result of a form stands, so that a second press leads there (safety R89)."""
    location = answer.headers.get("Location") or answer.headers.get("HX-Redirect")
    by = viewer.acting()
    if g.get("key") and by and location and answer.status_code in (200, 303):
        action.remember_location(by.user_id, g.key, location)
    return answer


def _device_cookie(answer: Response) -> Response:
    tls: bool = current_app.extensions["tls"]
    for name, token in ((viewer.DEVICE_COOKIE, g.get("device")), (viewer.LINK_COOKIE, g.get("link"))):
        if token:
            answer.set_cookie(
                viewer.cookie_named(name),
                token,
                max_age=180 * 86400,
                secure=tls,
                httponly=True,
                samesite="Lax",
                path="/",
            )
    return answer


def _count_statements(app: Flask) -> None:
    """RESPBOOK_BENCH=1: send X-SQL-Count."""
    with app.app_context():
        engine = db.engine

    @event.listens_for(engine, "before_cursor_execute")
    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if g and not statement.startswith(("BEGIN", "SET TRANSACTION")):
            g.statements = g.get("statements", 0) + 1

    @app.after_request
    def tell(answer: Response) -> Response:
        answer.headers["X-SQL-Count"] = str(g.get("statements", 0))
        return answer
