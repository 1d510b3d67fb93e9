"""受信任的签发机构: the list of trusted roots, and the chain of a registered certificate (features S6)."""

import sqlalchemy as sa
from alembic import op

revision = "20261202_seals"
down_revision = "20261202_tablet"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "trusted_roots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=30), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("removed_by", sa.String(length=30), nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removal_reason", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_trusted_roots_removed_pair")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removal_reason IS NULL)", name=op.f("ck_trusted_roots_removed_reason")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_roots")),
    )
    op.create_index("ix_trusted_roots_sha256", "trusted_roots", ["sha256"])
    op.add_column("certificates", sa.Column("chain", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("certificates", "chain")
    op.drop_table("trusted_roots")
