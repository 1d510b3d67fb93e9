"""以该用户身份查看: begun and ended by the clerk under his own name; in between nothing can be written."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.people import User
from respbook.queries.scope import user_in_sight
from respbook.rules.chinese import CHINA
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.previewing import SPAN, check_previewable


@action(Permission.PERSON_PREVIEW)
def begin(user_id: int, *, by: Viewer, now: datetime) -> User:
    """开始预览. Raises RuleBroken, NotInSight."""
    user = user_in_sight(by, user_id)
    roles = frozenset(each.role for each in user.roles)
    check_previewable(by, user.name, roles, user.unit.path, user.suspended_at is not None)
    audit.note("preview.begin", user, user.name, after={"最迟结束": f"{(now + SPAN).astimezone(CHINA):%H:%M}"})
    return user


@action(Permission.PERSON_PREVIEW)
def end(user_id: int, how: str, *, by: Viewer, now: datetime) -> User:
    """结束预览, by the button or by itself. Raises NotInSight."""
    user = user_in_sight(by, user_id)
    audit.note("preview.end", user, user.name, after={"结束": how})
    return user
