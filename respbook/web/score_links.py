"""出处: where the records behind a figure can be looked at (A9)."""

from typing import Any

from flask import url_for

from respbook.rules.scoring.results import RowResult
from respbook.rules.scoring.rubric import Example

_PAGES = {
    "findings": ("findings.show", "finding_id"),
    "reports": ("reports.show", "filing_id"),
    "tasks": ("tasks.show", "task_id"),
    "letters": ("letters.show", "letter_id"),
    "orders": ("orders.show", "order_id"),
    "circulars": ("circulars.show", "circular_id"),
    "evidence": ("evidence.show", "evidence_id"),
}
"""Table → the page of a row, and what its address calls the key."""


def links_of(result: RowResult | None) -> list[tuple[str, str]]:
    """有关记录 of a row: words and address, each record once."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for step in result.steps if result else ():
        for link in step.links:
            endpoint, key = _PAGES.get(link.table, ("", ""))
            address = _address(endpoint, {key: link.key}) if endpoint else ""
            found.setdefault((link.table, link.key), (link.words or step.words, address))
    return list(found.values())


def _address(endpoint: str, values: dict[str, Any]) -> str:
    return url_for(endpoint, **values)


def example_address(example: Example) -> str:
    """对照样照的地址."""
    return ""
