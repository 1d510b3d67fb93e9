"""评分分工"""

import sqlalchemy as sa
from alembic import op

revision = "20261211_desk"
down_revision = "20261210_account"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "score_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("assessor", sa.String(length=30), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("(sheet_id IS NULL) = (row_key <> '')", name=op.f("ck_score_assignments_either")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_score_assignments_assessment_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheets.id"], name=op.f("fk_score_assignments_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_assignments")),
    )
    with op.batch_alter_table("score_assignments") as batch_op:
        batch_op.create_index("ix_score_assignments_assessment", ["assessment_id", "assessor_id"])
        batch_op.create_index("ix_score_assignments_sheet", ["sheet_id"])


def downgrade() -> None:
    with op.batch_alter_table("score_assignments") as batch_op:
        batch_op.drop_index("ix_score_assignments_sheet")
        batch_op.drop_index("ix_score_assignments_assessment")

    op.drop_table("score_assignments")
