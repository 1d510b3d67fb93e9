"""What an operator types: ``respbook <command>``. One file for a command or two; here alone the clock is read.

Exit codes are the same everywhere: 0 done, 1 something stands red, 2 asked wrongly or set up wrongly; others are told
in the docstring of the command. ``--json`` prints one object on standard output, whose keys that docstring names.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from importlib import import_module

from respbook import __version__
from respbook.commands.parser import Parser
from respbook.models.schema import NewerDatabase
from respbook.rules.errors import RuleBroken
from respbook.settings import SettingsError

COMMANDS = (
    "serve",
    "work",
    "demo",
    "people",
    "county",
    "routes",
    "doctor",
    "database",
    "cert",
    "sample",
    "audit",
    "letters",
    "archive",
    "oldscans",
    "pades",
    "verify",
    "score",
    "fonts",
    "vendor",
    "check",
    "backup",
    "restore",
    "move",
    "drill",
    "bundle",
    "office",
)


def main(argv: Sequence[str] | None = None) -> int:
    """命令行: read the words, run the command, give its exit code. A refusal is one Chinese sentence, never a trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console or a pipe in GBK lacks some signs: no trace because of one
    asked = _parser().parse_args(sys.argv[1:] if argv is None else list(argv))
    try:
        code: int = asked.run(asked)
    except RuleBroken as problem:
        print(problem.sentence, file=sys.stderr)
        return 2
    except (SettingsError, NewerDatabase) as problem:
        print(problem, file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="respbook")
    parser.add_argument("--version", action="version", version=f"respbook {__version__}")
    words = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name in COMMANDS:
        import_module(f"respbook.commands.{name}").register(words)
    return parser
