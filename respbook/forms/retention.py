"""联系方式清理、服务器时钟的表单."""

from respbook.forms.base import EditForm, Form
from respbook.forms.fields import line, lines


class RefuseForm(EditForm):
    """不同意清理."""

    remark = line("理由", 200)


class ClockForm(Form):
    """确认服务器的时间."""

    reason = lines("理由", 200)
