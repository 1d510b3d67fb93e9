"""印章、签名证书表单."""

from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, RadioField
from wtforms.validators import InputRequired, Length

from respbook.forms.base import Form
from respbook.forms.fields import Choices, choice, count_typed, line
from respbook.press.seal_image import MOST_BYTES, normalise
from respbook.rules.errors import RuleBroken

MOST_KEY = 100_000
"""Bytes of a PKCS#12 file: a key and a short chain are some 3 kB."""


class SealForm(Form):
    """登记印章图片."""

    unit_id = choice("单位")
    name = line("印章名称", 40)
    file = FileField("印章图片", validators=[FileRequired("请选择印章图片。")], render_kw={"accept": ".png"})

    def picture(self) -> bytes:
        """The picture as it is kept. Raises RuleBroken on ``file``."""
        return normalise(self.file.data.stream.read(MOST_BYTES + 1))


class UseForm(Form):
    """加盖印章 on one letter."""

    seal_id = RadioField("印章", validators=[InputRequired("请选择印章。")])
    approved_by = line("批准人", 30)


class UseManyForm(Form):
    """加盖印章 on many letters."""

    letter_ids = Choices("责任书")
    approved_by = line("批准人", 30)
    how_many = count_typed()

    def letters(self) -> tuple[int, ...]:
        """The chosen ids."""
        return tuple(int(value) for value in self.letter_ids.data or ())


def _passphrase() -> PasswordField:
    return PasswordField(
        "证书口令",
        validators=[InputRequired("请输入证书口令。"), Length(max=200, message="证书口令不能超过200位。")],
        render_kw={"autocomplete": "off"},
    )


class CertificateForm(Form):
    """登记签名证书."""

    owner = RadioField("证书归属", validators=[InputRequired("请选择证书是谁的。")])
    file = FileField("证书文件", validators=[FileRequired("请选择证书文件。")], render_kw={"accept": ".p12,.pfx"})
    passphrase = _passphrase()

    def content(self) -> bytes:
        """The file. Raises RuleBroken when it is too large to be one."""
        found: bytes = self.file.data.stream.read(MOST_KEY + 1)
        if len(found) > MOST_KEY:
            raise RuleBroken("这个文件太大，不是证书文件。请选 .p12 或 .pfx 文件。", "file")
        return found


class SignWithForm(Form):
    """用证书签名."""

    certificate_id = RadioField("证书", validators=[InputRequired("请选择证书。")])
    passphrase = _passphrase()
