"""常用筛选表单."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, Length

from respbook.actions.saved_filters import FilterFacts
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import line
from respbook.rules.list_states import LONGEST_QUERY


class SaveFilterForm(Form):
    """存为常用: the list and its state come with the page."""

    listing = HiddenField("列表", validators=[InputRequired("请从列表页面上保存。"), Length(max=24)])
    query = HiddenField("条件", validators=[Length(max=LONGEST_QUERY, message="筛选条件太长，请减少条件。")])
    name = line("名称", 20)
    shared = BooleanField("本单位共用")

    def facts(self) -> FilterFacts:
        """The frozen value for the action."""
        return FilterFacts(filled(self.name), bool(self.shared.data))


class FilterForm(EditForm):
    """改名、共用."""

    name = line("名称", 20)
    shared = BooleanField("本单位共用")

    def facts(self) -> FilterFacts:
        """The frozen value for the action."""
        return FilterFacts(filled(self.name), bool(self.shared.data))
