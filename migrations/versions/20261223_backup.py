"""备份办理: what was asked for on the page of backups"""

import sqlalchemy as sa
from alembic import op

revision = "20261223_backup"
down_revision = "20261222_anchors"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "backup_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("asked_by", sa.String(length=30), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("began_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=600), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_runs")),
    )
    with op.batch_alter_table("backup_runs") as batch_op:
        batch_op.create_index("ix_backup_runs_asked_at", ["asked_at"])


def downgrade() -> None:
    with op.batch_alter_table("backup_runs") as batch_op:
        batch_op.drop_index("ix_backup_runs_asked_at")

    op.drop_table("backup_runs")
