"""文件取值 json values: JSON of our form read into values by the types of their fields; each fault is told with its place.

Numbers may stand as text ("0.5", as we write them) or as JSON numbers; what is no plain number is refused, never guessed.
"""

import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from respbook.rules.scoring.json_names import field_label, item_words
from respbook.rules.scoring.rule_kinds import Parameters
from respbook.rules.typed import PLACES, NotADay, read_day, read_number, whole_in

LARGEST_POINTS = 99_999
LONGEST_TEXT = 5000
FIGURES = {"target", "targets", "actual", "bound", "step", "count"}
"""Fields that hold a figure of the field (户, 吨), not points."""
ABOVE_ZERO = {"step"}
NOT_BELOW_ZERO = {"count"}
EXPLICIT = {"Band": {"low": "low_inclusive", "high": "high_inclusive"}}
"""A bound that is written needs its word 含 or 不含 beside it: nobody may guess it."""
WORKED_OUT = frozenset({"Given", "UnitResult", "PartResult", "PeriodResult", "RowResult", "Step", "RuleFacts"})
"""Values whose figures may be reckoned (10÷3, per cent): they are read with all their places."""
_REPEATING = re.compile(r"-?[0-9]{1,9}\.[0-9]{4,100}")
CODES: dict[str, type] = {one.CODE: one for one in get_args(Parameters)}
PARAMETERS = set(get_args(Parameters))
MOST_FAULTS = 100


class Literal(str):
    """数字原文: a number as it stands in the JSON, not yet believed."""

    __slots__ = ()


class Pairs(dict[str, Any]):
    """一组名称和值: an object, with the keys that stood in it twice."""

    twice: tuple[str, ...] = ()


class Fault(Exception):
    """文件中的一处错误 has been noted; the value at hand is given up."""


def parsed(text: str) -> Any:
    """读入JSON without belief: numbers as they stand, doubled keys remembered. Raises ValueError, RecursionError."""
    return json.loads(text, parse_float=Literal, parse_int=Literal, parse_constant=Literal, object_pairs_hook=_pairs)


def _pairs(given: list[tuple[str, Any]]) -> Pairs:
    made, twice = Pairs(given), []
    if len(made) < len(given):
        seen: set[str] = set()
        for key, _ in given:
            if key in seen:
                twice.append(key)
            seen.add(key)
        made.twice = tuple(dict.fromkeys(twice))
    return made


@cache
def hints_of(of: type) -> dict[str, Any]:
    """栏目的类型, in the order of the fields."""
    known = get_type_hints(of)
    return {one.name: known[one.name] for one in fields(of)}


@cache
def needed(of: type) -> frozenset[str]:
    """必填的栏目."""
    return frozenset(one.name for one in fields(of) if one.default is MISSING and one.default_factory is MISSING)


