"""标题分行: a title in lines by meaning, none longer than a line of 二号 (GB/T 9704-2012 7.3.1: 词意完整, 长短适宜)."""

LONGEST = 19
"""Characters of 二号 in a line, with some room."""
LONGEST_ACROSS = 27
"""The same on a page that lies across."""
_TAILS = ("专项督查整改情况的通报", "问题整改情况的通报", "整改情况的通报", "情况的通报", "的通报")
_BEFORE = (
    "关于", "环境", "生态", "目标", "责任", "年度", "考核", "整改", "落实", "情况", "结果", "实行", "一票否决", "评分", "决定", "通知", "通报",
    "公示", "报告", "纪要",
)  # fmt: skip
"""Words that a line may begin with."""
_AFTER = "、，；：》）年镇乡村"
"""Characters that a line may end with."""


def title_lines(title: str, longest: int = LONGEST) -> list[str]:
    """分行: as it was broken by hand; else where its last words begin, else near its middle between two words."""
    if "\n" in title:
        return [line.strip() for line in title.split("\n") if line.strip()]
    if len(title) <= longest:
        return [title]
    for tail in _TAILS:
        first = title.removesuffix(tail)
        if first != title and len(first) <= longest:
            return [first, tail]
    lines, rest = [], title
    for left in range(-(-len(title) // longest), 1, -1):
        end = _end(rest, left, longest)
        lines.append(rest[:end])
        rest = rest[end:]
    return [*lines, rest]


def _end(words: str, lines: int, longest: int) -> int:
    """Where the first of so many lines ends: a fair share of the words, and what is left still fits the others."""
    share = len(words) / lines
    least = max(1, len(words) - longest * (lines - 1))
    fitting = range(least, min(longest, len(words) - 1) + 1)
    good = [at for at in fitting if _between_words(words, at)]
    return min(good or fitting, key=lambda at: (abs(at - share), at))


def _between_words(words: str, at: int) -> bool:
    return words[at] not in "的和与、，：；）》年" and (words[at:].startswith(_BEFORE) or words[at - 1] in _AFTER)
