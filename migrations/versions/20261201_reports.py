"""报送: what is said to each period of a task, every time, what was opened again, and chats as they were pasted."""

import sqlalchemy as sa
from alembic import op

revision = "20261201_reports"
down_revision = "20261129_cascade_reports"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "chat_pastes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_chat_pastes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_pastes")),
    )
    op.create_index("ix_chat_pastes_unit", "chat_pastes", ["unit_id", "made_at"])
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=30), nullable=False),
        sa.Column("said", sa.String(length=24), nullable=False),
        sa.Column("given", sa.BigInteger(), nullable=True),
        sa.Column("reckoning", sa.String(length=24), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("passed", sa.BigInteger(), nullable=True),
        sa.Column("verified", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("reviewed_by", sa.String(length=30), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("verified_by", sa.String(length=30), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_reports_dates")),
        sa.CheckConstraint("state <> 'returned' OR reason <> ''", name=op.f("ck_reports_reason")),
        sa.CheckConstraint("(reviewed_at IS NULL) = (reviewed_by IS NULL)", name=op.f("ck_reports_reviewed")),
        sa.CheckConstraint("(verified_at IS NULL) = (verified_by IS NULL)", name=op.f("ck_reports_verified")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_reports_task_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("task_id", "starts_on", name=op.f("uq_reports_task_id_starts_on")),
    )
    op.create_index("ix_reports_unit", "reports", ["unit_id", "starts_on"])
    op.create_index("ix_reports_state", "reports", ["state", "first_at", "id", "unit_id"])
    op.create_table(
        "report_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=30), nullable=False),
        sa.Column("for_unit", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=24), nullable=False),
        sa.Column("said", sa.String(length=24), nullable=False),
        sa.Column("given", sa.BigInteger(), nullable=True),
        sa.Column("reckoning", sa.String(length=24), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=True),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_entries_report_id")),
        sa.ForeignKeyConstraint(["chat_id"], ["chat_pastes.id"], name=op.f("fk_report_entries_chat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_entries")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_entries_report_id_number")),
    )
    op.create_index("ix_report_entries_chat", "report_entries", ["chat_id"])
    op.create_table(
        "report_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_report_openings_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_openings")),
    )
    op.create_index("ix_report_openings_task", "report_openings", ["task_id", "starts_on"])


def downgrade() -> None:
    op.drop_table("report_openings")
    op.drop_table("report_entries")
    op.drop_table("reports")
    op.drop_table("chat_pastes")
