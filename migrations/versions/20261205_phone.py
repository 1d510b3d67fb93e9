"""专用链接: phones that report without signing in."""

import sqlalchemy as sa
from alembic import op

revision = "20261205_phone"
down_revision = "20261205_proxy"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "device_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("nonce_sha256", sa.String(length=64), nullable=True),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("bound_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by", sa.String(length=30), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_device_links_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_device_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_links")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_device_links_token_sha256")),
        sa.UniqueConstraint("nonce_sha256", name=op.f("uq_device_links_nonce_sha256")),
    )
    op.create_index("ix_device_links_unit", "device_links", ["unit_id", "made_at"])
    op.create_index("ix_device_links_user", "device_links", ["user_id"])


def downgrade() -> None:
    op.drop_table("device_links")
