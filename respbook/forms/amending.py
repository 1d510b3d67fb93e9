"""更正和补充表单: the sentences of a letter as they shall read, what is added, for which units besides."""

from collections.abc import Mapping, Sequence

from wtforms import RadioField
from wtforms.validators import InputRequired

from respbook.forms.base import Form
from respbook.forms.fields import Choices, lines
from respbook.papers.amendment import Printed
from respbook.rules.amending import AMENDS_LABELS, LONGEST_REASON, Amends, Item


class AmendForm(Form):
    """拟更正函或补充责任书."""

    kind = RadioField(
        "文种",
        choices=[(kind.value, words) for kind, words in AMENDS_LABELS.items()],
        validators=[InputRequired("请选择文种。")],
    )
    reason = lines("原因", LONGEST_REASON)
    added = lines("增加的内容", 2000, must=False)
    also = Choices("其他单位")

    def items(self, sentences: Sequence[Printed], texts: Sequence[str]) -> tuple[Item, ...]:
        """更正条目: every sentence whose text is another one now, then every line that was added."""
        changed = [
            Item(each.text, text, each.clause_id, each.target)
            for each, text in zip(sentences, texts, strict=True)
            if text != each.text and self.kind.data != Amends.SUPPLEMENT
        ]
        added = [Item("", line.strip()) for line in (self.added.data or "").split("\n") if line.strip()]
        return (*changed, *added)

    def others(self) -> tuple[int, ...]:
        """The ids of the other letters."""
        return tuple(int(value) for value in self.also.data or ())


def texts_in(sent: Mapping[str, str], sentences: Sequence[Printed]) -> list[str]:
    """更正后的文字 of each sentence; as it stands where the page sent none."""
    found = []
    for place, each in enumerate(sentences):
        text = sent.get(f"text-{place}", each.text)
        found.append(" ".join(text.split("\n")).replace("\r", "").strip())
    return found
