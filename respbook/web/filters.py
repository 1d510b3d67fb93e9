"""页面用词: how dates, figures and states are written on pages. Pure formatting, no decisions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask

from respbook.rules.amending import AMENDS_LABELS
from respbook.rules.cadence import CADENCE_LABELS, market_label
from respbook.rules.chinese import CHINA, china_day, day, day_with_weekday, figure, shown_phone, volume
from respbook.rules.evidence import KINDS, Badge, badges, place_words
from respbook.rules.lifecycles import FINDING
from respbook.rules.signing import METHOD_LABELS, METHOD_MEANINGS, SIGNING_LABELS, SigningState, objected_to
from respbook.rules.trust import fingerprint_words, trust_words
from respbook.rules.units import UNIT_KIND_LABELS
from respbook.rules.verbs import verb_words
from respbook.rules.workdays import left_words, moved_words

SIGNING_CHIPS = {
    SigningState.WAITING: "waiting",
    SigningState.PARTLY: "info",
    SigningState.OBJECTED: "danger",
    SigningState.SIGNED: "done",
}
"""签订状态's mark (parts/status.html)."""


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(
        day=lambda value: day(value) if value else "",
        day_with_weekday=lambda value: day_with_weekday(value) if value else "",
        moment=moment,
        figure=figure,
        phone=shown_phone,
        near=near,
        china_day=china_day,
        left=lambda value, calendar, today: left_words(calendar, today, value),
        moved=lambda period: moved_words(period.due_on, period.moved_from, period.moved_for or ""),
        kind_words=UNIT_KIND_LABELS.__getitem__,
        cadence_words=CADENCE_LABELS.__getitem__,
        market_label=market_label,
        thousands=thousands,
        clock=clock,
        size_words=volume,
        evidence_badges=evidence_badges,
        evidence_words=lambda kind: KINDS[kind].words,
        place_of=lambda row: "" if row.claimed_north is None else place_words(row.claimed_north, row.claimed_east),
        method_words=METHOD_LABELS.__getitem__,
        amends_words=AMENDS_LABELS.__getitem__,
        method_meaning=METHOD_MEANINGS.__getitem__,
        trust_words=trust_words,
        finding_deed=finding_deed,
        fingerprint=fingerprint_words,
        objected_to=objected_to,
        signing_words=SIGNING_LABELS.__getitem__,
        signing_chip=SIGNING_CHIPS.__getitem__,
    )


def finding_deed(verb: str) -> str:
    """整改步骤的叫法: 交办, 自报完成; what moves no state is called as the book calls it."""
    moved = FINDING.transitions.get(verb.removeprefix("finding."))
    return moved.label if moved else verb_words(verb)


def moment(value: datetime | None) -> str:
    """2026年3月5日 14:03, China's time."""
    if value is None:
        return ""
    local = value.astimezone(CHINA)
    return f"{day(local.date())} {local:%H:%M}"


def clock(value: datetime) -> str:
    """14:03, China's time."""
    return f"{value.astimezone(CHINA):%H:%M}"


def evidence_badges(row: Any) -> list[Badge]:
    """佐证材料的标记."""
    return badges(row.is_photo, row.claimed_at, row.received_at, row.claimed_north is not None)


def near(value: date | None, today: date) -> str:
    """今天/明天/3天后/逾期3天: how far a date is."""
    if value is None:
        return ""
    days = (value - today).days
    if days in (-1, 0, 1, 2):
        return {-1: "逾期1天", 0: "今天", 1: "明天", 2: "后天"}[days]
    return f"逾期{-days}天" if days < 0 else f"还有{days}天"


def thousands(value: int | Decimal | None) -> str:
    """千分位, for tables."""
    return "" if value is None else f"{value:,}"
