"""谁可以做什么: roles, permissions and the one table between them (safety C3).

``GRANTS`` is printed at /help/permissions; nothing else decides what a role may do.
"""

from respbook.rules.permissions.grants import GRANTS, ON_A_LINKED_PHONE
from respbook.rules.permissions.permission import Permission
from respbook.rules.permissions.roles import EXCLUDED_PAIRS, ROLE_DUTIES, ROLE_LABELS, Role, check_roles
from respbook.rules.permissions.viewers import (
    ONLY_LOOKING,
    UPWARD,
    NotAllowed,
    Viewer,
    demand,
    standing_in,
    system_viewer,
    works_on,
)

__all__ = [
    "EXCLUDED_PAIRS",
    "GRANTS",
    "ONLY_LOOKING",
    "ON_A_LINKED_PHONE",
    "ROLE_DUTIES",
    "ROLE_LABELS",
    "UPWARD",
    "NotAllowed",
    "Permission",
    "Role",
    "Viewer",
    "check_roles",
    "demand",
    "standing_in",
    "system_viewer",
    "works_on",
]
