"""往年文书登记表的比对: lines of earlier letters, told by 文号; what this system issued itself is only compared."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import literal, select

from respbook.models.archive import ArchivedPaper
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.papers.stored import title_in
from respbook.queries.rolls.base import StandingRoll
from respbook.queries.scope import archive_in_sight, letters_in_sight
from respbook.rules.cells import Value
from respbook.rules.columns import SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.heads import Heads
from respbook.rules.permissions import Permission
from respbook.rules.register import Line, entry_in, faults_of, plain_number, year_hint, year_of
from respbook.rules.sheet_check import Found, Record, Stand

_SAID = ("unit", "title", "issued_on", "issued_by", "copies", "year", "note")
_YEARLY = ("number", "issued_on", "year", "copies")
"""What is looked at again only when one of it changes: old lines may say what would be refused today."""
_CHUNK = 400


class RegisterRoll(StandingRoll):
    """往年文书登记表 of the viewer's town. A line is told by its 文号, or by its 系统登记号 where the sheet came from here."""

    kind = SheetKind.REGISTER
    permission = Permission.ARCHIVE_WRITE
    takes_retired = True
    unknown = "请核对名称；一时查不清的，删去单位名称，导入后再归位。"
    longest = {"title": 200, "issued_by": 30, "note": 200}

    def load(self) -> None:
        """Lines and issued letters: two statements."""
        self.numbered: dict[str, list[int]] = {}
        self.nameless: set[tuple[int, int]] = set()
        """Unit and year of the scans that have no 文号 yet."""
        for row in db.session.execute(_lines(self)):
            number = plain_number(row.number_text)
            self.stands["line", row.id] = Stand(_line_values(row, number), row)
            if number:
                self.numbered.setdefault(number, []).append(row.id)
            elif row.unit_id and row.year:
                self.nameless.add((row.unit_id, row.year))
        self.letters: dict[str, Any] = {
            plain_number(row.number_text): row for row in db.session.execute(_letters(self))
        }
        self.placed: dict[int, int] = {}
        """单位 of each line of the sheet, by its line number: names may repeat, ids do not."""

    def records(self, grid: Grid, heads: Heads) -> list[Record]:
        """The lines; the titles of our own letters among them are read from their papers, a statement for 400."""
        records = super().records(grid, heads)
        wanted = {number for record in records if (number := plain_number(record.cells["number"])) in self.letters}
        titles = self._titles([self.letters[number].id for number in wanted]) if "title" in heads.places else {}
        for number in wanted:
            row = self.letters[number]
            self.stands["letter", row.id] = Stand(_letter_values(row, titles.get(row.id, "")), row)
        return records

    def _titles(self, letter_ids: Sequence[int]) -> dict[int, str]:
        titles = {}
        for start in range(0, len(letter_ids), _CHUNK):
            asked = select(Letter.id, Letter.paper).where(Letter.id.in_(letter_ids[start : start + _CHUNK]))
            for row in db.session.execute(asked):
                titles[row.id] = title_in(row.paper)
        return titles

    def key(self, values: Mapping[str, Value]) -> Hashable:
        """系统登记号, else the issued letter or the line of the number, else the number of a new line."""
        if values.get("entry"):
            key = ("line", entry_in(str(values["entry"])))
            if key not in self.stands:
                raise RuleBroken(f"没有系统登记号“{values['entry']}”。它由系统编，请不要改；新登记的留空。", "entry")
            return key
        if not values.get("number"):
            return None
        number = plain_number(str(values["number"]))
        if number in self.letters:
            return "letter", self.letters[number].id
        found = self.numbered.get(number, [])
        if len(found) > 1:
            raise RuleBroken(
                f"有{len(found)}条都是“{number}”，分不清是哪一条；请用往年文书页导出的登记表来改，表中有系统登记号。",
                "number",
            )
        return ("line", found[0]) if found else ("new", number)

    def judge(self, found: Found) -> None:
        """One row."""
        values, stand = found.values, found.stand
        if values.get("number"):
            values["number"] = plain_number(str(values["number"]))
        self._judge_unit(found)
        if stand is not None and stand.row.issued:
            self.frozen(found, _SAID, "本系统签发的文书不能从表中改")
            return
        if stand is not None and values.get("number", stand.values["number"]) != stand.values["number"]:
            self._judge_number(found)
        if stand is None or any(name in values and values[name] != stand.values[name] for name in _YEARLY):
            self._judge_line(found)

    def _judge_unit(self, found: Found) -> None:
        name = found.values.get("unit")
        if name is None:
            return
        stand = found.stand
        if stand is not None and name in (stand.values["unit"], stand.row.short_name):
            found.values["unit"] = stand.values["unit"]
            return
        try:
            place = self.unit(str(name))
        except RuleBroken as refusal:
            found.wrong("unit", refusal.sentence)
            return
        self.placed[found.record.line] = place.id
        same = stand is not None and stand.row.unit_id == place.id
        found.values["unit"] = stand.values["unit"] if stand is not None and same else place.name

    def _judge_number(self, found: Found) -> None:
        """改文号: of a line that stands."""
        number = str(found.values["number"])
        if number in self.letters:
            found.wrong("number", f"“{number}”是本系统签发的责任书的文号；请核对。")
        elif number in self.numbered:
            found.wrong(
                "number", f"文号“{number}”已登记在另一条；请核对。要给那一条配上扫描件，请在往年文书页办理归位。"
            )

    def _judge_line(self, found: Found) -> None:
        told = self._line(found)
        for name, sentence in faults_of(told, self.on).items():
            found.wrong(name, sentence)
        if found.stand is not None or found.errors:
            found.hint = "" if found.errors else year_hint(told)
            return
        found.values["year"] = year_of(told)
        found.hint = year_hint(told) or self._hint(told)

    def _hint(self, told: Line) -> str:
        if told.unit_id is None:
            return "没有填单位，导入后列在“没有归位”里，可以再补认。"
        if (told.unit_id, year_of(told)) in self.nameless:
            return "这个单位这一年已收存过没有文号的扫描件；导入后可以在往年文书页把它归到这一条。"
        return ""

    def _line(self, found: Found) -> Line:
        values: dict[str, Any] = {**(found.stand.values if found.stand else {}), **found.values}
        return Line(
            str(values.get("number") or ""),
            self.placed.get(found.record.line) if values.get("unit") else None,
            values.get("year"),
            issued_on=values.get("issued_on"),
            copies=values.get("copies"),
        )

    def together(self, rows: Sequence[Found]) -> list[str]:
        """同一文号 once the sheet is in: a corrected number may meet that of another row."""
        seen: dict[Value, Found] = {}
        for found in rows:
            number = found.values.get("number")
            if not number or (found.stand is not None and "number" not in found.changes):
                continue
            first = seen.setdefault(number, found)
            if first is not found:
                found.wrong("number", f"与第{first.record.line}行文号相同；请核对，只保留一行。")
        return []


