"""源码: the files of the package as they are written, read and taken apart once a worker, and only by tests that look at them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def texts() -> dict[str, str]:
    """{respbook/…: text}."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / "respbook").rglob("*.py"))
    }


@cache
def trees() -> dict[str, ast.Module]:
    """The same as trees."""
    return {name: ast.parse(text) for name, text in texts().items()}


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """(file, node) of every node."""
    return tuple((name, node) for name, tree in trees().items() for node in ast.walk(tree))


@cache
def calls() -> tuple[tuple[str, ast.Call, str], ...]:
    """(file, call, the words before its brackets)."""
    return tuple((name, node, _words(node.func)) for name, node in nodes() if isinstance(node, ast.Call))


def _words(node: ast.AST) -> str:
    """As ``ast.unparse`` says it; almost all are names and dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute, ast.Call)):
        return f"{_words(node.value)}.{node.attr}"
    return ast.unparse(node)
