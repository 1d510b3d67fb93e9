"""签后改动: what stands otherwise now than when a signature was made, page by page, for the sentence of a verdict."""

from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject


def changes_since(reader: Any, revision: int) -> list[str]:
    """变化: pages added, taken away or drawn over, and fields added since a revision; empty where none is to be seen."""
    try:
        before, now = _pages(reader.get_historical_root(revision)), _pages(reader.root)
        fields = _fields(reader.root) - _fields(reader.get_historical_root(revision))
    except Exception:  # the file is condemned already; here only its description would be lost
        return []
    changes = []
    if len(before) != len(now):
        changes.append(f"页数由{len(before)}页变成{len(now)}页")
    drawn = [str(k) for k, (old, new) in enumerate(zip(before, now, strict=False), 1) if _drawn(old) != _drawn(new)]
    if drawn:
        changes.append(f"第{'、'.join(drawn)}页的内容被改动")
    marks = [str(k) for k, (old, new) in enumerate(zip(before, now, strict=False), 1) if _notes(old) != _notes(new)]
    if marks:
        changes.append(f"第{'、'.join(marks)}页增减了批注或签名域")
    if fields:
        changes.append(f"新增了{len(fields)}个签名域或表单域")
    return changes


def _pages(root: Any) -> list[Any]:
    found: list[Any] = []
    waiting = [root["/Pages"]]
    while waiting:
        node = waiting.pop()
        if "/Kids" in node:
            waiting += [node["/Kids"][k] for k in reversed(range(len(node["/Kids"])))]
        else:
            found.append(node)
    return found


def _drawn(page: Any) -> bytes:
    if "/Contents" not in page:
        return b""
    held = page["/Contents"]
    parts = [held[k] for k in range(len(held))] if isinstance(held, ArrayObject) else [held]
    return b"\n".join(part.data for part in parts)


def _notes(page: Any) -> int:
    return len(page["/Annots"]) if "/Annots" in page else 0


def _fields(root: Any) -> set[str]:
    if "/AcroForm" not in root or "/Fields" not in root["/AcroForm"]:
        return set()
    held = root["/AcroForm"]["/Fields"]
    return {str(held[k].get("/T", k)) for k in range(len(held))}
