"""考核细则表单: a row, a rule of any kind, a small table of settings; fields follow the columns of rules/scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, choice, line, visible
from respbook.rules.assessments import LONGEST_NAME
from respbook.rules.scoring.columns import LONGEST_LINE, Around, Column, Kind, code_text, read_all
from respbook.rules.scoring.row_columns import ROW_COLUMNS, around_rule, rule_columns, rule_values
from respbook.rules.scoring.rubric import Row, Rubric, Rule, Variant
from respbook.rules.scoring.setting_columns import Setting, TableRead, read_table, texts_of
from respbook.rules.scoring.typed_lists import NotRead, points_in
from respbook.rules.typed import read_number

NOT_APPLICABLE = "不适用"
_LONGEST = 6000
"""Characters that a field takes in at all; what it may hold is said by its column."""
SPARE_LINES = 2
"""Empty lines under a table of settings; saving opens more."""
_APART = {"variants", "clause_ids", "target_ids", "examples"}


def _field(column: Column, rubric: Rubric) -> Any:
    checks: list[Any] = [Length(max=_LONGEST, message=f"{column.title}太长。"), visible]
    if column.kind in (Kind.CHOICE, Kind.REF):
        offered = [(str(key), label) for key, label in column.offered(rubric).items()]
        return SelectField(column.title, choices=[("", "——"), *offered], validators=checks, validate_choice=False)
    if column.kind is Kind.FLAG:
        return SelectField(column.title, choices=[("是", "是"), ("否", "否")], validators=checks, validate_choice=False)
    if column.several_lines:
        return TextAreaField(column.title, validators=checks, render_kw={"rows": "4"})
    if column.longest > LONGEST_LINE:  # one line that is long is shown whole
        return TextAreaField(column.title, validators=checks, render_kw={"rows": "2"})
    return StringField(column.title, validators=checks)


class ColumnsForm(EditForm):
    """一组栏目的表单."""

    columns: tuple[Column, ...] = ()

    def read(self, around: Around) -> dict[str, Any]:
        """读出的值; what cannot be read is said at its field, and the form is refused."""
        texts = {column.name: self[column.name].data or "" for column in self.columns}
        found, faults = read_all(self.columns, texts, around)
        for name, sentence in faults.items():
            self.wrong(name, sentence)
        return found

    def wrong(self, name: str, sentence: str) -> None:
        """差错 at a field."""
        field = self[name]
        field.errors = [*field.errors, sentence]
        self.status = 422


class RowForm(ColumnsForm):
    """一行指标; fields ``variant_…`` one a class."""

    classes: Mapping[str, str] = {}
    clause_ids = Choices("对应的条款")
    target_ids = Choices("对应的目标任务")

    def row(self, before: Row | None, key: str, around: Around) -> Row:
        """这一行 as it was typed, with rules and photos of the row before."""
        values = self.read(replace(around, before=before and before.groups))
        variants = {class_key: self._variant(class_key, before) for class_key in self.classes}
        if self.status != 200:
            return before or Row(key, "", around.rubric.total.full)
        told = {name: value for name, value in values.items() if not _is_missing(value)}
        return Row(
            key=key,
            rules=before.rules if before else (),
            examples=before.examples if before else (),
            variants={class_key: variant for class_key, variant in variants.items() if variant != Variant()},
            clause_ids=tuple(self.clause_ids.data or ()),
            target_ids=tuple(int(each) for each in self.target_ids.data or ()),
            **told,
        )

    def _variant(self, class_key: str, before: Row | None) -> Variant:
        text = filled(self[f"variant_{class_key}"])
        targets = before.variants.get(class_key, Variant()).targets if before else {}
        try:
            points = None if text in ("", NOT_APPLICABLE) else points_in(text)
        except NotRead as problem:
            self.wrong(f"variant_{class_key}", str(problem))
            points = None
        return Variant(text != NOT_APPLICABLE, points, targets)


def _is_missing(value: Any) -> bool:
    return type(value).__name__ == "_MISSING_TYPE"


def row_form(
    rubric: Rubric, row: Row | None, clauses: Sequence[tuple[str, str]], targets: Sequence[tuple[str, str]], **rest: Any
) -> RowForm:
    """一行指标的表单 as it stands."""
    columns = tuple(column for column in ROW_COLUMNS if column.name not in _APART)
    if not rubric.parts:
        columns = tuple(column for column in columns if column.name != "part")
    classes = {one.key: one.label for one in rubric.classes}
    parts: dict[str, Any] = {column.name: _field(column, rubric) for column in columns}
    parts |= {
        f"variant_{key}": StringField(f"{label}的分值", validators=[Length(max=40), visible])
        for key, label in classes.items()
    }
    stands = row or Row("", "", rubric.total.full)
    around = Around(rubric)
    data: dict[str, Any] = {column.name: code_text(column, getattr(stands, column.name), around) for column in columns}
    if row is None:
        data["points"] = ""
    for key in classes:
        variant = stands.variants.get(key, Variant())
        data[f"variant_{key}"] = NOT_APPLICABLE if not variant.applies else code_text(_POINTS, variant.points, around)
    data |= {"clause_ids": list(stands.clause_ids), "target_ids": [str(each) for each in stands.target_ids]}
    made = type("RowForm", (RowForm,), parts | {"columns": columns, "classes": classes})
    form: RowForm = made(data=data, **rest)
    form.clause_ids.choices, form.target_ids.choices = list(clauses), list(targets)
    return form


_POINTS = Column("points", "分值", Kind.POINTS)
_TARGETED = ("UNIT", "PROP")


class RuleForm(ColumnsForm):
    """一条规则; fields ``target_…`` one a class where the kind holds against a figure."""

    classes: Mapping[str, str] = {}

    def targets(self) -> dict[str, Any]:
        """各类的目标数; None: as the rule says."""
        found: dict[str, Any] = {}
        for key, label in self.classes.items():
            text = filled(self[f"target_{key}"])
            found[key] = read_number(text) if text else None
            if text and found[key] is None:
                self.wrong(f"target_{key}", f"“{label}的目标数”应填数字，最多三位小数。")
        return found


def rule_form(rubric: Rubric, row: Row, code: str, rule: Rule | None, **rest: Any) -> RuleForm:
    """一种规则的表单 as it stands."""
    columns = columns_of(row, code)
    classes = {one.key: one.label for one in rubric.classes} if code in _TARGETED else {}
    parts: dict[str, Any] = {column.name: _field(column, rubric) for column in columns}
    parts |= {
        f"target_{key}": StringField(f"{label}的目标数", validators=[Length(max=40), visible])
        for key, label in classes.items()
    }
    data: dict[str, Any] = {}
    if rule is not None:
        around = around_rule(Around(rubric), rule)
        values = rule_values(rule)
        data = {column.name: code_text(column, values[column.name], around) for column in columns}
        for key in classes:
            target = row.variants.get(key, Variant()).targets.get(rule.key)
            data[f"target_{key}"] = code_text(_POINTS, target, around)
    made = type("RuleForm", (RuleForm,), parts | {"columns": columns, "classes": classes})
    form: RuleForm = made(data=data, **rest)
    return form


def columns_of(row: Row, code: str) -> tuple[Column, ...]:
    """一种规则的栏目 in this row: its cap groups are chosen by name."""
    groups = {group.key: group.label for group in row.groups}
    columns = []
    for column in rule_columns(code):
        if column.name == "group":
            if not groups:
                continue
            column = replace(column, kind=Kind.CHOICE, choices=groups)
        columns.append(column)
    return tuple(columns)


class SettingForm(EditForm):
    """一张小表: fields ``label_0`` …, one set a line."""

    setting: Setting
    count = 0

    def lines(self) -> list[dict[str, str]]:
        """各行的文字."""
        names = [column.name for column in self.setting.columns]
        return [
            {name: self[f"{name}_{at}"].data or "" for name in names} if self._used(at) else {}
            for at in range(self.count)
        ]

    def _used(self, at: int) -> bool:
        """A spare line has nothing but its preset 是/否."""
        typed = [self[f"{column.name}_{at}"].data for column in self.setting.columns if column.kind is not Kind.FLAG]
        return any((text or "").strip() for text in typed)

    def read(self, around: Around) -> TableRead:
        """读出的各项; what cannot be read is said at its field."""
        table = read_table(self.setting, self.lines(), around)
        for (at, name), sentence in table.faults.items():
            field = self[f"{name}_{at}"]
            field.errors = [*field.errors, sentence]
            self.status = 422
        return table


def setting_form(rubric: Rubric, setting: Setting, sent: int = 0, **rest: Any) -> SettingForm:
    """一处设定的表单 as it stands; ``sent``: lines of the form that came in."""
    held = getattr(rubric, setting.name)
    items = [held] if setting.single else list(held)
    count = 1 if setting.single else max(len(items) + SPARE_LINES, min(sent, 200))
    around = Around(rubric)
    parts: dict[str, Any] = {"setting": setting, "count": count}
    data: dict[str, Any] = {}
    for at in range(count):
        for column in setting.columns:
            parts[f"{column.name}_{at}"] = _field(replace(column, title=_place(setting, at, column)), rubric)
            if column.kind is Kind.FLAG:
                data[f"{column.name}_{at}"] = "是" if getattr(setting.of, column.name, False) else "否"
        if at < len(items):
            texts = texts_of(setting, items[at], around, code_text)
            data |= {f"{name}_{at}": text for name, text in texts.items()}
    made = type("SettingForm", (SettingForm,), parts)
    form: SettingForm = made(data=data, **rest)
    return form


def _place(setting: Setting, at: int, column: Column) -> str:
    return column.title if setting.single else f"第{at + 1}行{column.title}"


class StartForm(Form):
    """起草细则: from what."""

    title = line("名称", LONGEST_NAME)
    start = choice("从哪里开始")
    file = FileField("表格文件")


class TitleForm(EditForm):
    """改名."""

    title = line("名称", LONGEST_NAME)


class FileForm(EditForm):
    """一个文件."""

    file = FileField("文件")


class ExampleForm(EditForm):
    """加样照 of a photo that is kept."""

    evidence_id = HiddenField(validators=[Length(max=12)])
    good = choice("样照", [("good", "好的样照"), ("bad", "差的样照")])
    words = line("说明", 60, must=False)


class TrialForm(Form):
    """规则试算: on what, beside what."""

    programme = choice("用哪一年的记录")
    other = choice("和哪一版比较", must=False)
    file = FileField("事实文件")
