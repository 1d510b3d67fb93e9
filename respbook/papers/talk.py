"""约谈文书: 约谈通知书, 情况说明, 约谈纪要, 整改落实情况报告 and 核查意见, pre-filled from what is known (features Y2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import (
    Block,
    Column,
    Paper,
    Photo,
    Photos,
    SignatureBlock,
    SignatureSide,
    SignatureSlot,
    SignLines,
    photo_rows,
)
from respbook.papers.official import Annex, OfficialPaper, official_paper
from respbook.papers.parts import heading, line, paragraph, sections, stopped, table
from respbook.rules.chinese import day, day_with_weekday
from respbook.rules.talks import Held, Summons, numbered

_BLANK = 3
"""Empty lines below each head of a form that is filled in by hand."""


def basis_words(clause: str) -> str:
    """依据的写法: 《办法》“整改不力的，予以约谈”的规定, where the clause is written as 《办法》：整改不力的，予以约谈。"""
    paper, colon, rule = clause.strip().rstrip("。；").partition("：")
    return f"{paper}“{rule}”的规定" if colon and paper.endswith("》") else paper + colon + rule


@dataclass(frozen=True)
class About:
    """约谈的当事: who issues it, which unit, by which clause; the number of its notice where it has one."""

    issuer: str
    unit: str
    clause: str
    number: str = ""


def compose_summons(about: About, facts: Summons, on: date) -> Paper:
    """约谈通知书; without a number it is a draft and says so on every page."""
    when = f"{day_with_weekday(facts.meet_on)}{facts.meet_at}"
    asked = f"请于{day(facts.explain_until)}前将书面情况说明报镇里：问题的经过、原因、已采取的措施和下一步打算。"
    parts: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("约谈事由", (paragraph(stopped(facts.cause)),)),
        ("指出的问题", tuple(_lines(facts.problems))),
        (
            "约谈安排",
            tuple(
                paragraph(f"{name}：{words}")
                for name, words in (
                    ("时间", when),
                    ("地点", facts.place),
                    ("约谈人", facts.host),
                    ("约谈对象", facts.persons),
                )
            ),
        ),
        ("有关要求", (paragraph(f"1．{asked}"), paragraph("2．约谈对象应按时到场，不得委托他人。"))),
    )
    opening = f"根据{basis_words(about.clause)}，经研究，决定对你单位进行约谈。现将有关事项通知如下："
    return official_paper(
        OfficialPaper(
            "约谈通知书",
            f"{about.issuer}\n约谈通知书",
            (paragraph(opening), *sections(parts)),
            subject=about.unit,
            number=about.number,
            addressees=about.unit,
            issuer=about.issuer,
            on=on,
            seal="place",
            after=tuple(_receipt(about)),
            draft=not about.number,
        )
    )


def _receipt(about: About) -> Iterator[Block]:
    number = f"（{about.number}）" if about.number else ""
    yield heading("回执")
    yield paragraph(f"约谈通知书{number}已收到，将按通知要求报送情况说明、按时到场。")
    slots = (SignatureSlot("签收人", ""), SignatureSlot("联系电话", ""))
    yield SignatureBlock((SignatureSide("签收单位", about.unit, slots),), "")


def _lines(words: str) -> Iterator[Block]:
    lines = numbered(words)
    for number, each in enumerate(lines, 1):
        yield paragraph(f"{number}．{stopped(each)}" if len(lines) > 1 else stopped(each))


def _blank() -> Iterator[Block]:
    for _ in range(_BLANK):
        yield line("　")


def compose_explanation(about: About, words: str, on: date | None, photos: Sequence[str] = ()) -> Paper:
    """情况说明: what the unit wrote, or the form to be filled in by hand."""
    body: list[Block] = [
        paragraph(
            f"{about.issuer}《约谈通知书》{f'（{about.number}）' if about.number else ''}收悉。现将有关情况说明如下："
        )
    ]
    if words:
        body += _lines_as_written(words)
    else:
        heads = ("问题的经过", "产生的原因", "已采取的措施", "下一步打算")
        body += sections((head, tuple(_blank())) for head in heads)
    return _from_unit("情况说明", "关于约谈事项的情况说明", about, tuple(body), on, photos)


def _lines_as_written(words: str) -> list[Block]:
    return [paragraph(each) for each in numbered(words)]


def _from_unit(
    kind: str, title: str, about: About, body: tuple[Block, ...], on: date | None, photos: Sequence[str]
) -> Paper:
    signed = (SignLines(("单位负责人", "填报人"), columns=2),) if on is None else ()
    shown = photo_rows([Photo(sha256, f"图{number}") for number, sha256 in enumerate(photos, 1)])
    return official_paper(
        OfficialPaper(
            kind,
            title,
            body,
            subject=about.unit,
            addressees=about.issuer,
            issuer=about.unit,
            on=on,
            seal="room" if on else "none",
            after=signed,
            annexes=(Annex("佐证照片", (Photos(shown),)),) if shown else (),
        )
    )


def compose_talk_minutes(about: About, facts: Summons, held: Held, explained: str, until: date, on: date) -> Paper:
    """约谈纪要: cause, persons, problems, statement, demands with their day, promise, and when the report is due."""
    told = (
        ("时间", f"{day_with_weekday(held.held_on)}{facts.meet_at}"),
        ("地点", facts.place),
        ("约谈人", facts.host),
        ("约谈对象", facts.persons),
        ("到场人员", held.present),
    )
    demands = (*_lines(held.demands), paragraph(f"以上要求于{day(held.demands_until)}前落实到位。"))
    report = f"{about.unit}应于{day(until)}前书面报告整改落实情况，由镇里核查；核查通过，约谈事项方可办结。"
    parts: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("约谈事由", (paragraph(stopped(facts.cause)),)),
        ("指出的问题", tuple(_lines(facts.problems))),
        ("情况说明", tuple(_lines_as_written(explained))),
        ("整改要求", demands),
        ("表态", tuple(_lines_as_written(held.promise))),
        ("落实报告", (paragraph(report),)),
    )
    return official_paper(
        OfficialPaper(
            "约谈纪要",
            f"{about.issuer}\n约谈纪要",
            (*(paragraph(f"{name}：{stopped(words)}") for name, words in told), *sections(parts)),
            subject=about.unit,
            issuer=about.issuer,
            on=on,
            seal="room",
            after=(SignLines(("约谈人", "被约谈人", "记录人"), columns=2),),
        )
    )


def compose_talk_report(about: About, held: Held, words: str, on: date | None, photos: Sequence[str] = ()) -> Paper:
    """整改落实情况报告: demand by demand as a form to be filled in, or as the unit told it."""
    opening = f"根据{day(held.held_on)}约谈提出的整改要求，现将整改落实情况报告如下："
    columns = (Column("序", 12, "centre"), Column("整改要求", 60), Column("落实情况", 84))
    rows = [(str(number), each, "" if words else "\u3000") for number, each in enumerate(numbered(held.demands), 1)]
    demands = table(columns, rows) if not words else None
    body: list[Block] = [paragraph(opening)]
    body += [demands, *_blank()] if demands is not None else _lines_as_written(words)
    return _from_unit("整改落实情况报告", "关于约谈事项整改落实情况的报告", about, tuple(body), on, photos)


def compose_check(about: About, held: Held, reported: str, verdict: str, passed: bool, on: date) -> Paper:
    """核查意见 on a report: what was told, what the check found, whether the matter is finished."""
    outcome = "落实到位，同意办结" if passed else "尚未落实到位，退回继续整改"
    parts: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("整改要求", tuple(_lines(held.demands))),
        ("报告的落实情况", tuple(_lines_as_written(reported))),
        ("核查情况", tuple(_lines_as_written(verdict))),
        ("核查结论", (paragraph(f"{outcome}。"),)),
    )
    opening = f"{about.unit}于{day(held.held_on)}被约谈，已报来整改落实情况。经核查，提出如下意见："
    return official_paper(
        OfficialPaper(
            "核查意见",
            "约谈整改落实情况核查意见",
            (paragraph(opening), *sections(parts)),
            subject=about.unit,
            issuer=about.issuer,
            on=on,
            seal="room",
            after=(SignLines(("核查人",), columns=2),),
        )
    )
