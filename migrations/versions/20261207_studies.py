"""研究环保工作: studies with their decisions."""

import sqlalchemy as sa
from alembic import op

revision = "20261207_studies"
down_revision = "20261207_inspections"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "studies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("held_at", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("chair", sa.String(length=30), nullable=False),
        sa.Column("attendees", sa.String(length=300), nullable=False),
        sa.Column("topics", sa.String(length=300), nullable=False),
        sa.Column("remarks", sa.String(length=300), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("counted_task_id", sa.Integer(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("paper_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(corrects_id IS NULL) = (reason = '')", name=op.f("ck_studies_reason")),
        sa.CheckConstraint("(corrects_id IS NULL) = (edition = 1)", name=op.f("ck_studies_edition")),
        sa.CheckConstraint("(counted_task_id IS NULL) = (counted_on IS NULL)", name=op.f("ck_studies_counted")),
        sa.ForeignKeyConstraint(["corrects_id"], ["studies.id"], name=op.f("fk_studies_corrects_id")),
        sa.ForeignKeyConstraint(["counted_task_id"], ["tasks.id"], name=op.f("fk_studies_counted_task_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_studies_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_studies_corrects_id")),
    )
    with op.batch_alter_table("studies") as batch_op:
        batch_op.create_index("ix_studies_town", ["town_id", "held_on", "id"])

    op.create_table(
        "study_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=30), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(task_id IS NULL) OR (unit_id IS NOT NULL AND due_on IS NOT NULL)", name=op.f("ck_study_decisions_owned")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_study_decisions_study_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_study_decisions_task_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_study_decisions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_decisions")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_study_decisions_study_id_number")),
    )
    with op.batch_alter_table("study_decisions") as batch_op:
        batch_op.create_index("ix_study_decisions_task", ["task_id"])


def downgrade() -> None:
    with op.batch_alter_table("study_decisions") as batch_op:
        batch_op.drop_index("ix_study_decisions_task")

    op.drop_table("study_decisions")
    with op.batch_alter_table("studies") as batch_op:
        batch_op.drop_index("ix_studies_town")

    op.drop_table("studies")
