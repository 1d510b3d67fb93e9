"""导航: at most nine places, each shown to those who may enter it, the current one with its lines. A new room adds its line here."""

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
    under: tuple["Place", ...] = ()


@dataclass(frozen=True)
class Line:
    """栏目的一行: ``blueprints`` at which it is the current one; ``must`` may enter it."""

    label: str
    endpoint: str
    blueprints: str
    must: Permission


AREAS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    (
        "今天",
        (
            Line("今天", "home.show", "home", Permission.HOME_READ),
            Line("县区总览", "county.index", "county", Permission.TEMPLATE_READ),
            Line("查找", "find.index", "find", Permission.HOME_READ),
            Line("通知", "notices.index", "notices", Permission.NOTICE_READ),
        ),
    ),
    ("报送", (Line("报送", "reporting.index", "reporting", Permission.REPORT_WRITE),)),
    (
        "责任书",
        (
            Line(
                "责任书",
                "letters.index",
                "letters ledger ceremonies amending signing signatures glass seals certificates cascade cascade_reports pledges"
                " pledge_papers pledge_shares pledge_wording",
                Permission.LETTER_READ,
            ),
            Line(
                "年度方案",
                "programmes.index",
                "programmes carry_over letter_templates letter_sources template_versions library_clauses targets grids",
                Permission.PROGRAMME_READ,
            ),
            Line("签发批次", "jobs.index", "jobs reviews", Permission.JOB_READ),
            Line("待我签", "waiting.index", "waiting", Permission.LETTER_SIGN),
            Line("会签台", "signing_tables.index", "signing_tables", Permission.SIGNING_HOST),
            Line("扫描件", "scans.index", "scans scan_pages scan_compare", Permission.SCAN_COMPARE),
            Line("往年文书", "archive.index", "archive archive_drops", Permission.ARCHIVE_READ),
            Line("归档备查", "exports.index", "exports", Permission.EXPORT_READ),
        ),
    ),
    (
        "任务与报送",
        (
            Line("任务", "tasks.index", "tasks extra_tasks task_grids wall_sheets evidence", Permission.TASK_READ),
            Line("报送审核", "reports.index", "reports report_words", Permission.REPORT_REVIEW),
            Line("代报", "proxy_reports.index", "proxy_reports", Permission.REPORT_PROXY),
            Line("报送情况", "reporting_rates.index", "reporting_rates report_urging", Permission.TASK_READ),
            Line("减负表", "burden.index", "burden", Permission.TASK_READ),
            Line("研究环保工作", "studies.index", "studies", Permission.TASK_READ),
        ),
    ),
    (
        "督查整改",
        (
            Line("问题", "findings.index", "findings finding_steps finding_hands", Permission.FINDING_READ),
            Line(
                "督查",
                "inspections.index",
                "inspections inspection_visits inspection_draws revisits blind_spots",
                Permission.FINDING_READ,
            ),
            Line("督办文书", "orders.index", "orders order_drafts supervision", Permission.FINDING_READ),
            Line("通报", "circulars.index", "circulars circular_items", Permission.CIRCULAR_READ),
        ),
    ),
    (
        "考核",
        (
            Line("考核", "assessments.index", "assessments score_why", Permission.RESULT_READ),
            Line("如果今天考核", "standing.show", "standing", Permission.RESULT_READ),
            Line("评分", "score_sheets.index", "score_sheets score_cells score_assessors", Permission.SCORE_READ),
            Line("自评", "self_scores.index", "self_scores", Permission.SELF_SCORE),
            Line(
                "考核细则",
                "rubrics.index",
                "rubrics rubric_rows rubric_rules rubric_settings rubric_sheets rubric_examples rubric_trial",
                Permission.RUBRIC_READ,
            ),
            Line(
                "计分事项", "score_matters.index", "score_matters matter_deeds matter_gathering", Permission.RESULT_READ
            ),
            Line("一票否决", "vetoes.index", "vetoes", Permission.RESULT_READ),
            Line("考核申诉", "appeals.index", "appeals", Permission.RESULT_READ),
        ),
    ),
    (
        "问责",
        (
            Line("问责", "measures.index", "measures talks talk_papers", Permission.MEASURE_READ),
            Line("历年记录", "measure_record.index", "measure_record", Permission.MEASURE_READ),
        ),
    ),
    (
        "台账",
        (
            Line(
                "台账",
                "registers.index",
                "registers register_fields register_rows register_sheets",
                Permission.REGISTER_READ,
            ),
            Line("上级报表", "county_forms.index", "county_forms", Permission.FORM_READ),
        ),
    ),
    (
        "单位",
        (
            Line("单位", "units.index", "units handovers towns", Permission.UNIT_READ),
            Line("用户", "people.index", "people role_table", Permission.PERSON_READ),
            Line("从表格导入", "imports.index", "imports", Permission.SHEET_IMPORT),
        ),
    ),
    (
        "设置",
        (
            Line("设置", "office_settings.index", "office_settings group_robot", Permission.SETTING_WRITE),
            Line("工作日历", "workdays.index", "workdays", Permission.SETTING_WRITE),
            Line("回收站", "removals.index", "removals changes", Permission.REMOVAL_RESTORE),
            Line("操作日志", "audit.index", "audit", Permission.AUDIT_READ),
            Line("安全日志", "security_log.index", "security_log", Permission.SECURITY_READ),
            Line("个人信息清理", "retention.index", "retention", Permission.PURGE_READ),
            Line("服务器时钟", "clock.show", "clock", Permission.CLOCK_CONFIRM),
            Line("备份", "backups.index", "backups", Permission.BACKUP_WRITE),
            Line("证书机构", "trusted_roots.index", "trusted_roots", Permission.TRUST_WRITE),
            Line("帮助", "help.index", "help", Permission.HOME_READ),
        ),
    ),
)
"""左栏: at most nine places for anybody, the current one unfolds its lines."""

