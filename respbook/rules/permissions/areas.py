"""权限的分类: under which head of 权限一览 each permission stands, by the noun that its word begins with."""

from respbook.rules.permissions.permission import Permission

AREAS: tuple[tuple[str, str], ...] = (
    ("单位和用户", "unit person link phone sheet trust"),
    ("方案、模板、目标", "programme template target removal setting"),
    ("责任书签发", "letter job objection handover"),
    ("责任书签订", "signing scan proxy seal cascade ceremony"),
    ("任务和报送", "task report evidence original reminder register form"),
    ("通知", "notice"),
    ("督查整改", "finding rectify extension circular order inspection study"),
    ("考核", "rubric score assessment appeal veto result"),
    ("问责", "measure"),
    ("档案", "archive export"),
    ("日志与运行", "audit security clock contacts backup"),
    ("本人", "home own change"),
)
"""分类: head, nouns."""


def area_of(permission: Permission) -> str:
    """权限的类别. Raises LookupError for a noun that stands nowhere."""
    noun = permission.value.split(".")[0]
    for head, nouns in AREAS:
        if noun in nouns.split():
            return head
    raise LookupError(permission)


def by_area(wanted: frozenset[Permission]) -> list[tuple[str, list[Permission]]]:
    """按类别排列, heads without any left out."""
    rows = [(head, [each for each in Permission if each in wanted and area_of(each) == head]) for head, _ in AREAS]
    return [(head, found) for head, found in rows if found]
