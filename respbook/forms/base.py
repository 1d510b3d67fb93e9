"""表单: what every writing form carries: CSRF token, form key (防重复提交) and, when editing, the version."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from respbook.actions.action import StaleVersion
from respbook.forms.identity import reminder
from respbook.rules.errors import RuleBroken, TooLarge
from respbook.rules.typed import whole_in


class Led(str):
    """差错一句 that leads to where it is mended: ``anchor`` is the id of a place on the page."""

    __slots__ = ("anchor",)
    anchor: str

    def __new__(cls, words: str, anchor: str) -> "Led":
        made = super().__new__(cls, words)
        made.anchor = anchor
        return made


def year_in(text: str) -> int | None:
    """年度 of an address; None for what cannot be one."""
    year = whole_in(text, 4)
    return year if year is not None and 1900 <= year < 9999 else None


class _Chinese:
    """WTForms 自带的差错句 in Chinese: those that no validator of ours has already said."""

    SENTENCES = {"Not a valid choice.": "选项已有变动，请重新选择。"}

    def gettext(self, sentence: str) -> str:
        return self.SENTENCES.get(sentence, sentence)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many


def _who() -> str:
    viewer = g.get("viewer")
    return str(viewer.user_id) if viewer is not None else ""


class Form(FlaskForm):
    """表单. ``with form.refusals():`` around the action puts a rule's sentence on its field and keeps what was typed."""

    class Meta(FlaskForm.Meta):
        """What WTForms says by itself is said in Chinese."""

        def get_translations(self, form: Any) -> _Chinese:
            """差错句的译文."""
            return _Chinese()

    key = HiddenField(validators=[Length(max=64)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.fresh: Form | None = None
        self.status = 200
        if not self.key.data:
            self.renew_key()

    @property
    def ours(self) -> bool:
        """令牌相符: once it was validated; of a form that came from elsewhere no file is taken in."""
        return "csrf_token" not in self.errors

    def renew_key(self) -> None:
        """另发一个表单号: the old one is used up by a deed, and the form goes on."""
        self.key.data = secrets.token_hex(16)

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape only; a field that was sent twice is refused, not guessed (safety R40)."""
        fine = bool(super().validate(extra_validators))
        for field in self:
            sent = field.raw_data or []
            if len(sent) > 1 and not getattr(field, "multiple", False):
                field.errors = [*field.errors, "这一项提交了两次，请刷新页面后重填。"]
                fine = False
            if type(field) in (StringField, TextAreaField) and (said := reminder(field.data or "", _who())):
                field.errors = [*field.errors, said]
                fine = False
        if not fine:
            self.status = 422
        return fine

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Sent, and of the right shape."""
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Catch what the rules refuse: 422 on the field, 413 for a file too large, 409 when somebody saved first."""
        try:
            yield
        except StaleVersion as problem:
            self.status = 409
            self.form_errors = [problem.sentence]
        except RuleBroken as problem:
            self.status = 413 if isinstance(problem, TooLarge) else 422
            field = self._fields.get(problem.field or "")
            if field is None:
                self.form_errors = list(problem.sentences)
            else:
                field.errors = [*field.errors, *problem.sentences]

    def beside(self, fresh: "Form") -> None:
        """现在的内容: shown next to what was typed after a 409, whose version the next save carries on."""
        self.fresh = fresh
        if isinstance(self, EditForm) and isinstance(fresh, EditForm):
            self.renewed(fresh.version.data or 0)


class EditForm(Form):
    """修改表单: carries the version that was read (safety R53)."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()], default=0)

    def renewed(self, version: int) -> None:
        """换上现在的版本: after a 409 the page shows what stands now, and the next save is made on that."""
        self.version.data, self.version.raw_data = version, None


class ConfirmForm(EditForm):
    """确认: a deed that needs nothing but the version and the form key."""


def filled(field: Any) -> str:
    """The trimmed text of a field."""
    return (field.data or "").strip()
