"""上级报表: keep the county's blank, say what goes into its cells, take a changed blank without guessing (features X3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.county_forms import CountyForm, CountyFormCell
from respbook.queries.county_forms import names_taken
from respbook.queries.scope import NotInSight, county_form_in_sight, unit_in_sight
from respbook.rules.county_forms import CellFacts, FormSheet, check_cell, misfit, place_words
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.store import Store


@dataclass(frozen=True)
class Blank:
    """空白表 as it was sent, and as it was read."""

    file_name: str
    content: bytes
    sheets: Sequence[FormSheet]

    def sheet(self, title: str) -> FormSheet | None:
        """The worksheet of that name."""
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


@action(Permission.FORM_WRITE, undo=True)
def add(name: str, blank: Blank, store: Store, *, by: Viewer, now: datetime) -> CountyForm:
    """登记上级报表. Raises RuleBroken when the name stands already."""
    town = unit_in_sight(by, by.unit_id)
    if name in names_taken(town.id):
        raise RuleBroken(
            f"已有名为“{name}”的报表。上级换了新表的，请在那张报表里换新表；确是另一张的，请换个名称。", "name"
        )
    form = CountyForm(
        unit_id=town.id,
        name=name,
        file_name=blank.file_name,
        sha256=store.put(blank.content),
        made_by=by.name,
        made_at=now,
    )
    form.cells = []
    db.session.add(form)
    audit.note("form.add", form, name, after={"文件": blank.file_name, "文件摘要": form.sha256})
    return form


@action(Permission.FORM_WRITE, undo=True)
def renew(form_id: int, blank: Blank, version: int, store: Store, *, by: Viewer, now: datetime) -> CountyForm:
    """换新表: what still stands beside the same words stays; every other cell must be set again by hand."""
    form = county_form_in_sight(by, form_id)
    expect_version(form, version)
    before = {"文件": form.file_name, "文件摘要": form.sha256}
    form.file_name, form.sha256 = blank.file_name, store.put(blank.content)
    for cell in form.cells:
        cell.misfit = misfit(cell.facts, cell.label, blank.sheet(cell.sheet))[:700]
    _touch(form, by, now)
    after = {"文件": form.file_name, "文件摘要": form.sha256, "须重新指定": f"{form.misfits}格"}
    audit.note("form.renew", form, form.name, before=before, after=after)
    return form


@action(Permission.FORM_WRITE, undo=True)
def set_cell(form_id: int, facts: CellFacts, sheet: FormSheet, version: int, *, by: Viewer, now: datetime) -> None:
    """设定一格: what goes there. Raises RuleBroken where nothing can go there."""
    form = county_form_in_sight(by, form_id)
    expect_version(form, version)
    check_cell(facts, sheet)
    cell = _cell_at(form, facts.sheet, facts.row, facts.column)
    before = {"填什么": cell.facts.words} if cell else {}
    if cell is None:
        cell = CountyFormCell(sheet=facts.sheet, row=facts.row, column=facts.column)
        form.cells.append(cell)
    cell.source, cell.target, cell.unit_kind = facts.source, facts.target, facts.unit_kind
    cell.rows = facts.rows if facts.what.down else 1
    cell.totalled = facts.totalled and facts.what.down
    cell.label = sheet.label_of(facts.row, facts.column, down=facts.what.down)
    cell.misfit = ""
    _touch(form, by, now)
    words = f"{form.name}，{place_words(facts.row, facts.column)}"
    audit.note("form.set_cell", form, words, before=before, after={"填什么": facts.words})


@action(Permission.FORM_WRITE, undo=True)
def clear_cell(form_id: int, place: tuple[str, int, int], version: int, *, by: Viewer, now: datetime) -> None:
    """取消一格的设定: nothing goes there. Raises NotInSight when nothing did."""
    form = county_form_in_sight(by, form_id)
    expect_version(form, version)
    cell = _cell_at(form, *place)
    if cell is None:
        raise NotInSight
    form.cells.remove(cell)
    _touch(form, by, now)
    words = f"{form.name}，{place_words(cell.row, cell.column)}"
    audit.note("form.clear_cell", form, words, before={"填什么": cell.facts.words})


@action(Permission.FORM_WRITE, undo=True)
def remove(form_id: int, version: int, *, by: Viewer, now: datetime) -> str:
    """删除上级报表 with its settings; gives its name. The blank stays in the store."""
    form = county_form_in_sight(by, form_id)
    expect_version(form, version)
    audit.note("form.remove", form, form.name, before={"文件": form.file_name, "设定": f"{len(form.cells)}格"})
    db.session.delete(form)
    return form.name


def _cell_at(form: CountyForm, sheet: str, row: int, column: int) -> CountyFormCell | None:
    place = (sheet, row, column)
    return next((cell for cell in form.cells if (cell.sheet, cell.row, cell.column) == place), None)


def _touch(form: CountyForm, by: Viewer, now: datetime) -> None:
    """The form's version rises with each of its cells, so that two clerks do not overwrite each other."""
    form.made_by, form.made_at = by.name, now
    flag_modified(form, "made_at")
