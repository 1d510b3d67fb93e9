"""示例照片: drawn scenes that stand for photos — something wrong, and the same place put right; no picture of anybody."""

import io

from PIL import Image, ImageDraw, ImageFilter

_SIZE = (960, 720)
_HEAPS = {
    "秸秆焚烧": ("#6b5836", "#3c3326"),
    "垃圾乱丢": ("#8b8f93", "#c9b26a"),
    "扬尘防控": ("#c2a878", "#a68958"),
    "废水排放": ("#4d5a3c", "#2f3a2b"),
    "散煤销售": ("#2b2b2e", "#1a1a1c"),
}


def scene(category: str, seed: int, *, mended: bool) -> bytes:
    """一张照片 of a place: the same seed is the same place, before and after."""
    image = Image.new("RGB", _SIZE, "#b9cbd6")
    draw = ImageDraw.Draw(image)
    far, ground = 240 + seed * 37 % 90, ("#8fa36b", "#a79a72", "#93a08a")[seed % 3]
    draw.polygon(
        [(0, far + 60), (300 + seed * 53 % 200, far - 70), (960, far + 40), (960, 420), (0, 420)], fill="#7d947c"
    )
    draw.rectangle((0, 400, 960, 720), fill=ground)
    draw.polygon([(380, 720), (470, 400), (540, 400), (760, 720)], fill="#b8b2a6")
    if not mended:
        _heap(draw, category, seed)
    else:
        draw.rectangle((90, 480, 330, 620), outline="#5d7a55", width=3)
    if category == "秸秆焚烧" and not mended:
        smoke = Image.new("RGBA", _SIZE, (0, 0, 0, 0))
        for step in range(9):
            left = 170 + step * 22 + seed % 5 * 6
            ImageDraw.Draw(smoke).ellipse(
                (left, 420 - step * 44, left + 90 + step * 14, 500 - step * 44), fill=(90, 90, 92, 110)
            )
        image.paste(
            smoke.filter(ImageFilter.GaussianBlur(14)).convert("RGB"),
            (0, 0),
            smoke.filter(ImageFilter.GaussianBlur(14)),
        )
    kept = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(kept, "JPEG", quality=82)
    return kept.getvalue()


def _heap(draw: ImageDraw.ImageDraw, category: str, seed: int) -> None:
    main, dark = _HEAPS.get(category, ("#8b8f93", "#6b6b6b"))
    draw.polygon([(80, 620), (150 + seed * 17 % 60, 500), (260, 470), (350, 620)], fill=main)
    for piece in range(24):
        left, top = 95 + (piece * 61 + seed * 13) % 230, 520 + (piece * 29 + seed * 7) % 90
        draw.rectangle((left, top, left + 14 + piece % 3 * 6, top + 8), fill=dark)
