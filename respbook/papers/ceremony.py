"""签订仪式的文书: the notice that calls the meeting, the same as a text for the group, the list to sign in on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Column, Paper, Table
from respbook.papers.official import Annex, OfficialPaper, official_paper
from respbook.papers.parts import Words, cell, line, paragraph, sections, table
from respbook.rules.chinese import day, day_with_weekday
from respbook.rules.units import UnitKind

MOST_NAMED = 6
"""Units up to which the notice is addressed to each by name."""
_ALL_OF = {
    UnitKind.VILLAGE: "各村",
    UnitKind.COMMUNITY: "各社区",
    UnitKind.AFFILIATED: "镇属各单位",
    UnitKind.GROUP: "各社（组）",
}


Seat = tuple[str, str]
"""签字的一席: post and the name that is printed there, empty where nobody's is."""


def people(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """到会的人: each person of a unit once with all his posts, however many seats are his; a nameless seat is one."""
    posts: dict[str, dict[str, None]] = {}
    for post, name in seats:
        posts.setdefault(name or f"\0{post}", {})[post] = None
    return tuple(("、".join(held), name if name[0] != "\0" else "") for name, held in posts.items())


@dataclass(frozen=True)
class Guest:
    """参加单位: its name, kind, and who signs there."""

    name: str
    kind: UnitKind
    seats: tuple[Seat, ...]

    @property
    def people(self) -> tuple[Seat, ...]:
        """到会的人."""
        return people(self.seats)


@dataclass(frozen=True)
class Meeting:
    """签订仪式: what the notice tells."""

    name: str
    issuer: str
    held_on: date
    held_at: str
    place: str
    host: str
    demands: tuple[str, ...]
    notice_on: date
    guests: tuple[Guest, ...]

    @property
    def when(self) -> str:
        """时间 in words."""
        return f"{day_with_weekday(self.held_on)}{self.held_at}"


def addressed(guests: Sequence[Guest]) -> str:
    """主送: the few by name, the many by their kind."""
    if len(guests) <= MOST_NAMED:
        return "、".join(guest.name for guest in guests)
    return "、".join(words for kind, words in _ALL_OF.items() if any(guest.kind is kind for guest in guests))


def notice(meeting: Meeting) -> Paper:
    """会议通知, with the units that are called as its annex."""
    points = [
        ("时间", f"{meeting.when}。请提前10分钟到会签到。"),
        ("地点", f"{meeting.place}。"),
        ("主持人", f"{meeting.host}。"),
        (
            "参加人员",
            "各签订单位的签字人（名单附后）。本人确实不能到会的，请事先办理书面代签授权，由代签人携带授权书到会。",
        ),
    ]
    many = len(meeting.demands) > 1
    demands = [f"{number}．{words}" if many else words for number, words in enumerate(meeting.demands, 1)]
    parts = [(head, [paragraph(words)]) for head, words in points] + [("有关要求", [*map(paragraph, demands)])]
    called = f"为明确责任，抓好落实，经研究，定于{meeting.when}举行{meeting.name}签订仪式。现将有关事项通知如下："
    return official_paper(
        OfficialPaper(
            "会议通知",
            f"关于举行{meeting.name}\n签订仪式的通知",
            (paragraph(called), *sections(parts), paragraph("特此通知。")),
            meeting.name,
            addressees=addressed(meeting.guests),
            issuer=meeting.issuer,
            on=meeting.notice_on,
            annexes=(Annex("参加单位名单", (_guest_table(meeting.guests),)),),
        )
    )


def _guest_table(guests: Sequence[Guest]) -> Table:
    columns = (Column("序号", 14, "centre"), Column("单位", 72), Column("职务", 38), Column("签字人", 32, "centre"))
    rows = (
        (
            str(n),
            guest.name,
            "、".join(dict.fromkeys(post for post, _ in guest.seats)),
            "、".join(name for _, name in guest.people if name),
        )
        for n, guest in enumerate(guests, 1)
    )
    return table(columns, rows)


def sign_in_sheet(meeting: Meeting, copies: int) -> Paper:
    """签到表: a row for each person with room to write; the unit, and how many copies it takes away, once."""
    columns = (
        Column("序号", 12, "centre"),
        Column("单位", 44),
        Column("职务", 26),
        Column("姓名", 22, "centre"),
        Column("签到", 30),
        Column("领取份数", 22, "centre"),
    )
    rows: list[tuple[Words, ...]] = []
    for guest in meeting.guests:
        there = guest.people
        for place, (posts, name) in enumerate(there):
            unit, taken = (
                (cell(words, len(there)) for words in (guest.name, f"{copies}份　")) if place == 0 else (None, None)
            )
            rows.append((str(len(rows) + 1), unit, posts, name, "", taken))
    body = (line(f"时间：{meeting.when}"), line(f"地点：{meeting.place}"), table(columns, rows))
    return official_paper(OfficialPaper("签到表", f"{meeting.name}\n签订仪式签到表", body, meeting.name))


def group_text(meeting: Meeting) -> str:
    """群通知: the same for the group, without the list."""
    lines = [
        f"【会议通知】{addressed(meeting.guests)}：",
        f"定于{meeting.when}在{meeting.place}举行{meeting.name}签订仪式，由{meeting.host}主持。",
        "请签字人本人到会，提前10分钟签到；本人不能到会的，请先办好书面代签授权。",
        *meeting.demands,
        f"{meeting.issuer}　{day(meeting.notice_on)}",
    ]
    return "\n".join(lines)
