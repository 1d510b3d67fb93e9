"""回收站: what was removed, so that it can come back (features U3)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_removals"
down_revision = "20261123_first"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "removals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=False),
        sa.Column("removed_by", sa.String(length=30), nullable=False),
        sa.Column("restored_at", MOMENT, nullable=True),
        sa.Column("restored_by", sa.String(length=30), nullable=True),
        sa.CheckConstraint("(restored_at IS NULL) = (restored_by IS NULL)", name=op.f("ck_removals_restored_pair")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_removals_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    op.create_index("ix_removals_removed", "removals", ["removed_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_removals_removed", table_name="removals")
    op.drop_table("removals")
