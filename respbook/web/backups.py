"""备份提醒: on every page of the administrator, until there is a fresh backup on another disk (safety R104)."""

from flask import current_app, g, request

from respbook.actions.backups import warnings_of
from respbook.rules.permissions import Permission
from respbook.web.viewer import now

_AGAIN = 60
"""Seconds after which the disks are looked at anew."""


def backup_warning() -> str:
    """备份提醒 for who can do something about it; the page of backups says it at length."""
    viewer = g.get("viewer")
    if viewer is None or not viewer.may(Permission.BACKUP_WRITE) or request.blueprint == "backups":
        return ""
    kept: tuple[float, str] = current_app.extensions.get("backup_warning", (float("-inf"), ""))
    if not 0 <= now().timestamp() - kept[0] < _AGAIN:
        found = warnings_of(current_app.extensions["holdings"], now())
        kept = now().timestamp(), found[0] if found else ""
        current_app.extensions["backup_warning"] = kept
    return kept[1]


def look_again() -> None:
    """重新查看: something was changed about backups."""
    current_app.extensions.pop("backup_warning", None)
