"""导出表单: a year of the town; a unit in a year."""

from respbook.forms.base import Form
from respbook.forms.fields import choice, whole


class YearForm(Form):
    """年度归档."""

    year = whole("年度", 2000, 2099, must=True)


class UnitForm(Form):
    """一键备查."""

    unit_id = choice("单位")
    of_year = whole("年度", 2000, 2099, must=True)
