"""印章图片: an uploaded picture of a seal, looked at before it is kept: square, red, its paper turned transparent.

A picture of a seal is a picture. It proves nothing; wherever one is drawn, 图片印章 stands beside it.
"""

import io
import struct
import warnings

from PIL import Image, ImageChops

from respbook.rules.errors import RuleBroken

MOST_BYTES = 1_000_000
LEAST_SIDE, MOST_SIDE = 300, 4000
KEPT_SIDE = 800
"""Dots of the kept picture's side: 484 dpi over 42 mm."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEAST_RED, _MOST_OTHER = 0.02, 0.15
"""Shares of the picture: red ink that a seal has at least, dark marks of other colours that it has at most."""
_FAINT = 24
"""Alpha below this is the paper's shade or the scanner's noise."""


def normalise(content: bytes) -> bytes:
    """整理印章图片: a square PNG, one red, transparent where no ink is. Raises RuleBroken on ``file``.

    What it returned once it returns unchanged, so that a kept picture keeps its digest.
    """
    picture = _opened(content)
    if _is_kept(picture):
        return content
    alpha, full, red = _ink(picture)
    # The full ink says where the seal is: the paper's shade and specks around it do not shift it.
    alpha = _squared(alpha.crop(full.getbbox()))
    kept = Image.new("RGBA", alpha.size, (*red, 0))
    kept.putalpha(alpha)
    out = io.BytesIO()
    kept.save(out, "PNG", compress_level=6)
    return out.getvalue()


def seal_alpha(content: bytes) -> tuple[Image.Image, bytes]:
    """印迹 of an uploaded or kept picture: how much ink is at each dot, and its one red. Raises RuleBroken."""
    picture = _opened(normalise(content))
    return picture.getchannel("A"), picture.convert("RGB").tobytes()[:3]


def _opened(content: bytes) -> Image.Image:
    if not content.startswith(_SIGNATURE):
        raise RuleBroken("印章图片只收PNG格式；请另存为PNG后再传。", "file")
    if len(content) > MOST_BYTES:
        raise RuleBroken("印章图片不能超过1 MB；请缩小到边长约1000点后再传。", "file")
    # The size stands in the head: a small file can hold a picture of gigabytes, so it is read before anything is unpacked.
    if len(content) >= 24:
        _check_size(*struct.unpack_from(">II", content, 16))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Image.open(io.BytesIO(content), formats=["PNG"])
            if getattr(picture, "n_frames", 1) != 1:
                raise RuleBroken("印章图片不能是动图。", "file")
            picture.load()
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError) as wrong:
        raise RuleBroken("这张图片打不开，可能已损坏；请重新导出PNG后再传。", "file") from wrong
    return picture


def _check_size(width: int, height: int) -> None:
    if min(width, height) < LEAST_SIDE:
        raise RuleBroken(
            f"印章图片至少要{LEAST_SIDE}×{LEAST_SIDE}点，这张只有{width}×{height}点，印出来会发虚。", "file"
        )
    if max(width, height) > MOST_SIDE:
        raise RuleBroken(f"印章图片的边长最多{MOST_SIDE}点，这张是{width}×{height}点；请缩小后再传。", "file")
    if not 0.8 <= width / height <= 1.25:
        raise RuleBroken("印章图片应当接近正方形；请裁掉四周多余的部分后再传。", "file")


def _is_kept(picture: Image.Image) -> bool:
    if picture.mode != "RGBA" or picture.size != (KEPT_SIDE, KEPT_SIDE):
        return False
    red, green, blue, alpha = picture.split()
    return all(low == high for low, high in map(_range, (red, green, blue))) and _range(alpha)[0] == 0


def _range(channel: Image.Image) -> tuple[int, int]:
    there = [value for value, count in enumerate(channel.histogram()) if count]
    return there[0], there[-1]


def _ink(picture: Image.Image) -> tuple[Image.Image, Image.Image, tuple[int, int, int]]:
    """How much red ink is at each dot, where it is full, and the red of the full ink."""
    shown = picture.convert("RGBA")
    flat = Image.new("RGBA", shown.size, "white")
    flat.alpha_composite(shown)
    red, green, blue = flat.convert("RGB").split()
    other = Image.blend(green, blue, 0.5)
    ink = ImageChops.subtract(red, other)
    count = picture.width * picture.height
    dark = ImageChops.subtract(ImageChops.invert(red), ink)
    if sum(ink.histogram()[90:]) / count < _LEAST_RED:
        raise RuleBroken("图片里几乎没有红色；请上传红色印章的清晰图片。", "file")
    if sum(dark.histogram()[110:]) / count > _MOST_OTHER:
        raise RuleBroken("图片里除了红色印迹还有大片其他颜色；请在白纸上盖章后重新拍摄或扫描。", "file")
    strongest = max(_range(ink)[1], 1)
    alpha = ink.point(
        [0 if value < _FAINT else min(255, round(value * 255 / (0.8 * strongest))) for value in range(256)]
    )
    full = ink.point([255 if value >= 0.6 * strongest else 0 for value in range(256)])
    return alpha, full, (_mean(red, full), _mean(green, full), _mean(blue, full))


def _mean(channel: Image.Image, mask: Image.Image) -> int:
    counts = channel.histogram(mask)
    return round(sum(value * count for value, count in enumerate(counts)) / max(sum(counts), 1))


def _squared(alpha: Image.Image) -> Image.Image:
    side = max(alpha.size)
    square = Image.new("L", (side, side), 0)
    square.paste(alpha, ((side - alpha.width) // 2, (side - alpha.height) // 2))
    return square.resize((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
