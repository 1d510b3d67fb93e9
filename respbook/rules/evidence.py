"""佐证材料 evidence: what is taken in and how much of it, what a photo claims, when two photos are the same (R4, R9, R58–R69).

A photo's own time and place are claims: they are shown beside the time of receipt and never stop anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from respbook.rules.chinese import CHINA, day
from respbook.rules.errors import RuleBroken, TooLarge

MEGA = 2**20
PHOTO_BYTES = 10 * MEGA
FILE_BYTES = 30 * MEGA
MOST_PIXELS = 50_000_000
MOST_SIDE = 12_000
MOST_WHOLE_PIXELS = 16_000_000
"""Of a PNG or WebP: they cannot be decoded smaller than they are, and fifty million dots would take 800 MB."""
MOST_FILES = 20
"""Files of one report."""
DAILY_BYTES = 200 * MEGA
"""What one person sends in a day."""
LEAST_FREE = 10**9
"""Bytes of the disk that uploads leave free, or a twentieth of it where that is more (safety R95)."""
APART = timedelta(hours=24)
"""拍摄 and 收到 further apart than this get a badge."""
SAME_BITS = 6
"""疑似重复: two photos whose marks differ in at most so many of 64 bits.

Measured on 72 scenes: sent again after compression, halving, WeChat's 640 dots or a stamped watermark, none of them
moved by more than 6; of 2,550 pairs of different scenes none was nearer than 8. A cut of 3 % or more is not found.
"""
TELLING_BITS = range(8, 57)
"""A mark with fewer or more bits set is of a blank wall or a sky: it says nothing, and only the same bytes are the same."""

HEIC = (
    "这是手机的HEIC格式，电脑上大多打不开。请在手机“设置—相机—格式”中改为“兼容性最佳”后重拍；也可以把照片截屏后再传。"
)
_OTHERS: tuple[tuple[int, tuple[bytes, ...], str], ...] = (
    (8, (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), HEIC),
    (8, (b"avif", b"avis"), "这是AVIF图片，暂不能收。请另存为JPG后再传，或截屏后再传。"),
    (4, (b"ftyp",), "这是视频，暂不能收。请挑要紧的画面截屏，传照片。"),
    (0, (b"GIF8",), "这是GIF动图，不能作佐证照片。请传手机拍的照片（JPG或PNG）。"),
    (0, (b"II*\0", b"MM\0*"), "这是TIFF图片，暂不能收。请另存为JPG后再传。"),
    (0, (b"BM",), "这是BMP图片，暂不能收。请另存为JPG后再传。"),
    (0, (b"%!PS", b"\xc5\xd0\xd3\xc6"), "这是排版文件，不是照片，没有收下。请传照片或PDF。"),
    (0, (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), "这是压缩包，没有收下。请解压后一张一张地传。"),
    (0, (b"\xd0\xcf\x11\xe0",), "这是旧格式的Office文件，没有收下。请另存为xlsx或docx后再传，或转成PDF。"),
    (0, (b"MZ", b"\x7fELF"), "这是程序，没有收下。请传照片（JPG、PNG）、PDF、xlsx或docx。"),
)
"""What is not taken: where its sign stands, the signs, what to do instead; the first that fits is said."""
NOT_TAKEN = "这个文件认不出来，没有收下。请传照片（JPG、PNG、WebP）、PDF、xlsx或docx。"
VECTOR = "这是网页或矢量图，里面可能带有程序，没有收下。请截屏后传图片。"
BROKEN = "这张照片不完整或已损坏，没有收下。请重新拍摄，或在相册里打开确认后再传。"
MOVING = "这是会动的图片，不能作佐证照片。请传静态的照片。"
TOO_WIDE = (
    "这张图片的尺寸过大（边长最多12000点；JPG最多5000万点，PNG和WebP最多1600万点），没有收下。请缩小或另存为JPG后再传。"
)


class EvidenceKind(StrEnum):
    """佐证材料的种类."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    XLSX = "xlsx"
    DOCX = "docx"


@dataclass(frozen=True)
class KindFacts:
    """种类说明: media type, ending of the name, the word for people."""

    media: str
    ending: str
    words: str


KINDS: dict[EvidenceKind, KindFacts] = {
    EvidenceKind.JPEG: KindFacts("image/jpeg", "jpg", "照片"),
    EvidenceKind.PNG: KindFacts("image/png", "png", "照片"),
    EvidenceKind.WEBP: KindFacts("image/webp", "webp", "照片"),
    EvidenceKind.PDF: KindFacts("application/pdf", "pdf", "PDF"),
    EvidenceKind.XLSX: KindFacts(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "Excel表格"
    ),
    EvidenceKind.DOCX: KindFacts(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "Word文档"
    ),
}
PHOTOS = frozenset({EvidenceKind.JPEG, EvidenceKind.PNG, EvidenceKind.WEBP})
ACCEPT_PHOTOS = "image/jpeg,image/png,image/webp"
"""What the chooser of a phone offers; an iPhone turns HEIC into JPEG when it reads this."""
ACCEPT_ALL = ACCEPT_PHOTOS + ",.pdf,.xlsx,.docx"


@dataclass(frozen=True)
class Claims:
    """声称: what a photo says of itself. The place in millionths of a degree, north and east positive."""

    taken_at: datetime | None = None
    north: int | None = None
    east: int | None = None


def refusal_of(head: bytes) -> str:
    """拒收理由 of a file by its beginning, in a sentence that says what to do instead."""
    for at, signs, sentence in _OTHERS:
        if head[at:].startswith(signs):
            return sentence
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    return VECTOR if text.startswith(b"<") else NOT_TAKEN


