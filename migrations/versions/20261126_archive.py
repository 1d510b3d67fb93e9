"""往年文书: scans of letters from before this system (features M5)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_archive"
down_revision = "20261126_settings"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "archived_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number_text", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_archived_papers_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_archived_papers_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archived_papers")),
        sa.UniqueConstraint("town_id", "sha256", name=op.f("uq_archived_papers_town_id_sha256")),
    )
    op.create_index("ix_archived_papers_unit_year", "archived_papers", ["unit_id", "year"], unique=False)
    op.create_index("ix_archived_papers_town_year", "archived_papers", ["town_id", "year", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_archived_papers_town_year", table_name="archived_papers")
    op.drop_index("ix_archived_papers_unit_year", table_name="archived_papers")
    op.drop_table("archived_papers")
