"""报送佐证: which photos and files a report rests on."""

import sqlalchemy as sa
from alembic import op

revision = "20261204_report_evidence"
down_revision = "20261203_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_evidence",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["report_entries.id"], name=op.f("fk_report_evidence_entry_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_report_evidence_evidence_id")),
        sa.PrimaryKeyConstraint("entry_id", "evidence_id", name=op.f("pk_report_evidence")),
    )
    op.create_index("ix_report_evidence_evidence", "report_evidence", ["evidence_id"])


def downgrade() -> None:
    op.drop_table("report_evidence")
