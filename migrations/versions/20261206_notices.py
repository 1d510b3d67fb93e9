"""通知: sent to units, taken and replied to."""

import sqlalchemy as sa
from alembic import op

revision = "20261206_notices"
down_revision = "20261205_phone"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("wants_receipt", sa.Boolean(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("subject_kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by", sa.String(length=30), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by", sa.String(length=30), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_notices_withdrawn")),
        sa.CheckConstraint("state <> 'withdrawn' OR reason <> ''", name=op.f("ck_notices_reason")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_notices_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_town", "notices", ["town_id", "sent_at"])
    op.create_index("ix_notices_subject", "notices", ["subject_kind", "subject_id"])
    op.create_table(
        "notice_units",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("taken_by", sa.String(length=30), nullable=True),
        sa.Column("way", sa.String(length=24), nullable=True),
        sa.Column("noted_by", sa.String(length=30), nullable=True),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (way IS NULL) AND (taken_at IS NULL) = (taken_by IS NULL)",
            name=op.f("ck_notice_units_taken"),
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_units_notice_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notice_units_unit_id")),
        sa.PrimaryKeyConstraint("notice_id", "unit_id", name=op.f("pk_notice_units")),
    )
    op.create_index("ix_notice_units_unit", "notice_units", ["unit_id", "taken_at", "notice_id"])
    op.create_table(
        "notice_files",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_files_notice_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_notice_files_evidence_id")),
        sa.PrimaryKeyConstraint("notice_id", "evidence_id", name=op.f("pk_notice_files")),
    )
    op.create_index("ix_notice_files_evidence", "notice_files", ["evidence_id"])
    op.create_table(
        "notice_readings",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_readings_notice_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_readings_user_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notice_readings_unit_id")),
        sa.PrimaryKeyConstraint("notice_id", "user_id", name=op.f("pk_notice_readings")),
    )
    op.create_index("ix_notice_readings_unit", "notice_readings", ["notice_id", "unit_id"])
    op.create_table(
        "notice_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_name", sa.String(length=30), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("for_unit", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_replies_notice_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notice_replies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_replies")),
    )
    op.create_index("ix_notice_replies_notice", "notice_replies", ["notice_id", "unit_id"])


def downgrade() -> None:
    op.drop_table("notice_replies")
    op.drop_table("notice_readings")
    op.drop_table("notice_files")
    op.drop_table("notice_units")
    op.drop_table("notices")
