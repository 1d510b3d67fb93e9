"""Windows: what would break on the office PC and is not noticed on Linux, where the tests run."""

import ast
import io
import os
import re
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import making as make
import pytest
from pypdf import PdfWriter
from sources import calls, nodes, texts, trees

from respbook.readers import evidence, scans
from respbook.store import FolderStore

POSIX = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "syslog"}
ONLY_POSIX = {"os.fork", "os.getuid", "os.geteuid", "os.chown", "os.mkfifo", "os.statvfs", "os.killpg", "os.sync"}


def switched(tree):
    """Nodes under ``if sys.platform …``."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "sys.platform" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }


def test_what_only_posix_has_stands_under_the_switch():
    found = []
    for name, tree in trees().items():
        if not any(re.search(rf"\bimport {each}\b|\bfrom {each}\b", texts()[name]) for each in POSIX):
            continue
        guarded = switched(tree)
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if POSIX & set(names) and node not in guarded:
                found.append(f"{name}:{node.lineno}")
    found += [
        f"{name}:{node.lineno}"
        for name, node, words in calls()
        if words in ONLY_POSIX and node not in switched(trees()[name])
    ]
    assert found == []


def test_text_files_name_their_encoding():
    """On a Chinese Windows it would be GBK."""
    found = []
    for name, node, words in calls():
        method = words.rsplit(".", 1)[-1]
        if method == "write_text" or method == "read_text":
            given = node.args[1 if method == "write_text" else 0 :]
            if not given and not any(word.arg == "encoding" for word in node.keywords):
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_lists_that_are_hashed_have_the_same_line_ends_everywhere():
    """A digest is taken of the bytes: whoever writes a text says how its lines end."""
    found = []
    for name, node, words in calls():
        if not words.endswith(("open", "fdopen")) or "/demo" in name:
            continue
        modes = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        text = [mode for mode in modes if mode in ("w", "a", "x", "wt", "at")]
        if text and not any(word.arg in ("newline", "force_zip64") for word in node.keywords):
            found.append(f"{name}:{node.lineno}")
    assert found == []


def test_nobody_asks_the_system_for_time_zones():
    """Windows has no table of them; 北京时间 needs none (rules/chinese.py)."""
    assert [name for name, node in nodes() if isinstance(node, ast.ImportFrom) and node.module == "zoneinfo"] == []


def test_what_is_synced_is_open_for_writing():
    """Windows refuses to bring to the disk what is only being read: each file that is synced was opened for writing."""
    found = []
    for name, node in nodes():
        if isinstance(node, ast.With) and "os.fsync" in ast.unparse(node):
            opened = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
            found += [
                f"{name}:{node.lineno}" for call in opened if '"rb"' in ast.unparse(call) or "'rb'" in ast.unparse(call)
            ]
    assert found == []


def test_select_is_not_given_more_connections_than_it_takes():
    text = next(text for name, text in ((n, ast.unparse(t)) for n, t in trees().items()) if name.endswith("/serve.py"))
    assert "400 if sys.platform == 'win32' else 2000" in text


def test_the_gate_of_windows_waits_for_longer_than_ten_seconds(tmp_path):
    """Its own LK_LOCK gives up then; ours asks again until the other has done."""
    tries = iter([PermissionError, PermissionError, None])

    def locking(_handle, mode, _size):
        problem = next(tries) if mode == "try" else None
        if problem:
            raise problem

    tree = trees()["respbook/models/gate.py"]
    branch = next(node for node in tree.body if isinstance(node, ast.If) and "win32" in ast.unparse(node.test))
    space = {"msvcrt": SimpleNamespace(locking=locking, LK_NBLCK="try", LK_UNLCK="free")}
    space["time"] = SimpleNamespace(sleep=lambda _: None)
    space["IO"] = type("IO", (), {"__class_getitem__": classmethod(lambda cls, _: cls)})
    body = [node for node in branch.body if isinstance(node, ast.FunctionDef)]
    exec(compile(ast.Module(body, []), "gate", "exec"), space)
    with open(tmp_path / "lock", "ab") as file:
        waiting = Thread(target=space["_hold"], args=(file,), daemon=True)
        waiting.start()
        waiting.join(5)
        assert not waiting.is_alive()
        space["_free"](file)
    assert next(tries, "all tries made") == "all tries made"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks Linux what is open")
def test_what_is_put_in_the_store_is_open_no_more(tmp_path, monkeypatch):
    """Windows renames no file that a reader has left open; the upload would be refused as if the disk were full."""
    pages, replace, left = io.BytesIO(), os.replace, []
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(pages)

    def watched(source, target):
        left.extend(fd for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink() and os.readlink(fd) == str(source))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched)
    store = FolderStore(tmp_path / "store")
    store.take(io.BytesIO(pages.getvalue()), lambda place: scans.inspect(place, scans.BATCH))
    store.take(io.BytesIO(make.photo_bytes(1)), lambda place: scans.inspect(place, scans.BATCH))
    store.take(io.BytesIO(make.photo_bytes(2)), evidence.inspect)
    store.put(b"small")
    assert left == [] and len(list(store.digests())) == 4
