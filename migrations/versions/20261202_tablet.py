"""会签台: a seat belongs to the device on which it was opened; a device that has left a table is known to have left."""

import sqlalchemy as sa
from alembic import op

revision = "20261202_tablet"
down_revision = "20261130_workdays"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "signing_tablets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("entry_sha256", sa.String(length=64), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["table_id"], ["signing_tables.id"], name=op.f("fk_signing_tablets_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_tablets")),
        sa.UniqueConstraint("entry_sha256", name=op.f("uq_signing_tablets_entry_sha256")),
    )
    op.create_index("ix_signing_tablets_table", "signing_tablets", ["table_id", "left_at"], unique=False)
    with op.batch_alter_table("signing_seats") as seats:
        seats.add_column(sa.Column("device_sha256", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("signing_seats") as seats:
        seats.drop_column("device_sha256")
    op.drop_table("signing_tablets")
