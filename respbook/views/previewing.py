"""以该用户身份查看: begin and end; what lies between is every other page."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import previewing as actions
from respbook.rules.permissions import ROLE_LABELS, Permission, Role
from respbook.web import previewing
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.viewer import current, now

pages = Blueprint("previewing", __name__, url_prefix="/preview")


@pages.post("/<int:user_id>")
@needs(Permission.PERSON_PREVIEW)
def begin(user_id: int) -> ResponseReturnValue:
    """开始."""
    user = actions.begin(user_id, by=current(), now=now())
    held = {each.role for each in user.roles}
    labels = "、".join(ROLE_LABELS[role] for role in Role if role in held)
    previewing.begin(user_id, f"{user.unit.called}{user.name}（{labels}）")
    return go(url_for("home.show"))


@pages.post("/end")
@needs(Permission.PERSON_PREVIEW)
def end() -> ResponseReturnValue:
    """退出预览."""
    user_id = previewing.over()
    if user_id is None:
        return go(url_for("people.index"), "预览已经结束。", "warn")
    user = actions.end(user_id, "本人退出", by=current(), now=now())
    return go(url_for("people.show", user_id=user_id), f"已退出预览，现在是您本人的页面。刚才看的是{user.name}的页面。")
