"""代签授权表单."""

from flask_wtf.file import FileField, FileRequired

from respbook.forms.base import Form
from respbook.forms.fields import choice, line, on


class ProxyForm(Form):
    """登记代签授权: who lets whom sign, from when to when, with the scan of the paper."""

    holder = choice("授权人")
    proxy = line("代签人", 30)
    from_on = on("授权开始日期")
    to_on = on("授权截止日期")
    reason = line("事由", 200, must=False)
    scan = FileField(
        "授权书扫描件",
        validators=[FileRequired("请选择授权书的照片或扫描件，代签要以它为凭。")],
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png"},
    )
