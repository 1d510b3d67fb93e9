"""操作日志表单."""

from respbook.forms.base import Form, filled
from respbook.forms.fields import lines
from respbook.rules.anchors import read_anchors


class VerifyForm(Form):
    """查验: with the codes that other people hold, where there are any."""

    anchors = lines("外部存证", 20_000, must=False)

    def anchors_read(self) -> dict[int, str]:
        """(seq → code). Raises RuleBroken on the field."""
        return read_anchors(filled(self.anchors))
