"""用户表单."""

from typing import Any

from wtforms import IntegerField
from wtforms.validators import InputRequired, StopValidation

from respbook.actions.people import PersonFacts
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, line, unit_choice
from respbook.rules.permissions import ROLE_LABELS, Role
from respbook.rules.pinyin import reading_of


def _some_role(_form: Any, field: Any) -> None:
    """InputRequired would make the browser demand every box."""
    if not field.data:
        raise StopValidation("请至少选择一个角色。")


def _roles() -> Choices:
    return Choices("角色", validators=[_some_role])


class NewPersonForm(Form):
    """开设用户."""

    name = line("姓名", 30)
    unit_id = unit_choice("单位")
    roles = _roles()
    phone = line("电话", 20, must=False)
    login = line("用户名", 40, must=False, render_kw={"autocapitalize": "none", "autocomplete": "off"})

    def facts(self) -> PersonFacts:
        """The frozen value for the action."""
        return PersonFacts(
            login=filled(self.login),
            name=filled(self.name),
            unit_id=int(self.unit_id.data),
            phone=filled(self.phone),
            roles=frozenset(Role(role) for role in self.roles.data or ()),
        )


class PersonForm(EditForm):
    """修改姓名、电话. An empty phone field keeps the number: it is never sent to the page in full (safety R98)."""

    name = line("姓名", 30)
    phone = line("新的电话", 20, must=False)
    reading = line("读音", 150, must=False)

    def facts(self, user: Any) -> PersonFacts:
        """The frozen value: unit and roles stay."""
        return PersonFacts(
            login=user.login,
            name=filled(self.name),
            unit_id=user.unit_id,
            phone=filled(self.phone) or user.phone,
            roles=frozenset(each.role for each in user.roles),
            reading=filled(self.reading),
        )

    @classmethod
    def of(cls, user: Any, **rest: Any) -> "PersonForm":
        """The form as it stands in the book."""
        return cls(
            data={
                "name": user.name,
                "phone": "",
                "reading": reading_of(user.name, user.reading or ""),
                "version": user.version,
            },
            **rest,
        )


class PostForm(EditForm):
    """调整单位和角色."""

    unit_id = unit_choice("单位")
    roles = _roles()

    def facts(self, user: Any) -> PersonFacts:
        """The frozen value: name and phone stay."""
        return PersonFacts(
            login=user.login,
            name=user.name,
            unit_id=int(self.unit_id.data),
            phone=user.phone,
            roles=frozenset(Role(role) for role in self.roles.data or ()),
        )

    @classmethod
    def of(cls, user: Any, **rest: Any) -> "PostForm":
        """The form as it stands in the book."""
        held = [each.role.value for each in user.roles]
        return cls(data={"unit_id": str(user.unit_id), "roles": held, "version": user.version}, **rest)


class StepForm(Form):
    """字号."""

    step = IntegerField(validators=[InputRequired("请选择字号。")])


def role_choices(roles: tuple[Role, ...]) -> list[tuple[str, str]]:
    """角色选项."""
    return [(role.value, ROLE_LABELS[role]) for role in roles]
