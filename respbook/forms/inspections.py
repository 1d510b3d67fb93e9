"""督查表单: the plan with its villages, what is drawn from what, one tap at a village, one visit from paper, a second look."""

from collections.abc import Iterable, Mapping, Sequence

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from respbook.actions.inspections import Stop
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, choice, line, lines, on, unit_choice, whole
from respbook.queries.inspection_places import Place
from respbook.rules.draws import LONGEST_WORD
from respbook.rules.findings import LONGEST_PLACE, LONGEST_REASON, LONGEST_WORDS, TERMS, USUAL_TERM
from respbook.rules.inspections import LEVEL_LABELS, LONGEST_NAME, OUTCOME_LABELS, Planned
from respbook.rules.office_settings import words_in
from respbook.rules.revisits import AFTER_DAYS, REVISIT_LABELS
from respbook.rules.typed import whole_in

ALL, NONE, VILLAGES = "all", "none", "villages"
TAG = "tag:"


class Ticks(SelectMultipleField):
    """勾选的单位: whatever was ticked; which of it is in sight is asked by the deed."""

    multiple = True

    @property
    def ids(self) -> list[int]:
        """Their ids, each once; what is no number is left out."""
        found = (whole_in(str(text), 9) for text in self.data or ())
        return list(dict.fromkeys(each for each in found if each))


def _ticks(label: str) -> Ticks:
    return Ticks(label, choices=[], validate_choice=False)


class InspectionForm(EditForm):
    """督查安排; ``choose`` is a button that ticks villages and saves nothing."""

    name = line("督查名称", LONGEST_NAME)
    from_on = on("开始日期")
    to_on = on("结束日期")
    source = choice("督查层级", [(level.value, words) for level, words in LEVEL_LABELS.items()])
    categories = Choices("督查类别", validators=[Optional()])
    members = lines("督查人员", 600, must=False)
    units = _ticks("去哪些村")

    def planned(self) -> Planned:
        """What was entered."""
        assert self.from_on.data is not None and self.to_on.data is not None
        source = next(level for level in LEVEL_LABELS if level == self.source.data)
        members = words_in(filled(self.members))
        return Planned(
            filled(self.name), self.from_on.data, self.to_on.data, source, tuple(self.categories.data or ()), members
        )

    def stops(self, sent: Mapping[str, str]) -> list[Stop]:
        """The ticked villages, each with its ``points-7``."""
        return [Stop(unit_id, sent.get(f"points-{unit_id}", "")) for unit_id in self.units.ids]


def chosen_by(word: str, among: Iterable[Place], ticked: Sequence[int]) -> list[str]:
    """按类别、标签选: what a button of choice leaves ticked; a tag adds to what is ticked already."""
    picked = set(ticked) if word.startswith(TAG) else set()
    for each in among:
        by_tag = word.startswith(TAG) and word.removeprefix(TAG) in each.tags
        if word == ALL or (word == VILLAGES and each.is_village) or by_tag:
            picked.add(each.id)
    return [str(each) for each in picked]


class ChosenForm(Form):
    """选中的村."""

    units = _ticks("村")


class DrawForm(EditForm):
    """随机抽取; the fields that a kind of draw does not ask for are left out by the view."""

    candidates = _ticks("候选")
    names = lines("候选人员", 900, must=False)
    in_pairs = BooleanField("两人一组")
    days = RadioField("销号满", choices=[(str(days), f"满{days}天") for days in AFTER_DAYS], default="30")
    wanted = whole("抽几个", 0, 9999)
    word = line("现场词", LONGEST_WORD, must=False)
    reason = lines("重抽理由", LONGEST_REASON, must=False)


class TapForm(Form):
    """到点一点: three buttons, and a point where one is wanted."""

    outcome = HiddenField()
    place = line("点位", LONGEST_PLACE, must=False)


class VisitForm(EditForm):
    """登记到点, from paper or chat."""

    inspection_id = choice("哪次督查", must=False)
    unit_id = unit_choice("到了哪里")
    visited_on = on("到点日期")
    source = choice("督查层级", [(level.value, words) for level, words in LEVEL_LABELS.items()])
    outcome = RadioField(
        "结果",
        choices=[(each.value, words) for each, words in OUTCOME_LABELS.items()],
        validators=[InputRequired("请选择结果。")],
    )
    place = line("点位", LONGEST_PLACE, must=False)
    members = line("督查人员", 200, must=False)
    text = lines("说明", LONGEST_REASON, must=False)


class VisitChangeForm(EditForm):
    """更正到点记录."""

    visited_on = on("到点日期")
    outcome = RadioField("结果", choices=[(each.value, words) for each, words in OUTCOME_LABELS.items()])
    place = line("点位", LONGEST_PLACE, must=False)
    text = lines("说明", LONGEST_REASON, must=False)


class WordsForm(EditForm):
    """一段话 of a deed: closing, cancelling, taking back."""

    text = lines("说明", LONGEST_WORDS, must=False)


class RevisitForm(EditForm):
    """回头看: what was seen, and for a relapse to whom it goes and by when."""

    outcome = RadioField(
        "现场看下来",
        choices=[(each.value, words) for each, words in REVISIT_LABELS.items()],
        validators=[InputRequired("请选未反弹或反弹。")],
    )
    text = lines("现场情况", LONGEST_WORDS, must=False)
    looked_on = on("回访日期")
    unit_id = unit_choice("反弹的交给哪个单位")
    term = choice("新的整改时限", [(each.code, each.label) for each in TERMS], default=USUAL_TERM.code)
