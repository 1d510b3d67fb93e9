"""安全日志、时钟状态、联系方式清理: the security log, the last believed time, contacts of those who left."""

import sqlalchemy as sa
from alembic import op

revision = "20261217_privacy"
down_revision = "20261216_identity"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "clock_states",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("trusted_at", MOMENT, nullable=False),
        sa.Column("held_since", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_states")),
    )
    op.create_table(
        "security_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("fold", sa.String(length=160), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
        sa.UniqueConstraint("fold", name=op.f("uq_security_events_fold")),
    )
    with op.batch_alter_table("security_events") as batch_op:
        batch_op.create_index("ix_security_events_at", ["at", "id"])
        batch_op.create_index("ix_security_events_kind", ["kind", "id"])

    op.create_table(
        "contact_purges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=30), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_contact_purges_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_purges")),
    )
    with op.batch_alter_table("contact_purges") as batch_op:
        batch_op.create_index("ix_contact_purges_unit", ["unit_id", "id"])


def downgrade() -> None:
    with op.batch_alter_table("contact_purges") as batch_op:
        batch_op.drop_index("ix_contact_purges_unit")

    op.drop_table("contact_purges")
    with op.batch_alter_table("security_events") as batch_op:
        batch_op.drop_index("ix_security_events_kind")
        batch_op.drop_index("ix_security_events_at")

    op.drop_table("security_events")
    op.drop_table("clock_states")
