"""收存批次 of old scans: the whole of one can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "20261221_oldscans"
down_revision = "20261220_yearfile"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "archive_drops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("undone_by", sa.String(length=30), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_archive_drops_undone_pair")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_archive_drops_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_drops")),
        sa.UniqueConstraint("town_id", "token", name=op.f("uq_archive_drops_town_id_token")),
    )
    with op.batch_alter_table("archived_papers") as batch_op:
        batch_op.add_column(sa.Column("drop_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("drop_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("drop_before", sa.String(length=60), nullable=True))
        batch_op.create_index("ix_archived_papers_drop", ["drop_id"])
        batch_op.create_foreign_key(batch_op.f("fk_archived_papers_drop_id"), "archive_drops", ["drop_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("archived_papers") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_archived_papers_drop_id"), type_="foreignkey")
        batch_op.drop_index("ix_archived_papers_drop")
        batch_op.drop_column("drop_before")
        batch_op.drop_column("drop_version")
        batch_op.drop_column("drop_id")

    op.drop_table("archive_drops")
