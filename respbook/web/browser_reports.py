"""浏览器安全报告: what a browser refused to load because of our CSP, read with care: anybody may send one (safety R47)."""

import json
from datetime import date
from urllib.parse import urlsplit

LARGEST = 8 * 1024
"""Bytes of one report."""
_DIRECTIVES = frozenset(
    {
        f"{kind}-src"
        for kind in ("default", "img", "font", "connect", "media", "object", "frame", "child", "worker", "manifest")
    }
    | {f"{kind}-src{part}" for kind in ("script", "style") for part in ("", "-elem", "-attr")}
    | {"form-action", "base-uri", "frame-ancestors"}
)


def read_report(body: bytes, day: date) -> tuple[str, str] | None:
    """(一句话, the fold of its kind and day) of a report; None for what is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    report = told.get("csp-report") if isinstance(told, dict) else None
    if not isinstance(report, dict):
        return None
    violated = _text(report, "effective-directive") or _text(report, "violated-directive")
    directive = violated.split(" ")[0]
    if directive not in _DIRECTIVES:
        return None
    blocked, page = _origin(_text(report, "blocked-uri")), _path(_text(report, "document-uri"))
    return f"{directive}：拦下“{blocked}”，页面{page}", f"{day.isoformat()}|{directive}|{blocked}"[:160]


def _text(report: dict[str, object], name: str) -> str:
    value = report.get(name)
    return value[:2000] if isinstance(value, str) else ""


def _origin(address: str) -> str:
    """Scheme and host alone: paths and queries of elsewhere may hold anything."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "无法辨认"
    return f"{parts.scheme}://{parts.hostname}"[:80] if parts.hostname else address[:20]


def _path(address: str) -> str:
    """The first part of the path: no numbers, tokens or words that were searched for."""
    try:
        first = urlsplit(address).path.split("/")[1:2]
    except ValueError:
        first = []
    return f"/{first[0][:30]}" if first else "/"
