"""村级一张纸: what one unit has to do and by when, for the wall and for whoever has no phone (features X16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Column, Invite, Paper, Table
from respbook.papers.parts import heading, line, table, title
from respbook.rules.chinese import day


@dataclass(frozen=True)
class Duty:
    """一项任务: its figure, how often, and the next day it is due; None for what is done every day, or is over."""

    title: str
    demand: str
    often: str
    daily: bool
    next_due: date | None


@dataclass(frozen=True)
class Rate:
    """本月报送: how often it was asked so far, said in time, said late."""

    month: str
    asked: int
    on_time: int
    late: int

    @property
    def words(self) -> str:
        """一句话."""
        if not self.asked:
            return f"{self.month}还没有到期应报的任务。"
        missing = self.asked - self.on_time - self.late
        return f"{self.month}应报{self.asked}次，按时报{self.on_time}次，补报{self.late}次，未报{missing}次。"


@dataclass(frozen=True)
class WallSheet:
    """一个单位的一张纸. ``contact`` is the office's line for questions; ``url`` where a phone reports."""

    unit: str
    year: int
    on: date
    people: tuple[str, ...]
    duties: tuple[Duty, ...]
    rate: Rate
    contact: str
    url: str


def wall_sheet(facts: WallSheet) -> Paper:
    """排成一张纸: daily duties in one sentence, the others as a table by their next day."""
    daily = [duty.title for duty in facts.duties if duty.daily]
    dated = sorted((duty for duty in facts.duties if duty.next_due is not None), key=_by_day)
    blocks: list[Block] = [title(facts.unit, f"{facts.year}年环境保护任务公示")]
    if facts.people:
        blocks.append(line(f"责任人：{'、'.join(facts.people)}"))
    blocks.append(line(facts.rate.words))
    if daily:
        blocks += [
            heading("一、天天要做"),
            line(f"{'、'.join(daily)}。每天巡查，当天报送，没有情况也报一声。"),
        ]
    if dated:
        blocks += [heading(f"{'二' if daily else '一'}、按期要做"), _table(dated)]
    blocks.append(line(f"报送和咨询：{facts.contact}。{day(facts.on)}印发。"))
    invite = Invite(facts.url, ("扫码报送", "用微信“扫一扫”打开，点一下即可"))
    return Paper("村级一张纸", facts.unit, "", tuple(blocks), loose=True, invite=invite)


def _by_day(duty: Duty) -> tuple[date, str]:
    return duty.next_due or date.max, duty.title


def _table(duties: Sequence[Duty]) -> Table:
    columns = (
        Column("任务", 54),
        Column("要求", 50),
        Column("多久一次", 26, "centre"),
        Column("下次时限", 26, "centre"),
    )
    rows = (
        (
            duty.title,
            duty.demand,
            duty.often,
            f"{duty.next_due.month}月{duty.next_due.day}日" if duty.next_due else "",
        )
        for duty in duties
    )
    return table(columns, rows)
