"""Handwriting and seals for the tests of signed copies and their bench."""

import math

THROUGH = ("青环责〔2026〕1号", "q7Zk2mX4w9Hct2BvrT5yNA")
"""Number and check token of a letter, as they run through its seals."""


def handwriting(seed: int = 1, third: str = "pressure") -> list[list[tuple[float, float, float]]]:
    """Three characters of running hand, as a finger leaves them on a 600 × 200 canvas."""
    strokes = []
    for character in range(3):
        left = 40 + 180 * character
        for stroke in range(4 + (seed + character) % 3):
            angle = (seed * 1.7 + stroke * 1.9 + character) % math.pi
            cx, cy = left + 60 + 30 * math.sin(stroke * 2.1 + seed), 100 + 45 * math.cos(stroke * 1.3 + seed)
            reach = 38 + 22 * math.sin(stroke + seed)
            points = []
            for k in range(14):
                t = k / 13 - 0.5
                bend = 14 * math.sin(t * math.pi * 1.5 + stroke)
                x = cx + 2 * reach * t * math.cos(angle) - bend * math.sin(angle)
                y = cy + 2 * reach * t * math.sin(angle) + bend * math.cos(angle)
                last = 0.35 + 0.5 * math.sin((t + 0.5) * math.pi) if third == "pressure" else k * (16 + 10 * abs(t))
                points.append((x, y, last))
            strokes.append(points)
    return strokes
