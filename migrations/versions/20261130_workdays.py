"""工作日: the office's own changes of the calendar; due in working days; where a due day was moved from; 责任人 of a task."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_workdays"
down_revision = "20261201_reports"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
ADDED = {
    "targets": (
        ("due_in_workdays", sa.Integer()),
        ("rolls_over", sa.Boolean()),
        ("market_days", sa.String(length=10)),
    ),
    "tasks": (
        ("market_days", sa.String(length=10)),
        ("post_role", sa.String(length=24)),
        ("person", sa.String(length=30)),
    ),
    "task_periods": (
        ("moved_from", sa.Date()),
        ("moved_for", sa.String(length=20)),
    ),
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "day_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=True),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("notice_year", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_day_marks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_marks")),
    )
    op.create_index("ix_day_marks_unit_day", "day_marks", ["unit_id", "day"], unique=False)


def downgrade() -> None:
    op.drop_table("day_marks")
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as rows:
            for name, _ in columns:
                rows.drop_column(name)
