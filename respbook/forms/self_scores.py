"""自评表单: one row, and the sending of the whole."""

from wtforms import BooleanField

from respbook.forms.base import EditForm
from respbook.forms.fields import line, lines
from respbook.rules.assessments import LONGEST_WORDS
from respbook.rules.typed import LONGEST_TYPED


class SelfScoreForm(EditForm):
    """一项自评."""

    points = line("自评得分", LONGEST_TYPED, must=False, render_kw={"inputmode": "decimal", "autocomplete": "off"})
    words = lines("情况说明", LONGEST_WORDS, must=False)


class SendForm(EditForm):
    """报送自评."""

    words = lines("总的说明", LONGEST_WORDS, must=False)
    rest = BooleanField("没有单独填的各项，同意系统算分")
