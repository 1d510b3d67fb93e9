"""备份 backups: what a manifest says, which backups are kept, and when to warn (safety C12, R102–R104)."""

import json
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from respbook.rules.chinese import minute, volume
from respbook.rules.codes import code_of, is_digest
from respbook.rules.errors import RuleBroken

FORM = "respbook.backup/1"
MANIFEST, LISTING, DATABASE, DUMP = "manifest.json", "files.sha256", "respbook.db", "database.dump"
STALE = timedelta(hours=26)
"""A day and the time that a night's work may take (safety R104)."""
DAILY, WEEKLY, MONTHLY = 7, 5, 12
_FRESH = timedelta(hours=48)
_STORED = re.compile(r"store/([0-9a-f]{2})/\1[0-9a-f]{62}")
_BESIDE = re.compile(rf"{re.escape(DATABASE)}|{re.escape(DUMP)}|anchors/[0-9A-Za-z_-][0-9A-Za-z_.-]*\.txt")
_UNREADABLE = "这里没有备份，或备份清单已损坏。"


@dataclass(frozen=True)
class Lost:
    """缺失的文件: that records speak of and the store no longer had when the backup was made; ``last_in``: who has it."""

    sha256: str
    whose: str
    last_in: str = ""

    @property
    def sentence(self) -> str:
        """“青环责〔2026〕1号”的文件（1f2e3d4c…）在文件库中已缺失或被改动，20261101-020000 这份备份中还有。"""
        found = f"，{self.last_in} 这份备份中还有" if self.last_in else "，较早的备份中也没有"
        return f"“{self.whose}”的文件（{self.sha256[:8]}…）在文件库中已缺失或被改动{found}。"


@dataclass(frozen=True)
class Manifest:
    """备份清单: of what, when, by which program, up to which entry of the book; ``listing`` is the digest of all files."""

    made_at: datetime
    program: str
    schema: str
    engine: str
    seq: int
    head: str
    files: int
    size: int
    listing: str
    dump: str = ""
    lost: tuple[Lost, ...] = ()

    @property
    def code(self) -> str:
        """日志头校验码, as it stands on papers: a backup is an anchor too."""
        return code_of(self.head)

    @property
    def words(self) -> str:
        """2026年11月26日02:00的备份，日志至第812条，5012个文件，2.1GB."""
        return f"{minute(self.made_at)}的备份，日志至第{self.seq}条，{self.files}个文件，{volume(self.size)}"


def written(manifest: Manifest) -> str:
    """清单文本."""
    told = asdict(manifest) | {"form": FORM, "made_at": manifest.made_at.isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(text: str) -> Manifest:
    """读清单. Raises RuleBroken."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told.pop("form") != FORM:
            raise RuleBroken("这份备份是由更新版本的程序做的，本程序不能读。请安装新版本。")
        lost = tuple(Lost(**each) for each in told.pop("lost"))
        made = datetime.fromisoformat(told.pop("made_at"))
        found = Manifest(made_at=made, lost=lost, **told)
        numbers, words = (found.seq, found.files, found.size), (found.program, found.schema, found.engine, found.dump)
        if made.tzinfo is None or not all(type(each) is int for each in numbers) or not is_digest(found.head):
            raise RuleBroken(_UNREADABLE)
        if not all(isinstance(each, str) for each in (*words, *_words_of(lost))) or not is_digest(found.listing):
            raise RuleBroken(_UNREADABLE)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise RuleBroken(_UNREADABLE) from None
    return found


def _words_of(lost: tuple[Lost, ...]) -> Iterable[object]:
    return (word for each in lost for word in (each.sha256, each.whose, each.last_in))


def listing(files: Iterable[tuple[str, str]]) -> str:
    """文件清单 of (path, sha256), as ``sha256sum -c`` reads it."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files))


def read_listing(text: str) -> dict[str, str]:
    """读文件清单: {path: sha256}; what a backup does not hold — a key above all — is not taken from one. Raises RuleBroken."""
    found: dict[str, str] = {}
    for each in text.splitlines():
        digest, _, path = each.partition("  ")
        named = _STORED.fullmatch(path)
        if not is_digest(digest) or not (named or _BESIDE.fullmatch(path)) or (named and path[9:] != digest):
            raise RuleBroken("备份的文件清单已损坏，或列有备份里不该有的文件。")
        found[path] = digest
    return found


def kept(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """保留的备份: all of the last two days; the newest of 7 days, 5 weeks, 12 months and of every year."""
    newest_first = sorted(set(made), reverse=True)
    keeping = {each for each in newest_first if now - each < _FRESH}
    spans: tuple[tuple[Callable[[date], Hashable], int | None], ...] = (
        (lambda day: day, DAILY),
        (lambda day: day.isocalendar()[:2], WEEKLY),
        (lambda day: (day.year, day.month), MONTHLY),
        (lambda day: day.year, None),
    )
    for span_of, most in spans:
        newest: dict[Hashable, datetime] = {}
        for each in newest_first:
            newest.setdefault(span_of(each.date()), each)
        keeping |= set(list(newest.values())[:most])
    return keeping


def age_words(made: datetime | None, now: datetime) -> str:
    """多久以前: 3小时前, 2天前; 还没有备份."""
    if made is None:
        return "还没有备份"
    hours = int((now - made) / timedelta(hours=1))
    if hours < 1:
        return "不到1小时"
    return f"{hours}小时前" if hours < 48 else f"{hours // 24}天前"


CARRIED = timedelta(days=8)
"""How long a copy on a stick stands for a backup on another disk: a week, and a day's grace."""


def warnings(made: datetime | None, same_disk: bool, now: datetime) -> tuple[str, ...]:
    """备份提醒 of the administrator (safety R104)."""
    found = []
    if made is None:
        found.append("还没有备份。")
    elif now - made > STALE:
        found.append(f"最近一次备份是{age_words(made, now)}，已超过26小时。")
    if same_disk:
        found.append("备份与数据在同一块磁盘上，磁盘损坏或电脑失窃会同时丢失。请把备份位置改到另一块磁盘，或拷到U盘。")
    return tuple(found)
