"""数归哪一项: which quantity each amount belongs to; an amount that could belong to two, or to none, is asked about."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from respbook.rules.chat_reports.claims import Said
from respbook.rules.chat_reports.clauses_said import Piece
from respbook.rules.chat_reports.figures import Amount, same_unit
from respbook.rules.chat_reports.topics import Spoken, Topics
from respbook.rules.chinese import figure

_UNDONE = re.compile("未|没|不(?![足到少低])|待|需|请|申|欠|剩|要|缺|差|满|安排|计划|准备|打算|应")


@dataclass(frozen=True)
class Verdict:
    """判读: one item with its state or amount, the stretch it was read from, and why this item."""

    item_id: int
    trouble: bool | None
    amount: Decimal | None
    start: int
    end: int
    why: str


@dataclass
class Sorted:
    """归类结果: ``of`` amounts by item with the reason; ``doubts`` sentences with the items they are about; ``misfits`` with
    the items whose unit they have not, and whether they can be about nothing else."""

    of: dict[int, list[tuple[Amount, bool, str]]] = field(default_factory=dict)
    doubts: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    misfits: list[tuple[Amount, tuple[int, ...], bool]] = field(default_factory=list)


def sorted_amounts(text: str, parts: list[Piece], topics: Topics, heading: Spoken) -> Sorted:
    """逐数归类."""
    made = Sorted()
    for piece in parts:
        for amount in piece.amounts:
            _place(text, piece, amount, topics, heading, made)
    return made


def _place(text: str, piece: Piece, amount: Amount, topics: Topics, heading: Spoken, made: Sorted) -> None:
    named = piece.spoken.of(topics.quantity_ids)
    words = text[amount.start : amount.end]
    undone = _UNDONE.search(text, piece.start, piece.end)
    if undone and (named or _with_unit(topics.quantities, amount, topics)):
        made.doubts.append(
            (f"“{words}”前后写了“{undone[0]}”，看不出是不是已经办了的数，请核对。", tuple(sorted(named)))
        )
    elif named:
        _named(amount, words, piece, named, topics, made)
    elif amount.part:
        return
    elif _aside(piece, topics):
        fits = _with_unit(topics.quantities, amount, topics)
        if fits and piece.claim.said not in (Said.TROUBLE, Said.NORMAL):
            made.doubts.append((f"“{words}”前后还有别的内容，看不出报的是不是{_titles(fits, topics)}。", fits))
    else:
        _unnamed(text, amount, piece, topics, heading, made)


def _aside(piece: Piece, topics: Topics) -> bool:
    return not piece.plain or bool(piece.spoken.foreign or piece.spoken.of(topics.check_ids))


def _named(amount: Amount, words: str, piece: Piece, named: frozenset[int], topics: Topics, made: Sorted) -> None:
    ids = tuple(sorted(named))
    exact = _with_unit(ids, amount, topics)
    fits = exact or (ids if not amount.unit_word else ())
    if not fits:
        made.misfits.append((amount, ids, True))
    elif len(fits) > 1 or piece.spoken.foreign:
        which = "中的哪一项" if len(fits) > 1 else "的数"
        made.doubts.append((f"“{words}”前后还有别的事项，看不出是不是{_titles(fits, topics)}{which}。", fits))
    else:
        _keep(made, fits[0], amount, piece, f"文中写明“{topics.items[fits[0]].title}”")


def _unnamed(text: str, amount: Amount, piece: Piece, topics: Topics, heading: Spoken, made: Sorted) -> None:
    words = text[amount.start : amount.end]
    headed = tuple(sorted(heading.of(topics.quantity_ids)))
    wanted = headed if len(headed) == 1 else topics.quantities
    fits = _with_unit(wanted, amount, topics) if amount.unit_word else wanted
    if len(fits) == 1:
        why = (
            "按接龙标题归类"
            if headed
            else "当日只有这一项报数"
            if len(wanted) == 1
            else f"单位“{amount.unit_word}”只有这一项使用"
        )
        _keep(made, fits[0], amount, piece, why)
    elif fits:
        made.doubts.append((f"“{words}”没有说明是哪一项，当日报数的有{_titles(fits, topics)}。", fits))
    elif wanted:
        made.misfits.append((amount, wanted, text[piece.start : piece.end].strip() == words))


def _keep(made: Sorted, ident: int, amount: Amount, piece: Piece, why: str) -> None:
    made.of.setdefault(ident, []).append((amount, piece.cumulative, why))


def _with_unit(ids: tuple[int, ...], amount: Amount, topics: Topics) -> tuple[int, ...]:
    if not amount.unit_word:
        return ()
    return tuple(ident for ident in ids if same_unit(topics.items[ident].unit_word.lower()) == amount.unit_word)


def _titles(ids: tuple[int, ...], topics: Topics) -> str:
    return "、".join(f"“{topics.items[ident].title}”" for ident in ids)


def settled_amount(
    text: str, ident: int, found: list[tuple[Amount, bool, str]], topics: Topics
) -> tuple[Verdict | None, str]:
    """定数 of one item: (the verdict, a question or ""); a verdict beside a question is only proposed."""
    item = topics.items[ident]
    asked_for = [each for each in found if each[1] == item.cumulative] or found
    whole = [each for each in asked_for if not each[0].part] or asked_for
    totals = [each for each in whole if each[0].total]
    chosen = totals if len(totals) == 1 else whole
    if len(chosen) > 1:
        said = "、".join(f"“{text[each.start : each.end]}”" for each, _, _ in chosen)
        return None, f"“{item.title}”有几个数：{said}，请选定或合计。"
    amount, cumulative, why = chosen[0]
    verdict = None
    if amount.value is not None:
        verdict = Verdict(ident, None, amount.value, amount.start, amount.end, why)
    return verdict, _doubt_of(
        text, amount, cumulative, item.cumulative, whole
    ) if verdict else f"“{text[amount.start : amount.end]}”不是确数，请核定数值。"


def _doubt_of(text: str, amount: Amount, cumulative: bool, wanted: bool, whole: list[tuple[Amount, bool, str]]) -> str:
    words = text[amount.start : amount.end]
    if amount.rough:
        return f"“{words}”是约数，请核定数值。"
    if cumulative and not wanted:
        return f"“{words}”像是累计数或别的时段的数，这一项报的是当期数，请核对。"
    if wanted and not cumulative:
        return f"“{words}”没有写明是否累计，这一项报的是累计数，请核对。"
    others = [each.value or Decimal(0) for each, _, _ in whole if each is not amount]
    if others and sum(others) != amount.value:
        return f"分项合计{figure(sum(others, Decimal(0)))}，与合计“{words}”不符，请核对。"
    return ""
