"""旧责任书: the letters of last year that templates were made from."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_letter_sources"
down_revision = "20261126_review"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "letter_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_letter_sources_programme_id")),
        sa.ForeignKeyConstraint(["template_id"], ["letter_templates.id"], name=op.f("fk_letter_sources_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_sources")),
    )
    op.create_index("ix_letter_sources_programme", "letter_sources", ["programme_id", "id"], unique=False)
    op.create_index("ix_letter_sources_template", "letter_sources", ["template_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_letter_sources_template", table_name="letter_sources")
    op.drop_index("ix_letter_sources_programme", table_name="letter_sources")
    op.drop_table("letter_sources")
