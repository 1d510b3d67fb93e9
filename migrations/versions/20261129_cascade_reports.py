"""层层签订上报: what a village reported, received, returned or unlocked by the office (features C3)."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_cascade_reports"
down_revision = "20261129_copies"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "cascade_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("reported_by", sa.String(length=30), nullable=False),
        sa.Column("for_village", sa.Boolean(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=30), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("unlocked_by", sa.String(length=30), nullable=False),
        sa.Column("unlocked_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'reported') = (decided_at IS NULL)", name=op.f("ck_cascade_reports_decided")),
        sa.CheckConstraint(
            "(state = 'unlocked') = (unlocked_at IS NOT NULL)", name=op.f("ck_cascade_reports_unlocked")
        ),
        sa.CheckConstraint(
            "state NOT IN ('returned', 'unlocked') OR reason <> ''", name=op.f("ck_cascade_reports_reason")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_cascade_reports_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cascade_reports")),
    )
    op.create_index("ix_cascade_reports_letter", "cascade_reports", ["letter_id"])


def downgrade() -> None:
    op.drop_table("cascade_reports")
