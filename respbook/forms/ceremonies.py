"""签订仪式表单, and the list of who came and who took copies."""

from collections.abc import Iterable, Mapping

from respbook.actions.ceremonies import Mark
from respbook.forms.base import EditForm
from respbook.forms.fields import line, lines, on
from respbook.rules.typed import whole_in


class CeremonyForm(EditForm):
    """安排签订仪式."""

    held_on = on("日期")
    held_at = line("时间", 20)
    place = line("地点", 60)
    host = line("主持人", 30)
    demands = lines("有关要求", 400, must=False)


def marks_in(sent: Mapping[str, str], unit_ids: Iterable[int]) -> list[Mark]:
    """签到和领取 as the page sends them: ``came-7`` and ``taken-7`` are ticks, ``name-7`` and ``taker-7`` who it was."""
    found = []
    for unit_id in unit_ids:
        name = sent.get(f"name-{unit_id}", "").strip() or "（未写姓名）"
        taker = sent.get(f"taker-{unit_id}", "").strip() or name
        copies = whole_in(sent.get(f"copies-{unit_id}", "1"), 1) or 1
        came = name[:30] if f"came-{unit_id}" in sent else ""
        found.append(Mark(unit_id, came, taker[:30] if f"taken-{unit_id}" in sent else "", copies))
    return found
