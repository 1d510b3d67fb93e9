"""开门: what every command needs first: the settings, the site on them, the tables at their newest step."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from respbook import settings as settings_module
from respbook.actions import action, amending, readings, slots
from respbook.app import create_app
from respbook.backups import upgrading
from respbook.models import roles
from respbook.models.base import db
from respbook.queries.amendments import left_standing
from respbook.queries.naming import unspelt_people, unspelt_units
from respbook.queries.slots import any_unslotted
from respbook.rules.chinese import CHINA
from respbook.rules.permissions import system_viewer
from respbook.settings import Settings, SettingsError

_MAY_NOT = "42501"


def now() -> datetime:
    """当前时刻, in China's time."""
    return datetime.now(CHINA)


def opened(settings: Settings | None = None) -> Flask:
    """开门: the site, its tables upgraded, and what an upgrade leaves to be completed. Raises SettingsError, NewerDatabase."""
    app = create_app(settings or settings_module.read())
    with app.app_context():
        _upgrade(app)
        if unspelt_units() or unspelt_people():
            readings.complete(by=system_viewer("升级"), now=now())
        if any_unslotted():
            slots.complete(by=system_viewer("升级"), now=now())
        if left_standing():
            amending.fall_with_originals(by=system_viewer("升级"), now=now())
    return app


def _upgrade(app: Flask) -> None:
    """By the account that may change tables, where there is one of its own; then what it made is handed out (safety R80)."""
    settings, holdings = app.extensions["settings"], app.extensions["holdings"]
    if not settings.owner_url:
        try:
            upgrading.upgrade(holdings, db.engine, action.gate(), now())
        except ProgrammingError as problem:
            if getattr(problem.orig, "sqlstate", None) == _MAY_NOT:
                raise SettingsError(
                    "网站用的数据库账号不能改表。升级时请另设 RESPBOOK_OWNER_URL（改表账号的网址）。"
                ) from problem
            raise
        return
    owner = create_engine(settings.owner_url, hide_parameters=True)
    try:
        upgrading.upgrade(holdings, owner, action.gate(), now())
        roles.grant(owner, make_url(settings.database_url).username or roles.APP)
    finally:
        owner.dispose()


def founded() -> bool:
    """已建站: whether there is a database to be asked; looking does not make one."""
    folder = Path(os.environ.get("RESPBOOK_DATA") or Path.home() / "respbook").expanduser()
    return bool(os.environ.get("RESPBOOK_DATABASE_URL")) or (folder / "respbook.db").exists()


def say(value: Any) -> None:
    """Print one JSON object."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def hand_over(login: str, code: str) -> None:
    """开户码: printed this once, to be handed over."""
    print(
        f"用户名：{login}\n一次性开户码：{code}\n72小时内有效，只显示这一次。请当面交给本人，在登录页选“凭码开户”设定自己的密码。"
    )
