"""下级责任书、承诺书 as values: what stands on one paper, before anybody knows how it is printed (features C4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from respbook.rules.pledges import PledgeKind, PledgeWording, one_line, paragraphs


@dataclass(frozen=True)
class PledgePaper:
    """下级文书: ``mark`` stands small above the title at the left, the 编号 at the right; ``signers`` sign beside each other."""

    number: str
    mark: str
    title: str
    paragraphs: tuple[str, ...]
    signers: tuple[str, str]
    per_sheet: int

    @property
    def wording(self) -> str:
        """全文, for looking up characters."""
        return "".join((self.number, self.mark, self.title, *self.paragraphs, *self.signers))

    def translated(self, marks: Mapping[int, str]) -> "PledgePaper":
        """换字: with some characters in place of others."""
        return replace(
            self,
            number=self.number.translate(marks),
            mark=self.mark.translate(marks),
            title=self.title.translate(marks),
            paragraphs=tuple(words.translate(marks) for words in self.paragraphs),
            signers=(self.signers[0].translate(marks), self.signers[1].translate(marks)),
        )


def composed(
    kind: PledgeKind, wording: PledgeWording, values: Mapping[str, str], duties: Iterable[str], village: str
) -> PledgePaper:
    """成文: the frozen wording with this paper's own fields."""
    if kind is PledgeKind.GROUP:
        signers = (f"{village}（盖章）", "社长（签字）")
    else:
        signers = ("承诺人（户主签字）", f"{village}（盖章）")
    return PledgePaper(
        number=values["编号"],
        mark=values.get("社名", "") if kind is PledgeKind.HOUSEHOLD else "",
        title=one_line(wording.title, values),
        paragraphs=paragraphs(wording.body, values, duties),
        signers=signers,
        per_sheet=wording.per_sheet,
    )
