"""签订表单: an objection to a clause, its answer; the correction of a paper record."""

from respbook.actions.objections import LONGEST_TEXT
from respbook.forms.base import EditForm, Form
from respbook.forms.fields import choice, line, lines, on


class ObjectionForm(Form):
    """提出异议."""

    clause = choice("条款")
    text = lines("异议内容", LONGEST_TEXT)


class AnswerForm(EditForm):
    """答复异议."""

    text = lines("答复", LONGEST_TEXT)


class CorrectionForm(Form):
    """更正纸质签订登记."""

    name = line("签署人", 30)
    signed_on = on("签字日期")
    kept_at = line("原件存放处", 60, must=False)
    why = lines("更正原因", 200)
