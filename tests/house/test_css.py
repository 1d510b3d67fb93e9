"""样式与脚本: small enough to read, nothing from outside, nothing inline (safety R47, R56, R57)."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def test_what_every_page_loads_weighs_at_most_30_kilobytes() -> None:
    """What stands apart: the wide pages, those of signing, of reporting, of printed sheets and of steps ask for their own."""
    apart = ("desk.css", "sign.css", "report.css", "sheets.css", "score.css", "rubric.css", "steps.css")
    assert sum(path.stat().st_size for path in SHEETS if path.name not in apart) <= 30 * 1024
    assert (ROOT / "static/css/desk.css").stat().st_size <= 16 * 1024
    assert (ROOT / "static/css/sign.css").stat().st_size <= 12 * 1024
    assert (ROOT / "static/css/rubric.css").stat().st_size <= 4 * 1024
    assert (ROOT / "static/css/report.css").stat().st_size <= 12 * 1024
    assert (ROOT / "static/css/score.css").stat().st_size <= 8 * 1024


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_stay_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_sheet_is_balanced_and_asks_nothing_from_outside(path: Path) -> None:
    text = without_comments(path.read_text("utf-8"))
    assert text.count("{") == text.count("}")
    assert "url(" not in text and "@import" not in text and "//" not in text


def test_colours_stand_in_the_tokens() -> None:
    """The tints of marks, shadows and the heat grid are the only colours written where they are used."""
    used = re.findall(r"#[0-9a-f]{3,8}\b", without_comments((ROOT / "static/css/layout.css").read_text("utf-8")))
    assert set(used) <= {"#fff", "#c6cbc1"}


@pytest.mark.parametrize("path", [path for path in SHEETS if path.name != "print.css"], ids=name)
def test_sizes_of_type_follow_the_font_step(path: Path) -> None:
    sizes = re.findall(r"font(?:-size)?:[^;}]*?([\d.]+)(px|pt)\b", without_comments(path.read_text("utf-8")))
    assert sizes == []


def test_every_token_that_is_used_is_defined_and_the_reverse() -> None:
    text = without_comments("".join(path.read_text("utf-8") for path in SHEETS))
    defined = set(re.findall(r"(--[a-z0-9-]+):", text))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", text)) == defined


def test_templates_have_no_inline_style_or_script() -> None:
    assert len(TEMPLATES) > 400
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
        assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:|\bjs:", text), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), path
        assert "hx-boost" not in text and "|safe" not in text.replace(" ", ""), path


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 7), ("ink", "desk", 7), ("ink", "desk-deep", 7), ("ink", "amber-pale", 7),
        ("ink-soft", "paper", 4.5), ("ink-soft", "desk", 4.5), ("ink-soft", "wash", 4.5),
        ("green", "paper", 4.5), ("green", "amber-pale", 4.5), ("green", "blue-pale", 4.5),
        ("green-deep", "green-pale", 4.5), ("paper", "green", 4.5), ("paper", "red", 4.5), ("red", "paper", 4.5),
        ("red", "desk", 4.5), ("red-deep", "red-pale", 4.5), ("amber", "amber-pale", 4.5), ("blue", "blue-pale", 4.5),
        ("line-firm", "paper", 3), ("line-firm", "desk", 2.8), ("blue", "paper", 3), ("blue", "desk", 3),
    ],
)  # fmt: skip
def test_words_stand_out_from_their_ground(ink: str, ground: str, least: float) -> None:
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", (ROOT / "static/css/tokens.css").read_text("utf-8")))
    dark, light = sorted((luminance(tokens[ink]), luminance(tokens[ground])))
    assert (light + 0.05) / (dark + 0.05) >= least


def test_the_type_scale_has_five_rising_sizes() -> None:
    text = (ROOT / "static/css/tokens.css").read_text("utf-8")
    sizes = [float(size) for size in re.findall(r"--t\d: ([\d.]+)rem", text)]
    assert len(sizes) == 5
    assert all(small < large for small, large in pairwise(sizes))