def _lines(roll: StandingRoll) -> Any:
    return (
        select(
            ArchivedPaper.id, ArchivedPaper.number_text, ArchivedPaper.unit_id, Unit.name, Unit.short_name,
            ArchivedPaper.year, ArchivedPaper.title, ArchivedPaper.issued_on, ArchivedPaper.issued_by,
            ArchivedPaper.copies, ArchivedPaper.note, literal(False).label("issued"),
        )
        .outerjoin(Unit, Unit.id == ArchivedPaper.unit_id)
        .where(ArchivedPaper.town_id == roll.viewer.unit_id, archive_in_sight(roll.viewer))
        .order_by(ArchivedPaper.id)
    )  # fmt: skip


def _letters(roll: StandingRoll) -> Any:
    """Of two towns in sight with one number, the viewer's own counts."""
    return (
        select(
            Letter.id, Letter.number_text, Letter.unit_id, Unit.name, Unit.short_name, Letter.issued_on,
            Letter.issued_by, Programme.copies, Programme.year, literal(True).label("issued"),
        )
        .join(Letter.unit)
        .join(Letter.programme)
        .where(letters_in_sight(roll.viewer), Letter.number.is_not(None))
        .order_by(Programme.unit_id == roll.viewer.unit_id, Letter.id)
    )  # fmt: skip


def _plain(text: str | None) -> str | None:
    """As the common check reads a text cell: blanks of any width and number are one."""
    return " ".join((text or "").split()) or None


def _line_values(row: Any, number: str) -> dict[str, Value]:
    return {
        "number": number or None,
        "unit": row.name,
        "year": row.year,
        "title": _plain(row.title),
        "issued_on": row.issued_on,
        "issued_by": _plain(row.issued_by),
        "copies": row.copies,
        "note": _plain(row.note),
    }


def _letter_values(row: Any, title: str) -> dict[str, Value]:
    return {
        "number": plain_number(row.number_text),
        "unit": row.name,
        "year": row.year,
        "title": _plain(title),
        "issued_on": row.issued_on,
        "issued_by": _plain(row.issued_by),
        "copies": row.copies,
        "note": None,
    }
