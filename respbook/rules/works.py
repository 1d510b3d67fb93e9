"""活 of the queue: what kinds there are, how many of a kind are done at once, and when one is given up."""

from enum import IntEnum

MOST_TRIES = 3
"""What stopped its worker so often is given up, so that it does not stop it for ever."""


class Kind(IntEnum):
    """什么活. The numbers stand in queues and locks of programs that are still running: none is ever used again."""

    BATCH = 1
    SCAN = 2
    COPIES = 3
    RUN = 4
    NIGHT = 5
    EXPORT = 6
    MESSAGE = 7
    PUBLICATION = 8
