"""催报、催签的表单: which units at the ceiling are asked again, and why."""

from collections.abc import Sequence

from wtforms import SelectMultipleField

from respbook.actions.reminding import LONGEST_REASON, Again
from respbook.forms.base import Form, filled
from respbook.forms.fields import count_typed, line
from respbook.rules.typed import whole_in


class _Units(SelectMultipleField):
    multiple = True


class UrgeForm(Form):
    """催办: the text itself is worked out anew from the address."""

    again = _Units("再催的单位", choices=[], validate_choice=False)
    reason = line("再催的原因", LONGEST_REASON, must=False)
    how_many = count_typed()

    def take_again(self, units: Sequence[str], reason: str) -> None:
        """勾选的单位 as the address tells them; without a reason they stay left out, and the form says so."""
        self.again.data, self.reason.data = list(units), reason.strip()[:LONGEST_REASON]
        if self.again_ids() and not filled(self.reason):
            self.reason.errors = ["再催已催满的单位，请写明原因。"]
            self.status = 422

    def again_ids(self) -> frozenset[int]:
        """再催的单位."""
        return frozenset(each for each in (whole_in(word) for word in self.again.data or ()) if each is not None)

    def wanted(self) -> Again:
        """再催的单位和原因."""
        return Again(self.again_ids(), filled(self.reason))

    def allowed(self) -> frozenset[int]:
        """写进文字的再催单位: none where the reason is not given."""
        return self.again_ids() if filled(self.reason) else frozenset()
