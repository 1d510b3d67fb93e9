"""respbook doctor: is this installation fit for work (safety C13)."""

import argparse
from dataclasses import replace
from typing import Any

from respbook import settings as settings_module
from respbook.app import create_app
from respbook.commands import checks
from respbook.commands.checks import Check, Grade
from respbook.commands.house import say

DEPLOYED = frozenset({"transport", "administrator", "bench", "anchors", "backup"})
"""What is only a warning on a desk, and red where a town works with it."""

MARKS = {Grade.OK: "正常", Grade.WARN: "注意", Grade.RED: "不合格"}


def register(words: Any) -> None:
    """Add ``doctor`` to the command line."""
    parser = words.add_parser("doctor", help="体检")
    parser.add_argument("--deploy", action="store_true", help="按正式使用的要求检查")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """体检. JSON: {"fit": bool, "checks": [{name, grade: ok|warn|red, sentence}]}. Exit 0 no red, 1 any red."""
    app = create_app(settings_module.read())
    with app.app_context():
        first = checks.tables(app)
        rest = checks.ALL if first.grade is Grade.OK else ()
        found = [_graded(check, deploy=asked.deploy) for check in (first, *(check(app) for check in rest))]
    fit = all(check.grade is not Grade.RED for check in found)
    if asked.json:
        say({"fit": fit, "checks": [vars(check) for check in found]})
    else:
        for check in found:
            print(f"{MARKS[check.grade]}　{check.sentence}")
        print("可以使用。" if fit else "有不合格的项目，请先处理。")
    return 0 if fit else 1


def _graded(check: Check, *, deploy: bool) -> Check:
    if deploy and check.grade is Grade.WARN and check.name in DEPLOYED:
        return replace(check, grade=Grade.RED)
    return check
