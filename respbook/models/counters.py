"""计数器: 文号 and whatever else must have no gap. Moved only by actions/counters.py."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base


class Counter(Base):
    """计数器: the last number given out under a key such as ``letter/1/2026/青环责``."""

    __tablename__ = "counters"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
