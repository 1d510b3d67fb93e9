"""登录表单."""

from typing import Any

from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, Length

from respbook.forms.base import Form
from respbook.forms.fields import line, required


def _code(*asked: Any) -> StringField:
    return StringField(
        "动态口令",
        validators=[*asked, Length(max=40, message="动态口令是6位数字。")],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class SignInForm(Form):
    """登录."""

    login = line("用户名", 40, render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField("密码", validators=[required("密码")], render_kw={"autocomplete": "current-password"})


class CodeForm(Form):
    """凭一次性开户码设置密码."""

    code = StringField(
        "一次性开户码",
        validators=[required("开户码"), Length(max=40, message="开户码是16位字母和数字。")],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )
    password = PasswordField("新密码", validators=[required("新密码")], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        "再输一次",
        validators=[required("新密码"), EqualTo("password", "两次输入的密码不一样。")],
        render_kw={"autocomplete": "new-password"},
    )


class StepUpForm(Form):
    """再次验证 by the password, or by the phone where 动态口令 is in use; one of the two is enough."""

    password = PasswordField("密码", render_kw={"autocomplete": "current-password"})
    code = _code()

    def validate(self, extra_validators: Any = None) -> bool:
        """One is there."""
        return super().validate(extra_validators) and _one_of(self, "请填写密码。", "password", "code")


class SecondStepForm(Form):
    """登录第二步: the code of the phone, or one of the slip."""

    code = _code()
    recovery = StringField(
        "备用码",
        validators=[Length(max=40, message="备用码是16位字母和数字。")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """One is there."""
        return super().validate(extra_validators) and _one_of(self, "请填写动态口令。", "code", "recovery")


class FirstCodeForm(Form):
    """设置动态口令: the first code shows that the phone has it."""

    code = _code(required("手机上显示的6位数字"))


def _one_of(form: Form, sentence: str, *names: str) -> bool:
    """任填一项. The sentence stands at the first field."""
    if any(name in form and form[name].data for name in names):
        return True
    form[names[0]].errors, form.status = [sentence], 422
    return False


class PasswordForm(Form):
    """修改密码."""

    old = PasswordField("原密码", validators=[required("原密码")], render_kw={"autocomplete": "current-password"})
    password = PasswordField("新密码", validators=[required("新密码")], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        "再输一次",
        validators=[required("新密码"), EqualTo("password", "两次输入的密码不一样。")],
        render_kw={"autocomplete": "new-password"},
    )
