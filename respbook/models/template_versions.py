"""模板版本: every wording a template ever had, kept as it was saved; issued letters name the version they are of (L5)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from respbook.models.base import Base
from respbook.models.types import Moment


class TemplateVersion(Base):
    """模板版本: title and clauses (canonical JSON) of one saving; ``number`` is the template's version of that moment."""

    __tablename__ = "template_versions"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("letter_templates.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(Text)
    clauses: Mapped[str] = mapped_column(Text, doc="条款 as canonical JSON: id, level, label, tag, text")
    sha256: Mapped[str] = mapped_column(String(64), doc="文字摘要 of title and clauses")
    words: Mapped[str] = mapped_column(String(200), default="", doc="what changed, counted")
    remark: Mapped[str] = mapped_column(String(200), default="", doc="修改说明, from the one who saved")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(30))
