"""排好的构件: what puts itself on a page, whole."""

from abc import ABC, abstractmethod

from respbook.press.flow import Flow


class SetPart(ABC):
    """排好的构件."""

    closing = False
    """Whether it ends a paper: never alone on a page, the last lines of the text stand above it."""

    @property
    @abstractmethod
    def height(self) -> float:
        """Height that it needs to begin here, in points."""

    @abstractmethod
    def put(self, flow: Flow) -> None:
        """Put it where the flow stands."""
