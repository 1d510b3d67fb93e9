"""命令行的说明: argparse in Chinese, its own words and errors too, in columns that count a Chinese sign as two."""

import argparse
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NoReturn

from respbook.commands.manual import ABOUT, USUAL
from respbook.rules.personal import one_line

WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本说明",
    "show program's version number and exit": "显示版本",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s。\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "ignored explicit argument %r": "后面不能带内容 %r",
    "the following arguments are required: %s": "缺少 %s",
    "one of the arguments %s is required": "%s 中须写一个",
    "expected one argument": "后面须写一项内容",
    "expected at most one argument": "后面至多写一项内容",
    "expected at least one argument": "后面至少写一项内容",
    "expected %s argument": "后面须写%s项内容",
    "expected %s arguments": "后面须写%s项内容",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 写得不全，可以是 %(matches)s",
    "unexpected option string: %s": "没有 %s 这一项",
    "invalid %(type)s value: %(value)r": "“%(value)s”填得不对",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有“%(value)s”，可写 %(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": "没有“%(value)s”，可写 %(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有“%(parser_name)s”，可写 %(choices)s",
    "unrecognized arguments: %s": "多写了 %s",
    "can't open '%(filename)s': %(error)s": "打不开“%(filename)s”：%(error)s",
    " (default: %(default)s)": "（默认 %(default)s）",
}
"""argparse's words, as they stand in its source, and ours."""

argparse.__dict__["_"] = lambda words: WORDS.get(words, words)
argparse.__dict__["ngettext"] = lambda one, many, number: WORDS.get(many if number != 1 else one, many)


def width(text: str) -> int:
    """显示宽度: a Chinese sign takes two columns."""
    return len(text) + _wide(text)


def _wide(text: str) -> int:
    return sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def wrapped(text: str, room: int) -> list[str]:
    """折行 by the width shown: a word of Latin letters is kept whole, and no line begins with a closing mark."""
    lines, line = [], ""
    for piece in re.findall(r"[（“《]*(?:[!-~]+ ?|[^!-~])[，。；：、）”！？》]*", text):
        if line and width((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


class Columns(argparse.HelpFormatter):
    """说明的版面."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, max(width, 20))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for each in text.splitlines() for line in wrapped(each, width - len(indent)))

    def add_argument(self, action: argparse.Action) -> None:
        """The column of the explanations stands behind the widest head, as it is shown."""
        super().add_argument(action)
        if action.help is not argparse.SUPPRESS:
            shown = width(self._format_action_invocation(action)) + self._current_indent
            self._action_max_length = max(self._action_max_length, shown)

    def format_help(self) -> str:
        """Headings end with a Chinese colon."""
        return re.sub(r"^(\S+):$", r"\1：", super().format_help(), flags=re.MULTILINE)

    def _format_action(self, action: argparse.Action) -> str:
        told = super()._format_action(action)
        head = self._format_action_invocation(action)
        spare = re.match(rf"\s*{re.escape(head)}( +)", told)
        if spare is None or not action.help:
            return told
        start, end = spare.span(1)
        return told[:start] + " " * max(end - start - _wide(head), 2) + told[end:]


class Parser(argparse.ArgumentParser):
    """命令行: what it is about is told by ``manual``, by the words of the command."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("formatter_class", Columns)
        given.setdefault("description", ABOUT.get(given.get("prog", "").partition(" ")[2]))
        super().__init__(**given)

    def error(self, message: str) -> NoReturn:
        """What was typed is told without what would move the terminal or forge a line. Exit 2."""
        super().error(one_line(message))

    def add_argument(self, *names: Any, **given: Any) -> argparse.Action:
        """Add an argument; what means the same everywhere is told in one way."""
        usual, shown = USUAL.get(names[0], ("", None))
        if usual:
            given.setdefault("help", usual)
        if shown:
            given.setdefault("metavar", shown)
        return super().add_argument(*names, **given)


def commands(parser: argparse.ArgumentParser) -> Iterable[argparse.ArgumentParser]:
    """A parser and those of all commands below it."""
    yield parser
    for action in parser._actions:
        for below in action.choices.values() if isinstance(action, argparse._SubParsersAction) else ():
            yield from commands(below)
