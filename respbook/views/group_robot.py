"""群机器人: its address, a message to try it, and what became of the messages (feature N2)."""

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import group_robot as actions
from respbook.forms.base import ConfirmForm
from respbook.forms.group_robot import RobotForm
from respbook.queries.office_settings import office_settings, robot_address
from respbook.queries.reminders import messages
from respbook.rules.group_robot import MESSAGE_LABELS, masked
from respbook.rules.lifecycles import ROBOT
from respbook.rules.permissions import Permission
from respbook.rules.works import Kind
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.viewer import current, now

pages = Blueprint("group_robot", __name__, url_prefix="/group-robot")


@pages.get("/")
@needs(Permission.SETTING_WRITE)
def index() -> ResponseReturnValue:
    """群机器人."""
    return _page(RobotForm(formdata=None))


def _page(form: RobotForm, test: ConfirmForm | None = None) -> ResponseReturnValue:
    address, version = robot_address(current())
    form.renewed(version)
    refused = form if test is None else test
    return page(
        "group_robot/index.html",
        form=form,
        refused=refused,
        address=masked(address) if address else "",
        limits=office_settings(current()).limits,
        trial=ConfirmForm(formdata=None),
        removal=ConfirmForm(formdata=None, data={"version": version}),
        messages=messages(current()),
        kinds=MESSAGE_LABELS,
        robot_states=ROBOT.labels,
    ), refused.status


@pages.post("/")
@needs(Permission.SETTING_WRITE)
def save() -> ResponseReturnValue:
    """保存地址."""
    form = RobotForm()
    if form.validate_on_submit():
        with form.refusals():
            also = current_app.extensions["settings"].robot_hosts
            actions.set_address(form.address.data or "", form.version.data or 0, also, by=current(), now=now())
            return go(url_for("group_robot.index"), "已设定群机器人，可以发一条测试消息看看。")
    return _page(form)


@pages.post("/removal")
@needs(Permission.SETTING_WRITE)
def clear() -> ResponseReturnValue:
    """停用."""
    actions.clear(ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("group_robot.index"), "已停用群机器人，地址已删去。")


@pages.post("/test")
@needs(Permission.SETTING_WRITE)
def test() -> ResponseReturnValue:
    """发送测试消息."""
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            message = actions.test(by=current(), now=now())
            current_app.extensions["queue"].start(Kind.MESSAGE, message.id)
            waits = message.not_before > now()
            said = "现在是休息时间，到时间再发。" if waits else "测试消息已交群机器人发送，结果见下。"
            return go(url_for("group_robot.index", _anchor="messages"), said)
    return _page(RobotForm(formdata=None), form)
