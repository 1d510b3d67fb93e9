"""登录表单."""

from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, Length

from respbook.forms.base import Form
from respbook.forms.fields import line, required


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
    """再次验证."""

    password = PasswordField("密码", validators=[required("密码")], render_kw={"autocomplete": "current-password"})


class PasswordForm(Form):
    """修改密码."""

    old = PasswordField("原密码", validators=[required("原密码")], render_kw={"autocomplete": "current-password"})
    password = PasswordField("新密码", validators=[required("新密码")], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        "再输一次",
        validators=[required("新密码"), EqualTo("password", "两次输入的密码不一样。")],
        render_kw={"autocomplete": "new-password"},
    )
