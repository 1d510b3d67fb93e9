"""备查材料的内页: cover, 卷内目录, and the records that have no paper of their own, composed from plain words (X20, D5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Column, Paper, Photo, PhotoRow, Photos, photo_rows
from respbook.papers.official import OfficialPaper, official_paper
from respbook.papers.parts import heading, line, paragraph, sections, table
from respbook.rules.year_file import CATALOGUE, HEADS, NUMBER, VOLUMES, Entry

Facts = Sequence[tuple[str, str]]
_FACTS = (Column("项目", 34), Column("内容", 122))
_VOLUMES = (
    Column("案卷号", 20, "centre"),
    Column("案卷题名", 88),
    Column("件数", 24, "centre"),
    Column("页数", 24, "centre"),
)
_WIDTHS = (11.0, 30.0, 26.0, 44.0, 19.0, 11.0, 15.0)


def cover(issuer: str, unit: str, year: int, facts: Facts, on: date) -> Paper:
    """封面."""
    body = (table(_FACTS, facts),)
    title = f"{unit}\n{year}年度环境保护目标责任制\n备查材料"
    return official_paper(OfficialPaper("备查材料", title, body, unit, issuer=issuer, on=on, seal="none"))


def catalogue(subject: str, entries: Sequence[Entry], note: str = "") -> Paper:
    """卷内目录: one table through all parts, in 五号."""
    columns = [
        Column(head, width, "centre" if place in (0, 4, 5) else "left")
        for place, (head, width) in enumerate(zip(HEADS, _WIDTHS, strict=True))
    ]
    rows = (each.cells(place) for place, each in enumerate(entries, 1))
    body: list[Block] = [line(subject), table(columns, rows, small=True)]
    if note:
        body.append(paragraph(note))
    return official_paper(OfficialPaper(CATALOGUE, CATALOGUE, tuple(body), subject))


def volume_list(subject: str, volumes: Sequence[tuple[str, int, int]]) -> Paper:
    """案卷目录: the volumes of a year, each (name, pieces, pages); a name begins with its number."""
    rows = ((name[:NUMBER], name[NUMBER:], str(pieces), str(pages)) for name, pieces, pages in volumes)
    body = (line(subject), table(_VOLUMES, rows, small=True))
    return official_paper(OfficialPaper(VOLUMES, VOLUMES, body, subject))


@dataclass(frozen=True)
class ReportLine:
    """报送的一行."""

    when: str
    words: str
    told: str
    state: str


@dataclass(frozen=True)
class TaskLines:
    """一项任务和它的报送; ``months``: what a daily patrol came to, a sentence each."""

    title: str
    facts: Facts
    lines: Sequence[ReportLine]
    months: Sequence[str] = ()


_REPORTS = (Column("报送期", 26), Column("报送内容", 76), Column("首报日期", 30), Column("审核", 24))


def report_record(unit: str, year: int, tasks: Sequence[TaskLines]) -> Paper:
    """任务和报送情况: each task with what was asked and what was said to its periods."""
    parts = [(task.title, list(_of_task(task))) for task in tasks]
    title = f"{unit}{year}年任务和报送情况"
    return official_paper(OfficialPaper("报送记录", title, tuple(sections(parts)), unit))


def _of_task(task: TaskLines) -> Iterator[Block]:
    yield table(_FACTS, task.facts, small=True)
    if task.months:
        yield paragraph(f"逐月报送：{'；'.join(task.months)}。")
    if task.lines:
        yield table(_REPORTS, ((each.when, each.words, each.told, each.state) for each in task.lines), small=True)
    elif not task.months:
        yield paragraph("没有报送记录。")


def photo_sheet(title: str, photos: Sequence[tuple[str, str]]) -> Paper:
    """佐证照片: two in a row with their words; sha256 of the original and what is said of it."""
    rows = photo_rows([Photo(sha256, words) for sha256, words in photos])
    return official_paper(OfficialPaper("佐证照片", title, (Photos(rows),)))


@dataclass(frozen=True)
class StepLine:
    """整改经过、办理经过的一行."""

    on: str
    deed: str
    by: str
    words: str


@dataclass(frozen=True)
class FindingRecord:
    """一件问题的记录: facts, steps, photos before and after."""

    number: str
    unit: str
    facts: Facts
    steps: Sequence[StepLine]
    before: Sequence[tuple[str, str]] = ()
    after: Sequence[tuple[str, str]] = ()


_STEPS = (Column("日期", 30), Column("办理", 28), Column("经手", 28), Column("内容", 70))


def finding_record(record: FindingRecord) -> Paper:
    """问题整改记录."""
    body: list[Block] = [line(f"编号：{record.number}"), table(_FACTS, record.facts, small=True)]
    body += _steps("整改经过", record.steps)
    rows = [*_row("整改前", record.before), *_row("整改后", record.after)]
    if rows:
        body.append(Photos(tuple(rows)))
    return official_paper(OfficialPaper("问题整改记录", "问题整改记录", tuple(body), record.unit))


def _row(caption: str, photos: Sequence[tuple[str, str]]) -> list[PhotoRow]:
    rows = photo_rows([Photo(sha256, words) for sha256, words in photos])
    return [PhotoRow(row.photos, caption if place == 0 else "") for place, row in enumerate(rows)]


def measure_record(unit: str, kind: str, facts: Facts, steps: Sequence[StepLine]) -> Paper:
    """问责事项办理记录."""
    body = (table(_FACTS, facts, small=True), *_steps("办理经过", steps))
    return official_paper(OfficialPaper("问责事项记录", f"{kind}办理记录", body, unit))


def _steps(head: str, steps: Sequence[StepLine]) -> list[Block]:
    if not steps:
        return []
    return [heading(head), table(_STEPS, ((each.on, each.deed, each.by, each.words) for each in steps), small=True)]
