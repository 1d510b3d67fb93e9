"""撤销: which deeds can be taken back, for how long, and what stands in the way (features U3).

Only what stays in the office can be taken back. Whatever was issued, signed, sent, confirmed or published is voided,
withdrawn or corrected by its own deed, with its reason.
"""

from datetime import datetime, timedelta

KEPT = timedelta(days=1)
"""可撤销的时间 of a change. What was removed is kept for as long as the bin keeps it."""

TABLES = frozenset(
    {
        "programmes",
        "letter_templates",
        "clauses",
        "template_versions",
        "library_clauses",
        "library_clause_versions",
        "letter_sources",
        "pledge_templates",
        "targets",
        "allocations",
        "letters",
        "amendments",
        "amendment_items",
        "waivers",
        "carry_over_checks",
        "tasks",
        "task_periods",
        "units",
        "unit_tags",
        "holders",
        "users",
        "office_settings",
        "registers",
        "register_fields",
        "register_rows",
        "county_forms",
        "county_form_cells",
        "ceremonies",
        "attendances",
        "archived_papers",
        "evidence",
        "findings",
        "circulars",
        "circular_items",
        "orders",
        "order_items",
        "inspections",
        "inspection_stops",
        "visits",
        "rubrics",
        "score_matters",
        "score_matter_evidence",
        "score_assignments",
        "saved_filters",
        "pledge_divisions",
        "pledge_shares",
    }
)
"""可撤销的表. A deed that wrote anything else cannot be taken back, whatever it is called."""

ONLY = {"users": frozenset({"name", "phone", "reading", "sounds", "initials"})}
"""只限这几栏: unit, password and suspension of a person are no slips of the pen."""

REMOVING = {
    "library.remove": "库存条款",
    "form.remove": "上级报表",
    "rubric.drop": "考核细则草稿",
    "circular.drop": "通报稿",
    "order.drop": "督办文书拟稿",
    "matter.drop": "登记的计分事项",
    "source.drop": "读入的旧责任书",
    "letter.drop": "更正文书草稿",
    "archive.take_out": "往年文书登记",
    "evidence.withdraw": "佐证材料",
}
"""删除类的事项, with the kind's name in the bin: they stand there for thirty days."""

_ISSUING = ("letter.issue",)
RESTS_ON: dict[str, tuple[str, ...]] = {
    "programmes": _ISSUING,
    "letter_templates": _ISSUING,
    "clauses": _ISSUING,
    "targets": _ISSUING,
    "allocations": _ISSUING,
    "waivers": _ISSUING,
    "amendment_items": _ISSUING,
    "pledge_templates": ("pledge.generate",),
    "pledge_shares": ("pledge.generate", "pledge.sign", "cascade.report"),
    "circular_items": ("circular.propose", "circular.issue"),
    "order_items": ("order.submit", "order.issue", "order.sign"),
    "inspection_stops": ("visit.record",),
}
"""以此为依据的事项: after one of them what was changed has gone out with it, and is not changed back by a button."""


def expired(made_at: datetime, now: datetime, kept: timedelta) -> bool:
    """已过期."""
    return now - made_at > kept
