"""运行主机: who is at work on this database"""

import sqlalchemy as sa
from alembic import op

revision = "20261224_growing"
down_revision = "20261223_backup"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "hosts",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("version", sa.String(length=30), nullable=False),
        sa.Column("keys", sa.String(length=200), nullable=False),
        sa.Column("store", sa.String(length=300), nullable=False),
        sa.Column("skew", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", "place", name=op.f("pk_hosts")),
    )


def downgrade() -> None:
    op.drop_table("hosts")
