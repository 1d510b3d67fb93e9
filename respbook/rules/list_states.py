"""列表状态 list states: which filters, sorts and defaults a list knows; the address is the state (features V3).

What is saved under a name is read by the same table, so that an address never leads anywhere but to a list of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission

_LONGEST_VALUE = 60
LONGEST_QUERY = 600


@dataclass(frozen=True)
class ListShape:
    """列表: its name, the view that shows it, its parameters in order, by what it can be sorted (the first is usual)."""

    label: str
    endpoint: str
    permission: Permission
    names: tuple[str, ...]
    sorts: tuple[str, ...] = ()


LISTS = {
    "letters": ListShape(
        "责任书",
        "letters.index",
        Permission.LETTER_READ,
        ("programme_id", "template_id", "state", "q", "year", "office"),
        ("unit", "-unit", "number", "-number", "issued", "-issued"),
    ),
    "ledger": ListShape(
        "签订台账",
        "ledger.index",
        Permission.LETTER_READ,
        ("programme_id", "state", "method", "missing", "kind", "q"),
        ("unit", "-unit", "number", "-number", "issued", "-issued", "signed", "-signed"),
    ),
    "tasks": ListShape(
        "任务",
        "tasks.index",
        Permission.TASK_READ,
        ("year", "state", "cadence", "programme", "q"),
        ("due", "-due", "unit", "-unit"),
    ),
    "reports": ListShape(
        "报送",
        "reports.index",
        Permission.TASK_READ,
        ("state", "time", "q", "task", "category", "first", "last", "said"),
        ("odd", "due", "-due", "unit", "-unit", "told", "-told"),
    ),
    "notices": ListShape("通知", "notices.index", Permission.NOTICE_READ, ("show", "q", "first", "last")),
    "findings": ListShape(
        "问题",
        "findings.index",
        Permission.FINDING_READ,
        ("stage", "light", "q", "category", "source", "kind", "first", "last", "mine", "asked"),
        ("due", "-due", "found", "-found", "unit", "-unit"),
    ),
    "orders": ListShape(
        "督办文书",
        "orders.index",
        Permission.FINDING_READ,
        ("year", "kind", "state", "q"),
        ("day", "number", "-number", "unit", "-unit", "due", "-due"),
    ),
    "score_matters": ListShape(
        "计分事项",
        "score_matters.index",
        Permission.RESULT_READ,
        ("waits", "state", "kind", "row", "programme", "q"),
        ("day", "unit", "-unit", "until"),
    ),
    "units": ListShape(
        "单位",
        "units.index",
        Permission.UNIT_READ,
        ("kind", "tag", "headless", "retired", "q"),
        ("order", "name", "-name", "households", "-households", "population", "-population"),
    ),
    "people": ListShape(
        "用户", "people.index", Permission.PERSON_READ, ("role", "state", "q"), ("unit", "-unit", "name", "-name")
    ),
    "audit": ListShape(
        "操作日志", "audit.index", Permission.AUDIT_READ, ("person", "deed", "subject", "kind", "first", "last")
    ),
}
"""列表清单: every list whose state can be saved, by the word that is kept."""


def sort_of(listing: str, asked: str) -> str:
    """排序: what was asked if the list knows it, else the usual one."""
    sorts = LISTS[listing].sorts
    return asked if asked in sorts else sorts[0]


def settings_of(listing: str, asked: Mapping[str, str]) -> dict[str, str]:
    """列表状态 of an address: known parameters that say something, in the list's order; defaults and pages left out."""
    shape = LISTS[listing]
    found = {name: asked.get(name, "").strip()[:_LONGEST_VALUE] for name in shape.names}
    sort = asked.get("sort", "")
    if sort in shape.sorts[1:]:
        found["sort"] = sort
    return {name: value for name, value in found.items() if value and value.isprintable()}


def canonical(listing: str, asked: Mapping[str, str]) -> str:
    """规范写法: the same state is always the same text."""
    return urlencode(settings_of(listing, asked))


def read_query(listing: str, query: str) -> dict[str, str]:
    """读回: the parameters of a kept text, again by the table. Raises RuleBroken for a list that is none of ours."""
    if listing not in LISTS:
        raise RuleBroken("没有这个列表，不能存为常用筛选。请从列表页面上保存。")
    if len(query) > LONGEST_QUERY:
        raise RuleBroken("筛选条件太长，不能保存。请减少条件。")
    try:
        asked = dict(parse_qsl(query, max_num_fields=20))
    except ValueError:
        raise RuleBroken("筛选条件太多，不能保存。请减少条件。") from None
    return settings_of(listing, asked)
