"""群机器人的表单: its address; what is kept is never sent back into the field."""

from respbook.forms.base import EditForm
from respbook.forms.fields import line
from respbook.rules.group_robot import LONGEST_ADDRESS


class RobotForm(EditForm):
    """设定群机器人."""

    address = line(
        "群机器人的地址", LONGEST_ADDRESS, must=False, render_kw={"autocomplete": "off", "spellcheck": "false"}
    )