class Reader:
    """读取: goes down through the values and gathers the faults."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def refuse(self, place: str, sentence: str) -> Any:
        """One fault; the caller gives the value up."""
        self.faults.append(f"{place}：{sentence}" if place else sentence)
        raise Fault

    def whole(self, of: type, plain: Any, place: str) -> Any:
        """One dataclass from an object."""
        if not isinstance(plain, dict):
            self.refuse(place, "应是一组“名称: 值”（写在花括号里）")
        owner, hints = of.__name__, hints_of(of)
        before = len(self.faults)
        self._keys(plain, owner, hints, place)
        found = {}
        for name, hint in hints.items():
            if name not in plain:
                if name in needed(of):
                    self._noted(place, f"缺少{field_label(owner, name)}（{name}）")
                continue
            try:
                found[name] = self.value(hint, plain[name], place, owner, name)
            except Fault:
                continue
        if len(self.faults) > before:
            raise Fault
        return of(**found)

    def _keys(self, plain: dict[str, Any], owner: str, known: Mapping[str, Any], place: str) -> None:
        for key in getattr(plain, "twice", ()):
            self._noted(place, f"“{key}”写了两次")
        for key in plain:
            if key not in known:
                near = get_close_matches(key, known, 1)
                self._noted(place, f"不认识“{key}”这一项" + (f"，是不是“{near[0]}”" if near else ""))

        for bound, word in EXPLICIT.get(owner, {}).items():
            if plain.get(bound) is not None and word not in plain:
                self._noted(place, f"{field_label(owner, bound)}要写明含不含本数（{word}）")

    def _noted(self, place: str, sentence: str) -> None:
        self.faults.append(f"{place}：{sentence}" if place else sentence)

    def value(self, hint: Any, plain: Any, place: str, owner: str, name: str) -> Any:
        """One value by its type."""
        if get_origin(hint) in (Union, types.UnionType):
            choices = [one for one in get_args(hint) if one is not type(None)]
            if plain is None and len(choices) < len(get_args(hint)):
                return None
            return (
                self._parameters(plain, place)
                if set(choices) == PARAMETERS
                else self.value(choices[0], plain, place, owner, name)
            )
        origin = get_origin(hint)
        if origin is tuple:
            return self._items(get_args(hint)[0], plain, place, owner, name)
        if origin is frozenset:
            return frozenset(self._items(get_args(hint)[0], plain, place, owner, name))
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(get_args(hint)[1], plain, place, owner, name)
        return self._single(hint, plain, place, owner, name)

    def _single(self, hint: Any, plain: Any, place: str, owner: str, name: str) -> Any:
        if is_dataclass(hint) and isinstance(hint, type):
            return self.whole(hint, plain, place + field_label(owner, name))
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._choice(hint, plain, place, field_label(owner, name))
        reads: dict[Any, Callable[..., Any]] = {
            Decimal: self._number,
            int: self._count,
            bool: self._flag,
            str: self._text,
            date: self._day,
        }
        read = self._reckoned if hint is Decimal and owner in WORKED_OUT else reads[hint]
        return read(plain, place, field_label(owner, name), name)

    def _parameters(self, plain: Any, place: str) -> Any:
        code = plain.get("code") if isinstance(plain, dict) else None
        of = CODES.get(code) if isinstance(code, str) else None
        if of is None:
            self.refuse(place, f"规则类型“{_shown(code)}”不认识，应是{'、'.join(CODES)}之一")
        rest = Pairs((key, value) for key, value in plain.items() if key != "code")
        rest.twice = getattr(plain, "twice", ())
        return self.whole(of, rest, place)  # type: ignore[arg-type]

    def _items(self, hint: Any, plain: Any, place: str, owner: str, name: str) -> tuple[Any, ...]:
        if not isinstance(plain, list):
            self.refuse(place, f"{field_label(owner, name)}应是一列（写在方括号里）")
        found: list[Any] = []
        before = len(self.faults)
        for at, one in enumerate(plain, 1):
            try:
                if is_dataclass(hint) and isinstance(hint, type):
                    found.append(self.whole(hint, one, place + item_words(owner, name, at)))
                else:
                    found.append(self.value(hint, one, place, owner, name))
            except Fault:
                continue
        self._alike(found, place, owner, name)
        if len(self.faults) > before:
            raise Fault
        return tuple(found)

    def _alike(self, found: list[Any], place: str, owner: str, name: str) -> None:
        """Two items of one key would hide each other."""
        seen: dict[Any, int] = {}
        for at, one in enumerate(found, 1):
            key = one if isinstance(one, (str, int)) else _key_of(one)
            if key is None:
                continue
            if key in seen and name != "factors":
                first, second = (item_words(owner, name, which) for which in (seen[key], at))
                self._noted(place, f"{first}和{second}重复，都是“{key}”")
            seen[key] = at

    def _mapping(self, hint: Any, plain: Any, place: str, owner: str, name: str) -> dict[str, Any]:
        if not isinstance(plain, dict):
            self.refuse(place, f"{field_label(owner, name)}应是一组“名称: 值”（写在花括号里）")
        before, found = len(self.faults), {}
        for key in getattr(plain, "twice", ()):
            self._noted(place, f"{field_label(owner, name)}中“{key}”写了两次")
        for key, one in plain.items():
            try:
                self._text(key, place, field_label(owner, name))
                found[key] = self._mapped(hint, one, place, owner, name, key)
            except Fault:
                continue
        if len(self.faults) > before:
            raise Fault
        return found

    def _mapped(self, hint: Any, plain: Any, place: str, owner: str, name: str, key: str) -> Any:
        inner = place + item_words(owner, name, key) if key and (owner, name) in _NESTED else place
        if get_origin(hint) is tuple and is_dataclass(get_args(hint)[0]):
            if not isinstance(plain, list):
                self.refuse(inner, "各期应是一列（写在方括号里）")
            return self._items(get_args(hint)[0], plain, inner, "期", "periods")
        if is_dataclass(hint) and isinstance(hint, type):
            return self.whole(hint, plain, inner)
        return self.value(hint, plain, place, owner, name)

    def _number(self, plain: Any, place: str, label: str, name: str = "") -> Decimal:
        shown = _shown(plain)
        number = read_number(plain) if isinstance(plain, str) else None
        if number is None:
            wider = read_number(plain, 12) if isinstance(plain, str) else None
            self.refuse(place, f"{label}“{shown}”" + (f"最多写{PLACES}位小数" if wider is not None else "不是数"))
        assert number is not None
        if name not in FIGURES and abs(number) > LARGEST_POINTS:
            self.refuse(place, f"{label}“{shown}”太大，不能超过{LARGEST_POINTS:,}")
        if (name in ABOVE_ZERO and number <= 0) or (name in NOT_BELOW_ZERO and number < 0):
            self.refuse(place, f"{label}“{shown}”应{'大于' if name in ABOVE_ZERO else '不小于'}0")
        return number

    def _reckoned(self, plain: Any, place: str, label: str, name: str = "") -> Decimal:
        long = isinstance(plain, str) and _REPEATING.fullmatch(plain) is not None
        if long and (name in FIGURES or abs(Decimal(plain)) <= LARGEST_POINTS):
            return Decimal(plain)
        return self._number(plain, place, label, name)

    def _count(self, plain: Any, place: str, label: str, name: str = "") -> int:
        whole = whole_in(plain) if isinstance(plain, str) else None
        if whole is None:
            self.refuse(place, f"{label}“{_shown(plain)}”应是不小于0的整数")
        assert whole is not None
        return whole

    def _flag(self, plain: Any, place: str, label: str, name: str = "") -> bool:
        if not isinstance(plain, bool):
            self.refuse(place, f"{label}“{_shown(plain)}”应是true（是）或false（否）")
        return bool(plain)

    def _text(self, plain: Any, place: str, label: str, name: str = "") -> str:
        if not isinstance(plain, str) or isinstance(plain, Literal):
            self.refuse(place, f"{label}“{_shown(plain)}”应是文字（写在双引号里）")
        if len(plain) > LONGEST_TEXT:
            self.refuse(place, f"{label}超过{LONGEST_TEXT}字")
        if any("\ud800" <= mark <= "\udfff" or (mark < " " and mark not in "\n\t") for mark in plain):
            self.refuse(place, f"{label}中有不能显示的字符")
        return str(plain)

    def _day(self, plain: Any, place: str, label: str, name: str = "") -> date:
        try:
            return read_day(plain if isinstance(plain, str) else "")
        except NotADay:
            return self.refuse(place, f"{label}“{_shown(plain)}”不是日期")  # type: ignore[no-any-return]

    def _choice(self, of: type[StrEnum], plain: Any, place: str, label: str) -> StrEnum:
        try:
            return of(plain)
        except ValueError:
            return self.refuse(place, f"{label}“{_shown(plain)}”不认识，应是{'、'.join(of)}之一")  # type: ignore[no-any-return]


_NESTED = {("Row", "variants"), ("UnitFacts", "parts"), ("PeriodFacts", "rows"), ("RowFacts", "rules")}


def _key_of(one: Any) -> Any:
    for name in ("unit", "key"):
        if isinstance(getattr(one, name, None), str):
            return getattr(one, name)
    return None


def _shown(plain: Any) -> str:
    text = "空" if plain is None else str(plain).lower() if isinstance(plain, bool) else str(plain)
    return text if len(text) <= 40 else text[:40] + "…"
