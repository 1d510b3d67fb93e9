"""今天，考核: what of the scoring waits for this person."""

from collections.abc import Iterator
from datetime import date

from flask import url_for

from respbook.queries.matters_waiting import MattersWaiting
from respbook.queries.measure_lists import MeasuresToday
from respbook.rules.measures import kind_words
from respbook.web.todo import ToDo

_DECIDE = "去决定"
"""What nobody else can do stands first."""


def matters_todo(told: MattersWaiting, today: date) -> Iterator[ToDo]:
    """计分事项 and 一票否决: for the unit to answer, for the office to tell and to decide."""
    index = url_for("score_matters.index")
    if told.to_answer or told.vetoes_to_answer:
        late = told.answer_until is not None and told.answer_until < today
        more = "逾期不陈述的，可以直接确认"
        if told.vetoes_to_answer:
            href = url_for("vetoes.index")
            yield ToDo(
                f"{told.vetoes_to_answer}件拟一票否决待陈述",
                "决定以前没有效力，请按期陈述",
                "去陈述",
                href,
                told.answer_until,
                late,
                first=True,
            )
        if told.to_answer:
            yield ToDo(
                f"{told.to_answer}件拟扣分事项待陈述", more, "去陈述", index, told.answer_until, late, first=True
            )
    for number, words, more, label, href in (
        (
            told.vetoes_to_decide,
            "件一票否决待决定",
            "单位已陈述或逾期未陈述",
            _DECIDE,
            url_for("vetoes.index", state="answered"),
        ),
        (told.to_confirm, "件计分事项待确认", "单位已陈述，或陈述期满", "去确认", url_for("matter_deeds.confirming")),
        (told.to_grant, "件加分待确认", "由登记人以外的人确认", "去确认", f"{index}?waits=grant"),
        (told.to_watch, "件计分事项陈述期满待确认", "由考核组或镇领导确认", "去看", f"{index}?waits=confirm"),
        (told.to_tell, "件拟扣分事项还没有告知", "告知单位、听取陈述后才能确认", "去告知", f"{index}?waits=tell"),
        (
            told.silent,
            "件一票否决陈述期满",
            "单位没有陈述，请记明后报领导决定",
            "去办",
            url_for("vetoes.index", state="told"),
        ),
        (
            told.appeals_open,
            "件考核申诉待决定",
            "全部决定、公示期满，才能定稿",
            "去看",
            url_for("appeals.index"),
        ),
        (
            told.sheets_open,
            "份考核评分表还没有复核",
            "全部复核后才能拟定结果",
            "去看",
            url_for("score_sheets.index"),
        ),
    ):
        if number:
            yield ToDo(f"{number}{words}", more, label, href, turn=today, first=label == _DECIDE)


def measures_todo(told: MeasuresToday | None, today: date) -> Iterator[ToDo]:
    """问责: to decide and to check for the leader, to carry out for the office, what is overdue; what a unit owes by its day."""
    if told is None:
        return
    index = url_for("measures.index")
    for number, words, more, label, href in (
        (told.to_decide, "件问责待决定", "决定采取，或写明理由不采取", _DECIDE, f"{index}?state=proposed"),
        (told.to_check, "件约谈落实情况待核查", "核查通过才办结", "去核查", f"{index}?state=decided&kind=talk"),
        (told.to_carry, "件问责待办理", "已决定，待送达、约谈、印发或办结", "去办理", f"{index}?state=decided"),
    ):
        if number:
            yield ToDo(f"{number}{words}", more, label, href, turn=today, first=label == _DECIDE)
    for each in (*told.late, *told.own):
        row, standing = each.measure, each.standing
        href = url_for("talks.show", talk_id=row.talk.id) if row.talk else url_for("measures.show", measure_id=row.id)
        what = (
            f"{kind_words(row.kind)}：{standing.words}"
            if each in told.own
            else f"{row.unit_name}{kind_words(row.kind)}：{standing.words}"
        )
        yield ToDo(
            what, standing.late or row.facts[:40], "去办理", href, standing.due_on, bool(standing.late), turn=today
        )