def check_size(size: int, photo: bool) -> None:
    """大小检查. Raises RuleBroken for nothing, TooLarge beyond the limit."""
    if size <= 0:
        raise RuleBroken("文件是空的，没有收下。请重新选择。", "file")
    if photo and size > PHOTO_BYTES:
        raise TooLarge("这张照片超过10兆，没有收下。请在手机相机里调低分辨率，或截屏后再传。", "file")
    if size > FILE_BYTES:
        raise TooLarge("这个文件超过30兆，没有收下。请压缩或分成几份再传。", "file")


def check_sides(wide: int, high: int, jpeg: bool = True) -> None:
    """尺寸检查, from the header, before anything is decoded. Raises RuleBroken."""
    if max(wide, high) > MOST_SIDE or wide * high > (MOST_PIXELS if jpeg else MOST_WHOLE_PIXELS):
        raise RuleBroken(TOO_WIDE, "file")


def check_count(count: int) -> None:
    """每次上报的件数. Raises RuleBroken."""
    if count > MOST_FILES:
        raise RuleBroken(f"一次最多附{MOST_FILES}件佐证，现有{count}件。请去掉几件，或分两次上报。", "evidence")


def check_daily(sent: int, size: int) -> None:
    """每人每天的总量. Raises RuleBroken."""
    if sent + size > DAILY_BYTES:
        raise RuleBroken("您今天已经传了约200兆，这一件没有收下。请明天再传，或请经办人代传。", "file")


def check_shown_on(shown_on: date | None, received_on: date) -> None:
    """佐证日期 is the day that the evidence speaks of; it cannot lie after the day it came in. Raises RuleBroken."""
    if shown_on is not None and not date(2000, 1, 1) <= shown_on <= received_on:
        raise RuleBroken(f"佐证日期应在上传日期（{day(received_on)}）以前，请核对。", "shown_on")


def reserve_of(total: int) -> int:
    """磁盘保留量: what uploads leave free."""
    return max(LEAST_FREE, total // 20)


@dataclass(frozen=True)
class Badge:
    """标记 beside a piece of evidence; kind as of the chips. It asks people to look and stops nothing."""

    kind: str
    words: str


NO_TIME_HINT = "微信转发的图没有拍摄时间；要留拍摄时间，请直接从相册选原图。"


def badges(photo: bool, taken_at: datetime | None, received_at: datetime, placed: bool) -> list[Badge]:
    """标记 of one: what it claims, and where that does not fit the time of receipt."""
    found: list[Badge] = []
    if photo and taken_at is None:
        found.append(Badge("neutral", "没有拍摄时间"))
    if taken_at is not None and (words := gap_words(taken_at, received_at)):
        found.append(Badge("waiting", words))
    if placed:
        found.append(Badge("neutral", "带有位置"))
    return found


def gap_words(taken_at: datetime, received_at: datetime) -> str:
    """相差: in whole days, where it is more than 24 hours; else nothing."""
    gap = received_at - taken_at
    if abs(gap) <= APART:
        return ""
    days = abs(gap) // timedelta(days=1)
    return f"拍摄早于收到{days}天" if gap > timedelta(0) else f"拍摄时间晚于收到{days}天"


def taken_moment(text: str, offset: str = "") -> datetime | None:
    """拍摄时间 as cameras write it, ``2026:03:05 14:03:22``; Beijing time where no offset is told. None for rubbish."""
    try:
        moment = datetime.strptime(text.strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
    if not 1990 <= moment.year < 2100:
        return None
    try:
        zone = datetime.strptime(offset.strip("\0 "), "%z").tzinfo
    except ValueError:
        return moment
    return moment.replace(tzinfo=zone)


def place_words(north: int, east: int) -> str:
    """位置: 北纬30.123456°，东经104.123456°."""
    return f"{'北' if north >= 0 else '南'}纬{abs(north) / 1e6:.6f}°，{'东' if east >= 0 else '西'}经{abs(east) / 1e6:.6f}°"


def telling(bits: int) -> bool:
    """Whether a 图形标记 says anything; that of a blank wall does not."""
    return bits.bit_count() in TELLING_BITS


def same_picture(mark: str, other: str) -> bool:
    """疑似重复: both marks, 16 hexadecimal digits each, say something and differ in few bits."""
    return like(mark, [(1, other)]) == [1]


def like(mark: str, marks: Iterable[tuple[int, str]]) -> list[int]:
    """疑似重复的佐证: those of ``(id, mark)`` that look like ``mark``."""
    bits = int(mark, 16)
    if not telling(bits):
        return []
    near = ((which, int(other, 16)) for which, other in marks)
    return [which for which, other in near if (bits ^ other).bit_count() <= SAME_BITS and telling(other)]


_BANDS = tuple(
    (shift, (1 << width) - 1) for shift, width in ((0, 9), (9, 9), (18, 9), (27, 9), (36, 9), (45, 9), (54, 10))
)
"""One more than ``SAME_BITS``: two marks that differ in six bits at most are equal in one of seven bands."""


def pairs_alike(asked: Iterable[tuple[int, str]], among: Iterable[tuple[int, str]]) -> dict[int, set[int]]:
    """疑似重复 of many at once, as ``like`` finds them of one: only marks that share a band are compared."""
    by_band: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for which, mark in asked:
        bits = int(mark, 16)
        if telling(bits):
            for shift, mask in _BANDS:
                by_band.setdefault((shift, bits >> shift & mask), []).append((which, bits))
    found: dict[int, set[int]] = {}
    for other, mark in among if by_band else ():
        bits = int(mark, 16)
        for shift, mask in _BANDS if telling(bits) else ():
            for which, own in by_band.get((shift, bits >> shift & mask), ()):
                if (own ^ bits).bit_count() <= SAME_BITS:
                    found.setdefault(which, set()).add(other)
    return found
