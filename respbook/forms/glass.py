"""屏幕签字表单: strokes and slips travel hidden; the password is asked where the signature is given."""

from typing import Any

from wtforms import HiddenField, PasswordField
from wtforms.validators import Length, Regexp

from respbook.forms.base import Form
from respbook.forms.fields import Choices, choice, count_typed, required
from respbook.rules.strokes import MOST_TEXT

_STROKES = [Length(max=MOST_TEXT, message="笔迹太长，没有收下。请清除后重新签名，只写姓名。")]


def _strokes() -> Any:
    return HiddenField("签名", validators=_STROKES)


class SeatedForm(Form):
    """会签台签字: the host has vouched already."""

    strokes = _strokes()
    seen = HiddenField("阅读", validators=[Length(max=100_000)])


class SignForm(SeatedForm):
    """本人签字."""

    password = PasswordField(
        "登录密码", validators=[required("登录密码")], render_kw={"autocomplete": "current-password"}
    )


class ManyForm(SignForm):
    """一次签多份."""

    slot_ids = Choices("责任书")
    how_many = count_typed()


class TableForm(Form):
    """开会签台."""

    unit_ids = Choices("会签单位")
    pin = PasswordField(
        "主持口令",
        validators=[required("主持口令"), Length(max=8, message="主持口令用4至8位数字。")],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )


class PinForm(Form):
    """主持口令."""

    pin = PasswordField(
        "主持口令",
        validators=[required("主持口令"), Regexp(r"[0-9]{1,8}$", message="主持口令是4至8位数字。")],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )


class SeatForm(PinForm):
    """确认身份."""

    name = choice("签字人")
