"""设乡镇表单."""

from respbook.actions.offices import OfficeFacts
from respbook.forms.base import Form, filled
from respbook.forms.fields import line


class TownForm(Form):
    """设乡镇: the town and its first 系统管理员."""

    name = line("全称", 60)
    short_name = line("简称", 30, must=False)
    admin = line("系统管理员姓名", 30)
    login = line("用户名", 40, must=False)
    phone = line("电话", 20, must=False)

    def facts(self) -> OfficeFacts:
        """The frozen value for the action."""
        return OfficeFacts(
            filled(self.name), filled(self.short_name), filled(self.admin), filled(self.login), filled(self.phone)
        )
