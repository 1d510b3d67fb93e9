"""列表筛选: what the address of a list says; its page and its export read it alike. What cannot be read is no filter."""

from collections.abc import Mapping
from datetime import date

from respbook.forms.base import year_in
from respbook.queries.audit import AuditFilter
from respbook.queries.finding_lists import FindingFilter
from respbook.queries.notice_lists import NoticeFilter
from respbook.queries.order_lists import OrderFilter
from respbook.queries.people import PeopleFilter
from respbook.queries.review_list import ReportFilter
from respbook.queries.score_matters import WAITS, MatterFilter
from respbook.queries.security_log import SecurityFilter
from respbook.queries.tasks import TaskFilter
from respbook.queries.units import UnitFilter
from respbook.queries.vetoes import VetoFilter
from respbook.rules.assessments import MatterKind
from respbook.rules.cadence import Cadence
from respbook.rules.findings import FindingKind, FindingSource
from respbook.rules.lifecycles import FilingState, FindingState, MatterState, OrderState, TaskState, VetoState
from respbook.rules.lights import Light
from respbook.rules.list_states import sort_of
from respbook.rules.obligations import Punctuality
from respbook.rules.orders import OrderKind
from respbook.rules.permissions import Role
from respbook.rules.reports import Said
from respbook.rules.security_log import SecurityKind
from respbook.rules.typed import NotADay, read_day, whole_in
from respbook.rules.units import SIGNING_KINDS, UnitKind, kind_among


def unit_filter(asked: Mapping[str, str]) -> UnitFilter:
    """单位筛选."""
    kind = asked.get("kind", "")
    return UnitFilter(
        words=asked.get("q", "")[:40],
        kind=UnitKind(kind) if kind in set(UnitKind) else None,
        tag=asked.get("tag", "")[:20],
        retired=asked.get("retired") == "1",
        headless=asked.get("headless") == "1",
        sort=sort_of("units", asked.get("sort", "")),
    )


def people_filter(asked: Mapping[str, str]) -> PeopleFilter:
    """用户筛选."""
    role = asked.get("role", "")
    return PeopleFilter(
        words=asked.get("q", "")[:40],
        role=Role(role) if role in set(Role) else None,
        state=asked.get("state", "")[:12],
        sort=sort_of("people", asked.get("sort", "")),
    )


def task_filter(asked: Mapping[str, str], today: date) -> TaskFilter:
    """任务筛选."""
    state, cadence = asked.get("state", ""), asked.get("cadence", "")
    return TaskFilter(
        year=year_in(asked.get("year", "")) or today.year,
        state=TaskState(state) if state in set(TaskState) else None,
        words=asked.get("q", "")[:40],
        cadence=Cadence(cadence) if cadence in set(Cadence) else None,
        programme_id=whole_in(asked.get("programme", "")),
        sort=sort_of("tasks", asked.get("sort", "")),
    )


def report_filter(asked: Mapping[str, str]) -> ReportFilter:
    """报送筛选."""
    state, time = asked.get("state", ""), asked.get("time", "")
    return ReportFilter(
        FilingState(state) if state in set(FilingState) else None,
        Punctuality(time) if time in (Punctuality.ON_TIME, Punctuality.LATE) else None,
        asked.get("q", "")[:40],
        asked.get("task", "")[:40],
        asked.get("category", "")[:20],
        day_in(asked.get("first", "")),
        day_in(asked.get("last", "")),
        sort_of("reports", asked.get("sort", "")),
        Said(asked["said"]) if asked.get("said") in set(Said) else None,
    )


def notice_filter(asked: Mapping[str, str]) -> NoticeFilter:
    """通知筛选."""
    return NoticeFilter(
        asked.get("q", "")[:40],
        asked.get("show", "")[:12],
        day_in(asked.get("first", "")),
        day_in(asked.get("last", "")),
    )


def finding_filter(asked: Mapping[str, str]) -> FindingFilter:
    """问题筛选."""
    stage, light, source = asked.get("stage", ""), asked.get("light", ""), asked.get("source", "")
    return FindingFilter(
        stage=stage if stage == "open" or stage in set(FindingState) else "",
        light=Light(light) if light in set(Light) else None,
        words=asked.get("q", "")[:40],
        category=asked.get("category", "")[:20],
        source=FindingSource(source) if source in set(FindingSource) else None,
        kind=FindingKind(asked["kind"]) if asked.get("kind") in set(FindingKind) else None,
        first=day_in(asked.get("first", "")),
        last=day_in(asked.get("last", "")),
        mine=asked.get("mine") == "1",
        asked=asked.get("asked") == "1",
        sort=sort_of("findings", asked.get("sort", "")),
    )


def order_filter(asked: Mapping[str, str]) -> OrderFilter:
    """文书筛选."""
    state, kind = asked.get("state", ""), asked.get("kind", "")
    return OrderFilter(
        year_in(asked.get("year", "")),
        OrderKind(kind) if kind in set(OrderKind) else None,
        OrderState(state) if state in set(OrderState) else None,
        asked.get("q", "")[:40],
        sort_of("orders", asked.get("sort", "")),
    )


def matter_filter(asked: Mapping[str, str]) -> MatterFilter:
    """计分事项筛选."""
    state, kind, waits = asked.get("state", ""), asked.get("kind", ""), asked.get("waits", "")
    return MatterFilter(
        MatterState(state) if state in set(MatterState) else None,
        MatterKind(kind) if kind in set(MatterKind) else None,
        asked.get("row", "")[:24],
        asked.get("q", "")[:40],
        waits if waits in WAITS else "",
        whole_in(asked.get("programme", ""), 9) or None,
        sort_of("score_matters", asked.get("sort", "")),
    )


def veto_filter(asked: Mapping[str, str]) -> VetoFilter:
    """一票否决筛选."""
    state = asked.get("state", "")
    return VetoFilter(VetoState(state) if state in set(VetoState) else None, asked.get("q", "")[:40])


def signing_kind(asked: Mapping[str, str]) -> UnitKind | None:
    """单位类别 of the 分解总表."""
    kind = asked.get("kind", "")
    return kind_among((*SIGNING_KINDS, UnitKind.TOWN), kind)


def audit_filter(asked: Mapping[str, str]) -> AuditFilter:
    """日志筛选."""
    return AuditFilter(
        person=asked.get("person", "")[:30],
        kind=asked.get("kind", "")[:40],
        deed=asked.get("deed", "")[:30],
        subject=asked.get("subject", "")[:60],
        first=day_in(asked.get("first", "")),
        last=day_in(asked.get("last", "")),
        before=whole_in(asked.get("before", "")),
    )


def day_in(text: str) -> date | None:
    """日期 of an address; None for what is none."""
    try:
        return read_day(text)
    except NotADay:
        return None


def security_filter(asked: Mapping[str, str]) -> SecurityFilter:
    """安全日志筛选."""
    kind = asked.get("kind", "")
    return SecurityFilter(
        words=asked.get("q", "")[:40],
        kind=SecurityKind(kind) if kind in set(SecurityKind) else None,
        person=asked.get("person", "")[:40],
        address=asked.get("address", "")[:64],
        first=day_in(asked.get("first", "")),
        last=day_in(asked.get("last", "")),
        before=whole_in(asked.get("before", "")),
    )
