"""导航: at most nine places, each shown to those who may enter it. Later rooms add their line here."""

from dataclasses import dataclass

from flask import g, request, url_for

from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class Place:
    """栏目: a line of the rail."""

    label: str
    href: str
    current: bool
    count: int | None = None
    key: str = ""


RAIL = (
    ("今天", "home.show", "home", Permission.HOME_READ),
    ("报送", "reporting.index", "reporting", Permission.REPORT_WRITE),
    ("查找", "find.index", "find", Permission.HOME_READ),
    (
        "年度方案",
        "programmes.index",
        "programmes carry_over letter_templates letter_sources template_versions library_clauses targets grids county_forms removals",
        Permission.PROGRAMME_READ,
    ),
    (
        "责任书",
        "letters.index",
        "letters jobs reviews archive ledger ceremonies amending signing signatures seals certificates scans scan_pages scan_compare glass waiting"
        " signing_tables cascade cascade_reports pledges pledge_papers pledge_shares pledge_wording",
        Permission.LETTER_READ,
    ),
    (
        "任务",
        "tasks.index",
        "tasks extra_tasks task_grids studies reports reporting_rates report_urging report_words burden wall_sheets evidence proxy_reports notices",
        Permission.TASK_READ,
    ),
    (
        "督查整改",
        "findings.index",
        "findings finding_steps finding_hands inspections inspection_visits inspection_draws revisits blind_spots"
        " orders order_drafts supervision circulars circular_items",
        Permission.FINDING_READ,
    ),
    (
        "台账",
        "registers.index",
        "registers register_fields register_rows register_sheets",
        Permission.REGISTER_READ,
    ),
    ("单位", "units.index", "units imports handovers", Permission.UNIT_READ),
    ("用户", "people.index", "people", Permission.PERSON_READ),
    ("日志", "audit.index", "audit", Permission.AUDIT_READ),
    ("设置", "office_settings.index", "office_settings group_robot workdays", Permission.SETTING_WRITE),
    ("证书机构", "trusted_roots.index", "trusted_roots", Permission.TRUST_WRITE),
    ("帮助", "help.index", "help", Permission.HOME_READ),
)
"""左栏: label, endpoint, the blueprints at which it is the current place, who may enter."""


_OF_UNITS = frozenset({"reporting.index"})
"""For those who report for their own unit; the office reads what they said elsewhere."""
_OF_OFFICE = frozenset({"programmes.index", "units.index", "audit.index"})
"""Of no daily use in a village: its people find these pages by a link or by searching, and have a shorter menu."""


def open_to(viewer: Viewer, endpoint: str, permission: Permission) -> bool:
    """可进的栏目 of a viewer."""
    return viewer.may(permission) and not (endpoint in _OF_UNITS and viewer.of_office)


def menu() -> list[Place]:
    """左栏 for the current viewer."""
    if g.get("viewer") is None:
        return []
    here = (request.blueprint or "") if request.endpoint else ""
    shown = [
        each for each in RAIL if open_to(g.viewer, each[1], each[3]) and (g.viewer.of_office or _own(g.viewer, each[1]))
    ]
    return [
        Place(label, url_for(endpoint), here in blueprints.split(), key="Ctrl+K" if endpoint == "find.index" else "")
        for label, endpoint, blueprints, _ in shown
    ]


def _own(viewer: Viewer, endpoint: str) -> bool:
    """The administrator is no office of the town and needs 单位 all the same."""
    return endpoint not in _OF_OFFICE or viewer.may(Permission.PERSON_WRITE)
