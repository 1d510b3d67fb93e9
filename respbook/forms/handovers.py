"""责任交接表单."""

from flask_wtf.file import FileField, FileRequired

from respbook.forms.base import EditForm, Form
from respbook.forms.fields import choice, line, on


class HandoverForm(Form):
    """办理责任交接: between whom, on which day, before whom."""

    pair = choice("交接双方")
    handed_on = on("交接日期")
    witness = line("见证人", 30)
    witness_post = line("见证人职务", 30)


class HandoverScanForm(EditForm):
    """上传签好的交接书."""

    scan = FileField(
        "签好的交接书",
        validators=[FileRequired("请选择签好的交接书的照片或扫描件。")],
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png"},
    )
    kept_at = line("原件存放处", 60)
