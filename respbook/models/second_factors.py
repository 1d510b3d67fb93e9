"""动态口令: a second proof beside the password, and the codes on paper for the day the phone is lost (safety R10)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class SecondFactor(Base):
    """动态口令 of one person. Without ``confirmed_at`` it is being set up and asks for nothing yet."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(String(200), doc="encrypted with the key file: a copied database gives no code")
    begun_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int | None] = mapped_column(
        doc="the half minute of the newest code that was taken: each code once"
    )


class RecoveryCode(Base):
    """备用码: one of the codes on the slip; used once, only its digest is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_user", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
