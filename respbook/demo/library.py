"""示例条款库: the clauses of our own wording that the office keeps for later templates."""

from dataclasses import dataclass

from respbook.demo.wording import LETTERS, ClauseText

CHOSEN = (
    ("大气污染防治", "燃煤锅炉排查", "每季度{{指标:燃煤锅炉排查上报}}"),
    ("大气污染防治", "秸秆禁烧巡查", "实行村包社、社包户、户包地块"),
    ("水污染防治", "河段巡查", "落实河段巡查责任"),
    ("畜禽粪污治理", "粪污贮存设施", "督促养殖场（户）配套粪污贮存设施"),
    ("工作机制", "问题整改交办", "发现问题立即通知责任人整改"),
    ("考核与问责", "自查不扣分", "乙方自查发现并按期整改的问题"),
    ("考核与问责", "不设罚款", "本责任书不设罚款条款"),
    ("附则", "份数和生效", "本责任书一式{{份数}}份"),
)
"""(category, title, how the clause begins)."""


@dataclass(frozen=True)
class Kept:
    """库存条款 of the demo."""

    category: str
    title: str
    clause: ClauseText


def kept() -> tuple[Kept, ...]:
    """库存条款, each with its text from the letter that it stands in first."""
    every = [clause for letter in LETTERS for clause in letter.clauses]
    return tuple(
        Kept(category, title, next(clause for clause in every if clause.text.startswith(opening)))
        for category, title, opening in CHOSEN
    )
