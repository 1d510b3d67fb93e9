"""定时事务: when each was last begun, last done, and what came of it. No business: not protected."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class ErrandRun(Base):
    """定时事务记录: one row for each kind; several hosts share it, so that each is done once."""

    __tablename__ = "errand_runs"
    protected = False

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    began_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    failed_at: Mapped[datetime | None] = mapped_column(Moment, doc="empty once it was done again")
    outcome: Mapped[str] = mapped_column(String(300), default="")
