"""核验表单."""

from flask_wtf.file import FileField, FileRequired

from respbook.forms.base import Form


class CheckForm(Form):
    """核对文件: the PDF in hand is compared with the bytes that were issued."""

    file = FileField("PDF 文件", validators=[FileRequired("请选择要核对的 PDF 文件。")])
