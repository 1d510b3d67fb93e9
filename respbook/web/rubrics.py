"""细则页面: what its pages share: sums, links, flaws with their places, and the sheet that is read in."""

from dataclasses import dataclass
from typing import Any

from respbook.queries import rubrics as queries
from respbook.readers.rubric import rubric_in
from respbook.readers.workbook import LARGEST_FILE
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.checking import flaws
from respbook.rules.scoring.columns import Around
from respbook.rules.scoring.columns import write as written
from respbook.rules.scoring.editing import sums
from respbook.rules.scoring.flaws import Flaw
from respbook.rules.scoring.grading import bounds_words
from respbook.rules.scoring.kinds import CHECK_LABELS, FACT_SOURCE_LABELS, NA_LABELS
from respbook.rules.scoring.row_columns import ROW_COLUMNS
from respbook.rules.scoring.rubric import Row, Rubric
from respbook.rules.scoring.sentences import rule_words
from respbook.rules.scoring.setting_columns import SETTINGS, texts_of


@dataclass(frozen=True)
class Table:
    """一张小表, to be read."""

    name: str
    title: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def tables_of(value: Rubric) -> list[Table]:
    """各处设定 in words; keys are for the office's hands only."""
    around = Around(value)
    made = []
    for setting in SETTINGS.values():
        if setting.name == "bands":
            made.append(_bands(value))
            continue
        held = getattr(value, setting.name)
        items = (held,) if setting.single else held
        columns = [column for column in setting.columns if column.name != "key"]
        lines = [texts_of(setting, item, around) for item in items]
        used = [column for column in columns if any(line[column.name] for line in lines)]
        made.append(
            Table(
                setting.name,
                setting.title,
                tuple(column.title for column in used),
                tuple(tuple(line[column.name] or "—" for column in used) for line in lines),
            )
        )
    return made


def _bands(value: Rubric) -> Table:
    """等次 with their bounds as people say them."""
    limits = [f"组内前{band.rank_within}名" if band.rank_within is not None else "" for band in value.bands]
    heads = ("等次", "分数", "名次") if any(limits) else ("等次", "分数")
    lines = [(band.label, bounds_words(band), limit or "—") for band, limit in zip(value.bands, limits, strict=True)]
    return Table("bands", SETTINGS["bands"].title, heads, tuple(line[: len(heads)] for line in lines))


def told(viewer: Viewer, programme_id: int, value: Rubric, *, checked: bool) -> dict[str, Any]:
    """What every page of a rubric shows."""
    clauses = {str(clause.id): clause for clause in queries.clauses_of(viewer, programme_id)}
    return {
        "headings": _headings(value),
        "sums": sums(value),
        "clauses": clauses,
        "targets": queries.targets_of(viewer, programme_id),
        "tables": tables_of(value),
        "rule_words": rule_words,
        "variant_words": lambda row: variant_words(value, row),
        "checks": CHECK_LABELS,
        "sources": FACT_SOURCE_LABELS,
        "na_words": NA_LABELS,
        "parts": {part.key: part.label for part in value.parts},
        "flaws": [(flaw, flaw_place(value, flaw)) for flaw in flaws(value)] if checked else [],
        "checked": checked,
    }


_PLACES = {
    "full": "total",
    "weights": "parts",
    "part-empty": "parts",
    "part-sum": "parts",
    "part": "parts",
    "group-class": "groups",
    "class-kind": "classes",
    "quota": "quotas",
    "tie": "ties",
    "veto": "vetoes",
    "ladder": "ladder",
    "bonus-cap": "total",
    "total-ceiling": "total",
    "no-bands": "bands",
}
"""Where a flaw of the rubric as a whole is mended, by its code."""


def flaw_place(value: Rubric, flaw: Flaw) -> tuple[str, str]:
    """去改的地方: (row's key, rule's key), or ("", name of the setting); both empty: the rows as a whole."""
    if flaw.row:
        return flaw.row, flaw.rule if any(rule.key == flaw.rule for rule in value.row(flaw.row).rules) else ""
    return "", "bands" if flaw.code.startswith("band") else _PLACES.get(flaw.code, "")


def _headings(value: Rubric) -> list[tuple[str, list[Row]]]:
    """指标 under their headings, in order."""
    made: list[tuple[str, list[Row]]] = []
    for row in value.rows:
        if not made or made[-1][0] != row.heading:
            made.append((row.heading, []))
        made[-1][1].append(row)
    return made


_VARIANTS = next(column for column in ROW_COLUMNS if column.name == "variants")


def variant_words(value: Rubric, row: Row) -> str:
    """分类变体 in one line."""
    return "；".join(written(_VARIANTS, row.variants, Around(value)).splitlines())


def sheet_in(field: Any) -> Rubric:
    """表格或JSON文件 read in. Raises RuleBroken on the field, with a sentence for each place."""
    if not field.data:
        raise RuleBroken("请选择文件。", field.name)
    content = field.data.stream.read(LARGEST_FILE + 1)
    try:
        return rubric_in(content, field.data.filename or "")
    except RuleBroken as refusal:
        raise RuleBroken(refusal.sentence, field.name, refusal.sentences) from refusal
