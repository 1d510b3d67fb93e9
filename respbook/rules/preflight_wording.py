"""签发前体检·文字: what a copied text leaves behind — blanks, doubled clauses, references, people and names of yesterday."""

import re
from collections.abc import Iterable, Iterator

from respbook.rules.chinese import day
from respbook.rules.clauses import numbers
from respbook.rules.issue_facts import ClauseFacts, FormerHolder, IssueFacts
from respbook.rules.preflight_dates import counted
from respbook.rules.preflight_flaws import Flaw, about_clause
from respbook.rules.wording import FIELDS

_BLANK = re.compile(
    r"[_＿]{2,}|[×✕]{2,}|(?<![A-Za-z0-9])[XxＸｘ]{2,}(?![A-Za-z0-9])|[□]+|[（(【〔]\s+[）)】〕]|某某|待定|待补充|待填"
)
_FIELD = re.compile(r"\{\{[^{}]*\}\}")
_MARKS = re.compile(r"[\s，。、；：,.;:]+")
_LEAST_DOUBLED = 10
"""Characters of a clause below which the same words twice are no accident (“按规定执行。”)."""
_REFERENCE = re.compile(
    r"第[（(]?(?P<number>[〇零一二三四五六七八九十百]{1,5}|[0-9]{1,3})[）)]?(?P<word>条(?!件|例|约)|项(?!目)|款(?!项))"
)
_CHAIN = re.compile(r"(?:第[^第，。；]{1,8}[条款项][、和及至或与]?)+$")
_ELSEWHERE = re.compile(
    r"(?:》|　|法|条例|办法|规定|细则|通知|意见|章程|决定|合同|协议)(?:[（(][^（）()]{0,20}[）)])?$"
)
_POSTS = re.compile("书记|主任|镇长|乡长|村长|支书|所长|站长|院长|校长|经理|同志|负责|签字|任")
_SHORT_NAME = 2


def examine(facts: IssueFacts) -> Iterator[Flaw]:
    """文字."""
    for clause in facts.clauses:
        yield from _blanks(clause)
        yield from _people(clause, facts.former_holders)
        yield from _names(clause, facts)
    for clauses in _different(facts):
        yield from _doubled(clauses)
        yield from _references(clauses)


def _different(facts: IssueFacts) -> Iterable[tuple[ClauseFacts, ...]]:
    """Letters differ in few ways: each set of clauses is looked at once, not once a unit."""
    return {
        tuple(clause.id for clause in letter.clauses): tuple(c for c in letter.clauses if c.kind == "clause")
        for letter in facts.letters
    }.values()


def _blanks(clause: ClauseFacts) -> Iterator[Flaw]:
    found = _BLANK.search(_FIELD.sub("", clause.text))
    if found:
        yield about_clause(
            clause, f"留有空白“{found[0][:6]}”，印出后无人填写；请补全，或改用填充项，确需手写的请说明理由。"
        )


def _doubled(clauses: Iterable[ClauseFacts]) -> Iterator[Flaw]:
    first: dict[str, ClauseFacts] = {}
    for clause in clauses:
        bare = _MARKS.sub("", clause.text)
        if len(_FIELD.sub("", bare)) < _LEAST_DOUBLED:
            continue
        earlier = first.setdefault(bare, clause)
        if earlier.id != clause.id:
            yield about_clause(clause, "在同一份责任书里出现两次；请删去一处，或改写。")


def _references(clauses: tuple[ClauseFacts, ...]) -> Iterator[Flaw]:
    known = _known(clauses)
    for clause in clauses:
        text = re.sub(r"《[^《》]{0,100}》", lambda quoted: "　" * len(quoted[0]), clause.text)
        for found in _REFERENCE.finditer(text):
            before = _CHAIN.sub("", text[max(0, found.start() - 40) : found.start()])
            if found.start() == 0 or before.endswith("\n") or _ELSEWHERE.search(before):
                continue
            word = "条" if found["word"] == "条" else "项"
            if (word, counted(found["number"])) not in known:
                yield about_clause(clause, f"提到“{found[0]}”，这份责任书里没有；请核对条款序号。")
        if "附件" in text and not any("{{任务清单}}" in each.text or each.text.startswith("附件") for each in clauses):
            yield about_clause(clause, "提到“附件”，这份责任书没有附件；请加入“{{任务清单}}”，或改写。")


def _known(clauses: tuple[ClauseFacts, ...]) -> set[tuple[str, int]]:
    """条项: which 第几条 and 第几项 the letter has, whatever shape its numbers take."""
    labels = numbers((clause.level, clause.label) for clause in clauses)
    known: set[tuple[str, int]] = set()
    for clause, label in zip(clauses, labels, strict=True):
        for line in (label + clause.text).split("\n"):
            opening = re.match(r"\s*(第)?[（(]?([〇零一二三四五六七八九十百]{1,5}|[0-9]{1,3})", line)
            if opening:
                number = counted(opening[2])
                known |= {("条", number), ("项", number)} if clause.level in (0, 1, 3) else {("项", number)}
        known |= {
            ("项", counted(each))
            for each in re.findall(r"(?<!第)[（(]([一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)]", clause.text)
        }
    return known


def _people(clause: ClauseFacts, former: Iterable[FormerHolder]) -> Iterator[Flaw]:
    for holder in former:
        place = clause.text.find(holder.name)
        if place < 0 or (len(holder.name) <= _SHORT_NAME and not _near_post(clause.text, place, holder.name)):
            continue
        field = next((name for name in ("书记", "主任") if holder.post.endswith(name)), "负责人")
        hint = f"填充项“{{{{{field}}}}}”" if field in FIELDS else "现任姓名"
        yield about_clause(
            clause,
            f"写有“{holder.name}”，其{holder.unit_name}{holder.post}职务已于{day(holder.to_on)}终止；"
            f"请改用{hint}，或更正姓名。",
        )


def _near_post(text: str, place: int, name: str) -> bool:
    """Two characters may be chance: they count as a name only beside a post."""
    return _POSTS.search(text[max(0, place - 6) : place + len(name) + 6]) is not None


def _names(clause: ClauseFacts, facts: IssueFacts) -> Iterator[Flaw]:
    for former in facts.former_names:
        if former.name not in clause.text:
            continue
        rest = clause.text
        for name in facts.names:
            if former.name in name:
                rest = rest.replace(name, "")
        if former.name in rest:
            now = f"该单位现名“{former.now}”；请改用现名，或改用填充项" if former.now else "该单位已停用；请删去或改写"
            yield about_clause(clause, f"写有旧单位名称“{former.name}”，{now}。")
