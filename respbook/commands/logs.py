"""程序日志: one line a message, no line that somebody typed, no full number of a person (safety R85)."""

import logging
import sys
from types import TracebackType

from respbook.rules.personal import masked, one_line

_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"


class OneLine(logging.Formatter):
    """一条一行: what was typed makes no lines of its own; those of a trace are led by a bar."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The message on one line."""
        return masked(one_line(super().formatMessage(record)))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The trace, each line of it marked."""
        return "\n".join(f"| {masked(one_line(line))}" for line in super().formatException(ei).splitlines())


def start() -> None:
    """开始记程序日志 on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(_FORM))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
