"""字段: fields that several forms share."""

import re
from decimal import Decimal
from typing import Any

from wtforms import DateField, DecimalField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from respbook.rules.typed import file_name, read_day, read_number

_TURNS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def required(label: str) -> Any:
    """必填."""
    return DataRequired(f"请填写{label}。")


def line(label: str, longest: int = 60, *, must: bool = True, **rest: Any) -> StringField:
    """一行文字."""
    checks: list[Any] = [required(label)] if must else [Optional()]
    checks += [Length(max=longest, message=f"{label}不能超过{longest}个字。"), visible]
    return StringField(label, filters=[_trimmed], validators=checks, **rest)


def lines(label: str, longest: int = 200, *, must: bool = True, **rest: Any) -> TextAreaField:
    """多行文字."""
    checks: list[Any] = [required(label)] if must else [Optional()]
    checks += [Length(max=longest, message=f"{label}不能超过{longest}个字。"), visible]
    return TextAreaField(label, filters=[_trimmed], validators=checks, **rest)


def count_typed() -> StringField:
    """总数, asked for above twenty at once (rules/many.py)."""
    told = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}
    return line("总数", 6, must=False, render_kw=told)


def visible(_form: Any, field: Any) -> None:
    """可见字符: marks that turn the direction of a line make a text read as what it is not (safety R39)."""
    if _TURNS.search(str(field.data or "")):
        raise ValidationError(f"{field.label.text}含有看不见的字符，请删去后重新输入。")


def _trimmed(value: str | None) -> str:
    return (value or "").strip()


class WholeNumber(IntegerField):
    """整数: full-width digits and 千分位 commas are read as people mean them."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        number = read_number(str(valuelist[0]), places=0)
        self.data = None if number is None else int(number)
        if number is None:
            raise ValueError(f"{self.label.text}应填整数，如 128。")


class Amount(DecimalField):
    """数量: an exact decimal with at most three places."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        self.data = read_number(str(valuelist[0]))
        if self.data is None:
            raise ValueError(f"{self.label.text}应填数字，最多三位小数，如 38.5。")


def whole(label: str, least: int = 0, most: int = 10_000_000, *, must: bool = False) -> WholeNumber:
    """整数 within bounds."""
    checks: list[Any] = [InputRequired(f"请填写{label}。")] if must else [Optional()]
    checks.append(NumberRange(least, most, f"{label}应在{least}和{most}之间。"))
    return WholeNumber(label, validators=checks)


def amount(label: str, least: Decimal | None = Decimal(0), *, must: bool = False) -> Amount:
    """数量 within bounds."""
    checks: list[Any] = [InputRequired(f"请填写{label}。")] if must else [Optional()]
    if least is not None:
        checks.append(NumberRange(min=least, message=f"{label}不能小于{least}。"))
    return Amount(label, places=None, validators=checks)


class ChineseDate(DateField):
    """日期: a date picker; what cannot be read gets a Chinese sentence."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not valuelist[0]:
            self.data = None
            return
        try:
            self.data = read_day(str(valuelist[0]))
        except ValueError:
            self.data = None
            raise ValueError(f"{self.label.text}应为日期，如 2026-03-05。") from None


def on(label: str, *, must: bool = True) -> ChineseDate:
    """日期."""
    return ChineseDate(label, validators=[InputRequired(f"请选择{label}。") if must else Optional()])


def choice(label: str, choices: list[tuple[str, str]] | None = None, *, must: bool = True, **rest: Any) -> SelectField:
    """单选; the view hands the choices in."""
    checks = [InputRequired(f"请选择{label}。")] if must else [Optional()]
    return SelectField(
        label, choices=choices or [], filters=[_trimmed], validators=checks, validate_choice=True, **rest
    )


def unit_choice(label: str) -> SelectField:
    """选单位: typed by name or pinyin where there are many (parts/picker.html)."""
    return choice(label, render_kw={"data-picker": "units"})


class Choices(SelectMultipleField):
    """多选, as check boxes."""

    multiple = True
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        known = {value for value, *_ in self.iter_choices()}
        if any(value not in known for value in self.data or ()):
            raise ValidationError(f"{self.label.text}中有不存在的选项，请刷新页面后重选。")


__all__ = [
    "Amount",
    "ChineseDate",
    "Choices",
    "WholeNumber",
    "amount",
    "choice",
    "file_name",
    "line",
    "lines",
    "on",
    "required",
    "unit_choice",
    "whole",
]
