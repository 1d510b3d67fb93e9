"""归档目录页: plain HTML that opens in any browser from a disk, with one small style of its own and no script (features D5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from respbook.rules.year_file import HEADS, PART_LABELS, Entry

_STYLE = (
    "body{font:16px/1.6 serif;max-width:72rem;margin:1rem auto;padding:0 1rem;color:#111;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}"
    "th,td{border:1px solid #999;padding:.2rem .5rem;text-align:left;vertical-align:top}"
    "th{background:#eee}td.n{text-align:right}h2{margin-top:2rem}.m{color:#555}@media print{a{color:inherit}}"
)


@dataclass
class Listed:
    """列出的一卷: its pieces with the files that they lie in; ``page``: its own list of originals, "" where it has none."""

    name: str
    rows: list[tuple[Entry, str]] = field(default_factory=list)
    page: str = ""
    originals: int = 0
    pages: int = 0
    catalogue: str = ""


def index_page(
    title: str, facts: Sequence[tuple[str, str]], volumes: Sequence[Listed], others: Sequence[str]
) -> Iterable[bytes]:
    """目录页, piece by piece; what is sought is found by the browser's own search."""
    yield _head(title)
    yield "".join(f"<p>{escape(name)}：{escape(words)}</p>\n" for name, words in facts).encode()
    yield "<p>本页不用联网，也不用原来的系统。按 Ctrl+F（手机上选“在网页中查找”）输入单位、文号或题名，就能找到。</p>\n".encode()
    yield "<h2>案卷目录</h2>\n<table><tr><th>案卷</th><th>件数</th><th>页数</th><th>佐证原件</th></tr>\n".encode()
    for place, volume in enumerate(volumes, 1):
        name = f'<a href="#v{place}">{escape(volume.name)}</a>'
        yield f'<tr><td>{name}</td><td class="n">{len(volume.rows)}</td><td class="n">{volume.pages}</td><td class="n">{volume.originals}</td></tr>\n'.encode()
    yield b"</table>\n"
    for place, volume in enumerate(volumes, 1):
        yield from _volume(place, volume)
    yield "<h2>其他文件</h2>\n<ul>\n".encode()
    yield "".join(f"<li>{_link(name, name)}</li>\n" for name in others).encode()
    yield b"</ul>\n</body></html>\n"


def _volume(place: int, volume: Listed) -> Iterable[bytes]:
    yield f'<h2 id="v{place}">{escape(volume.name)}</h2>\n'.encode()
    links = [_link(volume.catalogue, "卷内目录（PDF）")] if volume.catalogue else []
    links += [_link(volume.page, f"佐证原件{volume.originals}件")] if volume.page else []
    if links:
        yield b"<p>" + "　".join(links).encode() + b"</p>\n"
    if volume.rows:
        yield _row(["th"] * (len(HEADS) + 1), (*HEADS, "类别"), "<table>")
        for number, (entry, path) in enumerate(volume.rows, 1):
            cells = [escape(each) for each in entry.cells(number)]
            cells[3] = _link(path, entry.title) if path else escape(entry.title)
            yield _row(["td"] * (len(HEADS) + 1), (*cells, PART_LABELS[entry.part]))
        yield b"</table>\n"


def _row(tags: Sequence[str], cells: Sequence[str], before: str = "") -> bytes:
    inside = "".join(f"<{tag}>{cell}</{tag}>" for tag, cell in zip(tags, cells, strict=True))
    return f"{before}<tr>{inside}</tr>\n".encode()


def originals_page(title: str, up: str, rows: Iterable[Sequence[str]]) -> Iterable[bytes]:
    """佐证原件 of a volume: (file, name, day, purpose, sender, received)."""
    yield _head(title)
    yield f'<p><a href="{escape(quote(up))}">回到目录</a></p>\n'.encode()
    yield "<table><tr><th>文件</th><th>佐证日期</th><th>用途</th><th>上传人</th><th>收到时间</th></tr>\n".encode()
    for path, name, *told in rows:
        yield _row(["td"] * (len(told) + 1), (_link(path, name), *map(escape, told)))
    yield b"</table>\n</body></html>\n"


def _head(title: str) -> bytes:
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width">\n<style>{_STYLE}</style></head>\n'
        f"<body>\n<h1>{escape(title)}</h1>\n"
    ).encode()


def _link(path: str, words: str) -> str:
    return f'<a href="{escape(quote(path))}">{escape(words)}</a>'
