"""公文构件: the parts of an official paper as values. Lengths in mm; nothing here knows fonts or HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True)
class Run:
    """文字片段: a piece of text; ``field`` names the 填充项 it was filled from, None for the template's own wording."""

    text: str
    field: str | None = None


Runs = tuple[Run, ...]


def plain(runs: Runs) -> str:
    """The text of the runs without their origin."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True)
class Title:
    """标题: 2号小标宋, centred; ``lines`` are broken by meaning (GB/T 9704-2012 7.3.1)."""

    lines: tuple[Runs, ...]


@dataclass(frozen=True)
class Heading:
    """层次标题: level 1 黑体 一、, level 2 楷体 （一）, levels 3 and 4 仿宋 (GB/T 9704-2012 7.3.3)."""

    level: int
    runs: Runs
    clause: int | None = None


@dataclass(frozen=True)
class Paragraph:
    """正文段落: 3号仿宋; first line indented two characters unless ``indent`` is False."""

    runs: Runs
    clause: int | None = None
    indent: bool = True
    align: Align = "left"


@dataclass(frozen=True)
class Column:
    """表列: ``width`` in mm; the widths of a table add up to at most 156, on a landscape page 222 (the type area)."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True)
class Cell:
    """单元格: spans ``rows`` × ``cols``; a spanned-over place in the row holds None."""

    runs: Runs
    rows: int = 1
    cols: int = 1


@dataclass(frozen=True)
class Table:
    """表格: the head repeats on each page, a row is never cut, a cut span's label is drawn again.

    ``small``: in 五号 instead of 小四, for many columns.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    small: bool = False


@dataclass(frozen=True)
class SignatureSlot:
    """签字位: post and holder's name as printed ("党委书记", "张建国"); ``name`` may be empty: a line to sign on."""

    post: str
    name: str


@dataclass(frozen=True)
class SignatureSide:
    """签订一方: 甲方 or 乙方 with its unit, its 1–4 slots, and whether a seal belongs here."""

    party: str
    unit: str
    slots: tuple[SignatureSlot, ...]
    seal: bool = True


@dataclass(frozen=True)
class SignatureBlock:
    """签字栏: the sides beside each other, each dated below its unit's name; never alone on a page."""

    sides: tuple[SignatureSide, ...]
    date: str


@dataclass(frozen=True)
class Masthead:
    """版头: 发文机关标志 in red, the number below it, the red line across the type area (GB/T 9704-2012 7.2)."""

    mark: str
    number: str


Seal = Literal["place", "room", "none"]
"""Where a seal goes on, and whether the paper shows it: by a faint ring, by room alone, or no seal at all."""


@dataclass(frozen=True)
class Subscription:
    """署名和成文日期, with 附件说明 above them; never alone on a page (GB/T 9704-2012 7.3.4, 7.3.5).

    Sealed: the date four characters from the right, the issuer centred over it, room for the seal over both.
    ``seal`` "none": the issuer two characters from the right, the date below it.
    """

    issuer: str
    date: str
    annexes: tuple[str, ...] = ()
    seal: Seal = "room"


@dataclass(frozen=True)
class Imprint:
    """版记: 抄送 and who printed it when, between lines at the foot of the last page (7.4)."""

    copies_to: str
    printer: str
    date: str


@dataclass(frozen=True)
class Photo:
    """一张照片 by the sha256 of its original, "" where there is none, and the words below its frame."""

    sha256: str
    words: str


@dataclass(frozen=True)
class PhotoRow:
    """一排照片: one or two beside each other, never parted, with what they have in common above them."""

    photos: tuple[Photo, ...]
    caption: str = ""


@dataclass(frozen=True)
class Photos:
    """照片: rows below each other; the press is handed the clean copies."""

    rows: tuple[PhotoRow, ...]


def photo_rows(photos: Sequence[Photo]) -> tuple[PhotoRow, ...]:
    """两张一排."""
    return tuple(PhotoRow(tuple(photos[k : k + 2])) for k in range(0, len(photos), 2))


@dataclass(frozen=True)
class SignLines:
    """签字行: a line to sign on behind each label, ``columns`` beside each other; never alone on a page."""

    labels: tuple[str, ...]
    columns: int = 2
    dated: bool = True


@dataclass(frozen=True)
class PageBreak:
    """分页: what follows starts on a new page (附件), whose long side is its width where ``landscape`` says so.

    At the very beginning of a paper it only says how the first pages lie.
    """

    landscape: bool = False


Official = Masthead | Subscription | Imprint | Photos | SignLines
"""What only papers of the office have, not letters."""
Block = Title | Heading | Paragraph | Table | SignatureBlock | Official | PageBreak


@dataclass(frozen=True)
class CheckMark:
    """核验标记: what stands in the footer band beside the QR, outside the type area.

    ``url`` is encoded in the QR, "" for words alone; ``code`` is the 校验码 (100 bits of the paper's fingerprint, base32 in fours);
    ``anchor`` is the audit chain's head when the paper was issued, as printed text.
    """

    url: str
    code: str
    anchor: str = ""


@dataclass(frozen=True)
class Invite:
    """扫码入口: a QR of the office's own in the footer band, with the words beside it; proves nothing."""

    url: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """文书: one document. ``number`` is the 文号 as printed, empty on a draft; ``mark`` None on a draft.

    ``loose``: a paper of the office without a mark (通知、签到表、整改通知书), and no draft for that;
    only such a paper may carry an ``invite``. ``note``: a line in the footer band (说明数据截至何时).
    """

    kind: str
    subject: str
    number: str
    blocks: tuple[Block, ...]
    mark: CheckMark | None = None
    loose: bool = False
    invite: Invite | None = None
    note: str = ""

    @property
    def title(self) -> str:
        """标题 in one line; the kind of paper where it has none."""
        for block in self.blocks:
            if isinstance(block, Title):
                return "".join(plain(line) for line in block.lines)
        return self.kind

    @property
    def pictured(self) -> tuple[str, ...]:
        """所附照片 by their digests, each once."""
        rows = (row for block in self.blocks if isinstance(block, Photos) for row in block.rows)
        shown = (photo.sha256 for row in rows for photo in row.photos if photo.sha256)
        return tuple(dict.fromkeys(shown))

    @property
    def keywords(self) -> str:
        """关键词: 文号 and 校验码, as far as the paper has them."""
        return " ".join(word for word in (self.number, self.mark.code if self.mark else "") if word)


_ANNEX = re.compile(r"附件\d*$")


def is_annex(heading: Heading) -> bool:
    """附件1: stands flush left on the first line of its page, its title on the third (GB/T 9704-2012 7.3.7)."""
    return heading.level == 1 and _ANNEX.match(plain(heading.runs)) is not None