LINES = tuple(line for _, lines in AREAS for line in lines)


_OF_UNITS = frozenset({"reporting.index"})
"""For those who report for their own unit; the office reads what they said elsewhere."""
_OFFICE_ONLY = frozenset({"inspections.index"})
"""A page that tells a village where the office means to go is none of its places."""
_OF_OFFICE = frozenset({"programmes.index", "units.index", "audit.index", "measures.index", "measure_record.index"})
"""Of no daily use in a village: its people find these pages by a link or by searching, and have a shorter menu."""


def open_to(viewer: Viewer, endpoint: str, permission: Permission) -> bool:
    """可进的栏目 of a viewer."""
    if endpoint == "county.index" and not viewer.county:
        return False
    shut = endpoint in (_OF_UNITS if viewer.of_office else _OFFICE_ONLY)
    return viewer.may(permission) and not shut


def menu() -> list[Place]:
    """左栏 for the current viewer; in a village, whose menu is short, nothing unfolds. The administrator, who is no office of
    the town, has the lines too."""
    if g.get("viewer") is None:
        return []
    unfolds = g.viewer.of_office or g.viewer.may(Permission.PERSON_WRITE)
    here = (request.blueprint or "") if request.endpoint else ""
    places = []
    for label, lines in AREAS:
        shown = [each for each in lines if _entered(g.viewer, each)]
        if not shown:
            continue
        within = any(here in each.blueprints.split() for each in lines)
        under = () if len(shown) == 1 or not within or not unfolds else tuple(_place(each, here) for each in shown)
        named = label if len(shown) > 1 and unfolds else shown[0].label
        places.append(Place(named, url_for(shown[0].endpoint), within, under=under))
    return places


def _place(line: Line, here: str) -> Place:
    key = "Ctrl+K" if line.endpoint == "find.index" else ""
    return Place(line.label, url_for(line.endpoint), here in line.blueprints.split(), key=key)


def _entered(viewer: Viewer, line: Line) -> bool:
    """Whether the line stands in the rail of this viewer; the administrator is no office of the town and needs 单位 all the same."""
    if not open_to(viewer, line.endpoint, line.must):
        return False
    return viewer.of_office or line.endpoint not in _OF_OFFICE or viewer.may(Permission.PERSON_WRITE)
