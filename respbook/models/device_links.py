"""专用链接: a phone that reports for one person without signing in. No business of its own, like the sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from respbook.models.base import Base
from respbook.models.people import User
from respbook.models.types import Moment
from respbook.models.units import Unit


class DeviceLink(Base):
    """专用链接: opened once, it is bound to that phone; of token and nonce only the SHA-256 is kept.

    ``unit_id`` is the unit that it was made for: whoever changes unit leaves the link behind.
    """

    __tablename__ = "device_links"
    __table_args__ = (Index("ix_device_links_unit", "unit_id", "made_at"), Index("ix_device_links_user", "user_id"))
    protected = False

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    nonce_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    bound_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    agent: Mapped[str] = mapped_column(String(200), default="")
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by: Mapped[str | None] = mapped_column(String(30))

    user: Mapped[User] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
