"""提纲: how clauses move in their tree: a heading takes along what stands under it; body text moves alone.

Pure orders of places: the caller turns its rows by them. Level 0 is body text, 1–4 are headings.
"""

from collections.abc import Sequence

from respbook.rules.errors import RuleBroken

DEEPEST = 4
Order = tuple[int, ...]


def end_of(levels: Sequence[int], place: int) -> int:
    """下属范围: the place after the last clause under this one; body text has nothing under it."""
    level, end = levels[place], place + 1
    while level and end < len(levels) and not 0 < levels[end] <= level:
        end += 1
    return end


def moved(levels: Sequence[int], place: int, before: int) -> Order:
    """移动: the clause with all under it, put before another; within itself nothing happens."""
    end = end_of(levels, place)
    places = list(range(len(levels)))
    if place <= before <= end:
        return tuple(places)
    block, rest = places[place:end], places[:place] + places[end:]
    at = before if before < place else before - len(block)
    return (*rest[:at], *block, *rest[at:])


def moved_up(levels: Sequence[int], place: int) -> Order:
    """上移: over the heading of the same rank before it with all under that; out of its own heading when it is first."""
    return moved(levels, place, _before(levels, place))


def moved_down(levels: Sequence[int], place: int) -> Order:
    """下移: over the heading of the same rank after it; into the next higher one when it is last."""
    return moved(levels, place, _after(levels, place))


def _before(levels: Sequence[int], place: int) -> int:
    at = place - 1
    while levels[place] and at > 0 and not 0 < levels[at] <= levels[place]:
        at -= 1
    return max(at, 0)


def _after(levels: Sequence[int], place: int) -> int:
    at = end_of(levels, place)
    if at >= len(levels):
        return at
    if not levels[place] or levels[at] == levels[place]:
        return end_of(levels, at) if levels[place] else at + 1
    at += 1  # a higher heading: stand after its own opening words, as the first under it
    while at < len(levels) and not levels[at]:
        at += 1
    return at


def deeper(levels: Sequence[int], place: int) -> tuple[int, ...]:
    """降级: one rank down with all under it; below the fourth stands body text. Raises RuleBroken."""
    return _ranked(levels, place, 1)


def higher(levels: Sequence[int], place: int) -> tuple[int, ...]:
    """升级: one rank up with all under it; body text becomes a heading of the fourth."""
    return _ranked(levels, place, -1)


def _ranked(levels: Sequence[int], place: int, step: int) -> tuple[int, ...]:
    level, end = levels[place], end_of(levels, place)
    if not level:
        return (*levels[:place], DEEPEST if step < 0 else 0, *levels[place + 1 :])
    if level == DEEPEST and step > 0:
        return (*levels[:place], 0, *levels[place + 1 :])
    if level + step < 1:
        return tuple(levels)
    if max(levels[place:end]) + step > DEEPEST:
        raise RuleBroken("下面已有四级条款，不能再降；请先把下面的条款升一级。", "clauses")
    under = (each + step if each else 0 for each in levels[place:end])
    return (*levels[:place], *under, *levels[end:])
