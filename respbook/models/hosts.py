"""运行主机: who is at work on this database just now. No business: not protected."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class Host(Base):
    """运行主机: one machine and data folder; it says every half minute that it is there, by the database's clock."""

    __tablename__ = "hosts"
    protected = False

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    place: Mapped[str] = mapped_column(String(300), primary_key=True)
    version: Mapped[str] = mapped_column(String(30))
    keys: Mapped[str] = mapped_column(String(200))
    store: Mapped[str] = mapped_column(String(300))
    skew: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(Moment)
