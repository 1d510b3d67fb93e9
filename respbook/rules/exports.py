"""大件导出: what takes minutes is made by the queue, two at a time, kept some days, and fetched by its asker (safety R68)."""

from datetime import date, timedelta
from enum import StrEnum

from respbook.rules.permissions import Permission

KEPT_DAYS = 7
AT_ONCE = 2
"""Made at the same time, on all hosts together (safety R68)."""
MOST_WAITING = 20
MOST_OF_ONE = 5
"""Under way for one person: nobody fills the queue for all the others."""


class ExportKind(StrEnum):
    """导出种类."""

    YEAR = "year"
    UNIT = "unit"
    ASSESSMENT = "assessment"


EXPORT_LABELS = {
    ExportKind.YEAR: "年度归档",
    ExportKind.UNIT: "一键备查",
    ExportKind.ASSESSMENT: "考核档案",
}
ENDINGS = {ExportKind.YEAR: "zip", ExportKind.UNIT: "pdf", ExportKind.ASSESSMENT: "zip"}


def needed(kind: ExportKind) -> Permission:
    """所需权限: the papers of an assessment are for whoever reads its scores; the rest holds personal data (safety C3)."""
    return Permission.SCORE_READ if kind is ExportKind.ASSESSMENT else Permission.EXPORT_READ


def personal(kind: ExportKind) -> bool:
    """含个人信息: asked for and fetched with a fresh password (safety R13, C3)."""
    return kind is not ExportKind.ASSESSMENT


def kept_until(made_on: date) -> date:
    """保留到哪一天."""
    return made_on + timedelta(days=KEPT_DAYS)


def title_of(kind: ExportKind, whose: str, year: int) -> str:
    """名称 of an export, and of its file."""
    match kind:
        case ExportKind.YEAR:
            return f"{whose}{year}年度归档"
        case ExportKind.UNIT:
            return f"{whose}{year}年备查材料"
        case ExportKind.ASSESSMENT:
            return f"{whose}档案"
