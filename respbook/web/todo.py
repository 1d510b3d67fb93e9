"""待办: the lines of 今天, and those of rooms that have several kinds of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for

from respbook.queries.measure_lists import MeasuresToday
from respbook.rules.measures import kind_words


@dataclass(frozen=True)
class ToDo:
    """待办: what, more about it, until when, and the deed's button; what came back or is unread stands ``first``."""

    what: str
    more: str
    label: str
    href: str
    due: date | None = None
    late: bool = False
    first: bool = False
    turn: date | None = None
    """Its place among the others where it has no day of its own."""


def measures_todo(told: MeasuresToday | None, today: date) -> Iterator[ToDo]:
    """问责: to decide and to check for the leader, to carry out for the office, what is overdue; what a unit owes by its day."""
    if told is None:
        return
    index = url_for("measures.index")
    for number, words, more, label, href in (
        (told.to_decide, "件问责待决定", "决定采取，或写明理由不采取", "去决定", f"{index}?state=proposed"),
        (told.to_check, "件约谈落实情况待核查", "核查通过才办结", "去核查", f"{index}?state=decided&kind=talk"),
        (told.to_carry, "件问责待办理", "已决定，待送达、约谈、印发或办结", "去办理", f"{index}?state=decided"),
    ):
        if number:
            yield ToDo(f"{number}{words}", more, label, href, turn=today)
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
