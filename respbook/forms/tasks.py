"""任务表单: who answers for it."""

from respbook.forms.base import EditForm
from respbook.forms.fields import choice, line
from respbook.rules.responsible import LONGEST_PERSON, USUAL_ROLE
from respbook.rules.units import POST_ROLE_LABELS, PostRole

_ROLES = [("", f"按{POST_ROLE_LABELS[USUAL_ROLE]}")] + [
    (role.value, words) for role, words in POST_ROLE_LABELS.items() if role is not USUAL_ROLE
]


class PersonForm(EditForm):
    """设定责任人."""

    post_role = choice("责任岗位", _ROLES, must=False)
    person = line("指定到人", LONGEST_PERSON, must=False)

    @property
    def chosen(self) -> PostRole | None:
        """责任岗位; None for the usual one."""
        return PostRole(self.post_role.data) if self.post_role.data else None
