"""开门: what every command needs first: the settings, the site on them, the tables at their newest step."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from respbook import settings as settings_module
from respbook.actions import action, amending, readings, slots
from respbook.app import create_app
from respbook.backups import upgrading
from respbook.models.base import db
from respbook.queries.amendments import left_standing
from respbook.queries.naming import unspelt_people, unspelt_units
from respbook.queries.slots import any_unslotted
from respbook.rules.chinese import CHINA
from respbook.rules.permissions import system_viewer
from respbook.settings import Settings


def now() -> datetime:
    """当前时刻, in China's time."""
    return datetime.now(CHINA)


def opened(settings: Settings | None = None) -> Flask:
    """开门: the site, its tables upgraded, and what an upgrade leaves to be completed. Raises SettingsError, NewerDatabase."""
    app = create_app(settings or settings_module.read())
    with app.app_context():
        upgrading.upgrade(app.extensions["holdings"], db.engine, action.gate(), now())
        if unspelt_units() or unspelt_people():
            readings.complete(by=system_viewer("升级"), now=now())
        if any_unslotted():
            slots.complete(by=system_viewer("升级"), now=now())
        if left_standing():
            amending.fall_with_originals(by=system_viewer("升级"), now=now())
    return app


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
