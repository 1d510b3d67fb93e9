"""办公设置表单: one value."""

from wtforms import TextAreaField
from wtforms.fields import Label
from wtforms.widgets import TextInput

from respbook.forms.base import EditForm
from respbook.rules.office_settings import Setting


class SettingForm(EditForm):
    """修改一项设置."""

    value = TextAreaField("内容", render_kw={"rows": "10"})

    def about(self, setting: Setting) -> "SettingForm":
        """The field called and shaped as the setting is: one line, or a list of lines."""
        self.value.label = Label(self.value.id, setting.label)
        if not setting.many:
            self.value.widget, self.value.render_kw = TextInput(), {"maxlength": str(setting.longest)}
        return self
