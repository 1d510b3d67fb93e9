"""适用范围 of a clause: which units it is written for, by kind and by tags, any of them or all (features L2)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from respbook.rules.errors import RuleBroken
from respbook.rules.units import SIGNING_KINDS, UnitKind, kinds_words

LONGEST_SCOPE = 200


@dataclass(frozen=True)
class ClauseScope:
    """适用范围: empty is everybody. ``every``: the unit carries all the tags, else any one of them is enough.

    Written in one column as ``village；沿河、有养殖``: 、between tags is 任一, a blank is 全部; a tag holds neither.
    """

    tags: tuple[str, ...] = ()
    every: bool = False
    kinds: tuple[UnitKind, ...] = ()

    def reaches(self, kind: UnitKind, carried: Collection[str]) -> bool:
        """是否适用 for a unit of the kind that carries these tags."""
        if self.kinds and kind not in self.kinds:
            return False
        return not self.tags or (all if self.every else any)(tag in carried for tag in self.tags)

    @property
    def written(self) -> str:
        """The column's text; "" for everybody."""
        tags = (" " if self.every else "、").join(self.tags)
        return f"{'、'.join(self.kinds)}；{tags}" if self.kinds else tags

    @property
    def words(self) -> str:
        """范围名称: 沿河或有养殖, 沿河且有养殖的村."""
        tags = ("且" if self.every else "或").join(self.tags)
        if not self.kinds:
            return tags
        return f"{tags}的{kinds_words(self.kinds)}" if tags else kinds_words(self.kinds)


@lru_cache(maxsize=1024)
def scope_of(written: str) -> ClauseScope:
    """读取适用范围 as it is written; kinds that nobody signs with are passed over."""
    before, mark, after = written.partition("；")
    kinds, tags = (before, after) if mark else ("", before)
    every = " " in tags.strip() and "、" not in tags
    return scope_from(tags.split(" " if every else "、"), every, kinds.split("、"))


def scope_from(tags: Iterable[str], every: bool, kinds: Iterable[str]) -> ClauseScope:
    """适用范围 from what was ticked: each tag once, kinds in the order of the office; all kinds are no limit."""
    kept = tuple(dict.fromkeys(tag for tag in ("".join(tag.split()) for tag in tags) if tag))
    wanted = set(kinds)
    limited = tuple(kind for kind in SIGNING_KINDS if kind.value in wanted)
    return ClauseScope(kept, every and len(kept) > 1, limited if len(limited) < len(SIGNING_KINDS) else ())


def check_scope(written: str) -> None:
    """范围检查: refuse more tags than the column holds. Raises RuleBroken."""
    if len(written) > LONGEST_SCOPE:
        raise RuleBroken("这一条选的标签太多；请少选几个，或在单位名册中另设一个概括的标签。", "clauses")


def limits_words(written: str) -> str:
    """限用说明: 限沿河或有养殖; "" for everybody."""
    words = scope_of(written).words
    return f"限{words}" if words else ""
