"""问题与整改: findings, their steps, helpers, proofs and extensions."""

import sqlalchemy as sa
from alembic import op

revision = "20261206_findings"
down_revision = "20261206_registers"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("found_by", sa.String(length=30), nullable=False),
        sa.Column("at_unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("goal", sa.String(length=200), nullable=False),
        sa.Column("measures", sa.String(length=1000), nullable=False),
        sa.Column("person", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("moved_from", sa.Date(), nullable=True),
        sa.Column("moved_for", sa.String(length=20), nullable=False),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("pace", sa.String(length=24), nullable=True),
        sa.Column("stop_gap", sa.String(length=200), nullable=False),
        sa.Column("stop_gap_at", MOMENT, nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.String(length=30), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=30), nullable=False),
        sa.Column("published_from", sa.Date(), nullable=True),
        sa.Column("published_to", sa.Date(), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("relapses", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("repeats_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("report_entry_id", sa.Integer(), nullable=True),
        sa.Column("register_row_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_findings_merged")),
        sa.CheckConstraint(
            "kind = 'good' OR state IN ('recorded', 'merged', 'withdrawn') OR due_on IS NOT NULL",
            name=op.f("ck_findings_due"),
        ),
        sa.CheckConstraint(
            "kind = 'problem' OR state IN ('recorded', 'withdrawn')", name=op.f("ck_findings_good_is_not_rectified")
        ),
        sa.CheckConstraint(
            "state IN ('recorded', 'merged', 'withdrawn') OR unit_id IS NOT NULL", name=op.f("ck_findings_responsible")
        ),
        sa.ForeignKeyConstraint(["at_unit_id"], ["units.id"], name=op.f("fk_findings_at_unit_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["findings.id"], name=op.f("fk_findings_merged_into_id")),
        sa.ForeignKeyConstraint(["register_row_id"], ["register_rows.id"], name=op.f("fk_findings_register_row_id")),
        sa.ForeignKeyConstraint(["repeats_id"], ["findings.id"], name=op.f("fk_findings_repeats_id")),
        sa.ForeignKeyConstraint(["report_entry_id"], ["report_entries.id"], name=op.f("fk_findings_report_entry_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_findings_task_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_findings_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_findings_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("report_entry_id", name=op.f("uq_findings_report_entry_id")),
        sa.UniqueConstraint("town_id", "year", "serial", name=op.f("uq_findings_town_id_year_serial")),
    )
    with op.batch_alter_table("findings") as batch_op:
        batch_op.create_index("ix_findings_at_unit", ["at_unit_id", "category", "found_on"])
        batch_op.create_index("ix_findings_found", ["town_id", "found_on", "id"])
        batch_op.create_index("ix_findings_register_row", ["register_row_id"])
        batch_op.create_index("ix_findings_state", ["town_id", "state", "due_on", "id"])
        batch_op.create_index("ix_findings_task", ["task_id"])
        batch_op.create_index("ix_findings_unit", ["unit_id", "state", "due_on", "id"])

    op.create_table(
        "finding_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.String(length=30), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=30), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name=op.f("ck_finding_extensions_decided")),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_finding_extensions_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_extensions")),
    )
    with op.batch_alter_table("finding_extensions") as batch_op:
        batch_op.create_index("ix_finding_extensions_finding", ["finding_id", "decided_at"])

    op.create_table(
        "finding_helpers",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_finding_helpers_finding_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_finding_helpers_unit_id")),
        sa.PrimaryKeyConstraint("finding_id", "unit_id", name=op.f("pk_finding_helpers")),
    )
    with op.batch_alter_table("finding_helpers") as batch_op:
        batch_op.create_index("ix_finding_helpers_unit", ["unit_id", "finding_id"])

    op.create_table(
        "finding_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=30), nullable=False),
        sa.Column("by_unit_id", sa.Integer(), nullable=False),
        sa.Column("for_unit", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("pace", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["by_unit_id"], ["units.id"], name=op.f("fk_finding_steps_by_unit_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_finding_steps_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_steps")),
        sa.UniqueConstraint("finding_id", "number", name=op.f("uq_finding_steps_finding_id_number")),
    )
    with op.batch_alter_table("finding_steps") as batch_op:
        batch_op.create_index("ix_finding_steps_at", ["at", "finding_id"])

    op.create_table(
        "finding_evidence",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_finding_evidence_evidence_id")),
        sa.ForeignKeyConstraint(["step_id"], ["finding_steps.id"], name=op.f("fk_finding_evidence_step_id")),
        sa.PrimaryKeyConstraint("step_id", "evidence_id", name=op.f("pk_finding_evidence")),
    )
    with op.batch_alter_table("finding_evidence") as batch_op:
        batch_op.create_index("ix_finding_evidence_evidence", ["evidence_id"])


def downgrade() -> None:
    with op.batch_alter_table("finding_evidence") as batch_op:
        batch_op.drop_index("ix_finding_evidence_evidence")

    op.drop_table("finding_evidence")
    with op.batch_alter_table("finding_steps") as batch_op:
        batch_op.drop_index("ix_finding_steps_at")

    op.drop_table("finding_steps")
    with op.batch_alter_table("finding_helpers") as batch_op:
        batch_op.drop_index("ix_finding_helpers_unit")

    op.drop_table("finding_helpers")
    with op.batch_alter_table("finding_extensions") as batch_op:
        batch_op.drop_index("ix_finding_extensions_finding")

    op.drop_table("finding_extensions")
    with op.batch_alter_table("findings") as batch_op:
        batch_op.drop_index("ix_findings_unit")
        batch_op.drop_index("ix_findings_task")
        batch_op.drop_index("ix_findings_state")
        batch_op.drop_index("ix_findings_register_row")
        batch_op.drop_index("ix_findings_found")
        batch_op.drop_index("ix_findings_at_unit")

    op.drop_table("findings")
